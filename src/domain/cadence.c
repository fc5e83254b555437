#include "domain/cadence.h"

#include "domain/lunar.h"

static int32_t floor_div(int32_t a, int32_t b)
{
	int32_t q = a / b;
	return a % b < 0 ? q - 1 : q;
}

/* The day of the cadence's lunar date in a lunar year. */
static enum err lunar_day_in(const struct cadence *c, int32_t year, struct date *ret)
{
	struct lunar_date l = {year, c->lunar_month, c->lunar_day, false};
	if (year < LUNAR_YEAR_MIN || year > LUNAR_YEAR_MAX)
		return ERR_UNSUPPORTED;
	l.leap = c->lunar_leap && lunar_leap_month(year) == c->lunar_month;
	int days = lunar_month_days(year, l.month, l.leap);
	if (l.day > days)
		l.day = days;
	return lunar_to_date(l, ret);
}

/* The lunar year that a date lies in. */
static enum err lunar_year_of(struct date d, int32_t *ret)
{
	struct lunar_date l;
	enum err e = lunar_of(d, &l);
	if (!e)
		*ret = l.year;
	return e;
}

/* Nominal day k of a series by the calendar; not for working days. */
static enum err nth(const struct cadence *c, int32_t k, struct date *ret)
{
	int32_t year;
	enum err e;

	switch (c->unit) {
	case CADENCE_DAYS:
	case CADENCE_WEEKS:
		*ret = (struct date){c->anchor.day +
				     k * c->every * (c->unit == CADENCE_WEEKS ? 7 : 1)};
		return OK;
	case CADENCE_MONTHS:
		*ret = date_add_months(c->anchor, k * c->every);
		return OK;
	case CADENCE_YEARS:
		*ret = date_add_months(c->anchor, k * c->every * 12);
		return OK;
	case CADENCE_LUNAR_YEARS:
		e = lunar_year_of(c->anchor, &year);
		return e ? e : lunar_day_in(c, year + k * c->every, ret);
	case CADENCE_WORKDAYS:
		break;
	}
	return ERR_BUG;
}

/* A number k that is not above the first one whose day is after `after`. */
static int32_t guess(const struct cadence *c, struct date after)
{
	struct ymd a = date_ymd(c->anchor);
	struct ymd b = date_ymd(after);
	int32_t days = after.day - c->anchor.day;
	int32_t years = b.year - a.year;

	int32_t k = 0;

	if (c->unit == CADENCE_DAYS)
		k = floor_div(days, c->every);
	else if (c->unit == CADENCE_WEEKS)
		k = floor_div(days, c->every * 7);
	else if (c->unit == CADENCE_MONTHS)
		k = floor_div(years * 12 + b.month - a.month, c->every) - 1;
	else /* a lunar date wanders through a month of the Gregorian year */
		k = floor_div(years, c->every) - 2;
	return k < 0 ? 0 : k;
}

/* Working days are counted from the anchor: the k-th is k * every working days after it. */
static enum err next_workday(const struct cadence *c, struct date after, struct date *ret)
{
	int32_t n;
	struct date first = {c->anchor.day + 1};

	if (after.day < c->anchor.day)
		return workcal_workday_offset(c->cal, c->anchor, 0, ret);
	enum err e = workcal_workday_count(c->cal, first, (struct date){after.day + 1}, &n);
	if (e)
		return e;
	return workcal_workday_offset(c->cal, after, c->every - n % c->every, ret);
}

/* The first nominal day after `after`, by the calendar. */
static enum err next_nominal(const struct cadence *c, struct date after, struct date *ret)
{
	struct date d;
	enum err e = OK;

	if (c->unit == CADENCE_WORKDAYS)
		return next_workday(c, after, ret);
	for (int32_t k = guess(c, after); !e; k++) {
		e = nth(c, k, &d);
		/* The anchor of a lunar series may lie after its year's lunar date. */
		if (!e && d.day > after.day && d.day >= c->anchor.day) {
			*ret = d;
			return OK;
		}
	}
	return e;
}

/* The nominal day that a completion leads to. */
static enum err after_completion(const struct cadence *c, struct date done, struct date *ret)
{
	struct cadence from_here = *c;
	int32_t year;

	if (c->unit == CADENCE_WORKDAYS)
		return workcal_workday_offset(c->cal, done, c->every, ret);
	if (c->unit == CADENCE_LUNAR_YEARS) {
		enum err e = lunar_year_of(done, &year);
		return e ? e : lunar_day_in(c, year + c->every, ret);
	}
	from_here.anchor = done;
	return nth(&from_here, 1, ret);
}

static enum err roll(const struct cadence *c, struct date d, struct date *ret)
{
	struct date next;
	struct date previous;
	bool is = true;
	enum err e = OK;

