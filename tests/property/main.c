/* property-test - lives random companies on SQLite and, when GENJIN_TEST_PG names a server, on
 * PostgreSQL; checks the laws on the way and that both databases hold the same in the end.
 * SEED chooses the first company, ROUNDS_FACTOR scales their number. */
#include "property.h"

#include "service/audit_chain.h"
#include "service/demo.h"
#include "store/migrate.h"
#include "sys/ids.h"
#include "sys/tzfile.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct audit_log trail = {.key = {{1}}};

enum { INVENTED_CUSTOMERS = 25, INVENTED_TICKETS = 90 };
enum { COMPANIES = 8, STEPS = 120, CHECK_EVERY = 4, REPORTS = 5 };

uint64_t firm_random(struct firm *m, uint64_t n)
{
	m->random ^= m->random << 13;
	m->random ^= m->random >> 7;
	m->random ^= m->random << 17;
	return (m->random >> 11) % n;
}

enum err firm_run(struct firm *m, enum tx_mode mode, use_case fn, void *arg)
{
	struct run run = {.home = &m->home,
			  .actor = &m->actor,
			  .now = m->now,
			  .lang = LANG_ZH_CN,
			  .arena = m->arena,
			  .fail = &m->fail};
	return run_use_case(&run, mode, fn, arg);
}

void firm_broken(struct firm *m, const char *fmt, ...)
{
	char now[32];
	va_list ap;

	if (++m->failures > REPORTS)
		return;
	instant_format(m->now, now);
	printf("seed %llu, %s, step %ld, %s, %s: ", (unsigned long long)m->seed, m->base,
	       m->step, now, m->doing);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
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

static bool is_refusal(enum err e)
{
	return e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_NOT_FOUND || e == ERR_DENIED ||
	       e == ERR_STALE;
}

static void renew_arena(struct firm *m)
{
	arena_reset(m->arena);
	fail_clear(&m->fail);
}

/* One act; a refused one must leave no trace. */
static void live_one(struct firm *m)
{
	struct buf before = {0}, after = {0};
	bool look = m->step % 5 == 0;
	enum err e = look ? firm_run(m, TX_READ, firm_dump, &before) : OK;

	if (!e)
		e = firm_act(m);
	if (is_refusal(e)) {
		m->refused++;
		e = look ? firm_run(m, TX_READ, firm_dump, &after) : OK;
		if (!e && look && !str_eq(buf_str(&before), buf_str(&after)))
			firm_broken(m, "a refused act left a trace");
	} else if (!e) {
		m->done++;
	}
	if (e)
		firm_broken(m, "%s %s", err_name(e), m->fail.n ? fail_code(&m->fail) : "");
	buf_done(&before);
	buf_done(&after);
}

static void live(struct firm *m)
{
	for (m->step = 1; m->step <= STEPS && m->failures <= REPORTS; m->step++) {
		renew_arena(m);
		live_one(m);
		if (m->step % CHECK_EVERY)
			continue;
		renew_arena(m);
		enum err e = firm_fire(m);
		if (!e)
			e = firm_laws(m);
		if (e)
			firm_broken(m, "%s %s", err_name(e),
				    m->fail.n ? fail_code(&m->fail) : "");
	}
}

static enum err order_history(struct ctx *cx, void *arg)
{
	const struct firm *m = ((void **)arg)[0];
	const struct demo_terms terms = {.seed = (int64_t)m->seed,
					 .customers = INVENTED_CUSTOMERS,
					 .tickets = INVENTED_TICKETS,
					 .months = 3 + (int64_t)m->seed % 14};

	return demo_start(cx, &terms, ((void **)arg)[1]);
}

/* A company whose whole history is invented at once: it must be as if it had lived. */
static enum err invent(struct firm *m)
{
	const struct run run = {.home = &m->home,
				.actor = &m->actor,
				.now = m->now,
				.arena = m->arena,
				.fail = &m->fail};
	struct job job;
	void *arg[] = {m, &job};

	m->doing = "invent";
	enum err e = firm_run(m, TX_WRITE, firm_found, m);
	if (!e)
		e = firm_run(m, TX_WRITE, order_history, arg);
	if (!e)
		e = job_run(&run, job.id, NULL, NULL, &job);
	renew_arena(m);
	if (!e)
		e = firm_fire(m);
	return e ? e : firm_laws(m);
}

/* One company: where it lives, what is drawn, under which standard, and whether that stays. */
struct life {
	const char *url;
	uint64_t seed;
	const char *presets;
	bool steady;
	bool invented;	   /* its history is made at once, not lived */
	const char *other; /* the presets its history is replayed under; NULL: its own */
	struct buf dump;   /* all that it has left */
	struct buf said;   /* what the replay says */
};

static int live_on(struct life *life)
{
	const char *url = life->url;
	uint64_t seed = life->seed;
	struct store_options options = {
		.url = str_of(url), .no_sync = true, .skip_schema = true, .runs_once = true};
	struct firm *m = calloc(1, sizeof *m);
	int migrations;

	m->arena = arena_new();
	m->fail.arena = m->arena;
	m->fail.within = STR("");
	m->actor = actor_system();
	m->now = instant_of_s(1767225600 + (int64_t)(seed % 300) * 86400);
	m->random = seed * 2 + 1;
	m->seed = seed;
	m->base = str_starts(str_of(url), STR("postgres")) ? "pg" : "sqlite";
	m->presets = life->presets;
	m->steady = life->steady;
	m->doing = "begin";
	for (int i = 0; i < 20; i++) /* small seeds begin alike */
		firm_random(m, 2);
	ids_count_from(1);
	enum err e = store_open(&options, &m->fail, &m->home.store);
	if (!e)
		e = store_migrate(m->home.store, &migrations_built_in, m->now, &m->fail,
				  &migrations);
	m->home.audit = &trail;
	m->home.worlds = worlds_new((struct zone_loader){tzfile_load});
	if (!e)
		e = life->invented ? invent(m) : firm_begin(m);
	if (!e && !life->invented)
		live(m);
	renew_arena(m);
	if (!e)
		e = firm_run(m, TX_READ, firm_dump, &life->dump);
	if (!e)
		e = firm_replay(m, life->other, &life->said);
	if (e)
		firm_broken(m, "%s %s", err_name(e), m->fail.n ? fail_code(&m->fail) : "");
	if (getenv("PROPERTY_VERBOSE"))
		printf("seed %llu %s: %ld done, %ld refused\n", (unsigned long long)seed,
		       m->base, m->done, m->refused);
	int failures = m->failures;
	store_close(m->home.store);
	worlds_free(m->home.worlds);
	arena_free(m->arena);
	free(m);
	return failures;
}

static int compare(uint64_t seed, const char *what, const struct buf *x, const struct buf *y)
{
	struct str a = buf_str(x), b = buf_str(y), la, lb;
	while (a.n && str_split(&a, '\n', &la)) {
		if (!str_split(&b, '\n', &lb))
			lb = STR("");
		if (!str_eq(la, lb)) {
			printf("seed %llu: the %s differ:\n  one   %.*s\n  other %.*s\n",
			       (unsigned long long)seed, what, STR_ARG(la), STR_ARG(lb));
			return 1;
		}
	}
	return b.n ? 1 : 0;
}

static void forget(const char *path)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
	char name[80];

	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
}

