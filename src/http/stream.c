/* GET /events: server-sent events over a suspended connection. */
#include "http/stream.h"

#include "service/live.h"

#include <stdatomic.h>

enum { STREAM_BLOCK = 4 * LIVE_TEXT_MAX };

enum err stream_open(struct ctx *cx, struct request *req, struct reply *rep)
{
	(void)req;
	(void)rep;
	return cx->home->live ? OK : ERR_UNSUPPORTED;
}

bool stream_is(const struct route *route)
{
	return route && route->fn == stream_open;
}

static void sleep_on(void *connection)
{
	MHD_suspend_connection(connection);
}

static void wake_up(void *connection)
{
	MHD_resume_connection(connection);
}

static ssize_t read_more(void *arg, uint64_t pos, char *p, size_t max)
{
	struct exchange *x = arg;

	(void)pos;
	if (max < LIVE_TEXT_MAX)
		return 0;
	ptrdiff_t n = live_read(x->listener, p, max);
	return n < 0 ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)n;
}

static uint64_t last_event_id(const struct exchange *x)
{
	int64_t id;
	struct str s = exchange_header(x, "Last-Event-ID");

	return s.n && !str_to_int(s, &id) && id > 0 ? (uint64_t)id : 0;
}

enum MHD_Result stream_reply(struct exchange *x)
{
	struct live_waiter waiter = {sleep_on, wake_up, x->connection};

	const struct live_who who = {
		.user_id = x->login.actor.user_id,
		.session_id = x->login.session_id,
		.token_id = x->login.token_id,
		.rights = actor_digest(&x->login.actor),
	};

	enum err e = live_join(x->cx.home->live, &who, &x->login.actor, last_event_id(x),
			       waiter, &x->listener);
	if (e) {
		x->result = fail_at(&x->fail, e, NULL, "too_many_streams");
		return exchange_reply(x);
	}
	x->phase = PHASE_STREAM;
	x->status = 200;
	atomic_fetch_add(&x->http->metrics.streams, 1);
	struct MHD_Response *r = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_more, x, NULL);
	if (!r)
		return MHD_NO;
	exchange_add_date(x, r);
	MHD_add_response_header(r, "Content-Type", "text/event-stream");
	MHD_add_response_header(r, "Cache-Control", "no-store");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(r, "X-Accel-Buffering", "no"); /* nginx: do not collect */
	enum MHD_Result queued = MHD_queue_response(x->connection, 200, r);
	MHD_destroy_response(r);
	return queued;
}
