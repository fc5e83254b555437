/* cadence - the product's own recurrences: visits, calls, surveys, greetings.
 *
 * Every N days, weeks, months, years, working days or lunar years, either by the calendar from
 * an anchor or from the last completion.  Unlike an RRULE (recur.h) a day that does not exist
 * is clamped to the month's end, always from the anchor's day: 31 January, 28 February, 31
 * March (Civil Code art. 202), and days off are rolled.  Rolling never feeds back into the
 * series.
 *
 * An instance is known by its nominal day, before rolling.  One instance is open at a time;
 * those that pass meanwhile are counted as skipped and never pile up. */
#ifndef DOMAIN_CADENCE_H
#define DOMAIN_CADENCE_H

#include "domain/workcal.h"

/* A greater number of units is a mistake. */
enum { CADENCE_EVERY_MAX = 10000 };
/* As a time of day: when the calendar closes on that day. */
enum { CADENCE_CLOSE = -1 };

enum cadence_unit {
	CADENCE_DAYS,
	CADENCE_WEEKS,
	CADENCE_MONTHS, /* a quarter is 3 of them */
	CADENCE_YEARS,
	CADENCE_WORKDAYS,
	CADENCE_LUNAR_YEARS,
};

/* Where an instance goes whose nominal day is a day off. */
enum cadence_roll { ROLL_NONE, ROLL_NEXT, ROLL_PREVIOUS, ROLL_NEAREST };

struct cadence {
	enum cadence_unit unit;
	int32_t every;	      /* 1 .. CADENCE_EVERY_MAX */
	bool from_completion; /* next = completion + interval, else anchor + k * interval */
	struct date anchor;   /* first nominal day; LUNAR_YEARS: of any year */
	int lunar_month;      /* LUNAR_YEARS: 1..12 */
	int lunar_day;	      /* 1..30; clamped to 29 in a short month */
	bool lunar_leap;      /* of the leap month; the plain one in years without it */
	enum cadence_roll roll;
	int32_t due_second;	   /* time of day, 0..86399, or CADENCE_CLOSE */
	const struct tz *tz;	   /* whose clock shows that time; NULL: the calendar's */
	const struct workcal *cal; /* days off and hours; never NULL */
};

struct cadence_instance {
	struct date nominal; /* in the series */
	struct date day;     /* after rolling */
	struct instant due;
};

/* The first instance whose nominal day is after `after` (DATE_NONE: the first of all).  For a
 * cadence from completion `after` is the day of the completion, or DATE_NONE: the anchor.
 * ERR_UNSUPPORTED: beyond the calendar's dates or the lunar table; ERR_LIMIT: no working day
 * within the horizon; ERR_INPUT: `every` is no sensible number.
 * Law: by the calendar, next(next(a)) follows next(a) whatever was rolled. */
MUST_CHECK enum err cadence_next(const struct cadence *c, struct date after,
				 struct cadence_instance *ret);

/* What follows when the open instance `nominal` is settled (done or given up) on `day`: the
 * first one after both, or day + interval from completion.  *ret_skipped counts the nominal
 * days between, which nobody will be asked about. */
MUST_CHECK enum err cadence_settle(const struct cadence *c, struct date nominal,
				   struct date day, struct cadence_instance *ret,
				   int32_t *ret_skipped);

/* How many nominal days of the series lie in (after, until]; 0 for one from completion. */
MUST_CHECK enum err cadence_count(const struct cadence *c, struct date after, struct date until,
				  int32_t *ret_n);

/* The instance of a nominal day: rolled, with its due instant.  When the calendar is closed at
 * the due time, due is the next opening of that day, else the day's last closing; on a day
 * without hours the time stands as it is. */
MUST_CHECK enum err cadence_place(const struct cadence *c, struct date nominal,
				  struct cadence_instance *ret);

#endif
