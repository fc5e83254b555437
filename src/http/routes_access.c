/* Endpoints of logging in, users, departments, roles and tokens. */
#include "domain/audit.h"
#include "domain/user.h"
#include "http/route.h"
#include "http/stream.h"
#include "service/access.h"
#include "service/auth.h"

#define CREDENTIALS                                                                            \
	"\"login\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":64},"                    \
	"\"password\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":128,"                 \
	"\"format\":\"password\"}"
#define OBJECT(required, properties)                                                           \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" required "],"     \
	"\"properties\":{" properties "}}"

static const char login_schema[] =
	OBJECT("\"login\",\"password\"",
	       CREDENTIALS ",\"code\":{\"type\":\"string\",\"maxLength\":40,\"description\":"
			   "\"Of the second factor, when code_needed was answered.\"}");
static const char setup_schema[] = OBJECT("\"token\",\"login\",\"name\",\"password\"",
					  "\"token\":{\"type\":\"string\"},\"name\":{\"type\":"
					  "\"string\",\"maxLength\":100}," CREDENTIALS);
static const char password_schema[] =
	OBJECT("\"old_password\",\"password\"",
	       "\"old_password\":{\"type\":\"string\",\"format\":\"password\"},"
	       "\"password\":{\"type\":\"string\",\"minLength\":12,\"maxLength\":128,"
	       "\"format\":\"password\"}");
static const char confirm_schema[] =
	OBJECT("\"password\"", "\"password\":{\"type\":\"string\",\"maxLength\":128,"
			       "\"format\":\"password\"}");
static const char set_password_schema[] =
	OBJECT("\"password\"", "\"password\":{\"type\":\"string\",\"minLength\":12,"
			       "\"maxLength\":128,\"format\":\"password\"}");
static const char me_schema[] =
	OBJECT("\"user\",\"permissions\"",
	       "\"user\":{\"$ref\":\"#/components/schemas/user\"},"
	       "\"permissions\":{\"type\":\"object\",\"additionalProperties\":"
	       "{\"enum\":[\"none\",\"own\",\"department\",\"all\"]}}");
static const char setup_state_schema[] = OBJECT("\"open\"", "\"open\":{\"type\":\"boolean\"}");
static const char new_token_schema[] =
	OBJECT("\"token\",\"secret\"", "\"token\":{\"$ref\":\"#/components/schemas/token\"},"
				       "\"secret\":{\"type\":\"string\",\"description\":"
				       "\"Shown only now.\"}");

static void write_permissions(const struct actor *actor, struct jw *w)
{
	jw_obj(w);
	for (int p = PERM_LOGIN + 1; p < PERM_COUNT; p++)
		jw_kcstr(w, names_get(&perm_names, p),
			 names_get(&scope_names, actor_scope(actor, (enum perm)p)));
	jw_end_obj(w);
}

/* Who is logged in and what they may do: what the UI asks first. */
static enum err write_me(struct ctx *cx, const struct actor *actor, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct ctx own = *cx;
	struct user u;

	own.actor = actor;
	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, actor->user_id, &u);
	if (e)
		return e;
	rep->version = u.version;
	jw_obj(&w);
	jw_key(&w, "user");
	e = resource_encode(&own, &user_resource, &u, &w);
	jw_key(&w, "permissions");
	write_permissions(actor, &w);
	jw_end_obj(&w);
	return e;
}

static enum err own_user(struct ctx *cx, struct user *u)
{
	return row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, cx->actor->user_id, u);
}

static enum err profile(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct user u;

	(void)req;
	enum err e = own_user(cx, &u);
	return e ? e : rest_show(cx, &user_resource, &u, rep);
}

static enum err profile_change(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct user old, u;

	enum err e = own_user(cx, &old);
	u = old;
	for (size_t i = 0; !e && i < user_fields.n; i++)
		if (req->body_set >> i & 1)
			e = field_set(&user_fields.v[i], &u,
				      field_value(&user_fields.v[i], req->body));
	u.version = req->if_match;
	if (!e)
		e = resource_change(cx, &user_resource, &old, &u, req->body_set);
	return e ? e : rest_show(cx, &user_resource, &u, rep);
}

static enum err me(struct ctx *cx, struct request *req, struct reply *rep)
{
	(void)req;
	return write_me(cx, cx->actor, rep);
}

struct welcome {
	int64_t user_id;
	struct reply *rep;
};

static enum err welcome_in_tx(struct ctx *cx, void *arg)
{
	const struct welcome *wel = arg;
	struct login login;

	buf_clear(&wel->rep->body);
	enum err e = auth_user(cx, wel->user_id, &login);
	return e ? e : write_me(cx, &login.actor, wel->rep);
}

static enum err login(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const names[] = {"login", "password", "code"};
	struct credentials c = {.user_agent = req->user_agent};
	struct welcome wel = {.rep = rep};
	struct str text[3];
	struct str secret;

	enum err e = request_texts(cx, req, names, 2, text, 3);
	if (e)
		return e;
	c.login = text[0];
	c.password = text[1];
	c.code = text[2];
	e = auth_login(cx, &c, &secret, &wel.user_id);
	if (!e)
		e = ctx_run(cx, TX_READ, welcome_in_tx, &wel);
	if (!e)
		rep->session = secret;
	return e;
}

static enum err logout(struct ctx *cx, struct request *req, struct reply *rep)
{
	rep->end_session = true;
	return req->session.n ? auth_logout(cx, req->session) : OK;
}

