/* The generic handlers of a resource. */
#include "http/route.h"

/* The number of the path's parameters. */
static int params(const struct request *req)
{
	int n = 0;

	while (n < ROUTE_PARAMS && req->param[n].n)
		n++;
	return n;
}

/* Sets *ret_parent to the id of the record that the path lies under; 0 = it lies under none.
 * records: parameters that follow it. */
static enum err parent_id(const struct request *req, int records, int64_t *ret_parent)
{
	*ret_parent = 0;
	if (!req->route->resource->parent || params(req) <= records)
		return OK;
	return request_id(req, 0, ret_parent);
}

static const struct field *parent_field(const struct resource *r)
{
	return field_find(r->fields, str_of(r->parent));
}

static void *new_record(struct ctx *cx, const struct resource *r)
{
	void *rec = arena_alloc(cx->arena, r->fields->size);

	fields_clear(r->fields, rec);
	return rec;
}

/* Loads the record of the path with a permission, as resource_reach. */
static enum err load(struct ctx *cx, struct request *req, enum perm perm, void **ret_rec)
{
	const struct resource *r = req->route->resource;
	void *rec = new_record(cx, r);
	int64_t parent;
	int64_t id;

	enum err e = parent_id(req, 1, &parent);
	if (!e)
		e = request_id(req, params(req) - 1, &id);
	if (!e)
		e = resource_reach(cx, r, perm, id, rec);
	if (!e && parent && field_value(parent_field(r), rec).i != parent)
		e = ERR_NOT_FOUND;
	if (!e)
		*ret_rec = rec;
	return e;
}

enum err rest_show(struct ctx *cx, const struct resource *r, void *rec, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	rep->version = ((const struct record *)rec)->version;
	return resource_encode(cx, r, rec, &w);
}

enum err rest_show_page(struct ctx *cx, const struct resource *r, const struct list_page *page,
			struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	jw_obj(&w);
	jw_key(&w, "items");
	jw_arr(&w);
	enum err e = resource_encode_page(cx, r, page->rows, page->n, &w);
	if (e)
		return e;
	jw_end_arr(&w);
	jw_key(&w, "next");
	if (page->next.n)
		jw_str(&w, page->next);
	else
		jw_null(&w);
	if (page->total != INT_NONE)
		jw_kint(&w, "total", page->total);
	jw_end_obj(&w);
	rep->next = page->next;
	return buf_err(&rep->body);
}

/* Leaves out what the type leaves out, unless these very records are asked for. */
static enum err leave_out(struct ctx *cx, const struct resource *r, struct list_query *q)
{
	const struct field *out =
		r->leaves_out ? field_find(r->fields, str_of(r->leaves_out)) : NULL;

	for (size_t i = 0; i < q->n_conds; i++)
		if (!out || q->conds[i].field == out || q->conds[i].field == &r->fields->v[0])
			return OK;
	if (!out)
		return OK;
	if (q->n_conds == sizeof q->conds / sizeof *q->conds)
		return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_filters");
	q->conds[q->n_conds++] = (struct cond){.field = out, .cmp = CMP_NULL};
	return OK;
}

enum err rest_list(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct resource *r = req->route->resource;
	struct list_query q;
	struct list_page page;
	int64_t parent;

	enum err e = parent_id(req, 0, &parent);
	if (!e)
		e = request_list(cx, req, r->fields, &q);
	if (!e)
		e = leave_out(cx, r, &q);
	if (e)
		return e;
	struct value v = VAL_INT(parent);
	if (parent && q.n_conds == sizeof q.conds / sizeof *q.conds)
		return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_filters");
	if (parent)
		q.conds[q.n_conds++] = (struct cond){parent_field(r), CMP_EQ, &v, 1};
	e = row_list(cx->tx, cx->arena, r->fields, &q, cx->fail, &page);
	return e ? e : rest_show_page(cx, r, &page, rep);
}

enum err rest_get(struct ctx *cx, struct request *req, struct reply *rep)
{
	void *rec;

	enum err e = load(cx, req, req->route->perm, &rec);
	return e ? e : rest_show(cx, req->route->resource, rec, rep);
}

enum err rest_create(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct resource *r = req->route->resource;
	int64_t parent;

	enum err e = parent_id(req, 0, &parent);
	if (!e && parent)
		e = field_set(parent_field(r), req->body, VAL_INT(parent));
	if (!e)
		e = resource_create(cx, r, req->body);
	if (!e)
		e = rest_show(cx, r, req->body, rep);
	if (e)
		return e;
	int64_t id = field_value(&r->fields->v[0], req->body).i;
	rep->location =
		str_fmt(cx->arena, "/api/v1%.*s/%lld", STR_ARG(req->path), (long long)id);
	return OK;
}

enum err rest_change(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct resource *r = req->route->resource;
	void *old;
	void *rec;

	enum err e = load(cx, req, req->route->perm, &old);
	if (!e)
		e = resource_with(cx, r, old, req->body, req->body_set, &rec);
	if (e)
		return e;
	((struct record *)rec)->version = req->if_match;
	e = resource_change(cx, r, old, rec, req->body_set);
	return e ? e : rest_show(cx, r, rec, rep);
}

enum err rest_delete(struct ctx *cx, struct request *req, struct reply *rep)
{
	void *rec;

	(void)rep;
	enum err e = load(cx, req, req->route->perm, &rec);
	return e ? e : resource_delete(cx, req->route->resource, rec, req->if_match);
}
