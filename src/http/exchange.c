#include "http/exchange.h"
#include "http/stream.h"
#include "http/trace.h"

#include "service/audit.h"
#include "service/live.h"
#include "sys/blob.h"
#include "sys/clock.h"

#include <stdatomic.h>
#include <stdlib.h>

struct str exchange_header(const struct exchange *x, const char *name)
{
	return str_of(MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name));
}

static struct str keep(const struct exchange *x, const char *name)
{
	struct str s = exchange_header(x, name);
	return s.n ? str_dup(x->arena, s) : STR("");
}

/* "Bearer gj_..." */
static struct str bearer(const struct exchange *x)
{
	struct str s = keep(x, "Authorization");

	if (s.n < 7 || strncasecmp(s.p, "Bearer ", 7) != 0)
		return STR("");
	return str_trim(str_slice(s, 7, s.n));
}

/* Browsers send ASCII; anything else is shown as ?. */
static struct str plain(const struct exchange *x, struct str s)
{
	char *p = arena_alloc(x->arena, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = s.p[i] >= 32 && s.p[i] < 127 ? s.p[i] : '?';
	return (struct str){p, s.n};
}

/* If-Match: "12" or "12-9f3a5b21", as ETag gave it. */
static void read_if_match(struct exchange *x)
{
	struct str s = exchange_header(x, "If-Match");

	x->req.if_match = -1;
	if (s.n == 0)
		return;
	bool quoted = s.n > 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';
	s = quoted ? str_slice(s, 1, s.n - 1) : s;
	ptrdiff_t dash = str_find(s, '-', 0);
	if (dash > 0)
		s = str_slice(s, 0, (size_t)dash);
	x->bad_if_match = !quoted || str_to_int(s, &x->req.if_match) || x->req.if_match < 0;
}

void exchange_read_head(struct exchange *x)
{
	x->origin = keep(x, "Origin");
	x->host = keep(x, "Host");
	x->fetch_site = keep(x, "Sec-Fetch-Site");
	x->if_none_match = keep(x, "If-None-Match");
	x->idempotency_key = keep(x, "Idempotency-Key");
	x->req.content_type = keep(x, "Content-Type");
	x->req.user_agent = plain(x, exchange_header(x, "User-Agent"));
	x->req.token = bearer(x);
	x->req.session = str_of(
		MHD_lookup_connection_value(x->connection, MHD_COOKIE_KIND, x->http->cookie));
	x->req.session = str_dup(x->arena, x->req.session);
	x->cx.lang = lang_accept(exchange_header(x, "Accept-Language"), LANG_ZH_CN);
	read_if_match(x);
}

/* Finds the actor.  A session that is over is nobody, which a public route accepts. */
static enum err identify(struct exchange *x)
{
	static const enum lang langs[] = {[LOCALE_ZH_CN] = LANG_ZH_CN,
					  [LOCALE_ZH_TW] = LANG_ZH_TW,
					  [LOCALE_EN] = LANG_EN};
	enum err e = OK;

	x->login = (struct login){0};
	if (x->req.token.n)
		e = auth_token(&x->cx, x->req.token, &x->login);
	else if (x->req.session.n)
		e = auth_session(&x->cx, x->req.session, &x->login);
	if (e && (e != ERR_UNAUTH || x->req.route->perm != PERM_PUBLIC))
		return e;
	x->cx.actor = &x->login.actor;
	x->cx.login = x->login.actor.user_id ? &x->login : NULL;
	if (x->login.locale != LOCALE_AUTO)
		x->cx.lang = langs[x->login.locale];
	return OK;
}

/* One user must not take all of the server; the transaction may run more than once. */
static enum err take_turn(struct exchange *x)
{
	int64_t id = x->login.actor.user_id;
	struct str name = {(const char *)&id, sizeof id};

	if (!id || x->user_slot || stream_is(x->req.route) ||
	    share_enter(x->http->users, name, &x->user_slot))
		return OK;
	return fail_at(&x->fail, ERR_LIMIT, NULL, "too_many_requests");
}

/* May they? */
static enum err admit(struct exchange *x)
{
	const struct route *route = x->req.route;

	if (route->perm != PERM_PUBLIC && !x->login.actor.user_id)
		return ERR_UNAUTH;
	enum err e = guard_origin(x);
	if (e)
		return e;
	if (actor_scope(&x->login.actor, route->perm) == SCOPE_NONE)
		return ERR_DENIED;
	return route->recent ? auth_recent(&x->cx) : OK;
}

static bool is_json(struct str type)
{
	ptrdiff_t semicolon = str_find(type, ';', 0);
	struct str t = str_trim(str_slice(type, 0, semicolon < 0 ? type.n : (size_t)semicolon));

	return (t.n == 16 && strncasecmp(t.p, "application/json", 16) == 0) ||
	       (t.n == 28 && strncasecmp(t.p, "application/merge-patch+json", 28) == 0);
}

static enum err decode_fields(struct exchange *x)
{
	struct request *req = &x->req;
	const struct fields *t = req->route->body;
	unsigned when = req->route->body_when ? req->route->body_when : F_NEW;

