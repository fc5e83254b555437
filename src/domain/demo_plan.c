#include "domain/demo_plan.h"

#include <stdlib.h>

/* How many arrive in each hour of a day, of 1,000 or so. */
static const int64_t hours[24] = {2,  1,  1,  1,  1,  2,  4,  12, 45, 98, 110, 85,
				  48, 70, 95, 92, 84, 66, 38, 24, 18, 14, 9,   4};
/* Monday to Sunday, in percent. */
static const int64_t weekdays[7] = {125, 110, 100, 100, 95, 35, 25};
enum {
	FESTIVAL = 18, /* percent of a usual day */
	AFTER_FESTIVAL = 160,
	GROWTH = 60,	  /* the first day has so many percent of the last */
	MONTH = 30,	  /* days of which the places are dealt out together */
	OLD_PERCENT = 60, /* customers who are there from the beginning ... */
	OLD_DAYS = 60,	  /* ... and came in the days before it */
	GROUP = 8,	  /* customers who share their tickets unevenly */
	DESK_OPENS = 8 * 3600,
	DESK_CLOSES = 20 * 3600,
};

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t next(struct dice *d)
{
	return mix(d->state += 0x9e3779b97f4a7c15);
}

struct dice dice_of(uint64_t seed, uint64_t stream, uint64_t index)
{
	return (struct dice){mix(mix(mix(seed) + stream) + index)};
}

int64_t dice_below(struct dice *d, int64_t n)
{
	return (int64_t)(next(d) % (uint64_t)n);
}

int64_t dice_between(struct dice *d, int64_t from, int64_t to, int skew)
{
	int64_t v = dice_below(d, to - from + 1);

	for (; skew > 0; skew--)
		v = dice_below(d, v + 1);
	return from + v;
}

bool dice_chance(struct dice *d, int per_mille)
{
	return dice_below(d, 1000) < per_mille;
}

/* The hours of a day that have passed by `second`, weighted. */
static int64_t weight_until(int64_t second)
{
	int64_t sum = 0;

	for (int h = 0; h < 24 && h * 3600 < second; h++) {
		int64_t part = second - h * 3600 < 3600 ? second - h * 3600 : 3600;
		sum += hours[h] * part;
	}
	return sum;
}

static int64_t second_of(const struct demo_plan *p, struct instant t)
{
	return instant_diff(t, tz_date_start(p->zone, tz_date(p->zone, t))).us / US_PER_S;
}

/* The weight of a day; *was_off is kept from day to day: a festival lies before it. */
static enum err weigh(const struct demo_plan *p, int32_t i, bool *was_off, int64_t *ret_weight)
{
	struct date d = {p->first.day + i};
	int weekday = date_weekday(d);
	int64_t w = weekdays[weekday];
	bool open;

	enum err e = workcal_is_workday(p->cal, d, &open);
	if (e)
		return e;
	if (open && weekday >= 5)
		w = weekdays[1]; /* a worked Saturday or Sunday */
	if (!open && weekday < 5)
		w = FESTIVAL;
	if (open && *was_off)
		w = AFTER_FESTIVAL;
	*was_off = open ? false : *was_off || weekday < 5;
	w *= GROWTH * p->days + (100 - GROWTH) * i;
	*ret_weight = i + 1 < p->days ? w
				      : w * (weight_until(second_of(p, p->now)) >> 10) /
						(weight_until(S_PER_DAY) >> 10);
	return OK;
}

enum err demo_plan_make(struct arena *a, int months, struct demo_plan *p)
{
	struct date today = tz_date(p->zone, p->now);
	bool was_off = false;
	int64_t sum = 0;
	enum err e = OK;

	p->first = date_add_months(today, -months);
	p->days = today.day - p->first.day + 1;
	p->places = ARENA_ARRAY(a, (size_t)p->days + 1, int64_t);
	for (int32_t i = 0; !e && i < p->days; i++) {
		int64_t weight = 0;
		p->places[i] = sum;
		e = weigh(p, i, &was_off, &weight);
		sum += weight;
	}
	for (int32_t i = 0; i < p->days; i++)
		p->places[i] =
			(int64_t)((double)p->places[i] / (double)sum * (double)p->tickets);
	p->places[p->days] = p->tickets;
	return e;
}

/* The day a customer came, counted from the first one: those of the beginning before it. */
static int64_t join_day(const struct demo_plan *p, int64_t c)
{
	int64_t old = (p->customers * OLD_PERCENT + 99) / 100;

	if (c < old)
		return c * OLD_DAYS / old - OLD_DAYS;
	return (c - old) * p->days / (p->customers - old);
}

struct instant demo_joined(const struct demo_plan *p, int64_t c)
{
	struct dice d = dice_of(p->seed, 1, (uint64_t)c);
	struct date day = {p->first.day + (int32_t)join_day(p, c)};
	struct instant t = instant_add(tz_date_start(p->zone, day),
				       span_of_s(dice_between(&d, 9 * 3600, 18 * 3600, 0)));
	return instant_cmp(t, p->now) < 0 ? t : p->now;
}

