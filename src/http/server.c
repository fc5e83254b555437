#include "http/assets.h"
#include "http/exchange.h"
#include "http/http.h"
#include "http/ops.h"
#include "http/stream.h"

#include "service/attachments.h"
#include "service/live.h"
#include "sys/address.h"
#include "sys/clock.h"
#include "sys/ids.h"
#include "sys/log.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	HEAD_BYTES = 16 * 1024, /* request line and headers; the library clears it each time */
	BODY_BYTES = 1024 * 1024, /* unless the route says otherwise */
	IDLE_SECONDS = 65,
	BODY_SECONDS = 15, /* and more for a long one, by the slowest rate: */
	SLOWEST_BYTES_PER_SECOND = 10 * 1024,
	HASH_THREADS = 2,
	HASH_QUEUE = 64,
	LONG_THREADS = 2,
	LONG_QUEUE = 32,
	BEAT_SECONDS = 25,
	STOP_SECONDS = 10,
};

static int fd_of(struct MHD_Connection *c)
{
	return MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static const struct sockaddr *peer_address(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	return info ? info->client_addr : NULL;
}

static struct str peer_of(struct arena *a, struct MHD_Connection *c)
{
	const struct sockaddr *sa = peer_address(c);
	char text[INET6_ADDRSTRLEN] = "";

	if (sa && sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)sa)->sin_addr, text,
			  sizeof text);
	else if (sa && sa->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)sa)->sin6_addr, text,
			  sizeof text);
	return str_dup(a, str_of(text));
}

/* The address that counts: the peer's, or what a proxy of ours says it is. */
static struct str client_of(struct exchange *x)
{
	struct str peer = peer_of(x->arena, x->connection);
	struct str rest = x->http->proxies;
	struct str forwarded = exchange_header(x, "X-Forwarded-For");
	struct str proxy;
	struct str last = STR("");

	if (forwarded.n == 0)
		return peer;
	while (rest.n && str_split(&rest, ' ', &proxy))
		if (proxy.n && str_eq(proxy, peer)) {
			while (str_split(&forwarded, ',', &last))
				;
			last = str_trim(last);
			return last.n && last.n < 46 ? str_dup(x->arena, last) : peer;
		}
	return peer;
}

static void exchange_free(struct exchange *x)
{
	live_leave(x->listener);
	share_leave(x->http->addresses, x->address_slot);
	share_leave(x->http->users, x->user_slot);
	blob_drop(x->upload);
	buf_done(&x->body);
	buf_done(&x->rep.body);
	arena_free(x->arena);
	free(x);
}

/* Takes the request line apart.  False: no memory. */
static bool read_line(struct exchange *x, const char *uri)
{
	jmp_buf escape;

	if (setjmp(escape))
		return false;
	arena_set_escape(x->arena, &escape);
	struct str whole = str_dup(x->arena, str_of(uri));
	ptrdiff_t mark = str_find(whole, '?', 0);
	x->path = str_slice(whole, 0, mark < 0 ? whole.n : (size_t)mark);
	x->req.query = mark < 0 ? STR("") : str_slice(whole, (size_t)mark + 1, whole.n);
	x->cx.request_id = str_fmt(x->arena, "%llx", (unsigned long long)id_new());
	arena_set_escape(x->arena, NULL);
	return true;
}

/* The request line is there: an exchange begins.  The raw text is kept, since libmicrohttpd
 * would hand the path out decoded. */
static void *on_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
	struct http *http = cls;
	struct exchange *x = calloc(1, sizeof *x);

	if (!x)
		return NULL;
	x->http = http;
	x->connection = c;
	x->fd = fd_of(c);
	x->started_us = clock_monotonic_us();
	x->arena = arena_new();
	x->fail.arena = x->arena;
	if (!x->arena || !read_line(x, uri)) {
		exchange_free(x);
		return NULL;
	}
	watchdog_set(http->watchdog, x->fd, http->header_seconds);
	return x;
}

