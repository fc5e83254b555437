/* The deadlines of a ticket: its events become clock events, the clocks become deadlines. */
#include "domain/obligation_build.h"

#include <stdlib.h>

/* The clocks and what people call them. */
static const enum deadline_kind kind_of_clock[CLOCKS] = {
	[CLOCK_RESPONSE] = DL_RESPONSE,
	[CLOCK_UPDATE] = DL_UPDATE,
	[CLOCK_RESOLVE] = DL_SOLUTION,
};

/* What a clock is judged by, and since when. */
struct judge {
	struct terms terms;
	struct instant since;
};

struct reading {
	struct arena *arena;
	const struct standards *standards;
	const struct ticket *ticket;
	const struct ticket_event *events;
	size_t n;
	const struct event_terms *next_terms;
	struct instant now;
	struct clock_event *clock_events;
	size_t n_clock_events;
	struct target first_targets[CLOCKS];
	enum edge edge;
	enum reopen reopen;
	struct event_terms terms; /* as of the last event read */
	struct judge *judges;	  /* of the clocks, likewise; a new array per change */
	struct obligations *out;
};

/* Equal times in order of entry. */
static int by_time(const void *x, const void *y)
{
	const struct ticket_event *a = x, *b = y;
	int c = instant_cmp(a->at, b->at);
	return c ? c : (a->seq > b->seq) - (a->seq < b->seq);
}

/* Most tickets' events need not be touched. */
static bool are_facts_in_order(const struct ticket_facts *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (event_is_consequence((enum event_kind)f->events[i].kind) ||
		    instant_cmp(f->events[i].at, f->now) > 0 ||
		    (i > 0 && by_time(&f->events[i - 1], &f->events[i]) > 0))
			return false;
	return true;
}

/* The facts up to now in order of when they happened. */
static void sort_events(struct arena *a, struct ticket_facts *f)
{
	if (are_facts_in_order(f))
		return;
	struct ticket_event *v = arena_grow(a, f->events, f->n, f->n, sizeof *v);
	bool sorted = true;
	size_t k = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (event_is_consequence((enum event_kind)v[i].kind) ||
		    instant_cmp(v[i].at, f->now) > 0)
			continue;
		v[k++] = v[i];
		sorted = sorted && (k == 1 || by_time(&v[k - 2], &v[k - 1]) < 0);
	}
	if (!sorted)
		qsort(v, k, sizeof *v, by_time);
	f->events = v;
	f->n = k;
}

static bool has_terms(enum event_kind kind)
{
	return kind == EV_CREATED || kind == EV_RECLASSIFIED || kind == EV_POLICY_CHANGED;
}

bool event_data_decides(enum event_kind kind)
{
	return has_terms(kind) || kind == EV_DEPARTMENT_ASKED || kind == EV_DEPARTMENT_REPLIED;
}

enum err ticket_facts_read(struct arena *a, const struct ticket *t,
			   const struct ticket_event *events, size_t n, struct instant now,
			   struct ticket_facts *ret_facts)
{
	struct ticket_facts f = {.ticket = t, .events = events, .n = n, .now = now};
	struct event_terms *v = NULL;
	size_t cap = 0;
	enum err e = OK;

	sort_events(a, &f);
	for (size_t i = 0; !e && i < f.n; i++) {
		if (!has_terms((enum event_kind)f.events[i].kind))
			continue;
		struct event_terms *x = ARENA_PUSH(a, v, f.n_terms, cap);
		e = match_parse(a, f.events[i].data, &x->match, &x->policy_id);
	}
	f.terms = v;
	*ret_facts = f;
	return e;
}

static void read_terms(struct reading *r, const struct ticket_event *ev)
{
	const struct judge *old = r->judges;

	r->terms = *r->next_terms++;
	r->judges = ARENA_ARRAY(r->arena, CLOCKS, struct judge);
	for (int c = 0; c < CLOCKS; c++) {
		struct judge *j = &r->judges[c];
		j->terms = terms_find(r->standards, r->terms.policy_id, &r->terms.match,
				      kind_of_clock[c]);
		j->since = old && old[c].terms.rule == j->terms.rule ? old[c].since : ev->at;
	}
}

/* What decides a kind that is judged by the facts of the end. */
static struct terms terms_now(const struct reading *r, enum deadline_kind kind)
{
	return terms_find(r->standards, r->terms.policy_id, &r->terms.match, kind);
}