int64_t demo_joined_before(const struct demo_plan *p, struct date date)
{
	int64_t day = date.day - p->first.day, low = 0, high = p->customers;

	while (low < high) {
		int64_t middle = (low + high) / 2;
		if (join_day(p, middle) < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A permutation of [0, n): four rounds of Feistel on an even number of bits, walked until the
 * answer lies in the range. */
static int64_t permute(uint64_t key, int64_t n, int64_t i)
{
	int half = 1;
	uint64_t v = (uint64_t)i;

	while (INT64_C(1) << 2 * half < n)
		half++;
	uint64_t mask = (UINT64_C(1) << half) - 1;
	do {
		for (uint64_t round = 0; round < 4; round++) {
			uint64_t left = v >> half, right = v & mask;
			v = right << half | (left ^ (mix(key + round + (right << 8)) & mask));
		}
	} while (v >= (uint64_t)n);
	return (int64_t)v;
}

/* Whose of a group a ticket is: one of them has a third, one next to nothing. */
static int64_t member_of(const struct demo_plan *p, int64_t group, int64_t ticket, int64_t size)
{
	static const int share[16] = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 0};
	uint64_t turn = mix(p->seed + (uint64_t)group) % GROUP;
	uint64_t lot = mix(mix(p->seed ^ (uint64_t)group << 32) + (uint64_t)ticket) % 16;

	return (int64_t)((uint64_t)share[lot] + turn) % size;
}

static int ascending(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

void demo_places_of(const struct demo_plan *p, struct arena *a, int64_t c, int64_t **ret_places,
		    size_t *ret_n)
{
	int64_t *v = NULL;
	size_t n = 0, cap = 0;

	for (int32_t from = 0; from < p->days; from += MONTH) {
		int32_t to = from + MONTH < p->days ? from + MONTH : p->days;
		int64_t all = p->places[to] - p->places[from];
		int64_t known = demo_joined_before(p, (struct date){p->first.day + from});
		int64_t groups = (known + GROUP - 1) / GROUP, g = c / GROUP;
		if (c >= known)
			continue;
		int64_t size = g + 1 < groups ? GROUP : known - g * GROUP;
		for (int64_t i = all * g / groups; i < all * (g + 1) / groups; i++)
			if (member_of(p, g, i, size) == c % GROUP)
				*ARENA_PUSH(a, v, n, cap) =
					p->places[from] +
					permute(p->seed + (uint64_t)from, all, i);
	}
	if (n)
		qsort(v, n, sizeof *v, ascending);
	*ret_places = v;
	*ret_n = n;
}

/* The day of a place. */
static int32_t day_of(const struct demo_plan *p, int64_t place)
{
	int32_t low = 0, high = p->days - 1;

	while (low < high) { /* the last day that begins at or before the place */
		int32_t middle = (low + high + 1) / 2;
		if (p->places[middle] <= place)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

struct instant demo_arrival(const struct demo_plan *p, int64_t place)
{
	int32_t day = day_of(p, place);
	struct instant start = tz_date_start(p->zone, (struct date){p->first.day + day});
	int64_t n = p->places[day + 1] - p->places[day];
	struct dice d = dice_of(p->seed, 2, (uint64_t)place);
	int64_t whole = weight_until(day + 1 < p->days ? S_PER_DAY : second_of(p, p->now));
	int64_t weight =
		((place - p->places[day]) * 1024 + dice_below(&d, 1024)) * (whole / 1024) / n;
	int64_t second = 0;

	for (int h = 0; h < 24; h++) {
		if (weight < hours[h] * 3600) {
			second = h * 3600 + weight / hours[h];
			break;
		}
		weight -= hours[h] * 3600;
	}
	struct instant t = instant_add(start, span_of_s(second));
	return instant_cmp(t, p->now) < 0 ? t : p->now;
}

int64_t demo_place_since(const struct demo_plan *p, int64_t place, struct date since)
{
	int64_t day = (int64_t)since.day - p->first.day;
	return place - p->places[day < 0 ? 0 : day];
}

/* The week of an instant, from Monday on. */
static int64_t week_of(const struct demo_plan *p, struct instant t)
{
	struct date d = tz_date(p->zone, t);
	return (d.day - date_weekday(d) + 7) / 7;
}

bool demo_on_leave(const struct demo_plan *p, int64_t person, struct instant t)
{
	enum { WEEKS = 52, LEAVE = 3 };
	return mix(mix(p->seed + (uint64_t)person) + (uint64_t)week_of(p, t)) % WEEKS < LEAVE;
}

bool demo_on_duty(const struct demo_plan *p, int64_t person, struct instant t)
{
	enum { EARLY_ENDS = 59400, LATE_BEGINS = 41400 }; /* 16:30, 11:30 */
	int64_t week = week_of(p, t), second = second_of(p, t);
	bool weekend = date_weekday(tz_date(p->zone, t)) >= 5;

	if (demo_on_leave(p, person, t) || (weekend && (person + week) % 3))
		return false;
	if ((person + week) % 2)
		return second >= DESK_OPENS && second < EARLY_ENDS;
	return second >= LATE_BEGINS && second < DESK_CLOSES;
}

struct instant demo_desk(const struct demo_plan *p, struct dice *d, struct instant t)
{
	int64_t second = second_of(p, t);
	struct date day = tz_date(p->zone, t);

	if (second >= DESK_OPENS && second < DESK_CLOSES)
		return t;
	if (second >= DESK_CLOSES)
		day.day++;
	return instant_add(tz_date_start(p->zone, day),
			   span_of_s(DESK_OPENS + dice_between(d, 120, 3000, 0)));
}

enum err demo_office(const struct demo_plan *p, struct dice *d, struct instant t,
		     struct instant *ret_at)
{
	struct instant at;
	enum err e = workcal_next_open(p->cal, t, &at);

	if (!e && instant_cmp(at, t) > 0)
		at = instant_add(at, span_of_s(dice_between(d, 300, 9000, 0)));
	if (!e)
		*ret_at = instant_floor(at);
	return e;
}
