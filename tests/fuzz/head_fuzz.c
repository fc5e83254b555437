/* Any bytes as what the head of a request says: path, query, languages, method.  A route that
 * is found has its parameters within the path; a query is refused with a reason, or its values
 * are valid text. */
#include "fuzz.h"

#include "domain/customer.h"
#include "http/request.h"
#include "http/router.h"

static struct arena *kept; /* the router's */

static void forget(void)
{
	arena_free(kept);
}

static void find(struct arena *a, struct str path)
{
	static struct router *router;
	const struct route *route = NULL;
	struct str param[ROUTE_PARAMS] = {{0}}, allow;
	static const char *const methods[] = {"GET", "POST", "PATCH", "DELETE", "PUT", "get"};

	if (!router) {
		kept = arena_new();
		atexit(forget);
		router = router_new(kept, route_blocks, route_blocks_n);
	}
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		enum err e =
			router_find(router, a, str_of(methods[i]), path, &route, param, &allow);
		fuzz_must(e == OK || e == ERR_NOT_FOUND || e == ERR_UNSUPPORTED);
		for (size_t k = 0; e == OK && k < ROUTE_PARAMS && param[k].n; k++)
			fuzz_must(param[k].p >= path.p && param[k].n <= path.n);
	}
}

static void ask(struct arena *a, struct str query)
{
	struct fail f = {.arena = a};
	const struct actor actor = actor_system();
	struct ctx cx = {.arena = a, .fail = &f, .actor = &actor};
	const struct route route =
		ROUTE(GET, "/customers", PERM_CUSTOMER_READ, NULL, .list = &customer_fields);
	struct request req = {.route = &route, .query = query};
	struct list_query q;

	enum err e = query_check(&cx, &req);
	if (!e)
		e = request_list(&cx, &req, &customer_fields, &q);
	if (e) {
		fuzz_must(f.n > 0);
		return;
	}
	fuzz_must(utf8_valid(q.search) && utf8_valid(q.cursor));
	for (size_t i = 0; i < q.n_conds; i++)
		for (size_t k = 0; k < q.conds[i].n_values; k++)
			if (q.conds[i].values[k].kind == V_TEXT)
				fuzz_must(utf8_valid(q.conds[i].values[k].s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str text = fuzz_text(data, size), path, decoded;

	if (!a)
		return 0;
	(void)lang_accept(text, LANG_ZH_CN);
	if (!percent_decode(a, text, true, &decoded))
		fuzz_must(utf8_valid(decoded) && decoded.n <= text.n);
	if (str_split(&text, '?', &path)) {
		find(a, path);
		ask(a, text.p ? text : STR(""));
	}
	arena_free(a);
	return 0;
}
