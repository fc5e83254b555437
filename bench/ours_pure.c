/* ours-pure - the same as ceiling-pure by the product's own functions.
 *
 * usage: ours-pure | ours-pure count NAME N
 *
 * "count" does one thing N times and measures nothing: bench/guard.py counts its instructions.
 */
#include "bench.h"

#include "domain/clocks.h"
#include "domain/obligations.h"
#include "domain/ticket.h"
#include "service/password.h"
#include "sys/tzfile.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES = 1 << 16, ROUNDS = 5 };

static const char office_json[] =
	"{\"time_zone\":\"Asia/Shanghai\",\"weekly\":{\"mon\":[[\"09:00\",\"18:00\"]],"
	"\"tue\":[[\"09:00\",\"18:00\"]],\"wed\":[[\"09:00\",\"18:00\"]],"
	"\"thu\":[[\"09:00\",\"18:00\"]],\"fri\":[[\"09:00\",\"18:00\"]]}}";

static const struct workcal *office(struct arena *a)
{
	struct fail f = {.arena = a};
	struct tzfile_cache *cache = ARENA_NEW(a, struct tzfile_cache);
	struct workcal_rules *rules = ARENA_NEW(a, struct workcal_rules);
	const struct workcal *cal;
	json_t *root;

	cache->arena = a;
	struct tz_source zones = tzfile_source(cache);
	if (json_read(a, str_of(office_json), &f, &root) ||
	    workcal_rules_parse(a, root, &zones, &f, rules) ||
	    workcal_compile(a, rules, date_of(2010, 1, 1), date_of(2030, 12, 31), &cal))
		bench_die("calendar", fail_code(&f));
	return cal;
}

static struct instant at[CASES];
static struct work need[CASES];
static struct span hold[CASES];

static void fill(void)
{
	for (int i = 0; i < CASES; i++) {
		at[i] = instant_of_s(
			INT64_C(1262275200) +
			(int64_t)(bench_random() % (UINT64_C(20) * 366 * 86400 * 3 / 4)));
		need[i].us = (int64_t)(1 + bench_random() % 80) * 3600 * US_PER_S;
		hold[i] = span_of_s((int64_t)(bench_random() % 200000));
	}
}

static struct instant due_of(const struct workcal *cal, struct instant from, struct work w)
{
	struct instant due;
	if (workcal_add(cal, from, w, EDGE_NEAR, &due))
		bench_die("add", "error");
	return due;
}

static int64_t between(const struct workcal *cal, struct instant from, struct instant to)
{
	struct work w;
	if (workcal_elapsed(cal, from, to, &w))
		bench_die("elapsed", "error");
	return w.us;
}

/* Three adds and three differences: opened, two holds. */
static int64_t one_case(const struct workcal *cal, int i)
{
	struct instant start = at[i];
	struct work left = need[i];
	struct instant due = due_of(cal, start, left);

	for (int k = 0; k < 2; k++) {
		struct instant held = instant_add(start, hold[i]);
		left.us -= between(cal, start, held);
		left.us = left.us > 0 ? left.us : 0;
		start = instant_add(held, hold[i]);
		due = due_of(cal, start, left);
	}
	return due.us + between(cal, start, instant_add(start, hold[i]));
}

/* The three clocks of a ticket of six events, as the service folds them. */
static int64_t one_fold(struct arena *a, const struct workcal *cal, int i)
{
	struct target t = {.kind = TARGET_WORK, .cal = cal, .work = need[i]};
	const struct clock_options options = {.targets = {t, {.kind = TARGET_NONE}, t},
					      .pausable = CLOCK_BIT(CLOCK_RESOLVE)};
	struct clock_event ev[6] = {{.type = CLOCK_CREATED}, {.type = CLOCK_PAUSED},
				    {.type = CLOCK_RESUMED}, {.type = CLOCK_PAUSED},
				    {.type = CLOCK_RESUMED}, {.type = CLOCK_RESOLVED}};
	struct clocks c;

	for (int k = 0; k < 6; k++)
		ev[k].at = (struct instant){at[i].us + k * hold[i].us};
	if (clocks_fold(a, ev, 6, &options, ev[5].at, &c))
		bench_die("fold", "error");
	return c.clock[CLOCK_RESOLVE].run.due.us;
}

static void calendar(struct arena *a)
{
	const struct workcal *cal = office(a);
	struct arena *scratch = arena_new();
	double adds[ROUNDS], cases[ROUNDS], folds[ROUNDS];
	int64_t sum = 0;

	fill();
	for (int r = 0; r < ROUNDS; r++) {
		double t = bench_cpu();
		for (int i = 0; i < CASES; i++)
			sum += due_of(cal, at[i], need[i]).us;
		adds[r] = (bench_cpu() - t) / CASES * 1e9;
		t = bench_cpu();
		for (int i = 0; i < CASES; i++)
			sum += one_case(cal, i);
		cases[r] = (bench_cpu() - t) / CASES * 1e9;
		t = bench_cpu();
		for (int i = 0; i < CASES; i++) {
			sum += one_fold(scratch, cal, i);
			arena_reset(scratch);
		}
		folds[r] = (bench_cpu() - t) / CASES * 1e9;
	}
	bench_say("add", bench_median(adds, ROUNDS), "ns");
	bench_say("case", bench_median(cases, ROUNDS) + (sum == 1), "ns");
	bench_say("fold", bench_median(folds, ROUNDS), "ns");
	arena_free(scratch);
}

