/* workcal - open (business) time on the time line.
 *
 * A calendar's rules are compiled once into an immutable table, a row a day with the open time
 * before it, so that every question is one look-up and a short search.  Compiled calendars may
 * be shared between threads.  Not here: what the rules say (workcal_rules), and what falls due
 * (target).  Every answer is about one and the same set of open instants; whole seconds only.
 *
 * Errors of all questions: ERR_LIMIT - nothing found within WORKCAL_HORIZON_DAYS of where the
 * search began; ERR_UNSUPPORTED - the question or its answer lies outside the compiled dates.
 */
#ifndef DOMAIN_WORKCAL_H
#define DOMAIN_WORKCAL_H

#include "domain/workcal_rules.h"

enum { WORKCAL_HORIZON_DAYS = 3660 };

/* Opaque and immutable. */
struct workcal;

/* When work ends exactly at a closing time: that closing time, or the next opening. */
enum edge { EDGE_NEAR, EDGE_FAR };

/* How a deadline in working days ends: at the start's time of day, or at close of business. */
enum days_mode { DAYS_SAME_TIME, DAYS_END_OF_DAY };

/* A number n >= 0 of working days after (or before) something. */
struct workdays {
	int32_t n;
	bool before;
	enum days_mode mode;
};

/* A maximal stretch of open time. */
struct opening {
	struct instant from;
	struct instant to;
};

/* The wall clock as a calendar: always open, dates in UTC, any instant.  A constant. */
const struct workcal *workcal_always(void);

/* Compiles the rules for the civil dates [first, last] into the arena; keeps `rules`.
 * ERR_INPUT: the rules are empty, or last < first. */
MUST_CHECK enum err workcal_compile(struct arena *a, const struct workcal_rules *rules,
				    struct date first, struct date last,
				    const struct workcal **ret_cal);

/* The rules it was compiled from; NULL for the wall clock. */
const struct workcal_rules *workcal_rules(const struct workcal *cal);

/* Whether an answer at t is provisional: the calendar follows mainland China's days off, and
 * those of that year have not been announced (see cncal.h). */
bool workcal_is_provisional(const struct workcal *cal, struct instant t);

/* The zone whose dates count. */
const struct tz *workcal_zone(const struct workcal *cal);

/* Open time in [start, end); zero when end <= start. */
MUST_CHECK enum err workcal_elapsed(const struct workcal *cal, struct instant start,
				    struct instant end, struct work *ret_work);

/* Whether the second that begins at t is open. */
MUST_CHECK enum err workcal_is_open(const struct workcal *cal, struct instant t,
				    bool *ret_open);

/* t itself when it is open, else the next opening. */
MUST_CHECK enum err workcal_next_open(const struct workcal *cal, struct instant t,
				      struct instant *ret_at);

/* Near: the earliest t >= from with elapsed(from, t) == need; far: the first open instant at
 * or after that.  need >= 0.
 * Laws: elapsed(from, add(from, n)) == n; near: add(add(from, a), b) == add(from, a + b). */
MUST_CHECK enum err workcal_add(const struct workcal *cal, struct instant from,
				struct work need, enum edge edge, struct instant *ret_at);

/* Near: the latest t <= from with elapsed(t, from) == need; far: the latest instant at or
 * before that which follows an open second.  Law: elapsed(subtract(from, n), from) == n. */
MUST_CHECK enum err workcal_subtract(const struct workcal *cal, struct instant from,
				     struct work need, enum edge edge, struct instant *ret_at);

/* The n-th working date strictly after (before) the date of `start`, which is never counted;
 * n == 0: that date, or the next (previous) working one.  DAYS_SAME_TIME: at the wall-clock
 * time of `start` if that lies in open time or on either end of it, else the next opening
 * (previous closing).  DAYS_END_OF_DAY: the last closing of that date.
 * Civil Code arts. 201, 203. */
MUST_CHECK enum err workcal_add_days(const struct workcal *cal, struct instant start,
				     struct workdays days, struct instant *ret_at);

/* The maximal stretches of open time in [start, end), cut to it, sorted, in the arena. */
MUST_CHECK enum err workcal_segments(struct arena *a, const struct workcal *cal,
				     struct instant start, struct instant end,
				     struct opening **ret_v, size_t *ret_n);

/* Whether the date has an open second. */
MUST_CHECK enum err workcal_is_workday(const struct workcal *cal, struct date d, bool *ret_is);

/* n > 0: the n-th working date strictly after d; n < 0: strictly before; 0: d itself if it is
 * one, else the next. */
MUST_CHECK enum err workcal_workday_offset(const struct workcal *cal, struct date d, int32_t n,
					   struct date *ret_date);

/* The number of working dates in [from, to); 0 when to <= from. */
MUST_CHECK enum err workcal_workday_count(const struct workcal *cal, struct date from,
					  struct date to, int32_t *ret_n);

/* First and last date that were compiled; false for the wall clock, which has no ends. */
bool workcal_range(const struct workcal *cal, struct date *ret_first, struct date *ret_last);

#endif
