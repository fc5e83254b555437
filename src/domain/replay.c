#include "domain/replay.h"

#include <stdlib.h>

ENUM_DEFINE(replay_dimension, REPLAY_DIMENSIONS);
ENUM_DEFINE(outcome, OUTCOMES);

/* Buckets of minutes: one each up to EXACT, then PER_OCTAVE for every doubling. */
enum { EXACT = 64, PER_OCTAVE = 32, OCTAVES = 20, BUCKETS = EXACT + PER_OCTAVE * OCTAVES };
struct histogram {
	int64_t n;
	uint32_t count[BUCKETS]; /* narrow: many groups share the processor's cache */
};

static int bucket_of(int64_t minutes)
{
	int octave = 0;

	if (minutes < EXACT)
		return minutes < 0 ? 0 : (int)minutes;
	while (octave < OCTAVES - 1 && minutes >= (int64_t)EXACT << (octave + 1))
		octave++;
	int64_t low = (int64_t)EXACT << octave;
	int64_t k = (minutes - low) * PER_OCTAVE / low;
	return EXACT + octave * PER_OCTAVE + (int)(k < PER_OCTAVE ? k : PER_OCTAVE - 1);
}

/* The middle of a bucket. */
static int64_t minutes_of(int bucket)
{
	if (bucket < EXACT)
		return bucket;
	int octave = (bucket - EXACT) / PER_OCTAVE, k = (bucket - EXACT) % PER_OCTAVE;
	int64_t low = (int64_t)EXACT << octave;
	return low + (2 * k + 1) * low / (2 * PER_OCTAVE);
}

int64_t replay_due(const struct replay_counts *c)
{
	return c->outcomes[OUTCOME_MET] + c->outcomes[OUTCOME_MET_LATE] +
	       c->outcomes[OUTCOME_MISSED];
}

int64_t replay_minutes(const struct replay_counts *c, int p)
{
	if (!c->minutes)
		return -1;
	int64_t rank = (c->minutes->n * p + 99) / 100; /* nearest rank */
	int64_t seen = 0;
	int b = 0;
	for (; b < BUCKETS; b++) {
		seen += c->minutes->count[b];
		if (seen >= rank)
			break;
	}
	return minutes_of(b);
}

void replay_init(struct replay *r, struct arena *a, const struct tz *zone, struct instant now)
{
	*r = (struct replay){.arena = a,
			     .zone = zone,
			     .from = INSTANT_NONE,
			     .to = INSTANT_NONE,
			     .now = now,
			     .before_from = INSTANT_NONE,
			     .before_to = INSTANT_NONE,
			     .cap_groups = 256};
	r->groups = ARENA_ARRAY(a, r->cap_groups, struct replay_group *);
}

static size_t place_of(const struct replay *r, enum replay_dimension dimension, int64_t value)
{
	uint64_t h = ((uint64_t)value * 8 + (uint64_t)dimension) * UINT64_C(0x9E3779B97F4A7C15);
	size_t i = (size_t)(h >> 32) & (r->cap_groups - 1);

	while (r->groups[i] &&
	       (r->groups[i]->dimension != dimension || r->groups[i]->value != value))
		i = (i + 1) & (r->cap_groups - 1);
	return i;
}

static void make_room(struct replay *r)
{
	struct replay_group **old = r->groups;
	size_t n = r->cap_groups;

	if (2 * r->n_groups < n)
		return;
	r->cap_groups = 2 * n;
	r->groups = ARENA_ARRAY(r->arena, r->cap_groups, struct replay_group *);
	for (size_t i = 0; i < n; i++)
		if (old[i])
			r->groups[place_of(r, old[i]->dimension, old[i]->value)] = old[i];
}

static struct replay_group *group(struct replay *r, enum replay_dimension dimension,
				  int64_t value)
{
	struct replay_group *last = r->last[dimension];

	if (last && last->value == value)
		return last;
	size_t i = place_of(r, dimension, value);

	if (!r->groups[i]) {
		make_room(r);
		i = place_of(r, dimension, value);
		r->groups[i] = ARENA_NEW(r->arena, struct replay_group);
		r->groups[i]->dimension = dimension;
		r->groups[i]->value = value;
		r->n_groups++;
	}
	r->last[dimension] = r->groups[i];
	return r->groups[i];
}