/* A company of that seed on both databases. */
static int company(const char *path, uint64_t seed, const char *pg, bool invented)
{
	struct life lite = {.url = path,
			    .seed = seed,
			    .presets = "s1,s0,s4",
			    .steady = invented,
			    .invented = invented},
		    other = lite;

	int failures = live_on(&lite);
	other.url = pg;
	if (pg && !failures && clear_pg(pg)) {
		failures += live_on(&other);
		failures += compare(seed, "databases", &lite.dump, &other.dump);
		failures += compare(seed, "replays", &lite.said, &other.said);
	}
	forget(path);
	buf_done(&lite.dump);
	buf_done(&lite.said);
	buf_done(&other.dump);
	buf_done(&other.said);
	return failures;
}

/* One that lives under its first standard to the end. */
static int steady_life(struct life *life)
{
	bool pg = str_starts(str_of(life->url), STR("postgres"));

	if (pg && !clear_pg(life->url))
		return 1;
	int failures = live_on(life);
	if (!pg)
		forget(life->url);
	return failures;
}

/* History under A, replayed under B, is the history of those who lived under B. */
static int replayed(const char *url, uint64_t seed)
{
	struct life a = {.url = url,
			 .seed = seed,
			 .presets = "s1,s0,s4",
			 .steady = true,
			 .other = "s3,s4,s1"},
		    b = a;
	b.presets = a.other;
	b.other = NULL;
	int failures = steady_life(&a) + steady_life(&b);
	if (!failures)
		failures += compare(seed, "lives", &a.said, &b.said);
	buf_done(&a.dump);
	buf_done(&a.said);
	buf_done(&b.dump);
	buf_done(&b.said);
	return failures;
}

int main(void)
{
	const char *pg = getenv("GENJIN_TEST_PG"), *seed = getenv("SEED");
	const char *factor = getenv("ROUNDS_FACTOR");
	uint64_t first = seed ? strtoull(seed, NULL, 10) : 1;
	long n = (long)(COMPANIES * (factor ? strtod(factor, NULL) : 1));
	int passed = 0, failed = 0;

	char path[64];

	snprintf(path, sizeof path, "/tmp/genjin-property-%d.db", (int)getpid());
	printf("SEED=%llu\n", (unsigned long long)first);
	if (!pg)
		fputs("GENJIN_TEST_PG is not set: SQLite only\n", stderr);
	for (long i = 0; i < n || i == 0; i++) {
		uint64_t one = first + (uint64_t)i;
		int bad = (company(path, one, pg, false) != 0) + (replayed(path, one) != 0) +
			  (company(path, one, pg, true) != 0);
		bad += pg && replayed(pg, one) != 0;
		failed += bad;
		passed += 3 + (pg != NULL) - bad;
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
