#include "service/account_links.h"

#include "domain/user.h"
#include "service/attempts.h"
#include "service/audit.h"
#include "service/auth.h"
#include "service/password.h"
#include "service/world.h"

ENUM_DEFINE(account_mail, ACCOUNT_MAILS);

static const int64_t life_s[] = {[MAIL_INVITATION] = INVITATION_S, [MAIL_RESET] = RESET_S};

/* Puts a mail into the outbox, once for each time it is asked for. */
static enum err mail(struct ctx *cx, int64_t user_id, enum account_mail kind)
{
	struct str name = str_of(names_get(&account_mail_names, (int)kind));
	int64_t id = ctx_id(cx);
	const struct value v[] = {
		VAL_INT(id),
		VAL_TIME(cx->now),
		VAL_STR(str_fmt(cx->arena, "%.*s:%lld", STR_ARG(name), (long long)id)),
		VAL_NULL,
		VAL_NULL,
		VAL_NULL,
		VAL_INT(user_id),
		VAL_STR(STR("mail")),
		VAL_STR(name),
		VAL_STR(name),
		VAL_STR(STR("{}")),
		VAL_TIME(cx->now),
		VAL_TIME(cx->now),
		VAL_INT(0),
		VAL_STR(STR("queued")),
		VAL_NULL,
	};

	return tx_exec(cx->tx, Q_NOTICE_ADD, v, sizeof v / sizeof *v, NULL);
}

static bool can_mail(const struct ctx *cx)
{
	const struct company *c = &cx->world->company;

	return c->mail_from.n && c->base_url.n;
}

enum err account_invite(struct ctx *cx, int64_t user_id)
{
	struct user u;

	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, user_id, &u);
	if (!e && !can_mail(cx))
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "mail_not_set");
	if (!e && u.disabled)
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "user_disabled");
	if (!e && !u.email.n)
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "no_email");
	if (!e)
		e = mail(cx, user_id, MAIL_INVITATION);
	return e ? e : audit(cx, "invite", "user", user_id, STR(""));
}

enum err account_forgotten(struct ctx *cx, struct str login)
{
	struct str folded = str_lower(cx->arena, str_trim(login));
	const struct value v = VAL_STR(folded);
	struct attempts tries = {.by_name = "f",
				 .by_network = "fn",
				 .name = folded,
				 .max = FORGOTTEN_ACCOUNT,
				 .network_max = FORGOTTEN_NETWORK};
	int64_t ids[2];
	size_t n = 0;

	enum err e = attempts_count(cx, &tries);
	if (!e)
		e = attempts_check(cx, &tries);
	if (!e)
		e = tx_ids(cx->tx, Q_USERS_BY_LOGIN_OR_EMAIL, &v, 1, ids, 2, &n);
	if (e || n != 1 || !can_mail(cx))
		return e;
	e = mail(cx, ids[0], MAIL_RESET);
	return e ? e : audit(cx, "password_forgotten", "user", ids[0], STR(""));
}

enum err account_link(struct ctx *cx, int64_t user_id, enum account_mail kind,
		      struct str *ret_url, struct instant *ret_end)
{
	struct str secret = ctx_secret(cx, 32);
	struct str base = cx->world->company.base_url;
	struct instant end = instant_add(cx->now, span_of_s(life_s[kind]));
	const struct value old[] = {VAL_INT(user_id),
				    VAL_STR(str_of(names_get(&account_mail_names, (int)kind)))};
	const struct value v[] = {VAL_STR(secret_hash(cx->arena, secret)), old[0], old[1],
				  VAL_TIME(end)};

	while (base.n && base.p[base.n - 1] == '/')
		base.n--;
	enum err e = tx_exec(cx->tx, Q_ACCOUNT_LINKS_REPLACE, old, 2, NULL);
	if (!e)
		e = tx_exec(cx->tx, Q_ACCOUNT_LINK_ADD, v, 4, NULL);
	if (e)
		return e;
	/* Behind the #: a browser sends it to no server and no log. */
	*ret_url = str_fmt(cx->arena, "%.*s/new-password#%.*s", STR_ARG(base), STR_ARG(secret));
	*ret_end = end;
	return OK;
}

struct reset_turn {
	struct str hash_of_link;
	int64_t user_id;
	struct password_words words;
	struct str password_hash;
};

static enum err reset_look(struct ctx *cx, void *arg)
{
	struct reset_turn *r = arg;
	const struct value v[] = {VAL_STR(r->hash_of_link), VAL_TIME(cx->now)};
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(cx->tx, Q_ACCOUNT_LINK_GET, v, 2, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && !more)
		e = fail_at(cx->fail, ERR_DENIED, NULL, "bad_link");
	if (!e) {
		r->user_id = rows_int(rows, 0);
		r->words.n = 0;
		password_words_add(cx->arena, &r->words, rows_text(rows, 1));
		password_words_add(cx->arena, &r->words, rows_text(rows, 2));
		password_words_add(cx->arena, &r->words, cx->world->company.name);
	}
	rows_done(rows);
	return e;
}

static enum err reset_save(struct ctx *cx, void *arg)
{
	struct reset_turn *r = arg;
	const struct value link = VAL_STR(r->hash_of_link);
	const struct value user = VAL_INT(r->user_id);
	const struct value password[] = {user, VAL_STR(r->password_hash), VAL_TIME(cx->now)};
	int64_t used = 0;

	enum err e = reset_look(cx, r);
	if (!e)
		e = tx_exec(cx->tx, Q_ACCOUNT_LINK_USE, &link, 1, &used);
	if (!e && used != 1)
		e = fail_at(cx->fail, ERR_DENIED, NULL, "bad_link");
	if (!e)
		e = tx_exec(cx->tx, Q_ACCOUNT_LINKS_END, &user, 1, NULL);
	if (!e)
		e = tx_exec(cx->tx, Q_USER_PASSWORD_SET, password, 3, NULL);
	if (!e)
		e = auth_end_all(cx, r->user_id, STR(""));
	return e ? e : audit(cx, "password_reset", "user", r->user_id, STR(""));
}

enum err account_reset(struct ctx *cx, struct str secret, struct str password)
{
	struct reset_turn r = {.hash_of_link = secret_hash(cx->arena, secret)};

	enum err e = ctx_run(cx, TX_READ, reset_look, &r);
	if (!e)
		e = password_judge(password, &r.words, "password", cx->fail);
	if (!e)
		e = password_hash(cx->arena, password, &r.password_hash);
	return e ? e : ctx_run(cx, TX_WRITE, reset_save, &r);
}
