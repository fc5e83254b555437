/* outbox - the mails that notices want, claimed with a lease and marked when they were taken.
 *
 * Sending is sched/mail's: here a mail is only words.  A claim counts the attempt; whoever
 * marks must name it, so that a frozen sender's late word changes nothing. */
#ifndef SERVICE_OUTBOX_H
#define SERVICE_OUTBOX_H

#include "service/world.h"

enum { OUTBOX_BATCH = 50, OUTBOX_LEASE_S = 120, OUTBOX_TRIES = 10 };

/* One mail, ready to be sent; texts lie in the arena of the use case. */
struct outbox_mail {
	int64_t notice_id;
	int64_t attempt;
	struct str from;
	struct str to;
	struct str subject;
	struct str body;
	struct str dedupe; /* the same for every attempt: Message-ID and X-Dedupe-Id */
	struct str error;  /* of this attempt; "" = the server took it */
};
struct outbox {
	struct outbox_mail v[OUTBOX_BATCH];
	size_t n;
};

/* A use case: claims up to OUTBOX_BATCH mails that are due and words them in each reader's
 * language. */
enum err outbox_claim(struct ctx *cx, void *outbox);
/* A use case: writes down what became of each: sent, or to be tried again later. */
enum err outbox_mark(struct ctx *cx, void *outbox);

#endif
