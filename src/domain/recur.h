/* recur - recurrence rules of RFC 5545 (RRULE), on the wall clock.
 *
 * DAILY, WEEKLY, MONTHLY and YEARLY with INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY,
 * BYSETPOS, BYYEARDAY, BYWEEKNO and WKST.  Dates that do not exist are skipped, as the RFC
 * says; the product's own cadences, which move them, are cadence.h. */
#ifndef DOMAIN_RECUR_H
#define DOMAIN_RECUR_H

#include "base/fail.h"
#include "base/tz.h"

enum recur_freq { RECUR_DAILY, RECUR_WEEKLY, RECUR_MONTHLY, RECUR_YEARLY };

/* A list of the small numbers of one rule part. */
struct recur_list {
	int16_t *v;
	size_t n;
};

/* BYDAY: weekday 0 = Monday, nth 0 = every, else the n-th of the month or year. */
struct recur_day {
	int8_t weekday;
	int8_t nth;
};

struct recur {
	enum recur_freq freq;
	int32_t interval;
	int64_t count;	      /* 0: no end by number */
	struct instant until; /* none: no end by time */
	int week_start;	      /* 0 = Monday */
	struct recur_list by_month, by_month_day, by_year_day, by_week_no, by_set_pos;
	struct recur_day *by_day;
	size_t n_by_day;
};

/* The series: first possible instance on the wall clock, and its zone. */
struct recur_series {
	const struct recur *rule;
	struct local start;
	const struct tz *tz;
	const struct local *except; /* excluded instances; they use up COUNT */
	size_t n_except;
};

/* Parses the text of a rule, without "RRULE:", into the arena.
 * ERR_INPUT: fail has "bad_case": malformed, or a combination that the RFC forbids.
 * ERR_UNSUPPORTED: fail has "unsupported": a part or frequency outside the list above. */
MUST_CHECK enum err recur_parse(struct arena *a, struct str text, struct fail *f,
				struct recur *ret_rule);

/* The first instances, at most `limit`, ascending, in the arena.  The start is one only if the
 * rule gives it.  Instances end with the year 9999. */
void recur_instances(struct arena *a, const struct recur_series *series, size_t limit,
		     struct instant **ret_v, size_t *ret_n);

#endif
