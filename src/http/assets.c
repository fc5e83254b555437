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

static const char *const coding_names[CODINGS] = {"identity", "gzip", "br"};

/* "0.8" in thousandths; what is no number is no welcome. */
static int thousandths(struct str number)
{
	int w = 0, unit = 1000;

	for (size_t i = 0; i < number.n && i < 5; i++) {
		if (number.p[i] == '.')
			continue;
		if (number.p[i] < '0' || number.p[i] > '9')
			return 0;
		w += (number.p[i] - '0') * unit;
		unit /= 10;
	}
	return w > 1000 ? 1000 : w;
}

/* The weight among the parameters behind a name. */
static int weight(struct str params)
{
	struct str part;

	while (params.n && str_split(&params, ';', &part)) {
		part = str_trim(part);
		if (str_starts(part, STR("q=")))
			return thousandths(str_slice(part, 2, part.n));
	}
	return 1000;
}

/* What a reader accepts (RFC 9110, 12.5.3), in thousandths; plain bytes unless refused. */
static void weights(struct str header, int ret_weight[CODINGS])
{
	int others = -1;
	struct str item, name;

	for (int c = 0; c < CODINGS; c++)
		ret_weight[c] = -1;
	while (header.n && str_split(&header, ',', &item)) {
		struct str rest = item;
		if (!str_split(&rest, ';', &name))
			continue;
		name = str_trim(name);
		if (str_is(name, "*"))
			others = weight(rest);
		for (int c = 0; c < CODINGS; c++)
			if (str_is(name, coding_names[c]))
				ret_weight[c] = weight(rest);
	}
	for (int c = 0; c < CODINGS; c++)
		if (ret_weight[c] < 0)
			ret_weight[c] = others >= 0 ? others : c == CODING_NONE;
}

static enum coding choose(const struct exchange *x, const struct asset *a)
{
	int w[CODINGS];
	enum coding best = CODING_NONE;

	weights(exchange_header(x, "Accept-Encoding"), w);
	for (int c = CODING_NONE + 1; c < CODINGS; c++)
		if (a->codings[c].data && w[c] > 0 && w[c] >= w[best])
			best = (enum coding)c;
	return best;
}

/* Whether If-None-Match names the tag; weak ones count as well (RFC 9110, 13.1.2). */
static bool has_tag(struct str header, const char *etag)
{
	struct str item;

	while (header.n && str_split(&header, ',', &item)) {
		item = str_trim(item);
		if (str_starts(item, STR("W/")))
			item = str_slice(item, 2, item.n);
		if (str_is(item, "*") || str_is(item, etag))
			return true;
	}
	return false;
}

static void add_headers(const struct exchange *x, const struct asset *a, enum coding c,
			struct MHD_Response *r)
{
	static const char policy[] =
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
		"frame-ancestors 'none'; base-uri 'none'";

	exchange_add_date(x, r);
	MHD_add_response_header(r, "Content-Type", a->type);
	MHD_add_response_header(r, "ETag", a->codings[c].etag);
	if (c != CODING_NONE)
		MHD_add_response_header(r, "Content-Encoding", coding_names[c]);
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
	enum coding c = choose(x, a);
	bool fresh = has_tag(x->if_none_match, a->codings[c].etag);
	x->status = fresh ? 304 : 200;
	x->sent = fresh ? 0 : a->codings[c].n;
	struct MHD_Response *r = MHD_create_response_from_buffer(
		x->sent, (void *)(uintptr_t)a->codings[c].data, MHD_RESPMEM_PERSISTENT);
	if (!r)
		return MHD_NO;
	add_headers(x, a, c, r);
	enum MHD_Result queued = MHD_queue_response(x->connection, (unsigned)x->status, r);
	MHD_destroy_response(r);
	return queued;
}
