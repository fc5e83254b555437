/* pool - a few threads for slow work, with a short queue.
 *
 * One is for passwords and what is as short, one for exports, which may take a minute.
 * Password hashing costs 20 ms and 19 MiB; the bound keeps a flood of logins from taking the
 * machine.  Not for database work: that is the store's. */
#ifndef HTTP_POOL_H
#define HTTP_POOL_H

#include <stdbool.h>

struct pool;
struct pool_job {
	void (*fn)(struct pool_job *job);
	struct pool_job *next; /* the pool's own */
};

/* n threads and a queue of at most `queue` jobs.  NULL: no threads to be had. */
struct pool *pool_new(int n, int queue);
/* Queues a job; the caller keeps it until fn was called.  False when the queue is full. */
bool pool_submit(struct pool *p, struct pool_job *job);
/* Runs what is queued, then ends the threads.  NULL is fine. */
void pool_free(struct pool *p);

#endif
