#include "service/access.h"

#include "domain/audit.h"
#include "domain/user.h"
#include "service/auth.h"
#include "service/roles.h"
#include "service/world.h"
#include "store/search.h"

static enum err path_of(struct ctx *cx, int64_t id, const char *field, struct str *ret_path)
{
	struct value v = VAL_INT(id);
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(cx->tx, Q_DEPARTMENT_PATH, &v, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && !more)
		e = fail_at(cx->fail, ERR_INPUT, field, "no_such_record");
	if (!e)
		*ret_path = str_dup(cx->arena, rows_text(rows, 0));
	rows_done(rows);
	return e;
}

static enum err load_user(struct ctx *cx, int64_t id, const char *field, struct user *ret)
{
	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, id, ret);

	return e == ERR_NOT_FOUND ? fail_at(cx->fail, ERR_INPUT, field, "no_such_record") : e;
}

enum err user_check_known(struct ctx *cx, int64_t id, const char *field)
{
	struct user u;

	return id ? load_user(cx, id, field, &u) : OK;
}

enum err user_check_active(struct ctx *cx, int64_t id, const char *field)
{
	struct user u = {0};
	enum err e = id ? load_user(cx, id, field, &u) : OK;

	return !e && u.disabled ? fail_at(cx->fail, ERR_INPUT, field, "user_disabled") : e;
}

/* Sets the path by the parent's. */
static enum err place(struct ctx *cx, struct department *d)
{
	struct str above = STR("/");

	enum err e = d->parent_id ? path_of(cx, d->parent_id, "parent_id", &above) : OK;
	if (e)
		return e;
	d->path = str_fmt(cx->arena, "%.*s%lld/", STR_ARG(above), (long long)d->id);
	return OK;
}

static enum err department_creating(struct ctx *cx, void *rec)
{
	struct department *d = rec;

	enum err e = user_check_known(cx, d->head_id, "head_id");
	return e ? e : place(cx, d);
}

static enum err department_changing(struct ctx *cx, const void *old_rec, void *rec,
				    uint64_t set)
{
	const struct department *old = old_rec;
	struct department *d = rec;

	(void)set;
	enum err e = user_check_known(cx, d->head_id, "head_id");
	if (!e)
		e = place(cx, d);
	if (!e && d->parent_id != old->parent_id && str_starts(d->path, old->path))
		e = fail_at(cx->fail, ERR_CONFLICT, "parent_id", "department_cycle");
	return e;
}

static enum err department_saved(struct ctx *cx, const void *old_rec, void *rec)
{
	const struct department *old = old_rec;
	const struct department *d = rec;

	if (!old || str_eq(old->path, d->path))
		return OK;
	struct value v[] = {VAL_STR(old->path), VAL_STR(d->path), VAL_TIME(cx->now)};
	return tx_exec(cx->tx, Q_DEPARTMENT_MOVE, v, 3, NULL);
}

/* Whatever the foreign keys find besides (customers), resource_delete reports as a conflict. */
static enum err department_removing(struct ctx *cx, const void *rec)
{
	const struct department *d = rec;
	const struct fields *const users[] = {&department_fields, &user_fields};
	const char *const by[] = {"parent_id", "department_id"};

	for (size_t i = 0; i < 2; i++) {
		struct list_query q = {.eyes = EYES_SYSTEM, .n_conds = 1};
		struct value v = VAL_INT(d->id);
		int64_t n = 0;
		q.conds[0] = (struct cond){field_find(users[i], str_of(by[i])), CMP_EQ, &v, 1};
		enum err e = row_count(cx->tx, users[i], &q, &n);
		if (e)
			return e;
		if (n)
			return fail_at(cx->fail, ERR_CONFLICT, NULL, "department_used");
	}
	return OK;
}

static enum err department_showing(struct ctx *cx, void *rec)
{
	struct department *d = rec;

	d->pinyin = search_pinyin(cx->tx, cx->arena, d->name, false);
	return OK;
}

static void department_can(struct ctx *cx, const void *rec, struct jw *w)
{
	bool write = actor_scope(cx->actor, PERM_USER_WRITE) != SCOPE_NONE;

	(void)rec;
	jw_kbool(w, "change", write);
	jw_kbool(w, "delete", write);
}

const struct resource department_resource = {
	.fields = &department_fields,
	.read = PERM_USER_READ,
	.write = PERM_USER_WRITE,
	.remove = PERM_USER_WRITE,
	.creating = department_creating,
	.changing = department_changing,
	.saved = department_saved,
	.removing = department_removing,
	.showing = department_showing,
	.can = department_can,
};

/* Logins are lower case; letters of the ASCII set, digits and . _ - @ so that they can be read
 * out on the phone and never look like another one. */
static enum err fold_login(struct ctx *cx, struct user *u)
{
	u->login = str_lower(cx->arena, str_trim(u->login));
	for (size_t i = 0; i < u->login.n; i++) {
		char c = u->login.p[i];
		bool plain =
			(c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("._-@", c);
		if (!plain)
			return fail_at(cx->fail, ERR_INPUT, "login", "bad_name_characters");
	}
	return OK;
}

/* Walks up the supervisors: nobody may stand above themselves. */
static enum err check_supervisor(struct ctx *cx, const struct user *u)
{
	struct user above = {.supervisor_id = u->supervisor_id};

