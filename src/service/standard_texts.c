#include "service/standard_texts.h"

static enum err draft_only(struct ctx *cx, const struct standard_text *t)
{
	return t->state == VERSION_DRAFT
		       ? OK
		       : fail_at(cx->fail, ERR_CONFLICT, NULL, "published_never_changes");
}

/* What a draft takes the place of must be in force. */
static enum err creating(struct ctx *cx, void *rec)
{
	struct standard_text *t = rec;
	struct standard_text old;

	t->state = VERSION_DRAFT;
	if (!t->replaces_id)
		return OK;
	enum err e = row_load(cx->tx, cx->arena, &standard_text_fields, EYES_SYSTEM,
			      t->replaces_id, &old);
	if (e == ERR_NOT_FOUND || (!e && old.state != VERSION_PUBLISHED))
		return fail_at(cx->fail, ERR_INPUT, "replaces_id", "no_such_record");
	return e;
}

/* People change drafts; what is not given by them (set) is publishing and replacing. */
static enum err changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)rec;
	return set ? draft_only(cx, old) : OK;
}

static enum err removing(struct ctx *cx, const void *rec)
{
	return draft_only(cx, rec);
}

static enum err showing(struct ctx *cx, void *rec)
{
	struct standard_text *t = rec;
	const struct value v[] = {VAL_INT(t->id), VAL_INT(cx->actor->user_id)};
	int64_t at;

	enum err e = tx_one_int(cx->tx, Q_ACKNOWLEDGEMENT_GET, v, 2, &at);
	t->acknowledged_at = e ? INSTANT_NONE : (struct instant){at};
	return e == ERR_NOT_FOUND ? OK : e;
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct standard_text *t = rec;
	bool draft = t->state == VERSION_DRAFT;
	bool write = actor_scope(cx->actor, PERM_POLICY_WRITE) == SCOPE_ALL;

	jw_kbool(w, "edit", draft && write);
	jw_kbool(w, "delete", draft && write);
	jw_kbool(w, "publish",
		 draft && actor_scope(cx->actor, PERM_POLICY_PUBLISH) == SCOPE_ALL);
	jw_kbool(w, "replace", t->state == VERSION_PUBLISHED && write);
	jw_kbool(w, "readers", !draft && write);
	jw_kbool(w, "acknowledge",
		 t->state == VERSION_PUBLISHED && cx->actor->user_id &&
			 !instant_is_set(t->acknowledged_at));
}

const struct resource standard_text_resource = {
	.fields = &standard_text_fields,
	.read = PERM_POLICY_READ,
	.write = PERM_POLICY_WRITE,
	.remove = PERM_POLICY_WRITE,
	.creating = creating,
	.changing = changing,
	.removing = removing,
	.showing = showing,
	.can = can,
};

static enum err replace(struct ctx *cx, int64_t id)
{
	struct standard_text old, t;

	if (!id)
		return OK;
	enum err e = row_load(cx->tx, cx->arena, &standard_text_fields, EYES_SYSTEM, id, &old);
	if (e || old.state != VERSION_PUBLISHED)
		return e;
	t = old;
	t.state = VERSION_REPLACED;
	return resource_change(cx, &standard_text_resource, &old, &t, 0);
}

enum err standard_text_publish(struct ctx *cx, int64_t id, int64_t version, struct str reason,
			       struct standard_text *ret_text)
{
	struct standard_text old, t;

	enum err e = resource_load(cx, &standard_text_resource, PERM_POLICY_PUBLISH, id, &old);
	if (!e && version >= 0 && version != old.version)
		e = ERR_STALE;
	if (!e)
		e = draft_only(cx, &old);
	if (!e)
		e = replace(cx, old.replaces_id);
	if (e)
		return e;
	t = old;
	t.state = VERSION_PUBLISHED;
	t.reason = reason;
	t.published_at = cx->now;
	t.published_by = cx->actor->user_id;
	e = resource_change(cx, &standard_text_resource, &old, &t, 0);
	if (!e)
		*ret_text = t;
	return e;
}

enum err standard_text_acknowledge(struct ctx *cx, int64_t id, struct standard_text *ret_text)
{
	const struct value v[] = {VAL_INT(id), VAL_INT(cx->actor->user_id), VAL_TIME(cx->now)};
	int64_t added = 0;

	enum err e = resource_load(cx, &standard_text_resource, PERM_POLICY_READ, id, ret_text);
	if (!e && ret_text->state != VERSION_PUBLISHED)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "text_not_in_force");
	if (!e)
		e = tx_exec(cx->tx, Q_ACKNOWLEDGEMENT_ADD, v, 3, &added);
	return e || !added ? e : audit(cx, "acknowledge", "standard_text", id, STR(""));
}

enum err standard_texts_waiting_write(struct ctx *cx, struct jw *w)
{
	const struct value v = VAL_INT(cx->actor->user_id);
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(cx->tx, Q_TEXTS_TO_ACKNOWLEDGE, &v, 1, &rows);
	if (e)
		return e;
	jw_obj(w);
	jw_key(w, "items");
	jw_arr(w);
	while (!(e = rows_next(rows, &more)) && more) {
		jw_obj(w);
		jw_kid(w, "id", rows_int(rows, 0));
		jw_kstr(w, "title", rows_text(rows, 1));
		jw_end_obj(w);
	}
	rows_done(rows);
	jw_end_arr(w);
	jw_end_obj(w);
	return e;
}

static void write_reader(const struct rows *rows, struct jw *w)
{
	jw_obj(w);
	jw_kid(w, "user_id", rows_int(rows, 0));
	jw_kstr(w, "name", rows_text(rows, 1));
	jw_kid(w, "department_id", rows_is_null(rows, 2) ? 0 : rows_int(rows, 2));
	jw_ktime(w, "acknowledged_at",
		 rows_is_null(rows, 3) ? INSTANT_NONE : (struct instant){rows_int(rows, 3)});
	jw_end_obj(w);
}

enum err standard_text_readers_write(struct ctx *cx, int64_t id, struct jw *w)
{
	const struct value v = VAL_INT(id);
	struct rows *rows = NULL;
	struct standard_text t;
	int64_t missing = 0;
	bool more = false;

	enum err e = resource_load(cx, &standard_text_resource, PERM_POLICY_READ, id, &t);
	if (!e)
		e = tx_query(cx->tx, Q_TEXT_READERS, &v, 1, &rows);
	if (e)
		return e;
	jw_obj(w);
	jw_key(w, "items");
	jw_arr(w);
	while (!(e = rows_next(rows, &more)) && more) {
		missing += rows_is_null(rows, 3);
		write_reader(rows, w);
	}
	rows_done(rows);
	jw_end_arr(w);
	jw_kint(w, "missing", missing);
	jw_end_obj(w);
	return e;
}
