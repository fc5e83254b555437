#include "domain/workcal_table.h"

static const int64_t horizon_s = WORKCAL_HORIZON_DAYS * S_PER_DAY;

static int64_t work_s(struct work w)
{
	return w.us / US_PER_S;
}

static struct work work_of_s(int64_t s)
{
	return (struct work){s * US_PER_S};
}

const struct workcal_rules *workcal_rules(const struct workcal *cal)
{
	return cal->rules;
}

bool workcal_is_provisional(const struct workcal *cal, struct instant t)
{
	return !cal->always && !workcal_rules_known(cal->rules, tz_date(cal->tz, t));
}

const struct tz *workcal_zone(const struct workcal *cal)
{
	return cal->always ? tz_utc() : cal->tz;
}

bool workcal_range(const struct workcal *cal, struct date *ret_first, struct date *ret_last)
{
	if (cal->always)
		return false;
	*ret_first = cal->first;
	*ret_last = (struct date){cal->first.day + cal->n - 1};
	return true;
}

const struct workcal *workcal_always(void)
{
	static const struct workcal always = {.always = true};
	return &always;
}

enum err workcal_elapsed(const struct workcal *cal, struct instant start, struct instant end,
			 struct work *ret_work)
{
	int64_t a = instant_s(start);
	int64_t b = instant_s(end);

	if (b <= a) {
		*ret_work = work_of_s(0);
		return OK;
	}
	if (cal->always) {
		*ret_work = work_of_s(b - a);
		return OK;
	}
	if (!workcal_covers(cal, a) || !workcal_covers(cal, b))
		return ERR_UNSUPPORTED;
	*ret_work = work_of_s(workcal_before(cal, workcal_day_at(cal, b), b) -
			      workcal_before(cal, workcal_day_at(cal, a), a));
	return OK;
}

static bool is_open(const struct workcal *cal, int32_t i, int64_t s)
{
	const struct workcal_day *d = &cal->day[i];
	const struct workcal_seg *seg = &cal->seg[d->seg];
	for (uint32_t k = 0; k < d->n_seg; k++)
		if (s - d->base_s >= seg[k].from && s - d->base_s < seg[k].to)
			return true;
	return false;
}

enum err workcal_is_open(const struct workcal *cal, struct instant t, bool *ret_open)
{
	int64_t s = instant_s(t);
	if (!cal->always && !workcal_covers(cal, s))
		return ERR_UNSUPPORTED;
	*ret_open = cal->always || is_open(cal, workcal_day_at(cal, s), s);
	return OK;
}

/* The first day at or after i by whose end `target` open seconds of the table have passed.
 * Gallops: answers are mostly near.  Says why when there is none. */
static enum err find_forward(const struct workcal *cal, int32_t i, int64_t target,
			     int32_t *ret_i)
{
	const struct workcal_day *end =
		cal->day + 1; /* end[k].before_s: open by the end of day k */
	int32_t limit =
		cal->n - i > WORKCAL_HORIZON_DAYS + 2 ? i + WORKCAL_HORIZON_DAYS + 2 : cal->n;
	int32_t lo = i;
	int32_t hi = i;

	for (int32_t step = 1; hi < limit && end[hi].before_s < target; step *= 2) {
		lo = hi + 1;
		hi = hi + step < limit ? hi + step : limit;
	}
	while (lo < hi) {
		int32_t mid = lo + (hi - lo) / 2;
		if (end[mid].before_s < target)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo >= limit)
		return limit == cal->n ? ERR_UNSUPPORTED : ERR_LIMIT;
	*ret_i = lo;
	return OK;
}

