/* audience - who may hear that a record has changed.
 *
 * The same rule as reading it: whoever holds the permission and reaches where the record lies
 * now or lay before the change.  What the listeners are told is live.h's. */
#ifndef SERVICE_AUDIENCE_H
#define SERVICE_AUDIENCE_H

#include "service/ctx.h"

/* Where a record lies. */
struct place {
	int64_t owner_id;
	struct str path; /* of its department; "" = none */
};

struct audience {
	int64_t user_id; /* not 0: this user alone */
	enum perm perm;	 /* whoever holds it; PERM_LOGIN: everybody */
	bool placed;	 /* and reaches one of the places */
	struct place places[2];
};

/* Everybody, or one user. */
struct audience audience_user(int64_t user_id);
/* Whether somebody belongs to it. */
bool audience_has(const struct audience *a, const struct actor *actor);
/* Who may hear of a record of t that `perm` reads.  old and rec: before and after; NULL where
 * it was not there, not both.  A record that is shared with a team counts as its owner's. */
MUST_CHECK enum err audience_of(struct ctx *cx, const struct fields *t, enum perm perm,
				const void *old, const void *rec, struct audience *ret);
/* Tells them {"record","id","action"}; nothing when nobody can listen. */
MUST_CHECK enum err audience_tell(struct ctx *cx, const struct fields *t, enum perm perm,
				  const void *old, const void *rec, const char *action);

#endif
