/* ceiling-http - libmicrohttpd with one epoll thread and the least handler.
 *
 * usage: ceiling-http [FILE]; prints its port.  "/health" is a constant; with the table of
 * ceiling-sqlite "/one" reads a row by a random id and "/list" fifty of a random owner. */
#include "bench.h"
#include "ceiling_store.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct site {
	const char *file;
	sqlite3_stmt *one, *list; /* of the one thread */
	int64_t rows;
};

struct text {
	char *p;
	size_t n, cap;
};

static void put(struct text *t, const void *p, size_t n)
{
	if (t->n + n > t->cap) {
		t->cap = (t->n + n) * 2;
		t->p = realloc(t->p, t->cap);
		if (!t->p)
			bench_die("http", "memory");
	}
	memcpy(t->p + t->n, p, n);
	t->n += n;
}

static void put_string(struct text *t, const char *s, size_t n)
{
	put(t, "\"", 1);
	for (size_t i = 0, from = 0; i <= n; i++)
		if (i == n || (unsigned char)s[i] < 32 || s[i] == '"' || s[i] == '\\') {
			put(t, s + from, i - from);
			if (i < n)
				put(t, "\\", 1);
			from = i;
		}
	put(t, "\"", 1);
}

static void put_row(struct text *t, sqlite3_stmt *s)
{
	char number[24];

	for (int i = 0; i < PLAIN_COLUMNS; i++) {
		put(t, i ? ",\"" : "{\"", 2);
		put(t, plain_columns[i], strlen(plain_columns[i]));
		put(t, "\":", 2);
		if (sqlite3_column_type(s, i) == SQLITE_INTEGER) {
			int n = snprintf(number, sizeof number, "%lld",
					 (long long)sqlite3_column_int64(s, i));
			put(t, number, (size_t)n);
		} else {
			put_string(t, (const char *)sqlite3_column_text(s, i),
				   (size_t)sqlite3_column_bytes(s, i));
		}
	}
	put(t, "}", 1);
}

static void open_database(struct site *site)
{
	sqlite3 *db = plain_open(site->file);

	site->one = plain_prepare(db, PLAIN_ROW);
	site->list = plain_prepare(db, PLAIN_LIST);
	sqlite3_stmt *max = plain_prepare(db, "select max(id) from c");
	site->rows = sqlite3_step(max) == SQLITE_ROW ? sqlite3_column_int64(max, 0) : 1;
	sqlite3_finalize(max);
}

static void answer(struct site *site, const char *url, struct text *t)
{
	int n = 0;

	if (strcmp(url, "/health") == 0) {
		put(t, "{\"status\":\"ok\"}", 15);
		return;
	}
	if (!site->one)
		open_database(site);
	sqlite3_stmt *s = strcmp(url, "/one") == 0 ? site->one : site->list;
	int64_t max = s == site->one ? site->rows : 2000;
	sqlite3_bind_int64(s, 1, 1 + (int64_t)(bench_random() % (uint64_t)max));
	if (s == site->list)
		put(t, "{\"items\":[", 10);
	while (sqlite3_step(s) == SQLITE_ROW) {
		if (n++)
			put(t, ",", 1);
		put_row(t, s);
	}
	if (s == site->list)
		put(t, "]}", 2);
	sqlite3_reset(s);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *c, const char *url,
			      const char *method, const char *version, const char *upload,
			      size_t *upload_n, void **state)
{
	struct text t = {.p = NULL};

	(void)method;
	(void)version;
	(void)upload;
	(void)upload_n;
	if (!*state) {
		*state = cls;
		return MHD_YES;
	}
	answer(cls, url, &t);
	struct MHD_Response *r =
		MHD_create_response_from_buffer(t.n, t.p, MHD_RESPMEM_MUST_FREE);
	MHD_add_response_header(r, "Content-Type", "application/json");
	enum MHD_Result ok = MHD_queue_response(c, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return ok;
}

int main(int argc, char **argv)
{
	struct site site = {.file = argc > 1 ? argv[1] : NULL};
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	struct MHD_Daemon *d =
		MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, handle, &site,
				 MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_LIMIT,
				 2000U, MHD_OPTION_CONNECTION_TIMEOUT, 60U, MHD_OPTION_END);
	if (!d)
		bench_die("http", "cannot start");
	printf("%u\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	for (;;)
		pause();
}