	*ret = d;
	if (c->roll != ROLL_NONE)
		e = workcal_is_workday(c->cal, d, &is);
	if (e || is)
		return e;
	if (c->roll == ROLL_NEXT)
		return workcal_workday_offset(c->cal, d, 0, ret);
	e = workcal_workday_offset(c->cal, d, -1, &previous);
	if (e || c->roll == ROLL_PREVIOUS) {
		*ret = previous;
		return e;
	}
	e = workcal_workday_offset(c->cal, d, 0, &next);
	*ret = next.day - d.day <= d.day - previous.day ? next : previous;
	return e;
}

static enum err touches_open(const struct workcal *cal, struct instant t, bool *ret)
{
	bool before = false;
	enum err e = workcal_is_open(cal, t, ret);
	if (!e && !*ret) {
		e = workcal_is_open(cal, (struct instant){t.us - US_PER_S}, &before);
		*ret = before;
	}
	return e;
}

/* The due time moved into the hours of its day: forward, else back to the last closing. */
static enum err into_hours(const struct workcal *cal, struct instant at, struct instant *ret)
{
	struct date d = tz_date(workcal_zone(cal), at);
	struct instant moved;
	bool fine;

	*ret = at;
	enum err e = touches_open(cal, at, &fine);
	if (e || fine)
		return e;
	e = workcal_next_open(cal, at, &moved);
	if (e && e != ERR_LIMIT)
		return e;
	if (!e && tz_date(workcal_zone(cal), moved).day == d.day) {
		*ret = moved;
		return OK;
	}
	e = workcal_subtract(cal, at, (struct work){0}, EDGE_FAR, &moved);
	/* A closing at 24:00 is the day before's. */
	if (!e && instant_cmp(moved, tz_date_start(workcal_zone(cal), d)) > 0)
		*ret = moved;
	return e == ERR_LIMIT ? OK : e;
}

/* The last closing of a date, its end when it has no hours. */
static enum err close_of(const struct workcal *cal, struct date d, struct instant *ret)
{
	const struct tz *tz = workcal_zone(cal);
	struct instant end = tz_date_start(tz, (struct date){d.day + 1});
	struct instant last;

	enum err e = workcal_subtract(cal, end, (struct work){0}, EDGE_FAR, &last);
	if (e && e != ERR_LIMIT)
		return e;
	*ret = !e && instant_cmp(last, tz_date_start(tz, d)) > 0 ? last : end;
	return OK;
}

static enum err due_on(const struct cadence *c, struct date d, struct instant *ret)
{
	const struct tz *tz = c->tz ? c->tz : workcal_zone(c->cal);
	if (c->due_second == CADENCE_CLOSE)
		return close_of(c->cal, d, ret);
	return into_hours(c->cal, tz_instant(tz, local_of(d, c->due_second)), ret);
}

enum err cadence_place(const struct cadence *c, struct date nominal,
		       struct cadence_instance *ret)
{
	struct cadence_instance i = {.nominal = nominal};

	enum err e = roll(c, nominal, &i.day);
	if (!e)
		e = due_on(c, i.day, &i.due);
	if (!e)
		*ret = i;
	return e;
}

enum err cadence_next(const struct cadence *c, struct date after, struct cadence_instance *ret)
{
	struct date d;
	enum err e;

	if (c->every < 1 || c->every > CADENCE_EVERY_MAX)
		return ERR_INPUT;
	if (!date_is_set(after))
		after = (struct date){c->anchor.day - 1};
	else if (c->from_completion) {
		e = after_completion(c, after, &d);
		return e ? e : cadence_place(c, d, ret);
	}
	e = next_nominal(c, after, &d);
	return e ? e : cadence_place(c, d, ret);
}

enum err cadence_count(const struct cadence *c, struct date after, struct date until,
		       int32_t *ret_n)
{
	int32_t n = 0;
	struct date d = after;

	if (c->every < 1 || c->every > CADENCE_EVERY_MAX)
		return ERR_INPUT;
	while (!c->from_completion) {
		enum err e = next_nominal(c, d, &d);
		if (e)
			return e;
		if (d.day > until.day)
			break;
		n++;
	}
	*ret_n = n;
	return OK;
}

enum err cadence_settle(const struct cadence *c, struct date nominal, struct date day,
			struct cadence_instance *ret, int32_t *ret_skipped)
{
	struct cadence_instance next;
	int32_t skipped = 0;
	bool late = day.day > nominal.day;

	enum err e = late ? cadence_count(c, nominal, day, &skipped) : OK;
	if (!e)
		e = cadence_next(c, late || c->from_completion ? day : nominal, &next);
	if (e)
		return e;
	*ret = next;
	*ret_skipped = skipped;
	return OK;
}
