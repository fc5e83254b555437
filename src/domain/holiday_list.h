/* holiday_list - days off and make-up workdays, read from what people have at hand.
 *
 * The State Council's yearly notice as it is pasted from a web page, a CSV file like
 * data/cn-days.csv, the JSON of holiday-cn, or an ICS calendar of all-day events.  Reads only:
 * what becomes of a calendar is service/calendar_days. */
#ifndef DOMAIN_HOLIDAY_LIST_H
#define DOMAIN_HOLIDAY_LIST_H

#include "base/fail.h"
#include "base/time.h"

enum { HOLIDAYS_MAX = 400, HOLIDAY_RANGE_DAYS = 31, HOLIDAY_NAME_MAX = 40 };

struct holiday {
	struct date date;
	bool work;	 /* a make-up workday; else a day off */
	struct str name; /* "春节"; "" = none given */
	int64_t line;	 /* of the text, from 1 */
};

/* Something to look at before the days are believed. */
struct holiday_warning {
	const char *code; /* "weekday_differs", "not_a_weekend", "count_differs",
			     "advice_only", "other_year" */
	int64_t line;
	struct date date;
};

/* Sorted by date, each date once. */
struct holiday_list {
	struct arena *arena; /* where all of it lies */
	struct holiday *v;
	size_t n, cap;
	struct holiday_warning *warnings;
	size_t n_warnings, cap_warnings;
};

/* Reads any of the four forms, known by how it begins.  Dates without a year are of `year`;
 * a range that ends in an earlier month began the year before.
 * ERR_INPUT for the field "text": "holiday_line" with the line and what stands there,
 * "holiday_twice" (off and work at once), "holidays_missing" (not one day was read),
 * "too_many_days", or what CSV and JSON report themselves. */
MUST_CHECK enum err holiday_list_read(struct arena *a, struct str text, int32_t year,
				      struct fail *f, struct holiday_list *ret_list);

/* For the readers of the forms: adds a day, a warning; refuses a line. */
MUST_CHECK enum err holiday_add(struct holiday_list *l, struct holiday day, struct fail *f);
void holiday_warn(struct holiday_list *l, const char *code, int64_t line, struct date date);
enum err holiday_refuse(struct holiday_list *l, struct fail *f, int64_t line, struct str what);
/* The readers: a notice in words, CSV, JSON, ICS. */
MUST_CHECK enum err holiday_read_notice(struct holiday_list *l, struct str text, int32_t year,
					struct fail *f);
MUST_CHECK enum err holiday_read_csv(struct holiday_list *l, struct str text, struct fail *f);
MUST_CHECK enum err holiday_read_json(struct holiday_list *l, struct str text, struct fail *f);
MUST_CHECK enum err holiday_read_ics(struct holiday_list *l, struct str text, struct fail *f);

#endif
