/* line - what the programs that serve one database tell each other while they run.
 *
 * On PostgreSQL a connection of its own with LISTEN and NOTIFY, outside of all transactions: a
 * NOTIFY within one would make every commit wait for a lock of the whole server.  Nothing is
 * kept: what is said while the connection is away is lost, and whoever listens learns that
 * something may be missing.  An SQLite file has one program, so there is no line. */
#ifndef STORE_LINE_H
#define STORE_LINE_H

#include "store/store.h"

enum {
	LINE_TEXT_MAX = 7900, /* PostgreSQL takes payloads below 8,000 bytes */
	LINE_WAITING_MAX = 10000,
};

struct line;
/* Called from the line's thread. */
struct line_ears {
	void (*heard)(void *arg, struct str text); /* from another program; borrowed */
	void (*missed)(void *arg);		   /* something may have been said in between */
	void *arg;
};

/* Begins to listen; a database that is away is asked again each second.  *ret_line is NULL on
 * SQLite.  ERR_BUSY: no memory or no thread.  Gives the line; the store must outlive it. */
MUST_CHECK enum err line_open(struct store *s, struct line_ears ears, struct line **ret_line);
/* Says a text to the other programs soon; never waits.  One that is too long, or that finds
 * LINE_WAITING_MAX others waiting, is dropped.  NULL is fine. */
void line_say(struct line *line, struct str text);
/* Ends the thread; what still waits is dropped.  NULL is fine. */
void line_close(struct line *line);

#endif
