/* ceiling-sqlite - what SQLite gives to a program that does nothing else.
 *
 * usage: ceiling-sqlite write FILE ROWS SECONDS | build FILE N | due FILE N | fts FILE TEXTS
 * WORD... */
#include "bench.h"
#include "ceiling_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMES = 200000, SCAN = 1000 };

static const char table[] =
	"create table c (id integer primary key, org int, no text, title text, status int, "
	"prio int,"
	" owner int, team int, chan int, cr int, up int, due int, paused int, breached int, "
	"note text);"
	"create index c_owner on c (owner, cr desc);"
	"create index c_due on c (due) where status < 3; create index c_no on c (no)";
static const char insert_row[] = "insert into c values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

static void step(sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE)
		bench_die("step", sqlite3_errmsg(sqlite3_db_handle(s)));
	sqlite3_reset(s);
}

static void insert(sqlite3_stmt *s, int64_t id)
{
	char no[32];
	int64_t v[PLAIN_COLUMNS] = {id,
				    1,
				    0,
				    0,
				    (int64_t)(bench_random() % 5),
				    2,
				    (int64_t)(bench_random() % 2000),
				    5,
				    1,
				    1700000000 + id,
				    1700000000 + id,
				    1700000000 + (int64_t)(bench_random() % 100000000),
				    3600,
				    0};

	snprintf(no, sizeof no, "SL-%010lld", (long long)id);
	for (int i = 0; i < PLAIN_COLUMNS; i++)
		sqlite3_bind_int64(s, i + 1, v[i]);
	sqlite3_bind_text(s, 3, no, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(s, 4, bench_title, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 15, bench_note, -1, SQLITE_STATIC);
	step(s);
}

/* Durable transactions of so many rows into a table of 15 columns with three indexes. */
static void write_rows(const char *file, int rows, double seconds)
{
	sqlite3 *db = plain_open(file);
	int64_t id = 0;
	int n = 0;

	plain_run(db, table);
	sqlite3_stmt *s = plain_prepare(db, insert_row);
	sqlite3_stmt *begin = plain_prepare(db, "begin immediate");
	sqlite3_stmt *commit = plain_prepare(db, "commit");
	double *took = calloc(TIMES, sizeof *took);
	if (!took)
		bench_die("write", "memory");
	double start = bench_now();
	while (bench_now() - start < seconds && n < TIMES) {
		double t = bench_now();
		step(begin);
		for (int i = 0; i < rows; i++)
			insert(s, ++id);
		step(commit);
		took[n++] = bench_now() - t;
	}
	double all = bench_now() - start;
	bench_say("transactions", n / all, "/s");
	bench_say("rows", (double)id / all, "/s");
	bench_say("p50", bench_median(took, n) * 1e6, "us");
	free(took);
}

static void build(const char *file, int64_t n)
{
	sqlite3 *db = plain_open(file);

	plain_run(db, "pragma synchronous = off; begin");
	plain_run(db, table);
	sqlite3_stmt *s = plain_prepare(db, insert_row);
	for (int64_t id = 1; id <= n; id++)
		insert(s, id);
	plain_run(db, "commit; pragma wal_checkpoint(truncate)");
	bench_say("rows", (double)n, "");
}

static void make_timers(sqlite3 *db, int64_t n)
{
	plain_run(db, "pragma synchronous = off; begin; create table t (id integer primary key,"
		      " case_id int, kind int, due int, state int, attempts int)");
	sqlite3_stmt *s = plain_prepare(db, "insert into t values (?, ?, ?, ?, ?, 0)");
	for (int64_t i = 1; i <= n; i++) {
		const int64_t v[] = {i, (int64_t)(bench_random() % 10000000), 1,
				     1700000000 + (int64_t)(bench_random() % 31536000),
				     bench_random() % 10 >= 3};
		for (int k = 0; k < 5; k++)
			sqlite3_bind_int64(s, k + 1, v[k]);
		step(s);
	}
	plain_run(db, "commit; create index t_due on t (due, id) where state = 0;"
		      " pragma wal_checkpoint(truncate); pragma synchronous = full");
}

static int scan(sqlite3_stmt *s, int64_t until, int64_t ids[SCAN])
{
	int n = 0;

	sqlite3_bind_int64(s, 1, until);
	while (sqlite3_step(s) == SQLITE_ROW)
		ids[n++] = sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	return n;
}

/* Marks what is due and arms as many new ones, in one durable transaction. */
static int fire(sqlite3 *db, sqlite3_stmt *find, sqlite3_stmt *mark, sqlite3_stmt *arm)
{
	int64_t ids[SCAN];

	plain_run(db, "begin immediate");
	int n = scan(find, 1900000000, ids);
	for (int i = 0; i < n; i++) {
		sqlite3_bind_int64(mark, 1, ids[i]);
		step(mark);
		sqlite3_bind_int64(arm, 1, ids[i]);
		sqlite3_bind_int64(arm, 2, 1700000000 + (int64_t)(bench_random() % 31536000));
		step(arm);
	}
	plain_run(db, "commit");
	return n;
}

static void due(const char *file, int64_t timers)
{
	enum { SCANS = 50, FIRES = 10 };
	sqlite3 *db = plain_open(file);
	double took[SCANS];
	int64_t ids[SCAN];
	int n = 0;

	make_timers(db, timers);
	sqlite3_stmt *find =
		plain_prepare(db, "select id, case_id, kind, due from t where state = 0"
				  " and due <= ? order by due, id limit 1000");
	sqlite3_stmt *mark = plain_prepare(
		db, "update t set state = 1, attempts = attempts + 1 where id = ?");
	sqlite3_stmt *arm =
		plain_prepare(db, "insert into t (case_id, kind, due, state, attempts)"
				  " values (?, 1, ?, 0, 0)");
	for (int i = 0; i < SCANS; i++) {
		double t = bench_now();
		scan(find, 1710000000 + (int64_t)(bench_random() % 20000000), ids);
		took[i] = bench_now() - t;
	}
	bench_say("scan", bench_median(took, SCANS) * 1e6, "us");
	double t = bench_now();
	for (int i = 0; i < FIRES; i++)
		n += fire(db, find, mark, arm);
	bench_say("fire", n / (bench_now() - t), "/s");
}

static double time_query(sqlite3 *db, const char *sql, const char *word, int64_t *ret_first)
{
	double took[9];

	sqlite3_stmt *s = plain_prepare(db, sql);
	for (int i = 0; i < 9; i++) {
		double t = bench_now();
		sqlite3_bind_text(s, 1, word, -1, SQLITE_STATIC);
		*ret_first = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
		while (sqlite3_step(s) == SQLITE_ROW)
			;
		sqlite3_reset(s);
		took[i] = bench_now() - t;
	}
	sqlite3_finalize(s);
	return bench_median(took, 9) * 1e6;
}

/* The first character after p. */
static const char *next_character(const char *p)
{
	p++;
	while (((unsigned char)*p & 0xc0) == 0x80)
		p++;
	return p;
}

/* Pairs of neighbouring characters with blanks between, as a stock tokenizer takes them. */
static void put_pairs(const char *text, char *out, size_t room)
{
	size_t n = 0;

	while (*text) {
		const char *second = next_character(text);
		const char *end = *second ? next_character(second) : second;
		size_t k = (size_t)(end - text);
		if (n + k + 2 > room)
			break;
		memcpy(out + n, text, k);
		out[n + k] = ' ';
		n += k + 1;
		text = second;
	}
	out[n] = 0;
}

static void fill_texts(sqlite3 *db, const char *texts)
{
	FILE *f = fopen(texts, "r");
	char line[1024], pairs[8192];

	if (!f)
		bench_die(texts, "cannot read");
	plain_run(
		db,
		"pragma synchronous = off; begin; create table n (id integer primary key, t "
		"text);"
		"create virtual table f using fts5 (tokens, content = '', tokenize = 'ascii')");
	sqlite3_stmt *row = plain_prepare(db, "insert into n (t) values (?)");
	sqlite3_stmt *index = plain_prepare(db, "insert into f (rowid, tokens) values (?, ?)");
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		sqlite3_bind_text(row, 1, line, -1, SQLITE_STATIC);
		step(row);
		put_pairs(line, pairs, sizeof pairs);
		sqlite3_bind_int64(index, 1, sqlite3_last_insert_rowid(db));
		sqlite3_bind_text(index, 2, pairs, -1, SQLITE_STATIC);
		step(index);
	}
	plain_run(db, "commit");
	fclose(f);
}

