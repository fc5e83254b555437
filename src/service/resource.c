#include "service/resource.h"

#include "service/audit.h"
#include "service/batches.h"
#include "service/live.h"

enum err resource_load(struct ctx *cx, const struct resource *r, enum perm perm, int64_t id,
		       void *ret_rec)
{
	return row_load(cx->tx, cx->arena, r->fields, ctx_eyes(cx, perm), id, ret_rec);
}

enum err resource_reach(struct ctx *cx, const struct resource *r, enum perm perm, int64_t id,
			void *ret_rec)
{
	enum err e = resource_load(cx, r, perm, id, ret_rec);

	if (e != ERR_NOT_FOUND || perm == r->read)
		return e;
	e = resource_load(cx, r, r->read, id, ret_rec);
	return e ? e : ERR_DENIED;
}

enum err resource_with(struct ctx *cx, const struct resource *r, const void *old,
		       const void *given, uint64_t set, void **ret_rec)
{
	const struct fields *t = r->fields;
	void *rec = arena_alloc(cx->arena, t->size);

	memcpy(rec, old, t->size);
	for (size_t i = 0; i < t->n; i++) {
		if (!(set >> i & 1))
			continue;
		enum err e = field_set(&t->v[i], rec, field_value(&t->v[i], given));
		if (e)
			return e;
	}
	*ret_rec = rec;
	return OK;
}

bool resource_may(struct ctx *cx, enum perm perm, int64_t owner_id, int64_t department_id)
{
	const struct actor *actor = cx->actor;
	struct value id = VAL_INT(department_id);
	struct rows *rows = NULL;
	bool more = false;
	bool may = actor_may(actor, perm, owner_id, STR(""));

	if (may || actor_scope(actor, perm) != SCOPE_DEPARTMENT || !department_id)
		return may;
	if (department_id == actor->department_id)
		return true;
	if (!tx_query(cx->tx, Q_DEPARTMENT_PATH, &id, 1, &rows) && !rows_next(rows, &more) &&
	    more)
		may = actor_may(actor, perm, owner_id, rows_text(rows, 0));
	rows_done(rows);
	return may;
}

static void drop_buf(void *b)
{
	buf_done(b);
}

/* A buf that goes with the arena, also when memory runs out in between. */
static struct jw scratch_writer(struct ctx *cx)
{
	struct buf *b = ARENA_NEW(cx->arena, struct buf);

	arena_defer(cx->arena, drop_buf, b);
	return (struct jw){.buf = b};
}

/* Audits what became of a record and tells the listeners.  old and rec as in fields_diff; NULL
 * stands for a record that is not there. */
static enum err note(struct ctx *cx, const struct resource *r, const char *action,
		     const void *old, const void *rec)
{
	const struct record *head = rec ? rec : old;
	void *none = arena_alloc(cx->arena, r->fields->size);
	struct jw w = scratch_writer(cx);

	fields_clear(r->fields, none);
	fields_diff(&w, r->fields, old ? old : none, rec ? rec : none);
	enum err e = buf_ok(w.buf)
			     ? audit(cx, action, r->fields->name, head->id, buf_str(w.buf))
			     : ERR_BUSY;
	return e ? e : audience_tell(cx, r->fields, r->read, old, rec, action);
}

enum err resource_explain(struct ctx *cx, const struct fields *t, enum err e)
{
	if (e != ERR_CONFLICT)
		return e;
	struct str name = tx_constraint(cx->tx);
	struct str prefix = str_fmt(cx->arena, "%s_", t->table);
	if (!str_starts(name, prefix))
		return fail_at(cx->fail, e, NULL, "conflict");
	name = str_slice(name, prefix.n, name.n);
	struct str foreign = STR("_fkey");
	if (str_ends(name, foreign)) {
		name = str_dup(cx->arena, str_slice(name, 0, name.n - foreign.n));
		return fail_at(cx->fail, ERR_INPUT, name.p, "no_such_record");
	}
	const struct field *fd = field_find(t, name);
	return fail_at(cx->fail, e, fd ? fd->name : NULL, fd ? "taken" : "conflict");
}

static enum err insert(struct ctx *cx, const struct resource *r, const void *rec)
{
	if (r->sent && cx->later)
		return row_insert_later(cx->tx, r->fields, rec);
	return resource_explain(cx, r->fields, row_insert(cx->tx, r->fields, rec));
}

enum err resource_create(struct ctx *cx, const struct resource *r, void *rec)
{
	struct record *head = rec;

	head->id = ctx_id(cx);
	head->version = 1;
	head->created_at = head->updated_at = cx->now;
	enum err e = r->creating ? r->creating(cx, rec) : OK;
	if (!e)
		e = insert(cx, r, rec);
	if (!e && r->saved)
		e = r->saved(cx, NULL, rec);
	if (!e && cx->batch)
		e = batch_note(cx, r->fields, NULL, rec);
	return e ? e : note(cx, r, "create", NULL, rec);
}

