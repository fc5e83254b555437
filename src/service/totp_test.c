#include "base/test.h"

#include "service/totp.h"

#include <string.h>

static const unsigned char *bytes(const char *s)
{
	return (const unsigned char *)s;
}

/* RFC 6238, appendix B: the last six of its eight digits. */
static void test_codes(void **state)
{
	static const struct {
		int64_t s;
		const char *code;
	} rows[] = {
		{59, "287082"},		{1111111109, "081804"}, {1111111111, "050471"},
		{1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
	};
	struct arena *a = arena_new();
	(void)state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const unsigned char *secret = bytes("12345678901234567890");
		struct instant t = {rows[i].s * INT64_C(1000000)};
		char code[TOTP_DIGITS + 1];
		assert_int_equal(totp_code(secret, totp_step(t), code), OK);
		assert_string_equal(code, rows[i].code);
		assert_int_equal(totp_find(a, secret, str_of(rows[i].code), t), totp_step(t));
		struct instant later = {(rows[i].s + TOTP_STEP_S) * INT64_C(1000000)};
		assert_int_equal(totp_find(a, secret, str_of(rows[i].code), later),
				 totp_step(t));
		struct instant late = {(rows[i].s + 2 * TOTP_STEP_S) * INT64_C(1000000)};
		assert_int_equal(totp_find(a, secret, str_of(rows[i].code), late), -1);
	}
	assert_int_equal(totp_find(a, bytes("12345678901234567890"), STR("287 082"),
				   (struct instant){59000000}),
			 1);
	assert_int_equal(totp_find(a, bytes("12345678901234567890"), STR("28708"),
				   (struct instant){59000000}),
			 -1);
	assert_int_equal(totp_find(a, bytes("12345678901234567890"), STR(""),
				   (struct instant){59000000}),
			 -1);
	arena_free(a);
}

/* RFC 4648, 10, without padding; there and back for every length. */
static void test_base32(void **state)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"f", "MY"},
		{"fo", "MZXQ"},
		{"foo", "MZXW6"},
		{"foob", "MZXW6YQ"},
		{"fooba", "MZXW6YTB"},
		{"foobar", "MZXW6YTBOI"},
	};
	struct arena *a = arena_new();
	unsigned char back[40];
	(void)state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = strlen(rows[i][0]);
		struct str s = base32(a, bytes(rows[i][0]), n);
		assert_true(str_is(s, rows[i][1]));
		assert_true(base32_read(s, back, n));
		assert_memory_equal(back, rows[i][0], n);
	}
	assert_true(base32_read(STR("mzxw 6ytb"), back, 5));
	assert_false(base32_read(STR("MZXW6YTB"), back, 4));
	assert_false(base32_read(STR("MZXW6YTB"), back, 6));
	assert_false(base32_read(STR("MZXW6YT1"), back, 5));
	assert_true(str_is(totp_uri(a, STR("跟进"), STR("a@b"), STR("MZ")),
			   "otpauth://totp/%E8%B7%9F%E8%BF%9B:a%40b?secret=MZ&issuer="
			   "%E8%B7%9F%E8%BF%9B"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_base32),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
