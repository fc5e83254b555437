/* ctx - what a use case gets, and nothing more.
 *
 * A use case is a function of one transaction: it is told who acts and what time it is, and
 * reads neither clock nor session.  `struct home` holds what the whole program shares. */
#ifndef SERVICE_CTX_H
#define SERVICE_CTX_H

#include "base/message.h"
#include "domain/perm.h"
#include "store/row.h"
#include "store/store.h"

struct world;	       /* the policies, calendars and settings in force: service/world.h */
struct worlds;	       /* where the newest world is kept */
struct live;	       /* who listens for changes: service/live.h */
struct sighting;       /* confidential values that are shown: service/audit.h */
struct news;	       /* what they are to be told */
struct login;	       /* the session or token behind a request: service/auth.h */
struct audit_log;      /* key of the audit trail: service/audit_chain.h */
struct later;	       /* what a page of rows writes at its end: service/later.h */
struct files;	       /* where attached files lie: service/attachments.h */
struct outgoing_rules; /* where requests may go: sys/outgoing.h */
struct cage;	       /* who reads files of imports: service/import_reader.h */
struct vitals;	       /* what the process knows of itself: service/vitals.h */

/* What the running program shares; made once by app/ and kept until its end. */
struct home {
	struct store *store;
	struct worlds *worlds;
	struct live *live;		       /* NULL: nobody listens (commands) */
	struct vitals *vitals;		       /* NULL: it does not serve */
	const struct audit_log *audit;	       /* whoever writes has one */
	const struct files *files;	       /* NULL: attached files have no place */
	struct cage *reader;		       /* NULL: files are not imported (commands) */
	const struct outgoing_rules *outgoing; /* NULL: nothing goes to inner addresses */
};

struct ctx {
	struct tx *tx;
	struct arena *arena;
	struct fail *fail;
	const struct actor *actor;
	const struct login *login; /* by what the actor asks; NULL: nobody, or a command */
	const struct world *world; /* stays valid until the use case returns */
	struct home *home;
	struct instant now; /* a whole second */
	enum lang lang;	    /* for texts that are made now */
	struct str request_id;
	struct str client; /* network address, for the audit; "" = none */
	int64_t batch;	   /* import that this belongs to; 0 = none */
	int64_t author;	   /* whose acts a history that is imported tells; 0 = the actor's */
	bool key_checked;  /* in this transaction: audit_rekey.h */
	struct sighting *seen; /* collected by audit_saw, written before the reply */
	struct later *later;   /* NULL: all is written at once */
	struct news *news;     /* collected by live_tell, published after the commit */
	jmp_buf *escape;       /* the arena's, outside ctx_call; NULL: none */
};

/* A new id for a record. */
int64_t ctx_id(struct ctx *cx);
/* A new secret of n random bytes in base64url, in arena. */
struct str ctx_secret(struct ctx *cx, size_t n);
/* The eyes of the actor for a permission. */
struct eyes ctx_eyes(const struct ctx *cx, enum perm perm);

typedef enum err (*use_case)(struct ctx *cx, void *arg);

/* How a use case is run outside HTTP: scheduler, commands, tests. */
struct run {
	struct home *home;
	const struct actor *actor;
	struct instant now; /* floored to the second */
	enum lang lang;
	struct arena *arena;
	struct fail *fail;
};
/* Runs fn in one transaction and waits until it is durable; then tells the listeners.
 * The errors of fn and of store_run; out of memory is ERR_BUSY. */
MUST_CHECK enum err run_use_case(const struct run *run, enum tx_mode mode, use_case fn,
				 void *arg);

/* The inside of run_use_case for a caller that has a transaction already (the HTTP jobs):
 * completes cx (world, now floored, no news) and calls fn with an escape for lack of memory;
 * afterwards the arena has cx->escape again. */
MUST_CHECK enum err ctx_call(struct ctx *cx, use_case fn, void *arg);

/* Runs fn in a transaction of its own for work that has none (cx->tx is NULL: ROUTE_HASH,
 * ROUTE_LONG) and publishes its news.  Errors as run_use_case. */
MUST_CHECK enum err ctx_run(const struct ctx *cx, enum tx_mode mode, use_case fn, void *arg);

/* Runs fn as a part of cx's transaction that can fail by itself: then, or always when `trial`,
 * what it did and said is undone and the transaction goes on.  *ret_result is what fn gave.  An
 * error only when the transaction is spoilt (tx_settle); no rows may be open. */
MUST_CHECK enum err ctx_attempt(struct ctx *cx, use_case fn, void *arg, bool trial,
				enum err *ret_result);

#endif
