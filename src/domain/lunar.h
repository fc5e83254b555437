/* lunar - the Chinese lunisolar calendar (农历) of 1901-2100, by table.
 *
 * Months are reckoned in Beijing time.  Not computed from new moons: near midnight astronomy
 * in a library is a day off where the official calendar is not (Spring Festival 2027 is
 * 02-06, 2030 is 02-03).
 *
 * The table holds facts, the month lengths and leap months, of the npm package tyme4ts 1.5.2
 * (6tail), cross-checked over 1901-2100 with two others: solarlunar 3.1.0 differs in 1933 and
 * 2097 only, js-calendar-converter 0.0.7 (jjonline) in 2057 only, each by one month's border
 * (new moons minutes from midnight), and there the other two agree. */
#ifndef DOMAIN_LUNAR_H
#define DOMAIN_LUNAR_H

#include "base/time.h"

enum { LUNAR_YEAR_MIN = 1901, LUNAR_YEAR_MAX = 2100 };

/* A date of the lunar calendar.  `year` is the Gregorian year in which it begins. */
struct lunar_date {
	int32_t year;
	int month; /* 1..12 */
	int day;   /* 1..30 */
	bool leap; /* in the leap month that follows `month` */
};

/* Festivals on a fixed lunar date, always of the plain month; and New Year's Eve. */
#define LUNAR_FESTIVALS(X)                                                                     \
	X(FESTIVAL_SPRING, "spring_festival", 1, 1)                                            \
	X(FESTIVAL_LANTERN, "lantern", 1, 15)                                                  \
	X(FESTIVAL_DRAGON_BOAT, "dragon_boat", 5, 5)                                           \
	X(FESTIVAL_QIXI, "qixi", 7, 7)                                                         \
	X(FESTIVAL_MID_AUTUMN, "mid_autumn", 8, 15)                                            \
	X(FESTIVAL_DOUBLE_NINTH, "double_ninth", 9, 9)

enum lunar_festival {
#define FESTIVAL_ID(id, name, month, day) id,
	LUNAR_FESTIVALS(FESTIVAL_ID)
#undef FESTIVAL_ID
		LUNAR_FESTIVAL_COUNT
};

/* The Gregorian date; DATE_NONE when the lunar date does not exist (no such leap month, no
 * 30th day).  ERR_UNSUPPORTED: the year is outside the table.  ERR_INPUT: month or day cannot
 * be one. */
MUST_CHECK enum err lunar_to_date(struct lunar_date l, struct date *ret_date);

/* The lunar date of a Gregorian one.  ERR_UNSUPPORTED: outside the table.
 * Law: lunar_to_date(lunar_of(d)) == d. */
MUST_CHECK enum err lunar_of(struct date d, struct lunar_date *ret_lunar);

/* The leap month of a lunar year, 0 when it has none; the length of a month, 0 when there is
 * no such month.  The year must be in the table. */
int lunar_leap_month(int32_t year);
int lunar_month_days(int32_t year, int month, bool leap);

/* The date of a festival in a Gregorian year; ERR_UNSUPPORTED: the year is not in the table. */
MUST_CHECK enum err lunar_festival(enum lunar_festival f, int32_t year, struct date *ret_date);

/* A festival by its name, "mid_autumn"; false when there is none. */
bool lunar_festival_find(struct str name, enum lunar_festival *ret);

#endif
