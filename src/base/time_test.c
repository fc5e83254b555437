#include "base/time.h"

#include "base/test.h"

static void test_civil_round_trip(void **state)
{
	(void)state;
	struct rng r = test_seed(1);
	for (long i = 0; i < test_rounds(200000); i++) {
		struct date d = {(int32_t)rng_below(&r, 4000000) - 2000000};
		struct ymd c = date_ymd(d);
		assert_int_equal(date_of(c.year, c.month, c.day).day, d.day);
		assert_in_range(c.day, 1, (unsigned)days_in_month(c.year, c.month));
		assert_int_equal(date_weekday((struct date){d.day + 1}),
				 (date_weekday(d) + 1) % 7);
	}
	assert_int_equal(date_of(1970, 1, 1).day, 0);
	assert_int_equal(date_weekday(date_of(2026, 11, 22)), 6);
}

static void test_month_end(void **state)
{
	(void)state;
	struct date d = date_add_months(date_of(2031, 1, 31), 1);
	assert_int_equal(d.day, date_of(2031, 2, 28).day);
	d = date_add_months(date_of(2031, 1, 31), -11);
	assert_int_equal(d.day, date_of(2030, 2, 28).day);
	d = date_add_months(date_of(2032, 2, 29), 48);
	assert_int_equal(d.day, date_of(2036, 2, 29).day);
}

static void test_rfc3339(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *in;
		const char *out; /* NULL: refused */
	} rows[] = {
		{__LINE__, "2031-06-06T07:30:00Z", "2031-06-06T07:30:00Z"},
		{__LINE__, "2031-06-06T15:30:00+08:00", "2031-06-06T07:30:00Z"},
		{__LINE__, "1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"},
		{__LINE__, "2031-06-06T24:00:00Z", NULL},
		{__LINE__, "2031-02-29T00:00:00Z", NULL},
		{__LINE__, "2031-06-06T07:30:00", NULL},
		{__LINE__, "2031-06-06T07:30:00.Z", NULL},
		{__LINE__, "2031-06-06T07:30:60Z", NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct instant t;
		char out[32];
		enum err e = instant_parse(str_of(rows[i].in), &t);
		if (!e)
			instant_format(t, out);
		if ((e == OK) != (rows[i].out != NULL) || (!e && strcmp(out, rows[i].out)))
			fail_msg("line %d: %s", rows[i].line, rows[i].in);
	}
}

static void test_mail_format(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"2031-06-06T07:30:00Z", "Fri, 06 Jun 2031 07:30:00"},
		{"2026-03-02T00:00:00.999Z", "Mon, 02 Mar 2026 00:00:00"},
		{"1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00"},
		{"1969-12-31T23:59:59.5Z", "Wed, 31 Dec 1969 23:59:59"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct instant t;
		char out[32];
		assert_int_equal(instant_parse(str_of(rows[i][0]), &t), OK);
		instant_format_mail(t, out);
		assert_string_equal(out, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_civil_round_trip),
		cmocka_unit_test(test_month_end),
		cmocka_unit_test(test_rfc3339),
		cmocka_unit_test(test_mail_format),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