/* The last day at or before i before which at most `target` open seconds had passed. */
static enum err find_backward(const struct workcal *cal, int32_t i, int64_t target,
			      int32_t *ret_i)
{
	int32_t limit = i > WORKCAL_HORIZON_DAYS + 2 ? i - WORKCAL_HORIZON_DAYS - 2 : 0;
	int32_t lo = i;
	int32_t hi = i;

	if (cal->day[limit].before_s > target)
		return limit ? ERR_LIMIT : ERR_UNSUPPORTED;
	for (int32_t step = 1; cal->day[lo].before_s > target; step *= 2) {
		hi = lo - 1;
		lo = lo - step > limit ? lo - step : limit;
	}
	while (lo < hi) {
		int32_t mid = hi - (hi - lo) / 2;
		if (cal->day[mid].before_s > target)
			hi = mid - 1;
		else
			lo = mid;
	}
	*ret_i = lo;
	return OK;
}

/* The instant at which `need` > 0 open seconds of day i have passed. */
static int64_t nth_end(const struct workcal *cal, int32_t i, int64_t need)
{
	const struct workcal_day *d = &cal->day[i];
	const struct workcal_seg *seg = &cal->seg[d->seg];
	while (seg->before + (seg->to - seg->from) < need)
		seg++;
	return d->base_s + seg->from + need - seg->before;
}

/* The open second of day i before which `skip` open seconds of it have passed. */
static int64_t nth_start(const struct workcal *cal, int32_t i, int64_t skip)
{
	const struct workcal_day *d = &cal->day[i];
	const struct workcal_seg *seg = &cal->seg[d->seg];
	while (seg->before + (seg->to - seg->from) <= skip)
		seg++;
	return d->base_s + seg->from + skip - seg->before;
}

/* The first open second at or after s: the one after which one more has passed. */
static enum err next_open(const struct workcal *cal, int64_t s, int64_t *ret)
{
	if (!workcal_covers(cal, s))
		return ERR_UNSUPPORTED;
	int32_t i = workcal_day_at(cal, s);
	int64_t target = workcal_before(cal, i, s) + 1;
	enum err e = find_forward(cal, i, target, &i);
	if (e)
		return e;
	int64_t at = nth_end(cal, i, target - cal->day[i].before_s) - 1;
	if (at - s > horizon_s)
		return ERR_LIMIT;
	*ret = at;
	return OK;
}

/* The last instant at or before s that follows an open second. */
static enum err last_open_end(const struct workcal *cal, int64_t s, int64_t *ret)
{
	if (!workcal_covers(cal, s))
		return ERR_UNSUPPORTED;
	int32_t i = workcal_day_at(cal, s);
	int64_t target = workcal_before(cal, i, s) - 1;
	enum err e = find_backward(cal, i, target, &i);
	if (e)
		return e;
	int64_t at = nth_start(cal, i, target - cal->day[i].before_s) + 1;
	if (s - at > horizon_s)
		return ERR_LIMIT;
	*ret = at;
	return OK;
}

enum err workcal_next_open(const struct workcal *cal, struct instant t, struct instant *ret_at)
{
	int64_t s;
	if (cal->always) {
		*ret_at = t;
		return OK;
	}
	enum err e = next_open(cal, instant_s(t), &s);
	if (!e)
		*ret_at = instant_of_s(s);
	return e;
}

static enum err add(const struct workcal *cal, int64_t from, int64_t need, int64_t *ret)
{
	if (!workcal_covers(cal, from))
		return ERR_UNSUPPORTED;
	*ret = from;
	if (need == 0)
		return OK;
	int32_t i = workcal_day_at(cal, from);
	int64_t target = workcal_before(cal, i, from) + need;
	enum err e = find_forward(cal, i, target, &i);
	if (e)
		return e;
	*ret = nth_end(cal, i, target - cal->day[i].before_s);
	return *ret - from > horizon_s ? ERR_LIMIT : OK;
}

enum err workcal_add(const struct workcal *cal, struct instant from, struct work need,
		     enum edge edge, struct instant *ret_at)
{
	int64_t s;
	enum err e;

