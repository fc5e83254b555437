#include "service/auth.h"

#include "service/access.h"
#include "service/live.h"
#include "service/password.h"
#include "service/roles.h"
#include "service/world.h"
#include "store/send.h"

static struct instant before(struct instant now, int64_t seconds)
{
	return instant_add(now, span_of_s(-seconds));
}

/* Reads the row of session_actor, token_actor, user_actor or user_actors. */
static void read_actor(struct ctx *cx, const struct rows *rows, struct login *login)
{
	struct actor *actor = &login->actor;
	int locale = names_find(&locale_names, rows_text(rows, 6));

	*actor = (struct actor){.user_id = rows_int(rows, 1)};
	actor->name = str_dup(cx->arena, rows_text(rows, 4));
	actor->department_id = rows_int(rows, 7);
	actor->department_path = str_dup(cx->arena, rows_text(rows, 8));
	roles_grant(cx->world, rows_text(rows, 5), actor);
	login->seen_at =
		rows_is_null(rows, 2) ? INSTANT_NONE : (struct instant){rows_int(rows, 2)};
	login->confirmed_at =
		rows_is_null(rows, 9) ? INSTANT_NONE : (struct instant){rows_int(rows, 9)};
	login->locale = locale < 0 ? LOCALE_AUTO : (enum locale)locale;
}

/* Finds the actor by one of the three statements; *ret_id and *ret_end are its first and fourth
 * column. */
static enum err find_actor(struct ctx *cx, enum query q, struct value key, struct login *login,
			   int64_t *ret_id, struct instant *ret_end)
{
	struct rows *rows = NULL;
	bool more = false;
	enum err e = key.kind == V_TEXT ? tx_presume(cx->tx, q, &key, &rows)
					: tx_query(cx->tx, q, &key, 1, &rows);

	if (!e)
		e = rows_next(rows, &more);
	if (!e && !more)
		e = ERR_UNAUTH;
	if (!e) {
		*ret_id = rows_int(rows, 0);
		*ret_end = rows_is_null(rows, 3) ? INSTANT_NONE
						 : (struct instant){rows_int(rows, 3)};
		read_actor(cx, rows, login);
	}
	rows_done(rows);
	return e;
}

static enum err find_session(struct ctx *cx, enum query q, struct value key,
			     struct login *ret_login)
{
	struct login login = {0};
	struct instant end;

	enum err e = find_actor(cx, q, key, &login, &login.session_id, &end);
	if (e)
		return e;
	if (instant_cmp(end, cx->now) <= 0 ||
	    instant_cmp(login.seen_at, before(cx->now, SESSION_IDLE_S)) < 0)
		return ERR_UNAUTH;
	*ret_login = login;
	return OK;
}

static enum err find_token(struct ctx *cx, enum query q, struct value key,
			   struct login *ret_login)
{
	struct login login = {0};
	struct instant end;

	enum err e = find_actor(cx, q, key, &login, &login.token_id, &end);
	if (e)
		return e;
	if (instant_is_set(end) && instant_cmp(end, cx->now) <= 0)
		return ERR_UNAUTH;
	*ret_login = login;
	return OK;
}

enum err auth_session(struct ctx *cx, struct str secret, struct login *ret_login)
{
	return find_session(cx, Q_SESSION_ACTOR, VAL_STR(secret_hash(cx->arena, secret)),
			    ret_login);
}

enum err auth_token(struct ctx *cx, struct str secret, struct login *ret_login)
{
	return find_token(cx, Q_TOKEN_ACTOR, VAL_STR(secret_hash(cx->arena, secret)),
			  ret_login);
}

enum err auth_again(struct ctx *cx, int64_t session_id, int64_t token_id,
		    struct login *ret_login)
{
	return session_id
		       ? find_session(cx, Q_SESSION_ACTOR_BY_ID, VAL_INT(session_id), ret_login)
		       : find_token(cx, Q_TOKEN_ACTOR_BY_ID, VAL_INT(token_id), ret_login);
}

enum err auth_user(struct ctx *cx, int64_t user_id, struct login *ret_login)
{
	struct login login = {0};
	struct instant end;
	int64_t none;

	enum err e = find_actor(cx, Q_USER_ACTOR, VAL_INT(user_id), &login, &none, &end);
	if (!e)
		*ret_login = login;
	return e;
}

enum err auth_users(struct ctx *cx, int64_t max, struct actor **ret_actors, size_t *ret_n)
{
	struct actor *v = NULL;
	struct login login;
	size_t n = 0, room = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_USER_ACTORS, &VAL_INT(max), 1, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more)) {
		read_actor(cx, rows, &login);
		*ARENA_PUSH(cx->arena, v, n, room) = login.actor;
	}
	*ret_actors = v;
	*ret_n = n;
	return e;
}

enum err auth_recent(struct ctx *cx)
{
	const struct login *login = cx->login;

	if (!login || !login->session_id)
		return OK;
	if (instant_is_set(login->confirmed_at) &&
	    instant_cmp(login->confirmed_at, before(cx->now, CONFIRMED_S)) >= 0)
		return OK;
	return fail_at(cx->fail, ERR_DENIED, NULL, "confirm_needed");
}

enum err auth_person(struct ctx *cx)
{
	if (cx->login && cx->login->session_id)
		return OK;
	return fail_at(cx->fail, ERR_DENIED, NULL, "session_needed");
}

