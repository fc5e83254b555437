#include "domain/lunar.h"

#include "base/test.h"

static void test_known_dates(void **state)
{
	(void)state;
	static const struct {
		int line;
		struct lunar_date lunar;
		const char *date; /* NULL: does not exist */
	} rows[] = {
		{__LINE__, {2027, 1, 1, false}, "2027-02-06"},
		{__LINE__, {2030, 1, 1, false}, "2030-02-03"},
		{__LINE__, {1990, 1, 1, false}, "1990-01-27"},
		{__LINE__, {2023, 2, 1, true}, "2023-03-22"},
		{__LINE__, {2025, 6, 1, true}, "2025-07-25"},
		{__LINE__, {2025, 8, 15, false}, "2025-10-06"},
		{__LINE__, {2033, 11, 1, true}, "2033-12-22"},
		{__LINE__, {2057, 9, 9, false}, "2057-10-07"},
		{__LINE__, {2025, 12, 30, false}, NULL},
		{__LINE__, {2025, 5, 1, true}, NULL},
		{__LINE__, {1901, 1, 1, false}, "1901-02-19"},
		{__LINE__, {2100, 1, 1, false}, "2100-02-09"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct date want = DATE_NONE;
		struct date got;
		if (rows[i].date)
			assert_int_equal(date_parse(str_of(rows[i].date), &want), OK);
		if (lunar_to_date(rows[i].lunar, &got) || got.day != want.day)
			fail_msg("line %d", rows[i].line);
	}
}

/* Every day of the table, one after the other, is the next lunar day. */
static void test_round_trip(void **state)
{
	(void)state;
	struct lunar_date before = {0};
	struct date last = date_of(2101, 1, 20);

	for (struct date d = date_of(1901, 2, 19); d.day <= last.day; d.day++) {
		struct lunar_date l;
		struct date back;
		assert_int_equal(lunar_of(d, &l), OK);
		assert_int_equal(lunar_to_date(l, &back), OK);
		assert_int_equal(back.day, d.day);
		if (before.year)
			assert_true(l.day == before.day + 1 ||
				    (l.day == 1 && before.day >= 29));
		assert_true(l.year >= before.year);
		before = l;
	}
}

/* A year has 353-355 or 383-385 days, and the next begins where it ends. */
static void test_years_join(void **state)
{
	(void)state;
	for (int32_t y = LUNAR_YEAR_MIN; y < LUNAR_YEAR_MAX; y++) {
		struct date first;
		struct date next;
		int days = 0;
		assert_int_equal(lunar_festival(FESTIVAL_SPRING, y, &first), OK);
		assert_int_equal(lunar_festival(FESTIVAL_SPRING, y + 1, &next), OK);
		for (int m = 1; m <= 12; m++)
			days += lunar_month_days(y, m, false);
		if (lunar_leap_month(y))
			days += lunar_month_days(y, lunar_leap_month(y), true);
		assert_int_equal(first.day + days, next.day);
		assert_in_range(days, lunar_leap_month(y) ? 383 : 353,
				lunar_leap_month(y) ? 385 : 355);
		assert_in_range(first.day - date_of(y, 1, 1).day, 20, 51);
	}
}

static void test_limits(void **state)
{
	(void)state;
	struct date d;
	struct lunar_date l;
	enum lunar_festival f;
	assert_int_equal(lunar_festival(FESTIVAL_QIXI, 1900, &d), ERR_UNSUPPORTED);
	assert_int_equal(lunar_festival(FESTIVAL_QIXI, 2101, &d), ERR_UNSUPPORTED);
	assert_int_equal(lunar_to_date((struct lunar_date){2025, 0, 1, false}, &d), ERR_INPUT);
	assert_int_equal(lunar_to_date((struct lunar_date){2025, 1, 31, false}, &d), ERR_INPUT);
	assert_int_equal(lunar_of(date_of(1901, 2, 18), &l), ERR_UNSUPPORTED);
	assert_int_equal(lunar_of(date_of(2102, 1, 1), &l), ERR_UNSUPPORTED);
	assert_true(lunar_festival_find(STR("double_ninth"), &f));
	assert_int_equal(f, FESTIVAL_DOUBLE_NINTH);
	assert_false(lunar_festival_find(STR("easter"), &f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_dates),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_years_join),
		cmocka_unit_test(test_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
