/* The operations on a calendar: section 3 of the case format. */
#include "app/eval.h"

/* Amounts beyond this can only be unreachable, and must not overflow. */
static const int64_t seconds_max = INT64_C(1000000000000);

static const char *const edge_names[] = {"near", "far"};
static const char *const direction_names[] = {"after", "before"};
static const char *const mode_names[] = {"same_time", "end_of_day"};

enum err eval_op_elapsed(struct eval *ev)
{
	struct instant start;
	struct instant end;
	const struct workcal *cal;
	struct work w;

	enum err e = eval_instant(ev, ev->input, "start", &start);
	if (!e)
		e = eval_instant(ev, ev->input, "end", &end);
	if (!e)
		e = eval_calendar(ev, ev->input, start, end, &cal);
	if (!e)
		e = workcal_elapsed(cal, start, end, &w);
	if (!e)
		jw_int(ev->out, w.us / US_PER_S);
	return e;
}

enum err eval_op_is_open(struct eval *ev)
{
	struct instant at;
	const struct workcal *cal;
	bool open;

	enum err e = eval_instant(ev, ev->input, "at", &at);
	if (!e)
		e = eval_calendar(ev, ev->input, at, at, &cal);
	if (!e)
		e = workcal_is_open(cal, at, &open);
	if (!e)
		jw_bool(ev->out, open);
	return e;
}

enum err eval_op_segments(struct eval *ev)
{
	struct instant start;
	struct instant end;
	const struct workcal *cal;
	struct opening *v;
	size_t n;

	enum err e = eval_instant(ev, ev->input, "start", &start);
	if (!e)
		e = eval_instant(ev, ev->input, "end", &end);
	if (!e)
		e = eval_calendar(ev, ev->input, start, end, &cal);
	if (!e)
		e = workcal_segments(ev->arena, cal, start, end, &v, &n);
	if (e)
		return e;
	jw_arr(ev->out);
	for (size_t i = 0; i < n; i++) {
		jw_arr(ev->out);
		eval_put_time(ev, v[i].from);
		eval_put_time(ev, v[i].to);
		jw_end_arr(ev->out);
	}
	jw_end_arr(ev->out);
	return OK;
}

typedef enum err move_fn(const struct workcal *cal, struct instant from, struct work need,
			 enum edge edge, struct instant *ret_at);

static enum err move(struct eval *ev, move_fn *fn)
{
	struct instant at;
	int64_t seconds;
	int edge = EDGE_NEAR;
	const struct workcal *cal;

	enum err e = eval_instant(ev, ev->input, "start", &at);
	if (!e)
		e = eval_int(ev, ev->input, "seconds", 0, seconds_max, &seconds);
	if (!e)
		e = eval_choice(ev, ev->input, "edge", edge_names, 2, &edge);
	if (!e)
		e = eval_calendar(ev, ev->input, at, at, &cal);
	if (!e)
		e = fn(cal, at, (struct work){seconds * US_PER_S}, (enum edge)edge, &at);
	if (!e)
		eval_put_time(ev, at);
	return e;
}

enum err eval_op_add(struct eval *ev)
{
	return move(ev, workcal_add);
}

enum err eval_op_subtract(struct eval *ev)
{
	return move(ev, workcal_subtract);
}

enum err eval_op_add_days(struct eval *ev)
{
	struct instant at;
	int64_t n;
	int before = 0;
	int mode = DAYS_SAME_TIME;
	const struct workcal *cal;

	enum err e = eval_instant(ev, ev->input, "start", &at);
	if (!e)
		e = eval_int(ev, ev->input, "days", 0, INT32_MAX, &n);
	if (!e)
		e = eval_choice(ev, ev->input, "direction", direction_names, 2, &before);
	if (!e)
		e = eval_choice(ev, ev->input, "mode", mode_names, 2, &mode);
	if (!e)
		e = eval_calendar(ev, ev->input, at, at, &cal);
	struct workdays days = {(int32_t)(e ? 0 : n), before != 0, (enum days_mode)mode};
	if (!e)
		e = workcal_add_days(cal, at, days, &at);
	if (!e)
		eval_put_time(ev, at);
	return e;
}

enum err eval_op_is_workday(struct eval *ev)
{
	struct date d;
	const struct workcal *cal;
	bool is;

	enum err e = eval_date(ev, ev->input, "date", &d);
	if (!e)
		e = eval_date_calendar(ev, d, d, &cal);
	if (!e)
		e = workcal_is_workday(cal, d, &is);
	if (!e)
		jw_bool(ev->out, is);
	return e;
}

enum err eval_op_workday_offset(struct eval *ev)
{
	struct date d;
	int64_t n;
	const struct workcal *cal;

	enum err e = eval_date(ev, ev->input, "date", &d);
	if (!e)
		e = eval_int(ev, ev->input, "days", INT64_MIN, INT32_MAX, &n);
	if (!e)
		e = eval_date_calendar(ev, d, d, &cal);
	if (!e)
		e = workcal_workday_offset(cal, d, n < -INT32_MAX ? -INT32_MAX : (int32_t)n,
					   &d);
	if (!e)
		eval_put_date(ev, d);
	return e;
}

enum err eval_op_workday_count(struct eval *ev)
{
	struct date from;
	struct date to;
	const struct workcal *cal;
	int32_t n;

	enum err e = eval_date(ev, ev->input, "from", &from);
	if (!e)
		e = eval_date(ev, ev->input, "to", &to);
	if (!e)
		e = eval_date_calendar(ev, from.day < to.day ? from : to,
				       from.day < to.day ? to : from, &cal);
	if (!e)
		e = workcal_workday_count(cal, from, to, &n);
	if (!e)
		jw_int(ev->out, n);
	return e;
}
