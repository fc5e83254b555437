#include "service/attempts.h"

#include "service/auth.h"

/* The network that tries are counted by: the /24 of IPv4, the /64 of IPv6. */
static struct str network_of(struct str client)
{
	char sep = str_find(client, ':', 0) >= 0 ? ':' : '.';
	int parts = sep == ':' ? 4 : 3;
	size_t n = 0;

	for (; n < client.n && parts; n++)
		parts -= client.p[n] == sep;
	return str_slice(client, 0, n);
}

static struct value key_of(struct ctx *cx, const char *by, struct str name)
{
	return VAL_STR(str_fmt(cx->arena, "%s:%.*s", by, STR_ARG(name)));
}

static enum err count_one(struct ctx *cx, struct value key, int64_t max, struct attempts *t)
{
	const struct instant begin = instant_add(cx->now, span_of_s(-ATTEMPT_WINDOW_S));
	const struct value v[] = {key, VAL_TIME(cx->now), VAL_TIME(begin)};
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_exec(cx->tx, Q_ATTEMPT_ADD, v, 3, NULL);
	if (!e)
		e = tx_query(cx->tx, Q_ATTEMPT_GET, v, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && !more)
		e = ERR_BUG;
	if (!e && rows_int(rows, 0) > max) {
		struct instant since = {rows_int(rows, 1)};
		t->wait = ATTEMPT_WINDOW_S - (instant_s(cx->now) - instant_s(since));
		t->locked = rows_int(rows, 0) == max + 1;
	}
	rows_done(rows);
	return e;
}

enum err attempts_count(struct ctx *cx, struct attempts *t)
{
	t->wait = 0;
	t->locked = false;
	enum err e = count_one(cx, key_of(cx, t->by_name, t->name), t->max, t);
	if (e || !cx->client.n)
		return e;
	return count_one(cx, key_of(cx, t->by_network, network_of(cx->client)), t->network_max,
			 t);
}

enum err attempts_check(struct ctx *cx, const struct attempts *t)
{
	if (t->wait <= 0)
		return OK;
	fail_at(cx->fail, ERR_LIMIT, NULL, "too_many_attempts");
	fail_arg_int(cx->fail, "seconds", t->wait);
	return ERR_LIMIT;
}

enum err attempts_clear(struct ctx *cx, const struct attempts *t)
{
	const struct value key = key_of(cx, t->by_name, t->name);

	return tx_exec(cx->tx, Q_ATTEMPT_CLEAR, &key, 1, NULL);
}
