#include "domain/checklist.h"

enum { ITEM_MAX = 200 };

static const char texts_schema[] = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}";

// clang-format off
#define T struct checklist_template
static const struct field checklist_template_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, name, F_WRITE | F_REQUIRED | F_FILTER | F_SORT, .min = 1, .max = 100),
	F_JSON(T, items, F_WRITE | F_REQUIRED, .max = 40000, .schema = texts_schema),
	F_BOOL(T, required, F_WRITE),
	F_JSON(T, types, F_WRITE, .max = 1000, .schema = texts_schema),
	F_JSON(T, urgencies, F_WRITE, .max = 1000, .schema = texts_schema),
	F_JSON(T, tiers, F_WRITE, .max = 1000, .schema = texts_schema),
};
#undef T
const struct fields checklist_template_fields = FIELDS(struct checklist_template,
	"checklist_template", "checklist_templates", checklist_template_rows);

#define T struct checklist_item
static const struct field checklist_item_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, ticket_id, F_FILTER, "ticket"),
	F_REF(T, template_id, 0, "checklist_template"),
	F_TEXT(T, text, F_WRITE | F_REQUIRED, .min = 1, .max = ITEM_MAX),
	F_INT(T, position, F_WRITE | F_SORT, .min = 0, .max = INT64_C(1) << 50),
	F_BOOL(T, required, F_FILTER),
	F_BOOL(T, done, F_EDIT | F_COMPUTED),
	F_TIME(T, done_at, 0),
	F_REF(T, done_by, 0, "user"),
};
#undef T
const struct fields checklist_item_fields = FIELDS(struct checklist_item, "checklist_item",
	"checklist_items", checklist_item_rows, .reach = REACH_TICKET);
// clang-format on

static enum err read_list(struct arena *a, struct str list, const char *field, struct fail *f,
			  json_t **ret_list)
{
	enum err e = json_read(a, list.n ? list : STR("[]"), f, ret_list);

	return !e && !json_is_array(*ret_list) ? fail_at(f, ERR_INPUT, field, "not_a_list") : e;
}

static enum err check_text(json_t *v, struct fail *f)
{
	struct str s = json_text(v);

	if (!json_is_string(v))
		return fail_at(f, ERR_INPUT, "items", "not_a_text");
	if (!str_trim(s).n)
		return fail_at(f, ERR_INPUT, "items", "required");
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 32)
			return fail_at(f, ERR_INPUT, "items", "line_break");
	if (utf8_len(s) <= ITEM_MAX)
		return OK;
	fail_at(f, ERR_INPUT, "items", "too_long");
	fail_arg_int(f, "max", ITEM_MAX);
	return ERR_INPUT;
}

static enum err check_items(struct arena *a, const struct checklist_template *t, struct fail *f)
{
	json_t *list, *v;
	size_t i;

	enum err e = read_list(a, t->items, "items", f, &list);
	if (e)
		return e;
	if (!json_array_size(list))
		return fail_at(f, ERR_INPUT, "items", "required");
	if (json_array_size(list) > CHECKLIST_TEMPLATE_ITEMS) {
		fail_at(f, ERR_INPUT, "items", "too_many_items");
		fail_arg_int(f, "max", CHECKLIST_TEMPLATE_ITEMS);
		return ERR_INPUT;
	}
	json_array_foreach (list, i, v)
		if (check_text(v, f))
			return ERR_INPUT;
	return OK;
}

/* A condition of a template: a list of names and what a ticket is held against. */
struct condition {
	const char *field;
	struct str list;
	const struct names *names;
	int have;
};
enum { CONDITIONS = 3 };

static void conditions_of(const struct checklist_template *t, const struct match *m,
			  struct condition v[CONDITIONS])
{
	v[0] = (struct condition){"types", t->types, &ticket_type_names, m->type};
	v[1] = (struct condition){"urgencies", t->urgencies, &urgency_names, m->urgency};
	v[2] = (struct condition){"tiers", t->tiers, &tier_names, m->tier};
}

static enum err check_names(struct arena *a, const struct condition *c, struct fail *f)
{
	struct str all = STR("");
	json_t *list, *v;
	size_t i;

	enum err e = read_list(a, c->list, c->field, f, &list);
	if (e)
		return e;
	json_array_foreach (list, i, v)
		if (!json_is_string(v) || names_find(c->names, json_text(v)) < 0)
			e = ERR_INPUT;
	if (!e)
		return OK;
	for (int n = 0; n < c->names->n; n++)
		all = str_fmt(a, "%.*s%s%s", STR_ARG(all), n ? ", " : "", c->names->v[n]);
	fail_at(f, e, c->field, "not_one_of");
	fail_arg(f, "allowed", all);
	return e;
}

enum err checklist_template_check(struct arena *a, const struct checklist_template *t,
				  struct fail *f)
{
	struct condition conditions[CONDITIONS];
	enum err e = str_trim(t->name).n ? OK : fail_at(f, ERR_INPUT, "name", "required");

	if (check_items(a, t, f))
		e = ERR_INPUT;
	conditions_of(t, &(struct match){0}, conditions);
	for (int i = 0; i < CONDITIONS; i++)
		if (check_names(a, &conditions[i], f))
			e = ERR_INPUT;
	return e;
}

enum err checklist_template_texts(struct arena *a, const struct checklist_template *t,
				  struct fail *f, struct str **ret_texts, size_t *ret_n)
{
	json_t *list, *v;
	size_t i;

	enum err e = read_list(a, t->items, "items", f, &list);
	if (e)
		return e;
	*ret_n = json_array_size(list);
	*ret_texts = ARENA_ARRAY(a, *ret_n, struct str);
	json_array_foreach (list, i, v)
		(*ret_texts)[i] = str_trim(json_text(v));
	return OK;
}

enum err checklist_template_fits(struct arena *a, const struct checklist_template *t,
				 const struct match *m, bool *ret_fits)
{
	struct fail ignored = {.arena = a, .within = STR("")};
	struct condition conditions[CONDITIONS];
	size_t named = 0;
	bool fits = true;

	conditions_of(t, m, conditions);
	for (int c = 0; c < CONDITIONS; c++) {
		bool found = false;
		json_t *list, *v;
		size_t i;
		if (read_list(a, conditions[c].list, conditions[c].field, &ignored, &list))
			return ERR_BUG;
		json_array_foreach (list, i, v)
			found = found || names_find(conditions[c].names, json_text(v)) ==
						 conditions[c].have;
		named += json_array_size(list);
		fits = fits && (found || !json_array_size(list));
	}
	*ret_fits = fits && named > 0;
	return OK;
}