/* Finds what the request is for; what is wrong goes into x->result. */
static void find_route(struct exchange *x)
{
	struct str api = STR("/api/v1/");

	x->body_max = BODY_BYTES;
	if (!str_starts(x->path, api))
		return; /* ops and assets */
	x->req.path = str_slice(x->path, api.n - 1, x->path.n);
	enum err e = router_find(x->http->router, x->arena, x->method, x->req.path,
				 &x->req.route, x->req.param, &x->allow);
	if (e == ERR_NOT_FOUND)
		x->result = fail_at(&x->fail, e, NULL, "no_such_route");
	else if (e)
		x->result = fail_at(&x->fail, e, NULL, "method_not_allowed");
	else if (x->req.route->max_body)
		x->body_max = x->req.route->max_body;
	else if (x->req.route->upload && x->http->home->files)
		x->body_max = (size_t)x->http->home->files->max;
}

static enum err too_large(struct exchange *x)
{
	fail_at(&x->fail, ERR_LIMIT, NULL, "body_too_large");
	fail_arg_int(&x->fail, "max", (int64_t)x->body_max);
	return ERR_LIMIT;
}

/* The sender may upload: its bytes go into a file as they come. */
static enum MHD_Result begin_upload(struct exchange *x)
{
	const struct files *files = x->http->home->files;

	x->phase = PHASE_BODY;
	if (!x->result && !files)
		x->result = fail_at(&x->fail, ERR_UNSUPPORTED, NULL, "attachments_off");
	if (!x->result) {
		x->result = blob_begin(files->dir, &x->upload);
		if (x->result == ERR_NOT_FOUND || x->result == ERR_DENIED)
			x->result = ERR_IO; /* not what the sender did */
	}
	return x->result ? exchange_reply(x) : MHD_YES;
}

/* The head is complete.  A reply queued now closes the connection without reading the body:
 * for what must not be read at all. */
static enum MHD_Result head_done(struct exchange *x, const char *method)
{
	int64_t length = 0;

	x->phase = PHASE_BODY;
	x->method = str_dup(x->arena, str_of(method));
	x->cx.arena = x->arena;
	x->cx.fail = &x->fail;
	x->cx.home = x->http->home;
	exchange_read_head(x);
	x->cx.client = client_of(x);
	find_route(x);
	enum err e = guard_head(x);
	struct str declared = exchange_header(x, "Content-Length");
	if (!e && declared.n && (str_to_int(declared, &length) || length < 0))
		e = fail_at(&x->fail, ERR_INPUT, NULL, "bad_request");
	if (!e && (size_t)length > x->body_max)
		e = too_large(x);
	/* A connection that was kept asks again while we stop: nothing may be suspended then
	 * any more.  (The request was counted before this is looked at, see drain.) */
	if (!e && atomic_load(&x->http->stopping))
		e = ERR_BUSY;
	watchdog_set(x->http->watchdog, x->fd,
		     BODY_SECONDS + (int)((size_t)length / SLOWEST_BYTES_PER_SECOND));
	if (!e && x->req.route && x->req.route->upload && !x->result)
		return exchange_admit(x) ? begin_upload(x) : MHD_YES;
	if (!e)
		return MHD_YES;
	fail_clear(&x->fail);
	if (e == ERR_BUSY) {
		x->result = e;
		return exchange_reply(x);
	}
	x->result = e == ERR_LIMIT ? too_large(x) : fail_at(&x->fail, e, NULL, "bad_request");
	return exchange_reply(x);
}

/* A body without Content-Length may turn out too long: the rest is not kept, and one that goes
 * on and on is cut. */
static enum MHD_Result take_body(struct exchange *x, const char *data, size_t *size)
{
	size_t n = *size;

