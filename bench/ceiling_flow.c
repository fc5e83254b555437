/* ceiling-flow - rows out of a database and mails to a server, with nothing between.
 *
 * usage: ceiling-flow csv FILE SQL OUT | xlsx FILE SQL OUT | smtp URL N BYTES
 *
 * csv and xlsx print what a statement gives; smtp sends messages of a size, one after another
 * over one connection, as the product does. */
#include "bench.h"
#include "ceiling_store.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

/* The text of a column, "" for none. */
static const char *text_of(sqlite3_stmt *s, int column)
{
	const unsigned char *text = sqlite3_column_text(s, column);
	return text ? (const char *)text : "";
}

static void put_cell(FILE *f, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, f);
		return;
	}
	putc('"', f);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', f);
		putc(*text, f);
	}
	putc('"', f);
}

static int64_t as_csv(sqlite3_stmt *s, const char *out)
{
	FILE *f = fopen(out, "w");
	int columns = sqlite3_column_count(s);
	int64_t n = 0;

	if (!f)
		bench_die(out, "cannot write");
	for (; sqlite3_step(s) == SQLITE_ROW; n++) {
		for (int i = 0; i < columns; i++) {
			if (i)
				putc(',', f);
			put_cell(f, text_of(s, i));
		}
		fputs("\r\n", f);
	}
	if (fclose(f))
		bench_die(out, "cannot write");
	return n;
}

static int64_t as_xlsx(sqlite3_stmt *s, const char *out)
{
	lxw_workbook_options options = {.constant_memory = 1};
	lxw_workbook *book = workbook_new_opt(out, &options);
	lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
	int columns = sqlite3_column_count(s);
	int64_t n = 0;

	for (; sqlite3_step(s) == SQLITE_ROW; n++)
		for (int i = 0; i < columns; i++)
			if (*text_of(s, i))
				worksheet_write_string(sheet, (lxw_row_t)n, (lxw_col_t)i,
						       text_of(s, i), NULL);
	if (workbook_close(book))
		bench_die(out, "cannot write");
	return n;
}

static void rows_out(const char *file, const char *sql, const char *out,
		     int64_t (*print)(sqlite3_stmt *s, const char *out))
{
	sqlite3 *db = plain_open(file);
	double t = bench_now();
	int64_t n = print(plain_prepare(db, sql), out);

	bench_say("rows", (double)n / (bench_now() - t), "/s");
	bench_say("printed", (double)n, "");
}

struct body {
	size_t left;
};

static size_t read_body(char *to, size_t size, size_t n, void *arg)
{
	struct body *b = arg;
	size_t k = b->left < size * n ? b->left : size * n;

	memset(to, 'x', k);
	for (size_t i = 70; i + 1 < k; i += 72)
		memcpy(to + i, "\r\n", 2);
	b->left -= k;
	return k;
}

static void mails_out(const char *url, int n, size_t bytes)
{
	struct curl_slist *to = curl_slist_append(NULL, "<li@example.com>");
	CURL *c = curl_easy_init();

	if (!c || !to)
		bench_die("curl", "memory");
	double t = bench_now();
	for (int i = 0; i < n; i++) {
		struct body b = {bytes};
		curl_easy_reset(c); /* keeps the connection */
		curl_easy_setopt(c, CURLOPT_URL, url);
		curl_easy_setopt(c, CURLOPT_MAIL_FROM, "<genjin@example.com>");
		curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
		curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(c, CURLOPT_READFUNCTION, read_body);
		curl_easy_setopt(c, CURLOPT_READDATA, &b);
		CURLcode code = curl_easy_perform(c);
		if (code)
			bench_die(url, curl_easy_strerror(code));
	}
	bench_say("mails", n / (bench_now() - t), "/s");
	curl_easy_cleanup(c);
	curl_slist_free_all(to);
}

int main(int argc, char **argv)
{
	const char *mode = argc == 5 ? argv[1] : "";

	if (strcmp(mode, "csv") == 0)
		rows_out(argv[2], argv[3], argv[4], as_csv);
	else if (strcmp(mode, "xlsx") == 0)
		rows_out(argv[2], argv[3], argv[4], as_xlsx);
	else if (strcmp(mode, "smtp") == 0)
		mails_out(argv[2], (int)strtol(argv[3], NULL, 10),
			  (size_t)strtol(argv[4], NULL, 10));
	else
		bench_die("usage", "ceiling-flow csv | xlsx FILE SQL OUT, smtp URL N BYTES");
	return 0;
}
