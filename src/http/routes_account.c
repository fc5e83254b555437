/* Endpoints of accounts: the second factor, invitations, forgotten passwords. */
#include "http/route.h"
#include "service/account_links.h"
#include "service/auth.h"
#include "service/second_factor.h"

#define OBJECT(required, properties)                                                           \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" required "],"     \
	"\"properties\":{" properties "}}"

static const char nothing_schema[] = OBJECT("", "");
static const char state_schema[] = OBJECT(
	"\"enabled\",\"recovery_codes_left\"",
	"\"enabled\":{\"type\":\"boolean\"},\"recovery_codes_left\":{\"type\":\"integer\"}");
static const char secret_schema[] = OBJECT(
	"\"secret\",\"uri\"",
	"\"secret\":{\"type\":\"string\",\"description\":\"Base32; shown only now.\"},"
	"\"uri\":{\"type\":\"string\",\"description\":\"What apps read as a picture.\"}");
static const char code_schema[] =
	OBJECT("\"code\"", "\"code\":{\"type\":\"string\",\"maxLength\":40}");
static const char codes_schema[] =
	OBJECT("\"recovery_codes\"",
	       "\"recovery_codes\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},"
	       "\"description\":\"Each is good once; shown only now.\"}");

static const char forgotten_schema[] =
	OBJECT("\"login\"", "\"login\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":254,"
			    "\"description\":\"Login or mail address.\"}");
static const char reset_schema[] =
	OBJECT("\"token\",\"password\"",
	       "\"token\":{\"type\":\"string\",\"maxLength\":100},"
	       "\"password\":{\"type\":\"string\",\"minLength\":12,\"maxLength\":128,"
	       "\"format\":\"password\"}");

static enum err look(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct second_factor f;

	(void)req;
	enum err e = second_factor_look(cx, &f);
	if (e)
		return e;
	jw_obj(&w);
	jw_kbool(&w, "enabled", f.enabled);
	jw_kint(&w, "recovery_codes_left", f.recovery_left);
	jw_end_obj(&w);
	return OK;
}

/* What the use cases below are told and tell. */
struct turn {
	struct str code;
	struct str secret;
	struct str uri;
	struct str codes[RECOVERY_CODES];
};

static enum err begin_in_tx(struct ctx *cx, void *arg)
{
	struct turn *t = arg;

	return second_factor_begin(cx, &t->secret, &t->uri);
}

/* ROUTE_HASH: a reply with secrets must not be kept under an Idempotency-Key. */
static enum err begin(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct turn t = {0};

	enum err e = auth_person(cx);
	if (!e)
		e = request_texts(cx, req, NULL, 0, NULL, 0);
	if (!e)
		e = ctx_run(cx, TX_WRITE, begin_in_tx, &t);
	if (e)
		return e;
	jw_obj(&w);
	jw_kstr(&w, "secret", t.secret);
	jw_kstr(&w, "uri", t.uri);
	jw_end_obj(&w);
	return OK;
}

static void write_codes(const struct turn *t, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	jw_obj(&w);
	jw_key(&w, "recovery_codes");
	jw_arr(&w);
	for (int i = 0; i < RECOVERY_CODES; i++)
		jw_str(&w, t->codes[i]);
	jw_end_arr(&w);
	jw_end_obj(&w);
}

static enum err confirm_in_tx(struct ctx *cx, void *arg)
{
	struct turn *t = arg;

	return second_factor_confirm(cx, t->code, t->codes);
}

static enum err confirm(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const names[] = {"code"};
	struct turn t = {0};

	enum err e = auth_person(cx);
	if (!e)
		e = request_texts(cx, req, names, 1, &t.code, 1);
	if (!e)
		e = ctx_run(cx, TX_WRITE, confirm_in_tx, &t);
	if (!e)
		write_codes(&t, rep);
	return e;
}

static enum err recover_in_tx(struct ctx *cx, void *arg)
{
	struct turn *t = arg;

	return second_factor_recover(cx, t->codes);
}

static enum err recover(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct turn t = {0};

	enum err e = auth_person(cx);
	if (!e)
		e = request_texts(cx, req, NULL, 0, NULL, 0);
	if (!e)
		e = ctx_run(cx, TX_WRITE, recover_in_tx, &t);
	if (!e)
		write_codes(&t, rep);
	return e;
}

static enum err drop_own(struct ctx *cx, struct request *req, struct reply *rep)
{
	(void)req;
	(void)rep;
	enum err e = auth_person(cx);
	return e ? e : second_factor_remove(cx, cx->actor->user_id);
}

static enum err drop_theirs(struct ctx *cx, struct request *req, struct reply *rep)
{
	int64_t id;

	(void)rep;
	enum err e = request_id(req, 0, &id);
	return e ? e : second_factor_remove(cx, id);
}

static enum err invite(struct ctx *cx, struct request *req, struct reply *rep)
{
	int64_t id;

	(void)rep;
	enum err e = request_id(req, 0, &id);
	return e ? e : account_invite(cx, id);
}

static enum err forgotten(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const names[] = {"login"};
	struct str login;

	(void)rep;
	enum err e = request_texts(cx, req, names, 1, &login, 1);
	return e ? e : account_forgotten(cx, login);
}

static enum err reset(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const names[] = {"token", "password"};
	struct str text[2];

	(void)rep;
	enum err e = request_texts(cx, req, names, 2, text, 2);
	return e ? e : account_reset(cx, text[0], text[1]);
}

static const struct route rows[] = {
	ROUTE(POST, "/users/{id}/invitation", PERM_USER_WRITE, invite, .recent = true,
	      .body_schema = nothing_schema, .status = 204,
	      .text = "Mail somebody a link to set their first password"),
	ROUTE(POST, "/password/forgotten", PERM_PUBLIC, forgotten,
	      .body_schema = forgotten_schema, .status = 204,
	      .text = "Mail a link to set a new password, if that login or address is known"),
	ROUTE(POST, "/password/reset", PERM_PUBLIC, reset, .mode = ROUTE_HASH,
	      .body_schema = reset_schema, .status = 204,
	      .text = "Set a password with the link of a mail"),
	ROUTE(GET, "/second-factor", PERM_LOGIN, look, .reply_schema = state_schema,
	      .text = "Whether I am asked for a code beside the password"),
	ROUTE(POST, "/second-factor", PERM_LOGIN, begin, .mode = ROUTE_HASH, .recent = true,
	      .body_schema = nothing_schema, .reply_schema = secret_schema,
	      .text = "Begin a second factor: a secret for an authenticator app"),
	ROUTE(POST, "/second-factor/confirm", PERM_LOGIN, confirm, .mode = ROUTE_HASH,
	      .recent = true, .body_schema = code_schema, .reply_schema = codes_schema,
	      .text = "Turn it on by a first code"),
	ROUTE(POST, "/second-factor/recovery-codes", PERM_LOGIN, recover, .mode = ROUTE_HASH,
	      .recent = true, .body_schema = nothing_schema, .reply_schema = codes_schema,
	      .text = "New recovery codes in place of the old ones"),
	ROUTE(DELETE, "/second-factor", PERM_LOGIN, drop_own, .recent = true, .status = 204,
	      .text = "Turn it off"),
	ROUTE(DELETE, "/users/{id}/second-factor", PERM_USER_WRITE, drop_theirs, .recent = true,
	      .status = 204, .text = "Turn off that of somebody who has lost the app"),
};
ROUTE_BLOCK(account_routes, rows);
