/* From a result to what goes over the wire. */
#include "http/exchange.h"
#include "http/problem.h"
#include "http/stream.h"

#include "service/attachments.h"
#include "sys/clock.h"
#include "sys/scratch.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

static const char *const security[][2] = {
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"},
	{"Cache-Control", "no-store"},
};

static void add(struct MHD_Response *r, const char *name, struct str value)
{
	if (value.n)
		MHD_add_response_header(r, name, value.p);
}

/* Strong: equal tags mean equal bytes, so the version alone would not do (`can` and masks
 * change with the reader's rights).  If-Match looks at the version only. */
static struct str etag(struct exchange *x)
{
	if (!x->rep.version)
		return STR("");
	uLong sum = crc32(0, (const Bytef *)buf_str(&x->rep.body).p, (uInt)x->rep.body.n);
	return str_fmt(x->arena, "\"%lld-%08lx\"", (long long)x->rep.version, sum);
}

static int success_status(const struct exchange *x)
{
	int status = x->rep.status ? x->rep.status : x->req.route->status;

	if (status)
		return status;
	return x->rep.body.n || x->rep.file.n || x->rep.made ? 200 : 204;
}

void exchange_add_date(const struct exchange *x, struct MHD_Response *r)
{
	char text[32], value[40];

	instant_format_mail(x->cx.now.us ? x->cx.now : clock_now(), text);
	snprintf(value, sizeof value, "%s GMT", text);
	MHD_add_response_header(r, "Date", value);
}

static void add_headers(struct exchange *x, struct MHD_Response *r)
{
	exchange_add_date(x, r);
	for (size_t i = 0; i < sizeof security / sizeof *security; i++)
		MHD_add_response_header(r, security[i][0], security[i][1]);
	if (x->http->secure)
		MHD_add_response_header(r, "Strict-Transport-Security", "max-age=31536000");
	add(r, "X-Request-Id", x->cx.request_id);
	if (atomic_load_explicit(&x->http->stopping, memory_order_relaxed))
		MHD_add_response_header(r, "Connection", "close");
}

/* The cookie ends with the browser's session; how long it is good for, the server knows. */
static void add_cookie(struct exchange *x, struct MHD_Response *r)
{
	const char *secure = x->http->secure ? "; Secure" : "";

	if (x->rep.session.n)
		add(r, "Set-Cookie",
		    str_fmt(x->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s",
			    x->http->cookie, STR_ARG(x->rep.session), secure));
	if (!x->rep.end_session)
		return;
	add(r, "Set-Cookie",
	    str_fmt(x->arena, "%s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0%s",
		    x->http->cookie, secure));
	MHD_add_response_header(r, "Clear-Site-Data", "\"cache\", \"storage\"");
}

/* Headers of a success that describe its record, page or file. */
static void add_result(struct exchange *x, struct MHD_Response *r, struct str tag)
{
	const struct reply *rep = &x->rep;

	add(r, "ETag", tag);
	add(r, "Location", rep->location);
	add_cookie(x, r);
	if (rep->next.n)
		add(r, "Link",
		    str_fmt(x->arena, "<?cursor=%.*s>; rel=\"next\"", STR_ARG(rep->next)));
	if (rep->download)
		add(r, "Content-Disposition",
		    str_fmt(x->arena, "attachment; filename*=UTF-8''%.*s",
			    STR_ARG(percent_encode(x->arena, rep->filename))));
	if (x->replayed)
		MHD_add_response_header(r, "Idempotency-Replayed", "true");
}

static int write_problem(struct exchange *x)
{
	buf_clear(&x->rep.body);
	problem_write(&x->rep.body, x->arena, x->cx.lang, x->result, &x->fail,
		      x->cx.request_id);
	x->rep.content_type = "application/problem+json";
	return problem_status(x->result, fail_code(&x->fail));
}

static void add_problem(struct exchange *x, struct MHD_Response *r, int status)
{
	struct str wait = STR("1");

	add(r, "Allow", x->allow);
	if (status == 401)
		MHD_add_response_header(r, "WWW-Authenticate", "Bearer realm=\"genjin\"");
	if (status != 429 && status != 503)
		return;
	if (x->fail.n && x->fail.items[0].n_args)
		wait = x->fail.items[0].args[0].value; /* seconds */
	add(r, "Retry-After", wait);
}

/* Notes the last use of a session or token, at most once a minute; nobody waits for it. */
struct touch {
	struct store_job job;
	struct login login;
	struct instant now;
};

static enum err touch_in_tx(struct tx *tx, void *arg)
{
	const struct touch *t = arg;
	return auth_seen(tx, &t->login, t->now);
}

static void touch_done(struct store_job *job, enum err result)
{
	(void)result;
	free(job->arg);
}

static void note_use(struct exchange *x)
{
	if (x->result == ERR_UNAUTH || !auth_is_stale(&x->login, x->cx.now))
		return;
	x->login.seen_at = x->cx.now;
	struct touch *t = calloc(1, sizeof *t);
	if (!t)
		return;
	t->login = x->login;
	t->now = x->cx.now;
	t->job = (struct store_job){
		.mode = TX_WRITE, .fn = touch_in_tx, .arg = t, .done = touch_done};
	store_submit(x->cx.home->store, &t->job);
}

/* The attached file that is to be sent.  One that is gone was removed by somebody just now, or
 * lost: the doctor tells. */
static enum err open_file(struct exchange *x, int *ret_fd, int64_t *ret_size)
{
	const struct files *files = x->http->home->files;

	if (!files)
		return fail_at(&x->fail, ERR_UNSUPPORTED, NULL, "attachments_off");
	enum err e = blob_open(files->dir, x->rep.file, ret_fd, ret_size);
	return e == ERR_DENIED ? ERR_IO : e;
}

static enum err take_made(struct exchange *x, int *ret_fd, int64_t *ret_size)
{
	enum err e = scratch_size(x->rep.made, ret_size);

	if (!e)
		*ret_fd = scratch_take(x->rep.made);
	return e;
}

enum MHD_Result exchange_reply(struct exchange *x)
{
	struct str tag = STR("");
	int64_t size = 0;
	int status, file = -1;

	blob_drop(x->upload); /* what was refused is gone before anybody is told so */
	x->upload = NULL;
	note_use(x);
	if (!x->result && stream_is(x->req.route))
		return stream_reply(x);
	if (!x->result && x->rep.file.n)
		x->result = open_file(x, &file, &size);
	if (!x->result && x->rep.made)
		x->result = take_made(x, &file, &size);
	if (x->result) {
		status = write_problem(x);
	} else {
		status = success_status(x);
		tag = etag(x);
		if (tag.n && str_eq(tag, x->if_none_match)) {
			status = 304;
			buf_clear(&x->rep.body);
		}
	}
	x->status = status;
	x->sent = file < 0 ? x->rep.body.n : (size_t)size;
	bool typed = x->sent > 0;
	const char *type = x->rep.content_type ? x->rep.content_type : "application/json";
	struct MHD_Response *r =
		file >= 0 ? MHD_create_response_from_fd64((uint64_t)size, file)
			  : MHD_create_response_from_buffer(x->sent, buf_take(&x->rep.body),
							    MHD_RESPMEM_MUST_FREE);
	if (!r)
		return MHD_NO;
	if (typed)
		MHD_add_response_header(r, "Content-Type", type);
	add_headers(x, r);
	if (x->result)
		add_problem(x, r, status);
	else
		add_result(x, r, tag);
	enum MHD_Result queued = MHD_queue_response(x->connection, (unsigned)status, r);
	MHD_destroy_response(r);
	return queued;
}
