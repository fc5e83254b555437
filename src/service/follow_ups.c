#include "service/follow_ups.h"

#include "domain/user.h"
#include "service/about.h"
#include "service/access.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/tickets.h"

static enum err check(struct ctx *cx, const struct follow_up *f)
{
	if (f->state == FOLLOW_UP_PLANNED && !instant_is_set(f->planned_at))
		return fail_at(cx->fail, ERR_INPUT, "planned_at", "required");
	if (f->state != FOLLOW_UP_DONE)
		return OK;
	if (str_trim(f->content).n == 0)
		return fail_at(cx->fail, ERR_INPUT, "content", "required");
	if (instant_cmp(f->done_at, cx->now) > 0)
		return fail_at(cx->fail, ERR_INPUT, "done_at", "in_future");
	if (instant_is_set(f->next_action_due_at) && f->next_action.n == 0)
		return fail_at(cx->fail, ERR_INPUT, "next_action", "required");
	return OK;
}

/* A record is done now unless told when; its action is the owner's unless given to another. */
static void complete(const struct ctx *cx, struct follow_up *f)
{
	if (f->state == FOLLOW_UP_DONE && !instant_is_set(f->done_at))
		f->done_at = cx->now;
	if (instant_is_set(f->done_at))
		f->done_at = instant_floor(f->done_at);
	if (instant_is_set(f->planned_at))
		f->planned_at = instant_floor(f->planned_at);
	if (instant_is_set(f->next_action_due_at))
		f->next_action_due_at = instant_floor(f->next_action_due_at);
	if (f->next_action.n && !f->next_action_owner_id)
		f->next_action_owner_id = f->owner_id;
}

/* The ticket must be one of the customer's that the actor may see. */
static enum err check_ticket(struct ctx *cx, const struct follow_up *f)
{
	struct ticket t;

	if (!f->ticket_id)
		return OK;
	enum err e = resource_load(cx, &ticket_resource, PERM_TICKET_READ, f->ticket_id, &t);
	if (e == ERR_NOT_FOUND || (!e && t.customer_id != f->customer_id))
		return fail_at(cx->fail, ERR_INPUT, "ticket_id", "no_such_record");
	return e;
}

static enum err check_people(struct ctx *cx, const struct follow_up *f)
{
	enum err e = user_check_known(cx, f->owner_id, "owner_id");
	return e ? e : user_check_known(cx, f->next_action_owner_id, "next_action_owner_id");
}

static enum err follow_up_creating(struct ctx *cx, void *rec)
{
	struct follow_up *f = rec;
	struct customer c;

	enum err e =
		resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, f->customer_id, &c);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "customer_id", "no_such_record");
	if (e)
		return e;
	if (!f->owner_id)
		f->owner_id = cx->actor->user_id ? cx->actor->user_id : c.owner_id;
	f->department_id = c.department_id;
	complete(cx, f);
	e = check_ticket(cx, f);
	if (!e)
		e = check_people(cx, f);
	return e ? e : check(cx, f);
}

static enum err follow_up_changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)old;
	(void)set;
	complete(cx, rec);
	enum err e = check_people(cx, rec);
	return e ? e : check(cx, rec);
}

static enum err follow_up_saved(struct ctx *cx, const void *old_rec, void *rec)
{
	const struct follow_up *old = old_rec;
	struct follow_up *f = rec;
	struct customer c;

	enum err e = follow_up_refresh(cx, f, cx->batch ? REFRESH_QUIET : REFRESH_FACT);
	bool counts = f->state == FOLLOW_UP_DONE && (!old || old->state != FOLLOW_UP_DONE ||
						     old->done_at.us != f->done_at.us);
	if (e || !counts)
		return e;
	e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, f->customer_id, &c);
	return e ? e : customer_refresh(cx, &c, REFRESH_FACT, NULL);
}

static void follow_up_can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct follow_up *f = rec;
	enum scope s = actor_scope(cx->actor, PERM_FOLLOW_UP_WRITE);
	bool may = s == SCOPE_OWN ? f->owner_id == cx->actor->user_id : s != SCOPE_NONE;

	jw_kbool(w, "edit", may);
	jw_kbool(w, "done", may && f->state == FOLLOW_UP_PLANNED);
	jw_kbool(w, "cancel", may && f->state == FOLLOW_UP_PLANNED);
	jw_kbool(w, "action_done",
		 may && f->next_action.n && !instant_is_set(f->next_action_done_at));
}

const struct resource follow_up_resource = {
	.fields = &follow_up_fields,
	.read = PERM_FOLLOW_UP_READ,
	.write = PERM_FOLLOW_UP_WRITE,
	.creating = follow_up_creating,
	.changing = follow_up_changing,
	.saved = follow_up_saved,
	.showing_page = about_name_follow_ups,
	.can = follow_up_can,
};

/* Loads a follow-up for a change of the version that the caller has seen. */
static enum err load(struct ctx *cx, int64_t id, int64_t version, struct follow_up *f)
{
	enum err e = resource_load(cx, &follow_up_resource, PERM_FOLLOW_UP_WRITE, id, f);
	return !e && version >= 0 && version != f->version ? ERR_STALE : e;
}

static enum err not_a_plan(struct ctx *cx, const struct follow_up *f)
{
	fail_at(cx->fail, ERR_CONFLICT, NULL, "follow_up_state");
	fail_arg(cx->fail, "state", str_of(names_get(&follow_up_state_names, f->state)));
	return ERR_CONFLICT;
}

enum err follow_up_done(struct ctx *cx, const struct follow_up_record *r,
			struct follow_up *ret_follow_up)
{
	struct follow_up old, f;

	enum err e = load(cx, r->id, r->version, &old);
	if (e)
		return e;
	if (old.state != FOLLOW_UP_PLANNED)
		return not_a_plan(cx, &old);
	f = old;
	for (size_t i = 0; !e && i < follow_up_fields.n; i++)
		if (r->set >> i & 1)
			e = field_set(&follow_up_fields.v[i], &f,
				      field_value(&follow_up_fields.v[i], &r->given));
	f.state = FOLLOW_UP_DONE;
	f.done_at = r->done_at;
	if (!e)
		e = resource_change(cx, &follow_up_resource, &old, &f, r->set);
	if (!e)
		*ret_follow_up = f;
	return e;
}

enum err follow_up_cancel(struct ctx *cx, int64_t id, int64_t version,
			  struct follow_up *ret_follow_up)
{
	struct follow_up old, f;

	enum err e = load(cx, id, version, &old);
	if (e)
		return e;
	if (old.state != FOLLOW_UP_PLANNED)
		return not_a_plan(cx, &old);
	f = old;
	f.state = FOLLOW_UP_CANCELLED;
	e = resource_change(cx, &follow_up_resource, &old, &f, 0);
	if (!e)
		*ret_follow_up = f;
	return e;
}

enum err follow_up_action_done(struct ctx *cx, int64_t id, int64_t version,
			       struct follow_up *ret_follow_up)
{
	struct follow_up old, f;

	enum err e = load(cx, id, version, &old);
	if (e)
		return e;
	if (!old.next_action.n || instant_is_set(old.next_action_done_at))
		return not_a_plan(cx, &old);
	f = old;
	f.next_action_done_at = cx->now;
	e = resource_change(cx, &follow_up_resource, &old, &f, 0);
	if (!e)
		*ret_follow_up = f;
	return e;
}
