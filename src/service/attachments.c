#include "service/attachments.h"

#include "service/audience.h"
#include "service/customers.h"
#include "service/follow_ups.h"
#include "service/tickets.h"

enum { ORPHAN_S = 24 * 3600 };

const struct resource attachment_resource = {.fields = &attachment_fields};

static const struct {
	const char *field;
	const struct resource *resource;
} kinds[] = {
	[OF_CUSTOMER] = {"customer_id", &customer_resource},
	[OF_TICKET] = {"ticket_id", &ticket_resource},
	[OF_FOLLOW_UP] = {"follow_up_id", &follow_up_resource},
};

static const struct field *parent_field(const struct attachment_parent *p)
{
	return field_find(&attachment_fields, str_of(kinds[p->of].field));
}

static enum err load_parent(struct ctx *cx, const struct attachment_parent *p, bool write,
			    void **ret_rec)
{
	const struct resource *r = kinds[p->of].resource;

	*ret_rec = arena_alloc(cx->arena, r->fields->size);
	fields_clear(r->fields, *ret_rec);
	return resource_reach(cx, r, write ? r->write : r->read, p->id, *ret_rec);
}

enum err attachments_narrow(struct ctx *cx, const struct attachment_parent *p,
			    struct list_query *q, struct value *scratch)
{
	void *rec;
	enum err e = load_parent(cx, p, false, &rec);

	if (e)
		return e;
	if (q->n_conds == sizeof q->conds / sizeof *q->conds)
		return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_filters");
	*scratch = VAL_INT(p->id);
	q->conds[q->n_conds++] = (struct cond){parent_field(p), CMP_EQ, scratch, 1};
	q->eyes = EYES_SYSTEM;
	return OK;
}

/* Those with the same content wait here for each other until the end of the transaction. */
static enum err lock(struct ctx *cx, struct str hash)
{
	int64_t one;

	return tx_one_int(cx->tx, Q_ATTACHMENT_LOCK, &VAL_STR(hash), 1, &one);
}

static void drop_buf(void *b)
{
	buf_done(b);
}

/* Audits what became of a file and tells whoever may hear of its record. */
static enum err note(struct ctx *cx, const struct attachment_parent *p, const void *parent,
		     const char *action, const struct attachment *old,
		     const struct attachment *rec)
{
	const struct resource *r = kinds[p->of].resource;
	struct buf *b = ARENA_NEW(cx->arena, struct buf);
	struct jw w = {.buf = b};
	struct attachment none;

	arena_defer(cx->arena, drop_buf, b);
	fields_clear(&attachment_fields, &none);
	fields_diff(&w, &attachment_fields, old ? old : &none, rec ? rec : &none);
	enum err e = buf_ok(b) ? audit(cx, action, attachment_fields.name,
				       rec ? rec->id : old->id, buf_str(b))
			       : ERR_BUSY;
	return e ? e : audience_tell(cx, r->fields, r->read, parent, parent, "attach");
}

static enum err check_content(struct ctx *cx, const struct blob *b)
{
	if (blob_size(b) == 0)
		return fail_at(cx->fail, ERR_INPUT, NULL, "empty_file");
	if (attachment_is_program(blob_head(b)))
		return fail_at(cx->fail, ERR_INPUT, NULL, "file_is_program");
	return OK;
}

static enum err check_count(struct ctx *cx, const struct attachment_parent *p)
{
	const struct value v[] = {p->of == OF_CUSTOMER ? VAL_INT(p->id) : VAL_NULL,
				  p->of == OF_TICKET ? VAL_INT(p->id) : VAL_NULL,
				  p->of == OF_FOLLOW_UP ? VAL_INT(p->id) : VAL_NULL};
	int64_t n;

	enum err e = tx_one_int(cx->tx, Q_ATTACHMENT_COUNT, v, 3, &n);
	if (e || n < ATTACHMENTS_PER_RECORD)
		return e;
	fail_at(cx->fail, ERR_CONFLICT, NULL, "too_many_files");
	fail_arg_int(cx->fail, "max", ATTACHMENTS_PER_RECORD);
	return ERR_CONFLICT;
}

static enum err check(struct ctx *cx, const struct attachment_new *n, void **ret_parent)
{
	enum err e = load_parent(cx, &n->parent, true, ret_parent);

	if (!e && n->parent.of == OF_CUSTOMER)
		e = customer_check_unmerged(cx, *ret_parent, NULL);
	if (!e)
		e = check_content(cx, n->blob);
	return e ? e : check_count(cx, &n->parent);
}

enum err attachment_add(struct ctx *cx, const struct attachment_new *n, struct attachment *ret)
{
	struct attachment rec;
	void *parent;

	enum err e = check(cx, n, &parent);
	if (e)
		return e;
	fields_clear(&attachment_fields, &rec);
	rec.id = ctx_id(cx);
	rec.version = 1;
	rec.created_at = rec.updated_at = cx->now;
	rec.user_id = cx->actor->user_id;
	rec.name = attachment_name(cx->arena, n->name);
	rec.media_type = str_of(attachment_media_type(blob_head(n->blob)));
	rec.size = blob_size(n->blob);
	rec.hash = str_of(blob_name(n->blob));
	e = field_set(parent_field(&n->parent), &rec, VAL_INT(n->parent.id));
	if (!e)
		e = lock(cx, rec.hash);
	if (!e) /* under the lock: nobody removes it between here and the commit */
		e = blob_publish(n->blob);
	if (!e)
		e = row_insert(cx->tx, &attachment_fields, &rec);
	if (!e)
		e = note(cx, &n->parent, parent, "create", NULL, &rec);
	if (!e)
		*ret = rec;
	return e;
}

