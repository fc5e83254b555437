/* health - a page of numbers for whoever runs the installation, and what needs looking after.
 *
 * Counts come from indexes; nothing is estimated. */
#ifndef SERVICE_HEALTH_H
#define SERVICE_HEALTH_H

#include "service/ctx.h"

/* Writes the report of the running node.  ERR_UNSUPPORTED: this process does not serve. */
MUST_CHECK enum err health_write(struct ctx *cx, struct jw *w);

/* Whether a calendar's days off end before this year does, or from November on the next one;
 * *ret_year is then that year. */
struct named_calendar;
bool health_calendar_ends(const struct named_calendar *c, struct date today, int32_t *ret_year);

#endif
