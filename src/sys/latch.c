#include "sys/latch.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void latch_open(struct latch *l)
{
	atomic_store(&l->open, 1);
	/* The waiter may have gone on and its stack may be in other use: then a wake-up that
	 * nobody expects meets a loop that looks again. */
	syscall(SYS_futex, &l->open, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

void latch_wait(struct latch *l)
{
	while (!atomic_load(&l->open))
		syscall(SYS_futex, &l->open, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}
