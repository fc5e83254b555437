#include "service/saved_views.h"

#include "service/sharing.h"

static struct sharing sharing_of(const struct saved_view *v)
{
	return (struct sharing){v->owner_id, v->visibility, v->locked};
}

static enum err check(struct ctx *cx, const struct saved_view *v)
{
	if (str_trim(v->name).n == 0)
		return fail_at(cx->fail, ERR_INPUT, "name", "required");
	if (v->query.p[0] != '{')
		return fail_at(cx->fail, ERR_INPUT, "query", "not_an_object");
	return OK;
}

static enum err creating(struct ctx *cx, void *rec)
{
	struct saved_view *v = rec;

	v->owner_id = cx->actor->user_id;
	if (v->position == INT_NONE)
		v->position = 0;
	const struct sharing s = sharing_of(v);
	enum err e =
		sharing_check_number(cx, &saved_view_fields, SAVED_VIEWS_MAX, "too_many_views");
	if (!e)
		e = check(cx, v);
	return e ? e : sharing_check_new(cx, &s);
}

static enum err changing(struct ctx *cx, const void *old_rec, void *rec, uint64_t set)
{
	struct saved_view *v = rec;
	const struct sharing old = sharing_of(old_rec), s = sharing_of(v);

	(void)set;
	if (v->position == INT_NONE)
		v->position = 0;
	enum err e = sharing_check_change(cx, &old, &s);
	return e ? e : check(cx, v);
}

static enum err removing(struct ctx *cx, const void *rec)
{
	const struct sharing s = sharing_of(rec);

	return sharing_may_remove(cx, &s) ? OK : ERR_DENIED;
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct sharing s = sharing_of(rec);

	sharing_can(cx, &s, w);
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
