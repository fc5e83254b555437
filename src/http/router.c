#include "http/router.h"

enum { BUCKETS = 64 };

struct node {
	const struct route *route;
	struct node *next;
};

struct router {
	struct node *bucket[BUCKETS]; /* by the first segment, which is always a literal */
};

/* The first segment, after the leading slash. */
static struct str first_segment(struct str path)
{
	ptrdiff_t end = str_find(path, '/', 1);
	return str_slice(path, 1, end < 0 ? path.n : (size_t)end);
}

static size_t bucket_of(struct str path)
{
	struct str s = first_segment(path);
	size_t h = 5381;

	for (size_t i = 0; i < s.n; i++)
		h = h * 33 + (unsigned char)s.p[i];
	return h % BUCKETS;
}

struct router *router_new(struct arena *a, const struct route_block *const *blocks, size_t n)
{
	struct router *r = ARENA_NEW(a, struct router);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < blocks[i]->n; k++) {
			const struct route *route = &blocks[i]->v[k];
			struct node *node = ARENA_NEW(a, struct node);
			size_t b = bucket_of(str_of(route->path));
			*node = (struct node){route, r->bucket[b]};
			r->bucket[b] = node;
		}
	return r;
}

/* Compares a pattern with a path.  Returns -1 when they do not fit, else the literal segments
 * as bits, the first segment highest. */
static int match(struct str pattern, struct str path, struct str param[ROUTE_PARAMS])
{
	struct str want;
	struct str have;
	int literals = 0;
	int n = 0;

	while (str_split(&pattern, '/', &want)) {
		if (!path.p || !str_split(&path, '/', &have))
			return -1;
		literals <<= 1;
		if (want.n && want.p[0] == '{') {
			if (have.n == 0 || n == ROUTE_PARAMS)
				return -1;
			param[n++] = have;
		} else if (str_eq(want, have)) {
			literals |= 1;
		} else {
			return -1;
		}
	}
	return path.p ? -1 : literals;
}

static struct str add_method(struct arena *a, struct str allow, const char *method)
{
	if (allow.n == 0)
		return str_of(method);
	return str_fmt(a, "%.*s, %s", STR_ARG(allow), method);
}

enum err router_find(const struct router *r, struct arena *a, struct str method,
		     struct str path, const struct route **ret_route,
		     struct str ret_param[ROUTE_PARAMS], struct str *ret_allow)
{
	struct str param[ROUTE_PARAMS] = {{0}};
	struct str allow = {"", 0};
	int best = -1;

	if (path.n == 0 || path.p[0] != '/')
		return ERR_NOT_FOUND;
	if (str_is(method, "HEAD"))
		method = STR("GET");
	for (const struct node *node = r->bucket[bucket_of(path)]; node; node = node->next) {
		int literals = match(str_of(node->route->path), path, param);
		if (literals < 0)
			continue;
		if (!str_is(method, node->route->method)) {
			allow = add_method(a, allow, node->route->method);
		} else if (literals > best) {
			best = literals;
			*ret_route = node->route;
			memcpy(ret_param, param, sizeof param);
		}
	}
	if (best >= 0)
		return OK;
	*ret_allow = allow;
	return allow.n ? ERR_UNSUPPORTED : ERR_NOT_FOUND;
}
