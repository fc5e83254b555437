/* ceiling-pg - what PostgreSQL gives through libpq to N connections that do nothing else.
 *
 * usage: ceiling-pg URL build ROWS | insert CONNECTIONS SECONDS ROWS | get CONNECTIONS SECONDS
 * ROWS: of a transaction (insert).  The table is "bench_c". */
#include "bench.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 64, BUILT = 100000 };

struct load {
	const char *url;
	bool writes;
	int rows;
	double until;
	uint64_t seed;
	int64_t done;
};

static const char insert[] =
	"insert into bench_c (org, no, title, status, prio, owner, team, chan, cr, up, due, "
	"paused,"
	" breached, note) values (1, $1, $2, 0, 1, $3::int, 5, 1, 1700000000, 0, $4::bigint, 0,"
	" false, $5)";

static PGconn *connect_to(const char *url)
{
	PGconn *c = PQconnectdb(url);
	if (PQstatus(c) != CONNECTION_OK)
		bench_die("connect", PQerrorMessage(c));
	return c;
}

static void check(PGconn *c, PGresult *r)
{
	ExecStatusType s = PQresultStatus(r);
	if (s != PGRES_TUPLES_OK && s != PGRES_COMMAND_OK)
		bench_die("query", PQerrorMessage(c));
	PQclear(r);
}

static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

static void insert_one(PGconn *c, uint64_t *x)
{
	char no[32], owner[32], due[32];
	const char *v[] = {no, bench_title, owner, due, bench_note};

	snprintf(no, sizeof no, "SL-%09d", (int)(next(x) % 1000000000));
	snprintf(owner, sizeof owner, "%d", (int)(next(x) % 2000));
	snprintf(due, sizeof due, "%d", (int)(next(x) % 2000000000));
	check(c, PQexecPrepared(c, "insert", 5, v, NULL, NULL, 0));
}

static void get_one(PGconn *c, uint64_t *x)
{
	char id[32];
	const char *v[] = {id};

	snprintf(id, sizeof id, "%d", 1 + (int)(next(x) % BUILT));
	check(c, PQexecPrepared(c, "get", 1, v, NULL, NULL, 0));
}

static void *work(void *arg)
{
	struct load *l = arg;
	PGconn *c = connect_to(l->url);

	check(c, PQprepare(c, "insert", insert, 0, NULL));
	check(c, PQprepare(c, "get", "select * from bench_c where id = $1::bigint", 0, NULL));
	for (; bench_now() < l->until; l->done++) {
		if (l->rows > 1)
			check(c, PQexec(c, "begin"));
		for (int i = 0; i < l->rows; i++) {
			if (l->writes)
				insert_one(c, &l->seed);
			else
				get_one(c, &l->seed);
		}
		if (l->rows > 1)
			check(c, PQexec(c, "commit"));
	}
	PQfinish(c);
	return NULL;
}

static void run(const char *url, bool writes, int n, double seconds, int rows)
{
	struct load l[THREADS];
	pthread_t t[THREADS];
	int64_t done = 0;
	double start = bench_now();

	for (int i = 0; i < n && i < THREADS; i++) {
		l[i] = (struct load){.url = url,
				     .writes = writes,
				     .rows = rows,
				     .until = start + seconds,
				     .seed = bench_random()};
		pthread_create(&t[i], NULL, work, &l[i]);
	}
	for (int i = 0; i < n && i < THREADS; i++) {
		pthread_join(t[i], NULL);
		done += l[i].done;
	}
	bench_say(writes ? "transactions" : "reads", (double)done / (bench_now() - start),
		  "/s");
}

static void build(const char *url)
{
	PGconn *c = connect_to(url);

	check(c,
	      PQexec(c,
		     "set client_min_messages = warning; drop table if exists bench_c;"
		     "create table bench_c (id bigserial primary key, org int, no text, title "
		     "text,"
		     " status int, prio int, owner int, team int, chan int, cr bigint, up "
		     "bigint,"
		     " due bigint, paused int, breached bool, note text);"
		     "insert into bench_c (org, no, title, status, prio, owner, team, chan, "
		     "cr, up,"
		     " due, paused, breached, note) select 1, 'SL-' || g, repeat('客', 19), g "
		     "% 5,"
		     " g % 4, g % 2000, g % 50, g % 6, g, g, g, 3600, false, repeat('回', 30)"
		     " from generate_series(1, 100000) g;"
		     "create index on bench_c (owner, cr desc);"
		     "create index on bench_c (due) where status < 3; create index on bench_c "
		     "(no);"
		     "analyze bench_c"));
	PQfinish(c);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 2 ? argv[2] : "";
	int n = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0;
	double seconds = argc > 4 ? strtod(argv[4], NULL) : 1;

	if (strcmp(mode, "build") == 0)
		build(argv[1]);
	else if (strcmp(mode, "insert") == 0 && argc > 5)
		run(argv[1], true, n, seconds, (int)strtol(argv[5], NULL, 10));
	else if (strcmp(mode, "get") == 0 && argc > 4)
		run(argv[1], false, n, seconds, 1);
	else
		bench_die("usage",
			  "ceiling-pg URL build | insert N SECONDS ROWS | get N SECONDS");
	return 0;
}
