#include "domain/snippet.h"

#include "base/test.h"

static void checks(void **state)
{
	static const struct {
		int line;
		const char *name, *keyword, *text, *field, *code;
	} t[] = {
		{__LINE__, "开场", "kc", "您好，{customer}。我是{me}。", NULL, ""},
		{__LINE__, "开场", "", "{ticket} {title} {owner} {due}", NULL, ""},
		{__LINE__, "开场", "", "a { b", NULL, ""},
		{__LINE__, " ", "", "x", "name", "required"},
		{__LINE__, "开场", "", " \n", "text", "required"},
		{__LINE__, "开场", "k c", "x", "keyword", "no_blanks"},
		{__LINE__, "开场", "", "{password}", "text", "unknown_placeholder"},
		{__LINE__, "开场", "", "{}", "text", "unknown_placeholder"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct snippet s = {.name = str_of(t[i].name),
				    .keyword = str_of(t[i].keyword),
				    .text = str_of(t[i].text)};
		struct fail f = {.arena = a, .within = STR("")};
		enum err e = snippet_check(a, &s, &f);
		if ((e != OK) != (t[i].field != NULL) || strcmp(fail_code(&f), t[i].code) != 0)
			fail_msg("line %d: %s", t[i].line, fail_code(&f));
		if (e)
			assert_true(str_is(f.items[0].field, t[i].field));
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(checks)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
