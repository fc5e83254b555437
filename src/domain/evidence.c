#include "domain/evidence.h"

#include <stdlib.h>

static void count_limit(struct evidence_tier *t, struct arena *a, struct str target, int64_t n)
{
	for (size_t i = 0; i < t->n_limits; i++)
		if (str_eq(t->limits[i].target, target)) {
			t->limits[i].n += n;
			return;
		}
	*ARENA_PUSH(a, t->limits, t->n_limits, t->cap_limits) =
		(struct evidence_limit){str_dup(a, target), n};
}

void evidence_add(struct evidence *e, struct arena *a, const struct ticket *t,
		  const struct obligations *all)
{
	struct evidence_tier *tier = &e->tiers[all->match.tier];

	if (t->state == TICKET_CANCELLED)
		return;
	e->tickets++;
	e->solved += t->state == TICKET_RESOLVED || t->state == TICKET_ARCHIVED;
	e->confirmed[t->confirmation]++;
	if (t->by_staff)
		return;
	if (instant_is_set(t->responded_at)) {
		tier->answered++;
		tier->answer_s += instant_diff(t->responded_at, t->submitted_at).us / US_PER_S;
	}
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].deadline.kind == DL_RESPONSE)
			count_limit(tier, a, all->v[i].deadline.target, 1);
}

void evidence_merge(struct evidence *to, struct arena *a, const struct evidence *from)
{
	to->tickets += from->tickets;
	to->solved += from->solved;
	for (int i = 0; i < CONFIRMATION_COUNT; i++)
		to->confirmed[i] += from->confirmed[i];
	for (int i = 0; i < TIER_COUNT; i++) {
		const struct evidence_tier *t = &from->tiers[i];
		to->tiers[i].answered += t->answered;
		to->tiers[i].answer_s += t->answer_s;
		for (size_t k = 0; k < t->n_limits; k++)
			count_limit(&to->tiers[i], a, t->limits[k].target, t->limits[k].n);
	}
}

static int by_number(const void *x, const void *y)
{
	const struct evidence_limit *a = x, *b = y;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return str_cmp(a->target, b->target);
}

void evidence_sort(struct evidence *e)
{
	for (int i = 0; i < TIER_COUNT; i++)
		if (e->tiers[i].n_limits)
			qsort(e->tiers[i].limits, e->tiers[i].n_limits,
			      sizeof(struct evidence_limit), by_number);
}
