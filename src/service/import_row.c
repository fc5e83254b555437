#include "service/import_type.h"

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

/* Whether a text of the catalogue is, or one of several with | between them are, s. */
static bool is_one_of(const char *texts, struct str s)
{
	struct str rest = str_of(texts), one;

	while (rest.n && str_split(&rest, '|', &one))
		if (str_eq(one, s))
			return true;
	return false;
}

/* A name of an enumeration: its code, or what it is called in any language, "<field>.<value>"
 * and "cell.<field>.<value>" of the catalogue. */
static struct str plain_enum(struct ctx *cx, const struct field *fd, struct str s)
{
	for (int v = 0; v < fd->names->n; v++)
		for (int lang = 0; lang < lang_names.n; lang++) {
			struct str key =
				str_fmt(cx->arena, "cell.%s.%s", fd->name, fd->names->v[v]);
			if (is_one_of(message_get((enum lang)lang, key.p), s) ||
			    is_one_of(message_get((enum lang)lang, key.p + strlen("cell.")), s))
				return str_of(fd->names->v[v]);
		}
	return s;
}

/* "王芳（客服代表）" is the person without what is said of them. */
static struct str plain_name(struct str s)
{
	static const char wide[] = "\xef\xbc\x88";
	ptrdiff_t narrow = str_find(s, '(', 0);
	size_t n = narrow > 0 ? (size_t)narrow : s.n;

	for (size_t i = 1; i + 3 <= n; i++)
		if (memcmp(s.p + i, wide, 3) == 0)
			n = i;
	return str_trim(str_slice(s, 0, n));
}

static enum err find_person(struct ctx *cx, const struct field *fd, struct str who, void *rec)
{
	struct str name = plain_name(who);
	int64_t id;

	enum err e = tx_one_int(cx->tx, Q_USER_BY_NAME, &VAL_STR(who), 1, &id);
	if (e == ERR_NOT_FOUND)
		e = tx_one_int(cx->tx, Q_USER_BY_NAME, &VAL_STR(name), 1, &id);
	if (e == ERR_NOT_FOUND) {
		fail_at(cx->fail, ERR_INPUT, fd->name, "no_such_person");
		fail_arg(cx->fail, "name", name);
		return ERR_INPUT;
	}
	return e ? e : field_set(fd, rec, VAL_INT(id));
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

/* A sum of money as people write it, "12,345.60" or "¥12345", in minor units. */
static struct str minor_units(struct ctx *cx, struct str s)
{
	static const char *const signs[] = {"\xef\xbf\xa5", "\xc2\xa5", "$", "NT$"};
	char *out = arena_alloc(cx->arena, s.n + 3);
	size_t n = 0, decimals = 0;
	bool point = false;

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(s, str_of(signs[i])))
			s = str_slice(s, strlen(signs[i]), s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && !point)
			point = true;
		else if (s.p[i] != ',' && s.p[i] != ' ') {
			decimals += point;
			out[n++] = s.p[i];
		}
	}
	if (decimals > 2)
		return s;
	for (; decimals < 2; decimals++)
		out[n++] = '0';
	return (struct str){out, n};
}

/* What is due on a day is due at its end. */
static struct str due_time(struct ctx *cx, struct str cell)
{
	struct date d;

	if (date_parse(plain_date(cx, cell), &d) || str_find(cell, ':', 0) >= 0)
		return plain_time(cx, cell);
	return plain_time(cx, str_fmt(cx->arena, "%.*s 23:59", STR_ARG(plain_date(cx, cell))));
}

static bool is_name(const struct field *fd, const char *name)
{
	return strcmp(fd->name, name) == 0;
}

static enum err read_day(struct ctx *cx, const struct field *fd, struct str *cell)
{
	struct str plain = fd->type == FT_DATE		       ? plain_date(cx, *cell)
			   : is_name(fd, "next_action_due_at") ? due_time(cx, *cell)
							       : plain_time(cx, *cell);

	if (!is_day(fd, plain))
		return wrong_day(cx, fd, *cell);
	*cell = plain;
	return OK;
}

static enum err read_field(struct ctx *cx, const struct field *fd, struct str cell, void *rec,
			   struct import_record *r)
{
	enum err e = OK;

	switch (fd->type) {
	case FT_REFS:
		r->tags = tag_lines(cx, cell);
		return OK;
	case FT_REF:
		return find_person(cx, fd, cell, rec);
	case FT_DATE:
	case FT_TIME:
		e = read_day(cx, fd, &cell);
		break;
	case FT_ENUM:
		cell = plain_enum(cx, fd, cell);
		break;
	case FT_TEXT:
		cell = with_lines(cx, fd, cell);
		break;
	case FT_INT:
		if (is_name(fd, "amount"))
			cell = minor_units(cx, cell);
		break;
	default:
		break;
	}
	return e ? e : field_parse(fd, cx->arena, cell, rec, cx->fail);
}

/* Without the apostrophe that an export puts before what a spreadsheet would run. */
static struct str plain_cell(struct str s)
{
	bool defused = s.n > 1 && s.p[0] == '\'' && strchr("=+-@", s.p[1]);

	return defused ? str_slice(s, 1, s.n) : s;
}

static enum err read_cell(struct ctx *cx, const struct import_type *t,
			  const struct import_column *c, struct str cell,
			  struct import_record *r)
{
	cell = plain_cell(cell);
	if (!cell.n || str_is(cell, "-") || str_is(cell, "--"))
		return OK;
	if (c->fills == FILLS_NAME)
		r->whose = cell;
	if (c->fills == FILLS_NUMBER)
		r->whose_number = cell;
	if (c->fills == FILLS_HISTORY)
		r->history = str_dup(cx->arena, cell);
	if (c->fills != FILLS_FIELD)
		return OK;
	const struct import_part *part = &t->parts[c->part];
	r->set[c->part] |= UINT64_C(1) << (c->field - part->resource->fields->v);
	return read_field(cx, c->field, cell, (char *)r + part->offset, r);
}

enum err import_record_read(struct ctx *cx, const struct import_type *t,
			    const struct import_columns *columns, const struct str *cells,
			    size_t n, struct import_record *ret_record)
{
	struct import_record *r = ret_record;
	enum err e = OK;

	*r = (struct import_record){0};
	fields_clear(&customer_fields, &r->customer);
	fields_clear(&contact_fields, &r->contact);
	fields_clear(&order_fields, &r->order);
	fields_clear(&ticket_fields, &r->ticket);
	fields_clear(&follow_up_fields, &r->follow_up);
	if (n > columns->n)
		return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_cells");
	for (size_t i = 0; i < n; i++)
		if (read_cell(cx, t, &columns->v[i], str_trim(cells[i]), r))
			e = ERR_INPUT;
	return e ? e : t->check(cx, r);
}
