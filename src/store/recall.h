/* recall - what a PostgreSQL connection was told last time.  Private to store.
 *
 * Nearly every transaction begins with the same small questions: is the company's world still
 * that one, whose session is this?  It goes on with the reply of last time, and asks together
 * with its first other statement: one round trip instead of three.  When the reply is another
 * one now, the transaction is undone and runs again.  Not thread-safe, as its connection. */
#ifndef STORE_RECALL_H
#define STORE_RECALL_H

#include "store/query.h"

#include "base/str.h"

#include <libpq-fe.h>

enum { RECALL_PLACES = 128, RECALL_PARAM = 64, RECALL_PRESUMED = 4 };

struct recalled {
	PGresult *reply; /* NULL: an empty place */
	enum query q;
	size_t n; /* bytes of its only parameter, 0: it has none */
	char param[RECALL_PARAM];
	bool stale; /* it was another one when asked again */
};

struct recall {
	struct recalled places[RECALL_PLACES];
	/* What the present transaction has presumed, in the order of asking. */
	struct {
		struct recalled *reply;
		unsigned number; /* of its prepared statement */
		int at;		 /* which of the replies that are waited for tells */
	} presumed[RECALL_PRESUMED];
	int n_presumed;
	bool wrong; /* one of them was another one */
};

/* A new transaction presumes nothing yet. */
void recall_begin(struct recall *r);
/* The reply of last time to a prepared statement, which is presumed from now on; NULL: none. */
const PGresult *recall_presume(struct recall *r, enum query q, struct str param,
			       unsigned number);
/* Keeps a reply for next time, instead of an older one.  False: it is the caller's still. */
bool recall_keep(struct recall *r, enum query q, struct str param, PGresult *reply);
/* The reply that has come at that place, if anything presumed was waiting for it: was it
 * right? */
void recall_judge(struct recall *r, int at, const PGresult *reply);
/* Forgets all; nothing may be presumed. */
void recall_clear(struct recall *r);

#endif
