#include "service/fire.h"

#include "domain/user.h"
#include "service/deadlines.h"
#include "service/notices.h"
#include "service/tickets.h"
#include "service/webhooks.h"

enum { POSTPONE_S = 600, CHAIN = 16 };

/* The people whom a deadline may speak to, nearest first: owner, supervisor, heads upwards. */
struct chain {
	int64_t user[CHAIN];
	enum recipient role[CHAIN];
	size_t n;
};

static enum err chain_add(struct ctx *cx, struct chain *c, int64_t user_id, enum recipient role)
{
	struct user u;

	if (!user_id || c->n == CHAIN)
		return OK;
	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, user_id, &u);
	if (e == ERR_NOT_FOUND || (!e && u.disabled))
		return OK;
	for (size_t i = 0; !e && i < c->n; i++)
		if (c->user[i] == user_id && c->role[i] == role)
			return OK;
	if (e)
		return e;
	c->user[c->n] = user_id;
	c->role[c->n++] = role;
	return OK;
}

/* Heads of the department and of all above it. */
static enum err chain_heads(struct ctx *cx, struct chain *c, int64_t department_id)
{
	enum recipient role = TO_DEPARTMENT_HEAD;
	enum err e = OK;

	for (int depth = 0; !e && department_id && depth < CHAIN; depth++) {
		struct department d;
		e = row_load(cx->tx, cx->arena, &department_fields, EYES_SYSTEM, department_id,
			     &d);
		if (e)
			return e == ERR_NOT_FOUND ? OK : e;
		e = chain_add(cx, c, d.head_id, role);
		role = TO_PARENT_HEAD;
		department_id = d.parent_id;
	}
	return e;
}

/* When nobody else is there, an administrator is: a reminder without reader would be lost. */
static enum err chain_last(struct ctx *cx, struct chain *c)
{
	struct rows *rows;
	bool more;
	int64_t admin = 0;

	enum err e = tx_query(cx->tx, Q_USER_ROLES_ACTIVE, NULL, 0, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more))
		if (!admin && roles_have_admin(rows_text(rows, 1)))
			admin = rows_int(rows, 0);
	return e ? e : chain_add(cx, c, admin, TO_PARENT_HEAD);
}

static enum err chain_of(struct ctx *cx, const struct deadline *d, struct chain *c)
{
	struct user owner = {0};
	enum err e = OK;

	*c = (struct chain){0};
	if (d->owner_id)
		e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, d->owner_id, &owner);
	if (!e)
		e = chain_add(cx, c, d->owner_id, TO_OWNER);
	if (!e)
		e = chain_add(cx, c, owner.supervisor_id, TO_SUPERVISOR);
	if (!e)
		e = chain_heads(cx, c,
				d->department_id ? d->department_id : owner.department_id);
	return e ? e : chain_last(cx, c);
}

/* The person for a rung, or the next one above who is there. */
static int64_t recipient_of(const struct chain *c, enum recipient to)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->role[i] >= to)
			return c->user[i];
	return c->n ? c->user[c->n - 1] : 0;
}

static const enum event_kind event_of_step[] = {
	[STEP_WARNING] = EV_WARNED,
	[STEP_BREACH] = EV_BREACHED,
	[STEP_ESCALATION] = EV_ESCALATED,
};

static enum err note_event(struct ctx *cx, struct ticket *t, const struct deadline *d,
			   const struct step *s, int64_t user_id)
{
	struct ticket_event ev;

	fields_clear(&ticket_event_fields, &ev);
	ev.at = cx->now;
	ev.kind = (int)event_of_step[s->kind];
	ev.data =
		str_fmt(cx->arena,
			"{\"deadline\":\"%lld\",\"kind\":\"%s\",\"step\":%d,\"user\":\"%lld\"}",
			(long long)d->id, names_get(&deadline_kind_names, d->kind), s->no,
			(long long)user_id);
	return ticket_event_add(cx, t, &ev);
}

static enum err fire_step(struct ctx *cx, struct deadline *d, struct ticket *t,
			  const struct chain *chain, struct step *s)
{
	int64_t user_id = recipient_of(chain, s->to);
	struct notice_say say = {
		.user_id = user_id,
		.kind = names_get(&step_kind_names, (int)s->kind),
		.key = str_fmt(cx->arena, "d%lld:%d:%lld", (long long)d->id, s->no,
			       (long long)instant_s(s->at)),
		.deadline = d,
		.ticket = t,
		.customer_id = d->customer_id,
		.step_at = s->at,
		.urgent = s->urgent,
	};
	enum err e = user_id ? notice_say(cx, &say) : OK;

	if (!e)
		e = webhooks_say(cx, &say);
	s->done_at = cx->now;
	if (!e && t)
		e = note_event(cx, t, d, s, user_id);
	if (s->kind == STEP_BREACH && d->state == DS_RUNNING) {
		d->state = DS_MISSED;
		d->missed_at = d->due_at;
	}
	return e;
}

