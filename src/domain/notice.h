/* notice - what was or will be said to somebody: the ledger and the outbox in one record. */
#ifndef DOMAIN_NOTICE_H
#define DOMAIN_NOTICE_H

#include "base/field.h"

/* What a notice is about and how it is said; one row per (deadline, step, its time, recipient,
 * channel). */
#define NOTICE_CHANNELS(X)                                                                     \
	X(NOTICE_APP, "app") X(NOTICE_MAIL, "mail") X(NOTICE_WEBHOOK, "webhook")
ENUM_DECLARE(notice_channel, NOTICE_CHANNELS);
#define NOTICE_STATES(X)                                                                       \
	X(NOTICE_QUEUED, "queued")                                                             \
	X(NOTICE_SENDING, "sending")                                                           \
	X(NOTICE_SENT, "sent")                                                                 \
	X(NOTICE_FAILED, "failed")
ENUM_DECLARE(notice_state, NOTICE_STATES);

struct notice {
	RECORD_HEAD;
	struct str dedupe;
	int64_t deadline_id;
	int64_t customer_id;
	int64_t ticket_id;
	int64_t user_id; /* 0: it goes to webhook_id */
	int channel;
	struct str kind;     /* as notice_say has it */
	struct str template; /* message keys "mail.<template>.subject" and ".body" */
	struct str args;     /* JSON object of texts */
	struct instant step_at;
	struct instant send_at;
	bool late; /* the program was down when it should have been sent */
	int state;
	int64_t attempts;
	struct str error;
	struct instant sent_at;
	struct instant read_at;
	int64_t fence;
	struct instant leased_until;
	int64_t webhook_id;
	int64_t message_id; /* first of those that went to the webhook together; 0: not sent */
};
extern const struct fields notice_fields;

#endif
