#include "service/second_factor.h"

#include "service/audit.h"
#include "service/password.h"
#include "service/totp.h"
#include "service/world.h"
#include "sys/random.h"

enum { RECOVERY_BYTES = 10, RECOVERY_HALF = 8 };

struct factor {
	unsigned char secret[TOTP_SECRET];
	bool confirmed;
};

/* ERR_NOT_FOUND: there is none, not even one to be confirmed. */
static enum err load(struct ctx *cx, int64_t user_id, struct factor *ret)
{
	struct value v = VAL_INT(user_id);
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(cx->tx, Q_SECOND_FACTOR_GET, &v, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && !more)
		e = ERR_NOT_FOUND;
	if (!e && !base32_read(rows_text(rows, 0), ret->secret, TOTP_SECRET))
		e = ERR_BUG;
	if (!e)
		ret->confirmed = !rows_is_null(rows, 1);
	rows_done(rows);
	return e;
}

static enum err load_confirmed(struct ctx *cx, int64_t user_id, struct factor *ret)
{
	enum err e = load(cx, user_id, ret);

	return !e && !ret->confirmed ? ERR_NOT_FOUND : e;
}

enum err second_factor_look(struct ctx *cx, struct second_factor *ret)
{
	struct value v = VAL_INT(cx->actor->user_id);
	struct factor f;

	enum err e = load_confirmed(cx, cx->actor->user_id, &f);
	*ret = (struct second_factor){.enabled = !e};
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	return tx_one_int(cx->tx, Q_RECOVERY_CODES_LEFT, &v, 1, &ret->recovery_left);
}

enum err second_factor_begin(struct ctx *cx, struct str *ret_secret, struct str *ret_uri)
{
	unsigned char bytes[TOTP_SECRET];
	struct str company = cx->world->company.name;
	struct str issuer = company.n ? company : STR("Genjin");
	int64_t changed = 0;

	random_bytes(bytes, sizeof bytes);
	struct str secret = base32(cx->arena, bytes, sizeof bytes);
	const struct value v[] = {VAL_INT(cx->actor->user_id), VAL_TIME(cx->now),
				  VAL_STR(secret)};
	enum err e = tx_exec(cx->tx, Q_SECOND_FACTOR_PUT, v, 3, &changed);
	if (!e && !changed)
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "second_factor_on");
	if (e)
		return e;
	*ret_secret = secret;
	*ret_uri = totp_uri(cx->arena, issuer, cx->actor->name, secret);
	return OK;
}

/* Uses up a code of the app; *ret_right: it fits and was not used before. */
static enum err use_code(struct ctx *cx, int64_t user_id, const struct factor *f,
			 struct str code, bool *ret_right)
{
	int64_t step = totp_find(cx->arena, f->secret, code, cx->now);
	const struct value v[] = {VAL_INT(user_id), VAL_INT(step), VAL_TIME(cx->now)};
	int64_t changed = 0;

	enum err e = step < 0 ? OK : tx_exec(cx->tx, Q_SECOND_FACTOR_USED, v, 3, &changed);
	*ret_right = !e && changed == 1;
	return e;
}

/* As people may type it: case, spaces and dashes do not count. */
static struct str recovery_hash(struct ctx *cx, struct str code)
{
	char *p = arena_alloc(cx->arena, code.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		if (c != ' ' && c != '-')
			p[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	return secret_hash(cx->arena, (struct str){p, n});
}

static enum err use_recovery(struct ctx *cx, int64_t user_id, struct str code, bool *ret_right)
{
	const struct value v[] = {VAL_INT(user_id), VAL_STR(recovery_hash(cx, code))};
	int64_t changed = 0;

	enum err e = tx_exec(cx->tx, Q_RECOVERY_CODE_USE, v, 2, &changed);
	*ret_right = !e && changed == 1;
	if (!e && changed)
		e = audit(cx, "recovery_code", "user", user_id, STR(""));
	return e;
}

static enum err make_codes(struct ctx *cx, struct str ret_codes[RECOVERY_CODES])
{
	const struct value user = VAL_INT(cx->actor->user_id);

	enum err e = tx_exec(cx->tx, Q_RECOVERY_CODES_REMOVE, &user, 1, NULL);
	for (int i = 0; !e && i < RECOVERY_CODES; i++) {
		unsigned char bytes[RECOVERY_BYTES];
		random_bytes(bytes, sizeof bytes);
		struct str s = str_lower(cx->arena, base32(cx->arena, bytes, sizeof bytes));
		ret_codes[i] =
			str_fmt(cx->arena, "%.*s-%.*s", STR_ARG(str_slice(s, 0, RECOVERY_HALF)),
				STR_ARG(str_slice(s, RECOVERY_HALF, s.n)));
		const struct value v[] = {user, VAL_STR(recovery_hash(cx, ret_codes[i]))};
		e = tx_exec(cx->tx, Q_RECOVERY_CODE_ADD, v, 2, NULL);
	}
	return e;
}

/* Shows in the list of users whether somebody has one. */
static enum err mark(struct ctx *cx, int64_t user_id, bool on)
{
	const struct value v[] = {VAL_INT(user_id), VAL_INT(on), VAL_TIME(cx->now)};

	enum err e = tx_exec(cx->tx, Q_USER_SECOND_FACTOR_SET, v, 3, NULL);
	return e ? e
		 : audit(cx, on ? "second_factor_on" : "second_factor_off", "user", user_id,
			 STR(""));
}

enum err second_factor_confirm(struct ctx *cx, struct str code,
			       struct str ret_codes[RECOVERY_CODES])
{
	struct factor f;
	bool right = false;

	enum err e = load(cx, cx->actor->user_id, &f);
	if (!e && f.confirmed)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "second_factor_on");
	if (!e)
		e = use_code(cx, cx->actor->user_id, &f, code, &right);
	if (!e && !right)
		e = fail_at(cx->fail, ERR_INPUT, "code", "bad_code");
	if (!e)
		e = make_codes(cx, ret_codes);
	return e ? e : mark(cx, cx->actor->user_id, true);
}

enum err second_factor_recover(struct ctx *cx, struct str ret_codes[RECOVERY_CODES])
{
	struct factor f;

	enum err e = load_confirmed(cx, cx->actor->user_id, &f);
	if (!e)
		e = make_codes(cx, ret_codes);
	return e ? e : audit(cx, "recovery_codes", "user", cx->actor->user_id, STR(""));
}

enum err second_factor_remove(struct ctx *cx, int64_t user_id)
{
	const struct value user = VAL_INT(user_id);
	struct factor f;

	enum err e = load_confirmed(cx, user_id, &f);
	if (!e)
		e = tx_exec(cx->tx, Q_RECOVERY_CODES_REMOVE, &user, 1, NULL);
	if (!e)
		e = tx_exec(cx->tx, Q_SECOND_FACTOR_REMOVE, &user, 1, NULL);
	return e ? e : mark(cx, user_id, false);
}

enum err second_factor_judge(struct ctx *cx, int64_t user_id, struct str code,
			     enum factor_answer *ret_answer)
{
	struct factor f;
	bool right = false;

	enum err e = load_confirmed(cx, user_id, &f);
	if (e == ERR_NOT_FOUND) {
		*ret_answer = FACTOR_NONE;
		return OK;
	}
	if (!e && code.n)
		e = use_code(cx, user_id, &f, code, &right);
	if (!e && code.n && !right)
		e = use_recovery(cx, user_id, code, &right);
	*ret_answer = code.n == 0 ? FACTOR_MISSING : right ? FACTOR_RIGHT : FACTOR_WRONG;
	return e;
}
