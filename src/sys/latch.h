/* latch - one thread waits once for another to be done.
 *
 * Lies in the waiter's stack: latch_open() may still be under way when the waiter has gone on,
 * which a mutex with a condition allows only at the price of a second wake-up. */
#ifndef SYS_LATCH_H
#define SYS_LATCH_H

#include <stdatomic.h>

/* Zero-initialise: closed. */
struct latch {
	_Atomic int open;
};

/* Opens the latch; everything done before is seen by the waiter.  Once. */
void latch_open(struct latch *l);
/* Waits until it is open. */
void latch_wait(struct latch *l);

#endif
