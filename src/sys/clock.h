/* clock - the only place that asks what time it is.
 *
 * Everything else gets `now` as an argument.  A running program has one clock: the machine's,
 * or, under the test switch, one that stands still until it is moved. */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include "base/time.h"

/* The present instant, microseconds; the test clock's when one is set. */
struct instant clock_now(void);
/* A point on the monotonic clock in microseconds, for measuring and for time-outs only. */
int64_t clock_monotonic_us(void);
/* From now on clock_now() gives this instant, until it is set again; INSTANT_NONE: the
 * machine's clock again.  For tests and for `genjin serve --test-clock`. */
void clock_set(struct instant t);
/* Sets the clock to the time that a file holds (RFC 3339, white space around it is fine).
 * ERR_INPUT: it holds no time; or the errors of file_read.  Then the clock stays. */
MUST_CHECK enum err clock_set_from(const char *path);

#endif
