#include "base/xlsx.h"

#include "base/csv.h"
#include "base/xlsx_book.h"
#include "base/xlsx_cell.h"

/* A sheet being read. */
struct sheet {
	struct book book;
	struct buf out;	 /* what comes out */
	struct buf text; /* of the present cell */
	int64_t lines;	 /* written so far */
	int64_t row;	 /* the present one, from 1 */
	int64_t column;	 /* the present one, from 0 */
	struct str type; /* of the present cell: its attributes t and s */
	int64_t style;
	struct str cells[CSV_COLUMNS]; /* of the present row */
	size_t n;		       /* up to the last that is not empty */
	bool in_value;
	int spoken;
};

static enum err damaged(struct sheet *s)
{
	return fail_at(s->book.fail, ERR_INPUT, NULL, "bad_workbook");
}

static enum err open_row(struct xml *x, struct sheet *s)
{
	struct str given = xml_attribute(x, "r");
	int64_t row = s->row + 1;

	if ((given.n && str_to_int(given, &row)) || row <= s->row || row > XLSX_ROWS)
		return damaged(s);
	s->row = row;
	s->column = -1;
	s->n = 0;
	return OK;
}

static enum err open_cell(struct xml *x, struct sheet *s)
{
	struct str name = xml_attribute(x, "r"), style = xml_attribute(x, "s");
	int64_t column = name.n ? xlsx_column(name) : s->column + 1;

	if (column <= s->column || !s->row)
		return damaged(s);
	s->column = column;
	s->type = str_dup(s->book.arena, xml_attribute(x, "t"));
	s->style = 0;
	if (style.n && (str_to_int(style, &s->style) || s->style < 0))
		return damaged(s);
	buf_clear(&s->text);
	return OK;
}

static enum err on_open(struct xml *x, void *arg, struct str name)
{
	struct sheet *s = arg;

	s->spoken += str_is(name, "rPh");
	s->in_value = str_is(name, "v") || (str_is(name, "t") && !s->spoken);
	if (str_is(name, "row"))
		return open_row(x, s);
	return str_is(name, "c") ? open_cell(x, s) : OK;
}

static enum err on_text(struct xml *x, void *arg, struct str text)
{
	struct sheet *s = arg;

	(void)x;
	if (s->in_value && s->text.n <= CSV_CELL_MAX)
		buf_put_str(&s->text, text);
	return OK;
}

static enum err shared_text(struct sheet *s, struct str number, struct str *ret_text)
{
	int64_t i;

	if (str_to_int(str_trim(number), &i) || i < 0 || (size_t)i >= s->book.n_strings)
		return damaged(s);
	*ret_text = s->book.strings[i];
	return OK;
}

static enum err cell_value(struct sheet *s, struct str *ret_value)
{
	struct arena *a = s->book.arena;

	if (!buf_ok(&s->text))
		arena_out_of_memory(a); /* never half a cell */
	struct str v = str_dup(a, buf_str(&s->text));

	*ret_value = v;
	if (!v.n)
		return OK;
	if (str_is(s->type, "s"))
		return shared_text(s, v, ret_value);
	if (str_is(s->type, "inlineStr") || str_is(s->type, "str"))
		*ret_value = xlsx_unescape(a, v);
	else if (str_is(s->type, "b"))
		*ret_value = str_is(str_trim(v), "1") ? STR("TRUE") : STR("FALSE");
	else if (!s->type.n || str_is(s->type, "n")) {
		bool date = (size_t)s->style < s->book.n_styles && s->book.is_date[s->style];
		*ret_value = date ? xlsx_date(a, str_trim(v), s->book.from_1904)
				  : xlsx_number(a, str_trim(v));
	}
	return OK;
}

static enum err close_cell(struct sheet *s)
{
	struct fail *f = s->book.fail;
	struct str v;

	enum err e = cell_value(s, &v);
	if (e || !v.n)
		return e;
	if (s->column >= CSV_COLUMNS) {
		fail_at(f, ERR_INPUT, NULL, "too_many_columns");
		fail_arg_int(f, "max", CSV_COLUMNS);
		return ERR_INPUT;
	}
	if (v.n > CSV_CELL_MAX) {
		fail_at(f, ERR_INPUT, NULL, "long_cell");
		fail_arg_int(f, "row", s->row);
		fail_arg_int(f, "max", CSV_CELL_MAX);
		return ERR_INPUT;
	}
	while (s->n < (size_t)s->column)
		s->cells[s->n++] = STR("");
	s->cells[s->n++] = v;
	return OK;
}

/* Quoted, so that no separator is taken for one; its lines joined by CR. */
static void put_cell(struct buf *b, struct str v)
{
	buf_putc(b, '"');
	for (size_t i = 0; i < v.n; i++) {
		bool pair = v.p[i] == '\r' && i + 1 < v.n && v.p[i + 1] == '\n';
		if (v.p[i] == '"')
			buf_putc(b, '"');
		if (!pair)
			buf_putc(b, v.p[i] == '\n' ? '\r' : v.p[i]);
	}
	buf_putc(b, '"');
}

static enum err close_row(struct sheet *s)
{
	if (!s->n)
		return OK;
	for (; s->lines < s->row - 1; s->lines++)
		buf_putc(&s->out, '\n');
	for (size_t i = 0; i < s->n; i++) {
		if (i)
			buf_putc(&s->out, ',');
		if (s->cells[i].n)
			put_cell(&s->out, s->cells[i]);
	}
	buf_putc(&s->out, '\n');
	s->lines++;
	if (buf_ok(&s->out))
		return OK;
	fail_at(s->book.fail, ERR_INPUT, NULL, "workbook_too_large");
	fail_arg_int(s->book.fail, "limit", XLSX_TEXT_MAX >> 20);
	return ERR_INPUT;
}

static enum err on_close(struct xml *x, void *arg, struct str name)
{
	struct sheet *s = arg;

	(void)x;
	s->in_value = false;
	s->spoken -= str_is(name, "rPh");
	if (str_is(name, "c"))
		return close_cell(s);
	return str_is(name, "row") ? close_row(s) : OK;
}

static const struct xml_hooks hooks = {on_open, on_close, on_text};

static const struct str ole = {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8};

bool xlsx_is(struct str bytes)
{
	return zip_is(bytes) || str_starts(bytes, ole);
}

/* The older format, and a locked workbook of the newer one, are OLE files; the latter has a
 * stream of the name EncryptedPackage, in UTF-16. */
static enum err refuse_ole(struct str bytes, struct fail *f)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	bool locked = memmem(bytes.p, bytes.n, name, sizeof name) != NULL;

	return fail_at(f, ERR_INPUT, NULL, locked ? "locked_workbook" : "old_workbook");
}

static void forget(void *arg)
{
	struct sheet *s = arg;

	buf_done(&s->out);
	buf_done(&s->text);
}

enum err xlsx_to_csv(struct arena *a, struct str bytes, struct str sheet, struct fail *f,
		     struct str *ret_text)
{
	struct sheet *s = ARENA_NEW(a, struct sheet);
	struct str part;

	if (str_starts(bytes, ole))
		return refuse_ole(bytes, f);
	s->out.max = XLSX_TEXT_MAX;
	arena_defer(a, forget, s);
	enum err e = book_open(a, bytes, sheet, f, &s->book, &part);
	if (!e)
		e = xml_part(s->book.zip, a, part, &hooks, s, f);
	if (e == ERR_NOT_FOUND)
		e = damaged(s);
	if (!e)
		*ret_text = str_dup(a, buf_str(&s->out));
	forget(s);
	return e;
}
