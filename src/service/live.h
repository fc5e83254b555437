/* live - tells those who listen that something has changed.
 *
 * A use case says what is new (live_tell); after its commit the caller publishes it, and every
 * listener whose rights reach it reads it as text of server-sent events (WHATWG HTML, 9.2).
 * Events say what changed, never the content: readers fetch that with their own rights.  The
 * newest LIVE_KEPT events are kept so that a broken connection can be taken up again.  Knows no
 * sockets: a listener brings its own way to sleep and to be woken. */
#ifndef SERVICE_LIVE_H
#define SERVICE_LIVE_H

#include "service/audience.h"
#include "service/presence.h"

enum {
	LIVE_KEPT = 1024,
	LIVE_PER_USER = 24, /* streams at once; a reloaded page's old one counts until a beat */
	LIVE_TEXT_MAX = 2048, /* longest event */
};

/* One thing that is new; a list in the arena of the use case. */
struct news {
	struct news *next;
	struct audience to;
	const char *event; /* NULL: their streams end (logged out, disabled) */
	struct str data;
	const struct presence *who; /* told only when it is a change; NULL: no presence */
};

/* Notes an event for user_id (0: everybody) to be published after the commit.  event is a
 * constant; data a JSON object of ids and states without personal data. */
void live_tell(struct ctx *cx, int64_t user_id, const char *event, struct str data);
/* The same for whoever may hear of a record; gives the note, in arena. */
struct news *live_tell_some(struct ctx *cx, const struct audience *to, const char *event,
			    struct str data);
/* The same that somebody is at a record: "presence" with {"record","id","user_id"}. */
void live_tell_presence(struct ctx *cx, const struct audience *to, const struct presence *who);
/* Notes that the streams of a user end after the commit. */
void live_end(struct ctx *cx, int64_t user_id);

/* A new hub; event numbers grow from `now`, so that those of an earlier process are older.
 * NULL when memory is out. */
struct live *live_new(struct instant now);
/* All listeners must have left.  NULL is fine. */
void live_free(struct live *live);
/* Publishes a list of news in the order in which it was told; live NULL is fine. */
void live_publish(struct live *live, const struct news *news);
/* How the news of this process go to the other ones: `say` is called for each, and must not
 * wait.  Set before anything is published. */
void live_relay(struct live *live, void (*say)(void *arg, struct str text), void *arg);
/* Publishes, to our own listeners alone, what another process has said. */
void live_hear(struct live *live, struct str text);
/* Other processes may have said what we have not heard: every listener looks anew. */
void live_missed(struct live *live);
/* Copies who else is at the record of `own` now; returns how many.  live NULL is fine. */
size_t live_others(struct live *live, const struct presence *own, struct instant now,
		   struct presence *v, size_t max);
/* How many streams are open. */
int64_t live_count(struct live *live);
/* Every listener gets a comment line, so that dead connections are noticed. */
void live_beat(struct live *live);
/* Every listener's stream ends, and new ones do too: the program stops. */
void live_close(struct live *live);

/* How a listener waits; both are called under the hub's lock and must only suspend or resume.
 */
struct live_waiter {
	void (*sleep)(void *arg);
	void (*wake)(void *arg);
	void *arg;
};
struct listener;
/* By what right somebody listens. */
struct live_who {
	int64_t user_id;
	int64_t session_id; /* 0: not by a session */
	int64_t token_id;   /* 0: not by a token */
	uint64_t rights;    /* actor_digest at the start */
};
/* Joins a user, who hears what lies in the reach of the actor; copies it.  after: the last
 * event seen (Last-Event-ID), 0 = from now on. ERR_LIMIT: LIVE_PER_USER streams are open;
 * ERR_BUSY: no memory. */
MUST_CHECK enum err live_join(struct live *live, const struct live_who *who,
			      const struct actor *actor, uint64_t after,
			      struct live_waiter waiter, struct listener **ret_listener);
/* Who listens now, at most max of them; returns how many. */
size_t live_who(struct live *live, struct live_who *v, size_t max);
/* Ends the streams that were opened by exactly this right. */
void live_cut(struct live *live, const struct live_who *who);
/* Leaves; frees the listener.  NULL is fine. */
void live_leave(struct listener *l);
/* Copies what is new to p as event-stream text; max >= LIVE_TEXT_MAX.  Returns its length;
 * 0: nothing, and waiter.sleep was called; -1: the stream is over. */
ptrdiff_t live_read(struct listener *l, char *p, size_t max);

#endif
