/* inspection - somebody in charge looks at what was recorded, and reminds people (N2).
 *
 * A record that was looked at says by whom and when, until it is changed.  A reminder is kept,
 * whichever way it was given; about a record of a contact it counts as having looked at it. */
#ifndef SERVICE_INSPECTION_H
#define SERVICE_INSPECTION_H

#include "domain/nudge.h"
#include "service/follow_ups.h"

/* Creating one tells the person, in the app and by mail as far as it says so. */
extern const struct resource nudge_resource;

/* A record of a contact has been looked at, or (undo) has not.  ERR_CONFLICT: nothing was
 * recorded yet. */
MUST_CHECK enum err follow_up_inspect(struct ctx *cx, int64_t id, bool undo,
				      struct follow_up *ret_follow_up);

#endif
