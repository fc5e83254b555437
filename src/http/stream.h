/* stream - the route of server-sent events. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "http/route.h"

/* GET /events: checks that there is something to listen to; the stream itself starts when the
 * reply is sent. */
enum err stream_open(struct ctx *cx, struct request *req, struct reply *rep);

#endif