	*size = 0;
	if (x->sent + n > x->body_max)
		x->body_too_large = true;
	if (!x->body_too_large && x->upload && !x->upload_error)
		x->upload_error = blob_write(x->upload, data, n);
	else if (!x->body_too_large && !x->upload)
		buf_put(&x->body, data, n);
	x->sent += n;
	return x->sent > 2 * x->body_max ? MHD_NO : MHD_YES;
}

/* Streams stay open for hours and have a limit of their own (live.h). */
static enum err take_turn(struct exchange *x)
{
	if (stream_is(x->req.route) ||
	    share_enter(x->http->addresses, x->cx.client, &x->address_slot))
		return OK;
	return fail_at(&x->fail, ERR_LIMIT, NULL, "too_many_requests");
}

static enum MHD_Result body_done(struct exchange *x)
{
	x->sent = 0;
	watchdog_set(x->http->watchdog, x->fd, 0);
	if (x->body_too_large)
		x->result = too_large(x);
	else if (!buf_ok(&x->body))
		x->result = ERR_BUSY; /* no memory for it */
	x->req.raw = buf_str(&x->body);
	if (!x->result && x->req.route)
		x->result = take_turn(x);
	if (x->result)
		return exchange_reply(x);
	if (x->req.route)
		return exchange_run(x) ? exchange_reply(x) : MHD_YES;
	enum taken taken = ops_take(x);
	if (taken == TAKEN_LATER)
		return MHD_YES;
	if (taken == TAKEN_NOW)
		return exchange_reply(x);
	return assets_reply(x);
}

static enum MHD_Result dispatch(struct exchange *x, const char *method, const char *data,
				size_t *size)
{
	switch (x->phase) {
	case PHASE_HEAD:
		atomic_fetch_add(&x->http->metrics.in_flight, 1);
		return head_done(x, method);
	case PHASE_ADMIT:
		return begin_upload(x);
	case PHASE_BODY:
		return *size ? take_body(x, data, size) : body_done(x);
	case PHASE_REPLY:
		return exchange_reply(x);
	case PHASE_JOB:
	case PHASE_STREAM:
		break;
	}
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *size, void **con_cls)
{
	struct exchange *x = *con_cls;
	jmp_buf escape;

	(void)cls;
	(void)c;
	(void)url;
	(void)version;
	if (!x)
		return MHD_NO;
	if (setjmp(escape))
		return MHD_NO; /* no memory even for an answer */
	x->cx.escape = &escape;
	arena_set_escape(x->arena, &escape);
	return dispatch(x, method, data, size);
}

static void write_log(const struct exchange *x, int64_t us)
{
	const char *route = x->req.route ? x->req.route->path : "";

	log_event(LEVEL_INFO, "http.request", LOG_STR("method", x->method),
		  LOG_STR("route", str_of(route)), LOG_INT("status", x->status),
		  LOG_INT("us", us), LOG_INT("bytes", (int64_t)x->sent),
		  LOG_INT("user_id", x->login.actor.user_id),
		  LOG_STR("request_id", x->cx.request_id));
}

static void on_completed(void *cls, struct MHD_Connection *c, void **con_cls,
			 enum MHD_RequestTerminationCode why)
{
	struct http *http = cls;
	struct exchange *x = *con_cls;

	(void)c;
	(void)why;
	if (!x)
		return;
	int64_t us = clock_monotonic_us() - x->started_us;
	if (x->phase != PHASE_HEAD) {
		atomic_fetch_sub(&http->metrics.in_flight, 1);
		metrics_count(&http->metrics, x->status, us);
	}
	if (x->listener)
		atomic_fetch_sub(&http->metrics.streams, 1);
	if (x->result == ERR_BUG || x->result == ERR_IO)
		log_event(LEVEL_ERROR, "http.failed",
			  LOG_STR("error", str_of(err_name(x->result))),
			  LOG_STR("code", str_of(fail_code(&x->fail))),
			  LOG_STR("request_id", x->cx.request_id));
	if (http->access_log)
		write_log(x, us);
	watchdog_set(http->watchdog, x->fd, IDLE_SECONDS + 10);
	exchange_free(x);
	*con_cls = NULL;
}

