/* cncal - the working-day table of mainland China: statutory days off and make-up workdays.
 *
 * Facts from the State Council's yearly notices as collected by NateScarlet/holiday-cn (MIT);
 * data/cn-days.csv is turned into a table at build time by tools/cndays.c.  A year that is not
 * in the table has not been announced: it can be estimated here, and is then provisional. */
#ifndef DOMAIN_CNCAL_H
#define DOMAIN_CNCAL_H

#include "base/time.h"

/* What the notices say about a date. */
enum cnday {
	CNDAY_PLAIN, /* nothing: weekday or weekend as usual */
	CNDAY_OFF,   /* a day off */
	CNDAY_WORK,  /* a make-up workday, mostly on a weekend */
};

/* A row of the table. */
struct cnday_row {
	int32_t day; /* since 1970-01-01 */
	enum cnday kind;
	const char *name; /* of the festival, UTF-8 Chinese */
};

/* What is known about the date; CNDAY_PLAIN also where nothing is known. */
enum cnday cncal_day(struct date d);

/* The festival that the date's entry belongs to, "春节"; "" when it has none. */
const char *cncal_name(struct date d);

/* First and last date for which the table speaks. */
struct date cncal_first(void);
struct date cncal_last(void);

/* Whether the date lies between them. */
bool cncal_known(struct date d);

/* The rows of the table by number, sorted by date. */
size_t cncal_count(void);
struct date cncal_date(size_t i);

/* The day's kind for any year: from the table where it speaks, else estimated.  An estimate has
 * the statutory festivals of the Regulation on Public Holidays (2025 text: New Year 1 day,
 * Spring Festival with its eve 4, Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1,
 * National Day 3) and no make-up workdays, for those are decreed year by year; it ends with
 * the lunar table.  *ret_name is "" when the day has none. */
enum cnday cncal_estimate(struct date d, const char **ret_name);

/* The estimated days off of a year, sorted as they are found, not by date; fills at most
 * CNCAL_STATUTORY dates and returns their number. */
enum { CNCAL_STATUTORY = 13 };
size_t cncal_statutory(int32_t year, struct date ret_dates[CNCAL_STATUTORY]);

#endif