static bool differs(struct ctx *cx, const struct resource *r, const void *old, const void *rec)
{
	struct jw w = scratch_writer(cx);

	return fields_diff(&w, r->fields, old, rec) != 0;
}

enum err resource_check(struct ctx *cx, const struct resource *r, const void *old, void *rec,
			uint64_t set)
{
	if (((struct record *)rec)->version != ((const struct record *)old)->version)
		return ERR_STALE;
	return r->changing ? r->changing(cx, old, rec, set) : OK;
}

enum err resource_write(struct ctx *cx, const struct resource *r, const void *old, void *rec)
{
	if (!differs(cx, r, old, rec))
		return OK;
	((struct record *)rec)->updated_at = cx->now;
	enum err e = resource_explain(cx, r->fields, row_update(cx->tx, r->fields, rec));
	if (!e && r->saved)
		e = r->saved(cx, old, rec);
	if (!e && cx->batch)
		e = batch_note(cx, r->fields, old, rec);
	return e ? e : note(cx, r, "change", old, rec);
}

enum err resource_change(struct ctx *cx, const struct resource *r, const void *old, void *rec,
			 uint64_t set)
{
	enum err e = resource_check(cx, r, old, rec, set);
	return e ? e : resource_write(cx, r, old, rec);
}

enum err resource_delete(struct ctx *cx, const struct resource *r, const void *rec,
			 int64_t version)
{
	const struct record *head = rec;

	if (head->version != version)
		return ERR_STALE;
	enum err e = r->removing ? r->removing(cx, rec) : OK;
	if (!e)
		e = resource_explain(cx, r->fields,
				     row_delete(cx->tx, r->fields, head->id, version));
	if (!e && r->removed)
		e = r->removed(cx, rec);
	return e ? e : note(cx, r, "delete", rec, NULL);
}

/* Whether a reveal permission reaches this very record.  A type without an owner is open to
 * the permission for everything only, and to the users themselves for their own row. */
static bool reveals(struct ctx *cx, const struct resource *r, const void *rec, enum perm perm,
		    void *scratch)
{
	const struct fields *t = r->fields;
	int64_t id = ((const struct record *)rec)->id;
	enum scope scope = actor_scope(cx->actor, perm);

	if (scope == SCOPE_ALL)
		return true;
	if (t->reach == REACH_ALL || t->reach == REACH_SELF)
		return id != 0 && id == cx->actor->user_id;
	if (scope == SCOPE_NONE)
		return false;
	return row_load(cx->tx, cx->arena, t, ctx_eyes(cx, perm), id, scratch) == OK;
}

static unsigned masks_of(const struct fields *t)
{
	unsigned m = 0;

	for (size_t i = 0; i < t->n; i++)
		m |= t->v[i].mask;
	return m;
}

static unsigned reveal_of(struct ctx *cx, const struct resource *r, const void *rec)
{
	unsigned masks = masks_of(r->fields);
	unsigned contact = MASK_PHONE | MASK_EMAIL;
	unsigned reveal = 0;

	if (!masks)
		return 0;
	void *scratch = arena_alloc(cx->arena, r->fields->size);
	if ((masks & contact) && reveals(cx, r, rec, PERM_CONTACT_REVEAL, scratch))
		reveal |= contact;
	if ((masks & MASK_NOTE) && reveals(cx, r, rec, PERM_NOTE_REVEAL, scratch))
		reveal |= MASK_NOTE;
	return reveal;
}

enum err resource_encode_revealed(struct ctx *cx, const struct resource *r, void *rec,
				  unsigned reveal, struct jw *w)
{
	enum err e = r->showing ? r->showing(cx, rec) : OK;

	if (e)
		return e;
	jw_obj(w);
	fields_encode(w, r->fields, rec, reveal);
	if (r->can) {
		jw_key(w, "can");
		jw_obj(w);
		r->can(cx, rec, w);
		jw_end_obj(w);
	}
	jw_end_obj(w);
	return buf_err(w->buf);
}

unsigned resource_reveal(struct ctx *cx, const struct resource *r, const void *rec)
{
	unsigned reveal = reveal_of(cx, r, rec);

	audit_saw(cx, r->fields, rec, reveal);
	return reveal;
}

static enum err encode(struct ctx *cx, const struct resource *r, void *rec, struct jw *w)
{
	return resource_encode_revealed(cx, r, rec, resource_reveal(cx, r, rec), w);
}

enum err resource_encode_page(struct ctx *cx, const struct resource *r, void *recs, size_t n,
			      struct jw *w)
{
	char *rec = recs;
	enum err e = r->showing_page && n ? r->showing_page(cx, recs, n) : OK;

	for (size_t i = 0; !e && i < n; i++, rec += r->fields->size)
		e = encode(cx, r, rec, w);
	return e;
}

enum err resource_encode(struct ctx *cx, const struct resource *r, void *rec, struct jw *w)
{
	return resource_encode_page(cx, r, rec, 1, w);
}
