#include "service/deadlines.h"

#include "domain/pool.h"
#include "service/about.h"
#include "store/send.h"

enum perm deadline_work_perm(const struct deadline *d)
{
	return d->subject == SUBJECT_TICKET ? PERM_TICKET_WRITE : PERM_FOLLOW_UP_WRITE;
}

const struct workcal *deadline_calendar(struct ctx *cx, const struct deadline *d)
{
	const struct standards *s = &cx->world->standards;
	const struct policy *p = standards_policy(s, d->policy_id);
	const struct rule *r = p ? policy_rule_by_id(p, d->rule) : NULL;
	const struct limit *limit = r ? &r->limits[d->kind] : NULL;

	if (!limit || (limit->kind != LIMIT_OPEN && limit->kind != LIMIT_DAYS))
		return NULL;
	const struct named_calendar *calendar =
		standards_calendar(s, limit->calendar.n ? limit->calendar : p->calendar);
	return calendar ? calendar->cal : NULL;
}

static void deadline_can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct deadline *d = rec;
	enum perm perm = deadline_work_perm(d);

	jw_kbool(w, "act", d->open && resource_may(cx, perm, d->owner_id, d->department_id));
}

const struct resource deadline_resource = {
	.fields = &deadline_fields,
	.read = PERM_CUSTOMER_READ,
	.write = PERM_NONE,
	.showing_page = about_name_deadlines,
	.can = deadline_can,
};

/* One refresh of one subject. */
struct sync {
	struct ctx *cx;
	enum refresh why;
	struct ticket *ticket; /* NULL: another subject */
	struct refreshed counts;
};

static bool same_instant(struct instant a, struct instant b)
{
	return a.us == b.us;
}

/* Whether a stored row already says what is wanted. */
static bool same(const struct deadline *a, const struct deadline *b)
{
	return a->state == b->state && a->open == b->open && a->owner_id == b->owner_id &&
	       a->department_id == b->department_id && same_instant(a->start_at, b->start_at) &&
	       same_instant(a->due_at, b->due_at) && same_instant(a->met_at, b->met_at) &&
	       a->remaining_s == b->remaining_s && a->provisional == b->provisional &&
	       a->policy_id == b->policy_id && str_eq(a->rule, b->rule) &&
	       str_eq(a->target, b->target);
}

/* A finished deadline keeps its result and the version it was judged by. */
static bool is_settled(const struct deadline *old, const struct deadline *want)
{
	return !old->open && !want->open && same_instant(old->start_at, want->start_at) &&
	       same_instant(old->met_at, want->met_at);
}

/* What the row said of the same stretch of time goes on: a result stays, and so does the
 * instant of a breach; what a change of terms made past is missed at the change. */
static void keep_result(const struct sync *s, const struct deadline *old, struct deadline *d)
{
	bool missed = d->state == DS_MISSED;

	if (is_settled(old, d)) {
		d->state = old->state;
		d->due_at = old->due_at;
		d->missed_at = old->missed_at;
		d->provisional = old->provisional;
		d->policy_id = old->policy_id;
		d->rule = old->rule;
		d->target = old->target;
	} else if (missed && old->state == DS_MISSED && same_instant(old->due_at, d->due_at)) {
		d->missed_at = old->missed_at;
	} else if (missed && old->state != DS_MISSED && s->why == REFRESH_TERMS &&
		   !same_instant(old->due_at, d->due_at)) {
		d->missed_at = s->cx->now;
	}
}

/* What was put aside stays so, but never past a due time that has come nearer, and not for
 * another person. */
static void keep_snooze(const struct sync *s, const struct deadline *old, struct deadline *d)
{
	bool nearer = instant_is_set(d->due_at) &&
		      instant_cmp(d->due_at, old->snoozed_until) < 0 &&
		      !same_instant(d->due_at, old->due_at);

	if (!instant_is_set(old->snoozed_until) || d->owner_id != old->owner_id)
		return;
	if (nearer && instant_cmp(d->due_at, s->cx->now) <= 0)
		return;
	d->snoozed_until = nearer ? d->due_at : old->snoozed_until;
	d->snooze_reason = old->snooze_reason;
}

/* Since when an obligation runs that was on hold or closed: the end of its last pause. */
static struct instant ran_from(const struct sync *s, const struct obligation *o)
{
	struct instant now = s->cx->now;

	if (o->deadline.remaining_s != INT_NONE || !o->n_pauses)
		return now;
	return instant_min(now, o->pauses[o->n_pauses - 1].to);
}

