#include "base/xlsx_cell.h"

#include "base/test.h"
#include "base/xlsx.h"

static void test_days(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *in;
		bool from_1904;
		const char *out;
	} rows[] = {
		{__LINE__, "45376", false, "2024-03-25"},
		{__LINE__, "45376.395833333336", false, "2024-03-25 09:30"},
		{__LINE__, "45376.39584490741", false, "2024-03-25 09:30:01"},
		{__LINE__, "43914", true, "2024-03-25"},
		{__LINE__, "0.5", false, "12:00"},
		{__LINE__, "1", false, "1900-01-01"},
		{__LINE__, "59", false, "1900-02-28"},
		{__LINE__, "60", false, "60"}, /* the 29th of February 1900 was none */
		{__LINE__, "61", false, "1900-03-01"},
		{__LINE__, "2958465", false, "9999-12-31"},
		{__LINE__, "2958466", false, "2958466"},
		{__LINE__, "-1", false, "-1"},
		{__LINE__, "1e400", false, "1e400"},
		{__LINE__, "nan", false, "nan"},
		{__LINE__, "0x10", false, "0x10"},
		{__LINE__, "soon", false, "soon"},
	};
	struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str got = xlsx_date(a, str_of(rows[i].in), rows[i].from_1904);
		if (!str_is(got, rows[i].out))
			fail_msg("line %d: %.*s", rows[i].line, STR_ARG(got));
	}
	arena_free(a);
}

static void test_formats(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *code;
		bool date;
	} rows[] = {
		{__LINE__, "yyyy/m/d", true},
		{__LINE__, "[$-804]yyyy\"年\"m\"月\"d\"日\"", true},
		{__LINE__, "h:mm AM/PM", true},
		{__LINE__, "mm:ss.0", true},
		{__LINE__, "[h]:mm:ss", false}, /* a length of time */
		{__LINE__, "General", false},
		{__LINE__, "#,##0.00;[Red]-#,##0.00", false},
		{__LINE__, "0.00E+00", false},
		{__LINE__, "\"days\" 0", false},
		{__LINE__, "0\\d", false},
		{__LINE__, "@", false},
		{__LINE__, "\"never closed", false},
		{__LINE__, "0;yyyy", false},
		{__LINE__, "\\", false},
		{__LINE__, "", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (xlsx_code_is_date(str_of(rows[i].code)) != rows[i].date)
			fail_msg("line %d", rows[i].line);
	assert_true(xlsx_builtin_is_date(14) && xlsx_builtin_is_date(31));
	assert_false(xlsx_builtin_is_date(0) || xlsx_builtin_is_date(49));
}

static void test_numbers_and_names(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	assert_string_equal(xlsx_number(a, STR("1.3800001111E10")).p, "13800001111");
	assert_string_equal(xlsx_number(a, STR("0.30000000000000004")).p, "0.3");
	assert_string_equal(xlsx_number(a, STR("12.50")).p, "12.50");
	assert_string_equal(xlsx_number(a, STR("007")).p, "007");
	assert_string_equal(xlsx_number(a, STR("1e999")).p, "1e999");
	assert_int_equal(xlsx_column(STR("A1")), 0);
	assert_int_equal(xlsx_column(STR("XFD9")), 16383);
	assert_int_equal(xlsx_column(STR("12")), -1);
	assert_int_equal(xlsx_column(STR("AAAA1")), -1);
	assert_true(str_is(xlsx_unescape(a, STR("a_x000D_b")), "a\rb"));
	assert_true(str_is(xlsx_unescape(a, STR("_x5F00_")), "开"));
	assert_true(
		str_is(xlsx_unescape(a, STR("_x0000_ _xD800_ _x12")), "_x0000_ _xD800_ _x12"));
	arena_free(a);
}

/* Every beginning of what could be an archive is refused, none of it read past its end. */
static void test_rubbish(void **state)
{
	(void)state;
	struct rng r = test_seed(5);
	for (long round = 0; round < test_rounds(2000); round++) {
		struct arena *a = arena_new();
		struct fail f = {.arena = a};
		size_t n = 4 + rng_below(&r, 200);
		char *p = malloc(n);
		struct str text;
		assert_non_null(p);
		memcpy(p, "PK\x03\x04", 4);
		for (size_t i = 4; i < n; i++)
			p[i] = (char)rng_below(&r, 256);
		if (n > 40)
			memcpy(p + n - 22, "PK\x05\x06", 4);
		assert_true(xlsx_is((struct str){p, n}));
		assert_int_equal(xlsx_to_csv(a, (struct str){p, n}, STR(""), &f, &text),
				 ERR_INPUT);
		free(p);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_numbers_and_names),
		cmocka_unit_test(test_rubbish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
