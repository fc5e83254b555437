/* The operations on recurrences and lunar dates: section 5 of the case format. */
#include "app/eval.h"

#include "domain/lunar.h"
#include "domain/recur.h"

/* "2031-01-31T09:30:00", without a zone. */
static bool local_time(struct eval *ev, struct str s, struct local *ret)
{
	struct instant as_utc;
	if (s.n != 19 || s.p[10] != 'T' ||
	    instant_parse(str_cat(ev->arena, s, STR("Z")), &as_utc))
		return false;
	ret->s = instant_s(as_utc);
	return true;
}

static enum err read_except(struct eval *ev, struct recur_series *series)
{
	const json_t *list = eval_member(ev->input, "exdates");
	if (!list)
		return OK;
	if (!json_is_array(list))
		return eval_bad(ev, "exdates");
	struct local *v = ARENA_ARRAY(ev->arena, json_array_size(list), struct local);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!local_time(ev, json_text(json_array_get(list, i)), &v[i]))
			return eval_bad(ev, "exdates");
	series->except = v;
	series->n_except = json_array_size(list);
	return OK;
}

static enum err read_series(struct eval *ev, struct recur *rule, struct recur_series *series)
{
	const json_t *zone = eval_member(ev->input, "tzid");

	if (!local_time(ev, json_get_text(ev->input, "dtstart"), &series->start))
		return eval_bad(ev, "dtstart");
	if (!zone)
		return eval_bad(ev, "tzid");
	series->tz = ev->zones->find(ev->zones->arg, json_text(zone));
	if (!series->tz)
		return fail_at(ev->fail, ERR_INPUT, "tzid", "bad_time_zone");
	enum err e = recur_parse(ev->arena, json_get_text(ev->input, "rule"), ev->fail, rule);
	series->rule = rule;
	return e ? e : read_except(ev, series);
}

enum err eval_op_rrule(struct eval *ev)
{
	struct recur rule;
	struct recur_series series = {0};
	int64_t limit;
	struct instant *v;
	size_t n;

	enum err e = eval_int(ev, ev->input, "limit", 0, INT32_MAX, &limit);
	if (!e)
		e = read_series(ev, &rule, &series);
	if (e)
		return e;
	recur_instances(ev->arena, &series, (size_t)limit, &v, &n);
	jw_arr(ev->out);
	for (size_t i = 0; i < n; i++)
		eval_put_time(ev, v[i]);
	jw_end_arr(ev->out);
	return OK;
}

/* A year that the table lacks is "unsupported", not "out_of_range". */
static enum err lunar_error(struct eval *ev, enum err e, const char *field)
{
	if (e == ERR_UNSUPPORTED)
		return fail_at(ev->fail, e, field, "unsupported");
	return e ? eval_bad(ev, field) : OK;
}

enum err eval_op_lunar_festival(struct eval *ev)
{
	int64_t year;
	enum lunar_festival festival;
	struct date d;

	enum err e = eval_int(ev, ev->input, "year", INT32_MIN, INT32_MAX, &year);
	if (e)
		return e;
	if (!lunar_festival_find(json_get_text(ev->input, "festival"), &festival))
		return eval_bad(ev, "festival");
	e = lunar_error(ev, lunar_festival(festival, (int32_t)year, &d), "year");
	if (!e)
		eval_put_date(ev, d);
	return e;
}

enum err eval_op_lunar_to_date(struct eval *ev)
{
	const json_t *obj = eval_member(ev->input, "lunar");
	int64_t year;
	int64_t month;
	int64_t day;
	bool leap = false;
	struct date d;

	if (!json_is_object(obj))
		return eval_bad(ev, "lunar");
	enum err e = eval_int(ev, obj, "year", INT32_MIN, INT32_MAX, &year);
	if (!e)
		e = eval_int(ev, obj, "month", 1, INT32_MAX, &month);
	if (!e)
		e = eval_int(ev, obj, "day", 1, INT32_MAX, &day);
	if (!e)
		e = eval_bool(ev, obj, "leap", &leap);
	if (e)
		return e;
	struct lunar_date l = {(int32_t)year, (int)month, (int)day, leap};
	e = lunar_error(ev, lunar_to_date(l, &d), "lunar");
	if (e)
		return e;
	if (date_is_set(d))
		eval_put_date(ev, d);
	else
		jw_null(ev->out);
	return OK;
}