static enum err carry_steps(struct sync *s, const struct deadline *old, struct obligation *o)
{
	struct carry carry = {.now = s->cx->now, .tell_highest = s->why == REFRESH_TERMS};
	struct step *before = NULL;
	size_t n = 0;
	struct deadline *d = &o->deadline;

	if (old) {
		enum err e = steps_parse(s->cx->arena, old->steps, &before, &n);
		if (e)
			return e;
		carry.was_paused = !old->open || old->remaining_s != INT_NONE;
		carry.ran_from = ran_from(s, o);
	} else if (s->why == REFRESH_FACT || s->why == REFRESH_NEW) {
		carry.tell_highest = true; /* logged late: the highest step passed is news */
	}
	if (!d->open || d->state == DS_PAUSED) {
		d->steps = old ? old->steps : STR("");
		d->next_fire_at = INSTANT_NONE;
		return OK;
	}
	steps_carry(before, n, o->steps, o->n_steps, &carry);
	d->steps = steps_format(s->cx->arena, o->steps, o->n_steps);
	d->next_fire_at = deadline_next_fire(d, o->steps, o->n_steps, s->cx->now);
	return OK;
}

/* from: the row that spoke of the same stretch under another number (a contact that was
 * logged late moves the numbers of those after it), or NULL. */
static enum err begin(struct sync *s, const struct deadline *from, struct obligation *o)
{
	struct deadline *d = &o->deadline;
	if (from) {
		keep_result(s, from, d);
		keep_snooze(s, from, d);
	}
	enum err e = carry_steps(s, from, o);
	if (e)
		return e;
	d->id = ctx_id(s->cx);
	d->version = 1;
	d->created_at = d->updated_at = s->cx->now;
	return OK;
}

static enum err create(struct sync *s, const struct deadline *from, struct obligation *o)
{
	const struct deadline *d = &o->deadline;
	enum err e = begin(s, from, o);

	if (e)
		return e;
	s->counts.created++;
	s->counts.newly_late += d->open && d->state == DS_MISSED;
	return row_insert_later(s->cx->tx, &deadline_fields, d);
}

enum err deadline_begin(struct ctx *cx, struct obligation *o)
{
	struct sync s = {.cx = cx, .why = REFRESH_FACT};
	return begin(&s, NULL, o);
}

/* A late entry shows that what was missed was not: said in the history, never silently. */
static enum err withdraw_breach(struct sync *s, const struct deadline *d)
{
	struct ticket_event ev;

	if (!s->ticket)
		return OK;
	fields_clear(&ticket_event_fields, &ev);
	ev.at = s->cx->now;
	ev.kind = EV_BREACH_WITHDRAWN;
	ev.data = str_fmt(s->cx->arena, "{\"deadline\":\"%lld\",\"kind\":\"%s\"}",
			  (long long)d->id, names_get(&deadline_kind_names, d->kind));
	return ticket_event_add(s->cx, s->ticket, &ev);
}

static enum err change(struct sync *s, const struct deadline *old, const struct deadline *from,
		       struct obligation *o)
{
	struct deadline *d = &o->deadline;

	if (same(old, d) || is_settled(old, d))
		return OK;
	keep_result(s, from, d);
	keep_snooze(s, from, d);
	enum err e = carry_steps(s, from, o);
	if (!e && from->state == DS_MISSED && d->state != DS_MISSED && d->state != DS_CANCELLED)
		e = withdraw_breach(s, from);
	if (e)
		return e;
	d->id = old->id;
	d->version = old->version;
	d->created_at = old->created_at;
	d->updated_at = s->cx->now;
	s->counts.moved++;
	s->counts.newly_late += d->open && d->state == DS_MISSED && old->state != DS_MISSED;
	return row_update(s->cx->tx, &deadline_fields, d);
}

static enum err cancel(struct sync *s, struct deadline *old)
{
	if (!old->open)
		return OK;
	old->state = DS_CANCELLED;
	old->open = false;
	old->next_fire_at = INSTANT_NONE;
	old->updated_at = s->cx->now;
	s->counts.cancelled++;
	return row_update(s->cx->tx, &deadline_fields, old);
}

static struct obligation *find(struct obligations *want, const struct deadline *d)
{
	for (size_t i = 0; i < want->n; i++)
		if (want->v[i].deadline.kind == d->kind &&
		    want->v[i].deadline.cycle == d->cycle)
			return &want->v[i];
	return NULL;
}

/* The row of that number. */
static const struct deadline *numbered(const struct deadline *rows, size_t n,
				       const struct deadline *d)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].kind == d->kind && rows[i].cycle == d->cycle)
			return &rows[i];
	return NULL;
}