/* Our own machine and the proxies in front of it speak for many. */
static bool speaks_for_many(const struct http *http, const struct address *peer)
{
	struct address proxy;
	struct network loopback;
	struct str rest = http->proxies, part;

	while (rest.n && str_split(&rest, ' ', &part))
		if (address_parse(part, &proxy) && memcmp(&proxy, peer, sizeof proxy) == 0)
			return true;
	return (network_parse(STR("127.0.0.0/8"), &loopback) && network_has(&loopback, peer)) ||
	       (network_parse(STR("::1"), &loopback) && network_has(&loopback, peer));
}

/* Whether one more connection may come from there; a /64 of IPv6 is one household. */
static bool has_room(struct http *http, struct MHD_Connection *c, share_slot *ret_slot)
{
	const struct sockaddr *sa = peer_address(c);
	struct address peer;

	*ret_slot = 0;
	if (!sa || !address_of(sa, &peer) || speaks_for_many(http, &peer))
		return true;
	struct network v4;
	bool whole = network_parse(STR("0.0.0.0/0"), &v4) && network_has(&v4, &peer);
	return share_enter(http->peers,
			   (struct str){(const char *)peer.v, whole ? sizeof peer.v : 8},
			   ret_slot);
}

static void on_connection(void *cls, struct MHD_Connection *c, void **socket_context,
			  enum MHD_ConnectionNotificationCode what)
{
	struct http *http = cls;

	share_slot slot;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		atomic_fetch_add(&http->metrics.connections, 1);
		watchdog_open(http->watchdog, fd_of(c), http->header_seconds);
		if (!has_room(http, c, &slot))
			shutdown(fd_of(c), SHUT_RDWR); /* the library then closes it */
		*socket_context = (void *)(uintptr_t)slot;
	} else {
		share_leave(http->peers, (share_slot)(uintptr_t)*socket_context);
		watchdog_close(http->watchdog, fd_of(c));
		atomic_fetch_sub(&http->metrics.connections, 1);
	}
}

static void on_beat(void *arg)
{
	const struct http *http = arg;

	if (http->home->live)
		live_beat(http->home->live);
}

static void on_mhd_log(void *cls, const char *fmt, va_list ap)
{
	char line[300];

	(void)cls;
	vsnprintf(line, sizeof line, fmt, ap);
	log_event(LEVEL_DEBUG, "http.daemon", LOG_STR("text", str_of(line)));
}

/* While we stop, nobody new is let in.  (MHD_quiesce_daemon would take the listening socket
 * away, but in 0.9.75 it races with its own pool over the epoll set, and the loser ends the
 * process.) */
static enum MHD_Result on_accept(void *arg, const struct sockaddr *from, socklen_t n)
{
	struct http *http = arg;

	(void)from;
	(void)n;
	return atomic_load(&http->stopping) ? MHD_NO : MHD_YES;
}

/* Starts libmicrohttpd on a resolved address. */
static bool start_daemon(struct http *http, const struct http_options *o, struct sockaddr *sa)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_ITC | MHD_USE_ERROR_LOG;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned threads =
		o->threads ? (unsigned)o->threads : (unsigned)(cores > 0 ? cores : 1);

	if (sa->sa_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	struct MHD_OptionItem pool[] = {
		{threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads,
		 NULL},
		{MHD_OPTION_END, 0, NULL},
	};
	http->daemon = MHD_start_daemon(
		flags, (uint16_t)o->port, on_accept, http, on_request, http,
		MHD_OPTION_EXTERNAL_LOGGER, on_mhd_log, NULL, MHD_OPTION_SOCK_ADDR, sa,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, http, MHD_OPTION_URI_LOG_CALLBACK, on_uri, http,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT,
		o->connections ? (unsigned)o->connections : 10000U,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES, MHD_OPTION_ARRAY, pool,
		MHD_OPTION_END);
	if (!http->daemon)
		return false;
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
	http->port = info ? info->port : o->port;
	return true;
}

