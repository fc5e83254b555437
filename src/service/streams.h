/* streams - ends the event streams of those whose right to listen has changed.
 *
 * Every other request finds its rights anew; a stream is one long request.  So each node looks
 * every second whether the session or token of each of its streams still stands and gives the
 * same rights: what was changed on another node, or ran out, ends it too.  The reader comes
 * back by itself and is let in as what it is now. */
#ifndef SERVICE_STREAMS_H
#define SERVICE_STREAMS_H

#include "service/ctx.h"

/* A use case that reads: ends the streams of this process that are no longer true. */
enum err streams_check(struct ctx *cx, void *unused);

#endif
