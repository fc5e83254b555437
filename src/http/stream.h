/* stream - the route of server-sent events. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "http/exchange.h"

/* GET /events: checks that there is something to listen to; the stream itself starts when the
 * reply is sent. */
enum err stream_open(struct ctx *cx, struct request *req, struct reply *rep);
/* Starts the stream as the reply. */
enum MHD_Result stream_reply(struct exchange *x);
/* Whether this route answers with a stream. */
bool stream_is(const struct route *route);

#endif
