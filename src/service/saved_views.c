#include "service/saved_views.h"

static bool is_mine(const struct ctx *cx, const struct saved_view *v)
{
	return v->owner_id == cx->actor->user_id;
}

static bool shares(const struct ctx *cx)
{
	return actor_scope(cx->actor, PERM_VIEW_SHARE) != SCOPE_NONE;
}

/* Who can see a view changes it too, unless it is locked or everybody's. */
static bool may_change(const struct ctx *cx, const struct saved_view *v)
{
	if (is_mine(cx, v))
		return v->visibility != VIEW_ALL || shares(cx);
	return !v->locked && (v->visibility == VIEW_TEAM || shares(cx));
}

/* The owner, and of a view of everybody's those who keep such views. */
static bool may_remove(const struct ctx *cx, const struct saved_view *v)
{
	return is_mine(cx, v) || (v->visibility == VIEW_ALL && shares(cx));
}

static enum err check(struct ctx *cx, const struct saved_view *v)
{
	if (str_trim(v->name).n == 0)
		return fail_at(cx->fail, ERR_INPUT, "name", "required");
	if (v->query.p[0] != '{')
		return fail_at(cx->fail, ERR_INPUT, "query", "not_an_object");
	if (v->visibility == VIEW_ALL && !shares(cx))
		return fail_at(cx->fail, ERR_DENIED, "visibility", "denied");
	return OK;
}

/* A team is a department: whoever is in none shares with nobody. */
static enum err check_team(struct ctx *cx, const struct saved_view *v)
{
	if (v->visibility == VIEW_TEAM && !cx->actor->department_id)
		return fail_at(cx->fail, ERR_INPUT, "visibility", "no_department");
	return OK;
}

static enum err check_number(struct ctx *cx)
{
	struct value me = VAL_INT(cx->actor->user_id);
	const struct list_query q = {
		.eyes = EYES_SYSTEM,
		.conds = {{field_find(&saved_view_fields, STR("owner_id")), CMP_EQ, &me, 1}},
		.n_conds = 1};
	int64_t n;

	enum err e = row_count(cx->tx, &saved_view_fields, &q, &n);
	if (e || n < SAVED_VIEWS_MAX)
		return e;
	fail_at(cx->fail, ERR_CONFLICT, NULL, "too_many_views");
	fail_arg_int(cx->fail, "max", SAVED_VIEWS_MAX);
	return ERR_CONFLICT;
}

static enum err creating(struct ctx *cx, void *rec)
{
	struct saved_view *v = rec;

	v->owner_id = cx->actor->user_id;
	if (v->position == INT_NONE)
		v->position = 0;
	enum err e = check_number(cx);
	if (!e)
		e = check_team(cx, v);
	return e ? e : check(cx, v);
}

static enum err changing(struct ctx *cx, const void *old_rec, void *rec, uint64_t set)
{
	const struct saved_view *old = old_rec;
	struct saved_view *v = rec;

	(void)set;
	if (!may_change(cx, old) && !(is_mine(cx, old) && v->visibility != VIEW_ALL))
		return ERR_DENIED;
	if (v->position == INT_NONE)
		v->position = 0;
	if (v->visibility != old->visibility) {
		if (!is_mine(cx, old))
			return fail_at(cx->fail, ERR_DENIED, "visibility", "denied");
		enum err e = check_team(cx, v);
		if (e)
			return e;
	}
	if (v->locked != old->locked && !is_mine(cx, old))
		return fail_at(cx->fail, ERR_DENIED, "locked", "denied");
	return check(cx, v);
}

static enum err removing(struct ctx *cx, const void *rec)
{
	return may_remove(cx, rec) ? OK : ERR_DENIED;
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct saved_view *v = rec;

	jw_kbool(w, "change", may_change(cx, v));
	jw_kbool(w, "share", is_mine(cx, v));
	jw_kbool(w, "delete", may_remove(cx, v));
}

const struct resource saved_view_resource = {
	.fields = &saved_view_fields,
	.read = PERM_LOGIN,
	.write = PERM_LOGIN,
	.remove = PERM_LOGIN,
	.creating = creating,
	.changing = changing,
	.removing = removing,
	.can = can,
};
