#include "domain/checklist.h"

#include "base/test.h"

static struct checklist_template template_of(const char *items, const char *types,
					     const char *urgencies, const char *tiers)
{
	return (struct checklist_template){.name = STR("SOP"),
					   .items = str_of(items),
					   .types = str_of(types),
					   .urgencies = str_of(urgencies),
					   .tiers = str_of(tiers)};
}

static void checks(void **state)
{
	char many[51 * 4 + 3] = "[", *end = many + 1;
	char *too_long = test_malloc(210);
	static const struct {
		int line;
		const char *items, *types, *field, *code;
	} t[] = {
		{__LINE__, "[\"a\",\"b\"]", "", NULL, ""},
		{__LINE__, "[\"a\"]", "[\"complaint\"]", NULL, ""},
		{__LINE__, "[]", "", "items", "required"},
		{__LINE__, "{}", "", "items", "not_a_list"},
		{__LINE__, "[\"a\",\" \"]", "", "items", "required"},
		{__LINE__, "[\"a\",7]", "", "items", "not_a_text"},
		{__LINE__, "[\"a\\nb\"]", "", "items", "line_break"},
		{__LINE__, "[\"a\"]", "[\"grumble\"]", "types", "not_one_of"},
		{__LINE__, "[\"a\"]", "{}", "types", "not_a_list"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct checklist_template c = template_of(t[i].items, t[i].types, "", "");
		struct fail f = {.arena = a, .within = STR("")};
		enum err e = checklist_template_check(a, &c, &f);
		if ((e != OK) != (t[i].field != NULL) || strcmp(fail_code(&f), t[i].code) != 0)
			fail_msg("line %d: %s", t[i].line, fail_code(&f));
		if (e)
			assert_true(str_is(f.items[0].field, t[i].field));
	}
	for (int i = 0; i < 51; i++, end += 4)
		memcpy(end, "\"x\",", 4);
	memcpy(end - 1, "]", 2);
	struct fail f = {.arena = a, .within = STR("")};
	struct checklist_template c = template_of(many, "", "", "");
	assert_int_equal(checklist_template_check(a, &c, &f), ERR_INPUT);
	assert_string_equal(fail_code(&f), "too_many_items");
	memset(too_long, 'x', 209);
	memcpy(too_long, "[\"", 2);
	memcpy(too_long + 204, "\"]", 3);
	fail_clear(&f);
	c = template_of(too_long, "", "", "");
	assert_int_equal(checklist_template_check(a, &c, &f), ERR_INPUT);
	assert_string_equal(fail_code(&f), "too_long");
	test_free(too_long);
	arena_free(a);
}

static void fits(void **state)
{
	const struct match m = {
		.tier = TIER_VIP, .type = TYPE_COMPLAINT, .urgency = URGENCY_URGENT};
	static const struct {
		int line;
		const char *types, *urgencies, *tiers;
		bool fits;
	} t[] = {
		{__LINE__, "", "", "", false}, /* by hand only */
		{__LINE__, "[]", "[]", "[]", false},
		{__LINE__, "[\"complaint\"]", "", "", true},
		{__LINE__, "[\"inquiry\",\"complaint\"]", "[]", "", true},
		{__LINE__, "[\"inquiry\"]", "", "", false},
		{__LINE__, "[\"complaint\"]", "[\"general\"]", "", false},
		{__LINE__, "[\"complaint\"]", "[\"urgent\"]", "[\"vip\"]", true},
		{__LINE__, "", "", "[\"vip\"]", true},
		{__LINE__, "", "", "[\"ordinary\",\"potential\"]", false},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct checklist_template c =
			template_of("[\"a\"]", t[i].types, t[i].urgencies, t[i].tiers);
		bool got;
		assert_int_equal(checklist_template_fits(a, &c, &m, &got), OK);
		if (got != t[i].fits)
			fail_msg("line %d", t[i].line);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(checks), cmocka_unit_test(fits)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
