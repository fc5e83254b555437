/* Arguments, lists and problems: what is pure of the HTTP floor. */
#include "base/test.h"

#include "domain/user.h"
#include "http/problem.h"
#include "http/request.h"

struct fixture {
	struct arena *arena;
	struct fail fail;
	struct actor actor;
	struct ctx cx;
	struct route route;
	struct request req;
};

static int set_up(void **state)
{
	struct fixture *fx = calloc(1, sizeof *fx);

	fx->arena = fx->fail.arena = fx->cx.arena = arena_new();
	fx->cx.fail = &fx->fail;
	fx->actor = actor_system();
	fx->cx.actor = &fx->actor;
	fx->route =
		(struct route)ROUTE(GET, "/users", PERM_USER_READ, NULL, .list = &user_fields);
	fx->req.route = &fx->route;
	*state = fx;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fx = *state;

	arena_free(fx->arena);
	free(fx);
	return 0;
}

static void test_percent(void **state)
{
	static const struct {
		int line;
		const char *in;
		const char *want; /* NULL: refused */
	} cases[] = {
		{__LINE__, "", ""},
		{__LINE__, "a+b", "a b"},
		{__LINE__, "a%2Bb", "a+b"},
		{__LINE__, "%e5%ae%a2", "客"},
		{__LINE__, "%", NULL},
		{__LINE__, "%4", NULL},
		{__LINE__, "%4g", NULL},
		{__LINE__, "%00", NULL},
		{__LINE__, "%0a", NULL},
		{__LINE__, "%ff", NULL},
		{__LINE__, "%41", "A"},
		{__LINE__, "%7f", NULL},
		{__LINE__, "%ed%a0%80", NULL}, /* a surrogate */
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str got = {0};
		enum err e = percent_decode(fx->arena, str_of(cases[i].in), true, &got);
		bool right = cases[i].want ? !e && str_is(got, cases[i].want) : e == ERR_INPUT;
		if (!right)
			fail_msg("line %d", cases[i].line);
	}
}

/* Law: whatever bytes come, decoding gives valid UTF-8 without control characters or fails. */
static void test_percent_any(void **state)
{
	struct rng r = test_seed(7);
	struct fixture *fx = *state;

	for (long round = 0; round < test_rounds(20000); round++) {
		static const char letters[] = "%%%%0123456789abcdefEF+xyz=&[]";
		char text[16];
		size_t n = rng_below(&r, sizeof text);
		for (size_t i = 0; i < n; i++)
			text[i] = letters[rng_below(&r, sizeof letters - 1)];
		struct str got = {0};
		if (percent_decode(fx->arena, (struct str){text, n}, true, &got))
			continue;
		assert_true(utf8_valid(got));
		for (size_t i = 0; i < got.n; i++)
			assert_true((unsigned char)got.p[i] >= 32);
		if (round % 1000 == 0)
			arena_reset(fx->arena);
	}
}

static void test_list(void **state)
{
	struct fixture *fx = *state;
	struct list_query q;

	fx->req.query = STR(
		"name=%E5%AE%A2&created_at[gte]=2026-01-01T00:00:00Z&sort=-login"
		"&limit=7&with_total=1&total_max=9&department_id[null]=true&login[in]=aa,bb");
	assert_int_equal(query_check(&fx->cx, &fx->req), OK);
	assert_int_equal(request_list(&fx->cx, &fx->req, &user_fields, &q), OK);
	assert_int_equal(q.n_conds, 4);
	assert_string_equal(q.conds[0].field->name, "name");
	assert_true(str_is(q.conds[0].values[0].s, "客"));
	assert_int_equal(q.conds[1].cmp, CMP_GE);
	assert_int_equal(q.conds[2].cmp, CMP_NULL);
	assert_int_equal(q.conds[3].cmp, CMP_IN);
	assert_int_equal(q.conds[3].n_values, 2);
	assert_true(str_is(q.conds[3].values[1].s, "bb"));
	assert_true(q.descending && q.with_total && q.limit == 7 && q.count_max == 9);
	assert_string_equal(q.sort->name, "login");
}

static void test_list_refused(void **state)
{
	static const struct {
		int line;
		const char *query;
		const char *code;
	} cases[] = {
		{__LINE__, "nothing=1", "unknown_argument"},
		{__LINE__, "password_hash=1", "unknown_argument"},
		{__LINE__, "phone=1", "not_filterable"},
		{__LINE__, "name[gte", "bad_operator"},
		{__LINE__, "name[]=1", "bad_operator"},
		{__LINE__, "[gte]=1", "unknown_argument"},
		{__LINE__, "q=x", "unknown_argument"},
		{__LINE__, "limit=", "not_a_number"},
		{__LINE__, "total_max=0", "too_small"},
		{__LINE__, "total_max=1000001", "too_large"},
		{__LINE__, "name=a&name=b", "given_twice"},
		{__LINE__, "name=a&n%61me=b", "given_twice"},
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct list_query q;
		fx->req.query = str_of(cases[i].query);
		fail_clear(&fx->fail);
		enum err e = query_check(&fx->cx, &fx->req);
		if (!e)
			e = request_list(&fx->cx, &fx->req, &user_fields, &q);
		if (e != ERR_INPUT || strcmp(fail_code(&fx->fail), cases[i].code) != 0)
			fail_msg("line %d: %s", cases[i].line, fail_code(&fx->fail));
	}
}

static void test_problem(void **state)
{
	struct fixture *fx = *state;
	struct buf b = {0};
	json_t *doc;

	fail_at(&fx->fail, ERR_INPUT, "name", "too_long");
	fail_arg_int(&fx->fail, "max", 20);
	problem_write(&b, fx->arena, LANG_ZH_TW, ERR_INPUT, &fx->fail, STR("r1"));
	fail_clear(&fx->fail);
	assert_int_equal(json_read(fx->arena, buf_str(&b), &fx->fail, &doc), OK);
	assert_int_equal(json_integer_value(json_object_get(doc, "status")), 422);
	assert_string_equal(json_get_text(doc, "code").p, "input");
	json_t *item = json_array_get(json_object_get(doc, "errors"), 0);
	assert_string_equal(json_get_text(item, "field").p, "name");
	assert_string_equal(json_get_text(item, "detail").p, "最多 20 個字元。");
	assert_string_equal(json_get_text(json_object_get(item, "params"), "max").p, "20");
	buf_done(&b);
}

static void test_status(void **state)
{
	(void)state;
	assert_int_equal(problem_status(ERR_INPUT, "bad_json"), 400);
	assert_int_equal(problem_status(ERR_INPUT, "required"), 422);
	assert_int_equal(problem_status(ERR_INPUT, "if_match_missing"), 428);
	assert_int_equal(problem_status(ERR_LIMIT, "body_too_large"), 413);
	assert_int_equal(problem_status(ERR_LIMIT, "too_many_attempts"), 429);
	assert_int_equal(problem_status(ERR_FULL, ""), 507);
	assert_int_equal(problem_status(ERR_BUG, ""), 500);
	for (int e = ERR_INPUT; e <= ERR_BUG; e++)
		assert_in_range(problem_status((enum err)e, ""), 400, 599);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_percent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_percent_any, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_list, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_list_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_problem, set_up, tear_down),
		cmocka_unit_test(test_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