static struct ticket a_ticket(int i)
{
	struct ticket t;

	fields_clear(&ticket_fields, &t);
	t.id = 123456789012345 + i;
	t.customer_id = t.owner_id = t.department_id = t.id;
	t.created_at = t.updated_at = t.submitted_at = t.next_due_at =
		instant_of_s(1711330200 + i);
	t.number = STR("WX20240325001");
	t.title = str_of(bench_title);
	t.description = str_of(bench_note);
	return t;
}

static void json(void)
{
	struct ticket t[50];
	struct buf b = {0};
	double took[ROUNDS];

	for (int i = 0; i < 50; i++)
		t[i] = a_ticket(i);
	for (int r = 0; r < ROUNDS; r++) {
		double start = bench_cpu();
		for (int k = 0; k < 2000; k++) {
			struct jw w = {.buf = &b};
			buf_clear(&b);
			jw_arr(&w);
			for (int i = 0; i < 50; i++) {
				jw_obj(&w);
				fields_encode(&w, &ticket_fields, &t[i], MASK_NONE);
				jw_end_obj(&w);
			}
			jw_end_arr(&w);
		}
		took[r] = (bench_cpu() - start) / 2000 * 1e6;
	}
	bench_say("json", bench_median(took, ROUNDS), "us");
	bench_say("json.bytes", (double)b.n, "B");
	buf_done(&b);
}

static void password(struct arena *a)
{
	double took[ROUNDS];
	struct str hash;

	for (int r = 0; r < ROUNDS; r++) {
		double t = bench_cpu();
		if (password_hash(a, STR("correct horse battery"), &hash))
			bench_die("password", "error");
		took[r] = (bench_cpu() - t) * 1e3;
	}
	bench_say("password", bench_median(took, ROUNDS), "ms");
}

/* What is done over and over. */
struct guarded {
	struct arena *scratch;
	const struct workcal *cal;
	struct ticket ticket;
	struct str match;
	struct buf out;
	int64_t sum;
};

static void do_add(struct guarded *g, int i)
{
	g->sum += due_of(g->cal, at[i], need[i]).us;
}

static void do_case(struct guarded *g, int i)
{
	g->sum += one_case(g->cal, i);
}

static void do_fold(struct guarded *g, int i)
{
	g->sum += one_fold(g->scratch, g->cal, i);
	arena_reset(g->scratch);
}

static void do_row(struct guarded *g, int i)
{
	struct jw w = {.buf = &g->out};

	buf_clear(&g->out);
	g->ticket.id += i;
	jw_obj(&w);
	fields_encode(&w, &ticket_fields, &g->ticket, MASK_NONE);
	jw_end_obj(&w);
}

static void do_match(struct guarded *g, int i)
{
	struct match m;
	int64_t policy;

	(void)i;
	if (match_parse(g->scratch, g->match, &m, &policy))
		bench_die("match", "error");
	g->sum += policy;
}

static const struct {
	const char *name;
	void (*fn)(struct guarded *g, int i);
} things[] = {
	{"add", do_add}, {"case", do_case},   {"fold", do_fold},
	{"row", do_row}, {"match", do_match},
};

static int count(struct arena *a, const char *name, long n)
{
	const struct match m = {.tier = TIER_VIP,
				.stage = STAGE_STABLE,
				.type = TYPE_TECHNICAL,
				.urgency = URGENCY_URGENT,
				.channel = CHANNEL_PHONE,
				.tags = STR("")};
	struct guarded g = {.scratch = arena_new(),
			    .cal = office(a),
			    .ticket = a_ticket(1),
			    .match = match_format(a, &m, 123456789012345)};
	bool known = false;

	fill();
	for (size_t k = 0; k < sizeof things / sizeof *things; k++) {
		known |= strcmp(things[k].name, name) == 0;
		for (long i = 0; strcmp(things[k].name, name) == 0 && i < n; i++)
			things[k].fn(&g, (int)(i % CASES));
	}
	if (!known)
		bench_die(name, "unknown");
	bench_say(name, (double)(g.sum % 1000), "");
	buf_done(&g.out);
	arena_free(g.scratch);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();

	if (argc == 4 && strcmp(argv[1], "count") == 0)
		return count(a, argv[2], strtol(argv[3], NULL, 10));
	if (sodium_init() < 0)
		bench_die("sodium", "init");
	calendar(a);
	json();
	password(a);
	arena_free(a);
	return 0;
}
