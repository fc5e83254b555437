#include "service/sharing.h"

static bool is_mine(const struct ctx *cx, const struct sharing *s)
{
	return s->owner_id == cx->actor->user_id;
}

static bool shares(const struct ctx *cx)
{
	return actor_scope(cx->actor, PERM_VIEW_SHARE) != SCOPE_NONE;
}

static bool may_change(const struct ctx *cx, const struct sharing *s)
{
	if (is_mine(cx, s))
		return s->visibility != VIEW_ALL || shares(cx);
	return !s->locked && (s->visibility == VIEW_TEAM || shares(cx));
}

bool sharing_may_remove(const struct ctx *cx, const struct sharing *s)
{
	return is_mine(cx, s) || (s->visibility == VIEW_ALL && shares(cx));
}

void sharing_can(const struct ctx *cx, const struct sharing *s, struct jw *w)
{
	jw_kbool(w, "change", may_change(cx, s));
	jw_kbool(w, "share", is_mine(cx, s));
	jw_kbool(w, "delete", sharing_may_remove(cx, s));
}

static enum err check_all(struct ctx *cx, const struct sharing *s)
{
	if (s->visibility == VIEW_ALL && !shares(cx))
		return fail_at(cx->fail, ERR_DENIED, "visibility", "denied");
	return OK;
}

static enum err check_team(struct ctx *cx, const struct sharing *s)
{
	if (s->visibility == VIEW_TEAM && !cx->actor->department_id)
		return fail_at(cx->fail, ERR_INPUT, "visibility", "no_department");
	return OK;
}

enum err sharing_check_new(struct ctx *cx, const struct sharing *s)
{
	enum err e = check_team(cx, s);

	return e ? e : check_all(cx, s);
}

enum err sharing_check_change(struct ctx *cx, const struct sharing *old,
			      const struct sharing *s)
{
	bool mine = is_mine(cx, old);

	if (!may_change(cx, old) && !(mine && s->visibility != VIEW_ALL))
		return ERR_DENIED;
	if (s->visibility != old->visibility) {
		if (!mine)
			return fail_at(cx->fail, ERR_DENIED, "visibility", "denied");
		enum err e = check_team(cx, s);
		if (e)
			return e;
	}
	if (s->locked != old->locked && !mine)
		return fail_at(cx->fail, ERR_DENIED, "locked", "denied");
	return check_all(cx, s);
}

enum err sharing_check_number(struct ctx *cx, const struct fields *t, int64_t max,
			      const char *code)
{
	struct value me = VAL_INT(cx->actor->user_id);
	const struct list_query q = {
		.eyes = EYES_SYSTEM,
		.conds = {{field_find(t, STR("owner_id")), CMP_EQ, &me, 1}},
		.n_conds = 1};
	int64_t n;

	enum err e = row_count(cx->tx, t, &q, &n);
	if (e || n < max)
		return e;
	fail_at(cx->fail, ERR_CONFLICT, NULL, code);
	fail_arg_int(cx->fail, "max", max);
	return ERR_CONFLICT;
}
