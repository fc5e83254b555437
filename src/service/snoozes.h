/* snoozes - a deadline is put aside in its owner's queue for a while, with the reason.
 *
 * It still falls due when it did, and still reminds and escalates: nobody is hidden away. */
#ifndef SERVICE_SNOOZES_H
#define SERVICE_SNOOZES_H

#include "service/deadlines.h"

struct snooze {
	int64_t id;	 /* of the deadline */
	int64_t version; /* of If-Match; -1 = whatever it is */
	struct instant until;
	struct str reason;
};
/* Puts a deadline aside: until it is due, or for a day at most once it is late.  ERR_INPUT: a
 * bad end or no reason; ERR_CONFLICT: it is not running; ERR_DENIED: not one's to do. */
MUST_CHECK enum err deadline_snooze(struct ctx *cx, const struct snooze *s,
				    struct deadline *ret_deadline);
/* Takes it up again; fine when it was not put aside. */
MUST_CHECK enum err deadline_unsnooze(struct ctx *cx, int64_t id, int64_t version,
				      struct deadline *ret_deadline);

#endif