static enum err change_password(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const names[] = {"old_password", "password"};
	struct str text[2];

	(void)rep;
	enum err e = request_texts(cx, req, names, 2, text, 2);
	return e ? e : auth_change_password(cx, req->session, text[0], text[1]);
}

static enum err confirm(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const names[] = {"password"};
	struct str password;

	(void)rep;
	enum err e = request_texts(cx, req, names, 1, &password, 1);
	return e ? e : auth_confirm(cx, password);
}

static enum err set_password(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const names[] = {"password"};
	struct str password;
	int64_t id;

	(void)rep;
	enum err e = request_id(req, 0, &id);
	if (!e)
		e = request_texts(cx, req, names, 1, &password, 1);
	return e ? e : auth_set_password(cx, id, password);
}

static enum err setup_state(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	bool open;

	(void)req;
	enum err e = auth_setup_open(cx, &open);
	if (e)
		return e;
	jw_obj(&w);
	jw_kbool(&w, "open", open);
	jw_end_obj(&w);
	return OK;
}

static enum err setup(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const names[] = {"token", "login", "name", "password"};
	struct str text[4];

	(void)rep;
	enum err e = request_texts(cx, req, names, 4, text, 4);
	if (e)
		return e;
	struct credentials c = {.login = text[1], .password = text[3]};
	return auth_setup(cx, text[0], &c, text[2]);
}

static enum err create_token(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct str secret;

	enum err e = auth_token_create(cx, req->body, &secret);
	if (e)
		return e;
	jw_obj(&w);
	jw_key(&w, "token");
	e = resource_encode(cx, &token_resource, req->body, &w);
	jw_kstr(&w, "secret", secret);
	jw_end_obj(&w);
	return e;
}

static const struct route rows[] = {
	ROUTE(GET, "/setup", PERM_PUBLIC, setup_state, .reply_schema = setup_state_schema,
	      .text = "Whether the first administrator is still to be made"),
	ROUTE(POST, "/setup", PERM_PUBLIC, setup, .mode = ROUTE_HASH,
	      .body_schema = setup_schema, .status = 204,
	      .text = "Make the first administrator with the setup token"),
	ROUTE(POST, "/session", PERM_PUBLIC, login, .mode = ROUTE_HASH,
	      .body_schema = login_schema, .reply_schema = me_schema, .text = "Log in"),
	ROUTE(GET, "/session", PERM_LOGIN, me, .reply_schema = me_schema,
	      .text = "Who is logged in, and what they may do"),
	ROUTE(GET, "/me", PERM_LOGIN, profile, .reply = &user_fields,
	      .text = "One's own record, with what one may change oneself"),
	ROUTE(PATCH, "/me", PERM_LOGIN, profile_change, .body = &user_fields,
	      .body_when = F_SELF, .reply = &user_fields, .if_match = true,
	      .text = "Change one's own language, zone, addresses, preferences and notices"),
	ROUTE(DELETE, "/session", PERM_PUBLIC, logout, .status = 204, .text = "Log out"),
	ROUTE(POST, "/session/password", PERM_LOGIN, change_password, .mode = ROUTE_HASH,
	      .body_schema = password_schema, .status = 204,
	      .text = "Change one's own password"),
	ROUTE(POST, "/session/confirm", PERM_LOGIN, confirm, .mode = ROUTE_HASH,
	      .body_schema = confirm_schema, .status = 204,
	      .text = "Give the password again, for what asks for it"),
	ROUTE(GET, "/sessions", PERM_LOGIN, rest_list, .resource = &session_resource,
	      .list = &session_fields, .text = "List one's own sessions"),
	ROUTE(DELETE, "/sessions/{id}", PERM_LOGIN, rest_delete, .resource = &session_resource,
	      .if_match = true, .status = 204, .text = "End one of one's own sessions"),
	ROUTE(GET, "/tokens", PERM_LOGIN, rest_list, .resource = &token_resource,
	      .list = &token_fields, .text = "List one's own tokens"),
	ROUTE(POST, "/tokens", PERM_LOGIN, create_token, .body = &token_fields, .status = 201,
	      .secret = true, .recent = true, .reply_schema = new_token_schema,
	      .text = "Make a token"),
	ROUTE(DELETE, "/tokens/{id}", PERM_LOGIN, rest_delete, .resource = &token_resource,
	      .if_match = true, .status = 204, .text = "End one of one's own tokens"),
	REST_READ("/users", &user_resource, &user_fields, PERM_USER_READ, "users"),
	REST_WRITE("/users", &user_resource, &user_fields, PERM_USER_WRITE, "users"),
	ROUTE(POST, "/users/{id}/password", PERM_USER_WRITE, set_password, .mode = ROUTE_HASH,
	      .recent = true, .body_schema = set_password_schema, .status = 204,
	      .text = "Set a user's password"),
	REST_READ("/departments", &department_resource, &department_fields, PERM_USER_READ,
		  "departments"),
	REST_WRITE("/departments", &department_resource, &department_fields, PERM_USER_WRITE,
		   "departments"),
	REST_DELETE("/departments", &department_resource, PERM_USER_WRITE, "departments"),
	REST_READ("/audit", &audit_resource, &audit_fields, PERM_AUDIT_READ, "audit entries"),
	ROUTE(GET, "/events", PERM_LOGIN, stream_open, .text = "Stream of events"),
};
ROUTE_BLOCK(access_routes, rows);