bool auth_is_stale(const struct login *login, struct instant now)
{
	if (!login->session_id && !login->token_id)
		return false;
	return !instant_is_set(login->seen_at) ||
	       instant_cmp(login->seen_at, before(now, SEEN_EVERY_S)) < 0;
}

enum err auth_seen(struct tx *tx, const struct login *login, struct instant now)
{
	int64_t id = login->session_id ? login->session_id : login->token_id;
	struct value v[] = {VAL_INT(id), VAL_TIME(now)};

	return tx_exec(tx, login->session_id ? Q_SESSION_SEEN : Q_TOKEN_USED, v, 2, NULL);
}

enum err auth_logout(struct ctx *cx, struct str secret)
{
	struct value hash = VAL_STR(secret_hash(cx->arena, secret));

	enum err e = tx_exec(cx->tx, Q_SESSION_END, &hash, 1, NULL);
	if (!e && cx->actor->user_id) {
		live_end(cx, cx->actor->user_id);
		e = audit(cx, "logout", "user", cx->actor->user_id, STR(""));
	}
	return e;
}

enum err auth_end_all(struct ctx *cx, int64_t user_id, struct str but)
{
	struct value v[] = {VAL_INT(user_id),
			    VAL_STR(but.n ? secret_hash(cx->arena, but) : STR(""))};

	live_end(cx, user_id);
	enum err e = tx_exec(cx->tx, Q_SESSION_END_OTHERS, v, 2, NULL);
	return e ? e : tx_exec(cx->tx, Q_TOKEN_END_ALL, v, 1, NULL);
}

struct new_password {
	int64_t user_id;
	struct str session; /* which goes on */
	struct password_words words;
	struct str old_hash;
	struct str hash;
};

static enum err password_load(struct ctx *cx, void *arg)
{
	struct new_password *p = arg;
	struct user u;

	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, p->user_id, &u);
	if (e)
		return e;
	p->words.n = 0;
	password_words_add(cx->arena, &p->words, u.login);
	password_words_add(cx->arena, &p->words, u.name);
	password_words_add(cx->arena, &p->words, cx->world->company.name);
	p->old_hash = u.password_hash;
	return OK;
}

static enum err password_save(struct ctx *cx, void *arg)
{
	struct new_password *p = arg;
	struct value v[] = {VAL_INT(p->user_id), VAL_STR(p->hash), VAL_TIME(cx->now)};
	int64_t n = 0;

	enum err e = tx_exec(cx->tx, Q_USER_PASSWORD_SET, v, 3, &n);
	if (!e && n != 1)
		e = ERR_NOT_FOUND;
	if (!e)
		e = auth_end_all(cx, p->user_id, p->session);
	return e ? e : audit(cx, "password", "user", p->user_id, STR(""));
}

enum err auth_change_password(struct ctx *cx, struct str session_secret, struct str old,
			      struct str password)
{
	struct new_password p = {.user_id = cx->actor->user_id, .session = session_secret};
	bool same = false;

	enum err e = ctx_run(cx, TX_READ, password_load, &p);
	if (!e)
		e = password_judge(password, &p.words, "password", cx->fail);
	if (!e && old.n <= PASSWORD_MAX)
		e = password_matches(p.old_hash, old, &same);
	if (!e && !same)
		e = fail_at(cx->fail, ERR_INPUT, "old_password", "wrong_password");
	if (!e)
		e = password_hash(cx->arena, password, &p.hash);
	return e ? e : ctx_run(cx, TX_WRITE, password_save, &p);
}

enum err auth_set_password(struct ctx *cx, int64_t user_id, struct str password)
{
	struct new_password p = {.user_id = user_id};

	enum err e = ctx_run(cx, TX_READ, password_load, &p);
	if (!e)
		e = password_judge(password, &p.words, "password", cx->fail);
	if (!e)
		e = password_hash(cx->arena, password, &p.hash);
	return e ? e : ctx_run(cx, TX_WRITE, password_save, &p);
}

enum err auth_token_create(struct ctx *cx, struct token *token, struct str *ret_secret)
{
	struct str secret = str_cat(cx->arena, STR("gj_"), ctx_secret(cx, 32));

	token->user_id = cx->actor->user_id;
	token->hash = secret_hash(cx->arena, secret);
	token->prefix = str_slice(secret, 0, 7);
	enum err e = resource_create(cx, &token_resource, token);
	if (!e)
		*ret_secret = secret;
	return e;
}

enum err auth_sweep(struct ctx *cx, void *unused)
{
	struct value session[] = {VAL_TIME(cx->now), VAL_TIME(before(cx->now, SESSION_IDLE_S))};
	struct value attempt = VAL_TIME(before(cx->now, ATTEMPT_WINDOW_S));
	struct value reply = VAL_TIME(before(cx->now, REPLY_KEPT_S));

	(void)unused;
	enum err e = tx_exec(cx->tx, Q_SESSION_SWEEP, session, 2, NULL);
	if (!e)
		e = tx_exec(cx->tx, Q_ATTEMPT_SWEEP, &attempt, 1, NULL);
	if (!e)
		e = tx_exec(cx->tx, Q_ACCOUNT_LINKS_SWEEP, &VAL_TIME(cx->now), 1, NULL);
	return e ? e : tx_exec(cx->tx, Q_IDEMPOTENCY_SWEEP, &reply, 1, NULL);
}
