/* The first administrator: whoever can read the server's output at its first start may make
 * one, once. */
#include "service/access.h"
#include "service/auth.h"
#include "service/password.h"

static enum err count_users(struct ctx *cx, int64_t *ret_n)
{
	return tx_one_int(cx->tx, Q_USER_COUNT, NULL, 0, ret_n);
}

enum err auth_setup_open(struct ctx *cx, bool *ret_open)
{
	int64_t n;

	enum err e = count_users(cx, &n);
	if (!e)
		*ret_open = n == 0;
	return e;
}

enum err auth_setup_token(struct ctx *cx, struct str *ret_token)
{
	struct str token = ctx_secret(cx, 18);
	struct value v[] = {VAL_STR(STR("setup_token")),
			    VAL_STR(secret_hash(cx->arena, token))};
	bool open = false;

	enum err e = auth_setup_open(cx, &open);
	if (!e && open)
		e = tx_exec(cx->tx, Q_SETTING_PUT, v, 2, NULL);
	if (!e)
		*ret_token = open ? token : STR("");
	return e;
}

struct setup {
	struct str token;
	const struct credentials *c;
	struct str name;
	struct str hash;
};

/* The token is compared and used up in the transaction that makes the user. */
static enum err token_check(struct ctx *cx, struct str token)
{
	struct value name = VAL_STR(STR("setup_token"));
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(cx->tx, Q_SETTING_GET, &name, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && (!more || !str_eq(rows_text(rows, 0), secret_hash(cx->arena, token))))
		e = fail_at(cx->fail, ERR_DENIED, NULL, "bad_setup_token");
	rows_done(rows);
	return e;
}

static enum err setup_check(struct ctx *cx, void *arg)
{
	struct setup *s = arg;
	bool open = false;

	enum err e = auth_setup_open(cx, &open);
	if (!e && !open)
		e = fail_at(cx->fail, ERR_DENIED, NULL, "bad_setup_token");
	return e ? e : token_check(cx, s->token);
}

static enum err setup_make(struct ctx *cx, void *arg)
{
	const struct setup *s = arg;
	struct value name = VAL_STR(STR("setup_token"));
	struct user u;

	enum err e = setup_check(cx, arg);
	if (e)
		return e;
	fields_clear(&user_fields, &u);
	u.login = s->c->login;
	u.name = s->name;
	u.roles = STR("[\"administrator\"]");
	u.password_hash = s->hash;
	/* The token is the right to do so. */
	const struct actor *nobody = cx->actor;
	const struct actor system = actor_system();
	cx->actor = &system;
	e = resource_create(cx, &user_resource, &u);
	cx->actor = nobody;
	return e ? e : tx_exec(cx->tx, Q_SETTING_REMOVE, &name, 1, NULL);
}

enum err auth_setup(struct ctx *cx, struct str token, const struct credentials *c,
		    struct str name)
{
	struct setup s = {.token = token, .c = c, .name = name};
	struct password_words words = {0};

	password_words_add(cx->arena, &words, c->login);
	password_words_add(cx->arena, &words, name);
	enum err e = ctx_run(cx, TX_READ, setup_check, &s);
	if (!e)
		e = password_judge(c->password, &words, "password", cx->fail);
	if (!e)
		e = password_hash(cx->arena, c->password, &s.hash);
	return e ? e : ctx_run(cx, TX_WRITE, setup_make, &s);
}
