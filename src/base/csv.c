#include "base/csv.h"

#include "base/buf.h"

#include <iconv.h>

static enum err convert(struct arena *a, struct str bytes, const char *from,
			struct str *ret_text)
{
	iconv_t cd = iconv_open("UTF-8", from);
	size_t room = bytes.n * 2 + 16, left_out = room, left_in = bytes.n;
	char *out = arena_alloc(a, room + 1), *to = out;
	char *in = (char *)(uintptr_t)bytes.p;

	if (cd == (iconv_t)-1)
		return ERR_UNSUPPORTED;
	size_t r = iconv(cd, &in, &left_in, &to, &left_out);
	iconv_close(cd);
	if (r == (size_t)-1 || left_in)
		return ERR_INPUT;
	*ret_text = (struct str){out, room - left_out};
	return OK;
}

void csv_load(void)
{
	static const char *const from[] = {"UTF-16LE", "UTF-16BE", "GB18030"};

	for (size_t i = 0; i < sizeof from / sizeof *from; i++)
		(void)iconv_open("UTF-8", from[i]);
}

static size_t first_bad_byte(struct str s)
{
	uint32_t cp;
	size_t i = 0, k;
	while (i < s.n && (k = utf8_next(s, i, &cp)) > 0)
		i += k;
	return i;
}

/* By its mark, else what it is valid as. */
static enum err decode(struct arena *a, struct str bytes, struct str *ret_text)
{
	if (str_starts(bytes, STR("\xff\xfe")) &&
	    !convert(a, str_slice(bytes, 2, bytes.n), "UTF-16LE", ret_text))
		return OK;
	if (str_starts(bytes, STR("\xfe\xff")) &&
	    !convert(a, str_slice(bytes, 2, bytes.n), "UTF-16BE", ret_text))
		return OK;
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_slice(bytes, 3, bytes.n);
	if (utf8_valid(bytes)) {
		*ret_text = str_dup(a, bytes);
		return OK;
	}
	return convert(a, bytes, "GB18030", ret_text) || !utf8_valid(*ret_text) ? ERR_INPUT
										: OK;
}

enum err csv_to_utf8(struct arena *a, struct str bytes, struct fail *f, struct str *ret_text)
{
	struct str text = STR("");
	enum err e = decode(a, bytes, &text);
	ptrdiff_t nul = e ? -1 : str_find(text, 0, 0); /* a picture, a program: no text */

	if (!e && nul < 0) {
		*ret_text = text;
		return OK;
	}
	fail_at(f, ERR_INPUT, NULL, "bad_text_encoding");
	fail_arg_int(f, "offset", nul >= 0 ? nul : (int64_t)first_bad_byte(bytes));
	return ERR_INPUT;
}

char csv_sniff(struct str text)
{
	static const char candidates[] = {',', ';', '\t'};
	int counts[3] = {0};
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == '"')
			quoted = !quoted;
		if (!quoted && (c == '\n' || c == '\r') && i > 0)
			break;
		for (int k = 0; k < 3 && !quoted; k++)
			counts[k] += c == candidates[k];
	}
	int best = 0;
	for (int k = 1; k < 3; k++)
		if (counts[k] > counts[best])
			best = k;
	return candidates[best];
}

static bool at_end_of_row(const struct csv *c)
{
	return c->offset >= c->text.n || c->text.p[c->offset] == '\n' ||
	       c->text.p[c->offset] == '\r';
}

/* Steps over one line end: LF, CR or CRLF. */
static void end_row(struct csv *c)
{
	if (c->offset < c->text.n && c->text.p[c->offset] == '\r')
		c->offset++;
	if (c->offset < c->text.n && c->text.p[c->offset] == '\n')
		c->offset++;
	c->next_line++;
}

static void skip_line(struct csv *c)
{
	while (!at_end_of_row(c))
		c->offset++;
	end_row(c);
}