	if (need.us < 0)
		return ERR_INPUT;
	if (cal->always) {
		if (work_s(need) > horizon_s)
			return ERR_LIMIT;
		*ret_at = instant_of_s(instant_s(from) + work_s(need));
		return OK;
	}
	e = add(cal, instant_s(from), work_s(need), &s);
	if (!e && edge == EDGE_FAR)
		e = next_open(cal, s, &s);
	if (!e)
		*ret_at = instant_of_s(s);
	return e;
}

static enum err subtract(const struct workcal *cal, int64_t from, int64_t need, int64_t *ret)
{
	if (!workcal_covers(cal, from))
		return ERR_UNSUPPORTED;
	*ret = from;
	if (need == 0)
		return OK;
	int32_t i = workcal_day_at(cal, from);
	int64_t target = workcal_before(cal, i, from) - need;
	enum err e = find_backward(cal, i, target, &i);
	if (e)
		return e;
	*ret = nth_start(cal, i, target - cal->day[i].before_s);
	return from - *ret > horizon_s ? ERR_LIMIT : OK;
}

enum err workcal_subtract(const struct workcal *cal, struct instant from, struct work need,
			  enum edge edge, struct instant *ret_at)
{
	int64_t s;
	enum err e;

	if (need.us < 0)
		return ERR_INPUT;
	if (cal->always) {
		if (work_s(need) > horizon_s)
			return ERR_LIMIT;
		*ret_at = instant_of_s(instant_s(from) - work_s(need));
		return OK;
	}
	e = subtract(cal, instant_s(from), work_s(need), &s);
	if (!e && edge == EDGE_FAR)
		e = last_open_end(cal, s, &s);
	if (!e)
		*ret_at = instant_of_s(s);
	return e;
}

/* The reading on the wall at date d, moved to open time unless it touches some. */
static enum err same_time(const struct workcal *cal, struct date d, int32_t second, bool before,
			  int64_t *ret)
{
	int64_t u = instant_s(tz_instant(cal->tz, local_of(d, second)));
	if (!workcal_covers(cal, u) || !workcal_covers(cal, u - 1))
		return ERR_UNSUPPORTED;
	if (is_open(cal, workcal_day_at(cal, u), u) ||
	    is_open(cal, workcal_day_at(cal, u - 1), u - 1)) {
		*ret = u;
		return OK;
	}
	return before ? last_open_end(cal, u, ret) : next_open(cal, u, ret);
}

static int64_t end_of_day(const struct workcal *cal, struct date d)
{
	const struct workcal_day *day = &cal->day[d.day - cal->first.day];
	return day->base_s + cal->seg[day->seg + day->n_seg - 1].to;
}

/* The working date that the days lead to from the date of the start. */
static enum err count_days(const struct workcal *cal, struct date from, struct workdays days,
			   struct date *ret)
{
	bool is;
	if (days.n < 0)
		return ERR_INPUT;
	if (!days.before)
		return workcal_workday_offset(cal, from, days.n, ret);
	if (days.n > 0)
		return workcal_workday_offset(cal, from, -days.n, ret);
	enum err e = workcal_is_workday(cal, from, &is);
	if (e || !is)
		return e ? e : workcal_workday_offset(cal, from, -1, ret);
	*ret = from;
	return OK;
}

enum err workcal_add_days(const struct workcal *cal, struct instant start, struct workdays days,
			  struct instant *ret_at)
{
	struct local l = tz_local(workcal_zone(cal), start);
	struct date d;
	int64_t s;

	enum err e = count_days(cal, local_date(l), days, &d);
	if (e)
		return e;
	if (cal->always)
		s = (int64_t)d.day * S_PER_DAY +
		    (days.mode == DAYS_SAME_TIME ? local_second(l) : S_PER_DAY);
	else if (days.mode == DAYS_SAME_TIME)
		e = same_time(cal, d, local_second(l), days.before, &s);
	else
		s = end_of_day(cal, d);
	if (!e)
		*ret_at = instant_of_s(s);
	return e;
}
