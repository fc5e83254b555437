/* Logging in: counting the tries, comparing the password, making the session. */
#include "service/attempts.h"
#include "service/audit.h"
#include "service/auth.h"
#include "service/password.h"
#include "service/second_factor.h"

struct attempt {
	const struct credentials *c;
	struct attempts tries; /* the name is the login */
	int64_t user_id;       /* 0: nobody, or disabled */
	struct str hash;
	struct str secret; /* of the new session */
	enum factor_answer factor;
};

static enum err attempt_begin(struct ctx *cx, void *arg)
{
	struct attempt *t = arg;
	struct value login = VAL_STR(t->tries.name);
	struct rows *rows = NULL;
	bool more = false;

	t->user_id = 0;
	t->hash = STR("");
	enum err e = attempts_count(cx, &t->tries);
	if (!e)
		e = tx_query(cx->tx, Q_USER_BY_LOGIN, &login, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more && !rows_int(rows, 2)) {
		t->user_id = rows_int(rows, 0);
		t->hash = str_dup(cx->arena, rows_text(rows, 1));
	}
	rows_done(rows);
	/* Once for a window, so that nobody fills the trail by trying on. */
	if (!e && t->tries.locked)
		e = audit(cx, "login_locked", "user", t->user_id, STR(""));
	return e;
}

static enum err attempt_refused(struct ctx *cx, void *arg)
{
	struct attempt *t = arg;

	return audit(cx, "login_refused", "user", t->user_id, STR(""));
}

static enum err session_make(struct ctx *cx, struct attempt *t)
{
	struct session s;

	fields_clear(&session_fields, &s);
	s.id = ctx_id(cx);
	s.version = 1;
	s.created_at = s.updated_at = s.last_seen_at = s.confirmed_at = cx->now;
	s.user_id = t->user_id;
	s.hash = secret_hash(cx->arena, t->secret);
	s.user_agent = str_slice(t->c->user_agent, 0, 200);
	s.client = cx->client;
	s.expires_at = instant_add(cx->now, span_of_s(SESSION_MAX_S));
	return row_insert(cx->tx, &session_fields, &s);
}

static enum err attempt_done(struct ctx *cx, void *arg)
{
	struct attempt *t = arg;
	struct value at[] = {VAL_INT(t->user_id), VAL_TIME(cx->now)};
	struct login login;

	enum err e = auth_user(cx, t->user_id, &login);
	if (e)
		return e; /* disabled while the password was compared */
	struct ctx as_user = *cx;
	as_user.actor = &login.actor;
	e = second_factor_judge(&as_user, t->user_id, t->c->code, &t->factor);
	if (e || t->factor == FACTOR_MISSING)
		return e;
	if (t->factor == FACTOR_WRONG)
		return audit(cx, "login_refused", "user", t->user_id, STR(""));
	e = attempts_clear(cx, &t->tries);
	if (!e)
		e = session_make(cx, t);
	if (!e)
		e = tx_exec(cx->tx, Q_USER_LOGIN_AT, at, 2, NULL);
	return e ? e : audit(&as_user, "login", "user", t->user_id, STR(""));
}

static struct attempts tries_of(struct str login)
{
	return (struct attempts){.by_name = "a",
				 .by_network = "n",
				 .name = login,
				 .max = ATTEMPTS_ACCOUNT,
				 .network_max = ATTEMPTS_NETWORK};
}

enum err auth_login(struct ctx *cx, const struct credentials *c, struct str *ret_secret,
		    int64_t *ret_user_id)
{
	struct attempt t = {.c = c,
			    .tries = tries_of(str_lower(cx->arena, str_trim(c->login))),
			    .secret = ctx_secret(cx, 32)};
	bool same = false;

	if (t.tries.name.n > 64 || c->password.n > PASSWORD_MAX)
		return fail_at(cx->fail, ERR_UNAUTH, NULL, "bad_login");
	enum err e = ctx_run(cx, TX_WRITE, attempt_begin, &t);
	if (!e)
		e = attempts_check(cx, &t.tries);
	if (!e)
		e = password_matches(t.hash, c->password, &same);
	if (e)
		return e;
	if (!same) {
		e = ctx_run(cx, TX_WRITE, attempt_refused, &t);
		return e ? e : fail_at(cx->fail, ERR_UNAUTH, NULL, "bad_login");
	}
	e = ctx_run(cx, TX_WRITE, attempt_done, &t);
	if (e)
		return e == ERR_UNAUTH ? fail_at(cx->fail, e, NULL, "bad_login") : e;
	if (t.factor == FACTOR_MISSING)
		return fail_at(cx->fail, ERR_UNAUTH, NULL, "code_needed");
	if (t.factor == FACTOR_WRONG)
		return fail_at(cx->fail, ERR_UNAUTH, NULL, "bad_code");
	*ret_secret = t.secret;
	*ret_user_id = t.user_id;
	return OK;
}

static enum err confirm_begin(struct ctx *cx, void *arg)
{
	struct attempt *t = arg;
	struct user u;

	enum err e =
		row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, cx->actor->user_id, &u);
	if (e)
		return e;
	t->tries = tries_of(u.login);
	return attempt_begin(cx, t);
}

static enum err confirm_done(struct ctx *cx, void *arg)
{
	struct attempt *t = arg;
	const struct value at[] = {VAL_INT(cx->login->session_id), VAL_TIME(cx->now)};

	enum err e = attempts_clear(cx, &t->tries);
	if (!e)
		e = tx_exec(cx->tx, Q_SESSION_CONFIRMED, at, 2, NULL);
	return e ? e : audit(cx, "confirm", "user", t->user_id, STR(""));
}

static enum err confirm_refused(struct ctx *cx, void *arg)
{
	const struct attempt *t = arg;

	return audit(cx, "confirm_refused", "user", t->user_id, STR(""));
}

enum err auth_confirm(struct ctx *cx, struct str password)
{
	struct attempt t = {0};
	bool same = false;

	if (password.n > PASSWORD_MAX)
		return fail_at(cx->fail, ERR_INPUT, "password", "wrong_password");
	enum err e = auth_person(cx);
	if (!e)
		e = ctx_run(cx, TX_WRITE, confirm_begin, &t);
	if (!e)
		e = attempts_check(cx, &t.tries);
	if (!e && t.user_id)
		e = password_matches(t.hash, password, &same);
	if (e)
		return e;
	if (same)
		return ctx_run(cx, TX_WRITE, confirm_done, &t);
	e = ctx_run(cx, TX_WRITE, confirm_refused, &t);
	return e ? e : fail_at(cx->fail, ERR_INPUT, "password", "wrong_password");
}
