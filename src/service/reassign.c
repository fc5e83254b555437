#include "service/reassign.h"

#include "service/access.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/follow_ups.h"
#include "service/tickets.h"

/* A deadline between its check and its writing. */
struct part {
	struct deadline deadline;
	const struct resource *resource;
	void *old;
	void *rec;
	int64_t owner_id;	 /* of the subject, as far as this deadline is concerned */
	const struct part *with; /* one before it of the same subject, which brings it along */
};

static const struct resource *subject_of(const struct deadline *d)
{
	switch ((enum subject)d->subject) {
	case SUBJECT_TICKET:
		return &ticket_resource;
	case SUBJECT_CUSTOMER:
		return &customer_resource;
	case SUBJECT_FOLLOW_UP:
		return &follow_up_resource;
	}
	return NULL;
}

/* The field of the subject that says whose the deadline is. */
static const struct field *owner_field(const struct part *p)
{
	const char *name = p->deadline.kind == DL_ACTION ? "next_action_owner_id" : "owner_id";
	return field_find(p->resource->fields, str_of(name));
}

/* Handing a ticket over is an act of its own: whether it can be done, on a copy. */
static enum err check_ticket(struct ctx *cx, const struct reassign *r, const struct part *p)
{
	struct ticket t = *(const struct ticket *)p->old;
	const struct ticket_command cmd = {.kind = EV_ASSIGNED,
					   .at = cx->now,
					   .now = cx->now,
					   .user_id = cx->actor->user_id,
					   .owner_id = r->owner_id};
	struct ticket_event ev;

	return ticket_decide(&t, &cmd, &ev, cx->fail);
}

static enum err check_subject(struct ctx *cx, const struct reassign *r, struct part *p)
{
	const struct field *fd = owner_field(p);
	uint64_t set = UINT64_C(1) << (fd - p->resource->fields->v);

	p->rec = arena_alloc(cx->arena, p->resource->fields->size);
	memcpy(p->rec, p->old, p->resource->fields->size);
	enum err e = field_set(fd, p->rec, VAL_INT(r->owner_id));
	if (e || p->owner_id == r->owner_id)
		return e;
	return p->deadline.subject == SUBJECT_TICKET
		       ? check_ticket(cx, r, p)
		       : resource_check(cx, p->resource, p->old, p->rec, set);
}

static enum err prepare(struct ctx *cx, const struct reassign *r, int64_t id, struct part *p)
{
	enum err e =
		resource_load(cx, &deadline_resource, PERM_CUSTOMER_READ, id, &p->deadline);
	if (e)
		return e;
	if (!p->deadline.open)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "not_running");
	if (p->deadline.kind == DL_DEPARTMENT)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "department_owes");
	p->resource = subject_of(&p->deadline);
	p->old = arena_alloc(cx->arena, p->resource->fields->size);
	e = resource_load(cx, p->resource, p->resource->write, p->deadline.subject_id, p->old);
	if (e) /* the deadline can be seen, so this hides nothing */
		return e == ERR_NOT_FOUND ? ERR_DENIED : e;
	p->owner_id = field_value(owner_field(p), p->old).i;
	return check_subject(cx, r, p);
}

static enum err check(struct ctx *cx, const struct reassign *r, size_t i, struct part *parts,
		      struct bulk_row *row)
{
	struct fail *whole = cx->fail;
	struct fail *own = ARENA_NEW(cx->arena, struct fail);
	struct part *p = &parts[i];

	own->arena = cx->arena;
	cx->fail = own;
	row->id = r->ids[i];
	enum err e = prepare(cx, r, r->ids[i], p);
	cx->fail = whole;
	if (e)
		return bulk_refuse(cx, e, own, row);
	for (size_t k = 0; k < i && !p->with; k++)
		if (parts[k].deadline.subject_id == p->deadline.subject_id && parts[k].rec)
			p->with = &parts[k];
	row->result = p->owner_id == r->owner_id ? BULK_SAME : BULK_CHANGED;
	row->previous = p->owner_id ? str_fmt(cx->arena, "{\"owner_id\":\"%lld\"}",
					      (long long)p->owner_id)
				    : STR("{\"owner_id\":null}");
	row->values = str_fmt(cx->arena, "{\"owner_id\":\"%lld\"}", (long long)r->owner_id);
	return OK;
}

static void drop_buf(void *b)
{
	buf_done(b);
}

/* The reason, where there is no history that could hold it. */
static enum err note(struct ctx *cx, const struct reassign *r, const struct part *p)
{
	struct buf *b = ARENA_NEW(cx->arena, struct buf);
	struct jw w = {.buf = b};

	arena_defer(cx->arena, drop_buf, b);
	jw_obj(&w);
	jw_key(&w, "owner_id");
	jw_arr(&w);
	jw_id(&w, p->owner_id);
	jw_id(&w, r->owner_id);
	jw_end_arr(&w);
	jw_kstr(&w, "reason", r->text);
	jw_end_obj(&w);
	return buf_ok(b) ? audit(cx, "reassign", "deadline", p->deadline.id, buf_str(b))
			 : ERR_BUSY;
}

static enum err apply(struct ctx *cx, const struct reassign *r, const struct part *p)
{
	const struct ticket_action hand_over = {.ticket_id = p->deadline.subject_id,
						.version = -1,
						.kind = EV_ASSIGNED,
						.at = INSTANT_NONE,
						.until = INSTANT_NONE,
						.text = r->text,
						.owner_id = r->owner_id};
	struct ticket t;
	enum err e = OK;

	if (!p->with && p->deadline.subject == SUBJECT_TICKET)
		e = ticket_act(cx, &hand_over, &t);
	else if (!p->with)
		e = resource_write(cx, p->resource, p->old, p->rec);
	return e ? e : note(cx, r, p);
}

enum err deadlines_reassign(struct ctx *cx, const struct reassign *r,
			    struct bulk_report *ret_report)
{
	struct bulk_report report = {.rows = ARENA_ARRAY(cx->arena, r->n, struct bulk_row),
				     .n = r->n};
	struct part *parts = ARENA_ARRAY(cx->arena, r->n, struct part);

	enum err e = user_check_active(cx, r->owner_id, "owner_id");
	if (!e && str_trim(r->text).n == 0)
		e = fail_at(cx->fail, ERR_INPUT, "text", "required");
	for (size_t i = 0; !e && i < r->n; i++)
		e = check(cx, r, i, parts, &report.rows[i]);
	report.applied = bulk_may_apply(&report, &r->how);
	for (size_t i = 0; !e && report.applied && i < r->n; i++)
		if (report.rows[i].result == BULK_CHANGED)
			e = apply(cx, r, &parts[i]);
	if (!e)
		*ret_report = report;
	return e;
}