/* The newest 20 rows with a word of two characters, by an index of pairs. */
static void fts(const char *file, const char *texts, char **words, int n)
{
	sqlite3 *db = plain_open(file);

	fill_texts(db, texts);
	for (int i = 0; i < n; i++) {
		char pairs[64], name[64];
		int64_t got;
		snprintf(pairs, sizeof pairs, "\"%s\"", words[i]);
		double us = time_query(
			db,
			"select n.id, n.t from f join n on n.id = f.rowid where f match ?"
			" order by f.rowid desc limit 20",
			pairs, &got);
		snprintf(name, sizeof name, "newest.%s", words[i]);
		bench_say(name, us, "us");
		time_query(db, "select count(*) from n where t like '%' || ? || '%'", words[i],
			   &got);
		snprintf(name, sizeof name, "like.%s", words[i]);
		bench_say(name, (double)got, "rows");
	}
}

int main(int argc, char **argv)
{
	const char *mode = argc > 2 ? argv[1] : "";

	if (strcmp(mode, "write") == 0 && argc == 5)
		write_rows(argv[2], (int)strtol(argv[3], NULL, 10), strtod(argv[4], NULL));
	else if (strcmp(mode, "build") == 0 && argc == 4)
		build(argv[2], strtoll(argv[3], NULL, 10));
	else if (strcmp(mode, "due") == 0 && argc == 4)
		due(argv[2], strtoll(argv[3], NULL, 10));
	else if (strcmp(mode, "fts") == 0 && argc > 4)
		fts(argv[2], argv[3], argv + 4, argc - 4);
	else
		bench_die("usage", "ceiling-sqlite write | build | due | fts FILE ...");
	return 0;
}
