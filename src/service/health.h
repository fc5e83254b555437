/* health - a page of numbers for whoever runs the installation, and what needs looking after.
 *
 * Counts come from indexes; nothing is estimated.  Those that take long in a large company are
 * made by the scheduler now and then, and the report says of when they are. */
#ifndef SERVICE_HEALTH_H
#define SERVICE_HEALTH_H

#include "service/ctx.h"

/* Writes the report of the running node.  ERR_UNSUPPORTED: this process does not serve. */
MUST_CHECK enum err health_write(struct ctx *cx, struct jw *w);

/* A use case that reads: counts the company for the reports to come. */
MUST_CHECK enum err health_count_sizes(struct ctx *cx, void *unused);

/* Whether a calendar's days off end before this year does, or from November on the next one;
 * *ret_year is then that year. */
struct named_calendar;
bool health_calendar_ends(const struct named_calendar *c, struct date today, int32_t *ret_year);

#endif
