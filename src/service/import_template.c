/* The file that people start an import from. */
#include "service/import_row.h"
#include "service/imports.h"

/* A value that the import itself would take. */
static struct str sample(struct ctx *cx, enum lang lang, const struct fields *t,
			 const struct field *fd)
{
	struct arena *a = cx->arena;
	struct date today = world_date(cx->world, cx->now);
	char date[16];

	date_format(today, date);
	switch (fd->type) {
	case FT_REF:
		return cx->actor->name;
	case FT_ENUM:
		return message_format(a, lang, str_fmt(a, "%s.%s", fd->name, fd->names->v[0]).p,
				      NULL, 0);
	case FT_DATE:
		return str_dup(a, str_of(date));
	case FT_TIME:
		return world_local_time(cx->world, a, cx->now);
	default:
		break;
	}
	if (t == &customer_fields && strcmp(fd->name, "number") == 0)
		return number_format(a, cx->world->company.customer_prefix, false, today,
				     cx->world->company.customer_digits, 1);
	return message_format(a, lang, str_fmt(a, "sample.%s.%s", t->name, fd->name).p, NULL,
			      0);
}

enum err import_template_write(struct ctx *cx, enum lang lang, struct buf *b)
{
	static const struct fields *const types[] = {&customer_fields, &contact_fields};

	buf_puts(b, "\xef\xbb\xbf");
	for (int row = 0; row < 2; row++) {
		bool first = true;
		for (size_t k = 0; k < 2; k++)
			for (size_t i = 0; i < types[k]->n; i++) {
				const struct field *fd = &types[k]->v[i];
				const char *title = import_title(cx, lang, types[k], fd);
				if (!(fd->flags & F_IMPORT) || !title)
					continue;
				csv_put(b, row ? sample(cx, lang, types[k], fd) : str_of(title),
					first);
				first = false;
			}
		buf_puts(b, "\r\n");
	}
	return buf_ok(b) ? OK : ERR_LIMIT;
}