static enum err load(struct ctx *cx, const struct attachment_parent *p, int64_t id,
		     struct attachment *ret)
{
	enum err e = row_load(cx->tx, cx->arena, &attachment_fields, EYES_SYSTEM, id, ret);

	return !e && field_value(parent_field(p), ret).i != p->id ? ERR_NOT_FOUND : e;
}

enum err attachment_read(struct ctx *cx, const struct attachment_parent *p, int64_t id,
			 struct attachment *ret)
{
	void *parent;

	enum err e = load_parent(cx, p, false, &parent);
	if (!e)
		e = load(cx, p, id, ret);
	return e ? e : audit(cx, "download", attachment_fields.name, id, STR(""));
}

enum err attachment_remove(struct ctx *cx, void *removal)
{
	struct attachment_removal *r = removal;
	struct attachment rec;
	void *parent;

	enum err e = load_parent(cx, &r->parent, true, &parent);
	if (!e)
		e = load(cx, &r->parent, r->id, &rec);
	if (!e && rec.version != r->version)
		e = ERR_STALE;
	if (!e)
		e = row_delete(cx->tx, &attachment_fields, rec.id, rec.version);
	if (!e)
		e = note(cx, &r->parent, parent, "delete", &rec, NULL);
	if (!e)
		r->hash = rec.hash;
	return e;
}

/* Removes a file that no row holds, within the transaction that has seen it: whoever adds the
 * same content waits for its end and then brings the file anew. */
static enum err drop_unheld(struct ctx *cx, struct str hash, int64_t *removed)
{
	int64_t n;

	enum err e = lock(cx, hash);
	if (!e)
		e = tx_one_int(cx->tx, Q_ATTACHMENT_HOLDERS, &VAL_STR(hash), 1, &n);
	if (e || n)
		return e;
	++*removed;
	return blob_remove(cx->home->files->dir, hash);
}

enum err attachment_drop_file(struct ctx *cx, void *removal)
{
	const struct attachment_removal *r = removal;
	int64_t removed = 0;

	return drop_unheld(cx, r->hash, &removed);
}

enum err attachments_said(struct ctx *cx, const struct ticket_event *ev, struct str ids)
{
	struct str part;
	int64_t id, changed;

	while (ids.n && str_split(&ids, ' ', &part)) {
		if (str_to_int(part, &id))
			return ERR_BUG;
		const struct value v[] = {VAL_INT(id), VAL_INT(ev->ticket_id), VAL_INT(ev->id),
					  VAL_TIME(cx->now)};
		enum err e = tx_exec(cx->tx, Q_ATTACHMENT_SAID, v, 4, &changed);
		if (e)
			return e;
		if (changed != 1)
			return fail_at(cx->fail, ERR_INPUT, "attachment_ids", "no_such_record");
	}
	return OK;
}

/* A walk over the folder. */
struct sweeping {
	const struct run *run;
	struct str name;
	int64_t removed;
};

static enum err sweep_one(struct ctx *cx, void *arg)
{
	struct sweeping *s = arg;

	return drop_unheld(cx, s->name, &s->removed);
}

static enum err look_for_holders(struct ctx *cx, void *arg)
{
	struct sweeping *s = arg;
	int64_t n;

	enum err e = tx_one_int(cx->tx, Q_ATTACHMENT_HOLDERS, &VAL_STR(s->name), 1, &n);
	return e ? e : n ? ERR_CONFLICT : OK;
}

/* Most files are held, and only looked at. */
static enum err visit(void *arg, struct str name)
{
	struct sweeping *s = arg;

	s->name = name;
	fail_clear(s->run->fail);
	arena_reset(s->run->arena);
	enum err e = run_use_case(s->run, TX_READ, look_for_holders, s);
	if (!e)
		e = run_use_case(s->run, TX_WRITE, sweep_one, s);
	return e == ERR_CONFLICT ? OK : e;
}

enum err attachments_sweep(const struct run *run, int64_t *ret_removed)
{
	struct arena *a = arena_new();
	struct fail fail = {.arena = a, .within = STR("")};
	struct run own = *run;
	struct sweeping s = {.run = &own};

	if (!a)
		return ERR_BUSY;
	own.arena = a;
	own.fail = &fail;
	enum err e =
		run->home->files ? blob_walk(run->home->files->dir, ORPHAN_S, visit, &s) : OK;
	arena_free(a);
	*ret_removed = s.removed;
	return e;
}

enum err attachment_files(struct tx *tx, struct arena *a, attachment_file_fn fn, void *arg)
{
	enum { PAGE = 500 };
	struct str after = STR("");
	int64_t n = PAGE;
	enum err e = OK;

	while (!e && n == PAGE) {
		const struct value v[] = {VAL_STR(after), VAL_INT(PAGE)};
		struct rows *rows = NULL;
		bool more = false;
		n = 0;
		e = tx_query(tx, Q_ATTACHMENT_FILES, v, 2, &rows);
		for (; !e && !(e = rows_next(rows, &more)) && more; n++) {
			after = str_dup(a, rows_text(rows, 0));
			e = fn(arg, after, str_dup(a, rows_text(rows, 3)));
		}
		rows_done(rows);
	}
	return e;
}
