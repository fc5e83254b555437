/* notices - what people and webhooks are told, once: the ledger and the outbox in one table.
 *
 * A notice has one row per recipient and channel under a key that makes a second one
 * impossible; in-app it is only a row, mail and webhooks are sent from it later (outbox.h,
 * webhook_outbox.h). */
#ifndef SERVICE_NOTICES_H
#define SERVICE_NOTICES_H

#include "domain/deadline.h"
#include "domain/notice.h"
#include "domain/ticket.h"
#include "service/resource.h"
#include "service/world.h"

extern const struct resource notice_resource;

enum say_mail {
	SAY_AS_WISHED, /* in the app, and by mail as the person has it */
	SAY_APP,       /* in the app alone */
	SAY_MAIL,      /* in the app, and by mail when there is an address */
};

/* Something to be said to one person, or to a webhook. */
struct notice_say {
	int64_t user_id;
	int64_t webhook_id; /* 0: to the person */
	const char
		*kind;	/* of a wording, mail_template_names: "warning", "nudge" ...; "test" */
	struct str key; /* of the occasion: same occasion, same recipient: said once */
	const struct deadline *deadline; /* or NULL */
	const struct ticket *ticket;	 /* or NULL */
	int64_t customer_id;
	struct instant step_at;
	bool urgent;	 /* also in quiet hours */
	struct str text; /* of a person, who is named in from; "" = none */
	struct str from;
	struct str owner; /* name of who is in charge, for a webhook; "" = nobody */
	int64_t owner_id;
	enum say_mail mail;
};
/* Writes the rows for the app and, when the person has an address, for mail; or the one for the
 * webhook, without a title or anything else that people have written. */
MUST_CHECK enum err notice_say(struct ctx *cx, const struct notice_say *say);

/* To the new owner of a ticket; to the owner whose hold has ended. */
MUST_CHECK enum err notice_assigned(struct ctx *cx, const struct ticket *t);
MUST_CHECK enum err notice_hold_ended(struct ctx *cx, const struct ticket *t);
/* Marks one notification, or all (id 0), of the actor as read. */
MUST_CHECK enum err notice_read(struct ctx *cx, int64_t id);
/* How many the actor has not read. */
MUST_CHECK enum err notice_unread(struct ctx *cx, int64_t *ret_n);

#endif