/* A cell that begins with a quote; the offset stands on it. */
static enum err quoted_cell(struct csv *c, struct arena *a, struct str *ret_cell)
{
	struct str t = c->text;
	size_t from = ++c->offset, n = 0;

	while (c->offset < t.n) {
		if (t.p[c->offset] == '"') {
			if (c->offset + 1 < t.n && t.p[c->offset + 1] == '"')
				c->offset++;
			else
				break;
		}
		c->next_line += t.p[c->offset] == '\n';
		c->offset++;
		if (++n > CSV_CELL_MAX)
			return ERR_LIMIT;
	}
	if (c->offset >= t.n)
		return ERR_INPUT;
	char *p = arena_alloc(a, n + 1);
	size_t k = 0;
	for (size_t i = from; i < c->offset; i++) {
		p[k++] = t.p[i];
		i += t.p[i] == '"';
	}
	c->offset++;
	*ret_cell = (struct str){p, k};
	if (!at_end_of_row(c) && t.p[c->offset] != c->separator)
		return ERR_INPUT;
	return OK;
}

static enum err plain_cell(struct csv *c, struct arena *a, struct str *ret_cell)
{
	size_t from = c->offset;

	while (!at_end_of_row(c) && c->text.p[c->offset] != c->separator)
		c->offset++;
	if (c->offset - from > CSV_CELL_MAX)
		return ERR_LIMIT;
	*ret_cell = str_dup(a, str_slice(c->text, from, c->offset));
	return OK;
}

static enum err read_cells(struct csv *c, struct arena *a, struct str *cells, size_t *n)
{
	for (;;) {
		if (*n == CSV_COLUMNS)
			return ERR_LIMIT;
		bool quoted = c->offset < c->text.n && c->text.p[c->offset] == '"';
		enum err e =
			quoted ? quoted_cell(c, a, &cells[*n]) : plain_cell(c, a, &cells[*n]);
		if (e)
			return e;
		++*n;
		if (at_end_of_row(c))
			return OK;
		c->offset++; /* the separator */
	}
}

enum err csv_row(struct csv *c, struct arena *a, struct fail *f, struct str **ret_cells,
		 size_t *ret_n)
{
	struct str *cells = ARENA_ARRAY(a, CSV_COLUMNS, struct str);
	size_t n = 0;

	if (c->next_line == 0)
		c->next_line = 1;
	while (c->offset < c->text.n && at_end_of_row(c))
		end_row(c);
	*ret_cells = cells;
	*ret_n = 0;
	if (c->offset >= c->text.n)
		return OK;
	c->line = c->next_line;
	enum err e = read_cells(c, a, cells, &n);
	if (e) {
		skip_line(c);
		return fail_at(f, ERR_INPUT, NULL, e == ERR_LIMIT ? "too_long" : "bad_quotes");
	}
	end_row(c);
	*ret_n = n;
	return OK;
}

static bool is_number(struct str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (!(s.p[i] == '.' || (i == 0 && (s.p[i] == '-' || s.p[i] == '+'))))
			return false;
	}
	return digits > 0;
}

static bool is_formula(struct str cell)
{
	return cell.n && cell.p[0] && !str_is(cell, "-") && strchr("=+-@\t\r", cell.p[0]) &&
	       !is_number(cell);
}

struct str csv_defused(struct arena *a, struct str cell)
{
	return is_formula(cell) ? str_cat(a, STR("'"), cell) : cell;
}

void csv_put(struct buf *b, struct str cell, bool first)
{
	bool formula = is_formula(cell);
	bool quote = formula;

	for (size_t i = 0; i < cell.n && !quote; i++)
		quote = strchr(",;\t\"\r\n", cell.p[i]) != NULL && cell.p[i];
	if (!first)
		buf_putc(b, ',');
	if (quote)
		buf_putc(b, '"');
	if (formula)
		buf_putc(b, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_putc(b, '"');
		buf_putc(b, cell.p[i]);
	}
	if (quote)
		buf_putc(b, '"');
}
