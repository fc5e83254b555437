#include "domain/company.h"
#include "domain/ticket.h"

#include "base/message.h"
#include "base/test.h"

static struct ticket open_ticket(void)
{
	struct ticket t;
	fields_clear(&ticket_fields, &t);
	t.submitted_at = instant_of_s(100);
	return t;
}

static enum err act(struct ticket *t, enum event_kind kind, const char *text, int64_t at,
		    struct fail *f)
{
	struct ticket_event ev;
	struct ticket_command cmd = {.kind = kind,
				     .at = instant_of_s(at),
				     .now = instant_of_s(1000),
				     .text = str_of(text),
				     .until = INSTANT_NONE};
	return ticket_decide(t, &cmd, &ev, f);
}

static void test_life_of_a_ticket(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct ticket t = open_ticket();
	assert_int_equal(act(&t, EV_REPLIED, "hello", 130, &f), OK);
	assert_int_equal(act(&t, EV_REPLIED, "earlier, logged later", 120, &f), OK);
	assert_int_equal(instant_s(t.responded_at), 120);
	assert_int_equal(act(&t, EV_HELD, "waiting for parts", 140, &f), OK);
	assert_int_equal(t.state, TICKET_ON_HOLD);
	assert_int_equal(act(&t, EV_HELD, "again", 150, &f), ERR_CONFLICT);
	assert_string_equal(fail_code(&f), "ticket_state");
	assert_int_equal(act(&t, EV_RESOLVED, "replaced", 160, &f), OK);
	assert_true(t.state == TICKET_RESOLVED && t.hold_reason.n == 0);
	assert_int_equal(act(&t, EV_REOPENED, "", 170, &f), OK);
	assert_false(instant_is_set(t.resolved_at));
	arena_free(a);
}

/* People read no names of enumerations: each that a refusal can speak of has its words. */
static void test_refusals_have_words(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct ticket t = open_ticket();
	assert_int_equal(act(&t, EV_RESUMED, "", 130, &f), ERR_CONFLICT);
	struct str text = message_fail(a, LANG_ZH_CN, &f.items[0]);
	assert_true(str_eq(text, STR("工单状态是“处理中”，不能执行“恢复处理”。")));
	for (int lang = 0; lang < lang_names.n; lang++) {
		for (int s = 0; s < ticket_state_names.n; s++) {
			struct str key = str_fmt(a, "ticket_state.%s",
						 names_get(&ticket_state_names, s));
			assert_non_null(message_get((enum lang)lang, key.p));
		}
		for (int e = EV_CUSTOMER_MESSAGE; e <= EV_CANCELLED; e++) {
			struct str key =
				str_fmt(a, "ticket_act.%s", names_get(&event_kind_names, e));
			if (e != EV_RECLASSIFIED && e != EV_POLICY_CHANGED)
				assert_non_null(message_get((enum lang)lang, key.p));
		}
	}
	arena_free(a);
}

static void test_refusals_change_nothing(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	static const struct {
		int line;
		enum event_kind kind;
		const char *text;
		int64_t at;
		const char *code;
	} rows[] = {
		{__LINE__, EV_REPLIED, " ", 200, "required"},
		{__LINE__, EV_REPLIED, "x", 1001, "in_future"},
		{__LINE__, EV_REPLIED, "x", 99, "too_early"},
		{__LINE__, EV_HELD, "", 200, "required"},
		{__LINE__, EV_RESUMED, "", 200, "ticket_state"},
		{__LINE__, EV_CALLED_BACK, "", 200, "ticket_state"},
		{__LINE__, EV_ARCHIVED, "", 200, "ticket_state"},
		{__LINE__, EV_DEPARTMENT_ASKED, "", 200, "required"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fail f = {.arena = a};
		struct ticket t = open_ticket(), before = t;
		enum err e = act(&t, rows[i].kind, rows[i].text, rows[i].at, &f);
		if (e == OK || strcmp(fail_code(&f), rows[i].code))
			fail_msg("line %d: %s", rows[i].line, fail_code(&f));
		assert_memory_equal(&t, &before, sizeof t);
	}
	arena_free(a);
}

/* D1, D3: C2024001, WX20240325001. */
static void test_numbers(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct date day = date_of(2024, 3, 25), back;
	assert_true(str_is(number_format(a, STR("C"), false, day, 3, 1), "C2024001"));
	assert_true(str_is(number_format(a, STR("WX"), true, day, 3, 1), "WX20240325001"));
	assert_true(str_is(number_format(a, STR("C"), false, day, 3, 1234), "C20241234"));
	assert_int_equal(number_parse(STR("WX20240326002"), STR("WX"), true, &back), 2);
	assert_int_equal(back.day, date_of(2024, 3, 26).day);
	assert_int_equal(number_parse(STR("C2024"), STR("C"), false, &back), 0);
	assert_int_equal(number_parse(STR("WX20241326002"), STR("WX"), true, &back), 0);
	assert_int_equal(number_parse(STR("A-77"), STR("C"), false, &back), 0);
	assert_true(str_is(number_key(a, STR("WX"), RESET_DAY, day), "WX:20240325"));
	assert_true(str_is(number_key(a, STR("C"), RESET_YEAR, day), "C:2024"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life_of_a_ticket),
		cmocka_unit_test(test_refusals_have_words),
		cmocka_unit_test(test_refusals_change_nothing),
		cmocka_unit_test(test_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
