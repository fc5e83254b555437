/* mentions - colleagues who are named in a note or a record (ui.md pattern 13) and told so.
 *
 * Who is meant comes as ids beside the text, which keeps "@Name".  Only whoever may read what
 * they are named in can be mentioned; nobody is told twice of one message, nor of their own. */
#ifndef SERVICE_MENTIONS_H
#define SERVICE_MENTIONS_H

#include "domain/follow_up.h"
#include "domain/ticket.h"
#include "service/ctx.h"

/* One message and who is mentioned in it. */
struct mentioning {
	struct str ids;		     /* of users, with spaces between them */
	struct str before;	     /* who was mentioned in it already; "" = nobody */
	struct str occasion;	     /* the message's own, "event:12" */
	struct str text;	     /* the message */
	const struct ticket *ticket; /* of a note... */
	const struct follow_up
		*follow_up; /* ...or the record, which is stored; the other NULL */
};
/* Tells those who are new.  ERR_INPUT, "mentions": "no_such_record" (also one who left), or
 * "cannot_read" with the name. */
MUST_CHECK enum err mentions_say(struct ctx *cx, const struct mentioning *m);

/* Write {"items":[{"id","name","pinyin"}]}: the actor's colleagues who may read the notes of a
 * ticket, or the records of a customer.  Nobody for whoever may not read users.
 * ERR_NOT_FOUND: out of the actor's reach. */
MUST_CHECK enum err mentions_of_ticket(struct ctx *cx, int64_t ticket_id, struct jw *w);
MUST_CHECK enum err mentions_of_customer(struct ctx *cx, int64_t customer_id, struct jw *w);

#endif
