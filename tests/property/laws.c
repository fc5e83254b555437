/* What must hold in a firm, whatever happened to it. */
#include "property.h"

#include "domain/company.h"
#include "domain/customer.h"
#include "domain/deadline.h"
#include "domain/follow_up.h"
#include "domain/notice.h"
#include "domain/ticket.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/explanations.h"

#include <stdlib.h>

/* Everything that is looked at, read once. */
struct view {
	struct firm *firm;
	struct ctx *cx;
	struct deadline *deadlines;
	size_t n_deadlines;
	struct notice *notices;
	size_t n_notices;
};

static const char *kind_of(const struct deadline *d)
{
	return names_get(&deadline_kind_names, d->kind);
}

#define SAY(v, d, fmt, ...)                                                                    \
	firm_broken((v)->firm, "%s#%lld of %lld: " fmt, kind_of(d), (long long)(d)->cycle,     \
		    (long long)(d)->subject_id, __VA_ARGS__)

static enum err all_of(struct ctx *cx, const struct fields *t, void *ret_rows, size_t *ret_n)
{
	struct list_query q = {.limit = 100000};
	struct list_page page;
	enum err e = row_list(cx->tx, cx->arena, t, &q, cx->fail, &page);
	if (!e) {
		*(void **)ret_rows = page.rows;
		*ret_n = page.n;
	}
	return e;
}

static const struct deadline *row_of(const struct view *v, const struct deadline *want)
{
	for (size_t i = 0; i < v->n_deadlines; i++) {
		const struct deadline *d = &v->deadlines[i];
		if (d->subject == want->subject && d->subject_id == want->subject_id &&
		    d->kind == want->kind && d->cycle == want->cycle)
			return d;
	}
	return NULL;
}

/* (a) What is stored is what the facts give; what is finished keeps its result. */
static void check_wanted(struct view *v, const struct deadline *want)
{
	const struct deadline *d = row_of(v, want);
	const char *differs = NULL;

	if (!d) {
		SAY(v, want, "is wanted and not stored, %s",
		    names_get(&deadline_state_names, want->state));
		return;
	}
	if (d->open != want->open)
		differs = "open";
	else if (d->state != DS_CANCELLED && d->start_at.us != want->start_at.us)
		differs = "start_at";
	else if (d->met_at.us != want->met_at.us)
		differs = "met_at";
	else if (d->open && d->state != want->state)
		differs = "state";
	else if (d->open && d->due_at.us != want->due_at.us)
		differs = "due_at";
	else if (d->open &&
		 (d->owner_id != want->owner_id || d->department_id != want->department_id))
		differs = "owner";
	else if (d->open && (!str_eq(d->rule, want->rule) || d->policy_id != want->policy_id ||
			     !str_eq(d->target, want->target)))
		differs = "rule";
	else if (d->open &&
		 (d->remaining_s != want->remaining_s || d->provisional != want->provisional))
		differs = "remaining_s";
	if (differs)
		SAY(v, d, "%s is not what the facts give (%s, wanted %s)", differs,
		    names_get(&deadline_state_names, d->state),
		    names_get(&deadline_state_names, want->state));
}

static enum err check_subject(struct view *v, enum subject subject, int64_t id)
{
	struct obligations want;

	enum err e = obligations_load(v->cx, subject, id, &want);
	if (e)
		return e;
	for (size_t i = 0; i < want.n; i++)
		check_wanted(v, &want.v[i].deadline);
	for (size_t i = 0; i < v->n_deadlines; i++) {
		const struct deadline *d = &v->deadlines[i];
		bool known = d->subject_id != id || !d->open;
		for (size_t k = 0; k < want.n && !known; k++)
			known = want.v[k].deadline.kind == d->kind &&
				want.v[k].deadline.cycle == d->cycle;
		if (!known)
			SAY(v, d, "is open and no fact wants it, %s",
			    names_get(&deadline_state_names, d->state));
	}
	return OK;
}

