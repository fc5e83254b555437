/* daily - what happens by itself once a day: the classes follow the calendar (new customers
 * grow old, silent ones cold). */
#ifndef SERVICE_DAILY_H
#define SERVICE_DAILY_H

#include "service/ctx.h"

/* A use case: sweeps and queues the day's classification when the company's date is a new one.
 * On several nodes only one of them does.  ret (bool *): whether it did. */
enum err daily_start(struct ctx *cx, void *ret);

#endif