enum outcome replay_outcome(const struct deadline *d)
{
	switch ((enum deadline_state)d->state) {
	case DS_MET:
		return OUTCOME_MET;
	case DS_MISSED:
		return instant_is_set(d->met_at) ? OUTCOME_MET_LATE : OUTCOME_MISSED;
	default:
		return OUTCOME_OPEN;
	}
}

static bool is_between(struct instant at, struct instant from, struct instant to)
{
	return (!instant_is_set(from) || instant_cmp(at, from) >= 0) &&
	       (!instant_is_set(to) || instant_cmp(at, to) < 0);
}

static bool in_range(const struct replay *r, const struct deadline *d)
{
	return is_between(d->start_at, r->from, r->to);
}

/* Deadlines come in order of time, so the month is mostly that of the last one. */
static int64_t month_of(struct replay *r, const struct deadline *d)
{
	if (r->month && instant_cmp(r->month_from, d->start_at) <= 0 &&
	    instant_cmp(d->start_at, r->month_to) < 0)
		return r->month;
	struct ymd c = date_ymd(tz_date(r->zone, d->start_at));
	r->month = (int64_t)c.year * 12 + c.month - 1;
	r->month_from = tz_date_start(r->zone, date_of(c.year, c.month, 1));
	r->month_to = tz_date_start(r->zone, date_add_months(date_of(c.year, c.month, 1), 1));
	return r->month;
}

static void count_minutes(struct replay *r, struct replay_counts *c, int bucket)
{
	if (!c->minutes)
		c->minutes = ARENA_NEW(r->arena, struct histogram);
	c->minutes->n++;
	c->minutes->count[bucket]++;
}

/* What was said until somebody settled it. */
static void count_steps(const struct replay *r, const struct obligation *o, int64_t *steps)
{
	struct instant end = instant_is_set(o->deadline.met_at) ? o->deadline.met_at : r->now;

	if (o->deadline.state == DS_CANCELLED || o->deadline.state == DS_PAUSED)
		return;
	for (size_t i = 0; i < o->n_steps; i++)
		if (instant_cmp(o->steps[i].at, end) < 0)
			steps[o->steps[i].kind]++;
}

/* Where a deadline is counted: on a side, or once for both. */
enum { COUNT_SAME = REPLAY_SIDES };

static void count(struct replay *r, int side, int tier, const struct obligation *o)
{
	const struct deadline *d = &o->deadline;
	const int64_t value[DIMENSION_COUNT] = {
		[BY_KIND] = d->kind,
		[BY_TIER] = tier,
		[BY_DEPARTMENT] = d->department_id,
		[BY_OWNER] = d->owner_id,
		[BY_MONTH] = month_of(r, d),
	};
	enum outcome outcome = replay_outcome(d);
	int64_t steps[STEP_ESCALATION + 1] = {0};
	bool took = instant_is_set(d->met_at) && d->state != DS_CANCELLED;
	int bucket =
		took ? bucket_of(instant_diff(d->met_at, d->start_at).us / US_PER_S / 60) : 0;

	count_steps(r, o, steps);
	for (int i = 0; i < DIMENSION_COUNT; i++) {
		struct replay_group *g = group(r, (enum replay_dimension)i, value[i]);
		struct replay_counts *c = side == COUNT_SAME ? &g->same : &g->side[side];
		c->outcomes[outcome]++;
		for (int k = 0; k <= STEP_ESCALATION; k++)
			c->steps[k] += steps[k];
		if (took)
			count_minutes(r, c, bucket);
	}
}

