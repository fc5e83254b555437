#include "service/inspection.h"

#include "domain/user.h"
#include "service/about.h"
#include "service/access.h"
#include "service/customers.h"
#include "service/notices.h"
#include "service/tickets.h"

static enum err mark(struct ctx *cx, const struct follow_up *old, bool undo,
		     struct follow_up *ret_follow_up)
{
	struct follow_up f = *old;

	if (f.state != FOLLOW_UP_DONE)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "not_recorded");
	f.inspected_at = undo ? INSTANT_NONE : cx->now;
	f.inspected_by_id = undo ? 0 : cx->actor->user_id;
	enum err e = resource_change(cx, &follow_up_resource, old, &f, 0);
	if (!e)
		*ret_follow_up = f;
	return e;
}

enum err follow_up_inspect(struct ctx *cx, int64_t id, bool undo,
			   struct follow_up *ret_follow_up)
{
	struct follow_up f;

	enum err e = resource_reach(cx, &follow_up_resource, PERM_FOLLOW_UP_INSPECT, id, &f);
	return e ? e : mark(cx, &f, undo, ret_follow_up);
}

static enum err unknown(struct ctx *cx, enum err e, const char *field)
{
	return e == ERR_NOT_FOUND ? fail_at(cx->fail, ERR_INPUT, field, "no_such_record") : e;
}

/* What a reminder is about lies in sight of whoever gives it, and belongs together. */
static enum err check_about(struct ctx *cx, struct nudge *n, struct follow_up *f)
{
	struct customer c;
	struct ticket t;
	enum err e = OK;

	if (n->follow_up_id)
		e = unknown(cx,
			    resource_load(cx, &follow_up_resource, PERM_FOLLOW_UP_READ,
					  n->follow_up_id, f),
			    "follow_up_id");
	if (!e && n->follow_up_id)
		n->customer_id = f->customer_id;
	if (!e && n->ticket_id)
		e = unknown(
			cx,
			resource_load(cx, &ticket_resource, PERM_TICKET_READ, n->ticket_id, &t),
			"ticket_id");
	if (!e && n->ticket_id && !n->customer_id)
		n->customer_id = t.customer_id;
	if (!e && n->ticket_id && n->customer_id != t.customer_id)
		e = fail_at(cx->fail, ERR_INPUT, "ticket_id", "no_such_record");
	if (!e && !n->customer_id)
		e = fail_at(cx->fail, ERR_INPUT, "customer_id", "required");
	if (!e)
		e = unknown(cx,
			    resource_load(cx, &customer_resource, PERM_CUSTOMER_READ,
					  n->customer_id, &c),
			    "customer_id");
	return e;
}

static enum err creating(struct ctx *cx, void *rec)
{
	struct nudge *n = rec;
	struct follow_up f;
	struct user u;

	n->sender_id = cx->actor->user_id;
	n->text = str_trim(n->text);
	if (!n->text.n)
		return fail_at(cx->fail, ERR_INPUT, "text", "required");
	enum err e = user_check_active(cx, n->owner_id, "owner_id");
	if (!e)
		e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, n->owner_id, &u);
	if (e)
		return e;
	n->department_id = u.department_id;
	if (!resource_may(cx, PERM_FOLLOW_UP_INSPECT, n->owner_id, n->department_id))
		return fail_at(cx->fail, ERR_DENIED, "owner_id", "not_your_people");
	if (n->way == NUDGE_MAIL && !u.email.n)
		return fail_at(cx->fail, ERR_INPUT, "way", "no_email");
	e = check_about(cx, n, &f);
	if (!e && n->follow_up_id && f.state == FOLLOW_UP_DONE &&
	    resource_may(cx, PERM_FOLLOW_UP_INSPECT, f.owner_id, f.department_id))
		e = mark(cx, &f, false, &f);
	return e;
}

static enum err saved(struct ctx *cx, const void *old, void *rec)
{
	const struct nudge *n = rec;
	struct ticket t;
	struct notice_say say = {
		.user_id = n->owner_id,
		.kind = "nudge",
		.key = str_fmt(cx->arena, "nudge:%lld", (long long)n->id),
		.customer_id = n->customer_id,
		.step_at = cx->now,
		.text = n->text,
		.from = cx->actor->name,
		.mail = n->way == NUDGE_MAIL ? SAY_MAIL : SAY_APP,
	};

	(void)old;
	if (n->way == NUDGE_PHONE)
		return OK;
	enum err e = n->ticket_id ? row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM,
					     n->ticket_id, &t)
				  : OK;
	if (n->ticket_id)
		say.ticket = &t;
	return e ? e : notice_say(cx, &say);
}

const struct resource nudge_resource = {
	.fields = &nudge_fields,
	.read = PERM_FOLLOW_UP_READ,
	.write = PERM_FOLLOW_UP_INSPECT,
	.creating = creating,
	.saved = saved,
	.showing_page = about_name_nudges,
};
