/* What libmicrohttpd lets pass and we do not: framing that two servers may read differently,
 * and requests that another site's page has sent. */
#include "http/exchange.h"

#include <strings.h>

struct head {
	int lengths;
	int encodings;
	int hosts;
	bool control;
};

static bool has_control(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)p[i] < 32 && p[i] != '\t') || p[i] == 127)
			return true;
	return false;
}

static enum MHD_Result look_at(void *cls, enum MHD_ValueKind kind, const char *key,
			       size_t key_size, const char *value, size_t value_size)
{
	struct head *h = cls;

	(void)kind;
	h->lengths += strcasecmp(key, "Content-Length") == 0;
	h->encodings += strcasecmp(key, "Transfer-Encoding") == 0;
	h->hosts += strcasecmp(key, "Host") == 0;
	h->control |= has_control(key, key_size);
	h->control |= value && has_control(value, value_size);
	return MHD_YES;
}

enum err guard_head(struct exchange *x)
{
	struct head h = {0};

	MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, look_at, &h);
	bool framing = h.lengths + h.encodings > 1 || h.hosts > 1;
	if (framing || h.control || has_control(x->path.p, x->path.n))
		return fail_at(&x->fail, ERR_INPUT, NULL, "bad_request");
	return OK;
}

/* "https://host:8080" of an Origin header against the Host that was asked for, or against the
 * configured base URL. */
static bool same_origin(const struct exchange *x)
{
	struct str origin = str_lower(x->arena, x->origin);
	ptrdiff_t colon = str_find(origin, ':', 0);

	if (x->http->base_origin.n && str_eq(origin, x->http->base_origin))
		return true;
	if (colon < 0 || x->host.n == 0)
		return false;
	struct str host = str_slice(origin, (size_t)colon + 3, origin.n);
	return str_eq(host, str_lower(x->arena, x->host));
}

enum err guard_origin(struct exchange *x)
{
	bool safe = str_is(x->method, "GET") || str_is(x->method, "HEAD");
	bool ours;

	if (safe || x->login.token_id)
		return OK;
	if (x->fetch_site.n)
		ours = str_is(x->fetch_site, "same-origin") || str_is(x->fetch_site, "none");
	else if (x->origin.n)
		ours = same_origin(x);
	else
		ours = !x->login.session_id; /* a program without a cookie: nothing to abuse */
	return ours ? OK : fail_at(&x->fail, ERR_DENIED, NULL, "cross_site");
}
