/* The operation "clock": section 4 of the case format. */
#include "app/eval.h"

#include "domain/clocks.h"

#include <stdlib.h>

static const int64_t seconds_max = INT64_C(1000000000000);
enum { PERCENT_MAX = 10000 };

static const char *const clock_names[CLOCKS] = {"response", "update", "resolve"};
static const char *const edge_names[] = {"near", "far"};
static const char *const mode_names[] = {"same_time", "end_of_day"};
static const char *const event_names[] = {
	[CLOCK_CREATED] = "created",	 [CLOCK_MESSAGE] = "customer_message",
	[CLOCK_REPLIED] = "replied",	 [CLOCK_PAUSED] = "paused",
	[CLOCK_RESUMED] = "resumed",	 [CLOCK_RESOLVED] = "resolved",
	[CLOCK_REOPENED] = "reopened",	 [CLOCK_TIER_CHANGED] = "tier_changed",
	[CLOCK_CANCELLED] = "cancelled",
};
enum { EVENT_NAMES = sizeof event_names / sizeof *event_names };

/* What is read of a case. */
struct ticket {
	struct clock_options options;
	size_t n_levels; /* the first of options.steps; warnings follow */
	struct clock_event *events;
	size_t n_events;
	struct instant now;
	struct instant first; /* of all instants that count */
};

struct order {
	struct instant at;
	size_t i;
	const json_t *event;
};

static int by_time(const void *x, const void *y)
{
	const struct order *a = x;
	const struct order *b = y;
	int c = instant_cmp(a->at, b->at);
	return c ? c : (a->i > b->i) - (a->i < b->i);
}

/* A list of clock names as bits; missing: stays. */
static enum err read_clocks(struct eval *ev, const json_t *obj, const char *key, unsigned *ret)
{
	const json_t *list = eval_member(obj, key);
	unsigned bits = 0;

	if (!list)
		return OK;
	if (!json_is_array(list))
		return eval_bad(ev, key);
	for (size_t i = 0; i < json_array_size(list); i++) {
		int c = 0;
		while (c < CLOCKS &&
		       !str_is(json_text(json_array_get(list, i)), clock_names[c]))
			c++;
		if (c == CLOCKS)
			return eval_bad(ev, key);
		bits |= CLOCK_BIT(c);
	}
	*ret = bits;
	return OK;
}

static enum err read_target(struct eval *ev, const json_t *obj, int c, int mode,
			    struct target *t)
{
	static const char *const in_seconds[] = {"response_s", "update_s", "resolve_s"};
	static const char *const in_days[] = {"response_days", "update_days", "resolve_days"};
	int64_t v;

	t->kind = TARGET_NONE;
	bool seconds = eval_member(obj, in_seconds[c]) != NULL;
	bool days = eval_member(obj, in_days[c]) != NULL;
	if (seconds && days)
		return eval_bad(ev, in_days[c]);
	if (!seconds && !days)
		return OK;
	enum err e = eval_int(ev, obj, seconds ? in_seconds[c] : in_days[c], 1,
			      seconds ? seconds_max : INT32_MAX, &v);
	if (e)
		return e;
	t->kind = seconds ? TARGET_WORK : TARGET_DAYS;
	t->work.us = seconds ? v * US_PER_S : 0;
	t->days = seconds ? 0 : (int32_t)v;
	t->mode = (enum days_mode)mode;
	return OK;
}

/* The object "targets" for the clocks in `bits`; their calendars stay. */
static enum err read_targets(struct eval *ev, const json_t *obj, unsigned bits,
			     struct target targets[CLOCKS])
{
	int mode = DAYS_SAME_TIME;
	struct target ignored;

	if (!json_is_object(obj))
		return eval_bad(ev, "targets");
	enum err e = eval_choice(ev, obj, "days_mode", mode_names, 2, &mode);
	for (int c = 0; !e && c < CLOCKS; c++)
		e = read_target(ev, obj, c, mode, bits & CLOCK_BIT(c) ? &targets[c] : &ignored);
	return e;
}

/* A change of tier: the targets in force from now on, for the clocks that it concerns. */
static enum err read_change(struct eval *ev, const struct ticket *t, const json_t *obj,
			    unsigned bits, struct target in_force[CLOCKS])
{
	const struct workcal *cal;
	enum err e = OK;

	if (eval_member(obj, "calendar")) {
		e = eval_calendar(ev, obj, t->first, t->now, &cal);
		for (int c = 0; !e && c < CLOCKS; c++)
			if (bits & CLOCK_BIT(c))
				in_force[c].cal = cal;
	}
	if (!e && eval_member(obj, "targets"))
		e = read_targets(ev, eval_member(obj, "targets"), bits, in_force);
	return e;
}

