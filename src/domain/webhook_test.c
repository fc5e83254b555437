#include "domain/webhook.h"

#include "base/test.h"

#include <string.h>

static void test_secrets(void **state)
{
	static const struct {
		int line;
		enum webhook_kind kind;
		const char *secret;
		const char *code;
	} rows[] = {
		{__LINE__, WEBHOOK_WECOM, "", ""},
		{__LINE__, WEBHOOK_WECOM, "x", "webhook_secret_unused"},
		{__LINE__, WEBHOOK_DINGTALK, "", ""},
		{__LINE__, WEBHOOK_DINGTALK, "SECx", ""},
		{__LINE__, WEBHOOK_FEISHU, "", ""},
		{__LINE__, WEBHOOK_FEISHU, "x", ""},
		{__LINE__, WEBHOOK_STANDARD, "", "required"},
		{__LINE__, WEBHOOK_STANDARD, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ""},
		{__LINE__, WEBHOOK_STANDARD,
		 "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", ""},
		{__LINE__, WEBHOOK_STANDARD, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		 "webhook_secret_form"},
		{__LINE__, WEBHOOK_STANDARD, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La",
		 "webhook_secret_form"},
		{__LINE__, WEBHOOK_STANDARD, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-",
		 "webhook_secret_form"},
		{__LINE__, WEBHOOK_STANDARD,
		 "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw===", "webhook_secret_form"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct webhook w = {.kind = (int)rows[i].kind,
					  .secret = str_of(rows[i].secret)};
		struct fail f = {.arena = a, .within = STR("")};
		enum err e = webhook_check(&w, &f);
		if ((e == OK) != (rows[i].code[0] == 0) ||
		    strcmp(fail_code(&f), rows[i].code) != 0)
			fail_msg("line %d: %s", rows[i].line, fail_code(&f));
	}
	arena_free(a);
}

/* What is shown of an address tells two apart and does not let anybody speak. */
static void test_address(void **state)
{
	static const char *const rows[][2] = {
		{"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d",
		 "https://qyapi.weixin.qq.com/…2c3d"},
		{"https://hooks.inner:8443/a/b", "https://hooks.inner:8443/…"},
		{"https://hooks.inner?token=0123456789abcdef", "https://hooks.inner/…cdef"},
		{"https://hooks.inner", "https://hooks.inner"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(webhook_address(a, str_of(rows[i][0])).p, rows[i][1]);
	arena_free(a);
}

static void test_says(void **state)
{
	const struct webhook w = {.breaches = true};

	(void)state;
	assert_true(webhook_says(&w, STR("breach")));
	assert_false(webhook_says(&w, STR("warning")));
	assert_false(webhook_says(&w, STR("escalation")));
	assert_false(webhook_says(&w, STR("assigned")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
