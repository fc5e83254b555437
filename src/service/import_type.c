#include "service/import_type.h"

#include "service/customers.h"
#include "service/follow_ups.h"
#include "service/import_write.h"
#include "service/tickets.h"

#define PART(r, member)                                                                        \
	{                                                                                      \
		&r, offsetof(struct import_record, member)                                     \
	}

const struct import_type import_types[] = {
	{.name = "customer",
	 .parts = {PART(customer_resource, customer), PART(contact_resource, contact)},
	 .with_history = true,
	 .needs = {"name"},
	 .keys = BY_NUMBER,
	 .check = import_check_customer,
	 .find = import_find_customer,
	 .prepare = import_prepare_customer,
	 .make = import_make_customer,
	 .update = import_update_customer},
	{.name = "contact",
	 .parts = {PART(contact_resource, contact)},
	 .of_customer = true,
	 .needs = {"name"},
	 .keys = BY_NAME | BY_PHONE,
	 .check = import_check_contact,
	 .find = import_find_contact,
	 .make = import_make_contact},
	{.name = "order",
	 .parts = {PART(order_resource, order)},
	 .of_customer = true,
	 .needs = {"amount", "ordered_on"},
	 .keys = BY_NUMBER,
	 .check = import_check_order,
	 .find = import_find_order,
	 .make = import_make_order},
	{.name = "ticket",
	 .parts = {PART(ticket_resource, ticket)},
	 .of_customer = true,
	 .needs = {"title"},
	 .keys = BY_NUMBER,
	 .check = import_check_ticket,
	 .find = import_find_ticket,
	 .make = import_make_ticket},
	{.name = "follow_up",
	 .parts = {PART(follow_up_resource, follow_up)},
	 .of_customer = true,
	 .needs = {"done_at"},
	 .keys = BY_CONTENT,
	 .check = import_check_follow_up,
	 .find = import_find_follow_up,
	 .make = import_make_follow_up},
	{.name = "survey",
	 .parts = {PART(follow_up_resource, follow_up)},
	 .of_customer = true,
	 .needs = {"done_at", "content"},
	 .keys = BY_CONTENT,
	 .check = import_check_survey,
	 .find = import_find_follow_up,
	 .make = import_make_follow_up},
	{.name = NULL},
};

const struct import_type *import_type_find(struct str name)
{
	for (const struct import_type *t = import_types; t->name; t++)
		if (str_is(name, t->name))
			return t;
	return NULL;
}

static const struct fields *fields_of(const struct import_type *t, int part)
{
	return t->parts[part].resource ? t->parts[part].resource->fields : NULL;
}

size_t import_all_columns(const struct import_type *t, struct import_column *v, size_t max)
{
	size_t n = 0;

	if (t->of_customer && max >= 2) {
		v[n++] = (struct import_column){.fills = FILLS_NUMBER};
		v[n++] = (struct import_column){.fills = FILLS_NAME};
	}
	for (int part = 0; part < IMPORT_PARTS; part++) {
		const struct fields *f = fields_of(t, part);
		for (size_t i = 0; f && i < f->n && n < max; i++)
			if (f->v[i].flags & F_IMPORT)
				v[n++] = (struct import_column){FILLS_FIELD, part, &f->v[i]};
	}
	return n;
}

size_t import_known_columns(const struct import_type *t, struct import_column *v, size_t max)
{
	size_t n = import_all_columns(t, v, max);

	if (t->with_history && n < max)
		v[n++] = (struct import_column){.fills = FILLS_HISTORY};
	return n;
}

struct str import_column_name(struct ctx *cx, const struct import_type *t,
			      const struct import_column *c)
{
	if (c->fills == FILLS_NAME)
		return STR("customer");
	if (c->fills == FILLS_NUMBER)
		return STR("customer_number");
	if (c->fills == FILLS_HISTORY)
		return STR("history");
	if (c->fills == FILLS_NOTHING)
		return STR("");
	if (c->part == 0)
		return str_of(c->field->name);
	return str_fmt(cx->arena, "%s.%s", fields_of(t, c->part)->name, c->field->name);
}

/* All titles of a column in a language, separated by |; "": the catalogue has none. */
static struct str titles_of(struct ctx *cx, enum lang lang, const struct import_type *t,
			    const struct import_column *c)
{
	const char *name = c->fills == FILLS_NAME      ? "customer"
			   : c->fills == FILLS_NUMBER  ? "customer_number"
			   : c->fills == FILLS_HISTORY ? "history"
						       : c->field->name;
	const char *record = c->fills == FILLS_FIELD ? fields_of(t, c->part)->name : "import";
	const char *own = NULL, *general;

	if (c->part == 0)
		own = message_get(lang, str_fmt(cx->arena, "column.%s.%s", t->name, name).p);
	general = message_get(lang, str_fmt(cx->arena, "column.%s.%s", record, name).p);
	return str_of(own ? own : general);
}

