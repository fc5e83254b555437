/* Cadences: the edge cases 47-60 of the semantics, on the Chinese calendar of 2026. */
#include "domain/cadence.h"

#include "domain/workcal_fixture.h"

static int setup(void **state)
{
	return fixture_setup(state, FIXTURE_CHINA("[[\"09:00\",\"18:00\"]]"));
}

static struct date day(const char *s)
{
	struct date d = DATE_NONE;
	if (s)
		assert_int_equal(date_parse(str_of(s), &d), OK);
	return d;
}

struct row {
	int line;
	enum cadence_unit unit;
	int32_t every;
	enum cadence_roll roll;
	bool from_completion;
	const char *anchor, *after;
	const char *nominal, *rolled;
};

static struct cadence cadence_of(const struct fixture *fx, const struct row *r)
{
	return (struct cadence){
		.unit = r->unit,
		.every = r->every,
		.roll = r->roll,
		.from_completion = r->from_completion,
		.anchor = day(r->anchor),
		.due_second = 18 * 3600,
		.cal = fx->office,
	};
}

static void test_next(void **state)
{
	const struct fixture *fx = *state;
	/* clang-format off */
	static const struct row rows[] = {
		/* 47 always from the anchor's day, clamped to the month's end */
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NONE, false, "2026-01-31", NULL, "2026-01-31", "2026-01-31"},
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NONE, false, "2026-01-31", "2026-01-31", "2026-02-28", "2026-02-28"},
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NONE, false, "2026-01-31", "2026-02-28", "2026-03-31", "2026-03-31"},
		{__LINE__, CADENCE_MONTHS, 3, ROLL_NONE, false, "2025-11-30", "2025-11-30", "2026-02-28", "2026-02-28"},
		{__LINE__, CADENCE_MONTHS, 3, ROLL_NONE, false, "2025-11-30", "2026-02-28", "2026-05-30", "2026-05-30"},
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NONE, false, "2020-01-31", "2026-06-29", "2026-06-30", "2026-06-30"},
		/* 48 29 February */
		{__LINE__, CADENCE_YEARS, 1, ROLL_NONE, false, "2024-02-29", "2024-02-29", "2025-02-28", "2025-02-28"},
		{__LINE__, CADENCE_YEARS, 1, ROLL_NONE, false, "2024-02-29", "2027-12-31", "2028-02-29", "2028-02-29"},
		{__LINE__, CADENCE_WEEKS, 1, ROLL_NONE, false, "2026-01-05", "2026-06-08", "2026-06-15", "2026-06-15"},
		{__LINE__, CADENCE_DAYS, 10, ROLL_NONE, false, "2026-01-01", "2026-01-10", "2026-01-11", "2026-01-11"},
		{__LINE__, CADENCE_DAYS, 10, ROLL_NONE, false, "2026-03-01", "2026-01-10", "2026-03-01", "2026-03-01"},
		/* 52 across the Spring Festival 2026-02-15..23, with make-up days on 14 and 28 */
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NEXT, false, "2026-01-18", "2026-01-31", "2026-02-18", "2026-02-24"},
		{__LINE__, CADENCE_MONTHS, 1, ROLL_PREVIOUS, false, "2026-01-18", "2026-01-31", "2026-02-18", "2026-02-14"},
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NEAREST, false, "2026-01-18", "2026-01-31", "2026-02-18", "2026-02-14"},
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NEAREST, false, "2026-01-20", "2026-01-31", "2026-02-20", "2026-02-24"},
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NEXT, false, "2026-01-28", "2026-01-31", "2026-02-28", "2026-02-28"},
		/* and rolling does not feed back */
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NEXT, false, "2026-01-18", "2026-02-18", "2026-03-18", "2026-03-18"},
		/* 54 completion-driven, late and early */
		{__LINE__, CADENCE_WEEKS, 1, ROLL_NEXT, true, "2026-06-01", NULL, "2026-06-01", "2026-06-01"},
		{__LINE__, CADENCE_WEEKS, 1, ROLL_NEXT, true, "2026-06-01", "2026-06-03", "2026-06-10", "2026-06-10"},
		{__LINE__, CADENCE_MONTHS, 1, ROLL_NEXT, true, "2026-06-01", "2026-08-31", "2026-09-30", "2026-09-30"},
		/* 55 every three working days over the Spring Festival */
		{__LINE__, CADENCE_WORKDAYS, 3, ROLL_NEXT, false, "2026-02-09", "2026-02-09", "2026-02-12", "2026-02-12"},
		{__LINE__, CADENCE_WORKDAYS, 3, ROLL_NEXT, false, "2026-02-09", "2026-02-12", "2026-02-24", "2026-02-24"},
		{__LINE__, CADENCE_WORKDAYS, 3, ROLL_NEXT, false, "2026-02-09", "2026-02-24", "2026-02-27", "2026-02-27"},
		{__LINE__, CADENCE_WORKDAYS, 3, ROLL_NEXT, true, "2026-02-09", "2026-02-13", "2026-02-25", "2026-02-25"},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cadence c = cadence_of(fx, &rows[i]);
		struct cadence_instance got = {0};
		char nominal[16];
		char rolled[16];
		assert_int_equal(cadence_next(&c, day(rows[i].after), &got), OK);
		date_format(got.nominal, nominal);
		date_format(got.day, rolled);
		if (strcmp(nominal, rows[i].nominal) || strcmp(rolled, rows[i].rolled))
			fail_msg("line %d: %s -> %s", rows[i].line, nominal, rolled);
	}
}

