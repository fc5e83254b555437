#include "service/export_cell.h"

#include "domain/user.h"

struct str export_word(struct ctx *cx, const char *name, const struct names *names, int value)
{
	struct str key = str_fmt(cx->arena, "cell.%s.%s", name, names_get(names, value));
	const char *cell = message_get(cx->lang, key.p);
	struct str rest = str_of(cell ? cell : message_get(cx->lang, key.p + strlen("cell.")));
	struct str one;

	return rest.n && str_split(&rest, '|', &one) ? str_dup(cx->arena, one) : STR("");
}

struct str export_amount(struct ctx *cx, int64_t minor)
{
	bool minus = minor < 0;
	uint64_t n = minus ? 0 - (uint64_t)minor : (uint64_t)minor;

	return str_fmt(cx->arena, "%s%llu.%02llu", minus ? "-" : "",
		       (unsigned long long)(n / 100), (unsigned long long)(n % 100));
}

static enum err person(struct ctx *cx, int64_t id, struct str *ret_text)
{
	struct user u;

	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, id, &u);
	if (!e)
		*ret_text = u.name;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err tag_names(struct ctx *cx, struct str ids, struct str *ret_text)
{
	struct str part, out = STR("");
	struct tag t;
	int64_t id;

	while (ids.n && str_split(&ids, ' ', &part)) {
		enum err e = str_to_int(part, &id);
		if (!e)
			e = row_load(cx->tx, cx->arena, &tag_fields, EYES_SYSTEM, id, &t);
		if (e)
			return e;
		out = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(out),
			      !out.n ? "" : message_get(cx->lang, "sheet.and"),
			      STR_ARG(t.name));
	}
	*ret_text = out;
	return OK;
}

enum err export_field(struct ctx *cx, const struct field *fd, const void *rec, unsigned reveal,
		      struct str *ret_text)
{
	struct value v = field_value(fd, rec);
	char date[16];

	*ret_text = STR("");
	switch (fd->type) {
	case FT_REF:
		return v.kind == V_INT && v.i ? person(cx, v.i, ret_text) : OK;
	case FT_REFS:
		return tag_names(cx, v.s, ret_text);
	case FT_ENUM:
		*ret_text = export_word(cx, fd->name, fd->names, names_find(fd->names, v.s));
		return OK;
	case FT_DATE:
		if (v.kind == V_INT) {
			date_format((struct date){(int32_t)v.i}, date);
			*ret_text = str_dup(cx->arena, str_of(date));
		}
		return OK;
	case FT_TIME:
		if (v.kind == V_INT)
			*ret_text =
				world_local_time(cx->world, cx->arena, (struct instant){v.i});
		return OK;
	case FT_INT:
		if (v.kind == V_INT)
			*ret_text = strcmp(fd->name, "amount") == 0
					    ? export_amount(cx, v.i)
					    : str_fmt(cx->arena, "%lld", (long long)v.i);
		return OK;
	default:
		*ret_text = fd->mask && !(reveal & fd->mask)
				    ? mask_text(cx->arena, fd->mask, v.s)
				    : v.s;
		return OK;
	}
}
