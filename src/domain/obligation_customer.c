/* The deadlines of a customer and of its follow-ups: the first touch after a purchase, and the
 * cadence, cycle by cycle from contact to contact (F1-F3, section 9 of deadlines). */
#include "domain/obligation_build.h"

#include "domain/cadence.h"

static const enum cadence_unit unit_of[] = {
	[EVERY_DAY] = CADENCE_DAYS,
	[EVERY_WEEK] = CADENCE_WEEKS,
	[EVERY_MONTH] = CADENCE_MONTHS,
	[EVERY_YEAR] = CADENCE_YEARS,
	[EVERY_WORKING_DAY] = CADENCE_WORKDAYS,
};

static struct cadence cadence_of(const struct terms *t, struct date anchor)
{
	static const enum cadence_roll rolls[] = {ROLL_PREVIOUS, ROLL_NONE, ROLL_NEXT};
	const struct limit *l = t->limit;

	return (struct cadence){
		.unit = unit_of[l->unit],
		.every = (int32_t)l->amount,
		.from_completion = !l->from_anchor || !date_is_set(anchor),
		.anchor = anchor,
		.roll = rolls[l->roll + 1],
		.due_second = (int32_t)l->at_s,
		.cal = t->calendar->cal,
	};
}

static enum err next_instance(const struct terms *t, struct date anchor, struct instant start,
			      struct cadence_instance *ret_next)
{
	struct cadence c = cadence_of(t, anchor);
	return cadence_next(&c, tz_date(workcal_zone(t->calendar->cal), start), ret_next);
}

/* One cycle of the cadence, from a contact (or the beginning) to the next (none: open). */
static enum err add_cycle(struct arena *a, const struct terms *t, struct date anchor,
			  struct instant start, struct instant end, struct instant now,
			  struct obligations *out)
{
	struct cadence_instance next;
	enum err e = next_instance(t, anchor, start, &next);
	if (e)
		return e;
	struct obligation *o = obligation_add(a, out);
	struct target_run run = {.start = start};

	obligation_terms(o, t);
	o->target = (struct target){.kind = TARGET_AT, .cal = workcal_always(), .at = next.due};
	o->nominal = next.nominal;
	o->day = next.day;
	o->deadline.start_at = start;
	o->deadline.due_at = next.due;
	o->deadline.provisional = workcal_is_provisional(t->calendar->cal, next.due);
	obligation_judge(&o->deadline, end, now);
	return o->deadline.open ? steps_of_run(a, t, &o->target, &run, next.due, o) : OK;
}

/* The terms of a kind at an instant. */
static struct terms terms_at(const struct standards *s, const struct customer_facts *f,
			     enum deadline_kind kind, struct instant at)
{
	const struct match *match = &f->match;
	int64_t policy_id = f->policy_id;

	for (size_t i = 0; i < f->n_standings; i++)
		if (instant_cmp(f->standings[i].from, at) <= 0) {
			match = &f->standings[i].match;
			policy_id = f->standings[i].policy_id;
		}
	return terms_find(s, policy_id, match, kind);
}

static enum err add_cadence(struct arena *a, const struct standards *s,
			    const struct customer_facts *f, struct instant now,
			    struct obligations *out)
{
	struct instant start = f->since;
	enum err e = OK;

	struct date anchor = f->customer->cooperation_since;
	for (size_t i = 0; !e && i <= f->n_contacts; i++) {
		struct instant end = i < f->n_contacts ? f->contacts[i] : INSTANT_NONE;
		if (i < f->n_contacts && instant_cmp(end, f->since) < 0)
			continue; /* before we owed anything */
		struct instant begun = start;
		struct terms t = terms_at(s, f, DL_FOLLOW_UP, instant_is_set(end) ? end : now);
		start = end;
		if (!t.limit || t.limit->kind != LIMIT_EVERY || !t.calendar)
			continue;
		e = add_cycle(a, &t, anchor, begun, end, now, out);
		if (!e)
			out->v[out->n - 1].deadline.cycle = (int64_t)i + 1;
	}
	return e;
}

/* A purchase is known by its day, which is not counted (Civil Code art. 201): time runs from
 * its last second in the calendar's zone.  A contact on that day already counts. */
static enum err add_first(struct arena *a, const struct standards *s,
			  const struct customer_facts *f, struct instant now,
			  struct obligations *out)
{
	struct terms t = terms_at(s, f, DL_FIRST, now);
	struct date bought = f->customer->first_order_on;
	struct instant end = INSTANT_NONE;
	struct obligation *o;

