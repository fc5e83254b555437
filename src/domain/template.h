/* template - the wording of mails: which there are, what may stand between braces in them.
 *
 * The catalogue has a text of each in every language, "mail.<key>.subject" and ".body"; a
 * company may put its own in its place.  Sending is service/outbox. */
#ifndef DOMAIN_TEMPLATE_H
#define DOMAIN_TEMPLATE_H

#include "base/message.h"

#define MAIL_TEMPLATES(X)                                                                      \
	X(TEMPLATE_WARNING, "warning")                                                         \
	X(TEMPLATE_BREACH, "breach")                                                           \
	X(TEMPLATE_ESCALATION, "escalation")                                                   \
	X(TEMPLATE_ASSIGNED, "assigned")                                                       \
	X(TEMPLATE_HOLD_ENDED, "hold_ended")                                                   \
	X(TEMPLATE_NUDGE, "nudge")                                                             \
	X(TEMPLATE_RECALL_NEAR, "recall_near")                                                 \
	X(TEMPLATE_RECALLED, "recalled")                                                       \
	X(TEMPLATE_MENTION, "mention")
ENUM_DECLARE(mail_template, MAIL_TEMPLATES);

/* What can be put into a text. */
#define PLACEHOLDERS(X)                                                                        \
	X(PLACE_NAME, "name")	      /* of whom it goes to */                                 \
	X(PLACE_CUSTOMER, "customer") /* name */                                               \
	X(PLACE_NUMBER, "customer_number")                                                     \
	X(PLACE_TICKET, "ticket")     /* number; "" when it is about no ticket */              \
	X(PLACE_TITLE, "title")	      /* of the ticket */                                      \
	X(PLACE_ABOUT, "about")	      /* a line on the ticket, and on being late */            \
	X(PLACE_LINK, "link")	      /* address of the company's Genjin */                    \
	X(PLACE_DEADLINE, "deadline") /* kind */                                               \
	X(PLACE_DUE, "due")	      /* local time */                                         \
	X(PLACE_TEXT, "text")	      /* what somebody says */                                 \
	X(PLACE_FROM, "from")	      /* who says it */
ENUM_DECLARE(placeholder, PLACEHOLDERS);
enum { PLACEHOLDER_COUNT = PLACE_FROM + 1 };

/* The company's own wording; at most one of a key and language. */
struct message_template {
	RECORD_HEAD;
	int key;    /* enum mail_template */
	int locale; /* enum lang */
	struct str subject;
	struct str body;
};
extern const struct fields message_template_fields;

/* The placeholders of a template, a bit each: a notice without a deadline has no due time. */
unsigned template_placeholders(enum mail_template key);

/* Which of the names of an enumeration may stand between braces: a bit each. */
struct placeholders {
	const struct names *names;
	unsigned allowed;
};
/* Refuses other {names} in a text; a brace that is not closed is a brace.  ERR_INPUT,
 * "unknown_placeholder" for that field. */
MUST_CHECK enum err placeholders_check(struct arena *a, const char *field, struct str text,
				       const struct placeholders *p, struct fail *f);

/* Refuses {names} that the template does not have.
 * ERR_INPUT, "unknown_placeholder" for "subject" or "body". */
MUST_CHECK enum err template_check(struct arena *a, const struct message_template *t,
				   struct fail *f);

#endif
