#include "service/roles.h"

#include "domain/role.h"
#include "domain/user.h"
#include "service/auth.h"
#include "service/world.h"

#include <stdio.h>

enum { ROLES_MAX = 100 };

static const char *title_of(enum lang lang, const char *prefix, struct str name)
{
	char key[80];

	snprintf(key, sizeof key, "%s.%.*s", prefix, STR_ARG(name));
	return message_get(lang, key);
}

/* Whether the actor may give rights that they do not have themselves. */
static bool gives_all(const struct actor *actor)
{
	return actor_scope(actor, PERM_USER_WRITE) == SCOPE_ALL &&
	       actor_scope(actor, PERM_SETTING_WRITE) == SCOPE_ALL;
}

/* Whether `to` grants more than `from` where the actor has less than it grants. */
static bool goes_beyond(const struct actor *actor, const struct grants *from,
			const struct grants *to)
{
	if (gives_all(actor))
		return false;
	for (int p = PERM_LOGIN + 1; p < PERM_COUNT; p++)
		if (to->scope[p] > from->scope[p] && to->scope[p] > actor->scope[p])
			return true;
	return false;
}

static enum err role_judge(struct ctx *cx, const struct role *old, struct role *r)
{
	struct grants from = {0};
	struct grants to;

	enum err e = fields_check(&role_fields, r, UINT64_MAX, cx->fail);
	if (!e && old)
		e = role_read(cx->arena, old, cx->fail, &from);
	if (!e)
		e = role_check(cx->arena, r, cx->fail, &to);
	if (!e && goes_beyond(cx->actor, &from, &to))
		e = fail_at(cx->fail, ERR_DENIED, "grants", "beyond_own_rights");
	return e;
}

static enum err creating(struct ctx *cx, void *rec)
{
	struct role *r = rec;
	int64_t n = 0;
	const struct list_query q = {.eyes = EYES_SYSTEM};

	r->built_in = false;
	if (!r->title.n)
		return fail_at(cx->fail, ERR_INPUT, "title", "required");
	enum err e = role_judge(cx, NULL, r);
	if (!e)
		e = row_count(cx->tx, &role_fields, &q, &n);
	if (!e && n >= ROLES_MAX) {
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "too_many_roles");
		fail_arg_int(cx->fail, "max", ROLES_MAX);
	}
	return e;
}

static enum err changing(struct ctx *cx, const void *old_rec, void *rec, uint64_t set)
{
	const struct role *old = old_rec;
	struct role *r = rec;

	(void)set;
	if (!r->built_in && !r->title.n)
		return fail_at(cx->fail, ERR_INPUT, "title", "required");
	return role_judge(cx, old, r);
}

static enum err saved(struct ctx *cx, const void *old, void *rec)
{
	(void)old;
	(void)rec;
	return worlds_roles_changed(cx);
}

static enum err check_unused(struct ctx *cx, struct str name)
{
	struct rows *rows = NULL;
	bool more = false;
	bool used = false;

	enum err e = tx_query(cx->tx, Q_USER_ROLES_ALL, NULL, 0, &rows);
	while (!e && !used) {
		e = rows_next(rows, &more);
		if (e || !more)
			break;
		used = roles_have(rows_text(rows, 0), name);
	}
	rows_done(rows);
	return !e && used ? fail_at(cx->fail, ERR_CONFLICT, NULL, "role_used") : e;
}

static enum err removing(struct ctx *cx, const void *rec)
{
	const struct role *r = rec;

	if (r->built_in)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "role_built_in");
	enum err e = check_unused(cx, r->name);
	return e ? e : worlds_roles_changed(cx);
}

/* The grants in full, and the shipped title where the company gave none. */
static enum err showing(struct ctx *cx, void *rec)
{
	struct role *r = rec;
	struct grants g;

	enum err e = role_read(cx->arena, r, cx->fail, &g);
	if (e)
		return ERR_BUG;
	r->grants = grants_write(cx->arena, &g);
	if (!r->title.n)
		r->title = str_of(title_of(cx->lang, "role", r->name));
	return OK;
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct role *r = rec;
	bool write = actor_scope(cx->actor, PERM_USER_WRITE) != SCOPE_NONE;

	jw_kbool(w, "change", write);
	jw_kbool(w, "delete", write && !r->built_in);
}

const struct resource role_resource = {
	.fields = &role_fields,
	.read = PERM_LOGIN,
	.write = PERM_USER_WRITE,
	.remove = PERM_USER_WRITE,
	.creating = creating,
	.changing = changing,
	.saved = saved,
	.removing = removing,
	.showing = showing,
	.can = can,
};

void roles_grant(const struct world *w, struct str roles, struct actor *actor)
{
	struct str name;

	while (roles_next(&roles, &name)) {
		const struct grants *g = world_role(w, name);
		if (g)
			actor_add(actor, g);
	}
}

static enum err check_name(struct ctx *cx, const json_t *list, size_t i, struct str old)
{
	static const struct grants none;
	struct str name = json_text(json_array_get(list, i));
	const struct grants *g = world_role(cx->world, name);
	bool bad = !g || str_find(name, '"', 0) >= 0;

	for (size_t k = 0; k < i; k++)
		bad |= str_eq(name, json_text(json_array_get(list, k)));
	if (bad)
		return fail_at(cx->fail, ERR_INPUT, "roles", "not_a_role");
	if (!roles_have(old, name) && goes_beyond(cx->actor, &none, g))
		return fail_at(cx->fail, ERR_DENIED, "roles", "beyond_own_rights");
	return OK;
}

enum err roles_check(struct ctx *cx, struct str roles, struct str old)
{
	json_t *list;

	if (roles.n == 0 || str_eq(roles, old))
		return OK;
	enum err e = auth_recent(cx);
	if (!e)
		e = json_read(cx->arena, roles, cx->fail, &list);
	if (e)
		return e;
	if (!json_is_array(list) || json_array_size(list) > ROLES_MAX)
		return fail_at(cx->fail, ERR_INPUT, "roles", "not_a_list");
	for (size_t i = 0; !e && i < json_array_size(list); i++)
		e = check_name(cx, list, i, old);
	return e;
}

void permissions_write(enum lang lang, struct jw *w)
{
	jw_arr(w);
	for (int p = PERM_LOGIN + 1; p < PERM_COUNT; p++) {
		const char *name = names_get(&perm_names, p);
		const char *title = title_of(lang, "perm", str_of(name));
		jw_obj(w);
		jw_kcstr(w, "name", name);
		jw_kcstr(w, "title", title ? title : name);
		jw_kbool(w, "scoped", perm_is_scoped((enum perm)p));
		jw_end_obj(w);
	}
	jw_end_arr(w);
}

enum err roles_list(struct ctx *cx, struct list_page *ret_page)
{
	const struct list_query q = {.eyes = EYES_SYSTEM, .limit = ROLES_MAX + 1};

	enum err e = row_list(cx->tx, cx->arena, &role_fields, &q, cx->fail, ret_page);
	struct role *v = ret_page->rows;
	for (size_t i = 0; !e && i < ret_page->n; i++)
		e = showing(cx, &v[i]);
	return e;
}
