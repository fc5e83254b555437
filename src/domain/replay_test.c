/* Counting what history says: percentiles, differences, and that merging changes nothing. */
#include "domain/replay.h"

#include "base/test.h"

#include <stdlib.h>

enum { SUBJECTS_TESTED = 400, PARTS = 5 };

static int64_t random_below(uint64_t *seed, uint64_t n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (int64_t)((*seed >> 11) % n);
}

static struct obligation random_obligation(uint64_t *seed, int64_t id, int cycle)
{
	struct obligation o = {0};

	fields_clear(&deadline_fields, &o.deadline);
	o.deadline.subject = SUBJECT_TICKET;
	o.deadline.subject_id = id;
	o.deadline.kind = (int)random_below(seed, 3);
	o.deadline.cycle = cycle;
	o.deadline.owner_id = random_below(seed, 40);
	o.deadline.department_id = random_below(seed, 4);
	o.deadline.start_at = instant_of_s(random_below(seed, 400) * 86400);
	o.deadline.target = STR("24h");
	o.deadline.state = (int)random_below(seed, 5);
	o.deadline.met_at = INSTANT_NONE;
	if (o.deadline.state == DS_MET || random_below(seed, 2))
		o.deadline.met_at = instant_add(o.deadline.start_at,
						span_of_s(random_below(seed, 5000000)));
	return o;
}

static struct obligations random_set(struct arena *a, uint64_t *seed, int64_t id)
{
	struct obligations all = {.n = (size_t)random_below(seed, 4)};

	all.v = ARENA_ARRAY(a, all.n, struct obligation);
	all.match.tier = (int)random_below(seed, 4);
	for (size_t i = 0; i < all.n; i++)
		all.v[i] = random_obligation(seed, id, (int)i + 1);
	return all;
}

static struct str said(struct arena *a, const struct replay *r)
{
	struct buf b = {0};
	size_t n;
	struct replay_group **v = replay_groups(a, r, &n);

	for (size_t i = 0; i < n; i++)
		for (int s = 0; s < REPLAY_SIDES; s++)
			buf_printf(&b, "%d %lld %lld %lld %lld\n", (int)v[i]->dimension,
				   (long long)v[i]->value,
				   (long long)replay_due(&v[i]->side[s]),
				   (long long)replay_minutes(&v[i]->side[s], 50),
				   (long long)replay_minutes(&v[i]->side[s], 90));
	for (size_t i = 0; i < r->n_differences; i++)
		buf_printf(&b, "%lld %d %lld %d %d\n", (long long)r->differences[i].subject_id,
			   (int)r->differences[i].kind, (long long)r->differences[i].cycle,
			   (int)r->differences[i].side[0].outcome,
			   (int)r->differences[i].side[1].outcome);
	buf_printf(&b, "%zu\n", r->all_differences);
	struct str text = buf_keep(&b, a);
	return text;
}

/* The same subjects in one replay, and spread over several that are merged in another order. */
static void merging_changes_nothing(void **state)
{
	(void)state;
	for (uint64_t round = 1; round <= 20; round++) {
		struct arena *a = arena_new();
		struct replay whole, merged, one, part[PARTS];
		uint64_t seed = round * 7919;

		replay_init(&one, a, tz_utc(), INSTANT_NONE);
		replay_init(&whole, a, tz_utc(), INSTANT_NONE);
		replay_init(&merged, a, tz_utc(), INSTANT_NONE);
		for (int i = 0; i < PARTS; i++)
			replay_init(&part[i], a, tz_utc(), INSTANT_NONE);
		for (int64_t id = 1; id <= SUBJECTS_TESTED; id++) {
			struct obligations before = random_set(a, &seed, id);
			struct obligations after = random_set(a, &seed, id);
			replay_add(&one, &before, &after);
			replay_add(&part[random_below(&seed, PARTS)], &before, &after);
		}
		replay_merge(&whole, &one);
		for (int i = PARTS; i-- > 0;)
			replay_merge(&merged, &part[i]);
		assert_true(whole.all_differences > 100);
		assert_string_equal(said(a, &whole).p, said(a, &merged).p);
		arena_free(a);
	}
}

static int by_value(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return (a > b) - (a < b);
}

/* Percentiles are those of the sorted minutes, exactly below an hour and within 3 % above. */
static void percentiles(void **state)
{
	enum { N = 300 };
	(void)state;
	for (uint64_t round = 1; round <= 50; round++) {
		struct arena *a = arena_new();
		struct replay r;
		int64_t minutes[N];
		uint64_t seed = round * 104729, range = round % 2 ? 60 : 100000;

		replay_init(&r, a, tz_utc(), INSTANT_NONE);
		for (int i = 0; i < N; i++) {
			struct obligation o = random_obligation(&seed, i + 1, 1);
			struct obligations all = {.v = &o, .n = 1};
			minutes[i] = random_below(&seed, range);
			o.deadline.state = DS_MET;
			o.deadline.met_at =
				instant_add(o.deadline.start_at, span_of_s(minutes[i] * 60));
			replay_add(&r, &all, &all);
		}
		qsort(minutes, N, sizeof *minutes, by_value);
		size_t n;
		const struct replay_counts *c = &replay_groups(a, &r, &n)[0]->side[REPLAY_NEW];
		for (int p = 10; p < 100; p += 10) {
			int64_t want = minutes[N * p / 100 - 1], got = replay_minutes(c, p);
			int64_t off = got > want ? got - want : want - got;
			assert_true(want < 60 ? off == 0 : off * 100 <= want * 3);
		}
		assert_int_equal(r.all_differences, 0);
		arena_free(a);
	}
}

/* Only what began in the range is counted, on both sides alike. */
static void bounds(void **state)
{
	struct arena *a = arena_new();
	struct replay r;
	uint64_t seed = 1;
	size_t n;

	(void)state;
	replay_init(&r, a, tz_utc(), INSTANT_NONE);
	r.from = instant_of_s(86400);
	r.to = instant_of_s(2 * 86400);
	for (int64_t day = 0; day < 4; day++) {
		struct obligation o = random_obligation(&seed, day + 1, 1);
		struct obligations before = {.v = &o, .n = 1}, after = {0};
		o.deadline.start_at = instant_of_s(day * 86400);
		o.deadline.state = DS_MISSED;
		o.deadline.met_at = INSTANT_NONE;
		replay_add(&r, &before, &after);
	}
	struct replay_group **v = replay_groups(a, &r, &n);
	assert_int_equal(v[0]->side[REPLAY_OLD].outcomes[OUTCOME_MISSED], 1);
	assert_int_equal(replay_due(&v[0]->side[REPLAY_NEW]), 0);
	assert_int_equal(r.all_differences, 1);
	assert_int_equal(r.differences[0].subject_id, 2);
	assert_int_equal(r.differences[0].side[REPLAY_NEW].outcome, OUTCOME_NONE);
	assert_int_equal(replay_minutes(&v[0]->side[REPLAY_OLD], 50), -1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merging_changes_nothing),
		cmocka_unit_test(percentiles),
		cmocka_unit_test(bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
