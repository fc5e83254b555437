/* Reading a case's fields and calendars, writing values; see eval.h. */
#include "app/eval.h"

#include "domain/cncal.h"

enum err eval_bad(struct eval *ev, const char *field)
{
	return fail_at(ev->fail, ERR_INPUT, field, "bad_case");
}

const json_t *eval_member(const json_t *obj, const char *key)
{
	const json_t *v = json_object_get(obj, key);
	return json_is_null(v) ? NULL : v;
}

enum err eval_instant(struct eval *ev, const json_t *obj, const char *key, struct instant *ret)
{
	struct str s = json_get_text(obj, key);
	/* Always whole seconds and Z; instant_parse would take more. */
	if (s.n != 20 || s.p[10] != 'T' || s.p[19] != 'Z' || instant_parse(s, ret))
		return eval_bad(ev, key);
	return OK;
}

enum err eval_date(struct eval *ev, const json_t *obj, const char *key, struct date *ret)
{
	return date_parse(json_get_text(obj, key), ret) ? eval_bad(ev, key) : OK;
}

enum err eval_int(struct eval *ev, const json_t *obj, const char *key, int64_t min, int64_t max,
		  int64_t *ret)
{
	const json_t *v = json_object_get(obj, key);
	if (!json_is_integer(v) || json_integer_value(v) < min)
		return eval_bad(ev, key);
	*ret = json_integer_value(v) < max ? json_integer_value(v) : max;
	return OK;
}

enum err eval_choice(struct eval *ev, const json_t *obj, const char *key,
		     const char *const *names, int n, int *ret)
{
	const json_t *v = eval_member(obj, key);
	if (!v)
		return OK;
	for (int i = 0; i < n; i++) {
		if (str_is(json_text(v), names[i])) {
			*ret = i;
			return OK;
		}
	}
	return eval_bad(ev, key);
}

enum err eval_bool(struct eval *ev, const json_t *obj, const char *key, bool *ret)
{
	const json_t *v = eval_member(obj, key);
	if (v && !json_is_boolean(v))
		return eval_bad(ev, key);
	if (v)
		*ret = json_is_true(v);
	return OK;
}

static struct date clamp_date(int64_t day)
{
	int64_t first = date_of(0, 1, 1).day - 2;
	int64_t last = date_of(9999, 12, 31).day + 2;
	return (struct date){(int32_t)(day < first ? first : day > last ? last : day)};
}

/* Days that are compiled before and after what the case names, by width: first what usually
 * suffices, then the search horizon, then chains of searches, then everything. */
static const struct {
	int32_t before, after;
} margins[EVAL_WIDTHS] = {{70, 430}, {3700, 3700}, {15000, 15000}, {4000000, 4000000}};

static enum err compile(struct eval *ev, const struct workcal_rules *rules, struct date from,
			struct date to, const struct workcal **ret)
{
	return workcal_compile(ev->arena, rules,
			       clamp_date((int64_t)from.day - margins[ev->width].before),
			       clamp_date((int64_t)to.day + margins[ev->width].after), ret);
}

static enum err parse_rules(struct eval *ev, const json_t *obj, struct workcal_rules **ret)
{
	const json_t *cal = eval_member(obj, "calendar");
	struct workcal_rules *rules = ARENA_NEW(ev->arena, struct workcal_rules);
	if (!cal)
		return eval_bad(ev, "calendar");
	*ret = rules;
	return workcal_rules_parse(ev->arena, cal, ev->zones, ev->fail, rules);
}

static enum err empty(struct eval *ev)
{
	return fail_at(ev->fail, ERR_INPUT, "calendar", "empty_calendar");
}

enum err eval_calendar(struct eval *ev, const json_t *obj, struct instant from,
		       struct instant to, const struct workcal **ret)
{
	struct workcal_rules *rules;
	enum err e = parse_rules(ev, obj, &rules);
	if (e)
		return e;
	if (rules->empty)
		return empty(ev);
	if (rules->china) /* a table of dates has no hours */
		return fail_at(ev->fail, ERR_INPUT, "preset", "bad_calendar");
	return compile(ev, rules, tz_date(tz_utc(), from), tz_date(tz_utc(), to), ret);
}

enum err eval_date_calendar(struct eval *ev, struct date from, struct date to,
			    const struct workcal **ret)
{
	static const struct workcal_span office = {9 * 3600, 18 * 3600};
	struct workcal_rules *rules;

	enum err e = parse_rules(ev, ev->input, &rules);
	if (e)
		return e;
	if (rules->empty && !rules->china)
		return empty(ev);
	if (!rules->china)
		return compile(ev, rules, from, to, ret);
	for (int w = 0; w < 5 && rules->empty; w++) /* any hours do: only dates are asked for */
		rules->weekly[w] = (struct workcal_spans){&office, 1};
	rules->empty = false;
	ev->fixed_range = true;
	return workcal_compile(ev->arena, rules, cncal_first(), cncal_last(), ret);
}

void eval_put_time(struct eval *ev, struct instant t)
{
	static const int64_t first_s = -62167219200; /* 0000-01-01T00:00:00Z */
	static const int64_t last_s = 253402300799;  /* 9999-12-31T23:59:59Z */
	if (instant_is_set(t) && (instant_s(t) < first_s || instant_s(t) > last_s))
		ev->too_late = true;
	jw_time(ev->out, t);
}

void eval_put_date(struct eval *ev, struct date d)
{
	if (d.day < date_of(0, 1, 1).day || d.day > date_of(9999, 12, 31).day)
		ev->too_late = true;
	jw_date(ev->out, d);
}
