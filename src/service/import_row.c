#include "service/import_row.h"

const char *import_title(struct ctx *cx, enum lang lang, const struct fields *t,
			 const struct field *fd)
{
	return message_get(lang, str_fmt(cx->arena, "column.%s.%s", t->name, fd->name).p);
}

static bool is_called(struct ctx *cx, const struct fields *t, const struct field *fd,
		      struct str header)
{
	if (str_is(header, fd->name) ||
	    str_eq(header, str_fmt(cx->arena, "%s.%s", t->name, fd->name)))
		return true;
	for (int lang = 0; lang < lang_names.n; lang++) {
		const char *s = import_title(cx, (enum lang)lang, t, fd);
		if (s && str_is(header, s))
			return true;
	}
	return false;
}

static struct import_column find_column(struct ctx *cx, struct str header)
{
	static const struct fields *const types[] = {&customer_fields, &contact_fields};

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < types[k]->n; i++) {
			const struct field *fd = &types[k]->v[i];
			bool contact_name = k == 1 && strcmp(fd->name, "name") == 0;
			if (!(fd->flags & F_IMPORT))
				continue;
			if (contact_name && str_is(header, "name"))
				continue; /* the customer's */
			if (is_called(cx, types[k], fd, header))
				return (struct import_column){types[k], fd};
		}
	return (struct import_column){0};
}

static enum err column_error(struct ctx *cx, const char *code, struct str name)
{
	fail_at(cx->fail, ERR_INPUT, NULL, code);
	fail_arg(cx->fail, "column", name);
	return ERR_INPUT;
}

enum err import_header(struct ctx *cx, const struct str *cells, size_t n,
		       struct import_columns *ret_columns)
{
	bool has_name = false;

	*ret_columns = (struct import_columns){.n = n};
	for (size_t i = 0; i < n; i++) {
		struct import_column c = find_column(cx, str_trim(cells[i]));
		for (size_t k = 0; c.field && k < i; k++)
			if (ret_columns->v[k].field == c.field)
				return column_error(cx, "duplicate_column", cells[i]);
		ret_columns->v[i] = c;
		has_name |= c.type == &customer_fields && strcmp(c.field->name, "name") == 0;
	}
	return has_name ? OK : column_error(cx, "missing_column", STR("name"));
}

/* "2024-3-5", "2024/03/05", "2024年3月5日" as "2024-03-05"; as it stands when the year does not
 * come first with four digits: "25.3.24" has two readings. */
static struct str plain_date(struct ctx *cx, struct str s)
{
	int64_t part[3] = {0};
	int k = 0;
	bool in_number = false;

	for (size_t i = 0; i < s.n && k < 3; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (digit)
			part[k] = part[k] * 10 + (s.p[i] - '0');
		else if (in_number)
			k++;
		in_number = digit;
		if (part[k < 3 ? k : 2] > 9999)
			return s;
	}
	if (in_number)
		k++;
	return k == 3 && part[0] >= 1000 ? str_fmt(cx->arena, "%04d-%02d-%02d", (int)part[0],
						   (int)part[1], (int)part[2])
					 : s;
}

/* A local time "2024-03-25 09:30", or a date alone, in the company's zone. */
static struct str plain_time(struct ctx *cx, struct str s)
{
	struct instant t;
	struct date d;
	int64_t h = 0, m = 0;
	char out[32];

	if (instant_parse(s, &t) == OK)
		return s;
	ptrdiff_t gap = str_find(s, ' ', 0);
	struct str day = gap < 0 ? s : str_slice(s, 0, (size_t)gap);
	struct str clock = gap < 0 ? STR("") : str_trim(str_slice(s, (size_t)gap, s.n));
	if (date_parse(plain_date(cx, day), &d))
		return s;
	if (clock.n >= 5 && clock.p[2] == ':' &&
	    (str_to_int(str_slice(clock, 0, 2), &h) || str_to_int(str_slice(clock, 3, 5), &m)))
		return s;
	instant_format(tz_instant(cx->world->zone, local_of(d, (int32_t)(h * 3600 + m * 60))),
		       out);
	return str_dup(cx->arena, str_of(out));
}

/* A name of an enumeration: its code, or its text in any language. */
static struct str plain_enum(struct ctx *cx, const struct field *fd, struct str s)
{
	for (int v = 0; v < fd->names->n; v++)
		for (int lang = 0; lang < lang_names.n; lang++) {
			const char *text = message_get(
				(enum lang)lang,
				str_fmt(cx->arena, "%s.%s", fd->name, fd->names->v[v]).p);
			if (text && str_is(s, text))
				return str_of(fd->names->v[v]);
		}
	return s;
}