static enum err fire_steps(struct ctx *cx, struct deadline *d, struct ticket *t,
			   bool *ret_breach)
{
	struct step *steps;
	size_t n;
	struct chain chain;

	*ret_breach = false;
	enum err e = steps_parse(cx->arena, d->steps, &steps, &n);
	if (!e)
		e = chain_of(cx, d, &chain);
	for (size_t i = 0; !e && i < n; i++) {
		struct step *s = &steps[i];
		if (instant_is_set(s->done_at) || instant_cmp(s->at, cx->now) > 0)
			continue;
		e = fire_step(cx, d, t, &chain, s);
		*ret_breach |= s->kind == STEP_BREACH;
	}
	if (e)
		return e;
	d->steps = steps_format(cx->arena, steps, n);
	d->next_fire_at = deadline_next_fire(d, steps, n, cx->now);
	d->updated_at = cx->now;
	return row_update(cx->tx, &deadline_fields, d);
}

static enum err fire_deadline(struct ctx *cx, int64_t id)
{
	struct deadline d;
	struct ticket t;
	bool breach;

	enum err e = row_load(cx->tx, cx->arena, &deadline_fields, EYES_SYSTEM, id, &d);
	if (e || !d.open || !instant_is_set(d.next_fire_at) ||
	    instant_cmp(d.next_fire_at, cx->now) > 0)
		return e;
	bool of_ticket = d.subject == SUBJECT_TICKET;
	if (of_ticket)
		e = row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM, d.subject_id, &t);
	if (!e)
		e = fire_steps(cx, &d, of_ticket ? &t : NULL, &breach);
	/* A breach owes the customer an explanation and an apology (R5). */
	if (!e && of_ticket && breach)
		e = ticket_refresh(cx, &t, REFRESH_FACT, NULL);
	return e;
}

static enum err collect(struct ctx *cx, enum query q, size_t limit, int64_t *ids, size_t *ret_n)
{
	const struct value params[] = {VAL_TIME(cx->now), VAL_INT((int64_t)limit)};
	return tx_ids(cx->tx, q, params, 2, ids, limit, ret_n);
}

enum err fire_due(struct ctx *cx, void *arg)
{
	struct fired *fired = arg;
	int64_t ids[FIRE_BATCH];
	size_t n;

	*fired = (struct fired){0};
	enum err e = collect(cx, Q_TICKETS_HOLD_ENDED, FIRE_BATCH, ids, &n);
	for (size_t i = 0; !e && i < n; i++, fired->holds++)
		e = ticket_end_hold(cx, ids[i]);
	fired->more = n == FIRE_BATCH;
	if (!e)
		e = collect(cx, Q_DEADLINES_DUE, FIRE_BATCH, ids, &n);
	for (size_t i = 0; !e && i < n; i++, fired->deadlines++)
		e = fire_deadline(cx, ids[i]);
	fired->more |= n == FIRE_BATCH;
	return e;
}

enum err fire_first(struct ctx *cx, void *arg)
{
	struct fire_one *one = arg;
	int64_t ids[1];
	size_t n;

	one->deadline_id = 0;
	enum err e = collect(cx, Q_DEADLINES_DUE, 1, ids, &n);
	if (e || n == 0)
		return e;
	one->deadline_id = ids[0];
	return fire_deadline(cx, ids[0]);
}

enum err fire_postpone(struct ctx *cx, void *arg)
{
	struct fire_one *one = arg;
	const struct value params[] = {VAL_INT(one->deadline_id),
				       VAL_TIME(instant_add(cx->now, span_of_s(POSTPONE_S)))};
	return tx_exec(cx->tx, Q_DEADLINE_POSTPONE, params, 2, NULL);
}

static enum err earliest(struct ctx *cx, enum query q, struct instant *at)
{
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, q, NULL, 0, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more && !rows_is_null(rows, 0))
		*at = instant_min(*at, (struct instant){rows_int(rows, 0)});
	if (!e && more)
		rows_done(rows);
	return e;
}

enum err fire_next(struct ctx *cx, void *arg)
{
	struct instant *at = arg;

	*at = INSTANT_NONE;
	enum err e = earliest(cx, Q_DEADLINES_NEXT, at);
	if (!e)
		e = earliest(cx, Q_TICKETS_HOLD_NEXT, at);
	return e ? e : earliest(cx, Q_NOTICES_NEXT, at);
}