static bool listen_at(struct http *http, const struct http_options *o)
{
	char port[16];
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	struct addrinfo *found = NULL;

	snprintf(port, sizeof port, "%d", o->port);
	struct str address = str_dup(http->arena, o->address);
	if (getaddrinfo(address.n ? address.p : "127.0.0.1", port, &hints, &found))
		return false;
	bool ok = start_daemon(http, o, found->ai_addr);
	freeaddrinfo(found);
	return ok;
}

/* "https://crm.example/path" -> "https://crm.example" */
static struct str origin_of(struct arena *a, struct str url)
{
	ptrdiff_t host = str_find(url, '/', 0);
	ptrdiff_t end = host < 0 ? -1 : str_find(url, '/', (size_t)host + 2);

	return str_lower(a, str_slice(url, 0, end < 0 ? url.n : (size_t)end));
}

static void http_free(struct http *http)
{
	if (!http)
		return;
	pool_free(http->pool);
	pool_free(http->long_pool);
	watchdog_free(http->watchdog);
	share_free(http->addresses);
	share_free(http->users);
	share_free(http->peers);
	arena_free(http->arena);
	free(http);
}

enum err http_start(const struct http_options *o, struct fail *f, struct http **ret_http)
{
	struct http *http = calloc(1, sizeof *http);

	if (!http)
		return ERR_BUSY;
	http->arena = arena_new();
	http->watchdog = watchdog_new(on_beat, http, BEAT_SECONDS);
	http->pool = pool_new(HASH_THREADS, HASH_QUEUE);
	http->long_pool = pool_new(LONG_THREADS, LONG_QUEUE);
	http->addresses = share_new(o->per_address);
	http->users = share_new(o->per_user);
	http->peers = share_new(o->connections_per_address);
	http->home = o->home;
	if (!http->arena || !http->watchdog || !http->pool || !http->long_pool ||
	    !http->addresses || !http->users || !http->peers) {
		http_free(http);
		return ERR_BUSY;
	}
	http->router = router_new(http->arena, route_blocks, route_blocks_n);
	http->base_origin = origin_of(http->arena, o->base_url);
	http->proxies = str_dup(http->arena, o->proxies);
	http->secure = str_starts(http->base_origin, STR("https://"));
	http->cookie = http->secure ? "__Host-genjin" : "genjin";
	http->access_log = o->access_log;
	http->header_seconds = o->header_seconds ? o->header_seconds : 10;
	http->reads_inline = store_reads_inline(o->home->store);
	if (!listen_at(http, o)) {
		http_free(http);
		fail_at(f, ERR_IO, NULL, "cannot_listen");
		fail_arg(f, "address",
			 str_fmt(f->arena, "%.*s:%d", STR_ARG(o->address), o->port));
		return ERR_IO;
	}
	*ret_http = http;
	return OK;
}

int http_port(const struct http *http)
{
	return http->port;
}

/* Jobs of suspended connections always end, so that waiting for them does too; a client that
 * does not read its reply is given STOP_SECONDS. */
static void drain(struct http *http)
{
	int64_t end = clock_monotonic_us() + STOP_SECONDS * INT64_C(1000000);

	while (atomic_load(&http->metrics.in_flight) > 0 && clock_monotonic_us() < end)
		usleep(10000);
}

void http_stop(struct http *http)
{
	if (!http)
		return;
	atomic_store(&http->stopping, true);
	if (http->home->live)
		live_close(http->home->live);
	drain(http);
	pool_free(http->pool);
	pool_free(http->long_pool);
	http->pool = http->long_pool = NULL;
	MHD_stop_daemon(http->daemon);
	http_free(http);
}