/* Each is marked with its judge: a finished run says by whom it was judged. */
static struct target *targets_now(struct reading *r)
{
	struct target *t = ARENA_ARRAY(r->arena, CLOCKS, struct target);
	for (int c = 0; c < CLOCKS; c++) {
		t[c] = terms_target(&r->judges[c].terms);
		t[c].mark = &r->judges[c];
	}
	return t;
}

/* Which clocks a hold freezes under the rules in force. */
static unsigned pausable_now(const struct reading *r)
{
	unsigned m = 0;
	for (int c = 0; r->judges && c < CLOCKS; c++) {
		const struct rule *rule = r->judges[c].terms.rule;
		if (rule && (rule->pausable >> kind_of_clock[c] & 1))
			m |= CLOCK_BIT(c);
	}
	return m;
}

static void push(struct reading *r, struct instant at, enum clock_event_type type,
		 unsigned clocks, const struct target *targets)
{
	r->clock_events[r->n_clock_events++] = (struct clock_event){
		.at = at, .type = type, .clocks = clocks, .targets = targets};
}

static enum err read_created(struct reading *r, const struct ticket_event *ev)
{
	read_terms(r, ev);
	memcpy(r->first_targets, targets_now(r), sizeof r->first_targets);
	const struct policy *p = standards_policy(r->standards, r->terms.policy_id);
	if (r->terms.policy_id && !p)
		return ERR_BUG;
	r->edge = p && p->far_edge ? EDGE_FAR : EDGE_NEAR;
	r->reopen = p ? p->reopen : REOPEN_CONTINUE;
	push(r, ev->at, CLOCK_CREATED, r->ticket->by_staff ? CLOCK_BIT(CLOCK_RESOLVE) : 0,
	     NULL);
	return OK;
}

static void read_change(struct reading *r, const struct ticket_event *ev)
{
	read_terms(r, ev);
	push(r, ev->at, CLOCK_TIER_CHANGED, 0, targets_now(r));
}

static enum err read_event(struct reading *r, const struct ticket_event *ev)
{
	switch (ev->kind) {
	case EV_CREATED:
		return read_created(r, ev);
	case EV_RECLASSIFIED:
	case EV_POLICY_CHANGED:
		read_change(r, ev);
		break;
	case EV_CUSTOMER_MESSAGE:
		push(r, ev->at, CLOCK_MESSAGE, 0, NULL);
		break;
	case EV_REPLIED:
		push(r, ev->at, CLOCK_REPLIED, 0, NULL);
		break;
	case EV_HELD:
		if (pausable_now(r))
			push(r, ev->at, CLOCK_PAUSED, pausable_now(r), NULL);
		break;
	case EV_RESUMED:
		push(r, ev->at, CLOCK_RESUMED, 0, NULL);
		break;
	case EV_RESOLVED:
		push(r, ev->at, CLOCK_RESOLVED, 0, NULL);
		break;
	case EV_REOPENED:
		push(r, ev->at, CLOCK_REOPENED, 0, NULL);
		break;
	case EV_CANCELLED:
		push(r, ev->at, CLOCK_CANCELLED, 0, NULL);
		break;
	default:
		break;
	}
	return OK;
}

/* The clock has judged already; here its answer is said in the words of deadlines. */
static void fill_run(const struct clock_run *run, struct deadline *d)
{
	const struct judge *judge = run->target.mark;

	d->start_at = run->start;
	d->due_at = run->due;
	d->met_at = run->state == CLOCK_STATE_STOPPED ? run->stopped_at : INSTANT_NONE;
	d->open = run->state == CLOCK_STATE_RUNNING || run->state == CLOCK_STATE_PAUSED;
	if (run->state == CLOCK_STATE_PAUSED)
		d->remaining_s = run->remaining.us / US_PER_S;
	if (run->state == CLOCK_STATE_CANCELLED) {
		d->state = DS_CANCELLED;
	} else if (run->breached) {
		d->state = DS_MISSED;
		/* What a change made past was missed at the change, not before. */
		d->missed_at =
			instant_cmp(run->due, judge->since) < 0 ? judge->since : run->due;
	} else if (run->state == CLOCK_STATE_PAUSED) {
		d->state = DS_PAUSED;
		d->due_at = INSTANT_NONE;
	} else {
		d->state = run->state == CLOCK_STATE_STOPPED ? DS_MET : DS_RUNNING;
	}
}

