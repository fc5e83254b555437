#include "domain/recur.h"

enum { YEAR_MAX = 9999, SET_MAX = 366 };

/* A rule with the parts that it leaves to the start filled in. */
struct plan {
	struct recur r;
	int16_t month, month_day;
	struct recur_day weekday;
	struct date start;
};

/* A day with what the filters look at. */
struct candidate {
	struct date date;
	struct ymd c;
	int weekday;
};

/* The days of one period that the rule gives. */
struct set {
	struct date v[SET_MAX];
	size_t n;
};

/* RFC 5545 section 3.3.10: what the rule does not say is taken from the start. */
static void fill_in(struct plan *p, const struct recur *rule, struct date start)
{
	struct ymd c = date_ymd(start);
	bool has_days = rule->n_by_day || rule->by_month_day.n || rule->by_year_day.n;

	p->r = *rule;
	p->start = start;
	p->month = (int16_t)c.month;
	p->month_day = (int16_t)c.day;
	p->weekday = (struct recur_day){(int8_t)date_weekday(start), 0};
	if (has_days || rule->freq == RECUR_DAILY)
		return;
	if (rule->freq == RECUR_WEEKLY || rule->by_week_no.n) {
		p->r.by_day = &p->weekday;
		p->r.n_by_day = 1;
		return;
	}
	p->r.by_month_day = (struct recur_list){&p->month_day, 1};
	if (rule->freq == RECUR_YEARLY && !rule->by_month.n)
		p->r.by_month = (struct recur_list){&p->month, 1};
}

/* Whether position `at` of `size` (from 1) is in the list, whose negative numbers count from
 * the end. */
static bool listed(const struct recur_list *l, int at, int size)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i] == at || l->v[i] == at - size - 1)
			return true;
	return false;
}

/* Week number by ISO 8601 with any first day: a week belongs to the year of its fourth day. */
static int week_no(struct date d, int week_start, int32_t *ret_year)
{
	int into_week = (date_weekday(d) - week_start + 7) % 7;
	struct date fourth = {d.day - into_week + 3};
	*ret_year = date_ymd(fourth).year;
	return (fourth.day - date_of(*ret_year, 1, 1).day) / 7 + 1;
}

static bool in_weeks(const struct recur *r, struct date d)
{
	int32_t year;
	int32_t ignored;
	int no = week_no(d, r->week_start, &year);
	int weeks = week_no(date_of(year, 12, 28), r->week_start, &ignored);
	return listed(&r->by_week_no, no, weeks);
}

/* First and last day of what an ordinal weekday counts in. */
static void ordinal_frame(const struct recur *r, struct ymd c, struct date *first,
			  struct date *last)
{
	if (r->freq == RECUR_YEARLY && !r->by_month.n) {
		*first = date_of(c.year, 1, 1);
		*last = date_of(c.year, 12, 31);
	} else {
		*first = date_of(c.year, c.month, 1);
		*last = date_of(c.year, c.month, days_in_month(c.year, c.month));
	}
}

static bool on_weekday(const struct recur *r, const struct candidate *d)
{
	struct date first;
	struct date last;

	for (size_t i = 0; i < r->n_by_day; i++) {
		int nth = r->by_day[i].nth;
		if (r->by_day[i].weekday != d->weekday)
			continue;
		if (!nth)
			return true;
		ordinal_frame(r, d->c, &first, &last);
		if (nth == (d->date.day - first.day) / 7 + 1 ||
		    nth == -((last.day - d->date.day) / 7 + 1))
			return true;
	}
	return false;
}

static bool fits(const struct recur *r, const struct candidate *d)
{
	if (r->by_month.n && !listed(&r->by_month, d->c.month, 12))
		return false;
	if (r->by_month_day.n &&
	    !listed(&r->by_month_day, d->c.day, days_in_month(d->c.year, d->c.month)))
		return false;
	if (r->n_by_day && !on_weekday(r, d))
		return false;
	if (r->by_year_day.n) {
		int32_t before = date_of(d->c.year, 1, 1).day;
		int size = date_of(d->c.year + 1, 1, 1).day - before;
		if (!listed(&r->by_year_day, d->date.day - before + 1, size))
			return false;
	}
	return !r->by_week_no.n || in_weeks(r, d->date);
}

/* First day and length of period `k`; false when it lies after the last year. */
static bool period(const struct plan *p, int64_t k, struct date *ret_first, int *ret_days)
{
	struct ymd c = date_ymd(p->start);
	int64_t step = k * p->r.interval;
	int64_t year = c.year;
	int64_t month;
	int64_t day;

	switch (p->r.freq) {
	case RECUR_YEARLY:
		year += step;
		if (year > YEAR_MAX)
			return false;
		*ret_first = date_of((int32_t)year, 1, 1);
		*ret_days = date_of((int32_t)year + 1, 1, 1).day - ret_first->day;
		return true;
	case RECUR_MONTHLY:
		month = year * 12 + c.month - 1 + step;
		if (month / 12 > YEAR_MAX)
			return false;
		*ret_first = date_of((int32_t)(month / 12), (int)(month % 12) + 1, 1);
		*ret_days = days_in_month((int32_t)(month / 12), (int)(month % 12) + 1);
		return true;
	case RECUR_WEEKLY:
		day = p->start.day - (date_weekday(p->start) - p->r.week_start + 7) % 7 +
		      step * 7;
		*ret_days = 7;
		break;
	case RECUR_DAILY:
	default:
		day = p->start.day + step;
		*ret_days = 1;
		break;
	}
	if (day > date_of(YEAR_MAX, 12, 31).day)
		return false;
	ret_first->day = (int32_t)day;
	return true;
}

static void keep_positions(const struct recur_list *positions, struct set *s)
{
	size_t n = 0;
	if (!positions->n)
		return;
	for (size_t i = 0; i < s->n; i++)
		if (listed(positions, (int)i + 1, (int)s->n))
			s->v[n++] = s->v[i];
	s->n = n;
}

static void days_of(const struct plan *p, struct date first, int days, struct set *ret)
{
	ret->n = 0;
	for (int i = 0; i < days; i++) {
		struct candidate d = {.date = {first.day + i}};
		d.c = date_ymd(d.date);
		d.weekday = date_weekday(d.date);
		if (fits(&p->r, &d))
			ret->v[ret->n++] = d.date;
	}
	keep_positions(&p->r.by_set_pos, ret);
}

static bool is_excepted(const struct recur_series *s, struct local l)
{
	for (size_t i = 0; i < s->n_except; i++)
		if (s->except[i].s == l.s)
			return true;
	return false;
}

void recur_instances(struct arena *a, const struct recur_series *series, size_t limit,
		     struct instant **ret_v, size_t *ret_n)
{
	struct plan p;
	struct set set;
	struct instant *out = NULL;
	struct date first;
	size_t n = 0;
	size_t cap = 0;
	int64_t count = series->rule->count;
	int days;

	fill_in(&p, series->rule, local_date(series->start));
	for (int64_t k = 0; n < limit && period(&p, k, &first, &days); k++) {
		days_of(&p, first, days, &set);
		for (size_t i = 0; i < set.n && n < limit; i++) {
			struct local l = local_of(set.v[i], local_second(series->start));
			if (l.s < series->start.s)
				continue;
			struct instant at = tz_instant(series->tz, l);
			if (instant_is_set(p.r.until) && instant_cmp(at, p.r.until) > 0)
				goto out;
			if (!is_excepted(series, l))
				*ARENA_PUSH(a, out, n, cap) = at;
			if (count && --count == 0)
				goto out;
		}
	}
out:
	*ret_v = out;
	*ret_n = n;
}
