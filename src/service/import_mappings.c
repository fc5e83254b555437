#include "service/import_mappings.h"

static bool shares(const struct ctx *cx)
{
	return actor_scope(cx->actor, PERM_VIEW_SHARE) != SCOPE_NONE;
}

static bool may_change(const struct ctx *cx, const struct import_mapping *m)
{
	return m->owner_id == cx->actor->user_id || (m->visibility == VIEW_ALL && shares(cx));
}

static enum err check_columns(struct ctx *cx, const struct import_type *t,
			      const struct import_mapping *m)
{
	const char *header;
	json_t *doc, *column;

	enum err e = json_read(cx->arena, m->columns, cx->fail, &doc);
	if (e)
		return e;
	if (!json_is_object(doc))
		return fail_at(cx->fail, ERR_INPUT, "columns", "not_an_object");
	json_object_foreach (doc, header, column) {
		struct str name = json_is_string(column) ? json_text(column) : STR("?");
		if (name.n && import_column_named(cx, t, name).fills == FILLS_NOTHING) {
			fail_at(cx->fail, ERR_INPUT, "columns", "no_such_column");
			fail_arg(cx->fail, "column", name);
			return ERR_INPUT;
		}
	}
	return OK;
}

static enum err check(struct ctx *cx, const struct import_mapping *m)
{
	const struct import_type *t = import_type_find(m->type);

	if (!t)
		return fail_at(cx->fail, ERR_INPUT, "type", "not_one_of");
	if (m->visibility == VIEW_ALL && !shares(cx))
		return fail_at(cx->fail, ERR_DENIED, "visibility", "denied");
	if (m->visibility == VIEW_TEAM && !cx->actor->department_id)
		return fail_at(cx->fail, ERR_INPUT, "visibility", "no_department");
	return check_columns(cx, t, m);
}

static enum err creating(struct ctx *cx, void *rec)
{
	((struct import_mapping *)rec)->owner_id = cx->actor->user_id;
	return check(cx, rec);
}

static enum err changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)set;
	return may_change(cx, old) ? check(cx, rec) : ERR_DENIED;
}

static enum err removing(struct ctx *cx, const void *rec)
{
	return may_change(cx, rec) ? OK : ERR_DENIED;
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	jw_kbool(w, "change", may_change(cx, rec));
	jw_kbool(w, "delete", may_change(cx, rec));
}

const struct resource import_mapping_resource = {
	.fields = &import_mapping_fields,
	.read = PERM_CUSTOMER_IMPORT,
	.write = PERM_CUSTOMER_IMPORT,
	.remove = PERM_CUSTOMER_IMPORT,
	.creating = creating,
	.changing = changing,
	.removing = removing,
	.can = can,
};

enum err import_mapping_of(struct ctx *cx, const struct import_type *t, struct str headers,
			   struct str *ret_columns)
{
	struct value type = VAL_STR(str_of(t->name));
	const struct list_query q = {
		.eyes = ctx_eyes(cx, PERM_CUSTOMER_IMPORT),
		.conds = {{field_find(&import_mapping_fields, STR("type")), CMP_EQ, &type, 1},
			  {field_find(&import_mapping_fields, STR("headers")), CMP_EQ,
			   &VAL_STR(headers), 1}},
		.n_conds = 2,
		.descending = true};
	struct list_page page;

	*ret_columns = STR("");
	enum err e = row_list(cx->tx, cx->arena, &import_mapping_fields, &q, cx->fail, &page);
	if (e)
		return e;
	const struct import_mapping *m = page.rows;
	for (size_t i = 0; i < page.n; i++) {
		bool mine = m[i].owner_id == cx->actor->user_id;
		if (mine || !ret_columns->n)
			*ret_columns = m[i].columns;
		if (mine)
			break;
	}
	return OK;
}
