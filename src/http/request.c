#include "http/request.h"

enum { ARGS_MAX = 64 };

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err percent_decode(struct arena *a, struct str s, bool plus, struct str *ret_text)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '+' && plus) {
			c = ' ';
		} else if (c == '%') {
			bool whole = s.n - i > 2;
			int high = whole ? hex_digit(s.p[i + 1]) : -1;
			int low = whole ? hex_digit(s.p[i + 2]) : -1;
			if (high < 0 || low < 0)
				return ERR_INPUT;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if ((unsigned char)c < 32 || c == 127)
			return ERR_INPUT;
		out[n++] = c;
	}
	struct str text = {out, n};
	if (!utf8_valid(text))
		return ERR_INPUT;
	*ret_text = text;
	return OK;
}

struct str percent_encode(struct arena *a, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, s.n * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z') || (c && strchr("-._~", c));
		if (plain) {
			out[n++] = (char)c;
			continue;
		}
		out[n++] = '%';
		out[n++] = hex[c >> 4];
		out[n++] = hex[c & 15];
	}
	out[n] = 0;
	return (struct str){out, n};
}

bool query_next(struct str *rest, struct str *ret_name, struct str *ret_value)
{
	struct str pair;

	while (rest->n && str_split(rest, '&', &pair)) {
		if (pair.n == 0)
			continue;
		ptrdiff_t eq = str_find(pair, '=', 0);
		*ret_name = str_slice(pair, 0, eq < 0 ? pair.n : (size_t)eq);
		*ret_value = eq < 0 ? STR("") : str_slice(pair, (size_t)eq + 1, pair.n);
		return true;
	}
	return false;
}

static bool declared(const struct route *route, struct str name)
{
	if (route->list || route->filters)
		return true; /* request_list knows them */
	for (const struct route_arg *arg = route->args; arg && arg->name; arg++)
		if (str_is(name, arg->name))
			return true;
	return false;
}

enum err query_check(struct ctx *cx, const struct request *req)
{
	struct str seen[ARGS_MAX];
	struct str rest = req->query;
	struct str name;
	struct str value;
	size_t n = 0;

	while (query_next(&rest, &name, &value)) {
		if (percent_decode(cx->arena, name, true, &name) ||
		    percent_decode(cx->arena, value, true, &value))
			return fail_at(cx->fail, ERR_INPUT, NULL, "bad_encoding");
		if (n == ARGS_MAX)
			return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_filters");
		for (size_t i = 0; i < n; i++)
			if (str_eq(seen[i], name))
				return fail_at(cx->fail, ERR_INPUT, str_dup(cx->arena, name).p,
					       "given_twice");
		if (!declared(req->route, name))
			return fail_at(cx->fail, ERR_INPUT, str_dup(cx->arena, name).p,
				       "unknown_argument");
		seen[n++] = name;
	}
	return OK;
}

bool request_arg(struct ctx *cx, const struct request *req, const char *name,
		 struct str *ret_value)
{
	struct str rest = req->query;
	struct str key;
	struct str value;

	while (query_next(&rest, &key, &value))
		if (!percent_decode(cx->arena, key, true, &key) && str_is(key, name))
			return !percent_decode(cx->arena, value, true, ret_value);
	return false;
}

enum err request_id(const struct request *req, int i, int64_t *ret_id)
{
	int64_t id;

	if (str_to_int(req->param[i], &id) || id <= 0)
		return ERR_NOT_FOUND;
	*ret_id = id;
	return OK;
}

/* A required text of a body that the handler reads itself. */
static enum err take_text(struct ctx *cx, const json_t *json, const char *name,
			  struct str *ret_text)
{
	json_t *v = json_object_get(json, name);

	if (!v)
		return fail_at(cx->fail, ERR_INPUT, name, "required");
	if (!json_is_string(v))
		return fail_at(cx->fail, ERR_INPUT, name, "not_a_text");
	*ret_text = str_dup(cx->arena, json_text(v));
	return OK;
}

enum err request_texts(struct ctx *cx, const struct request *req, const char *const *names,
		       size_t required, struct str *ret_texts, size_t n)
{
	enum err e = OK;
	const char *key;
	json_t *v;

	for (size_t i = 0; i < n; i++)
		ret_texts[i] = STR("");
	for (size_t i = 0; i < n; i++)
		if ((i < required || json_object_get(req->json, names[i])) &&
		    take_text(cx, req->json, names[i], &ret_texts[i]))
			e = ERR_INPUT;
	json_object_foreach (req->json, key, v) {
		bool known = false;
		for (size_t i = 0; i < n; i++)
			known |= strcmp(key, names[i]) == 0;
		if (!known)
			e = fail_at(cx->fail, ERR_INPUT, str_dup(cx->arena, str_of(key)).p,
				    "unknown_field");
	}
	return e;
}
