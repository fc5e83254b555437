/* An explanation adds up: on a story that can be read, and on random runs. */
#include "domain/explain.h"

#include "domain/workcal_fixture.h"

static int setup(void **state)
{
	return fixture_setup(state,
			     FIXTURE_CHINA("[[\"09:00\",\"12:00\"],[\"13:00\",\"18:00\"]]"));
}

static struct instant at(const char *s)
{
	struct instant t;
	assert_int_equal(instant_parse(str_of(s), &t), OK);
	return t;
}

/* Eight hours from the last afternoon before National Day 2026, with a hold of half an hour. */
static void test_story(void **state)
{
	const struct fixture *fx = *state;
	static const char want[] =
		"[{\"kind\":\"start\",\"at\":\"2026-09-30T08:00:00Z\"},"
		"{\"kind\":\"open\",\"spans\":1,\"from\":\"2026-09-30T08:00:00Z\",\"to\":"
		"\"2026-09-30T08:30:00Z\",\"seconds\":1800},"
		"{\"kind\":\"pause\",\"from\":\"2026-09-30T08:30:00Z\",\"to\":"
		"\"2026-09-30T09:00:00Z\",\"seconds\":1800},"
		"{\"kind\":\"open\",\"spans\":1,\"from\":\"2026-09-30T09:00:00Z\",\"to\":"
		"\"2026-09-30T10:00:00Z\",\"seconds\":3600},"
		"{\"kind\":\"day_off\",\"first\":\"2026-10-01\",\"last\":\"2026-10-07\","
		"\"name\":"
		"\"国庆节\"},"
		"{\"kind\":\"open\",\"spans\":1,\"from\":\"2026-10-08T01:00:00Z\",\"to\":"
		"\"2026-10-08T04:00:00Z\",\"seconds\":10800},"
		"{\"kind\":\"open\",\"spans\":1,\"from\":\"2026-10-08T05:00:00Z\",\"to\":"
		"\"2026-10-08T08:30:00Z\",\"seconds\":12600},"
		"{\"kind\":\"sum\",\"seconds\":28800},"
		"{\"kind\":\"due\",\"at\":\"2026-10-08T08:30:00Z\"}]";
	struct pause hold = {at("2026-09-30T08:30:00Z"), at("2026-09-30T09:00:00Z")};
	struct target_run run = {at("2026-09-30T08:00:00Z"), &hold, 1, EDGE_NEAR};
	struct target t = {.kind = TARGET_WORK, .cal = fx->office, .work = {28800 * US_PER_S}};
	struct instant due;
	struct explanation x;
	struct buf b = {0};
	struct jw w = {.buf = &b};

	assert_int_equal(target_due(&t, &run, &due), OK);
	assert_int_equal(explain(fx->arena, fx->office, &run, due, due, &x), OK);
	explain_encode(&w, &x);
	assert_string_equal(b.p, want);
	buf_done(&b);
}

static void test_make_up_day(void **state)
{
	const struct fixture *fx = *state;
	struct target_run run = {at("2026-10-09T08:00:00Z"), NULL, 0, EDGE_NEAR};
	struct explanation x;
	int found = 0;
	assert_int_equal(explain(fx->arena, fx->office, &run, at("2026-10-12T02:00:00Z"),
				 INSTANT_NONE, &x),
			 OK);
	for (size_t i = 0; i < x.n; i++) {
		if (x.v[i].kind != EXPLAIN_MAKE_UP)
			continue;
		found++;
		assert_int_equal(x.v[i].first.day, date_of(2026, 10, 10).day);
		assert_string_equal(x.v[i].name, "国庆节");
	}
	assert_int_equal(found, 1);
	assert_int_equal(x.v[x.n - 1].kind, EXPLAIN_SUM);
}

/* Law: open lines add up to the sum, the sum to the target; and long answers stay short. */
static void test_adds_up(void **state)
{
	const struct fixture *fx = *state;
	struct rng r = test_seed(11);
	for (long i = 0; i < test_rounds(300); i++) {
		struct arena *a = arena_new();
		int64_t s = 1767225600 + (int64_t)rng_below(&r, 40000000);
		int64_t need = 1 + (int64_t)rng_below(&r, i % 2 ? 200000 : 8000000);
		struct pause p[2];
		for (int k = 0; k < 2; k++) {
			p[k].from = instant_of_s(s + (k ? 500000 : 3600));
			p[k].to = instant_of_s(instant_s(p[k].from) +
					       (int64_t)rng_below(&r, 400000));
		}
		struct target_run run = {instant_of_s(s), p, rng_below(&r, 3), EDGE_NEAR};
		const struct workcal *cal = rng_below(&r, 5) ? fx->office : workcal_always();
		struct target t = {.kind = TARGET_WORK, .cal = cal, .work = {need * US_PER_S}};
		struct explanation x;
		struct instant due;
		int64_t open = 0;
		int lines = 0;
		assert_int_equal(target_due(&t, &run, &due), OK);
		assert_int_equal(explain(a, cal, &run, due, due, &x), OK);
		for (size_t k = 0; k + 2 < x.n; k++) {
			if (x.v[k].kind != EXPLAIN_OPEN)
				continue;
			open += x.v[k].work.us;
			lines++;
		}
		assert_int_equal(open, need * US_PER_S);
		assert_int_equal(x.v[x.n - 2].kind, EXPLAIN_SUM);
		assert_int_equal(x.v[x.n - 2].work.us, open);
		assert_in_range(lines, 1, EXPLAIN_OPEN_MAX);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_story),
		cmocka_unit_test(test_make_up_day),
		cmocka_unit_test(test_adds_up),
	};
	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