/* Whether two of a kind and cycle count alike in every group. */
static bool counts_alike(const struct replay *r, const struct obligation *x,
			 const struct obligation *y)
{
	const struct deadline *a = &x->deadline, *b = &y->deadline;
	int64_t old[STEP_ESCALATION + 1] = {0}, new[STEP_ESCALATION + 1] = {0};

	if (a->state != b->state || a->start_at.us != b->start_at.us ||
	    a->met_at.us != b->met_at.us || a->owner_id != b->owner_id ||
	    a->department_id != b->department_id)
		return false;
	count_steps(r, x, old);
	count_steps(r, y, new);
	return memcmp(old, new, sizeof old) == 0;
}

static struct replay_verdict verdict(const struct replay *r, const struct obligation *o)
{
	struct replay_verdict v = {.outcome = OUTCOME_NONE,
				   .start_at = INSTANT_NONE,
				   .due_at = INSTANT_NONE,
				   .met_at = INSTANT_NONE};

	if (!o)
		return v;
	v.outcome = replay_outcome(&o->deadline);
	v.start_at = o->deadline.start_at;
	v.due_at = o->deadline.due_at;
	v.met_at = o->deadline.met_at;
	v.target = str_dup(r->arena, o->deadline.target);
	return v;
}

static bool is_same(const struct deadline *a, const struct deadline *b)
{
	return a->kind == b->kind && a->cycle == b->cycle;
}

/* place: where it stands on the other side, mostly on this one, too. */
static const struct obligation *same_one(const struct obligations *all,
					 const struct deadline *d, size_t place)
{
	if (place < all->n && is_same(&all->v[place].deadline, d))
		return &all->v[place];
	for (size_t i = 0; i < all->n; i++)
		if (is_same(&all->v[i].deadline, d))
			return &all->v[i];
	return NULL;
}

static void differ(struct replay *r, const struct obligation *before,
		   const struct obligation *after)
{
	const struct deadline *d = before ? &before->deadline : &after->deadline;

	r->moved += before && after && before->deadline.open && after->deadline.open &&
		    before->deadline.due_at.us != after->deadline.due_at.us;
	if (before && after &&
	    replay_outcome(&before->deadline) == replay_outcome(&after->deadline))
		return;
	r->all_differences++;
	if (r->full)
		return;
	*ARENA_PUSH(r->arena, r->differences, r->n_differences, r->cap_differences) =
		(struct replay_difference){
			.subject = (enum subject)d->subject,
			.subject_id = d->subject_id,
			.customer_id = d->customer_id,
			.kind = (enum deadline_kind)d->kind,
			.cycle = d->cycle,
			.side = {verdict(r, before), verdict(r, after)},
		};
}

/* Most deadlines are the same on both sides: those are counted once. */
void replay_add(struct replay *r, const struct obligations *before,
		const struct obligations *after)
{
	bool same_tier = before->match.tier == after->match.tier;

	for (size_t i = 0; i < before->n; i++) {
		const struct obligation *o = &before->v[i];
		if (!in_range(r, &o->deadline))
			continue;
		const struct obligation *other = same_one(after, &o->deadline, i);
		bool alike = same_tier && other && counts_alike(r, o, other);
		count(r, alike ? COUNT_SAME : REPLAY_OLD, before->match.tier, o);
		differ(r, o, other);
	}
	for (size_t i = 0; i < after->n; i++) {
		const struct obligation *o = &after->v[i];
		if (!in_range(r, &o->deadline))
			continue;
		const struct obligation *other = same_one(before, &o->deadline, i);
		if (same_tier && other && counts_alike(r, other, o))
			continue;
		count(r, REPLAY_NEW, after->match.tier, o);
		if (!other)
			differ(r, NULL, o);
	}
	/* A subject is listed whole, so that order within it decides nothing. */
	r->full |= r->n_differences >= REPLAY_DIFFERENCES;
}

void replay_add_alike(struct replay *r, const struct obligations *both)
{
	for (size_t i = 0; i < both->n; i++)
		if (in_range(r, &both->v[i].deadline))
			count(r, COUNT_SAME, both->match.tier, &both->v[i]);
}

void replay_add_evidence(struct replay *r, const struct ticket *t,
			 const struct obligations *before, const struct obligations *after)
{
	if (is_between(t->submitted_at, r->before_from, r->before_to))
		evidence_add(&r->evidence[REPLAY_OLD], r->arena, t, before);
	if (is_between(t->submitted_at, r->from, r->to))
		evidence_add(&r->evidence[REPLAY_NEW], r->arena, t, after);
}

