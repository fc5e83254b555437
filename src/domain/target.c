#include "domain/target.h"

static struct work work_sub(struct work a, struct work b)
{
	return (struct work){a.us - b.us};
}

/* Adds the open time of [from, to) to *sum. */
static enum err count(const struct workcal *cal, struct instant from, struct instant to,
		      struct work *sum)
{
	struct work w;
	enum err e = workcal_elapsed(cal, from, to, &w);
	if (!e)
		sum->us += w.us;
	return e;
}

/* Due of open time: what is left after each pause is counted again from its end. */
static enum err reach(const struct workcal *cal, const struct target_run *run, struct work need,
		      enum edge edge, struct instant *ret_due)
{
	struct instant from = run->start;
	struct work used = {0};
	struct instant due;

	enum err e = workcal_add(cal, from, need, edge, &due);
	for (size_t i = 0; !e && i < run->n_pauses; i++) {
		struct pause p = run->pauses[i];
		if (instant_cmp(p.from, due) > 0)
			break;
		e = count(cal, from, p.from, &used);
		if (e)
			break;
		from = p.to;
		e = workcal_add(cal, from, work_sub(need, used), edge, &due);
	}
	if (!e)
		*ret_due = due;
	return e;
}

/* Due in working days: each pause gives back the open time that it took. */
static enum err reach_days(const struct target *t, const struct target_run *run,
			   struct instant *ret_due)
{
	struct workdays days = {.n = t->days, .mode = t->mode};
	struct instant due;

	enum err e = workcal_add_days(t->cal, run->start, days, &due);
	for (size_t i = 0; !e && i < run->n_pauses; i++) {
		struct work lost = {0};
		if (instant_cmp(run->pauses[i].from, due) > 0)
			break;
		e = count(t->cal, run->pauses[i].from, run->pauses[i].to, &lost);
		if (!e)
			e = workcal_add(t->cal, due, lost, EDGE_NEAR, &due);
	}
	if (!e)
		*ret_due = due;
	return e;
}

enum err target_due(const struct target *t, const struct target_run *run,
		    struct instant *ret_due)
{
	switch (t->kind) {
	case TARGET_WORK:
		return reach(t->cal, run, t->work, run->edge, ret_due);
	case TARGET_DAYS:
		return reach_days(t, run, ret_due);
	case TARGET_AT:
		*ret_due = t->at;
		return OK;
	case TARGET_NONE:
		break;
	}
	return ERR_INPUT;
}

enum err target_elapsed(const struct workcal *cal, const struct target_run *run,
			struct instant until, struct work *ret_work)
{
	struct work used = {0};
	struct instant from = run->start;

	for (size_t i = 0; i < run->n_pauses; i++) {
		struct pause p = run->pauses[i];
		if (instant_cmp(p.from, until) >= 0)
			break;
		enum err e = count(cal, from, p.from, &used);
		if (e)
			return e;
		from = p.to;
	}
	enum err e = count(cal, from, until, &used);
	if (!e)
		*ret_work = used;
	return e;
}

enum err target_reached(const struct workcal *cal, const struct target_run *run,
			struct work need, struct instant *ret_at)
{
	return reach(cal, run, need, EDGE_NEAR, ret_at);
}

/* What a percentage is taken of. */
static enum err whole(const struct target *t, const struct target_run *run, struct instant due,
		      struct work *ret_work)
{
	if (t->kind != TARGET_WORK)
		return target_elapsed(t->cal, run, due, ret_work);
	*ret_work = t->work;
	return OK;
}

enum err target_step_at(const struct target *t, const struct target_run *run,
			struct instant due, const struct target_step *step,
			struct instant *ret_at)
{
	struct work part;
	enum err e;

	switch (step->kind) {
	case TARGET_STEP_PERCENT:
		e = whole(t, run, due, &part);
		if (e)
			return e;
		part.us = part.us / US_PER_S * step->percent / 100 * US_PER_S;
		return target_reached(t->cal, run, part, ret_at);
	case TARGET_STEP_WORK:
		if (step->work.us >= 0)
			return workcal_add(t->cal, due, step->work, EDGE_NEAR, ret_at);
		part.us = -step->work.us;
		return workcal_subtract(t->cal, due, part, EDGE_NEAR, ret_at);
	case TARGET_STEP_DAYS:
		return workcal_add_days(t->cal, due, step->days, ret_at);
	}
	return ERR_BUG;
}
