#include "service/bulk.h"

ENUM_DEFINE(bulk_result, BULK_RESULTS);

static bool is_of_row(enum err e)
{
	return e == ERR_INPUT || e == ERR_NOT_FOUND || e == ERR_DENIED || e == ERR_CONFLICT ||
	       e == ERR_STALE;
}

enum err bulk_refuse(struct ctx *cx, enum err e, struct fail *f, struct bulk_row *row)
{
	if (!e)
		return OK;
	if (!is_of_row(e))
		return e;
	struct fail_item whole = {.field = STR(""), .code = err_name(e)};
	const struct fail_item *item = f->n ? &f->items[0] : &whole;
	row->result = BULK_REFUSED;
	row->code = item->code;
	row->detail = message_fail(cx->arena, cx->lang, item);
	fail_clear(f);
	return OK;
}

bool bulk_may_apply(const struct bulk_report *report, const struct bulk_how *how)
{
	for (size_t i = 0; i < report->n && !how->partial; i++)
		if (report->rows[i].result == BULK_REFUSED)
			return false;
	return !how->dry_run;
}

/* What people can change and see whole. */
static uint64_t editable(const struct fields *t)
{
	uint64_t set = 0;

	for (size_t i = 0; i < t->n; i++)
		if ((t->v[i].flags & F_EDIT) && !t->v[i].mask)
			set |= UINT64_C(1) << i;
	return set;
}

static enum err encode(struct ctx *cx, const struct fields *t, const void *rec, uint64_t set,
		       struct buf *b, struct str *ret_text)
{
	struct jw w = {.buf = b};

	buf_clear(b);
	jw_obj(&w);
	fields_encode_some(&w, t, rec, set, 0);
	jw_end_obj(&w);
	if (!buf_ok(b))
		return ERR_BUSY;
	*ret_text = str_dup(cx->arena, buf_str(b));
	return OK;
}

static void drop_buf(void *b)
{
	buf_done(b);
}

enum err bulk_compare(struct ctx *cx, const struct fields *t, const void *old, const void *rec,
		      struct bulk_row *row)
{
	struct buf *b = ARENA_NEW(cx->arena, struct buf);
	struct jw w = {.buf = b};

	arena_defer(cx->arena, drop_buf, b);
	uint64_t differs = fields_diff(&w, t, old, rec);
	row->result = differs ? BULK_CHANGED : BULK_SAME;
	enum err e = encode(cx, t, old, differs & editable(t), b, &row->previous);
	return e ? e : encode(cx, t, rec, differs & editable(t), b, &row->values);
}

static void write_object(struct jw *w, const char *key, struct str object)
{
	jw_key(w, key);
	jw_raw(w, object.n ? object : STR("{}"));
}

static void write_row(const struct bulk_row *row, struct jw *w)
{
	jw_obj(w);
	jw_kid(w, "id", row->id);
	jw_kcstr(w, "result", names_get(&bulk_result_names, (int)row->result));
	jw_key(w, "code");
	if (row->code)
		jw_cstr(w, row->code);
	else
		jw_null(w);
	jw_key(w, "detail");
	if (row->code)
		jw_str(w, row->detail);
	else
		jw_null(w);
	jw_key(w, "version");
	if (row->version)
		jw_int(w, row->version);
	else
		jw_null(w);
	write_object(w, "previous", row->previous);
	write_object(w, "values", row->values);
	jw_end_obj(w);
}

void bulk_write(const struct bulk_report *report, struct jw *w)
{
	int64_t counts[BULK_REFUSED + 1] = {0};

	for (size_t i = 0; i < report->n; i++)
		counts[report->rows[i].result]++;
	jw_obj(w);
	jw_kbool(w, "applied", report->applied);
	for (int i = 0; i < bulk_result_names.n; i++)
		jw_kint(w, names_get(&bulk_result_names, i), counts[i]);
	jw_key(w, "rows");
	jw_arr(w);
	for (size_t i = 0; i < report->n; i++)
		write_row(&report->rows[i], w);
	jw_end_arr(w);
	jw_end_obj(w);
}

/* A record between its check and its writing. */
struct pair {
	void *old;
	void *rec;
};

/* The record as it is and, checked, as it becomes. */
static enum err prepare(struct ctx *cx, const struct resource *r, const struct bulk_item *item,
			struct pair *p)
{
	p->old = arena_alloc(cx->arena, r->fields->size);
	enum err e = resource_reach(cx, r, r->write, item->id, p->old);
	if (!e)
		e = resource_with(cx, r, p->old, item->given, item->set, &p->rec);
	if (e)
		return e;
	((struct record *)p->rec)->version = item->version;
	return resource_check(cx, r, p->old, p->rec, item->set);
}

static enum err check(struct ctx *cx, const struct resource *r, const struct bulk_item *item,
		      struct pair *p, struct bulk_row *row)
{
	struct fail *whole = cx->fail;
	struct fail *own = ARENA_NEW(cx->arena, struct fail);

	own->arena = cx->arena;
	cx->fail = own;
	row->id = item->id;
	enum err e = prepare(cx, r, item, p);
	cx->fail = whole;
	if (e)
		return bulk_refuse(cx, e, own, row);
	row->version = item->version;
	return bulk_compare(cx, r->fields, p->old, p->rec, row);
}

enum err bulk_change(struct ctx *cx, const struct resource *r, const struct bulk_item *items,
		     size_t n, const struct bulk_how *how, struct bulk_report *ret_report)
{
	struct bulk_report report = {.rows = ARENA_ARRAY(cx->arena, n, struct bulk_row),
				     .n = n};
	struct pair *pairs = ARENA_ARRAY(cx->arena, n, struct pair);
	enum err e = OK;

	for (size_t i = 0; !e && i < n; i++)
		e = check(cx, r, &items[i], &pairs[i], &report.rows[i]);
	report.applied = bulk_may_apply(&report, how);
	for (size_t i = 0; !e && report.applied && i < n; i++) {
		if (report.rows[i].result != BULK_CHANGED)
			continue;
		e = resource_write(cx, r, pairs[i].old, pairs[i].rec);
		report.rows[i].version = ((struct record *)pairs[i].rec)->version;
	}
	if (!e)
		*ret_report = report;
	return e;
}