static enum err add_run(struct reading *r, const struct clock_run *run, size_t cycle)
{
	if (run->state == CLOCK_STATE_NONE || run->target.kind == TARGET_NONE)
		return OK;
	const struct terms *t = &((const struct judge *)run->target.mark)->terms;
	struct obligation *o = obligation_add(r->arena, r->out);
	obligation_terms(o, t);
	o->deadline.cycle = (int64_t)cycle;
	o->target = run->target;
	o->pauses = run->pauses;
	o->n_pauses = run->n_pauses;
	fill_run(run, &o->deadline);
	o->deadline.provisional = instant_is_set(o->deadline.due_at) &&
				  workcal_is_provisional(run->target.cal, o->deadline.due_at);
	if (!o->deadline.open || !instant_is_set(o->deadline.due_at))
		return OK;
	struct target_run tr = {.start = run->start,
				.pauses = run->pauses,
				.n_pauses = run->n_pauses,
				.edge = r->edge};
	return steps_of_run(r->arena, t, &run->target, &tr, run->due, o);
}

static enum err add_clocks(struct reading *r)
{
	struct clock_options options = {
		.edge = r->edge, .pausable = CLOCKS_ALL, .reopen = r->reopen};
	struct clocks clocks;

	memcpy(options.targets, r->first_targets, sizeof options.targets);
	enum err e = clocks_fold(r->arena, r->clock_events, r->n_clock_events, &options, r->now,
				 &clocks);
	for (int c = 0; !e && c < CLOCKS; c++) {
		const struct clock_result *k = &clocks.clock[c];
		for (size_t i = 0; !e && i < k->n_cycles; i++)
			e = add_run(r, &k->cycles[i], i + 1);
		if (!e)
			e = add_run(r, &k->run, k->n_cycles + 1);
	}
	return e;
}

/* The first event of a kind after event i, or NULL. */
static const struct ticket_event *later(const struct reading *r, size_t i, enum event_kind kind)
{
	for (size_t k = i + 1; k < r->n; k++)
		if (r->events[k].kind == (int)kind)
			return &r->events[k];
	return NULL;
}

static bool comes_first(const struct ticket_event *a, const struct ticket_event *b)
{
	return a && (!b || a < b);
}

static void give_up(struct deadline *d)
{
	d->state = DS_CANCELLED;
	d->open = false;
	d->met_at = INSTANT_NONE;
	d->missed_at = INSTANT_NONE;
}

/* Given up at an instant: what was late by then stays missed. */
static void give_up_at(struct deadline *d, struct instant at)
{
	bool late = instant_cmp(at, d->due_at) > 0;
	struct instant due = d->due_at;

	give_up(d);
	if (late) {
		d->state = DS_MISSED;
		d->missed_at = due;
	}
}

/* V9: after each solution the customer is called back; a reopened ticket cancels it, and so
 * does one that was archived for a reason without asking. */
static enum err add_call_backs(struct reading *r)
{
	struct terms t = {0};
	int64_t cycle = 0;
	enum err e = OK;

	for (size_t i = 0; !e && i < r->n; i++) {
		if (r->events[i].kind != EV_RESOLVED)
			continue;
		const struct ticket_event *called = later(r, i, EV_CALLED_BACK);
		const struct ticket_event *reopened = later(r, i, EV_REOPENED);
		const struct ticket_event *archived = later(r, i, EV_ARCHIVED);
		struct obligation *o;
		struct instant end = comes_first(called, reopened) ? called->at : INSTANT_NONE;
		if (cycle++ == 0)
			t = terms_now(r, DL_CALL_BACK);
		e = obligation_single(r->arena, &t, r->events[i].at, end, r->now, r->out, &o);
		if (e || !o)
			continue;
		o->deadline.cycle = cycle;
		const struct ticket_event *ends =
			comes_first(reopened, archived) ? reopened : archived;
		if (comes_first(ends, called))
			give_up_at(&o->deadline, ends->at);
	}
	return e;
}

/* C4: each department that was asked reports within its limit. */
static enum err add_departments(struct reading *r)
{
	struct terms t = {0};
	int64_t cycle = 0;
	enum err e = OK;

