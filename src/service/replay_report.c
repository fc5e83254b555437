/* What a replay found, as JSON and CSV. */
#include "service/replays.h"

#include "base/csv.h"
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
	write_differences(r, w);
	jw_end_obj(w);
	return e;
}

static void csv_side(struct buf *b, const struct replay_group *g, struct str label, int side)
{
	const struct replay_counts *c = &g->side[side];
	const int64_t figures[] = {
		replay_due(c),
		c->outcomes[OUTCOME_MET],
		c->outcomes[OUTCOME_MET_LATE],
		c->outcomes[OUTCOME_MISSED],
		c->outcomes[OUTCOME_OPEN],
		replay_minutes(c, 50),
		replay_minutes(c, 90),
		c->steps[STEP_WARNING],
		c->steps[STEP_BREACH],
		c->steps[STEP_ESCALATION],
	};

	csv_put(b, str_of(names_get(&replay_dimension_names, g->dimension)), true);
	csv_put(b, label, false);
	csv_put(b, side == REPLAY_OLD ? STR("old") : STR("new"), false);
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		buf_putc(b, ',');
		if (figures[i] >= 0) /* no minutes: nothing was met */
			buf_put_int(b, figures[i]);
	}
	buf_puts(b, "\r\n");
}

enum err replay_write_csv(struct ctx *cx, const struct replay *r, struct buf *b)
{
	size_t n;
	struct replay_group **v = replay_groups(cx->arena, r, &n);
	enum err e = OK;

	buf_puts(b, "dimension,value,side,due,met,met_late,missed,open,median_min,p90_min,"
		    "warnings,breaches,escalations\r\n");
	for (size_t i = 0; !e && i < n; i++) {
		struct str label;
		e = replay_label(cx, v[i], &label);
		for (int s = 0; !e && s < REPLAY_SIDES; s++)
			csv_side(b, v[i], label, s);
	}
	return e;
}
