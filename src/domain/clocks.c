#include "domain/clocks.h"

enum phase { PHASE_IDLE, PHASE_ACTIVE, PHASE_STOPPED, PHASE_CANCELLED };

/* One clock while events are folded.  run.state is set at the end. */
struct machine {
	struct arena *arena;
	const struct clock_options *options;
	enum clock clock;
	enum phase phase;
	bool hold;	      /* in force for this clock */
	bool by_resolve;      /* what stopped it */
	struct target target; /* in force now */
	struct clock_run run;
	size_t cap_pauses;
	struct clock_run *cycles;
	size_t n_cycles, cap_cycles;
};

static void begin(struct machine *m, struct instant at)
{
	m->phase = PHASE_ACTIVE;
	m->cap_pauses = 0;
	m->run = (struct clock_run){
		.start = at,
		.paused_at = m->hold ? at : INSTANT_NONE,
		.stopped_at = INSTANT_NONE,
		.due = INSTANT_NONE,
	};
}

/* Begins a new run; a finished one becomes a cycle. */
static void begin_next(struct machine *m, struct instant at)
{
	if (m->phase == PHASE_STOPPED)
		*ARENA_PUSH(m->arena, m->cycles, m->n_cycles, m->cap_cycles) = m->run;
	begin(m, at);
}

static void stop(struct machine *m, struct instant at, bool by_resolve)
{
	m->phase = PHASE_STOPPED;
	m->by_resolve = by_resolve;
	m->run.stopped_at = at;
	m->run.target = m->target; /* judged by this one whatever comes later */
}

static void add_pause(struct machine *m, struct instant from, struct instant to)
{
	if (instant_cmp(from, to) < 0)
		*ARENA_PUSH(m->arena, m->run.pauses, m->run.n_pauses, m->cap_pauses) =
			(struct pause){from, to};
}

static void hold(struct machine *m, struct instant at)
{
	if (!(m->options->pausable & CLOCK_BIT(m->clock)))
		return;
	m->hold = true;
	if (m->phase == PHASE_ACTIVE && !instant_is_set(m->run.paused_at))
		m->run.paused_at = at;
}

static void end_hold(struct machine *m, struct instant at)
{
	m->hold = false;
	if (m->phase != PHASE_ACTIVE || !instant_is_set(m->run.paused_at))
		return;
	add_pause(m, m->run.paused_at, at);
	m->run.paused_at = INSTANT_NONE;
}

static void resolve(struct machine *m, struct instant at)
{
	if (m->phase == PHASE_ACTIVE)
		stop(m, at,
		     true); /* run.paused_at stays: a hold ends the count before the stop */
	m->hold = false;
}

static void reopen(struct machine *m, struct instant at)
{
	if (m->phase != PHASE_STOPPED || !m->by_resolve || m->options->reopen == REOPEN_IGNORE)
		return;
	if (m->options->reopen == REOPEN_NEW_CYCLE) {
		begin_next(m, at);
		return;
	}
	bool held = instant_is_set(m->run.paused_at);
	add_pause(m, held ? m->run.paused_at : m->run.stopped_at, at);
	m->phase = PHASE_ACTIVE;
	m->run.stopped_at = INSTANT_NONE;
	m->run.paused_at = m->hold ? at : INSTANT_NONE;
}

static void change_tier(struct machine *m, const struct clock_event *ev)
{
	m->target = ev->targets[m->clock];
	if (ev->restart && m->phase == PHASE_ACTIVE)
		begin(m, ev->at);
}

static void cancel(struct machine *m)
{
	if (m->phase != PHASE_ACTIVE)
		return;
	m->phase = PHASE_CANCELLED;
	m->run.target = m->target;
}

/* The only place where an event changes a clock. */
static void apply(struct machine *m, const struct clock_event *ev)
{
	bool active = m->phase == PHASE_ACTIVE;

	switch (ev->type) {
	case CLOCK_CREATED:
		if (m->clock != CLOCK_UPDATE && m->phase == PHASE_IDLE)
			begin(m, ev->at);
		break;
	case CLOCK_MESSAGE:
		if (m->clock == CLOCK_UPDATE && !active)
			begin_next(m, ev->at);
		break;
	case CLOCK_REPLIED:
		if (m->clock != CLOCK_RESOLVE && active)
			stop(m, ev->at, false);
		break;
	case CLOCK_PAUSED:
		hold(m, ev->at);
		break;
	case CLOCK_RESUMED:
		end_hold(m, ev->at);
		break;
	case CLOCK_RESOLVED:
		resolve(m, ev->at);
		break;
	case CLOCK_REOPENED:
		reopen(m, ev->at);
		break;
	case CLOCK_TIER_CHANGED:
		change_tier(m, ev);
		break;
	case CLOCK_CANCELLED:
		cancel(m);
		break;
	}
}

static struct target_run target_run_of(const struct clock_run *r, enum edge edge)
{
	return (struct target_run){r->start, r->pauses, r->n_pauses, edge};
}

