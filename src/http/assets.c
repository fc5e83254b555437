#include "http/assets.h"

#include <stdlib.h>

static int by_path(const void *key, const void *asset)
{
	return str_cmp(*(const struct str *)key, str_of(((const struct asset *)asset)->path));
}

static const struct asset *find(struct str path)
{
	return bsearch(&path, assets, assets_n, sizeof *assets, by_path);
}

/* A page of the UI has no file of its own: the UI reads the path itself. */
static const struct asset *find_page(struct str path)
{
	if (str_starts(path, STR("/api/")) || str_find(path, '.', 0) >= 0)
		return NULL;
	return find(STR("/index.html"));
}

static bool accepts_gzip(const struct exchange *x)
{
	struct str rest = exchange_header(x, "Accept-Encoding");
	struct str part;

	while (rest.n && str_split(&rest, ',', &part)) {
		part = str_trim(part);
		if (str_starts(part, STR("gzip")))
			return str_find(part, '=', 0) < 0 || !str_ends(part, STR("=0"));
	}
	return false;
}

static void add_headers(const struct exchange *x, const struct asset *a, struct MHD_Response *r)
{
	static const char policy[] =
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
		"frame-ancestors 'none'; base-uri 'none'";

	MHD_add_response_header(r, "Content-Type", a->type);
	MHD_add_response_header(r, "ETag", a->etag);
	MHD_add_response_header(r, "Vary", "Accept-Encoding");
	MHD_add_response_header(r, "Cache-Control",
				a->forever ? "public, max-age=31536000, immutable"
					   : "no-cache");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(r, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(r, "Content-Security-Policy", policy);
	if (x->http->secure)
		MHD_add_response_header(r, "Strict-Transport-Security", "max-age=31536000");
}

enum MHD_Result assets_reply(struct exchange *x)
{
	const struct asset *a = find(str_is(x->path, "/") ? STR("/index.html") : x->path);

	a = a ? a : find_page(x->path);
	if (!a) {
		x->result = fail_at(&x->fail, ERR_NOT_FOUND, NULL, "no_such_route");
		return exchange_reply(x);
	}
	if (!str_is(x->method, "GET") && !str_is(x->method, "HEAD")) {
		x->allow = STR("GET");
		x->result = fail_at(&x->fail, ERR_UNSUPPORTED, NULL, "method_not_allowed");
		return exchange_reply(x);
	}
	bool gzip = a->gzip && accepts_gzip(x);
	bool fresh = str_is(x->if_none_match, a->etag);
	x->status = fresh ? 304 : 200;
	x->sent = fresh ? 0 : gzip ? a->gzip_n : a->n;
	const unsigned char *data = gzip ? a->gzip : a->data;
	struct MHD_Response *r = MHD_create_response_from_buffer(
		x->sent, (void *)(uintptr_t)data, MHD_RESPMEM_PERSISTENT);
	if (!r)
		return MHD_NO;
	if (gzip && !fresh)
		MHD_add_response_header(r, "Content-Encoding", "gzip");
	add_headers(x, a, r);
	enum MHD_Result queued = MHD_queue_response(x->connection, (unsigned)x->status, r);
	MHD_destroy_response(r);
	return queued;
}
