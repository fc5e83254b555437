/* timeline - all that happened with a customer as one list, newest first (D1, Y1).
 *
 * Each type by its own read permission and reach: what the actor may not read is not there. */
#ifndef SERVICE_TIMELINE_H
#define SERVICE_TIMELINE_H

#include "service/ctx.h"

#define TIMELINE_TYPES(X)                                                                      \
	X(TIMELINE_FOLLOW_UP, "follow_up")                                                     \
	X(TIMELINE_PLAN, "plan") /* a follow-up that is still to come */                       \
	X(TIMELINE_TICKET, "ticket")                                                           \
	X(TIMELINE_EVENT, "ticket_event")                                                      \
	X(TIMELINE_ORDER, "order")                                                             \
	X(TIMELINE_TIER, "tier_change")                                                        \
	X(TIMELINE_CONTACT, "contact")
ENUM_DECLARE(timeline_type, TIMELINE_TYPES);

struct timeline {
	int64_t customer_id;
	unsigned types; /* a bit per type */
	size_t limit;
	struct str cursor; /* of the page before; "" = the first one */
};
/* Writes {"items":[{"at","type","id","title","text","user_id","channel","ticket_id",
 * "ticket_number","data":{...}}...],"next":cursor}.  ERR_NOT_FOUND: no such customer in reach.
 */
MUST_CHECK enum err timeline_write(struct ctx *cx, const struct timeline *t, struct jw *w);

#endif
