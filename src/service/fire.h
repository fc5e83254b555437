/* fire - a deadline says what is due to be said: warnings, the breach, the ladder (N1, R5).
 *
 * Firing happens in the transaction that claims, so a crash undoes both, and the key of each
 * notice makes a second one impossible.  Whether something is late was decided by the facts;
 * firing only notices it. */
#ifndef SERVICE_FIRE_H
#define SERVICE_FIRE_H

#include "domain/deadline.h"
#include "service/world.h"

enum { FIRE_BATCH = 100 };

/* A use case: claims and fires up to FIRE_BATCH deadlines whose time has come by cx->now, and
 * ends the holds that are over.  Law: running it again at the same instant does nothing. */
struct fired {
	int64_t deadlines;
	int64_t holds;
	bool more; /* a whole batch was found: there may be more */
};
enum err fire_due(struct ctx *cx, void *fired);

/* A use case for when a batch failed: the first due deadline alone; when that fails too, its
 * caller runs fire_postpone with the same argument. */
struct fire_one {
	int64_t deadline_id; /* found; 0 = nothing is due */
};
enum err fire_first(struct ctx *cx, void *one);
enum err fire_postpone(struct ctx *cx, void *one);

/* A use case: the next instant at which there is something to fire or to send; INSTANT_NONE
 * when there is nothing. */
enum err fire_next(struct ctx *cx, void *ret_instant);

#endif
