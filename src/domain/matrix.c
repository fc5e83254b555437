#include "domain/matrix.h"

/* In the order of the table; those that are left out first stand last. */
enum dimension {
	D_TIER,
	D_STAGE,
	D_TYPE,
	D_URGENCY,
	D_STRATEGIC,
	D_CHANNEL,
	D_TAG,
	DIMENSIONS
};

struct axis {
	const char *name;
	const struct names *names; /* NULL: made below */
	size_t n;		   /* values; 1 when no rule looks at it */
	bool used;
	bool left_out;
};

struct table {
	const struct policy *policy;
	struct axis axis[DIMENSIONS];
	struct str *tags; /* [0] is none */
	size_t n_tags, cap_tags;
	bool spoken[DL_COUNT];
};

static const char *const strategic_texts[] = {"false", "true"};
static const struct names strategic_values = {strategic_texts, 2};

static void add_tag(struct arena *a, struct table *t, struct str tag)
{
	for (size_t i = 0; i < t->n_tags; i++)
		if (str_eq(t->tags[i], tag))
			return;
	*ARENA_PUSH(a, t->tags, t->n_tags, t->cap_tags) = tag;
}

static void look_at_rule(struct arena *a, struct table *t, const struct rule *r)
{
	t->axis[D_TIER].used |= r->tiers != 0;
	t->axis[D_STAGE].used |= r->stages != 0;
	t->axis[D_TYPE].used |= r->types != 0;
	t->axis[D_URGENCY].used |= r->urgencies != 0;
	t->axis[D_STRATEGIC].used |= r->strategic >= 0;
	t->axis[D_CHANNEL].used |= r->channels != 0;
	t->axis[D_TAG].used |= r->n_tags != 0;
	for (size_t i = 0; i < r->n_tags; i++)
		add_tag(a, t, r->tags[i]);
	for (int k = 0; k < DL_COUNT; k++)
		t->spoken[k] |= r->limits[k].kind != LIMIT_UNSET;
}

static size_t cells_of(const struct table *t)
{
	size_t n = 1;

	for (int d = 0; d < DIMENSIONS; d++)
		n *= t->axis[d].n;
	return n;
}

static void measure(struct table *t)
{
	for (int d = 0; d < DIMENSIONS; d++) {
		struct axis *x = &t->axis[d];
		size_t n = x->names ? (size_t)x->names->n : t->n_tags;
		x->n = x->used ? n : 1;
	}
	for (int d = DIMENSIONS - 1; d >= 0 && cells_of(t) > MATRIX_CELLS; d--) {
		t->axis[d].left_out = t->axis[d].used;
		t->axis[d].n = 1;
	}
}

static bool shown(const struct axis *x)
{
	return x->used && !x->left_out;
}

static void put_value(struct jw *w, const struct table *t, int d, size_t i)
{
	if (d == D_STRATEGIC)
		jw_bool(w, i != 0);
	else if (t->axis[d].names)
		jw_cstr(w, names_get(t->axis[d].names, (int)i));
	else
		jw_str(w, t->tags[i]);
}

static void put_dimensions(struct jw *w, const struct table *t)
{
	jw_key(w, "dimensions");
	jw_obj(w);
	for (int d = 0; d < DIMENSIONS; d++) {
		if (!shown(&t->axis[d]))
			continue;
		jw_key(w, t->axis[d].name);
		jw_arr(w);
		for (size_t i = 0; i < t->axis[d].n; i++)
			put_value(w, t, d, i);
		jw_end_arr(w);
	}
	jw_end_obj(w);
	jw_key(w, "left_out");
	jw_arr(w);
	for (int d = 0; d < DIMENSIONS; d++)
		if (t->axis[d].left_out)
			jw_cstr(w, t->axis[d].name);
	jw_end_arr(w);
}

/* What a ticket is about does not concern the customer's own deadlines. */
static struct match match_for(const struct match *m, int kind)
{
	struct match own = *m;

	if (kind == DL_FOLLOW_UP || kind == DL_FIRST)
		own.type = own.urgency = own.channel = -1;
	return own;
}

static void put_targets(struct jw *w, const struct table *t, const struct match *m)
{
	jw_key(w, "targets");
	jw_obj(w);
	for (int k = 0; k < DL_COUNT; k++) {
		struct match own = match_for(m, k);
		const struct rule *r =
			t->spoken[k] ? policy_rule(t->policy, &own, (enum deadline_kind)k)
				     : NULL;
		if (!r)
			continue;
		jw_key(w, names_get(&deadline_kind_names, k));
		jw_obj(w);
		jw_key(w, "target");
		if (r->limits[k].kind == LIMIT_NONE)
			jw_null(w);
		else
			jw_str(w, r->limits[k].text);
		jw_kstr(w, "rule", r->id);
		jw_end_obj(w);
	}
	jw_end_obj(w);
}

static void put_cell(struct jw *w, const struct table *t, const size_t at[DIMENSIONS])
{
	const struct match m = {.tier = (int)at[D_TIER],
				.stage = (int)at[D_STAGE],
				.type = (int)at[D_TYPE],
				.urgency = (int)at[D_URGENCY],
				.channel = (int)at[D_CHANNEL],
				.strategic = at[D_STRATEGIC] != 0,
				.tags = t->tags[at[D_TAG]]};

	jw_obj(w);
	jw_key(w, "match");
	jw_obj(w);
	for (int d = 0; d < DIMENSIONS; d++)
		if (shown(&t->axis[d])) {
			jw_key(w, t->axis[d].name);
			put_value(w, t, d, at[d]);
		}
	jw_end_obj(w);
	put_targets(w, t, &m);
	jw_end_obj(w);
}

void policy_matrix_encode(struct arena *a, const struct policy *p, struct jw *w)
{
	struct table t = {
		.policy = p,
		.axis = {[D_TIER] = {.name = "tier", .names = &tier_names},
			 [D_STAGE] = {.name = "stage", .names = &stage_names},
			 [D_TYPE] = {.name = "type", .names = &ticket_type_names},
			 [D_URGENCY] = {.name = "urgency", .names = &urgency_names},
			 [D_STRATEGIC] = {.name = "strategic", .names = &strategic_values},
			 [D_CHANNEL] = {.name = "channel", .names = &channel_names},
			 [D_TAG] = {.name = "tag"}},
	};

	add_tag(a, &t, STR(""));
	for (size_t i = 0; i < p->n_rules; i++)
		look_at_rule(a, &t, &p->rules[i]);
	measure(&t);
	jw_obj(w);
	put_dimensions(w, &t);
	jw_key(w, "cells");
	jw_arr(w);
	for (size_t i = 0, n = cells_of(&t); i < n; i++) {
		size_t at[DIMENSIONS], rest = i;
		for (int d = DIMENSIONS - 1; d >= 0; d--) {
			at[d] = rest % t.axis[d].n;
			rest /= t.axis[d].n;
		}
		put_cell(w, &t, at);
	}
	jw_end_arr(w);
	jw_end_obj(w);
}
