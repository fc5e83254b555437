/* follow_ups - plans and records of contacts (F4-F7, D2).
 *
 * A plan becomes the record in one step; every record moves the customer's next follow-up. */
#ifndef SERVICE_FOLLOW_UPS_H
#define SERVICE_FOLLOW_UPS_H

#include "domain/follow_up.h"
#include "service/resource.h"

extern const struct resource follow_up_resource;

/* What a plan becomes when it is done. */
struct follow_up_record {
	int64_t id;
	int64_t version;	/* of If-Match; -1 = whatever it is */
	struct instant done_at; /* none: now */
	struct follow_up
		given; /* content, feedback, channel, purpose, next action, as far as... */
	uint64_t set;  /* ...they were given: bits of follow_up_fields */
};
/* Turns a plan into the record.  ERR_CONFLICT: it is no plan; ERR_INPUT: content is missing. */
MUST_CHECK enum err follow_up_done(struct ctx *cx, const struct follow_up_record *r,
				   struct follow_up *ret_follow_up);
/* Cancels a plan. */
MUST_CHECK enum err follow_up_cancel(struct ctx *cx, int64_t id, int64_t version,
				     struct follow_up *ret_follow_up);
/* The next action of a record has been done. */
MUST_CHECK enum err follow_up_action_done(struct ctx *cx, int64_t id, int64_t version,
					  struct follow_up *ret_follow_up);
/* Takes the last act back: what was done is a plan again, a record that was made is cancelled,
 * an action is to be done.  ERR_CONFLICT: there is none, or too long ago. */
MUST_CHECK enum err follow_up_undo(struct ctx *cx, int64_t id, int64_t version,
				   struct follow_up *ret_follow_up);

#endif
