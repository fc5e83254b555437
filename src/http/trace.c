#include "http/trace.h"

#include "service/audit.h"
#include "store/records.h"

bool trace_is_due(const struct exchange *x, enum err result)
{
	if (!result)
		return x->seen != NULL;
	return x->login.actor.user_id && x->req.route &&
	       (result == ERR_DENIED || (result == ERR_NOT_FOUND && x->req.param[0].n));
}

/* The type that the first part of a path names, "/tickets/{id}/close"; NULL: none. */
static const struct fields *type_of_path(const char *path)
{
	size_t n = strcspn(path + 1, "/");

	for (const struct fields *const *r = record_types; *r; r++) {
		const char *table = (*r)->table;
		size_t i = 0;
		while (i < n &&
		       (table[i] == path[1 + i] || (table[i] == '_' && path[1 + i] == '-')))
			i++;
		if (i == n && !table[n])
			return *r;
	}
	return NULL;
}

/* The record that was asked for. */
static const struct fields *find_target(const struct exchange *x, int64_t *ret_id)
{
	const struct route *route = x->req.route;
	int last = 0;

	while (last + 1 < ROUTE_PARAMS && x->req.param[last + 1].n)
		last++;
	bool child = route->resource && last > 0;
	if (request_id(&x->req, child ? last : 0, ret_id))
		*ret_id = 0;
	return child ? route->resource->fields : type_of_path(route->path);
}

/* Whether the record is there at all, out of the actor's reach. */
static enum err is_there(struct ctx *cx, const struct fields *t, int64_t id, bool *ret_there)
{
	void *rec = t ? arena_alloc(cx->arena, t->size) : NULL;
	enum err e =
		t && id ? row_load(cx->tx, cx->arena, t, EYES_SYSTEM, id, rec) : ERR_NOT_FOUND;

	*ret_there = !e;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err write_denial(struct ctx *cx, const struct exchange *x)
{
	const struct route *route = x->req.route;
	bool there = true;
	int64_t id;

	const struct fields *t = find_target(x, &id);
	enum err e = x->result == ERR_NOT_FOUND ? is_there(cx, t, id, &there) : OK;
	if (e || !there)
		return e;
	return audit(
		cx, "denied", t ? t->name : "", id,
		str_fmt(cx->arena, "{\"route\":[null,\"%s %s\"]}", route->method, route->path));
}

enum err trace_write(struct ctx *cx, void *exchange)
{
	const struct exchange *x = exchange;

	if (x->result)
		return write_denial(cx, x);
	cx->seen = x->seen;
	return audit_sightings(cx);
}