/* 56: a birthday in a leap month, and on a 30th that not every month has. */
static void test_lunar(void **state)
{
	const struct fixture *fx = *state;
	struct cadence c = {
		.unit = CADENCE_LUNAR_YEARS,
		.every = 1,
		.lunar_month = 6,
		.lunar_day = 1,
		.lunar_leap = true,
		.anchor = date_of(2025, 7, 25),
		.due_second = 0,
		.cal = fx->office,
	};
	struct cadence_instance got;
	assert_int_equal(cadence_next(&c, DATE_NONE, &got), OK);
	assert_int_equal(got.nominal.day, date_of(2025, 7, 25).day);
	assert_int_equal(cadence_next(&c, got.nominal, &got), OK);
	assert_int_equal(got.nominal.day, date_of(2026, 7, 14).day);

	c.lunar_month = 12;
	c.lunar_day = 30;
	c.lunar_leap = false;
	c.anchor = date_of(2024, 2, 9); /* the eve; 2024 and 2025 have no 30th */
	c.roll = ROLL_PREVIOUS;
	assert_int_equal(cadence_next(&c, c.anchor, &got), OK);
	assert_int_equal(got.nominal.day, date_of(2025, 1, 28).day);
	assert_int_equal(got.day.day, date_of(2025, 1, 27).day);
	c.lunar_month = 1;
	c.lunar_day = 1;
	assert_int_equal(cadence_next(&c, date_of(2026, 12, 31), &got), OK);
	assert_int_equal(got.nominal.day, date_of(2027, 2, 6).day);
	assert_int_equal(cadence_next(&c, date_of(2029, 12, 31), &got), OK);
	assert_int_equal(got.nominal.day, date_of(2030, 2, 3).day);
}

/* 59 and 54: what was missed is counted, not piled up. */
static void test_settle(void **state)
{
	const struct fixture *fx = *state;
	struct cadence c = {.unit = CADENCE_WEEKS,
			    .every = 1,
			    .anchor = date_of(2026, 6, 1),
			    .due_second = 36000,
			    .cal = fx->office};
	struct cadence_instance next;
	int32_t skipped;

	assert_int_equal(cadence_settle(&c, c.anchor, date_of(2026, 6, 24), &next, &skipped),
			 OK);
	assert_int_equal(skipped, 3);
	assert_int_equal(next.nominal.day, date_of(2026, 6, 29).day);
	assert_int_equal(cadence_settle(&c, c.anchor, date_of(2026, 5, 29), &next, &skipped),
			 OK);
	assert_int_equal(skipped, 0);
	assert_int_equal(next.nominal.day, date_of(2026, 6, 8).day);
	c.from_completion = true;
	assert_int_equal(cadence_settle(&c, c.anchor, date_of(2026, 5, 29), &next, &skipped),
			 OK);
	assert_int_equal(next.nominal.day, date_of(2026, 6, 5).day);
	assert_int_equal(cadence_settle(&c, c.anchor, date_of(2026, 6, 24), &next, &skipped),
			 OK);
	assert_int_equal(skipped, 0);
	assert_int_equal(next.nominal.day, date_of(2026, 7, 1).day);
}

