#include "service/export_cell.h"

#include "domain/customer.h"
#include "domain/user.h"
#include "service/about.h"
#include "service/world.h"

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

static struct str person(const struct export_names *names, int64_t id)
{
	const struct user *u = about_find(&names->users, &user_fields, id);

	return u ? u->name : STR("");
}

static struct str tag_names(struct ctx *cx, const struct export_names *names, struct str ids)
{
	struct str part, out = STR("");
	int64_t id;

	while (ids.n && str_split(&ids, ' ', &part)) {
		const struct tag *t = str_to_int(part, &id)
					      ? NULL
					      : about_find(&names->tags, &tag_fields, id);
		if (t)
			out = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(out),
				      !out.n ? "" : message_get(cx->lang, "sheet.and"),
				      STR_ARG(t->name));
	}
	return out;
}

static struct str day(struct ctx *cx, struct value v)
{
	char date[16];

	date_format((struct date){(int32_t)v.i}, date);
	return str_dup(cx->arena, str_of(date));
}

static struct str number(struct ctx *cx, const struct field *fd, int64_t n)
{
	return strcmp(fd->name, "amount") == 0 ? export_amount(cx, n)
					       : str_fmt(cx->arena, "%lld", (long long)n);
}

struct str export_field(struct ctx *cx, const struct export_names *names,
			const struct field *fd, const void *rec, unsigned reveal)
{
	struct value v = field_value(fd, rec);
	bool set = v.kind == V_INT;

	switch (fd->type) {
	case FT_REF:
		return set ? person(names, v.i) : STR("");
	case FT_REFS:
		return tag_names(cx, names, v.s);
	case FT_ENUM:
		return export_word(cx, fd->name, fd->names, names_find(fd->names, v.s));
	case FT_DATE:
		return set ? day(cx, v) : STR("");
	case FT_TIME:
		return set ? world_local_time(cx->world, cx->arena, (struct instant){v.i})
			   : STR("");
	case FT_INT:
		return set ? number(cx, fd, v.i) : STR("");
	default:
		return fd->mask && !(reveal & fd->mask) ? mask_text(cx->arena, fd->mask, v.s)
							: v.s;
	}
}
