/* calendar_days - a calendar's year day by day, and what a notice would change in it.
 *
 * Reads only: what a notice brings becomes a draft of the calendar when somebody saves it. */
#ifndef SERVICE_CALENDAR_DAYS_H
#define SERVICE_CALENDAR_DAYS_H

#include "service/ctx.h"

/* The years that calendars are compiled for (service/world.c). */
enum { CALENDAR_YEAR_FIRST = 1990, CALENDAR_YEAR_LAST = 2060 };

/* Writes all days of a year as the engine counts them, with the lunar date for readers of
 * Chinese.  ERR_NOT_FOUND; ERR_INPUT for "year": out of range. */
MUST_CHECK enum err calendar_days_write(struct ctx *cx, int64_t id, int64_t year, struct jw *w);

/* A text to be read by domain/holiday_list, for a calendar. */
struct calendar_notice {
	struct str text;
	int64_t year;
	int64_t calendar_id;
};
/* Writes the days that were read, how they differ from the calendar, warnings, and the
 * calendar's document with the differences put in, ready to be saved as a draft. */
MUST_CHECK enum err calendar_notice_write(struct ctx *cx, const struct calendar_notice *notice,
					  struct jw *w);

#endif
