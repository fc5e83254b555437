/* Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): the reply is kept in the
 * transaction of the effect, so that the key is there exactly when the effect is. */
#include "http/exchange.h"

#include "sys/blob.h"

/* Binds a key to the body it came with. */
static struct str body_hash(struct exchange *x)
{
	if (x->upload)
		return str_of(blob_name(x->upload));
	return secret_hash(x->arena, buf_str(&x->body));
}

static enum err check_key(struct exchange *x)
{
	struct str key = x->idempotency_key;

	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] <= 32 || key.p[i] == 127 || key.n > 128)
			return fail_at(&x->fail, ERR_INPUT, "Idempotency-Key", "bad_key");
	return OK;
}

static struct str route_name(const struct exchange *x)
{
	return str_fmt(x->arena, "%s %.*s", x->req.route->method, STR_ARG(x->req.path));
}

/* Puts the kept reply into x->rep. */
static enum err replay(struct exchange *x, const struct value *key)
{
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(x->cx.tx, Q_IDEMPOTENCY_GET, key, 3, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && !more)
		e = ERR_BUSY; /* it has just been swept */
	if (!e && !str_eq(rows_text(rows, 0), body_hash(x)))
		e = fail_at(&x->fail, ERR_INPUT, "Idempotency-Key", "key_reused");
	if (!e && x->req.route->secret)
		e = fail_at(&x->fail, ERR_CONFLICT, "Idempotency-Key", "secret_not_kept");
	if (!e) {
		x->rep.status = (int)rows_int(rows, 1);
		buf_put_str(&x->rep.body, rows_text(rows, 2));
		x->rep.location = str_dup(x->arena, rows_text(rows, 3));
		x->rep.version = rows_int(rows, 4);
		x->replayed = true;
	}
	rows_done(rows);
	return e;
}

static bool applies(const struct exchange *x)
{
	return x->idempotency_key.n && x->login.actor.user_id && route_takes_key(x->req.route);
}

enum err idempotency_begin(struct exchange *x, bool *ret_replay)
{
	int64_t claimed = 0;

	*ret_replay = false;
	if (!applies(x))
		return OK;
	enum err e = check_key(x);
	if (e)
		return e;
	struct value v[] = {VAL_INT(x->login.actor.user_id), VAL_STR(route_name(x)),
			    VAL_STR(x->idempotency_key), VAL_STR(body_hash(x)),
			    VAL_TIME(x->cx.now)};
	e = tx_exec(x->cx.tx, Q_IDEMPOTENCY_CLAIM, v, 5, &claimed);
	if (e || claimed)
		return e;
	*ret_replay = true;
	return replay(x, v);
}

enum err idempotency_end(struct exchange *x)
{
	if (!applies(x))
		return OK;
	int status = x->rep.status ? x->rep.status : x->req.route->status;
	struct str body = x->req.route->secret ? STR("") : buf_str(&x->rep.body);
	struct value v[] = {VAL_INT(x->login.actor.user_id),
			    VAL_STR(route_name(x)),
			    VAL_STR(x->idempotency_key),
			    VAL_INT(status),
			    VAL_STR(body),
			    VAL_STR(x->rep.location),
			    VAL_INT(x->rep.version)};
	return tx_exec(x->cx.tx, Q_IDEMPOTENCY_KEEP, v, 7, NULL);
}
