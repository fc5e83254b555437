/* presence - who looks at a record, and who is changing it (ui.md, pattern 20).
 *
 * Kept in memory for as long as somebody says so again within PRESENCE_LIFE_S; told to those
 * who may read the record and to nobody else.  It warns, it does not lock: two changes of one
 * record are held apart by its version. */
#ifndef SERVICE_PRESENCE_H
#define SERVICE_PRESENCE_H

#include "service/ctx.h"

enum { PRESENCE_LIFE_S = 45, PRESENCE_MAX = 4096 };

#define PRESENCE_RECORDS(X)                                                                    \
	X(PRESENCE_CUSTOMER, "customer")                                                       \
	X(PRESENCE_TICKET, "ticket")
ENUM_DECLARE(presence_record, PRESENCE_RECORDS);

/* What somebody says; also the body of the request. */
struct presence {
	int record; /* enum presence_record */
	int64_t id;
	bool editing;
	bool gone; /* has left */
	int64_t user_id;
	struct instant until;
};
extern const struct fields presence_fields;

/* All that this process knows; {0} is empty. */
struct presences {
	struct presence v[PRESENCE_MAX];
	size_t n;
};
/* Notes it.  Whether anything but the time is new; when there is no room for one more it is
 * false and nothing is noted. */
bool presences_note(struct presences *all, const struct presence *p);
/* Copies those at a record who are there at `now`, but not `but_user`; returns how many. */
size_t presences_at(const struct presences *all, enum presence_record record, int64_t id,
		    int64_t but_user, struct instant now, struct presence *v, size_t max);

/* The actor is at a record: tells the others, and writes {"others":[{"user_id","editing"}...],
 * "life_s"}.  ERR_NOT_FOUND: not a record that the actor may read. */
MUST_CHECK enum err presence_say(struct ctx *cx, const struct presence *p, struct jw *w);

#endif
