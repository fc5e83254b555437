/* scenario-test - plays the stories it is given on SQLite and, when GENJIN_TEST_PG names a
 * server, on PostgreSQL, and compares what they leave. */
#include "scenario.h"

#include "service/audit_chain.h"
#include "store/migrate.h"
#include "sys/file.h"
#include "sys/ids.h"
#include "sys/tzfile.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct audit_log trail = {.key = {{1}}};

enum err story_run(struct story *s, enum tx_mode mode, use_case fn, void *arg)
{
	struct run run = {.home = &s->home,
			  .actor = &s->actor,
			  .now = s->now,
			  .lang = LANG_ZH_CN,
			  .arena = s->scratch,
			  .fail = &s->fail};
	return run_use_case(&run, mode, fn, arg);
}

static void play_line(struct story *s, struct line *l)
{
	struct str want = STR("");
	struct line *shown = l;
	struct line rest;

	if (l->n_words == 0)
		return;
	if (str_is(l->word[0], "expect")) {
		line_expect(s, l);
		return;
	}
	if (str_is(l->word[0], "fail")) {
		want = l->word[1];
		rest = *l;
		rest.n_words -= 2;
		memmove(rest.word, rest.word + 2, rest.n_words * sizeof *rest.word);
		l = &rest;
	}
	fail_clear(&s->fail);
	enum err e = line_do(s, l);
	const char *code = s->fail.n ? fail_code(&s->fail) : err_name(e);
	if (want.n ? e && str_is(want, code) : !e)
		return;
	s->failures++;
	printf("%s:%d: %.*s: %s", shown->file, shown->number, STR_ARG(l->word[0]), code);
	for (size_t i = 0; i < s->fail.n; i++)
		printf(" [%.*s]", STR_ARG(fail_line(s->scratch, &s->fail.items[i])));
	putchar('\n');
}

static void play(struct story *s, const char *file, struct str text)
{
	struct str row;
	struct line l = {.file = file};

	while (text.n && str_split(&text, '\n', &row)) {
		l.number++;
		s->scratch = arena_new();
		s->fail.arena = s->scratch;
		line_cut(s->scratch, row, &l);
		play_line(s, &l);
		arena_free(s->scratch);
	}
}

/* An empty schema on the test server's own database. */
static bool clear_pg(const char *url)
{
	PGconn *c = PQconnectdb(url);
	PGresult *r = PQexec(c, "set client_min_messages = warning; "
				"drop schema if exists public cascade; create schema public");
	bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
	if (!ok)
		printf("%s", PQerrorMessage(c));
	PQclear(r);
	PQfinish(c);
	return ok;
}

/* Plays one story on a fresh database; gives its dump. */
static int play_on(const char *url, const char *file, struct str text, struct buf *dump)
{
	struct arena *a = arena_new();
	struct story *s = ARENA_NEW(a, struct story);
	struct store_options options = {
		.url = str_of(url), .no_sync = true, .skip_schema = true, .runs_once = true};
	int migrations;

	s->arena = a;
	s->scratch = arena_new();
	s->fail.arena = a;
	s->fail.within = STR("");
	s->actor = actor_system();
	s->now = instant_of_s(1767225600); /* 2026-01-01 */
	ids_count_from(1);
	enum err e = store_open(&options, &s->fail, &s->home.store);
	if (!e)
		e = store_migrate(s->home.store, &migrations_built_in, s->now, &s->fail,
				  &migrations);
	s->home.audit = &trail;
	s->home.worlds = worlds_new((struct zone_loader){tzfile_load});
	arena_free(s->scratch);
	if (!e)
		play(s, file, text);
	s->scratch = arena_new();
	s->fail.arena = s->scratch;
	if (!e)
		e = story_run(s, TX_READ, story_dump, dump);
	if (e) {
		printf("%s: %s %s\n", file, err_name(e), fail_code(&s->fail));
		s->failures++;
	}
	int failures = s->failures;
	store_close(s->home.store);
	worlds_free(s->home.worlds);
	arena_free(s->scratch);
	arena_free(a);
	return failures;
}

static int compare_dumps(const char *file, const struct buf *x, const struct buf *y)
{
	struct str a = buf_str(x), b = buf_str(y), la, lb;
	while (str_split(&a, '\n', &la)) {
		if (!str_split(&b, '\n', &lb))
			lb = STR("");
		if (!str_eq(la, lb)) {
			printf("%s: the databases differ:\n  sqlite %.*s\n  pg     %.*s\n",
			       file, STR_ARG(la), STR_ARG(lb));
			return 1;
		}
	}
	return 0;
}

static int story(const char *file, const char *pg)
{
	struct arena *a = arena_new();
	struct buf lite = {0}, dump_pg = {0};
	struct str text;
	char path[64];
	int failures = 1;

	snprintf(path, sizeof path, "/tmp/genjin-scenario-%d.db", (int)getpid());
	if (file_read(a, file, 1 << 20, &text) == OK) {
		printf("%s\n", file);
		failures = play_on(path, file, text, &lite);
		if (pg && clear_pg(pg)) {
			failures += play_on(pg, file, text, &dump_pg);
			failures += compare_dumps(file, &lite, &dump_pg);
		}
	}
	if (getenv("SCENARIO_DUMP"))
		fputs(lite.p ? lite.p : "", stdout);
	for (int i = 0; i < 4; i++) {
		static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
		char name[80];
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
	buf_done(&lite);
	buf_done(&dump_pg);
	arena_free(a);
	return failures;
}

int main(int argc, char **argv)
{
	const char *server = getenv("GENJIN_TEST_PG");
	int passed = 0, failed = 0;

	if (!server)
		fputs("GENJIN_TEST_PG is not set: SQLite only\n", stderr);
	for (int i = 1; i < argc; i++) {
		if (story(argv[i], server))
			failed++;
		else
			passed++;
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
