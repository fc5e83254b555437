/* What a replay found, as JSON. */
#include "service/replays.h"

#include "domain/user.h"
#include "service/resource.h"

static struct str named(struct ctx *cx, const char *prefix, const char *name)
{
	return message_format(cx->arena, cx->lang, str_fmt(cx->arena, "%s.%s", prefix, name).p,
			      NULL, 0);
}

static enum err department_name(struct ctx *cx, int64_t id, struct str *ret_name)
{
	struct department d;
	enum err e = row_load(cx->tx, cx->arena, &department_fields, EYES_SYSTEM, id, &d);
	*ret_name = e ? STR("") : d.name;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err user_name(struct ctx *cx, int64_t id, struct str *ret_name)
{
	struct user u;
	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, id, &u);
	*ret_name = e ? STR("") : u.name;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err replay_label(struct ctx *cx, const struct replay_group *g, struct str *ret_label)
{
	int value = (int)g->value;

	*ret_label = STR("");
	switch (g->dimension) {
	case BY_KIND:
		*ret_label = named(cx, "deadline", names_get(&deadline_kind_names, value));
		return OK;
	case BY_TIER:
		*ret_label = named(cx, "tier", names_get(&tier_names, value));
		return OK;
	case BY_MONTH:
		*ret_label = str_fmt(cx->arena, "%04d-%02d", value / 12, value % 12 + 1);
		return OK;
	case BY_DEPARTMENT:
		return g->value ? department_name(cx, g->value, ret_label) : OK;
	case BY_OWNER:
		return g->value ? user_name(cx, g->value, ret_label) : OK;
	case BY_ALL:
		break;
	}
	return OK;
}

static void write_minutes(struct jw *w, const char *key, int64_t minutes)
{
	jw_key(w, key);
	if (minutes < 0)
		jw_null(w);
	else
		jw_int(w, minutes);
}

static void write_counts(struct jw *w, const char *key, const struct replay_counts *c)
{
	jw_key(w, key);
	jw_obj(w);
	jw_kint(w, "due", replay_due(c));
	jw_kint(w, "met", c->outcomes[OUTCOME_MET]);
	jw_kint(w, "met_late", c->outcomes[OUTCOME_MET_LATE]);
	jw_kint(w, "missed", c->outcomes[OUTCOME_MISSED]);
	jw_kint(w, "open", c->outcomes[OUTCOME_OPEN]);
	write_minutes(w, "median_min", replay_minutes(c, 50));
	write_minutes(w, "p90_min", replay_minutes(c, 90));
	jw_kint(w, "warnings", c->steps[STEP_WARNING]);
	jw_kint(w, "breaches", c->steps[STEP_BREACH]);
	jw_kint(w, "escalations", c->steps[STEP_ESCALATION]);
	jw_end_obj(w);
}

static void write_sides(struct jw *w, const struct replay_group *g)
{
	write_counts(w, "old", &g->side[REPLAY_OLD]);
	write_counts(w, "new", &g->side[REPLAY_NEW]);
}

static void write_value(struct ctx *cx, const struct replay_group *g, struct jw *w)
{
	if (g->dimension == BY_KIND)
		jw_kcstr(w, "value", names_get(&deadline_kind_names, (int)g->value));
	else if (g->dimension == BY_TIER)
		jw_kcstr(w, "value", names_get(&tier_names, (int)g->value));
	else if (g->dimension == BY_MONTH)
		jw_kstr(w, "value",
			str_fmt(cx->arena, "%04d-%02d", (int)g->value / 12,
				(int)g->value % 12 + 1));
	else
		jw_kid(w, "value", g->value);
}

static enum err write_groups(struct ctx *cx, struct replay_group **v, size_t n,
			     enum replay_dimension dimension, struct jw *w)
{
	enum err e = OK;

