/* reassign - what somebody owes is given to somebody else, many at once, with the reason.
 *
 * A deadline is whose its subject is: the ticket is handed over, or the customer, the plan, the
 * next action; the deadlines follow.  The reason stands in the ticket's history and in the
 * audit of each deadline. */
#ifndef SERVICE_REASSIGN_H
#define SERVICE_REASSIGN_H

#include "service/bulk.h"

struct reassign {
	const int64_t *ids; /* of deadlines, each once */
	size_t n;
	int64_t owner_id;
	struct str text; /* why */
	struct bulk_how how;
};
/* Gives each to the owner, all or none unless partial; the actor's reach for writing the
 * subject decides.  A row is refused when it does not run any more, when it is a department's
 * to answer, or when its subject refuses.  ERR_INPUT: owner_id is nobody who works here, or no
 * reason. */
MUST_CHECK enum err deadlines_reassign(struct ctx *cx, const struct reassign *r,
				       struct bulk_report *ret_report);

#endif
