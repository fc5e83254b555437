#include "domain/standards.h"

const struct policy *standards_policy(const struct standards *s, int64_t id)
{
	for (size_t i = 0; i < s->n_policies; i++)
		if (s->policies[i].id == id)
			return &s->policies[i];
	return NULL;
}

const struct named_calendar *standards_calendar(const struct standards *s, struct str code)
{
	for (size_t i = 0; i < s->n_calendars; i++)
		if (str_eq(s->calendars[i].code, code))
			return &s->calendars[i];
	return NULL;
}

uint64_t match_word(const struct match *m)
{
	const int values[] = {m->tier, m->stage, m->type, m->urgency, m->channel, m->strategic};
	uint64_t word = 1;

	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		word = word << 8 | (uint8_t)(values[i] + 1);
	return word << 8;
}

/* What decides a kind for these facts. */
static struct terms find(const struct standards *s, int64_t policy_id, const struct match *m,
			 enum deadline_kind kind)
{
	struct terms t = {.kind = kind, .policy = standards_policy(s, policy_id)};

	if (!t.policy)
		return t;
	t.rule = policy_rule(t.policy, m, kind);
	if (!t.rule)
		return t;
	t.limit = &t.rule->limits[kind];
	struct str code = t.limit->calendar.n ? t.limit->calendar : t.policy->calendar;
	t.calendar = standards_calendar(s, code);
	return t;
}

struct terms terms_find(const struct standards *s, int64_t policy_id, const struct match *m,
			enum deadline_kind kind)
{
	if (!s->known || m->tags.n)
		return find(s, policy_id, m, kind);
	uint64_t facts = match_word(m) | (uint64_t)kind;
	uint64_t hash = (facts ^ (uint64_t)policy_id) * UINT64_C(0x9E3779B97F4A7C15);
	struct terms_known *known = &s->known[(hash >> 32) % TERMS_KNOWN];
	if (known->facts != facts || known->policy_id != policy_id)
		*known = (struct terms_known){policy_id, facts, find(s, policy_id, m, kind)};
	return known->terms;
}

static bool limits_alike(const struct limit *a, const struct limit *b)
{
	return a->kind == b->kind && a->amount == b->amount && a->unit == b->unit &&
	       a->same_time == b->same_time && a->from_anchor == b->from_anchor &&
	       a->roll == b->roll && a->at_s == b->at_s && str_eq(a->text, b->text);
}

static bool notices_alike(const struct rule *a, const struct rule *b)
{
	if (a->n_notices != b->n_notices)
		return false;
	for (size_t i = 0; i < a->n_notices; i++) {
		const struct notice_rule *x = &a->notices[i], *y = &b->notices[i];
		if (x->kind != y->kind || x->percent != y->percent ||
		    x->offset_s != y->offset_s || x->offset_wd != y->offset_wd ||
		    x->open != y->open || x->to != y->to || x->urgent != y->urgent)
			return false;
	}
	return true;
}

static bool calendars_alike(const struct named_calendar *a, const struct named_calendar *b)
{
	return a && b ? a->cal == b->cal : a == b;
}

static bool terms_alike(const struct terms *a, const struct terms *b)
{
	if (!a->rule || !b->rule)
		return a->rule == b->rule;
	return calendars_alike(a->calendar, b->calendar) && limits_alike(a->limit, b->limit) &&
	       ((a->rule->pausable ^ b->rule->pausable) >> a->kind & 1) == 0 &&
	       notices_alike(a->rule, b->rule);
}

bool standards_alike(const struct standards *a, const struct standards *b, int64_t policy_id,
		     const struct match *m, unsigned kinds)
{
	const struct policy *x = standards_policy(a, policy_id),
			    *y = standards_policy(b, policy_id);

	if (!x || !y || x->far_edge != y->far_edge || x->reopen != y->reopen ||
	    !calendars_alike(standards_calendar(a, x->calendar),
			     standards_calendar(b, y->calendar)))
		return false;
	for (int k = 0; k < DL_COUNT; k++) {
		if (!(kinds >> k & 1))
			continue;
		struct terms s = terms_find(a, policy_id, m, (enum deadline_kind)k);
		struct terms t = terms_find(b, policy_id, m, (enum deadline_kind)k);
		if (!terms_alike(&s, &t))
			return false;
	}
	return true;
}
