/* When people may be told: their own quiet hours and the company's. */
#include "domain/quiet.h"

#include "domain/workcal_fixture.h"

static int setup(void **state)
{
	return fixture_setup(state, FIXTURE_CHINA("[[\"09:00\",\"18:00\"]]"));
}

static const struct tz *zone(struct fixture *fx, const char *name)
{
	const struct tz *tz;
	assert_int_equal(tzfile_load(fx->arena, str_of(name), &tz), OK);
	return tz;
}

static struct instant at(const char *s)
{
	struct instant t;
	assert_int_equal(instant_parse(str_of(s), &t), OK);
	return t;
}

static void is_at(int line, struct instant got, const char *want)
{
	char text[32];
	instant_format(got, text);
	if (strcmp(text, want))
		fail_msg("line %d: %s, not %s", line, text, want);
}

static void own_hours(void **state)
{
	struct fixture *fx = *state;
	static const struct {
		int line;
		const char *zone;
		int32_t from, to;
		const char *t, *end;
	} rows[] = {
		/* over midnight, 22:00 to 07:00 */
		{__LINE__, "Asia/Shanghai", 1320, 420, "2026-03-02T21:59:59+08:00",
		 "2026-03-02T13:59:59Z"},
		{__LINE__, "Asia/Shanghai", 1320, 420, "2026-03-02T22:00:00+08:00",
		 "2026-03-02T23:00:00Z"},
		{__LINE__, "Asia/Shanghai", 1320, 420, "2026-03-03T06:59:59+08:00",
		 "2026-03-02T23:00:00Z"},
		{__LINE__, "Asia/Shanghai", 1320, 420, "2026-03-03T07:00:00+08:00",
		 "2026-03-02T23:00:00Z"},
		/* a nap, 12:00 to 13:30 */
		{__LINE__, "Asia/Shanghai", 720, 810, "2026-03-02T12:30:00+08:00",
		 "2026-03-02T05:30:00Z"},
		{__LINE__, "Asia/Shanghai", 720, 810, "2026-03-02T13:30:00+08:00",
		 "2026-03-02T05:30:00Z"},
		/* equal: never */
		{__LINE__, "Asia/Shanghai", 600, 600, "2026-03-02T10:00:00+08:00",
		 "2026-03-02T02:00:00Z"},
		/* where the person is, not where the server is */
		{__LINE__, "America/New_York", 1320, 420, "2026-01-15T03:00:00-05:00",
		 "2026-01-15T12:00:00Z"},
		/* 02:30 does not exist on 8 March 2026 there: an hour later by the clock */
		{__LINE__, "America/New_York", 60, 150, "2026-03-08T01:30:00-05:00",
		 "2026-03-08T07:30:00Z"},
		/* and when that is quiet again (from 03:10 on), the day after */
		{__LINE__, "America/New_York", 190, 150, "2026-03-08T01:30:00-05:00",
		 "2026-03-09T06:30:00Z"},
		/* 01:30 occurs twice on 1 November: quiet ends at the first */
		{__LINE__, "America/New_York", 0, 90, "2026-11-01T01:00:00-04:00",
		 "2026-11-01T05:30:00Z"},
		{__LINE__, "America/New_York", 0, 90, "2026-11-01T01:10:00-05:00",
		 "2026-11-01T06:10:00Z"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct quiet q = {zone(fx, rows[i].zone), rows[i].from, rows[i].to};
		is_at(rows[i].line, quiet_end(&q, at(rows[i].t)), rows[i].end);
	}
}

static void with_the_company(void **state)
{
	struct fixture *fx = *state;
	struct quiet morning = {zone(fx, "Asia/Shanghai"), 480, 600};	/* 08:00 to 10:00 */
	struct quiet all_open = {zone(fx, "Asia/Shanghai"), 480, 1200}; /* 08:00 to 20:00 */
	struct instant night = at("2026-03-02T23:00:00+08:00");

	is_at(__LINE__, quiet_say_at(NULL, NULL, night), "2026-03-02T15:00:00Z");
	is_at(__LINE__, quiet_say_at(NULL, fx->office, night), "2026-03-03T01:00:00Z");
	is_at(__LINE__, quiet_say_at(&morning, NULL, night), "2026-03-02T15:00:00Z");
	is_at(__LINE__, quiet_say_at(&morning, fx->office, night), "2026-03-03T02:00:00Z");
	/* Friday evening: the weekend and then the quiet morning */
	is_at(__LINE__, quiet_say_at(&morning, fx->office, at("2026-03-06T19:00:00+08:00")),
	      "2026-03-09T02:00:00Z");
	/* never both: the person's own end */
	is_at(__LINE__, quiet_say_at(&all_open, fx->office, at("2026-03-03T12:00:00+08:00")),
	      "2026-03-03T12:00:00Z");
}

static void laws(void **state)
{
	struct fixture *fx = *state;
	const struct tz *const zones[] = {
		zone(fx, "Asia/Shanghai"), zone(fx, "America/New_York"),
		zone(fx, "Australia/Lord_Howe"), zone(fx, "Africa/Casablanca")};
	struct rng r = test_seed(20261126);

	for (long i = 0; i < test_rounds(20000); i++) {
		struct quiet q = {zones[rng_below(&r, 4)],
				  (int32_t)rng_below(&r, MINUTES_PER_DAY),
				  (int32_t)rng_below(&r, MINUTES_PER_DAY)};
		struct instant t =
			instant_of_s(instant_s(at("2026-01-01T00:00:00Z")) +
				     (int64_t)rng_below(&r, (uint64_t)(400 * S_PER_DAY)));
		struct instant end = quiet_end(&q, t);
		assert_true(instant_cmp(end, t) >= 0);
		assert_true(instant_diff(end, t).us <= (2 * S_PER_DAY + 7200) * US_PER_S);
		assert_int_equal(quiet_end(&q, end).us, end.us);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(own_hours, setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(with_the_company, setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(laws, setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
