#include "base/test.h"

#include "base/message.h"
#include "base/message_table.h"

static void test_accept(void **state)
{
	static const struct {
		int line;
		const char *header;
		enum lang want;
	} cases[] = {
		{__LINE__, "", LANG_ZH_CN},
		{__LINE__, "en", LANG_EN},
		{__LINE__, "en-GB,en;q=0.9", LANG_EN},
		{__LINE__, "zh-TW,zh;q=0.9,en;q=0.8", LANG_ZH_TW},
		{__LINE__, "zh-Hant-HK", LANG_ZH_TW},
		{__LINE__, "zh", LANG_ZH_CN},
		{__LINE__, "fr, en;q=0.3, zh-CN;q=0.5", LANG_ZH_CN},
		{__LINE__, "fr,de;q=0.5", LANG_ZH_CN},
		{__LINE__, "en;q=0", LANG_ZH_CN},
		{__LINE__, ",;,=;q", LANG_ZH_CN},
		{__LINE__, "EN-us", LANG_EN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (lang_accept(str_of(cases[i].header), LANG_ZH_CN) != cases[i].want)
			fail_msg("case of line %d", cases[i].line);
}

static void test_format(void **state)
{
	struct arena *a = arena_new();
	struct message_arg max = {"max", STR("20")};
	(void)state;

	assert_true(str_is(message_format(a, LANG_EN, "error.too_long", &max, 1),
			   "At most 20 characters."));
	assert_true(str_is(message_format(a, LANG_ZH_TW, "error.too_long", &max, 1),
			   "最多 20 個字元。"));
	assert_true(str_is(message_format(a, LANG_EN, "error.too_long", NULL, 0),
			   "At most {max} characters."));
	assert_true(str_is(message_format(a, LANG_EN, "no.such.key", NULL, 0), "no.such.key"));
	arena_free(a);
}

/* bsearch needs the order that the tool promises. */
static void test_sorted(void **state)
{
	(void)state;
	for (size_t i = 1; i < message_rows_n; i++)
		assert_true(strcmp(message_rows[i - 1].key, message_rows[i].key) < 0);
	for (size_t i = 0; i < message_rows_n; i++)
		assert_ptr_equal(message_get(LANG_EN, message_rows[i].key),
				 message_rows[i].text[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accept),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_sorted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