/* (b) The least due of what is open. */
static struct instant least(const struct view *v, int64_t id, bool customer)
{
	struct instant at = INSTANT_NONE;
	for (size_t i = 0; i < v->n_deadlines; i++) {
		const struct deadline *d = &v->deadlines[i];
		bool counts = customer ? d->customer_id == id &&
						 (d->kind == DL_FIRST ||
						  d->kind == DL_FOLLOW_UP || d->kind == DL_PLAN)
				       : d->subject == SUBJECT_TICKET && d->subject_id == id;
		if (counts && d->open && instant_is_set(d->due_at))
			at = instant_min(at, d->due_at);
	}
	return at;
}

/* (b), (c) Next touch and coverage, counted once more. */
static enum err check_customers(struct view *v)
{
	struct customer *c;
	size_t n;
	struct coverage seen = {0}, counted;

	enum err e = all_of(v->cx, &customer_fields, &c, &n);
	for (size_t i = 0; !e && i < n; i++) {
		struct instant next = least(v, c[i].id, true);
		if (next.us != c[i].next_touch_at.us)
			firm_broken(v->firm, "customer %lld: next_touch_at is not the least",
				    (long long)c[i].id);
		if (c[i].state == CUSTOMER_ACTIVE) {
			seen.active++;
			seen.without += !instant_is_set(next);
			seen.beyond +=
				instant_is_set(next) && instant_cmp(next, v->firm->now) < 0;
		}
		e = check_subject(v, SUBJECT_CUSTOMER, c[i].id);
	}
	if (!e)
		e = coverage_count(v->cx, &counted);
	if (!e && (seen.active != counted.active || seen.without != counted.without ||
		   seen.beyond != counted.beyond))
		firm_broken(v->firm, "coverage %lld/%lld/%lld, counted %lld/%lld/%lld",
			    (long long)counted.active, (long long)counted.without,
			    (long long)counted.beyond, (long long)seen.active,
			    (long long)seen.without, (long long)seen.beyond);
	return e;
}

static enum err check_tickets(struct view *v)
{
	struct ticket *t;
	size_t n;

	enum err e = all_of(v->cx, &ticket_fields, &t, &n);
	for (size_t i = 0; !e && i < n; i++) {
		if (least(v, t[i].id, false).us != t[i].next_due_at.us)
			firm_broken(v->firm, "ticket %lld: next_due_at is not the least",
				    (long long)t[i].id);
		for (size_t k = 0; k < v->n_deadlines; k++) {
			const struct deadline *d = &v->deadlines[k];
			bool clock = d->kind == DL_RESPONSE || d->kind == DL_UPDATE ||
				     d->kind == DL_SOLUTION;
			if (d->subject_id == t[i].id && d->open && clock &&
			    t[i].state >= TICKET_RESOLVED)
				SAY(v, d, "runs on, but its ticket is %s",
				    names_get(&ticket_state_names, t[i].state));
		}
		e = check_subject(v, SUBJECT_TICKET, t[i].id);
	}
	return e;
}

static enum err check_follow_ups(struct view *v)
{
	struct follow_up *f;
	size_t n;

	enum err e = all_of(v->cx, &follow_up_fields, &f, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = check_subject(v, SUBJECT_FOLLOW_UP, f[i].id);
	return e;
}

static const struct deadline *by_id(const struct view *v, int64_t id)
{
	for (size_t i = 0; i < v->n_deadlines; i++)
		if (v->deadlines[i].id == id)
			return &v->deadlines[i];
	return NULL;
}

/* Whether two rows are one stretch: a row itself, or the two of a cadence whose numbers moved;
 * two contacts whose next days were rolled onto one are two. */
static bool is_one(const struct deadline *a, const struct deadline *b)
{
	return a == b || (b && a->kind == DL_FOLLOW_UP && b->kind == a->kind &&
			  b->subject_id == a->subject_id && b->due_at.us != a->due_at.us);
}

/* (d) Nobody is told the same twice: not of a row, nor of two rows of one cadence. */
static void check_told_once(struct view *v)
{
	for (size_t i = 0; i < v->n_notices; i++) {
		const struct notice *a = &v->notices[i];
		const struct deadline *d = by_id(v, a->deadline_id);
		for (size_t k = 0; d && k < i; k++) {
			const struct notice *b = &v->notices[k];
			const struct deadline *x = by_id(v, b->deadline_id);
			if (is_one(d, x) && a->step_at.us == b->step_at.us &&
			    str_eq(a->kind, b->kind) && a->user_id == b->user_id &&
			    a->webhook_id == b->webhook_id && a->channel == b->channel)
				SAY(v, d, "%.*s was told twice", STR_ARG(a->kind));
		}
	}
}

static bool was_told(const struct view *v, const struct deadline *d, const struct step *p)
{
	for (size_t i = 0; i < v->n_notices; i++) {
		const struct notice *n = &v->notices[i];
		const struct deadline *x = by_id(v, n->deadline_id);
		if (x && x->subject_id == d->subject_id && x->kind == d->kind &&
		    str_is(n->kind, names_get(&step_kind_names, (int)p->kind)))
			return true;
	}
	return false;
}

/* (d) What is past was told or dropped; what was fired was told; a hold is silent. */
static enum err check_steps(struct view *v, const struct deadline *d)
{
	struct step *steps;
	size_t n;

