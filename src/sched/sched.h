/* sched - what the program does by itself: fires deadlines, sends mail, posts to webhooks, does
 * jobs, seals the audit trail, ends streams.
 *
 * A thread for each, each asleep until there is something to do; they look at least once a
 * second, since another node or a moved clock can make something due earlier.  They decide
 * nothing: that is the services' and, behind them, the pure functions'. */
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include "sched/mail.h"
#include "service/ctx.h"

struct sched;

struct sched_options {
	struct home *home;	  /* kept until sched_stop */
	struct mail_options mail; /* url "" = notices wait in the outbox */
};

/* Starts the threads.  ERR_BUSY: no memory or threads.  Gives the scheduler. */
MUST_CHECK enum err sched_start(const struct sched_options *options, struct sched **ret_sched);
/* Has the threads look now: the clock was moved. */
void sched_wake(struct sched *s);
/* Lets each thread finish what it is doing, and ends them.  NULL is fine. */
void sched_stop(struct sched *s);

#endif