	req->body = arena_alloc(x->arena, t->size);
	fields_clear(t, req->body);
	return fields_decode(t, x->arena, req->json, when, req->body, &req->body_set, &x->fail);
}

/* What do they say? */
static enum err decode(struct exchange *x)
{
	struct request *req = &x->req;
	const struct route *route = req->route;

	if (route->if_match && x->bad_if_match)
		return fail_at(&x->fail, ERR_INPUT, "If-Match", "bad_if_match");
	if (route->if_match && req->if_match < 0)
		return fail_at(&x->fail, ERR_INPUT, "If-Match", "if_match_missing");
	enum err e = query_check(&x->cx, req);
	if (e)
		return e;
	if (!route->body && !route->body_schema)
		return OK;
	struct str text = buf_str(&x->body);
	if (text.n && !is_json(req->content_type))
		return fail_at(&x->fail, ERR_INPUT, "Content-Type", "bad_content_type");
	if (text.n == 0 && !route->body)
		return OK; /* the handler says whether it must have one */
	e = json_read(x->arena, text.n ? text : STR("{}"), &x->fail, &req->json);
	if (!e && !json_is_object(req->json))
		e = fail_at(&x->fail, ERR_INPUT, NULL, "not_an_object");
	return e || !route->body ? e : decode_fields(x);
}

/* Forgets what an earlier run of the transaction has left. */
static void start_again(struct exchange *x)
{
	struct buf body = x->rep.body;

	fail_clear(&x->fail);
	x->fail.within = STR("");
	buf_clear(&body);
	x->rep = (struct reply){.body = body};
	x->req.json = NULL;
	x->req.body = NULL;
	x->req.body_set = 0;
	x->seen = NULL;
	x->replayed = false;
}

/* By the head of the request alone. */
static enum err let_in(struct ctx *cx, void *arg)
{
	struct exchange *x = arg;

	(void)cx;
	start_again(x);
	enum err e = identify(x);
	if (!e)
		e = take_turn(x);
	return e ? e : admit(x);
}

static enum err prepare(struct ctx *cx, void *arg)
{
	enum err e = let_in(cx, arg);

	return e ? e : decode(arg);
}

enum err exchange_in_tx(struct ctx *cx, void *arg)
{
	struct exchange *x = arg;
	bool replayed;

	enum err e = prepare(cx, x);
	if (!e)
		e = idempotency_begin(x, &replayed);
	if (e || replayed)
		return e;
	e = x->req.route->fn(cx, &x->req, &x->rep);
	if (!e && !buf_ok(&x->rep.body))
		e = ERR_BUSY;
	if (!e && tx_writes(cx->tx))
		e = audit_sightings(cx);
	x->seen = cx->seen;
	return e ? e : idempotency_end(x);
}

static enum err run_in_tx(struct tx *tx, void *arg)
{
	struct exchange *x = arg;

	x->cx.tx = tx;
	return ctx_call(&x->cx, exchange_in_tx, x);
}

static enum err prepare_in_tx(struct tx *tx, void *arg)
{
	struct exchange *x = arg;

	x->cx.tx = tx;
	return ctx_call(&x->cx, prepare, x);
}

static void finish(struct exchange *x, enum err result)
{
	x->result = result;
	x->cx.tx = NULL;
	if (!result)
		live_publish(x->cx.home->live, x->cx.news);
	x->phase = PHASE_REPLY;
}

/* After the resume the exchange is not ours. */
static void finish_and_resume(struct exchange *x, enum err result)
{
	finish(x, result);
	MHD_resume_connection(x->connection);
}

static struct exchange *exchange_of(struct store_job *job)
{
	return (struct exchange *)((char *)job - offsetof(struct exchange, job));
}

static enum err trace_in_tx(struct tx *tx, void *arg)
{
	struct exchange *x = arg;
	struct ctx cx = x->cx;

	cx.tx = tx;
	cx.fail = &x->trace_fail;
	return ctx_call(&cx, trace_write, x);
}

/* What cannot be traced is not told. */
static void trace_done(struct store_job *job, enum err traced)
{
	struct exchange *x = exchange_of(job);

	if (traced)
		fail_clear(&x->fail);
	finish_and_resume(x, traced ? traced : x->result);
}

/* In whatever thread has done the work of a suspended exchange. */
static void settle(struct exchange *x, enum err result)
{
	if (!trace_is_due(x, result)) {
		finish_and_resume(x, result);
		return;
	}
	x->result = result;
	x->trace_fail = (struct fail){.arena = x->arena, .within = STR("")};
	x->job = (struct store_job){
		.mode = TX_WRITE, .fn = trace_in_tx, .arg = x, .done = trace_done};
	store_submit(x->cx.home->store, &x->job);
}

/* In a store thread, after the commit. */
static void job_done(struct store_job *job, enum err result)
{
	settle(exchange_of(job), result);
}

static void submit(struct exchange *x, enum tx_mode mode)
{
	x->job = (struct store_job){.mode = mode, .fn = run_in_tx, .arg = x, .done = job_done};
	store_submit(x->cx.home->store, &x->job);
}

static enum err call_handler(struct ctx *cx, void *arg)
{
	struct exchange *x = arg;