/* 53: two that roll onto one day stay two. */
static void test_rolled_together(void **state)
{
	const struct fixture *fx = *state;
	struct cadence c = {.unit = CADENCE_DAYS,
			    .every = 2,
			    .anchor = date_of(2026, 10, 2),
			    .roll = ROLL_NEXT,
			    .due_second = 36000,
			    .cal = fx->office};
	struct cadence_instance a;
	struct cadence_instance b;
	assert_int_equal(cadence_next(&c, DATE_NONE, &a), OK);
	assert_int_equal(cadence_next(&c, a.nominal, &b), OK);
	assert_int_equal(a.day.day, date_of(2026, 10, 8).day);
	assert_int_equal(b.day.day, a.day.day);
	assert_int_not_equal(a.nominal.day, b.nominal.day);
}

/* 57, 60: the time of day, the customer's zone, and hours that are closed at it. */
static void test_due_time(void **state)
{
	const struct fixture *fx = *state;
	static const struct {
		int line;
		const char *zone; /* NULL: the calendar's */
		int32_t second;
		const char *day, *due;
	} rows[] = {
		{__LINE__, NULL, 10 * 3600, "2026-06-03", "2026-06-03T02:00:00Z"},
		{__LINE__, NULL, 18 * 3600, "2026-06-03", "2026-06-03T10:00:00Z"},
		{__LINE__, NULL, 8 * 3600, "2026-06-03", "2026-06-03T01:00:00Z"},
		{__LINE__, NULL, 20 * 3600, "2026-06-03", "2026-06-03T10:00:00Z"},
		{__LINE__, NULL, CADENCE_CLOSE, "2026-06-03", "2026-06-03T10:00:00Z"},
		{__LINE__, NULL, 10 * 3600, "2026-06-06", "2026-06-06T02:00:00Z"},
		{__LINE__, "Europe/Paris", 10 * 3600, "2026-06-03", "2026-06-03T08:00:00Z"},
		{__LINE__, "Europe/Paris", 10 * 3600, "2026-12-02", "2026-12-02T09:00:00Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cadence c = {.unit = CADENCE_DAYS,
				    .every = 1,
				    .anchor = day(rows[i].day),
				    .due_second = rows[i].second,
				    .cal = fx->office};
		struct cadence_instance got;
		char due[32];
		if (rows[i].zone)
			assert_int_equal(tzfile_load(fx->arena, str_of(rows[i].zone), &c.tz),
					 OK);
		assert_int_equal(cadence_place(&c, c.anchor, &got), OK);
		instant_format(got.due, due);
		if (strcmp(due, rows[i].due))
			fail_msg("line %d: %s", rows[i].line, due);
	}
}

/* Law: the series is the same from wherever one asks. */
static void test_series(void **state)
{
	const struct fixture *fx = *state;
	struct rng r = test_seed(9);
	for (long i = 0; i < test_rounds(300); i++) {
		struct cadence c = {
			.unit = (enum cadence_unit)rng_below(&r, 6),
			.every = 1 + (int32_t)rng_below(&r, 4),
			.anchor = {date_of(2018, 1, 1).day + (int32_t)rng_below(&r, 900)},
			.lunar_month = 1 + (int)rng_below(&r, 12),
			.lunar_day = 1 + (int)rng_below(&r, 30),
			.cal = fx->office,
		};
		struct date after = {c.anchor.day + (int32_t)rng_below(&r, 3000) - 200};
		struct cadence_instance step;
		struct cadence_instance jump;
		assert_int_equal(cadence_next(&c, DATE_NONE, &step), OK);
		while (step.nominal.day <= after.day)
			assert_int_equal(cadence_next(&c, step.nominal, &step), OK);
		assert_int_equal(cadence_next(&c, after, &jump), OK);
		assert_int_equal(jump.nominal.day, step.nominal.day);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next),	 cmocka_unit_test(test_lunar),
		cmocka_unit_test(test_settle),	 cmocka_unit_test(test_rolled_together),
		cmocka_unit_test(test_due_time), cmocka_unit_test(test_series),
	};
	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