struct str import_title(struct ctx *cx, enum lang lang, const struct import_type *t,
			const struct import_column *c)
{
	struct str rest = titles_of(cx, lang, t, c), first;

	if (!rest.n || !str_split(&rest, '|', &first))
		return import_column_name(cx, t, c);
	return str_dup(cx->arena, first);
}

struct import_column import_column_named(struct ctx *cx, const struct import_type *t,
					 struct str name)
{
	struct import_column v[CSV_COLUMNS];
	size_t n = import_known_columns(t, v, CSV_COLUMNS);

	for (size_t i = 0; i < n; i++)
		if (str_eq(import_column_name(cx, t, &v[i]), name))
			return v[i];
	return (struct import_column){0};
}

/* A header without what stands in brackets at its end, ASCII letters small. */
static struct str plain_header(struct ctx *cx, struct str s)
{
	ptrdiff_t narrow = str_find(s, '(', 0);
	size_t n = narrow > 0 ? (size_t)narrow : s.n;
	static const char wide[] = "\xef\xbc\x88"; /* （ */

	for (size_t i = 1; i + 3 <= n; i++)
		if (memcmp(s.p + i, wide, 3) == 0)
			n = i;
	return str_lower(cx->arena, str_trim(str_slice(s, 0, n)));
}

static bool is_called(struct ctx *cx, const struct import_type *t,
		      const struct import_column *c, struct str header)
{
	struct str title;

	for (int lang = 0; lang < lang_names.n; lang++) {
		struct str rest = titles_of(cx, (enum lang)lang, t, c);
		while (rest.n && str_split(&rest, '|', &title))
			if (str_eq(plain_header(cx, title), header))
				return true;
	}
	return false;
}

struct import_column import_column_of(struct ctx *cx, const struct import_type *t,
				      struct str header)
{
	struct import_column named = import_column_named(cx, t, str_trim(header));
	struct import_column v[CSV_COLUMNS];
	size_t n = import_known_columns(t, v, CSV_COLUMNS);
	struct str plain = plain_header(cx, header);

	if (named.fills != FILLS_NOTHING)
		return named;
	for (size_t i = 0; i < n; i++)
		if (is_called(cx, t, &v[i], plain))
			return v[i];
	return (struct import_column){0};
}

static enum err column_error(struct ctx *cx, const char *code, struct str name)
{
	fail_at(cx->fail, ERR_INPUT, NULL, code);
	fail_arg(cx->fail, "column", name);
	return ERR_INPUT;
}

static bool has(const struct import_columns *columns, const struct import_column *c)
{
	for (size_t i = 0; i < columns->n; i++)
		if (columns->v[i].fills == c->fills && columns->v[i].part == c->part &&
		    columns->v[i].field == c->field)
			return true;
	return false;
}

static enum err check_needs(struct ctx *cx, const struct import_type *t,
			    const struct import_columns *columns)
{
	const struct import_column name = {.fills = FILLS_NAME};
	const struct import_column number = {.fills = FILLS_NUMBER};

	for (int i = 0; i < IMPORT_NEEDS && t->needs[i]; i++) {
		struct import_column c = import_column_named(cx, t, str_of(t->needs[i]));
		if (!has(columns, &c))
			return column_error(cx, "missing_column",
					    import_title(cx, cx->lang, t, &c));
	}
	if (t->of_customer && !has(columns, &name) && !has(columns, &number))
		return column_error(cx, "missing_column", import_title(cx, cx->lang, t, &name));
	return OK;
}

enum err import_header(struct ctx *cx, const struct import_type *t, const json_t *mapping,
		       const struct str *cells, size_t n, struct import_columns *ret_columns)
{
	struct import_columns *columns = ret_columns;

	*columns = (struct import_columns){0};
	for (size_t i = 0; i < n; i++) {
		struct str header = str_trim(cells[i]);
		const json_t *told = json_object_get(mapping, str_dup(cx->arena, header).p);
		struct import_column c = json_is_string(told)
						 ? import_column_named(cx, t, json_text(told))
						 : import_column_of(cx, t, header);
		if (c.fills != FILLS_NOTHING && has(columns, &c))
			return column_error(cx, "duplicate_column", header);
		columns->v[columns->n++] = c;
	}
	return check_needs(cx, t, columns);
}