static enum err find_owner(struct ctx *cx, struct str who, int64_t *ret_id)
{
	enum err e = tx_one_int(cx->tx, Q_USER_BY_NAME, &VAL_STR(who), 1, ret_id);
	return e == ERR_NOT_FOUND ? fail_at(cx->fail, ERR_INPUT, "owner_id", "no_such_record")
				  : e;
}

/* Tags between 、 ， , ; ； / or spaces, one a line. */
static struct str tag_lines(struct ctx *cx, struct str s)
{
	char *out = arena_alloc(cx->arena, s.n + 1);
	size_t n = 0;
	uint32_t cp;

	for (size_t i = 0, k; i < s.n && (k = utf8_next(s, i, &cp)) > 0; i += k) {
		bool gap = cp == ',' || cp == ';' || cp == '/' || cp == ' ' || cp == 0x3001 ||
			   cp == 0xff0c || cp == 0xff1b || cp == '\n';
		if (!gap) {
			memcpy(out + n, s.p + i, k);
			n += k;
		} else if (n && out[n - 1] != '\n') {
			out[n++] = '\n';
		}
	}
	return str_trim((struct str){out, n});
}

/* Says what stands there and how it may be written: a sheet has many ways. */
static enum err wrong_day(struct ctx *cx, const struct field *fd, struct str cell)
{
	uint32_t cp;
	size_t n = 0, k = 0;

	for (int i = 0; i < 40 && n < cell.n && (k = utf8_next(cell, n, &cp)) > 0; i++)
		n += k;
	fail_at(cx->fail, ERR_INPUT, fd->name,
		fd->type == FT_DATE ? "not_a_cell_date" : "not_a_cell_time");
	fail_arg(cx->fail, "value", str_slice(cell, 0, n));
	return ERR_INPUT;
}

static bool is_day(const struct field *fd, struct str cell)
{
	struct instant t;
	struct date d;

	return fd->type == FT_DATE ? !date_parse(cell, &d) : !instant_parse(cell, &t);
}

/* Line ends as LF; a text of one line has a space instead, since sheets break lines to fit. */
static struct str with_lines(struct ctx *cx, const struct field *fd, struct str s)
{
	char *out = arena_alloc(cx->arena, s.n + 1), end = fd->flags & F_LINES ? '\n' : ' ';
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool pair = s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n';
		if (!pair)
			out[n++] = s.p[i] == '\r' || s.p[i] == '\n' ? end : s.p[i];
	}
	return (struct str){out, n};
}

static enum err read_cell(struct ctx *cx, const struct import_column *c, struct str cell,
			  struct import_record *r)
{
	const struct field *fd = c->field;
	void *rec = c->type == &customer_fields ? (void *)&r->customer : (void *)&r->contact;

	if (cell.n == 0 || str_is(cell, "-"))
		return OK;
	if (fd->type == FT_REFS) {
		r->tags = tag_lines(cx, cell);
		return OK;
	}
	if (fd->type == FT_REF)
		return find_owner(cx, cell, &r->customer.owner_id);
	if (fd->type == FT_DATE || fd->type == FT_TIME) {
		struct str plain =
			fd->type == FT_DATE ? plain_date(cx, cell) : plain_time(cx, cell);
		if (!is_day(fd, plain))
			return wrong_day(cx, fd, cell);
		cell = plain;
	} else if (fd->type == FT_ENUM)
		cell = plain_enum(cx, fd, cell);
	else if (fd->type == FT_TEXT)
		cell = with_lines(cx, fd, cell);
	return field_parse(fd, cx->arena, cell, rec, cx->fail);
}

enum err import_record_read(struct ctx *cx, const struct import_columns *columns,
			    const struct str *cells, size_t n, struct import_record *ret_record)
{
	struct import_record *r = ret_record;
	enum err e = OK;

	fields_clear(&customer_fields, &r->customer);
	fields_clear(&contact_fields, &r->contact);
	r->tags = STR("");
	if (n > columns->n)
		return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_cells");
	for (size_t i = 0; i < n; i++)
		if (columns->v[i].field && read_cell(cx, &columns->v[i], str_trim(cells[i]), r))
			e = ERR_INPUT;
	if (!e && r->customer.name.n == 0)
		e = fail_at(cx->fail, ERR_INPUT, "name", "required");
	if (!e && instant_cmp(r->customer.last_contact_at, cx->now) > 0 &&
	    instant_is_set(r->customer.last_contact_at))
		e = fail_at(cx->fail, ERR_INPUT, "last_contact_at", "in_future");
	return e;
}
