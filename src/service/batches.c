#include "service/batches.h"

#include "service/customers.h"
#include "service/follow_ups.h"
#include "service/import_report.h"
#include "service/tickets.h"
#include "store/send.h"

/* What a batch can consist of, and how to see what hangs on it. */
static const struct {
	const struct resource *resource;
	int dependents;	   /* enum query; -1: nothing can */
	const char *label; /* field that names a record to people */
} kinds[] = {
	{&customer_resource, Q_CUSTOMER_DEPENDENTS, "name"},
	{&contact_resource, -1, "name"},
	{&order_resource, -1, "number"},
	{&ticket_resource, Q_TICKET_DEPENDENTS, "number"},
	{&follow_up_resource, Q_FOLLOW_UP_DEPENDENTS, "content"},
	{&tag_resource, -1, "name"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void drop_buf(void *b)
{
	buf_done(b);
}

static void drop(void *doc)
{
	json_decref(doc);
}

/* {"name":value} of the stored fields in which rec differs from old, the values of old. */
static struct str old_values(struct ctx *cx, const struct fields *t, const void *old,
			     const void *rec)
{
	struct buf *scratch = ARENA_NEW(cx->arena, struct buf),
		   *b = ARENA_NEW(cx->arena, struct buf);
	struct jw w = {.buf = scratch}, out = {.buf = b};

	arena_defer(cx->arena, drop_buf, scratch);
	arena_defer(cx->arena, drop_buf, b);
	uint64_t set = fields_diff(&w, t, old, rec);
	jw_obj(&out);
	for (size_t i = 0; i < t->n; i++) {
		if (!(set >> i & 1) || !(t->v[i].flags & F_EDIT))
			continue;
		struct value v = field_value(&t->v[i], old);
		if (v.kind == V_TEXT)
			jw_kstr(&out, t->v[i].name, v.s);
		else if (v.kind == V_INT)
			jw_kint(&out, t->v[i].name, v.i);
		else {
			jw_key(&out, t->v[i].name);
			jw_null(&out);
		}
	}
	jw_end_obj(&out);
	if (!buf_ok(b))
		arena_out_of_memory(cx->arena);
	return str_dup(cx->arena, buf_str(b));
}

enum err batch_note(struct ctx *cx, const struct fields *t, const void *old, const void *rec)
{
	const struct value row[] = {VAL_INT(ctx_id(cx)),
				    VAL_TIME(cx->now),
				    VAL_INT(cx->batch),
				    VAL_STR(str_of(t->name)),
				    VAL_INT(((const struct record *)rec)->id),
				    VAL_STR(old ? old_values(cx, t, old, rec) : STR(""))};

	return tx_exec_later(cx->tx, Q_IMPORT_CHANGE_ADD, row, 6);
}

enum err batch_can_undo(struct ctx *cx, int64_t job_id, bool *ret_can)
{
	int64_t n = 0;
	enum err e = tx_one_int(cx->tx, Q_IMPORT_CHANGES_COUNT, &VAL_INT(job_id), 1, &n);

	*ret_can = n > 0;
	return e;
}

enum err batch_undo(struct ctx *cx, int64_t job_id, struct job *ret_job)
{
	struct job job;
	bool can;

	enum err e = resource_load(cx, &job_resource, PERM_LOGIN, job_id, &job);
	if (!e && !str_is(job.kind, "import"))
		e = ERR_NOT_FOUND;
	if (!e)
		e = batch_can_undo(cx, job_id, &can);
	if (e)
		return e;
	if (job.state == JOB_QUEUED || job.state == JOB_RUNNING)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "job_goes_on");
	if (!can)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "nothing_to_undo");
	e = audit(cx, "undo_import", "job", job_id, STR(""));
	return e ? e
		 : job_start(cx, "import_undo",
			     str_fmt(cx->arena, "{\"import\":\"%lld\"}", (long long)job_id),
			     INT_NONE, ret_job);
}

/* A change to take back. */
struct change {
	int64_t id, record_id;
	int kind; /* of kinds[] */
	struct str old;
	struct str label; /* of the record, for people */
};

static enum err load_page(struct ctx *cx, int64_t job_id, int64_t before, struct change *v,
			  size_t *ret_n)
{
	const struct value params[] = {VAL_INT(job_id), VAL_INT(before), VAL_INT(BATCH_PAGE)};
	struct rows *rows;
	bool more;
	size_t n = 0;

	enum err e = tx_query(cx->tx, Q_IMPORT_CHANGES_OF, params, 3, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more)) {
		struct change c = {
			.id = rows_int(rows, 0), .record_id = rows_int(rows, 2), .kind = -1};
		c.old = str_dup(cx->arena, rows_text(rows, 3));
		for (int k = 0; k < KINDS; k++)
			if (str_is(rows_text(rows, 1), kinds[k].resource->fields->name))
				c.kind = k;
		v[n++] = c;
	}
	*ret_n = n;
	return e;
}

static enum err check_untouched(struct ctx *cx, const struct change *c)
{
	const struct resource *r = kinds[c->kind].resource;
	const struct value params[] = {VAL_INT(c->record_id), VAL_STR(str_of(r->fields->name)),
				       VAL_INT(c->id), VAL_INT(cx->batch)};
	int64_t n, hanging = 0;

	enum err e = tx_one_int(cx->tx, Q_TOUCHED_SINCE, params, 4, &n);
	if (!e && n)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "changed_since");
	if (!e && !c->old.n && kinds[c->kind].dependents >= 0)
		e = tx_one_int(cx->tx, (enum query)kinds[c->kind].dependents,
			       &VAL_INT(c->record_id), 1, &hanging);
	return !e && hanging ? fail_at(cx->fail, ERR_CONFLICT, NULL, "in_use") : e;
}

