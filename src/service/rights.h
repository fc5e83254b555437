/* rights - what the actor may do with each deadline of a page, a query a right and no more. */
#ifndef SERVICE_RIGHTS_H
#define SERVICE_RIGHTS_H

#include "domain/deadline.h"
#include "service/ctx.h"

enum { MAY_SETTLE = 1, MAY_REASSIGN = 2, MAY_SNOOZE = 4 };

enum { RIGHTS = 7 };

/* The records in reach of each right. */
struct rights {
	struct list_page within[RIGHTS];
};

/* Looks up the rights to v[n]; what it finds lies in the arena. */
MUST_CHECK enum err rights_load(struct ctx *cx, const struct deadline *v, size_t n,
				struct rights *ret_rights);
/* What may be done with one of them: a set of MAY_. */
unsigned rights_may(const struct rights *r, const struct deadline *d);

#endif
