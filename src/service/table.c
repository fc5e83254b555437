#include "service/table.h"

#include "base/csv.h"
#include "sys/scratch.h"

#include <xlsxwriter.h>

enum { WIDTH_LEAST = 10, WIDTH_MOST = 60, CELL_MOST = 32767 };

struct str *table_row(struct arena *a, struct table *t)
{
	struct str **row = ARENA_PUSH(a, t->rows, t->n, t->cap);

	*row = ARENA_ARRAY(a, t->columns, struct str);
	return *row;
}

static void csv_line(struct buf *b, const struct str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_put(b, cells[i], i == 0);
	buf_puts(b, "\r\n");
}

enum err table_csv(const struct table *t, struct buf *b)
{
	buf_puts(b, "\xef\xbb\xbf");
	csv_line(b, t->titles, t->columns);
	for (size_t i = 0; i < t->n; i++)
		csv_line(b, t->rows[i], t->columns);
	return buf_ok(b) ? OK : ERR_LIMIT;
}

/* As wide as the longest of its first cells; a Chinese letter counts as two. */
static double width_of(const struct table *t, size_t column)
{
	size_t most = WIDTH_LEAST;

	for (size_t i = 0; i <= t->n && i < 200; i++) {
		struct str s = i ? t->rows[i - 1][column] : t->titles[column];
		size_t letters = utf8_len(s), width = letters + (s.n - letters) / 2;
		most = width > most ? width : most;
	}
	return (double)(most < WIDTH_MOST ? most : WIDTH_MOST) + 2;
}

static lxw_error put_row(struct arena *a, lxw_worksheet *sheet, lxw_row_t row,
			 const struct str *cells, size_t n, lxw_format *format)
{
	for (size_t i = 0; i < n; i++) {
		struct str s = csv_defused(a, cells[i]);
		if (!s.n)
			continue;
		if (utf8_len(s) > CELL_MOST)
			return LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED;
		lxw_error e = worksheet_write_string(sheet, row, (lxw_col_t)i, str_dup(a, s).p,
						     format);
		if (e)
			return e;
	}
	return LXW_NO_ERROR;
}

static lxw_error fill(struct arena *a, lxw_workbook *book, const struct table *t)
{
	lxw_worksheet *sheet = workbook_add_worksheet(book, str_dup(a, t->name).p);
	lxw_format *bold = workbook_add_format(book), *wrapped = workbook_add_format(book);

	if (!sheet || !bold || !wrapped)
		return LXW_ERROR_MEMORY_MALLOC_FAILED;
	format_set_bold(bold);
	format_set_text_wrap(wrapped);
	format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
	worksheet_freeze_panes(sheet, 1, 0);
	worksheet_set_landscape(sheet);
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_repeat_rows(sheet, 0, 0);
	for (size_t i = 0; i < t->columns; i++)
		worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, width_of(t, i), NULL);
	lxw_error e = put_row(a, sheet, 0, t->titles, t->columns, bold);
	for (size_t i = 0; !e && i < t->n; i++)
		e = put_row(a, sheet, (lxw_row_t)(i + 1), t->rows[i], t->columns, wrapped);
	return e;
}

enum err table_xlsx(struct arena *a, const struct table *t, struct buf *b)
{
	struct scratch file;

	enum err e = scratch_open(&file);
	if (e)
		return e;
	lxw_workbook *book = workbook_new(file.path);
	if (!book || fill(a, book, t))
		e = ERR_LIMIT;
	if (book && workbook_close(book) && !e)
		e = ERR_IO;
	if (!e)
		e = scratch_read(&file, b);
	scratch_close(&file);
	return e;
}

enum err table_json(const struct table *t, struct jw *w)
{
	jw_obj(w);
	jw_kstr(w, "title", t->name);
	jw_key(w, "columns");
	jw_arr(w);
	for (size_t i = 0; i < t->columns; i++)
		jw_str(w, t->titles[i]);
	jw_end_arr(w);
	jw_key(w, "rows");
	jw_arr(w);
	for (size_t i = 0; i < t->n; i++) {
		jw_arr(w);
		for (size_t k = 0; k < t->columns; k++)
			jw_str(w, t->rows[i][k]);
		jw_end_arr(w);
	}
	jw_end_arr(w);
	jw_end_obj(w);
	return buf_ok(w->buf) ? OK : ERR_LIMIT;
}