	for (int steps = 0; above.supervisor_id; steps++) {
		if (above.supervisor_id == u->id || steps > 50)
			return fail_at(cx->fail, ERR_CONFLICT, "supervisor_id",
				       "supervisor_cycle");
		enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM,
				      above.supervisor_id, &above);
		if (e == ERR_NOT_FOUND)
			return fail_at(cx->fail, ERR_INPUT, "supervisor_id", "no_such_record");
		if (e)
			return e;
	}
	return OK;
}

static enum err check_zone(struct ctx *cx, struct str name)
{
	const struct tz *tz;

	if (name.n && worlds_loader(cx->home->worlds).load(cx->arena, name, &tz))
		return fail_at(cx->fail, ERR_INPUT, "time_zone", "bad_time_zone");
	return OK;
}

static enum err user_check(struct ctx *cx, struct user *u, struct str old_roles)
{
	struct str path;

	if (u->roles.n == 0)
		u->roles = STR("[]");
	enum err e = fold_login(cx, u);
	if (!e)
		e = fields_check(&user_fields, u, UINT64_MAX, cx->fail);
	if (!e)
		e = roles_check(cx, u->roles, old_roles);
	if (!e && u->email.n && !is_mail_address(u->email))
		e = fail_at(cx->fail, ERR_INPUT, "email", "not_an_email");
	if (!e)
		e = check_zone(cx, u->time_zone);
	if (!e)
		e = user_check_profile(u, cx->fail);
	if (!e && u->department_id)
		e = path_of(cx, u->department_id, "department_id", &path);
	return e ? e : check_supervisor(cx, u);
}

static enum err user_creating(struct ctx *cx, void *rec)
{
	return user_check(cx, rec, STR("[]"));
}

static enum err user_changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)set;
	return user_check(cx, rec, ((const struct user *)old)->roles);
}

/* Counted after the change, so that it holds whichever way rights were taken away. */
static enum err administrators_remain(struct ctx *cx)
{
	struct rows *rows = NULL;
	bool more = false;
	bool found = false;

	enum err e = tx_query(cx->tx, Q_USER_ROLES_ACTIVE, NULL, 0, &rows);
	while (!e && !found) {
		e = rows_next(rows, &more);
		if (e || !more)
			break;
		found = roles_have_admin(rows_text(rows, 1));
	}
	rows_done(rows);
	if (!e && !found)
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "last_administrator");
	return e;
}

static enum err user_saved(struct ctx *cx, const void *old_rec, void *rec)
{
	const struct user *old = old_rec;
	const struct user *u = rec;

	if (!old)
		return OK;
	bool was_admin = !old->disabled && roles_have_admin(old->roles);
	enum err e = was_admin ? administrators_remain(cx) : OK;
	if (!e && u->disabled && !old->disabled)
		e = auth_end_all(cx, u->id, STR(""));
	return e;
}

/* What the UI keeps for somebody is nobody else's business. */
static enum err user_showing(struct ctx *cx, void *rec)
{
	struct user *u = rec;

	if (u->id != cx->actor->user_id)
		u->preferences = STR("");
	u->pinyin = search_pinyin(cx->tx, cx->arena, u->name, true);
	return OK;
}

static void user_can(struct ctx *cx, const void *rec, struct jw *w)
{
	(void)rec;
	jw_kbool(w, "change", actor_scope(cx->actor, PERM_USER_WRITE) != SCOPE_NONE);
}

const struct resource user_resource = {
	.fields = &user_fields,
	.read = PERM_USER_READ,
	.write = PERM_USER_WRITE,
	.remove = PERM_NONE, /* the history refers to users: they are disabled */
	.creating = user_creating,
	.changing = user_changing,
	.saved = user_saved,
	.showing = user_showing,
	.can = user_can,
};

static enum err session_showing(struct ctx *cx, void *rec)
{
	struct session *s = rec;

	s->present = cx->login && cx->login->session_id == s->id;
	return OK;
}

const struct resource session_resource = {
	.fields = &session_fields,
	.read = PERM_LOGIN,
	.write = PERM_LOGIN,
	.remove = PERM_LOGIN,
	.showing = session_showing,
};

static enum err token_creating(struct ctx *cx, void *rec)
{
	const struct token *t = rec;

	if (instant_is_set(t->expires_at) && instant_cmp(t->expires_at, cx->now) <= 0)
		return fail_at(cx->fail, ERR_INPUT, "expires_at", "expired");
	return OK;
}

const struct resource token_resource = {
	.fields = &token_fields,
	.read = PERM_LOGIN,
	.write = PERM_LOGIN,
	.remove = PERM_LOGIN,
	.creating = token_creating,
};

const struct resource audit_resource = {
	.fields = &audit_fields,
	.read = PERM_AUDIT_READ,
};