	return x->req.route->fn(cx, &x->req, &x->rep);
}

/* In a thread of the pool: checks in a transaction, works outside of one. */
static void slow_work(struct pool_job *job)
{
	struct exchange *x = (struct exchange *)((char *)job - offsetof(struct exchange, slow));

	enum err e = store_run(x->cx.home->store, TX_READ, prepare_in_tx, x);
	x->cx.tx = NULL;
	if (!e)
		e = ctx_call(&x->cx, call_handler, x);
	settle(x, e);
}

static enum err call_before(struct ctx *cx, void *arg)
{
	struct exchange *x = arg;

	return x->req.route->before(cx, &x->req);
}

/* In a thread of the pool: makes something of the body, then goes on as without it. */
static void work_before(struct pool_job *job)
{
	struct exchange *x = (struct exchange *)((char *)job - offsetof(struct exchange, slow));
	bool reads = route_mode(x->req.route) == ROUTE_READ;

	enum err e = store_run(x->cx.home->store, TX_READ, prepare_in_tx, x);
	x->cx.tx = NULL;
	if (!e)
		e = ctx_call(&x->cx, call_before, x);
	if (!e && reads)
		e = store_run(x->cx.home->store, TX_READ, run_in_tx, x);
	if (e || reads) {
		settle(x, e);
		return;
	}
	submit(x, TX_WRITE);
}

/* In a thread of the pool: the file's bytes are on the disk before the row is written. */
static void end_upload(struct pool_job *job)
{
	struct exchange *x = (struct exchange *)((char *)job - offsetof(struct exchange, slow));
	enum err e = x->upload_error ? x->upload_error : blob_end(x->upload);

	if (e) {
		settle(x, e);
		return;
	}
	x->req.upload = x->upload;
	submit(x, TX_WRITE);
}

/* Suspends the connection.  The escape lies on this thread's stack, so it stays behind. */
static void let_go(struct exchange *x)
{
	x->phase = PHASE_JOB;
	x->cx.escape = NULL;
	arena_set_escape(x->arena, NULL);
	MHD_suspend_connection(x->connection);
}

static void run_slow(struct exchange *x, struct pool *pool, void (*fn)(struct pool_job *))
{
	x->slow.fn = fn;
	let_go(x);
	if (pool_submit(pool, &x->slow))
		return;
	finish_and_resume(x, ERR_BUSY);
}

static enum err admit_in_tx(struct tx *tx, void *arg)
{
	struct exchange *x = arg;

	x->cx.tx = tx;
	return ctx_call(&x->cx, let_in, x);
}

static void admit_done(struct store_job *job, enum err result)
{
	struct exchange *x = exchange_of(job);

	x->cx.tx = NULL;
	if (result)
		settle(x, result);
	else
		MHD_resume_connection(x->connection);
}

bool exchange_admit(struct exchange *x)
{
	x->cx.now = clock_now();
	if (!x->http->reads_inline) {
		x->job = (struct store_job){
			.mode = TX_READ, .fn = admit_in_tx, .arg = x, .done = admit_done};
		let_go(x);
		x->phase = PHASE_ADMIT;
		store_submit(x->cx.home->store, &x->job);
		return false;
	}
	enum err e = store_run(x->cx.home->store, TX_READ, admit_in_tx, x);
	x->cx.tx = NULL;
	x->result = e;
	if (!e || !trace_is_due(x, e))
		return true;
	let_go(x);
	settle(x, e);
	return false;
}

bool exchange_run(struct exchange *x)
{
	const struct route *route = x->req.route;
	enum tx_mode mode = route_mode(route) == ROUTE_READ ? TX_READ : TX_WRITE;

	x->cx.now = clock_now();
	if (x->upload || route->mode == ROUTE_HASH) {
		run_slow(x, x->http->pool, x->upload ? end_upload : slow_work);
		return false;
	}
	if (route->mode == ROUTE_LONG || route->before) {
		run_slow(x, x->http->long_pool, route->before ? work_before : slow_work);
		return false;
	}
	if (mode == TX_READ && x->http->reads_inline) {
		enum err e = store_run(x->cx.home->store, TX_READ, run_in_tx, x);
		if (trace_is_due(x, e)) {
			let_go(x);
			settle(x, e);
			return false;
		}
		finish(x, e);
		return true;
	}
	let_go(x);
	submit(x, mode);
	return false;
}