static void merge_counts(struct arena *arena, struct replay_counts *a,
			 const struct replay_counts *b)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		a->outcomes[i] += b->outcomes[i];
	for (int i = 0; i <= STEP_ESCALATION; i++)
		a->steps[i] += b->steps[i];
	if (!b->minutes)
		return;
	if (!a->minutes)
		a->minutes = ARENA_NEW(arena, struct histogram);
	a->minutes->n += b->minutes->n;
	for (int i = 0; i < BUCKETS; i++)
		a->minutes->count[i] += b->minutes->count[i];
}

static int by_subject(const void *x, const void *y)
{
	const struct replay_difference *a = x, *b = y;

	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	if (a->subject_id != b->subject_id)
		return a->subject_id < b->subject_id ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->cycle > b->cycle) - (a->cycle < b->cycle);
}

/* The first differences of both; what is dropped leaves nothing behind in to's arena. */
static void merge_differences(struct replay *to, const struct replay *from)
{
	size_t n = to->n_differences + from->n_differences;
	struct replay_difference *all = ARENA_ARRAY(from->arena, n, struct replay_difference);

	if (!to->cap_differences) {
		to->cap_differences = REPLAY_DIFFERENCES;
		to->differences =
			ARENA_ARRAY(to->arena, REPLAY_DIFFERENCES, struct replay_difference);
	}
	memcpy(all, to->differences, to->n_differences * sizeof *all);
	for (size_t i = 0; i < from->n_differences; i++) {
		all[to->n_differences + i] = from->differences[i];
		all[to->n_differences + i].borrowed = true;
	}
	qsort(all, n, sizeof *all, by_subject);
	to->n_differences = n < REPLAY_DIFFERENCES ? n : REPLAY_DIFFERENCES;
	for (size_t i = 0; i < to->n_differences; i++) {
		for (int s = 0; all[i].borrowed && s < REPLAY_SIDES; s++)
			all[i].side[s].target = str_dup(to->arena, all[i].side[s].target);
		all[i].borrowed = false;
		to->differences[i] = all[i];
	}
}

void replay_merge(struct replay *to, const struct replay *from)
{
	for (size_t i = 0; i < from->cap_groups; i++) {
		const struct replay_group *g = from->groups[i];
		if (!g)
			continue;
		struct replay_group *sum = group(to, g->dimension, g->value);
		for (int s = 0; s < REPLAY_SIDES; s++)
			merge_counts(to->arena, &sum->side[s], &g->side[s]);
		merge_counts(to->arena, &sum->same, &g->same);
	}
	if (from->n_differences)
		merge_differences(to, from);
	for (int s = 0; s < REPLAY_SIDES; s++)
		evidence_merge(&to->evidence[s], to->arena, &from->evidence[s]);
	to->all_differences += from->all_differences;
	to->moved += from->moved;
}

static int by_group(const void *x, const void *y)
{
	const struct replay_group *a = *(struct replay_group *const *)x,
				  *b = *(struct replay_group *const *)y;

	if (a->dimension != b->dimension)
		return a->dimension < b->dimension ? -1 : 1;
	return (a->value > b->value) - (a->value < b->value);
}

static struct replay_group *both_sides(struct arena *a, struct replay_group *g)
{
	for (int s = 0; s < REPLAY_SIDES; s++)
		merge_counts(a, &g->side[s], &g->same);
	g->same = (struct replay_counts){0};
	return g;
}

struct replay_group **replay_groups(struct arena *a, const struct replay *r, size_t *ret_n)
{
	struct replay_group **v = ARENA_ARRAY(a, r->n_groups, struct replay_group *);
	size_t n = 0;

	for (size_t i = 0; i < r->cap_groups; i++)
		if (r->groups[i])
			v[n++] = both_sides(r->arena, r->groups[i]);
	qsort(v, n, sizeof(struct replay_group *), by_group);
	*ret_n = n;
	return v;
}
