/* ours-replay - the replay of a whole history, beside the bare scan of the same rows.
 *
 * usage: ours-replay DB ROUNDS THREADS
 *
 * DB is what `genjin demo` made, or any other.  The scan runs the statements of the replay over
 * the same ranges in as many threads and looks at every column; scan and replay take turns. */
#include "bench.h"

#include "service/audit_chain.h"
#include "service/policies.h"
#include "service/replays.h"
#include "store/migrate.h"
#include "sys/clock.h"
#include "sys/tzfile.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { PAGE = 2000, THREADS_MAX = 64 };

/* Statements over one range of ids: the number of their parameters, and what their columns are,
 * i: a number, t: a text. */
struct statement {
	enum query q;
	size_t params;
	const char *columns;
};
static const struct phase {
	enum query page;
	struct statement v[3];
	size_t n;
} phases[] = {
	{Q_REPLAY_CUSTOMERS_PAGE,
	 {{Q_REPLAY_CONTACTS, 2, "iti"},
	  {Q_REPLAY_TIER_CHANGES, 3, "ittti"},
	  {Q_REPLAY_CUSTOMERS, 2, "iiitttitiii"}},
	 3},
	{Q_REPLAY_TICKETS_PAGE,
	 {{Q_REPLAY_EVENTS, 3, "iiitt"}, {Q_REPLAY_TICKETS, 2, "iitiiiiit"}},
	 2},
};
enum { PHASES = sizeof phases / sizeof *phases };

struct scan {
	struct store *store;
	pthread_mutex_t lock;
	size_t phase;
	int64_t after;
	int64_t now;
	int64_t rows;
	int64_t sum; /* so that nothing is left out by the compiler */
};

struct page {
	struct scan *scan;
	size_t phase;
	int64_t from, to;
	int64_t rows, sum;
};

static enum err read_all(struct tx *tx, const struct statement *s, struct page *p)
{
	const struct value params[] = {VAL_INT(p->from), VAL_INT(p->to), VAL_INT(p->scan->now)};
	struct rows *rows;
	bool more;

	enum err e = tx_query(tx, s->q, params, s->params, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more)) {
		for (int i = 0; s->columns[i]; i++)
			p->sum ^= s->columns[i] == 'i' ? rows_int(rows, i)
						       : (int64_t)rows_text(rows, i).n;
		p->rows++;
	}
	return e;
}

static enum err take(struct tx *tx, struct page *p)
{
	struct scan *s = p->scan;
	enum err e = OK;

	p->to = 0;
	pthread_mutex_lock(&s->lock);
	while (!e && !p->to && s->phase < PHASES) {
		const struct value params[] = {VAL_INT(s->after), VAL_INT(PAGE)};
		p->phase = s->phase;
		p->from = s->after;
		e = tx_one_int(tx, phases[s->phase].page, params, 2, &p->to);
		s->after = p->to;
		s->phase += !p->to;
	}
	pthread_mutex_unlock(&s->lock);
	return e;
}

static enum err scan_page(struct tx *tx, void *arg)
{
	struct page *p = arg;
	enum err e = take(tx, p);

	if (e || !p->to)
		return e;
	for (size_t i = 0; !e && i < phases[p->phase].n; i++)
		e = read_all(tx, &phases[p->phase].v[i], p);
	return e;
}

static void *scan_main(void *arg)
{
	struct scan *s = arg;
	struct page p;

	do {
		p = (struct page){.scan = s};
		if (store_run(s->store, TX_READ, scan_page, &p))
			bench_die("scan", "failed");
		pthread_mutex_lock(&s->lock);
		s->rows += p.rows;
		s->sum ^= p.sum;
		pthread_mutex_unlock(&s->lock);
	} while (p.to);
	return NULL;
}

static double scan(struct store *store, int threads, int64_t *ret_rows)
{
	struct scan s = {
		.store = store, .lock = PTHREAD_MUTEX_INITIALIZER, .now = clock_now().us};
	pthread_t other[THREADS_MAX];
	double t = bench_now();

	for (int i = 1; i < threads; i++)
		if (pthread_create(&other[i], NULL, scan_main, &s))
			bench_die("scan", "no thread");
	scan_main(&s);
	for (int i = 1; i < threads; i++)
		pthread_join(other[i], NULL);
	*ret_rows = s.rows;
	return bench_now() - t;
}

static double replay(struct home *home, int threads, struct replay_sizes *ret_sizes,
		     size_t *ret_differences)
{
	struct fail fail = {.arena = arena_new()};
	const struct actor system = actor_system();
	const struct run run = {.home = home,
				.actor = &system,
				.now = clock_now(),
				.arena = fail.arena,
				.fail = &fail};
	struct replay_options options = {
		.from = INSTANT_NONE, .to = INSTANT_NONE, .threads = threads};
	struct replay r;
	double t = bench_now();

	if (presets_join(fail.arena, STR("s3,s4,s1"), &fail, &options.document) ||
	    replay_run(&run, &options, &r, ret_sizes))
		bench_die("replay", fail_code(&fail));
	t = bench_now() - t;
	*ret_differences = r.all_differences;
	arena_free(fail.arena);
	return t;
}

static double rss_mib(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_maxrss / 1024;
}

/* CPU seconds of all threads; less disturbed by what else runs than the clock. */
static double cpu(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void say(const char *what, long round, double value)
{
	char name[32];

	snprintf(name, sizeof name, "%s.%ld", what, round);
	bench_say(name, value, "s");
}

static const struct audit_log trail = {.key = {{1}}};

int main(int argc, char **argv)
{
	struct fail fail = {.arena = arena_new()};
	struct home home = {.audit = &trail};
	struct replay_sizes sizes;
	size_t differences = 0;
	int64_t rows = 0;

	if (argc != 4)
		bench_die("usage", "ours-replay DB ROUNDS THREADS");
	struct store_options options = {.url = str_of(argv[1]), .any_file_system = true};
	long rounds = strtol(argv[2], NULL, 10), threads = strtol(argv[3], NULL, 10);
	if (threads < 1 || threads > THREADS_MAX)
		bench_die("threads", "between 1 and 64");
	if (store_open(&options, &fail, &home.store))
		bench_die("open", fail_code(&fail));
	home.worlds = worlds_new((struct zone_loader){tzfile_load});
	for (long i = 0; i < rounds; i++) {
		double began = cpu();
		say("scan", i, scan(home.store, (int)threads, &rows));
		say("scan_cpu", i, cpu() - began);
		began = cpu();
		say("replay", i, replay(&home, (int)threads, &sizes, &differences));
		say("replay_cpu", i, cpu() - began);
	}
	bench_say("rss", rss_mib(), "MiB");
	bench_say("rows", (double)rows, "");
	bench_say("tickets", (double)sizes.tickets, "");
	bench_say("events", (double)sizes.events, "");
	bench_say("contacts", (double)sizes.contacts, "");
	bench_say("differences", (double)differences, "");
	store_close(home.store);
	worlds_free(home.worlds);
	arena_free(fail.arena);
	return 0;
}
