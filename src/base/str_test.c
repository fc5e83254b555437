#include "base/buf.h"

#include "base/test.h"

static void test_numbers(void **state)
{
	(void)state;
	int64_t v = 7;
	assert_int_equal(str_to_int(STR("-9223372036854775808"), &v), OK);
	assert_true(v == INT64_MIN);
	assert_int_equal(str_to_int(STR("9223372036854775807"), &v), OK);
	assert_true(v == INT64_MAX);
	v = 7;
	assert_int_equal(str_to_int(STR("9223372036854775808"), &v), ERR_INPUT);
	assert_int_equal(str_to_int(STR("12x"), &v), ERR_INPUT);
	assert_int_equal(str_to_int(STR(""), &v), ERR_INPUT);
	assert_int_equal(str_to_int(STR("-"), &v), ERR_INPUT);
	assert_true(v == 7);
}

static void test_utf8(void **state)
{
	(void)state;
	assert_true(utf8_valid(STR("回访 café \xf0\x9f\x98\x80")));
	assert_int_equal(utf8_len(STR("回访ab")), 4);
	assert_false(utf8_valid(STR("\xc0\xaf")));	   /* overlong */
	assert_false(utf8_valid(STR("\xed\xa0\x80")));	   /* surrogate */
	assert_false(utf8_valid(STR("\xf4\x90\x80\x80"))); /* beyond U+10FFFF */
	assert_false(utf8_valid(STR("\xe5\x9b")));	   /* cut */
}

static void test_trim_and_split(void **state)
{
	(void)state;
	assert_true(str_is(str_trim(STR(" \t\xe3\x80\x80 a b \r\n")), "a b"));
	assert_int_equal(str_trim(STR("  ")).n, 0);
	struct str rest = STR("a,,b"), part;
	assert_true(str_split(&rest, ',', &part) && str_is(part, "a"));
	assert_true(str_split(&rest, ',', &part) && part.n == 0);
	assert_true(str_split(&rest, ',', &part) && str_is(part, "b"));
	assert_false(str_split(&rest, ',', &part));
}

static void test_buf_fails_for_good(void **state)
{
	(void)state;
	struct buf b = {.max = 10};
	buf_puts(&b, "12345");
	buf_put_int(&b, -6);
	assert_string_equal(b.p, "12345-6");
	buf_puts(&b, "toolong");
	assert_false(buf_ok(&b));
	buf_putc(&b, 'x');
	assert_string_equal(b.p, "12345-6");
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_trim_and_split),
		cmocka_unit_test(test_buf_fails_for_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