	if (!date_is_set(bought))
		bought = f->customer->cooperation_since;
	/* In whose zone the day is; the terms themselves are those of the end. */
	const struct named_calendar *calendar =
		t.calendar || !t.policy ? t.calendar
					: standards_calendar(s, t.policy->calendar);
	if (!date_is_set(bought) || !calendar)
		return OK;
	const struct tz *tz = workcal_zone(calendar->cal);
	struct instant day = tz_date_start(tz, bought);
	struct instant start =
		instant_add(tz_date_start(tz, (struct date){bought.day + 1}), span_of_s(-1));
	for (size_t i = 0; i < f->n_contacts && !instant_is_set(end); i++)
		if (instant_cmp(f->contacts[i], day) >= 0)
			end = f->contacts[i];
	if (instant_is_set(end))
		t = terms_at(s, f, DL_FIRST, end);
	return t.calendar ? obligation_single(a, &t, start, end, now, out, &o) : OK;
}

enum err customer_obligations(struct arena *a, const struct standards *s,
			      const struct customer_facts *facts, struct instant now,
			      struct obligations *out)
{
	const struct customer *c = facts->customer;
	struct customer_facts known = *facts; /* up to now */
	enum err e = OK;

	*out = (struct obligations){.match = facts->match};
	if (c->state != CUSTOMER_ACTIVE)
		return OK;
	while (known.n_contacts && instant_cmp(known.contacts[known.n_contacts - 1], now) > 0)
		known.n_contacts--;
	out->cap = known.n_contacts + 2; /* the first touch, and a cycle more than contacts */
	out->v = ARENA_ARRAY(a, out->cap, struct obligation);
	e = add_first(a, s, &known, now, out);
	if (!e)
		e = add_cadence(a, s, &known, now, out);
	for (size_t i = 0; i < out->n; i++) {
		struct deadline *d = &out->v[i].deadline;
		d->subject = SUBJECT_CUSTOMER;
		d->subject_id = d->customer_id = c->id;
		d->owner_id = c->owner_id;
		d->department_id = c->department_id;
	}
	return e;
}

enum err due_of_kind(const struct standards *s, int64_t policy_id, const struct match *m,
		     enum deadline_kind kind, struct instant start, struct instant *ret_due)
{
	struct terms t = terms_find(s, policy_id, m, kind);
	struct target_run run = {.start = start};

	*ret_due = INSTANT_NONE;
	if (t.limit && t.limit->kind == LIMIT_EVERY && t.calendar) {
		struct cadence_instance next;
		enum err e = next_instance(&t, DATE_NONE, start, &next);
		if (!e)
			*ret_due = next.due;
		return e;
	}
	struct target target = terms_target(&t);
	return target.kind == TARGET_NONE ? OK : target_due(&target, &run, ret_due);
}

/* What a person has promised: a plan's time, an action's due. */
static void add_promise(struct arena *a, const struct follow_up *f, enum deadline_kind kind,
			struct instant due, struct instant end, struct instant now,
			struct obligations *out)
{
	static const int64_t remind_before_s = 3600;
	struct obligation *o = obligation_add(a, out);
	struct deadline *d = &o->deadline;

	d->subject = SUBJECT_FOLLOW_UP;
	d->subject_id = f->id;
	d->customer_id = f->customer_id;
	d->kind = (int)kind;
	d->owner_id = kind == DL_ACTION && f->next_action_owner_id ? f->next_action_owner_id
								   : f->owner_id;
	d->department_id = f->department_id;
	d->start_at = kind == DL_ACTION ? f->done_at : f->created_at;
	d->due_at = due;
	obligation_judge(d, end, now);
	if (!d->open)
		return;
	o->steps = ARENA_ARRAY(a, 2, struct step);
	o->n_steps = 2;
	o->steps[0] = (struct step){.no = 0,
				    .kind = STEP_WARNING,
				    .to = TO_OWNER,
				    .at = instant_add(due, span_of_s(-remind_before_s)),
				    .done_at = INSTANT_NONE};
	o->steps[1] = (struct step){.no = 1,
				    .kind = STEP_BREACH,
				    .to = TO_OWNER,
				    .at = instant_add(due, span_of_s(1)),
				    .done_at = INSTANT_NONE};
}

enum err follow_up_obligations(struct arena *a, const struct follow_up *f, struct instant now,
			       struct obligations *out)
{
	*out = (struct obligations){0};
	if (f->state == FOLLOW_UP_CANCELLED)
		return OK;
	if (instant_is_set(f->planned_at))
		add_promise(a, f, DL_PLAN, f->planned_at, f->done_at, now, out);
	if (f->state == FOLLOW_UP_DONE && instant_is_set(f->next_action_due_at))
		add_promise(a, f, DL_ACTION, f->next_action_due_at, f->next_action_done_at, now,
			    out);
	return OK;
}
