/* workcal_table - the compiled form of a calendar.  For workcal.c, workcal_days.c and
 * workcal_table.c only; all times here are UTC seconds. */
#ifndef DOMAIN_WORKCAL_TABLE_H
#define DOMAIN_WORKCAL_TABLE_H

#include "domain/workcal.h"

/* Open from base + from to base + to of its day; `before`: open seconds of the day before it.
 */
struct workcal_seg {
	int32_t from;
	int32_t to;
	int32_t before;
};

/* A civil date.  Its instants lie in [base_s, next day's base_s); what a zone shows of another
 * date in between (St John's set its clocks back at 00:01) is never open. */
struct workcal_day {
	int64_t base_s;	  /* first instant of the date */
	int64_t before_s; /* open seconds of the table before it */
	uint32_t seg;	  /* first of its segments */
	uint32_t n_seg;
};

struct workcal {
	bool always;
	const struct tz *tz;
	const struct workcal_rules *rules;
	struct date first;
	int32_t n;		       /* days */
	const struct workcal_day *day; /* n + 1: the last one is the end */
	const struct workcal_seg *seg;
	const int32_t *workdays; /* n + 1: working dates of the table before day i */
};

/* Whether the table answers questions about the instant s. */
static inline bool workcal_covers(const struct workcal *cal, int64_t s)
{
	return s >= cal->day[0].base_s && s < cal->day[cal->n].base_s;
}

/* The day that the instant lies in; it must be covered. */
static inline int32_t workcal_day_at(const struct workcal *cal, int64_t s)
{
	const struct workcal_day *day = cal->day;
	int64_t i = (s - day[0].base_s) / S_PER_DAY;
	if (i >= cal->n)
		i = cal->n - 1;
	/* Days of 23 or 25 hours put the guess off by one at most, here and there. */
	while (s < day[i].base_s)
		i--;
	while (s >= day[i + 1].base_s)
		i++;
	return (int32_t)i;
}

/* Open seconds of the table before the instant s, which lies in day i. */
static inline int64_t workcal_before(const struct workcal *cal, int32_t i, int64_t s)
{
	const struct workcal_day *d = &cal->day[i];
	const struct workcal_seg *seg = &cal->seg[d->seg];
	int64_t at = s - d->base_s;
	int64_t open = 0;
	for (uint32_t k = 0; k < d->n_seg && seg[k].from < at; k++)
		open = seg[k].before + (at < seg[k].to ? at : seg[k].to) - seg[k].from;
	return d->before_s + open;
}

/* Open seconds of day i. */
static inline int64_t workcal_open_in(const struct workcal *cal, int32_t i)
{
	return cal->day[i + 1].before_s - cal->day[i].before_s;
}

#endif