	for (size_t i = 0; !e && i < r->n; i++) {
		if (r->events[i].kind != EV_DEPARTMENT_ASKED)
			continue;
		int64_t department = department_parse(r->arena, r->events[i].data);
		struct instant end = INSTANT_NONE;
		for (size_t k = i + 1; k < r->n && !instant_is_set(end); k++)
			if (r->events[k].kind == EV_DEPARTMENT_REPLIED &&
			    department_parse(r->arena, r->events[k].data) == department)
				end = r->events[k].at;
		struct obligation *o;
		if (cycle++ == 0)
			t = terms_now(r, DL_DEPARTMENT);
		e = obligation_single(r->arena, &t, r->events[i].at, end, r->now, r->out, &o);
		if (e || !o)
			continue;
		o->deadline.cycle = cycle;
		o->deadline.department_id = department;
	}
	return e;
}

static int by_instant(const void *x, const void *y)
{
	return instant_cmp(*(const struct instant *)x, *(const struct instant *)y);
}

/* R5: a breach is explained and apologised for; one word covers all breaches before it. */
static enum err add_apologies(struct reading *r)
{
	struct instant *missed = ARENA_ARRAY(r->arena, r->out->n, struct instant);
	size_t n = 0;
	int64_t cycle = 0;
	struct instant covered = INSTANT_NONE;
	bool waiting = false;
	enum err e = OK;

	for (size_t i = 0; i < r->out->n; i++)
		if (r->out->v[i].deadline.state == DS_MISSED)
			missed[n++] = r->out->v[i].deadline.missed_at;
	if (!n)
		return OK;
	struct terms t = terms_now(r, DL_APOLOGY);
	qsort(missed, n, sizeof *missed, by_instant);
	for (size_t i = 0; !e && i < n; i++) {
		if (waiting ||
		    (instant_is_set(covered) && instant_cmp(missed[i], covered) <= 0))
			continue;
		struct instant end = INSTANT_NONE;
		for (size_t k = 0; k < r->n && !instant_is_set(end); k++)
			if (r->events[k].kind == EV_APOLOGISED &&
			    instant_cmp(r->events[k].at, missed[i]) >= 0)
				end = r->events[k].at;
		struct obligation *o;
		cycle++;
		e = obligation_single(r->arena, &t, missed[i], end, r->now, r->out, &o);
		if (!e && o)
			o->deadline.cycle = cycle;
		waiting = !instant_is_set(end);
		covered = end;
	}
	return e;
}

/* Whose they are; a cancelled ticket owes nothing any more. */
static void name_subject(const struct reading *r)
{
	for (size_t i = 0; i < r->out->n; i++) {
		struct deadline *d = &r->out->v[i].deadline;
		d->subject = SUBJECT_TICKET;
		d->subject_id = r->ticket->id;
		d->customer_id = r->ticket->customer_id;
		if (r->ticket->state == TICKET_CANCELLED && d->open)
			give_up(d);
		/* Nobody can answer for a department any more; it would be late for ever. */
		if (r->ticket->state == TICKET_ARCHIVED && d->kind == DL_DEPARTMENT && d->open)
			give_up(d);
		if (d->kind != DL_DEPARTMENT) {
			d->owner_id = r->ticket->owner_id;
			d->department_id = r->ticket->department_id;
		}
	}
}

enum err ticket_obligations_of(struct arena *a, const struct standards *s,
			       const struct ticket_facts *facts, struct obligations *out)
{
	struct reading r = {.arena = a,
			    .standards = s,
			    .ticket = facts->ticket,
			    .events = facts->events,
			    .n = facts->n,
			    .next_terms = facts->terms,
			    .now = facts->now,
			    .out = out};
	enum err e = OK;

	*out = (struct obligations){0};
	r.clock_events = ARENA_ARRAY(a, r.n, struct clock_event);
	for (size_t i = 0; !e && i < r.n; i++)
		e = read_event(&r, &r.events[i]);
	if (!e)
		e = add_clocks(&r);
	if (!e)
		e = add_call_backs(&r);
	if (!e)
		e = add_departments(&r);
	if (!e)
		e = add_apologies(&r);
	if (!e)
		name_subject(&r);
	out->match = r.terms.match;
	return e;
}

enum err ticket_obligations(struct arena *a, const struct standards *s, const struct ticket *t,
			    const struct ticket_event *events, size_t n, struct instant now,
			    struct obligations *out)
{
	struct ticket_facts f;
	enum err e = ticket_facts_read(a, t, events, n, now, &f);

	return e ? e : ticket_obligations_of(a, s, &f, out);
}