	enum err e = steps_parse(v->cx->arena, d->steps, &steps, &n);
	if (e)
		return e;
	bool held = d->open && d->remaining_s != INT_NONE;
	if ((held || !d->open) && instant_is_set(d->next_fire_at))
		SAY(v, d, "would speak though it is %s", held ? "on hold" : "closed");
	for (size_t i = 0; i < n; i++) {
		const struct step *p = &steps[i];
		bool done = instant_is_set(p->done_at);
		if (d->open && !held && !done && instant_cmp(p->at, v->firm->now) <= 0)
			SAY(v, d, "step %d is past and neither fired nor dropped", p->no);
		if (done && !p->dropped && !was_told(v, d, p))
			SAY(v, d, "step %d was fired and nobody told", p->no);
	}
	return OK;
}

/* (h) Every open deadline explains itself. */
static enum err check_explained(struct view *v, const struct deadline *d)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	enum err e = explanation_write(v->cx, d->id, &w);
	if (!e && !strstr(b.p, "\"agrees\":true"))
		SAY(v, d, "does not agree with its explanation (%s)",
		    names_get(&deadline_state_names, d->state));
	buf_done(&b);
	return e;
}

static enum err check_all(struct ctx *cx, void *arg)
{
	struct view v = {.firm = arg, .cx = cx};

	enum err e = all_of(cx, &deadline_fields, &v.deadlines, &v.n_deadlines);
	if (!e)
		e = all_of(cx, &notice_fields, &v.notices, &v.n_notices);
	if (!e)
		e = check_customers(&v);
	if (!e)
		e = check_tickets(&v);
	if (!e)
		e = check_follow_ups(&v);
	if (e)
		return e;
	check_told_once(&v);
	for (size_t i = 0; !e && i < v.n_deadlines; i++) {
		e = check_steps(&v, &v.deadlines[i]);
		if (!e && v.deadlines[i].open)
			e = check_explained(&v, &v.deadlines[i]);
	}
	return e;
}

enum err firm_laws(struct firm *m)
{
	return firm_run(m, TX_READ, check_all, m);
}

enum err firm_dump(struct ctx *cx, void *arg)
{
	static const struct fields *const types[] = {
		&customer_fields,  &order_fields,	 &ticket_fields,
		&follow_up_fields, &ticket_event_fields, &tier_change_fields,
		&deadline_fields,  &notice_fields,	 &policy_version_fields,
		&company_fields};
	struct jw w = {.buf = arg};
	enum err e = OK;

	buf_clear(arg);
	for (size_t t = 0; !e && t < sizeof types / sizeof *types; t++) {
		char *rows;
		size_t n;
		e = all_of(cx, types[t], &rows, &n);
		for (size_t i = 0; !e && i < n; i++) {
			buf_printf(arg, "%s ", types[t]->table);
			w.comma = false;
			jw_obj(&w);
			fields_encode(&w, types[t], rows + i * types[t]->size, MASK_ALL);
			jw_end_obj(&w);
			buf_putc(arg, '\n');
		}
	}
	return e;
}
