/* Wordings: the catalogue's own texts use only what their templates have. */
#include "domain/template.h"

#include "base/test.h"

static void catalogue(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int key = 0; key < mail_template_names.n; key++)
		for (int lang = 0; lang < lang_names.n; lang++) {
			const char *name = names_get(&mail_template_names, key);
			const char *subject = message_get(
				(enum lang)lang, str_fmt(a, "mail.%s.subject", name).p);
			const char *body = message_get((enum lang)lang,
						       str_fmt(a, "mail.%s.body", name).p);
			assert_non_null(subject);
			assert_non_null(body);
			struct message_template t = {
				.key = key, .subject = str_of(subject), .body = str_of(body)};
			struct fail f = {.arena = a};
			assert_int_equal(template_check(a, &t, &f), OK);
		}
	arena_free(a);
}

static void places(void **state)
{
	static const struct {
		int line;
		enum mail_template key;
		const char *body;
		size_t bad;
	} rows[] = {
		{__LINE__, TEMPLATE_BREACH, "{name} {due} {deadline}", 0},
		{__LINE__, TEMPLATE_ASSIGNED, "{name} {due} {deadline}", 2},
		{__LINE__, TEMPLATE_BREACH, "{Name}", 1},
		{__LINE__, TEMPLATE_BREACH, "{}", 1},
		{__LINE__, TEMPLATE_BREACH, "{none", 0},
		{__LINE__, TEMPLATE_BREACH, "none}", 0},
		{__LINE__, TEMPLATE_BREACH, "{ {name}", 1},
		{__LINE__, TEMPLATE_BREACH, "", 0},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct message_template t = {.key = (int)rows[i].key,
					     .subject = STR("{customer}"),
					     .body = str_of(rows[i].body)};
		struct fail f = {.arena = a};
		enum err e = template_check(a, &t, &f);
		if (f.n != rows[i].bad || (e == OK) != (rows[i].bad == 0))
			fail_msg("line %d: %zu", rows[i].line, f.n);
		if (f.n)
			assert_true(str_is(f.items[0].field, "body"));
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(catalogue),
		cmocka_unit_test(places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