/* Until when a run has counted: its hold, its stop, or now. */
static struct instant counted_until(const struct clock_run *r, struct instant now)
{
	if (instant_is_set(r->paused_at))
		return r->paused_at;
	return instant_is_set(r->stopped_at) ? r->stopped_at : now;
}

/* The instant that is compared with due.  A hold does not move a promised instant, so it does
 * not keep one either. */
static struct instant judged_at(const struct clock_run *r, struct instant now)
{
	if (r->target.kind != TARGET_AT)
		return counted_until(r, now);
	return instant_is_set(r->stopped_at) ? r->stopped_at : now;
}

/* Fills in what the run amounts to. */
static enum err judge(struct clock_run *r, enum edge edge, struct instant now)
{
	struct target_run run = target_run_of(r, edge);

	enum err e = target_elapsed(r->target.cal, &run, counted_until(r, now), &r->elapsed);
	if (!e)
		e = target_due(&r->target, &run, &r->due);
	if (e)
		return e;
	r->breached = instant_cmp(judged_at(r, now), r->due) > 0;
	if (r->target.kind == TARGET_WORK)
		r->remaining = (struct work){r->target.work.us - r->elapsed.us};
	return OK;
}

static enum clock_state state_of(const struct machine *m)
{
	switch (m->phase) {
	case PHASE_IDLE:
		return CLOCK_STATE_NONE;
	case PHASE_STOPPED:
		return CLOCK_STATE_STOPPED;
	case PHASE_CANCELLED:
		return CLOCK_STATE_CANCELLED;
	case PHASE_ACTIVE:
		break;
	}
	return instant_is_set(m->run.paused_at) ? CLOCK_STATE_PAUSED : CLOCK_STATE_RUNNING;
}

static enum err find_steps(struct machine *m, struct instant *steps)
{
	const struct clock_options *o = m->options;
	struct target_run run = target_run_of(&m->run, o->edge);

	for (size_t i = 0; i < o->n_steps; i++) {
		if (o->steps[i].clocks && !(o->steps[i].clocks & CLOCK_BIT(m->clock)))
			continue;
		enum err e = target_step_at(&m->run.target, &run, m->run.due, &o->steps[i].step,
					    &steps[i]);
		if (e)
			return e;
	}
	return OK;
}

/* Turns the machine's end into the clock's answer. */
static enum err conclude(struct machine *m, struct instant now, struct clock_result *ret)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < m->n_cycles; i++) {
		m->cycles[i].state = CLOCK_STATE_STOPPED;
		if (m->cycles[i].target.kind != TARGET_NONE)
			e = judge(&m->cycles[i], m->options->edge, now);
	}
	if (m->phase == PHASE_ACTIVE)
		m->run.target = m->target;
	if (m->run.target.kind != TARGET_NONE)
		m->run.state = state_of(m);
	if (!e && m->run.state != CLOCK_STATE_NONE && m->run.state != CLOCK_STATE_CANCELLED)
		e = judge(&m->run, m->options->edge, now);
	struct instant *steps = ARENA_ARRAY(m->arena, m->options->n_steps, struct instant);
	for (size_t i = 0; i < m->options->n_steps; i++)
		steps[i] = INSTANT_NONE;
	if (!e && m->run.state == CLOCK_STATE_RUNNING)
		e = find_steps(m, steps);
	*ret = (struct clock_result){m->run, m->cycles, m->n_cycles, steps};
	return e;
}

static const struct clock_run never = {
	.start = {INT64_MIN},
	.paused_at = {INT64_MIN},
	.stopped_at = {INT64_MIN},
	.due = {INT64_MIN},
};

enum err clocks_fold(struct arena *a, const struct clock_event *events, size_t n,
		     const struct clock_options *options, struct instant now,
		     struct clocks *ret_clocks)
{
	struct clocks out = {.next_due = INSTANT_NONE};

	for (int c = 0; c < CLOCKS; c++) {
		struct machine m = {
			.arena = a,
			.options = options,
			.clock = (enum clock)c,
			.target = options->targets[c],
			.run = never,
		};
		for (size_t i = 0; i < n && instant_cmp(events[i].at, now) <= 0; i++)
			if (!events[i].clocks || events[i].clocks & CLOCK_BIT(c))
				apply(&m, &events[i]);
		enum err e = conclude(&m, now, &out.clock[c]);
		if (e)
			return e;
		if (out.clock[c].run.state == CLOCK_STATE_RUNNING)
			out.next_due = instant_min(out.next_due, out.clock[c].run.due);
	}
	*ret_clocks = out;
	return OK;
}

const struct clock_run *clocks_worst(const struct clock_result *c)
{
	const struct clock_run *worst = NULL;
	for (size_t i = 0; i <= c->n_cycles; i++) {
		const struct clock_run *r = i < c->n_cycles ? &c->cycles[i] : &c->run;
		if (r->state != CLOCK_STATE_STOPPED || r->target.kind == TARGET_NONE)
			continue;
		if (!worst || r->elapsed.us > worst->elapsed.us)
			worst = r;
	}
	return worst;
}
