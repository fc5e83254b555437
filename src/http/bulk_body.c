#include "http/bulk_body.h"

#include <stdlib.h>

enum err bulk_flag(struct ctx *cx, const struct request *req, const char *name, bool *ret_flag)
{
	const json_t *v = json_object_get(req->json, name);

	if (v && !json_is_boolean(v))
		return fail_at(cx->fail, ERR_INPUT, name, "not_a_boolean");
	*ret_flag = json_is_true(v);
	return OK;
}

enum err bulk_how_read(struct ctx *cx, const struct request *req, struct bulk_how *ret_how)
{
	enum err e = bulk_flag(cx, req, "dry_run", &ret_how->dry_run);
	return e ? e : bulk_flag(cx, req, "partial", &ret_how->partial);
}

enum err bulk_version(struct ctx *cx, const json_t *object, const char *name,
		      int64_t *ret_version)
{
	const json_t *v = json_object_get(object, name);

	if (!json_is_integer(v))
		return fail_at(cx->fail, ERR_INPUT, name, v ? "not_a_number" : "required");
	*ret_version = json_integer_value(v);
	return OK;
}

enum err bulk_id(struct ctx *cx, const json_t *v, const char *field, int64_t *ret_id)
{
	int64_t id;

	if (!v || json_is_null(v))
		return fail_at(cx->fail, ERR_INPUT, field, "required");
	if (str_to_int(json_text(v), &id) || id <= 0)
		return fail_at(cx->fail, ERR_INPUT, field, "not_an_id");
	*ret_id = id;
	return OK;
}

enum err bulk_known(struct ctx *cx, json_t *object, const char *const *known)
{
	const char *key;
	json_t *v;

	json_object_foreach (object, key, v) {
		size_t i = 0;
		while (known[i] && strcmp(known[i], key) != 0)
			i++;
		if (!known[i])
			return fail_at(cx->fail, ERR_INPUT, key, "unknown_field");
	}
	return OK;
}

enum err bulk_length(struct ctx *cx, const json_t *list, const char *field, size_t *ret_n)
{
	size_t n = json_array_size(list);

	if (!list || (json_is_array(list) && !n))
		return fail_at(cx->fail, ERR_INPUT, field, "required");
	if (!json_is_array(list))
		return fail_at(cx->fail, ERR_INPUT, field, "not_a_list");
	if (n > BULK_MAX) {
		fail_at(cx->fail, ERR_INPUT, field, "too_many_rows");
		fail_arg_int(cx->fail, "max", BULK_MAX);
		return ERR_INPUT;
	}
	*ret_n = n;
	return OK;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

enum err bulk_once(struct ctx *cx, const int64_t *ids, size_t n, const char *field)
{
	int64_t *sorted = ARENA_ARRAY(cx->arena, n, int64_t);

	memcpy(sorted, ids, n * sizeof *ids);
	qsort(sorted, n, sizeof *sorted, by_id);
	for (size_t i = 1; i < n; i++)
		if (sorted[i] == sorted[i - 1])
			return fail_at(cx->fail, ERR_INPUT, field, "given_twice");
	return OK;
}
