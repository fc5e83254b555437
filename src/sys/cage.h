/* cage - work on bytes that nobody vouches for, in a process that can do nothing else.
 *
 * The program is started once more, before its sandbox forbids that, with an empty environment:
 * it has read no settings and holds no secret, and waits.  For each piece of work it forks a
 * child, which keeps one socket and gives up all else: no file, no network, no other process,
 * so much memory, so much time.  A bomb or a crash ends the child, and nobody but who asked
 * hears of it.  Who waits is two processes, each of which makes the other anew when it was
 * killed; only when both end at once nobody is left. */
#ifndef SYS_CAGE_H
#define SYS_CAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct cage;

struct cage_options {
	/* In the waiting process, once: what has to be loaded from files.  May be NULL. */
	void (*load)(void);
	/* The work: reads the request, appends the reply.  A child does one and ends. */
	void (*work)(struct arena *a, struct str request, struct buf *reply);
	int cpu_s;     /* seconds of computing for one request */
	size_t memory; /* bytes, besides five times the request */
	size_t reply;  /* longest one, besides three times the request */
};

/* Whether the program was started by cage_start; main asks this first of all... */
bool cage_is(int argc, char **argv);
/* ...and then waits for work, to the end. */
_Noreturn void cage_serve(const struct cage_options *o, char **argv);

/* Starts the program that waits, with the same options as it calls cage_serve with; locked:
 * seccomp and Landlock hold it, else limits alone.  The options are kept.  ERR_IO: it did not
 * start. */
MUST_CHECK enum err cage_start(const struct cage_options *o, bool locked,
			       struct cage **ret_cage);
/* Does a piece of work; the request is the bytes of both texts, the reply is put into the empty
 * buf.  Any thread.  ERR_INPUT: the child came to its end before its reply, by a fault or by
 * its limits.  ERR_BUSY: there is no child to be had. */
MUST_CHECK enum err cage_run(struct cage *c, struct str head, struct str body,
			     struct buf *reply);
/* How often one that waits was made anew, and whether all have come to their end, so that only
 * a start of the server brings them back.  NULL: gone.  Any thread. */
struct cage_state {
	int64_t renewed;
	bool gone;
};
struct cage_state cage_state(struct cage *c);
/* The waiting program ends, as it does when ours does.  NULL is fine. */
void cage_stop(struct cage *c);

#endif
