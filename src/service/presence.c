#include "service/presence.h"

#include "service/customers.h"
#include "service/live.h"
#include "service/tickets.h"

ENUM_DEFINE(presence_record, PRESENCE_RECORDS);

enum { OTHERS_MAX = 50 };

// clang-format off
#define T struct presence
static const struct field rows[] = {
	F_ENUM(T, record, F_NEW | F_REQUIRED, presence_record_names),
	F_ID(T, id, F_NEW | F_REQUIRED),
	F_BOOL(T, editing, F_NEW),
	F_BOOL(T, gone, F_NEW),
};
#undef T
const struct fields presence_fields = FIELDS(struct presence, "presence", "", rows);
// clang-format on

static bool is_same(const struct presence *a, const struct presence *b)
{
	return a->id == b->id && a->user_id == b->user_id && a->record == b->record;
}

/* Takes out who has not been heard of since then. */
static void forget(struct presences *all, struct instant now)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		if (instant_cmp(all->v[i].until, now) > 0)
			all->v[n++] = all->v[i];
	all->n = n;
}

bool presences_note(struct presences *all, const struct presence *p)
{
	struct presence *found = NULL;

	forget(all, instant_add(p->until, span_of_s(-PRESENCE_LIFE_S)));
	for (size_t i = 0; !found && i < all->n; i++)
		if (is_same(&all->v[i], p))
			found = &all->v[i];
	if (p->gone) {
		if (found)
			*found = all->v[--all->n];
		return found != NULL;
	}
	if (found) {
		bool changed = found->editing != p->editing;
		*found = *p;
		return changed;
	}
	if (all->n == PRESENCE_MAX)
		return false;
	all->v[all->n++] = *p;
	return true;
}

size_t presences_at(const struct presences *all, enum presence_record record, int64_t id,
		    int64_t but_user, struct instant now, struct presence *v, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n && n < max; i++) {
		const struct presence *p = &all->v[i];
		if (p->record == (int)record && p->id == id && p->user_id != but_user &&
		    instant_cmp(p->until, now) > 0)
			v[n++] = *p;
	}
	return n;
}

/* Loads the record with the actor's eyes and says who may hear of it. */
static enum err reach(struct ctx *cx, const struct presence *p, struct audience *ret_to)
{
	const struct resource *r =
		p->record == PRESENCE_TICKET ? &ticket_resource : &customer_resource;
	void *rec = arena_alloc(cx->arena, r->fields->size);

	if (actor_scope(cx->actor, r->read) == SCOPE_NONE)
		return ERR_DENIED;
	enum err e = resource_load(cx, r, r->read, p->id, rec);
	return e ? e : audience_of(cx, r->fields, r->read, NULL, rec, ret_to);
}

enum err presence_say(struct ctx *cx, const struct presence *p, struct jw *w)
{
	struct presence *others = ARENA_ARRAY(cx->arena, OTHERS_MAX, struct presence);
	struct presence *own = ARENA_NEW(cx->arena, struct presence);
	struct audience to;

	enum err e = reach(cx, p, &to);
	if (e)
		return e;
	*own = *p;
	own->user_id = cx->actor->user_id;
	own->until = instant_add(cx->now, span_of_s(PRESENCE_LIFE_S));
	live_tell_presence(cx, &to, own);
	size_t n = live_others(cx->home->live, own, cx->now, others, OTHERS_MAX);
	jw_obj(w);
	jw_key(w, "others");
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		jw_obj(w);
		jw_kid(w, "user_id", others[i].user_id);
		jw_kbool(w, "editing", others[i].editing);
		jw_end_obj(w);
	}
	jw_end_arr(w);
	jw_kint(w, "life_s", PRESENCE_LIFE_S);
	jw_end_obj(w);
	return OK;
}
