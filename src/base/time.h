/* time - points and lengths of time as types that cannot be mixed up.
 *
 * Values only: this module never asks what time it is (sys/clock does) and knows no zone
 * (tz.h does).  Civil dates are proleptic Gregorian. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
 * Facts and deadlines lie on whole seconds. */
struct instant {
	int64_t us;
};

/* A length of elapsed (wall clock) time in microseconds. */
struct span {
	int64_t us;
};

/* A length of open (business) time in microseconds; never added to an instant directly. */
struct work {
	int64_t us;
};

/* A civil date: days since 1970-01-01. */
struct date {
	int32_t day;
};

/* The parts of a civil date. */
struct ymd {
	int32_t year;
	int month; /* 1..12 */
	int day;   /* 1..31 */
};

#define US_PER_S INT64_C(1000000)
#define S_PER_DAY INT64_C(86400)
#define INSTANT_NONE ((struct instant){INT64_MIN}) /* no point in time: an empty field */
#define DATE_NONE ((struct date){INT32_MIN})	   /* no date */

/* Whether the value is a point in time, a date, and not the empty one. */
static inline bool instant_is_set(struct instant t)
{
	return t.us != INT64_MIN;
}
static inline bool date_is_set(struct date d)
{
	return d.day != INT32_MIN;
}

/* Seconds since the epoch as an instant, and back (rounded down). */
static inline struct instant instant_of_s(int64_t s)
{
	return (struct instant){s * US_PER_S};
}
static inline int64_t instant_s(struct instant t)
{
	int64_t q = t.us / US_PER_S;
	return t.us % US_PER_S < 0 ? q - 1 : q;
}
/* The whole second that t lies in. */
static inline struct instant instant_floor(struct instant t)
{
	return instant_of_s(instant_s(t));
}
static inline int instant_cmp(struct instant a, struct instant b)
{
	return (a.us > b.us) - (a.us < b.us);
}
static inline struct instant instant_add(struct instant t, struct span d)
{
	return (struct instant){t.us + d.us};
}
static inline struct span instant_diff(struct instant later, struct instant earlier)
{
	return (struct span){later.us - earlier.us};
}
/* The earlier of two instants; an unset one counts as never. */
static inline struct instant instant_min(struct instant a, struct instant b)
{
	if (!instant_is_set(a))
		return b;
	return instant_is_set(b) && b.us < a.us ? b : a;
}
static inline struct span span_of_s(int64_t s)
{
	return (struct span){s * US_PER_S};
}

/* Civil date of year, month 1..12, day 1..31 (any int32 year within +-5 million).  The day is
 * not checked against the month: day 31 of June is 1 July. */
struct date date_of(int32_t year, int month, int day);
/* The parts of a date.  Law: date_of(ymd(d)) == d. */
struct ymd date_ymd(struct date d);
/* Days in that month of that year. */
int days_in_month(int32_t year, int month);
/* 0 = Monday .. 6 = Sunday (ISO 8601). */
int date_weekday(struct date d);
/* The same day `months` later (or earlier), clamped to the month's end (Civil Code art. 202).
 */
struct date date_add_months(struct date d, int months);

/* "2026-02-17", checked; ERR_INPUT when malformed or no such date. */
MUST_CHECK enum err date_parse(struct str s, struct date *ret_date);
/* Writes "YYYY-MM-DD" and a NUL to out. */
void date_format(struct date d, char out[16]);

/* RFC 3339 with any offset or Z and an optional fraction; ERR_INPUT when malformed. */
MUST_CHECK enum err instant_parse(struct str s, struct instant *ret_instant);
/* RFC 3339 in UTC, "2031-06-06T07:30:00Z"; a fraction of six digits only when there is one. */
void instant_format(struct instant t, char out[32]);
/* As mail and HTTP write it, without the zone: "Fri, 06 Jun 2031 07:30:00" (UTC). */
void instant_format_mail(struct instant t, char out[32]);
#endif
