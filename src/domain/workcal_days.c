/* The questions of workcal.h about dates and about stretches. */
#include "domain/workcal_table.h"

static bool has_date(const struct workcal *cal, struct date d)
{
	return d.day >= cal->first.day && d.day < cal->first.day + cal->n;
}

enum err workcal_is_workday(const struct workcal *cal, struct date d, bool *ret_is)
{
	if (!cal->always && !has_date(cal, d))
		return ERR_UNSUPPORTED;
	*ret_is = cal->always || workcal_open_in(cal, d.day - cal->first.day) > 0;
	return OK;
}

/* Number of the first day in [lo, hi) by whose end `target` working dates have passed; hi when
 * there is none. */
static int32_t first_with(const int32_t *workdays, int32_t lo, int32_t hi, int64_t target)
{
	while (lo < hi) {
		int32_t mid = lo + (hi - lo) / 2;
		if (workdays[mid + 1] < target)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static enum err forward(const struct workcal *cal, int32_t from, int64_t target, int32_t *ret)
{
	int32_t last = from + WORKCAL_HORIZON_DAYS; /* inclusive */
	int32_t hi = last < cal->n ? last + 1 : cal->n;
	int32_t i = first_with(cal->workdays, from, hi, target);
	if (i == hi)
		return last < cal->n ? ERR_LIMIT : ERR_UNSUPPORTED;
	*ret = i;
	return OK;
}

static enum err backward(const struct workcal *cal, int32_t from, int64_t target, int32_t *ret)
{
	int32_t first = from - WORKCAL_HORIZON_DAYS;
	int32_t lo = first > 0 ? first : 0;
	if (cal->workdays[lo] >= target)
		return first >= 0 ? ERR_LIMIT : ERR_UNSUPPORTED;
	*ret = first_with(cal->workdays, lo, from, target);
	return OK;
}

enum err workcal_workday_offset(const struct workcal *cal, struct date d, int32_t n,
				struct date *ret_date)
{
	int32_t i;
	enum err e;

	if (n > WORKCAL_HORIZON_DAYS || n < -WORKCAL_HORIZON_DAYS)
		return !cal->always && !has_date(cal, d) ? ERR_UNSUPPORTED : ERR_LIMIT;
	if (cal->always) {
		*ret_date = (struct date){d.day + n};
		return OK;
	}
	if (!has_date(cal, d))
		return ERR_UNSUPPORTED;
	int32_t from = d.day - cal->first.day;
	if (n == 0)
		e = forward(cal, from, (int64_t)cal->workdays[from] + 1, &i);
	else if (n > 0)
		e = forward(cal, from, (int64_t)cal->workdays[from + 1] + n, &i);
	else
		e = backward(cal, from, (int64_t)cal->workdays[from] + n + 1, &i);
	if (!e)
		*ret_date = (struct date){cal->first.day + i};
	return e;
}

enum err workcal_workday_count(const struct workcal *cal, struct date from, struct date to,
			       int32_t *ret_n)
{
	if (to.day <= from.day) {
		*ret_n = 0;
		return OK;
	}
	if (cal->always) {
		*ret_n = to.day - from.day;
		return OK;
	}
	if (!has_date(cal, from) || !has_date(cal, (struct date){to.day - 1}))
		return ERR_UNSUPPORTED;
	*ret_n = cal->workdays[to.day - cal->first.day] -
		 cal->workdays[from.day - cal->first.day];
	return OK;
}

struct openings {
	struct arena *arena;
	struct opening *v;
	size_t n, cap;
};

/* Adds [from, to) cut to [start, end), lengthening the last one when they touch. */
static void add_opening(struct openings *l, int64_t from, int64_t to, int64_t start,
			int64_t end)
{
	from = from > start ? from : start;
	to = to < end ? to : end;
	if (from >= to)
		return;
	if (l->n && instant_s(l->v[l->n - 1].to) == from)
		l->v[l->n - 1].to = instant_of_s(to);
	else
		*ARENA_PUSH(l->arena, l->v, l->n, l->cap) =
			(struct opening){instant_of_s(from), instant_of_s(to)};
}

enum err workcal_segments(struct arena *a, const struct workcal *cal, struct instant start,
			  struct instant end, struct opening **ret_v, size_t *ret_n)
{
	struct openings l = {.arena = a};
	int64_t from = instant_s(start);
	int64_t to = instant_s(end);

	if (cal->always) {
		add_opening(&l, from, to, from, to);
	} else if (from < to) {
		if (!workcal_covers(cal, from) || !workcal_covers(cal, to))
			return ERR_UNSUPPORTED;
		for (int32_t i = workcal_day_at(cal, from); cal->day[i].base_s < to; i++) {
			const struct workcal_day *d = &cal->day[i];
			const struct workcal_seg *seg = &cal->seg[d->seg];
			for (uint32_t k = 0; k < d->n_seg; k++)
				add_opening(&l, d->base_s + seg[k].from, d->base_s + seg[k].to,
					    from, to);
		}
	}
	*ret_v = l.v;
	*ret_n = l.n;
	return OK;
}