/* The row that speaks of what began then: that of the number, else the first one found; NULL
 * when there is none.  A department's numbers never move. */
static const struct deadline *begun(const struct deadline *rows, size_t n,
				    const struct deadline *d)
{
	const struct deadline *row = numbered(rows, n, d);

	if (d->kind == DL_DEPARTMENT || (row && same_instant(row->start_at, d->start_at)))
		return row;
	for (size_t i = 0; i < n; i++)
		if (rows[i].kind == d->kind && same_instant(rows[i].start_at, d->start_at))
			return &rows[i];
	return NULL;
}

static enum err sync_rows(struct sync *s, int64_t subject_id, struct obligations *want)
{
	struct deadline *rows = NULL;
	size_t n = 0;
	enum err e = OK;

	if (s->why != REFRESH_NEW)
		e = row_find(s->cx->tx, s->cx->arena, &deadline_fields, "subject_id",
			     VAL_INT(subject_id), &rows, &n);
	/* Before any row is changed, cancelled ones too. */
	for (size_t i = 0; !e && i < want->n; i++) {
		const struct deadline *d = &want->v[i].deadline;
		const struct deadline *row = numbered(rows, n, d), *from = begun(rows, n, d);
		e = row ? change(s, row, from ? from : row, &want->v[i])
			: create(s, from, &want->v[i]);
	}
	for (size_t i = 0; !e && i < n; i++)
		if (!find(want, &rows[i]))
			e = cancel(s, &rows[i]);
	return e;
}

static void add_counts(struct refreshed *to, const struct refreshed *from)
{
	if (!to)
		return;
	to->created += from->created;
	to->moved += from->moved;
	to->cancelled += from->cancelled;
	to->newly_late += from->newly_late;
}

enum err ticket_events_load(struct ctx *cx, int64_t ticket_id, struct ticket_event **ret_events,
			    size_t *ret_n)
{
	struct ticket_event *v = NULL;
	size_t n = 0, cap = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_TICKET_EVENTS_OF, &VAL_INT(ticket_id), 1, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more)) {
		e = row_read(rows, cx->arena, &ticket_event_fields,
			     ARENA_PUSH(cx->arena, v, n, cap));
		if (e)
			break;
	}
	if (e)
		rows_done(rows);
	*ret_events = v;
	*ret_n = n;
	return e;
}

enum err ticket_event_add(struct ctx *cx, struct ticket *t, struct ticket_event *ev)
{
	const struct value last[] = {VAL_INT(t->id), VAL_INT(t->last_seq + 1)};

	ev->id = ctx_id(cx);
	ev->version = 1;
	ev->created_at = ev->updated_at = cx->now;
	ev->ticket_id = t->id;
	ev->seq = ++t->last_seq;
	enum err e = row_insert(cx->tx, &ticket_event_fields, ev);
	if (e == ERR_CONFLICT) /* the place was free when the ticket was read */
		return tx_raced(cx->tx);
	return e ? e : tx_exec(cx->tx, Q_TICKET_LAST_SEQ, last, 2, NULL);
}

static enum err of_ticket(struct ctx *cx, const struct ticket *t, struct obligations *out)
{
	struct ticket_event *events;
	size_t n;

	enum err e = ticket_events_load(cx, t->id, &events, &n);
	return e ? e
		 : ticket_obligations(cx->arena, &cx->world->standards, t, events, n, cx->now,
				      out);
}

struct instant obligations_least_due(const struct obligations *o)
{
	struct instant at = INSTANT_NONE;

	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].deadline.open && instant_is_set(o->v[i].deadline.due_at))
			at = instant_min(at, o->v[i].deadline.due_at);
	return at;
}

enum err ticket_refresh(struct ctx *cx, struct ticket *t, enum refresh why,
			struct refreshed *counts)
{
	struct sync s = {.cx = cx, .why = why, .ticket = t};
	struct obligations want;

	enum err e = of_ticket(cx, t, &want);
	if (!e)
		e = sync_rows(&s, t->id, &want);
	if (!e)
		e = tx_exec(cx->tx, Q_TICKET_NEXT_DUE, &VAL_INT(t->id), 1, NULL);
	if (!e)
		t->next_due_at =
			obligations_least_due(&want); /* what is shown is what is there */
	add_counts(counts, &s.counts);
	return e;
}

