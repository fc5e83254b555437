#include "base/test.h"

#include "domain/totp.h"

#include <string.h>

static const unsigned char *bytes(const char *s)
{
	return (const unsigned char *)s;
}

static void hex(const unsigned char hash[SHA1_BYTES], char out[41])
{
	for (int i = 0; i < SHA1_BYTES; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

/* RFC 3174, 7.3, and lengths around a block. */
static void test_sha1(void **state)
{
	static const struct {
		const char *text;
		int times;
		const char *hash;
	} rows[] = {
		{"abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
		{"", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
		 "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
		{"0123456701234567012345670123456701234567012345670123456701234567", 10,
		 "dea356a2cddd90c7a7ecedc5ebb563934f460452"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[700] = "";
		unsigned char hash[SHA1_BYTES];
		char got[41];
		size_t n = strlen(rows[i].text);
		for (int k = 0; k < rows[i].times; k++)
			memcpy(text + (size_t)k * n, rows[i].text, n);
		sha1(bytes(text), n * (size_t)rows[i].times, hash);
		hex(hash, got);
		assert_string_equal(got, rows[i].hash);
	}
}

/* RFC 2202, cases 1, 2 and 6. */
static void test_hmac(void **state)
{
	unsigned char key[80], mac[SHA1_BYTES];
	char got[41];
	const char *long_key = "Test Using Larger Than Block-Size Key - Hash Key First";
	(void)state;

	memset(key, 0x0b, 20);
	hmac_sha1(key, 20, bytes("Hi There"), 8, mac);
	hex(mac, got);
	assert_string_equal(got, "b617318655057264e28bc0b6fb378c8ef146be00");
	hmac_sha1(bytes("Jefe"), 4, bytes("what do ya want for nothing?"), 28, mac);
	hex(mac, got);
	assert_string_equal(got, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	memset(key, 0xaa, 80);
	hmac_sha1(key, 80, bytes(long_key), strlen(long_key), mac);
	hex(mac, got);
	assert_string_equal(got, "aa4ae5e15272d00e95705637ce8a3b55ed402112");
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
		assert_true(str_is(totp_code(a, secret, totp_step(t)), rows[i].code));
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
		cmocka_unit_test(test_sha1),
		cmocka_unit_test(test_hmac),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_base32),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
