#include "service/audience.h"

#include "service/live.h"

struct audience audience_user(int64_t user_id)
{
	return (struct audience){.user_id = user_id, .perm = PERM_LOGIN};
}

bool audience_has(const struct audience *a, const struct actor *actor)
{
	if (a->user_id)
		return a->user_id == actor->user_id;
	if (!a->placed)
		return actor_scope(actor, a->perm) != SCOPE_NONE;
	for (size_t i = 0; i < sizeof a->places / sizeof *a->places; i++)
		if (actor_may(actor, a->perm, a->places[i].owner_id, a->places[i].path))
			return true;
	return false;
}

static int64_t id_of(const struct fields *t, const void *rec, const char *name)
{
	struct value v = field_value(field_find(t, str_of(name)), rec);

	return v.kind == V_NULL ? 0 : v.i;
}

static enum err path_of(struct ctx *cx, int64_t department_id, struct str *ret_path)
{
	struct value v = VAL_INT(department_id);
	struct rows *rows = NULL;
	bool more = false;

	*ret_path = STR("");
	if (!department_id)
		return OK;
	enum err e = tx_query(cx->tx, Q_DEPARTMENT_PATH, &v, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more)
		*ret_path = str_dup(cx->arena, rows_text(rows, 0));
	rows_done(rows);
	return e;
}

static enum err place_by(struct ctx *cx, enum query q, int64_t id, struct place *ret)
{
	struct value v = VAL_INT(id);
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(cx->tx, q, &v, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more)
		*ret = (struct place){rows_int(rows, 0),
				      str_dup(cx->arena, rows_text(rows, 1))};
	rows_done(rows);
	return e;
}

static enum err place_of(struct ctx *cx, const struct fields *t, const void *rec,
			 struct place *ret)
{
	*ret = (struct place){.path = STR("")};
	if (t->reach == REACH_CUSTOMER)
		return place_by(cx, Q_PLACE_OF_CUSTOMER, id_of(t, rec, "customer_id"), ret);
	if (t->reach == REACH_TICKET)
		return place_by(cx, Q_PLACE_OF_TICKET, id_of(t, rec, "ticket_id"), ret);
	ret->owner_id = id_of(t, rec, "owner_id");
	return path_of(cx, id_of(t, rec, "department_id"), &ret->path);
}

static bool is_for_all(const struct fields *t, const void *rec)
{
	const struct field *fd = field_find(t, STR("visibility"));

	return str_is(field_value(fd, rec).s, "all");
}

enum err audience_of(struct ctx *cx, const struct fields *t, enum perm perm, const void *old,
		     const void *rec, struct audience *ret)
{
	const void *now = rec ? rec : old;
	struct audience a = {.perm = perm};
	enum err e = OK;

	switch (t->reach) {
	case REACH_ALL:
		break;
	case REACH_SELF:
		a = (struct audience){.user_id = id_of(t, now, "user_id")};
		break;
	case REACH_SHARED:
		if (!is_for_all(t, now))
			a = (struct audience){.user_id = id_of(t, now, "owner_id")};
		break;
	case REACH_OWNED:
	case REACH_CUSTOMER:
	case REACH_TICKET:
		a.placed = true;
		e = place_of(cx, t, now, &a.places[0]);
		a.places[1] = a.places[0];
		if (!e && old && old != now)
			e = place_of(cx, t, old, &a.places[1]);
		break;
	}
	if (!e)
		*ret = a;
	return e;
}

enum err audience_tell(struct ctx *cx, const struct fields *t, enum perm perm, const void *old,
		       const void *rec, const char *action)
{
	struct audience a;

	if (!cx->home->live)
		return OK;
	enum err e = audience_of(cx, t, perm, old, rec, &a);
	if (e)
		return e;
	int64_t id = field_value(&t->v[0], rec ? rec : old).i;
	live_tell_some(cx, &a, "record",
		       str_fmt(cx->arena,
			       "{\"record\":\"%s\",\"id\":\"%lld\",\"action\":\"%s\"}", t->name,
			       (long long)id, action));
	return OK;
}