	jw_key(w, names_get(&replay_dimension_names, dimension));
	jw_arr(w);
	for (size_t i = 0; !e && i < n; i++) {
		struct str label;
		if (v[i]->dimension != dimension)
			continue;
		e = replay_label(cx, v[i], &label);
		jw_obj(w);
		write_value(cx, v[i], w);
		jw_kstr(w, "label", label);
		write_sides(w, v[i]);
		jw_end_obj(w);
	}
	jw_end_arr(w);
	return e;
}

static void write_verdict(struct jw *w, const char *key, const struct replay_verdict *v)
{
	jw_key(w, key);
	jw_obj(w);
	jw_kcstr(w, "outcome", names_get(&outcome_names, v->outcome));
	jw_ktime(w, "start_at", v->start_at);
	jw_ktime(w, "due_at", v->due_at);
	jw_ktime(w, "met_at", v->met_at);
	jw_kstr(w, "target", v->target);
	jw_end_obj(w);
}

static void write_differences(const struct replay *r, struct jw *w)
{
	jw_key(w, "differences");
	jw_obj(w);
	jw_kint(w, "total", (int64_t)r->all_differences);
	jw_key(w, "items");
	jw_arr(w);
	for (size_t i = 0; i < r->n_differences; i++) {
		const struct replay_difference *d = &r->differences[i];
		jw_obj(w);
		jw_kcstr(w, "subject", names_get(&subject_names, d->subject));
		jw_kid(w, "subject_id", d->subject_id);
		jw_kid(w, "customer_id", d->customer_id);
		jw_kcstr(w, "kind", names_get(&deadline_kind_names, d->kind));
		jw_kint(w, "cycle", d->cycle);
		write_verdict(w, "old", &d->side[REPLAY_OLD]);
		write_verdict(w, "new", &d->side[REPLAY_NEW]);
		jw_end_obj(w);
	}
	jw_end_arr(w);
	jw_end_obj(w);
}

static void write_sizes(struct jw *w, const struct replay_sizes *s)
{
	jw_key(w, "sizes");
	jw_obj(w);
	jw_kint(w, "customers", s->customers);
	jw_kint(w, "contacts", s->contacts);
	jw_kint(w, "tickets", s->tickets);
	jw_kint(w, "events", s->events);
	jw_end_obj(w);
}

static void write_tier(struct jw *w, enum tier tier, const struct evidence_tier *t)
{
	jw_obj(w);
	jw_kcstr(w, "tier", names_get(&tier_names, (int)tier));
	jw_key(w, "limits");
	jw_arr(w);
	for (size_t i = 0; i < t->n_limits; i++)
		jw_str(w, t->limits[i].target);
	jw_end_arr(w);
	jw_kint(w, "answered", t->answered);
	jw_key(w, "mean_s");
	if (t->answered)
		jw_int(w, t->answer_s / t->answered);
	else
		jw_null(w);
	jw_end_obj(w);
}

static void write_column(struct jw *w, const char *key, struct instant from, struct instant to,
			 struct evidence *e)
{
	static const enum tier order[TIER_COUNT] = {TIER_VIP, TIER_MIDDLE, TIER_ORDINARY,
						    TIER_POTENTIAL};

	evidence_sort(e);
	jw_key(w, key);
	jw_obj(w);
	jw_ktime(w, "from", from);
	jw_ktime(w, "to", to);
	jw_kint(w, "tickets", e->tickets);
	jw_kint(w, "solved", e->solved);
	for (int i = CONFIRMATION_NONE + 1; i < CONFIRMATION_COUNT; i++)
		jw_kint(w, names_get(&confirmation_names, i), e->confirmed[i]);
	jw_key(w, "tiers");
	jw_arr(w);
	for (int i = 0; i < TIER_COUNT; i++)
		write_tier(w, order[i], &e->tiers[order[i]]);
	jw_end_arr(w);
	jw_end_obj(w);
}

static void write_evidence(struct jw *w, const struct replay *r)
{
	struct evidence before = r->evidence[REPLAY_OLD], after = r->evidence[REPLAY_NEW];

	jw_key(w, "evidence");
	jw_obj(w);
	write_column(w, "before", r->before_from, r->before_to, &before);
	write_column(w, "after", r->from, r->to, &after);
	jw_end_obj(w);
}

enum err replay_write(struct ctx *cx, int64_t policy_id, int64_t calendar_id,
		      const struct replay *r, const struct replay_sizes *sizes, struct jw *w)
{
	static const struct replay_group nothing;
	size_t n;
	struct replay_group **v = replay_groups(cx->arena, r, &n);
	enum err e = OK;

	jw_obj(w);
	jw_kid(w, "policy_id", policy_id);
	jw_kid(w, "calendar_id", calendar_id);
	jw_ktime(w, "now", r->now);
	write_sizes(w, sizes);
	jw_key(w, "total");
	jw_obj(w);
	write_sides(w, n ? v[0] : &nothing); /* BY_ALL is the first */
	jw_end_obj(w);
	for (int d = BY_KIND; !e && d < DIMENSION_COUNT; d++)
		e = write_groups(cx, v, n, (enum replay_dimension)d, w);
	jw_kint(w, "moved", r->moved);
	write_evidence(w, r);
	write_differences(r, w);
	jw_end_obj(w);
	return e;
}