enum err customer_match(struct ctx *cx, const struct customer *c, struct match *ret_match)
{
	struct match m = {.tier = c->tier,
			  .stage = c->stage,
			  .type = -1,
			  .urgency = -1,
			  .channel = -1,
			  .strategic = c->strategic,
			  .tags = STR("")};
	struct rows *rows;
	bool more;
	enum err e = OK;

	if (c->tags.n) {
		e = tx_query(cx->tx, Q_CUSTOMER_TAGS_NAMES, &VAL_INT(c->id), 1, &rows);
		if (e)
			return e;
		for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more))
			m.tags = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(m.tags),
					 m.tags.n ? "\n" : "", STR_ARG(rows_text(rows, 0)));
	}
	if (!e)
		*ret_match = m;
	return e;
}

static enum err load_contacts(struct ctx *cx, int64_t customer_id, struct customer_facts *facts)
{
	struct instant *v = NULL;
	size_t n = 0, cap = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_CUSTOMER_CONTACTS, &VAL_INT(customer_id), 1, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more))
		*ARENA_PUSH(cx->arena, v, n, cap) = (struct instant){rows_int(rows, 0)};
	facts->contacts = v;
	facts->n_contacts = n;
	return e;
}

static enum err of_customer(struct ctx *cx, const struct customer *c, bool is_new,
			    struct customer_facts *facts, struct obligations *out)
{
	*facts = (struct customer_facts){.customer = c,
					 .policy_id = cx->world->company.policy_id,
					 .since = c->contact_since};
	enum err e = customer_match(cx, c, &facts->match);
	if (!e && !is_new)
		e = load_contacts(cx, c->id, facts);
	return e ? e
		 : customer_obligations(cx->arena, &cx->world->standards, facts, cx->now, out);
}

enum err customer_refresh(struct ctx *cx, const struct customer *c, enum refresh why,
			  struct refreshed *counts)
{
	struct sync s = {.cx = cx, .why = why};
	struct customer_facts facts;
	struct obligations want;

	enum err e = of_customer(cx, c, why == REFRESH_NEW, &facts, &want);
	if (!e)
		e = sync_rows(&s, c->id, &want);
	if (e)
		return e;
	struct instant last = c->told_contact_at;
	if (facts.n_contacts) {
		struct instant newest = facts.contacts[facts.n_contacts - 1];
		if (!instant_is_set(last) || instant_cmp(newest, last) > 0)
			last = newest;
	}
	struct customer touched = *c;
	touched.last_contact_at = last;
	const struct value touch[] = {
		VAL_INT(c->id), VAL_TIME(last),
		VAL_TIME(recall_at(&cx->world->company, cx->world->zone, &touched))};
	add_counts(counts, &s.counts);
	return tx_exec_later(cx->tx, Q_CUSTOMER_TOUCH, touch, 3);
}

enum err follow_up_refresh(struct ctx *cx, const struct follow_up *f, enum refresh why)
{
	struct sync s = {.cx = cx, .why = why};
	struct obligations want;

	enum err e = follow_up_obligations(cx->arena, f, cx->now, &want);
	if (!e)
		e = sync_rows(&s, f->id, &want);
	if (!e)
		e = tx_exec(cx->tx, Q_CUSTOMER_NEXT_TOUCH, &VAL_INT(f->customer_id), 1, NULL);
	return e;
}

static enum err of_subject(struct ctx *cx, const struct fields *t, int64_t id, void *rec)
{
	return row_load(cx->tx, cx->arena, t, EYES_SYSTEM, id, rec);
}

enum err obligations_load(struct ctx *cx, enum subject subject, int64_t id,
			  struct obligations *out)
{
	struct customer_facts facts;
	struct customer c;
	struct ticket t;
	struct follow_up f;
	enum err e = ERR_BUG;

	switch (subject) {
	case SUBJECT_CUSTOMER:
		e = of_subject(cx, &customer_fields, id, &c);
		return e ? e : of_customer(cx, &c, false, &facts, out);
	case SUBJECT_TICKET:
		e = of_subject(cx, &ticket_fields, id, &t);
		return e ? e : of_ticket(cx, &t, out);
	case SUBJECT_FOLLOW_UP:
		e = of_subject(cx, &follow_up_fields, id, &f);
		return e ? e : follow_up_obligations(cx->arena, &f, cx->now, out);
	}
	return e;
}

enum err subject_forget(struct ctx *cx, int64_t id)
{
	enum err e = tx_exec(cx->tx, Q_SUBJECT_NOTICES_DROP, &VAL_INT(id), 1, NULL);

	return e ? e : tx_exec(cx->tx, Q_SUBJECT_DEADLINES_DROP, &VAL_INT(id), 1, NULL);
}
