#include "domain/lint.h"

struct tally {
	struct arena *arena;
	const struct policy *policy;
	struct lint *v;
	size_t n;
	size_t cap;
	bool spoken[DL_COUNT];			 /* some rule speaks of the kind */
	int64_t decides[POLICY_RULES][DL_COUNT]; /* cells that a rule decides */
};

/* Customer deadlines do not depend on what a ticket is about. */
static bool of_customer(enum deadline_kind kind)
{
	return kind == DL_FOLLOW_UP || kind == DL_FIRST;
}

/* Kinds that a standard may well have for some cells only. */
static bool may_be_absent(enum deadline_kind kind)
{
	return kind == DL_FIRST || kind == DL_APOLOGY || kind == DL_DEPARTMENT;
}

static struct lint *finding(struct tally *t, const char *code, struct str rule,
			    struct str other, enum deadline_kind kind)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->v[i].code, code) == 0 && t->v[i].kind == kind &&
		    str_eq(t->v[i].rule, rule) && str_eq(t->v[i].other, other))
			return &t->v[i];
	struct lint *l = ARENA_PUSH(t->arena, t->v, t->n, t->cap);
	*l = (struct lint){.code = code, .rule = rule, .other = other, .kind = kind};
	return l;
}

static void note(struct lint *l, enum lint_level level, const struct match *m)
{
	if (l->cells++ == 0)
		l->example = *m;
	l->level = level;
}

/* A rule below that also matches and would have said something else. */
static void look_below(struct tally *t, const struct match *m, enum deadline_kind kind,
		       size_t i)
{
	const struct rule *first = &t->policy->rules[i];

	for (size_t k = i + 1; k < t->policy->n_rules; k++) {
		const struct rule *r = &t->policy->rules[k];
		if (r->is_default || r->limits[kind].kind == LIMIT_UNSET || !rule_matches(r, m))
			continue;
		if (!str_eq(r->limits[kind].text, first->limits[kind].text))
			note(finding(t, "overlap", first->id, r->id, kind), LINT_INFO, m);
		return;
	}
}

static void look_at(struct tally *t, const struct match *m, enum deadline_kind kind)
{
	const struct rule *r = policy_rule(t->policy, m, kind);

	if (!r && may_be_absent(kind))
		return;
	if (!r) {
		bool essential = kind == DL_RESPONSE || kind == DL_FOLLOW_UP;
		note(finding(t, "uncovered", STR(""), STR(""), kind),
		     essential ? LINT_ERROR : LINT_WARNING, m);
		return;
	}
	size_t i = (size_t)(r - t->policy->rules);
	t->decides[i][kind]++;
	look_below(t, m, kind, i);
}

static void look_at_ticket_cells(struct tally *t, struct match m, enum deadline_kind kind)
{
	for (m.type = 0; m.type < ticket_type_names.n; m.type++)
		for (m.urgency = 0; m.urgency < urgency_names.n; m.urgency++)
			for (m.channel = 0; m.channel < channel_names.n; m.channel++)
				look_at(t, &m, kind);
}

static void look_at_cells(struct tally *t, struct str tags, bool strategic)
{
	struct match m = {.tags = tags, .strategic = strategic};

	for (int kind = 0; kind < DL_COUNT; kind++) {
		if (!t->spoken[kind])
			continue;
		for (m.tier = 0; m.tier < tier_names.n; m.tier++)
			for (m.stage = 0; m.stage < stage_names.n; m.stage++) {
				m.type = m.urgency = m.channel = -1;
				if (of_customer((enum deadline_kind)kind))
					look_at(t, &m, (enum deadline_kind)kind);
				else
					look_at_ticket_cells(t, m, (enum deadline_kind)kind);
			}
	}
}

static void find_unreachable(struct tally *t)
{
	for (size_t i = 0; i < t->policy->n_rules; i++) {
		int64_t all = 0;
		for (int kind = 0; kind < DL_COUNT; kind++)
			all += t->decides[i][kind];
		if (all == 0)
			finding(t, "unreachable", t->policy->rules[i].id, STR(""), DL_RESPONSE)
				->level = LINT_WARNING;
	}
}

void policy_lint(struct arena *a, const struct policy *p, struct lint **ret_lints,
		 size_t *ret_n)
{
	struct tally *t = ARENA_NEW(a, struct tally);
	t->arena = a;
	t->policy = p;
	for (size_t i = 0; i < p->n_rules; i++)
		for (int kind = 0; kind < DL_COUNT; kind++)
			t->spoken[kind] |= p->rules[i].limits[kind].kind != LIMIT_UNSET;
	look_at_cells(t, STR(""), false);
	for (size_t i = 0; i < p->n_rules; i++) {
		const struct rule *r = &p->rules[i];
		for (size_t k = 0; k < r->n_tags; k++)
			look_at_cells(t, r->tags[k], false);
		if (r->strategic == 1)
			look_at_cells(t, STR(""), true);
	}
	find_unreachable(t);
	*ret_lints = t->v;
	*ret_n = t->n;
}
