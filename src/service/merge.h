/* merge - two records of one customer become one (T9).
 *
 * The duplicate's contacts, orders, tickets, follow-ups and tags go over; it stays as a closed
 * customer that says where it went and takes nothing any more.  No deadline is lost or doubled:
 * those of tickets and plans go along, the cadence is computed anew from the contacts of both
 * and begins where the earlier of the two did.  Nothing is deleted, so writing both is enough;
 * it cannot be taken back, so it can be looked at first. */
#ifndef SERVICE_MERGE_H
#define SERVICE_MERGE_H

#include "domain/customer.h"
#include "service/resource.h"

struct merge {
	int64_t id;	 /* the one that stays */
	int64_t version; /* of If-Match */
	int64_t duplicate_id;
	int64_t duplicate_version;
	uint64_t take; /* fields whose value is the duplicate's... */
	const struct customer *given;
	uint64_t set; /* ...and those whose value is given */
	bool dry_run;
};

/* How many records go over, as far as the actor may see them. */
struct merge_moves {
	int64_t contacts;
	int64_t orders;
	int64_t tickets;
	int64_t follow_ups;
	int64_t deadlines; /* open ones of its tickets and follow-ups */
};

struct merge_result {
	struct customer customer;
	struct customer duplicate;
	struct merge_moves moves;
	bool applied;
};

/* Merges, or says what would happen.  Fields that are neither taken nor given stay; empty ones
 * are filled from the duplicate, tags are put together, and of two states the more active one
 * holds.  ERR_CONFLICT: one of them was merged before; ERR_STALE: either has changed. */
MUST_CHECK enum err customer_merge(struct ctx *cx, const struct merge *m,
				   struct merge_result *ret_result);

#endif
