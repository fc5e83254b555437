#include "base/test.h"

#include "service/password.h"

#include <sodium.h>

static bool matches(struct str hash, const char *password)
{
	bool same = false;

	assert_int_equal(password_matches(hash, str_of(password), &same), OK);
	return same;
}

static void test_own_hashes(void **state)
{
	struct arena *a = arena_new();
	struct str hash;

	(void)state;
	assert_int_equal(password_hash(a, STR("correct horse battery"), &hash), OK);
	assert_int_equal(crypto_pwhash_str_verify(hash.p, "correct horse battery", 21), 0);
	assert_true(matches(hash, "correct horse battery"));
	assert_false(matches(hash, "correct horse batterie"));
	assert_false(matches(hash, ""));
	arena_free(a);
}

/* Of other costs, as a later or an earlier version of the program may have taken. */
static void test_hashes_of_other_costs(void **state)
{
	char hash[crypto_pwhash_STRBYTES];

	(void)state;
	assert_int_equal(crypto_pwhash_str(hash, "secret", 6, 3, 1024 * 1024), 0);
	assert_true(matches(str_of(hash), "secret"));
	assert_false(matches(str_of(hash), "secreT"));
}

static void test_no_hash_is_matched_by_nothing(void **state)
{
	(void)state;
	assert_false(matches(STR(""), ""));
	assert_false(matches(STR(""), "nobody"));
}

static void test_what_is_no_hash_is_told(void **state)
{
	static const char *const bad[] = {
		"x", "$argon2id$v=19$m=19456,t=2,p=1$", "$argon2i$v=19$m=19456,t=2,p=1$a$b",
		"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRmb3Jub2JvZA$AAAA"};
	bool same = true;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(password_matches(str_of(bad[i]), STR("x"), &same), ERR_BUG);
	assert_true(same);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_hashes),
		cmocka_unit_test(test_hashes_of_other_costs),
		cmocka_unit_test(test_no_hash_is_matched_by_nothing),
		cmocka_unit_test(test_what_is_no_hash_is_told),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
