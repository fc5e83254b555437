/* reveals - a contact's full details on request, and who has seen them (Z1).
 *
 * contact.reveal sees through the masks without asking, in its scope; contact.ask may ask for
 * one contact at a time, with a reason, and not more often a day than the company allows: for
 * whoever stands in for a colleague.  Both leave a row in the audit trail. */
#ifndef SERVICE_REVEALS_H
#define SERVICE_REVEALS_H

#include "domain/customer.h"
#include "service/ctx.h"

enum { REVEAL_WINDOW_S = 24 * 3600, REVEALS_PER_DAY = 50, VIEWERS_MAX = 200 };

struct reveal_args {
	struct str reason;
};
extern const struct fields reveal_args_fields;

/* Loads a contact that the actor may ask for, notes it with the reason, and counts it.
 * ERR_NOT_FOUND: out of reach; ERR_DENIED: it can be read, and not asked for; ERR_LIMIT
 * "reveal_quota" with the arguments seconds and max. */
MUST_CHECK enum err contact_reveal(struct ctx *cx, int64_t id, struct str reason,
				   struct contact *ret_contact);
/* Writes who was shown confidential values of a customer and of its contacts, as
 * {"items":[{"user_id","user_name","action","record","record_id","contact","fields","reason",
 * "times","last_at"}]}, the newest VIEWERS_MAX.  Asks for customer.write in the reach of the
 * actor: whoever answers for the customer. */
MUST_CHECK enum err viewers_write(struct ctx *cx, int64_t customer_id, struct jw *w);

#endif