static enum err read_event(struct eval *ev, const struct ticket *t, const json_t *obj,
			   struct target in_force[CLOCKS], struct clock_event *event)
{
	int type = -1;
	unsigned bits = CLOCKS_ALL;

	enum err e = eval_choice(ev, obj, "type", event_names, EVENT_NAMES, &type);
	if (!e && type < 0)
		e = eval_bad(ev, "type");
	if (!e)
		e = read_clocks(ev, obj, "clocks", &bits);
	if (e)
		return e;
	/* Limited to no clock at all: it changes nothing, whereas 0 would mean all. */
	event->clocks = bits ? bits : 1U << CLOCKS;
	event->type = (enum clock_event_type)type;
	if (type != CLOCK_TIER_CHANGED)
		return OK;
	e = eval_bool(ev, obj, "restart", &event->restart);
	if (!e)
		e = read_change(ev, t, obj, bits, in_force);
	if (!e)
		event->targets =
			arena_grow(ev->arena, in_force, CLOCKS, CLOCKS, sizeof *in_force);
	return e;
}

/* The events' times, sorted; sets now, first and makes room for the events. */
static enum err read_times(struct eval *ev, struct ticket *t, struct order **ret_order)
{
	const json_t *list = eval_member(ev->input, "events");
	enum err e = OK;

	if (!json_is_array(list))
		return eval_bad(ev, "events");
	size_t n = json_array_size(list);
	struct order *order = ARENA_ARRAY(ev->arena, n, struct order);
	for (size_t i = 0; !e && i < n; i++) {
		order[i] = (struct order){.i = i, .event = json_array_get(list, i)};
		e = eval_instant(ev, order[i].event, "at", &order[i].at);
	}
	if (e)
		return e;
	if (n > 1)
		qsort(order, n, sizeof *order, by_time);
	t->now = n ? order[n - 1].at : instant_of_s(0);
	if (eval_member(ev->input, "now"))
		e = eval_instant(ev, ev->input, "now", &t->now);
	t->first = n && instant_cmp(order[0].at, t->now) < 0 ? order[0].at : t->now;
	t->events = ARENA_ARRAY(ev->arena, n, struct clock_event);
	t->n_events = n;
	*ret_order = order;
	return e;
}

static enum err read_level(struct eval *ev, const json_t *obj, struct clock_step *step)
{
	int clock = -1;
	int64_t v;
	bool days = eval_member(obj, "offset_days") != NULL;

	if (!json_is_object(obj) || days == (eval_member(obj, "offset_s") != NULL))
		return eval_bad(ev, "levels");
	enum err e = eval_choice(ev, obj, "clock", clock_names, CLOCKS, &clock);
	if (!e)
		e = eval_int(ev, obj, days ? "offset_days" : "offset_s", INT64_MIN, seconds_max,
			     &v);
	if (e)
		return e;
	v = v < -seconds_max ? -seconds_max : v;
	step->clocks = clock < 0 ? 0 : CLOCK_BIT(clock);
	if (days) {
		int64_t n = v < 0 ? -v : v;
		step->step.kind = TARGET_STEP_DAYS;
		step->step.days.n = n < INT32_MAX ? (int32_t)n : INT32_MAX;
		step->step.days.before = v < 0;
	} else {
		step->step.kind = TARGET_STEP_WORK;
		step->step.work.us = v * US_PER_S;
	}
	return OK;
}

static enum err read_warning(struct eval *ev, const json_t *percent, struct clock_step *step)
{
	int64_t p = json_integer_value(percent);
	if (!json_is_integer(percent) || p < 0 || p > PERCENT_MAX)
		return eval_bad(ev, "warn_pct");
	step->step = (struct target_step){.kind = TARGET_STEP_PERCENT, .percent = (int32_t)p};
	return OK;
}

static enum err read_steps(struct eval *ev, struct ticket *t)
{
	const json_t *levels = eval_member(ev->input, "levels");
	const json_t *warnings = eval_member(ev->input, "warn_pct");
	enum err e = OK;

