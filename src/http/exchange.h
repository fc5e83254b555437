/* exchange - one request and its reply, from the first byte to the last.
 *
 * server.c owns the life of an exchange (libmicrohttpd's callbacks), exchange.c what happens in
 * its transaction.  Only one thread has it at a time: the connection's, or, while the
 * connection is suspended, the one that runs the job. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/metrics.h"
#include "http/pool.h"
#include "http/request.h"
#include "http/route.h"
#include "http/router.h"
#include "http/share.h"
#include "http/watchdog.h"
#include "service/auth.h"
#include "service/password.h"

#include <microhttpd.h>

/* The running server. */
struct http {
	struct home *home;
	struct MHD_Daemon *daemon;
	struct router *router;
	struct watchdog *watchdog;
	struct pool *pool, *long_pool;		 /* ROUTE_HASH, ROUTE_LONG */
	struct share *addresses, *users, *peers; /* requests, requests, connections */
	struct metrics metrics;
	struct arena *arena; /* texts of the options */
	int port;
	int header_seconds;
	struct str base_origin; /* "https://crm.example", lower case; "" = by Host */
	struct str proxies;
	const char *cookie; /* name of the session cookie */
	bool secure;	    /* cookie only over TLS */
	bool access_log;
	bool reads_inline;
	_Atomic bool stopping;
};

enum phase {
	PHASE_HEAD,   /* the head is being read */
	PHASE_ADMIT,  /* suspended: may the body of an upload come? */
	PHASE_BODY,   /* the body */
	PHASE_JOB,    /* suspended; the job has it */
	PHASE_REPLY,  /* ready to be answered */
	PHASE_STREAM, /* server-sent events */
};

struct exchange {
	struct http *http;
	struct MHD_Connection *connection;
	struct arena *arena;
	enum phase phase;
	int fd;
	int64_t started_us; /* monotonic */

	struct str method;
	struct str path; /* undecoded, without the query */
	struct request req;
	struct reply rep;
	struct buf body;
	size_t body_max;
	bool body_too_large;
	struct blob *upload; /* where the body goes instead */
	enum err upload_error;
	struct str origin; /* Origin, Host, Sec-Fetch-Site, If-None-Match, Idempotency-Key */
	struct str host;
	struct str fetch_site;
	struct str if_none_match;
	struct str idempotency_key;
	bool bad_if_match;
	struct str allow; /* methods of the path, with 405 */

	struct ctx cx;
	struct fail fail;
	struct login login;
	struct sighting *seen; /* of a read; they go into the audit before the reply */
	share_slot address_slot, user_slot;
	enum err result;
	bool replayed; /* the reply of an earlier request with this Idempotency-Key */
	int status;    /* as sent */
	size_t sent;

	struct store_job job;
	struct fail trace_fail;
	struct pool_job slow;
	struct listener *listener;
};

/* May the sender upload at all?  x->result, or false as by exchange_run; then PHASE_ADMIT. */
bool exchange_admit(struct exchange *x);
/* Runs the route in its transaction and returns true, or suspends the connection, hands the
 * exchange over and returns false: not ours then until the connection is resumed. */
bool exchange_run(struct exchange *x);
/* A routed request inside its transaction: who, may they, what, said before?  Do it. */
MUST_CHECK enum err exchange_in_tx(struct ctx *cx, void *exchange);
/* Queues the reply or the problem. */
enum MHD_Result exchange_reply(struct exchange *x);
/* Date: the product's time, by which due times count, in the place of libmicrohttpd's own. */
void exchange_add_date(const struct exchange *x, struct MHD_Response *r);
/* A text of a request header; "" when there is none. */
struct str exchange_header(const struct exchange *x, const char *name);
/* Reads the head's fields that the exchange needs later into the arena. */
void exchange_read_head(struct exchange *x);

/* Refuses what libmicrohttpd lets pass: two Content-Lengths, Content-Length with
 * Transfer-Encoding, two Hosts, control characters.  ERR_INPUT with an item in x->fail. */
MUST_CHECK enum err guard_head(struct exchange *x);
/* Whether the request comes from our own pages: Sec-Fetch-Site, else Origin.  A request with a
 * session cookie and neither is refused.  ERR_DENIED with "cross_site". */
MUST_CHECK enum err guard_origin(struct exchange *x);

/* Idempotency-Key: *ret_replay when the reply was given before and is now in x->rep.
 * ERR_INPUT: the key is malformed or was used for another request.  _end keeps the reply. */
MUST_CHECK enum err idempotency_begin(struct exchange *x, bool *ret_replay);
MUST_CHECK enum err idempotency_end(struct exchange *x);

#endif
