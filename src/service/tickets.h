/* tickets - opening tickets and all that can be done with them.
 *
 * Each action is one transaction: ticket_decide gives the event, the ticket and its history
 * are saved, and the deadlines follow (deadlines.h). */
#ifndef SERVICE_TICKETS_H
#define SERVICE_TICKETS_H

#include "domain/customer.h"
#include "domain/follow_up.h"
#include "domain/ticket.h"
#include "service/resource.h"

extern const struct resource ticket_resource;
extern const struct resource ticket_event_resource;

/* One action on a ticket, as a caller gives it. */
struct ticket_action {
	int64_t ticket_id;
	int64_t version; /* of If-Match; -1 = whatever it is */
	enum event_kind kind;
	struct instant at; /* none: now */
	struct str text;
	struct instant until;
	int64_t department_id;
	int64_t owner_id;
	enum confirmation confirmation;
	enum channel channel;	   /* of a call-back or an apology */
	struct str attachment_ids; /* files of the ticket that come with the message */
	struct str mentions;	   /* colleagues who are named in a note: ids, "12 15" */
};

/* Carries an action out in the actor's reach and gives the ticket as it is then.  A call-back
 * and an apology also leave a follow-up record.  ERR_STALE, ERR_CONFLICT, ERR_INPUT as
 * ticket_decide. */
MUST_CHECK enum err ticket_act(struct ctx *cx, const struct ticket_action *action,
			       struct ticket *ret_ticket);
/* Puts n tickets into the search index that are not in it yet. */
MUST_CHECK enum err tickets_index_new(struct ctx *cx, const int64_t *ids, size_t n);
/* The customer's tier, stage or tags are others now: an event, and the deadlines follow. */
MUST_CHECK enum err ticket_reclassify(struct ctx *cx, int64_t ticket_id,
				      const struct customer *c);
/* Another version of the standard judges it from now on. */
struct refreshed;
MUST_CHECK enum err ticket_move_policy(struct ctx *cx, int64_t ticket_id,
				       struct refreshed *counts);
/* Ends a hold whose `until` has come and tells the owner. */
MUST_CHECK enum err ticket_end_hold(struct ctx *cx, int64_t ticket_id);

#endif