	if (levels && !json_is_array(levels))
		return eval_bad(ev, "levels");
	if (warnings && !json_is_array(warnings))
		return eval_bad(ev, "warn_pct");
	t->n_levels = json_array_size(levels);
	size_t n = t->n_levels + json_array_size(warnings);
	struct clock_step *steps = ARENA_ARRAY(ev->arena, n, struct clock_step);
	for (size_t i = 0; !e && i < n; i++)
		e = i < t->n_levels
			    ? read_level(ev, json_array_get(levels, i), &steps[i])
			    : read_warning(ev, json_array_get(warnings, i - t->n_levels),
					   &steps[i]);
	t->options.steps = steps;
	t->options.n_steps = n;
	return e;
}

static enum err read_ticket(struct eval *ev, struct ticket *t)
{
	struct target in_force[CLOCKS] = {0};
	struct order *order;
	const struct workcal *cal;
	int edge = EDGE_NEAR;

	t->options.pausable = CLOCKS_ALL;
	enum err e = read_times(ev, t, &order);
	if (!e)
		e = read_targets(ev, eval_member(ev->input, "targets"), CLOCKS_ALL, in_force);
	if (!e)
		e = eval_choice(ev, ev->input, "edge", edge_names, 2, &edge);
	if (!e)
		e = read_clocks(ev, ev->input, "pausable", &t->options.pausable);
	if (!e)
		e = read_steps(ev, t);
	if (!e)
		e = eval_calendar(ev, ev->input, t->first, t->now, &cal);
	if (e)
		return e;
	for (int c = 0; c < CLOCKS; c++) {
		in_force[c].cal = cal;
		t->options.targets[c] = in_force[c];
	}
	t->options.edge = (enum edge)edge;
	for (size_t i = 0; !e && i < t->n_events; i++) {
		t->events[i].at = order[i].at;
		e = read_event(ev, t, order[i].event, in_force, &t->events[i]);
	}
	return e;
}

static void put_seconds(struct eval *ev, const char *key, bool known, struct work w)
{
	jw_key(ev->out, key);
	if (known)
		jw_int(ev->out, w.us / US_PER_S);
	else
		jw_null(ev->out);
}

static void put_steps(struct eval *ev, const char *key, const struct clock_result *c,
		      size_t from, size_t to)
{
	jw_key(ev->out, key);
	jw_arr(ev->out);
	for (size_t i = from; i < to; i++)
		if (instant_is_set(c->steps[i]))
			eval_put_time(ev, c->steps[i]);
	jw_end_arr(ev->out);
}

static void put_clock(struct eval *ev, const struct ticket *t, int c,
		      const struct clock_result *r)
{
	static const char *const states[] = {"none", "running", "paused", "stopped",
					     "cancelled"};
	enum clock_state state = r->run.state;
	bool running = state == CLOCK_STATE_RUNNING;
	bool counts = state != CLOCK_STATE_NONE && state != CLOCK_STATE_CANCELLED;
	bool in_work = r->run.target.kind == TARGET_WORK;

	jw_key(ev->out, clock_names[c]);
	jw_obj(ev->out);
	jw_kcstr(ev->out, "state", states[state]);
	jw_key(ev->out, "due");
	eval_put_time(ev, running ? r->run.due : INSTANT_NONE);
	put_seconds(ev, "elapsed_s", counts, r->run.elapsed);
	put_seconds(ev, "remaining_s", counts && in_work, r->run.remaining);
	jw_kbool(ev->out, "breached", counts && r->run.breached);
	jw_key(ev->out, "stopped_at");
	eval_put_time(ev, state == CLOCK_STATE_STOPPED ? r->run.stopped_at : INSTANT_NONE);
	put_steps(ev, "levels", r, 0, t->n_levels);
	put_steps(ev, "warnings", r, t->n_levels, t->options.n_steps);
	if (c == CLOCK_UPDATE) {
		const struct clock_run *w = clocks_worst(r);
		put_seconds(ev, "worst_elapsed_s", w != NULL,
			    w ? w->elapsed : (struct work){0});
		put_seconds(ev, "worst_remaining_s", w && w->target.kind == TARGET_WORK,
			    w ? w->remaining : (struct work){0});
	}
	jw_end_obj(ev->out);
}

enum err eval_op_clock(struct eval *ev)
{
	struct ticket t = {0};
	struct clocks clocks;

	enum err e = read_ticket(ev, &t);
	if (!e)
		e = clocks_fold(ev->arena, t.events, t.n_events, &t.options, t.now, &clocks);
	if (e)
		return e;
	jw_obj(ev->out);
	for (int c = 0; c < CLOCKS; c++)
		put_clock(ev, &t, c, &clocks.clock[c]);
	jw_key(ev->out, "next_due");
	eval_put_time(ev, clocks.next_due);
	jw_end_obj(ev->out);
	return OK;
}