static enum err put_back(struct ctx *cx, const struct change *c, const void *now)
{
	const struct resource *r = kinds[c->kind].resource;
	void *rec = arena_alloc(cx->arena, r->fields->size);
	uint64_t set = 0;
	const char *name;
	json_t *doc, *v;

	memcpy(rec, now, r->fields->size);
	enum err e = json_read(cx->arena, c->old, cx->fail, &doc);
	if (e)
		return e;
	json_object_foreach (doc, name, v) {
		const struct field *fd = field_find(r->fields, str_of(name));
		struct value old = json_is_string(v)	? VAL_STR(json_text(v))
				   : json_is_integer(v) ? VAL_INT(json_integer_value(v))
							: VAL_NULL;
		e = fd ? field_set(fd, rec, old) : ERR_BUG;
		if (e)
			return e;
		set |= UINT64_C(1) << (fd - r->fields->v);
	}
	return resource_change(cx, r, now, rec, set);
}

/* Takes one change back: a use case, arg is the change. */
static enum err take_back(struct ctx *cx, void *arg)
{
	struct change *c = arg;
	const struct resource *r = kinds[c->kind].resource;
	void *rec = arena_alloc(cx->arena, r->fields->size);

	enum err e = row_load(cx->tx, cx->arena, r->fields, EYES_SYSTEM, c->record_id, rec);
	if (e == ERR_NOT_FOUND)
		return OK; /* somebody has deleted it */
	if (e)
		return e;
	const struct field *label = field_find(r->fields, str_of(kinds[c->kind].label));
	c->label = label ? field_value(label, rec).s : STR("");
	e = check_untouched(cx, c);
	if (e)
		return e;
	if (c->old.n)
		return put_back(cx, c, rec);
	return resource_delete(cx, r, rec, ((const struct record *)rec)->version);
}

static void add_error(struct ctx *cx, json_t *errors, const struct change *c, struct str items)
{
	struct fail f = {.arena = cx->arena};
	json_t *list;

	if (json_array_size(errors) >= BATCH_ERRORS || json_read(cx->arena, items, &f, &list))
		return;
	json_t *o = json_deep_copy(json_array_get(list, 0));
	json_object_set_new(o, "record", json_string(kinds[c->kind].resource->fields->name));
	json_object_set_new(o, "id",
			    json_string(str_fmt(cx->arena, "%lld", (long long)c->record_id).p));
	json_object_set_new(o, "label", json_stringn(c->label.n ? c->label.p : "", c->label.n));
	json_array_append_new(errors, o);
}

/* One change by itself: what cannot be taken back stays. */
static enum err do_change(struct ctx *cx, struct job *job, struct change *c, json_t *errors)
{
	enum err did;

	if (c->kind < 0)
		return ERR_BUG;
	fail_clear(cx->fail);
	enum err e = ctx_attempt(cx, take_back, c, false, &did);
	if (e)
		return e;
	if (!did) {
		job_count(cx->arena, job, c->old.n ? "restored" : "removed", 1);
		return tx_exec(cx->tx, Q_IMPORT_CHANGE_DONE, &VAL_INT(c->id), 1, NULL);
	}
	if (!cx->fail->n)
		fail_at(cx->fail, did, NULL, did == ERR_STALE ? "changed_since" : "in_use");
	job_count(cx->arena, job, "refused", 1);
	add_error(cx, errors, c, import_errors(cx->arena, cx->fail));
	fail_clear(cx->fail);
	return OK;
}

static enum err do_page(struct ctx *cx, struct job *job, int64_t before, json_t *errors)
{
	struct change *v = ARENA_ARRAY(cx->arena, BATCH_PAGE, struct change);
	size_t n;

	enum err e = load_page(cx, cx->batch, before, v, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = do_change(cx, job, &v[i], errors);
	if (e)
		return e;
	job->done += (int64_t)n;
	if (n < BATCH_PAGE)
		job->state = JOB_DONE;
	else
		job->place = str_fmt(cx->arena, "%lld", (long long)v[n - 1].id);
	return OK;
}

enum err batch_undo_step(struct ctx *cx, struct job *job)
{
	int64_t before = INT64_MAX, import, batch = cx->batch;
	json_t *args, *report;

	if (!job->place.n)
		job->report = STR("{\"removed\":0,\"restored\":0,\"refused\":0,\"errors\":[]}");
	else if (str_to_int(job->place, &before))
		return ERR_BUG;
	enum err e = json_read(cx->arena, job->args, cx->fail, &args);
	if (!e)
		e = json_read(cx->arena, job->report, cx->fail, &report);
	if (!e)
		e = str_to_int(json_get_text(args, "import"), &import);
	if (e)
		return e;
	json_t *errors = json_deep_copy(json_object_get(report, "errors"));
	arena_defer(cx->arena, drop, errors);
	cx->batch = import;
	e = do_page(cx, job, before, errors);
	cx->batch = batch;
	if (!e)
		job_report_set(cx->arena, job, "errors", errors);
	return e;
}

enum err batch_sweep(struct ctx *cx)
{
	struct value before =
		VAL_TIME(instant_add(cx->now, span_of_s(-BATCH_KEPT_DAYS * S_PER_DAY)));

	return tx_exec(cx->tx, Q_IMPORT_CHANGES_SWEEP, &before, 1, NULL);
}
