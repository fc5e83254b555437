#include "domain/cncal.h"

#include "base/test.h"

static void test_known_days(void **state)
{
	(void)state;
	static const struct {
		int line, year, month, day;
		enum cnday kind;
	} rows[] = {
		{__LINE__, 2026, 10, 1, CNDAY_OFF},    {__LINE__, 2026, 10, 10, CNDAY_WORK},
		{__LINE__, 2026, 10, 11, CNDAY_PLAIN}, {__LINE__, 2019, 4, 28, CNDAY_WORK},
		{__LINE__, 2006, 12, 31, CNDAY_WORK},  {__LINE__, 2015, 9, 3, CNDAY_OFF},
		{__LINE__, 2027, 10, 1, CNDAY_PLAIN},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (cncal_day(date_of(rows[i].year, rows[i].month, rows[i].day)) !=
		    rows[i].kind)
			fail_msg("line %d", rows[i].line);
	assert_string_equal(cncal_name(date_of(2026, 10, 10)), "国庆节");
	assert_string_equal(cncal_name(date_of(2026, 10, 11)), "");
	assert_int_equal(cncal_first().day, date_of(2006, 12, 30).day);
	assert_int_equal(cncal_last().day, date_of(2026, 12, 31).day);
}

/* Every announced year has the days off that the law of its time gives; since 2008 these
 * include Qingming, Dragon Boat and Mid-Autumn, which checks our formula and lunar table. */
static void test_estimate_agrees_with_notices(void **state)
{
	(void)state;
	struct date d[CNCAL_STATUTORY];
	for (int32_t y = 2008; y <= 2026; y++) {
		size_t n = cncal_statutory(y, d);
		assert_int_equal(n, CNCAL_STATUTORY);
		for (size_t i = 0; i < n; i++) {
			/* New Year's Eve and 2 May have been days off by law since 2025 only.
			 */
			bool was_plain = cncal_day(d[i]) == CNDAY_PLAIN;
			int weekday = date_weekday(d[i]);
			if (was_plain && weekday < 5)
				assert_true(y < 2025);
			else if (cncal_day(d[i]) == CNDAY_WORK)
				assert_true(y < 2025);
		}
	}
}

static void test_provisional_year(void **state)
{
	(void)state;
	const char *name;
	struct date spring = date_of(2027, 2, 6);
	assert_int_equal(cncal_estimate((struct date){spring.day - 1}, &name), CNDAY_OFF);
	assert_string_equal(name, "春节");
	assert_int_equal(cncal_estimate((struct date){spring.day + 2}, &name), CNDAY_OFF);
	assert_int_equal(cncal_estimate((struct date){spring.day + 3}, &name), CNDAY_PLAIN);
	assert_string_equal(name, "");
	assert_int_equal(cncal_estimate(date_of(2027, 4, 5), &name), CNDAY_OFF);
	assert_int_equal(cncal_estimate(date_of(2028, 4, 4), &name), CNDAY_OFF);
	assert_int_equal(cncal_estimate(date_of(2027, 10, 3), &name), CNDAY_OFF);
	assert_int_equal(cncal_estimate(date_of(2027, 10, 4), &name), CNDAY_PLAIN);
	assert_int_equal(cncal_estimate(date_of(2026, 10, 10), &name), CNDAY_WORK);
	assert_false(cncal_known(spring));
	assert_true(cncal_known(date_of(2026, 12, 31)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_days),
		cmocka_unit_test(test_estimate_agrees_with_notices),
		cmocka_unit_test(test_provisional_year),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
