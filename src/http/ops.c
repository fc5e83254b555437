#include "http/ops.h"

#include "http/openapi.h"

static enum err no_handler(struct ctx *cx, struct request *req, struct reply *rep)
{
	(void)cx;
	(void)req;
	(void)rep;
	return OK;
}

/* Ready: the database answers. */
static enum err ready(struct ctx *cx, struct request *req, struct reply *rep)
{
	int64_t users;

	(void)req;
	enum err e = tx_one_int(cx->tx, Q_USER_COUNT, NULL, 0, &users);
	buf_puts(&rep->body, "{\"status\":\"ready\"}");
	return e;
}

enum { OPS_HEALTH, OPS_READY, OPS_METRICS, OPS_OPENAPI };
static const struct route ops[] = {
	[OPS_HEALTH] = ROUTE(GET, "/healthz", PERM_PUBLIC, no_handler, .text = "Alive"),
	[OPS_READY] = ROUTE(GET, "/readyz", PERM_PUBLIC, ready, .text = "Ready"),
	[OPS_METRICS] = ROUTE(GET, "/metrics", PERM_PUBLIC, no_handler, .text = "Metrics"),
	[OPS_OPENAPI] = ROUTE(GET, "/api/openapi.json", PERM_PUBLIC, no_handler, .text = "API"),
};

static void write_metrics(struct exchange *x)
{
	struct store_stats stats = store_stats(x->cx.home->store);
	struct cage_state reader = cage_state(x->cx.home->reader);

	metrics_write(&x->http->metrics, &stats, &reader, watchdog_cuts(x->http->watchdog),
		      &x->rep.body);
	x->rep.content_type = "text/plain; version=0.0.4; charset=utf-8";
}

/* Numbers of the business are nobody's but the operator's: metrics only from this machine. */
static bool from_here(const struct exchange *x)
{
	return str_starts(x->cx.client, STR("127.")) || str_is(x->cx.client, "::1");
}

static void answer(struct exchange *x, size_t i)
{
	if (i == OPS_HEALTH)
		buf_puts(&x->rep.body, "{\"status\":\"ok\"}");
	else if (i == OPS_OPENAPI)
		openapi_write(&x->rep.body);
	else if (from_here(x))
		write_metrics(x);
	else
		x->result = ERR_DENIED;
}

enum taken ops_take(struct exchange *x)
{
	size_t i = 0;

	while (i < sizeof ops / sizeof *ops && !str_is(x->path, ops[i].path))
		i++;
	if (i == sizeof ops / sizeof *ops)
		return TAKEN_NOT;
	x->req.route = &ops[i];
	if (!str_is(x->method, "GET") && !str_is(x->method, "HEAD")) {
		x->allow = STR("GET");
		x->result = fail_at(&x->fail, ERR_UNSUPPORTED, NULL, "method_not_allowed");
		return TAKEN_NOW;
	}
	if (i == OPS_READY)
		return exchange_run(x) ? TAKEN_NOW : TAKEN_LATER;
	answer(x, i);
	return TAKEN_NOW;
}
