/* The file that people start an import from. */
#include "service/import_file.h"

static struct str sample_text(struct ctx *cx, enum lang lang, const struct import_type *t,
			      const struct import_column *c)
{
	const char *name = c->fills == FILLS_NAME ? "name" : c->field->name;
	const char *record =
		c->fills == FILLS_NAME ? "customer" : t->parts[c->part].resource->fields->name;
	const char *own =
		message_get(lang, str_fmt(cx->arena, "sample.%s.%s", t->name, name).p);
	const char *general =
		message_get(lang, str_fmt(cx->arena, "sample.%s.%s", record, name).p);

	return str_of(own ? own : general);
}

/* The first value that has a text. */
static struct str sample_enum(struct ctx *cx, enum lang lang, const struct field *fd)
{
	for (int v = 0; v < fd->names->n; v++) {
		struct str key = str_fmt(cx->arena, "cell.%s.%s", fd->name, fd->names->v[v]);
		const char *cell = message_get(lang, key.p);
		struct str rest =
			str_of(cell ? cell : message_get(lang, key.p + strlen("cell.")));
		struct str one;
		if (rest.n && str_split(&rest, '|', &one))
			return str_dup(cx->arena, one);
	}
	return STR("");
}

/* A value that the import itself would take. */
static struct str sample(struct ctx *cx, enum lang lang, const struct import_type *t,
			 const struct import_column *c)
{
	struct arena *a = cx->arena;
	struct date today = world_date(cx->world, cx->now);
	const struct company *company = &cx->world->company;
	bool ticket = c->field && t->parts[0].resource->fields == &ticket_fields;
	char date[16];

	date_format(today, date);
	if (c->fills == FILLS_NUMBER ||
	    (c->field && strcmp(c->field->name, "number") == 0 && strcmp(t->name, "order")))
		return number_format(
			a, ticket ? company->ticket_prefix : company->customer_prefix, ticket,
			today, ticket ? company->ticket_digits : company->customer_digits, 1);
	if (c->fills == FILLS_NAME)
		return sample_text(cx, lang, t, c);
	switch (c->field->type) {
	case FT_REF:
		return cx->actor->name;
	case FT_ENUM:
		return sample_enum(cx, lang, c->field);
	case FT_DATE:
		return str_dup(a, str_of(date));
	case FT_TIME:
		return world_local_time(cx->world, a, cx->now);
	default:
		return sample_text(cx, lang, t, c);
	}
}

enum err import_template_write(struct ctx *cx, struct str type, enum lang lang, struct buf *b)
{
	struct import_column v[CSV_COLUMNS];
	const struct import_type *t;

	enum err e = import_type_asked(cx, type, &t);
	if (e)
		return e;
	size_t n = import_all_columns(t, v, CSV_COLUMNS);
	buf_puts(b, "\xef\xbb\xbf");
	for (int row = 0; row < 2; row++) {
		for (size_t i = 0; i < n; i++)
			csv_put(b,
				row ? sample(cx, lang, t, &v[i])
				    : import_title(cx, lang, t, &v[i]),
				i == 0);
		buf_puts(b, "\r\n");
	}
	return buf_err(b);
}
