#include "service/explanations.h"

#include "domain/explain.h"
#include "domain/workcal_rules.h"
#include "service/deadlines.h"

/* The obligation that a stored deadline came from; NULL when the facts give none (any more). */
static enum err recompute(struct ctx *cx, const struct deadline *d,
			  const struct obligation **ret_obligation)
{
	struct obligations all = {0};
	enum err e = obligations_load(cx, (enum subject)d->subject, d->subject_id, &all);

	*ret_obligation = NULL;
	for (size_t i = 0; !e && i < all.n; i++)
		if (all.v[i].deadline.kind == d->kind && all.v[i].deadline.cycle == d->cycle)
			*ret_obligation = &all.v[i];
	return e;
}

static const char *counted(const struct obligation *o)
{
	if (date_is_set(o->nominal))
		return "cadence";
	switch (o->target.kind) {
	case TARGET_WORK:
		return o->target.cal == workcal_always() ? "clock" : "open";
	case TARGET_DAYS:
		return "working_days";
	default:
		return "promise";
	}
}

static void write_rule(struct ctx *cx, const struct standards *s, const struct deadline *d,
		       int64_t policy_id, struct jw *w)
{
	const struct policy *p = standards_policy(s, d->policy_id);
	const struct rule *r = p ? policy_rule_by_id(p, d->rule) : NULL;
	const char *lang = names_get(&lang_names, (int)cx->lang);

	jw_key(w, "rule");
	if (!r) {
		jw_null(w);
		return;
	}
	jw_obj(w);
	jw_kid(w, "policy_id", policy_id);
	jw_kstr(w, "id", r->id);
	jw_kstr(w, "target", d->target);
	jw_kstr(w, "standard", json_get_text(r->standard, lang));
	jw_kstr(w, "calendar", p->calendar);
	jw_end_obj(w);
}

static void write_cadence(const struct obligation *o, struct jw *w)
{
	const struct deadline *d = &o->deadline;

	jw_arr(w);
	jw_obj(w);
	jw_kcstr(w, "kind", "start");
	jw_ktime(w, "at", d->start_at);
	jw_end_obj(w);
	jw_obj(w);
	jw_kcstr(w, "kind", "nominal");
	jw_key(w, "first");
	jw_date(w, o->nominal);
	jw_end_obj(w);
	if (o->day.day != o->nominal.day) {
		jw_obj(w);
		jw_kcstr(w, "kind", "rolled");
		jw_key(w, "first");
		jw_date(w, o->day);
		jw_end_obj(w);
	}
	jw_obj(w);
	jw_kcstr(w, "kind", "due");
	jw_ktime(w, "at", d->due_at);
	jw_end_obj(w);
	jw_end_arr(w);
}

static enum err write_lines(struct ctx *cx, const struct obligation *o, struct jw *w)
{
	const struct deadline *d = &o->deadline;
	struct target_run run = {
		.start = d->start_at, .pauses = o->pauses, .n_pauses = o->n_pauses};
	struct instant until = instant_is_set(d->due_at) ? d->due_at : cx->now;
	struct explanation x;

	if (date_is_set(o->nominal)) {
		write_cadence(o, w);
		return OK;
	}
	const struct workcal *cal = o->target.cal ? o->target.cal : workcal_always();
	enum err e = explain(cx->arena, cal, &run, until, d->due_at, &x);
	if (!e)
		explain_encode(w, &x);
	return e;
}

/* The calendar that a deadline was counted by, or NULL. */
static const struct workcal *calendar_of(const struct standards *s, const struct obligation *o)
{
	const struct policy *p = standards_policy(s, o->deadline.policy_id);
	const struct rule *r = p ? policy_rule_by_id(p, o->deadline.rule) : NULL;

	if (!date_is_set(o->nominal) || !r)
		return o->target.cal;
	struct str code = r->limits[o->deadline.kind].calendar;
	const struct named_calendar *c = standards_calendar(s, code.n ? code : p->calendar);
	return c ? c->cal : NULL;
}

static void write_zone(const struct standards *s, const struct obligation *o, struct jw *w)
{
	const struct workcal *cal = o ? calendar_of(s, o) : NULL;
	const struct workcal_rules *rules = cal ? workcal_rules(cal) : NULL;

	jw_key(w, "time_zone");
	if (rules)
		jw_str(w, rules->zone);
	else
		jw_null(w);
}

/* The members that an explanation has under any standards; o is NULL when the facts give none.
 */
static enum err write_parts(struct ctx *cx, const struct standards *s, const struct deadline *d,
			    const struct obligation *o, int64_t policy_id, struct jw *w)
{
	write_rule(cx, s, d, policy_id, w);
	jw_kcstr(w, "counted", o ? counted(o) : "nothing");
	write_zone(s, o, w);
	jw_key(w, "lines");
	if (o)
		return write_lines(cx, o, w);
	jw_raw(w, STR("[]"));
	return OK;
}

enum err explanation_parts(struct ctx *cx, const struct standards *s,
			   const struct obligation *o, int64_t policy_id, struct jw *w)
{
	return write_parts(cx, s, &o->deadline, o, policy_id, w);
}

enum err explanation_write(struct ctx *cx, int64_t deadline_id, struct jw *w)
{
	struct deadline d;
	const struct obligation *o;

	enum err e = resource_load(cx, &deadline_resource, PERM_CUSTOMER_READ, deadline_id, &d);
	if (!e)
		e = recompute(cx, &d, &o);
	if (e)
		return e;
	jw_obj(w);
	jw_key(w, "deadline");
	e = resource_encode(cx, &deadline_resource, &d, w);
	if (!e)
		e = write_parts(cx, &cx->world->standards, &d, o, d.policy_id, w);
	jw_kbool(w, "agrees", o ? o->deadline.due_at.us == d.due_at.us || !d.open : !d.open);
	jw_end_obj(w);
	return e;
}
