#include "base/test.h"

#include "http/router.h"

static enum err nothing(struct ctx *cx, struct request *req, struct reply *rep)
{
	(void)cx;
	(void)req;
	(void)rep;
	return OK;
}

static const struct route rows[] = {
	ROUTE(GET, "/users", PERM_LOGIN, nothing),
	ROUTE(POST, "/users", PERM_LOGIN, nothing),
	ROUTE(GET, "/users/{id}", PERM_LOGIN, nothing),
	ROUTE(PATCH, "/users/{id}", PERM_LOGIN, nothing),
	ROUTE(GET, "/users/me", PERM_LOGIN, nothing),
	ROUTE(GET, "/customers/{customer_id}/contacts/{id}", PERM_LOGIN, nothing),
	ROUTE(GET, "/customers/{id}/contacts/main", PERM_LOGIN, nothing),
	ROUTE(GET, "/customers/{id}/{what}", PERM_LOGIN, nothing),
};
static const struct route_block block = {rows, sizeof rows / sizeof *rows};
static const struct route_block *const blocks[] = {&block};

struct fixture {
	struct arena *arena;
	struct router *router;
};

static int set_up(void **state)
{
	struct fixture *fx = calloc(1, sizeof *fx);

	fx->arena = arena_new();
	fx->router = router_new(fx->arena, blocks, 1);
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

static void test_find(void **state)
{
	static const struct {
		int line;
		const char *method;
		const char *path;
		const char *want; /* pattern; NULL: not found */
		const char *param0;
	} cases[] = {
		{__LINE__, "GET", "/users", "/users", ""},
		{__LINE__, "HEAD", "/users", "/users", ""},
		{__LINE__, "GET", "/users/12", "/users/{id}", "12"},
		{__LINE__, "GET", "/users/me", "/users/me", ""},
		{__LINE__, "GET", "/users/", NULL, NULL},
		{__LINE__, "GET", "/users/12/", NULL, NULL},
		{__LINE__, "GET", "//users", NULL, NULL},
		{__LINE__, "GET", "/", NULL, NULL},
		{__LINE__, "GET", "", NULL, NULL},
		{__LINE__, "GET", "/userz", NULL, NULL},
		{__LINE__, "GET", "/customers/7/contacts/9",
		 "/customers/{customer_id}/contacts/{id}", "7"},
		{__LINE__, "GET", "/customers/7/contacts/main", "/customers/{id}/contacts/main",
		 "7"},
		{__LINE__, "GET", "/customers/7/contacts", "/customers/{id}/{what}", "7"},
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct route *route = NULL;
		struct str param[ROUTE_PARAMS] = {{0}};
		struct str allow;
		enum err e = router_find(fx->router, fx->arena, str_of(cases[i].method),
					 str_of(cases[i].path), &route, param, &allow);
		if (!cases[i].want) {
			if (e != ERR_NOT_FOUND)
				fail_msg("line %d: found", cases[i].line);
			continue;
		}
		if (e || strcmp(route->path, cases[i].want) != 0 ||
		    !str_is(param[0], cases[i].param0))
			fail_msg("line %d: %s", cases[i].line, e ? err_name(e) : route->path);
	}
}

static void test_other_method(void **state)
{
	struct fixture *fx = *state;
	const struct route *route;
	struct str param[ROUTE_PARAMS];
	struct str allow;

	assert_int_equal(router_find(fx->router, fx->arena, STR("PUT"), STR("/users/5"), &route,
				     param, &allow),
			 ERR_UNSUPPORTED);
	assert_true(str_is(allow, "PATCH, GET"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_find, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_other_method, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
