/* webhook_outbox - the messages that webhooks are owed, one at a time: claimed with a lease,
 * sent by whoever asked, marked by what the peer answered.
 *
 * At least once, each attempt under the same webhook-id.  A robot says at most one message in
 * WEBHOOK_PACE_S, 20 a minute: what has come together since then is one message.  Standard
 * Webhooks are one event each, and at that pace too. */
#ifndef SERVICE_WEBHOOK_OUTBOX_H
#define SERVICE_WEBHOOK_OUTBOX_H

#include "service/webhook_message.h"
#include "service/world.h"

enum {
	WEBHOOK_PACE_S = 3,
	WEBHOOK_BATCH = 100, /* notices in a message */
	WEBHOOK_TRIES = 10,
	WEBHOOK_LEASE_S = 120, /* far longer than a request may take */
	WEBHOOK_PAUSE_S = 300, /* a peer that fails is asked for nothing else meanwhile */
	WEBHOOK_MUTED_S =
		600, /* one that wants fewer messages: as long as DingTalk's silence */
};

/* A notice in a message; whoever marks it must have the fence of the claim. */
struct webhook_part {
	int64_t notice_id;
	int64_t fence;
};

/* A message to be posted; texts in the arena of the use case. */
struct webhook_post {
	int64_t webhook_id; /* 0: nothing is due */
	enum webhook_kind kind;
	struct webhook_request request;
	struct webhook_part v[WEBHOOK_BATCH];
	size_t n;
	int64_t attempt;
	bool test;
	enum webhook_verdict verdict; /* set by whoever has posted it */
	struct str error;	      /* of this attempt; "" = it was taken */
};

/* A use case that reads: whether anything is due (bool). */
enum err webhook_is_due(struct ctx *cx, void *ret_due);
/* A use case: claims the message that is due first (struct webhook_post), in the company's
 * language. */
enum err webhook_claim(struct ctx *cx, void *post);
/* A use case: writes down what became of it. */
enum err webhook_mark(struct ctx *cx, void *post);

#endif
