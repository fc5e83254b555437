/* Tables as the sheets of a workbook, whose cells are text made harmless (csv_defused), or
 * whole numbers.
 *
 * The library writes its own temporary files and does not look whether that worked, so the
 * sheets are read once more before it is given. */
#include "service/table.h"

#include "base/csv.h"

#include <expat.h>
#include <minizip/unzip.h>
#include <xlsxwriter.h>

enum {
	WIDTH_LEAST = 10,
	WIDTH_MOST = 60,
	CELL_MOST = 32767,
	ROWS_MOST = 1048575,
	LOOKED_AT = 200, /* rows whose widths count */
	PART = 64 * 1024,
};

struct book {
	lxw_workbook *workbook;
	lxw_worksheet *sheet;
	lxw_format *bold, *wrapped;
	size_t columns, *widths; /* of the present sheet's columns */
	int sheets;
	size_t cells; /* written to all of them */
};

static enum err err_of(lxw_error e)
{
	switch (e) {
	case LXW_NO_ERROR:
		return OK;
	case LXW_ERROR_MEMORY_MALLOC_FAILED:
		return ERR_BUSY;
	default:
		return ERR_IO;
	}
}

/* A Chinese letter counts as two. */
static void note_width(struct book *b, size_t column, struct str s)
{
	size_t letters = utf8_len(s), width = letters + (s.n - letters) / 2;

	if (width > b->widths[column])
		b->widths[column] = width < WIDTH_MOST ? width : WIDTH_MOST;
}

static lxw_error write_cell(const struct table *t, lxw_row_t row, lxw_col_t column,
			    const char *text)
{
	struct book *b = t->state;
	lxw_format *format = row ? b->wrapped : b->bold;
	int64_t n;

	if (row && t->head.figures && t->head.figures[column] && !str_to_int(str_of(text), &n))
		return worksheet_write_number(b->sheet, row, column, (double)n, format);
	return worksheet_write_string(b->sheet, row, column, text, format);
}

static enum err put_row(struct table *t, struct arena *a, lxw_row_t row,
			const struct str *cells)
{
	struct book *b = t->state;

	for (size_t i = 0; i < t->head.columns; i++) {
		struct str s = csv_defused(a, cells[i]);
		if (!s.n)
			continue;
		if (utf8_len(s) > CELL_MOST) {
			fail_at(t->fail, ERR_INPUT, NULL, "cell_too_long");
			fail_arg_int(t->fail, "row", (int64_t)row);
			fail_arg_int(t->fail, "max", CELL_MOST);
			return ERR_INPUT;
		}
		if (row < LOOKED_AT)
			note_width(b, i, s);
		lxw_error e = write_cell(t, row, (lxw_col_t)i, str_dup(a, s).p);
		if (e)
			return err_of(e);
		b->cells++;
	}
	return OK;
}

static enum err sheet_begin(struct table *t)
{
	struct book *b = t->state;

	b->widths = ARENA_ARRAY(t->arena, t->head.columns, size_t);
	b->columns = t->head.columns;
	for (size_t i = 0; i < b->columns; i++)
		b->widths[i] = WIDTH_LEAST;
	b->sheet = workbook_add_worksheet(b->workbook, str_dup(t->arena, t->head.name).p);
	if (!b->sheet)
		return ERR_BUSY;
	b->sheets++;
	worksheet_freeze_panes(b->sheet, 1, 0);
	worksheet_set_landscape(b->sheet);
	worksheet_fit_to_pages(b->sheet, 1, 0);
	worksheet_repeat_rows(b->sheet, 0, 0);
	return put_row(t, t->arena, 0, t->head.titles);
}

static enum err sheet_end(struct table *t)
{
	struct book *b = t->state;
	lxw_error e = LXW_NO_ERROR;

	for (size_t i = 0; !e && i < b->columns; i++)
		e = worksheet_set_column(b->sheet, (lxw_col_t)i, (lxw_col_t)i,
					 (double)b->widths[i] + 2, NULL);
	return err_of(e);
}

static enum err xlsx_begin(struct table *t)
{
	lxw_workbook_options options = {.constant_memory = 1, .use_zip64 = 1};
	struct book *b = ARENA_NEW(t->arena, struct book);

	b->workbook = workbook_new_opt(t->file.path, &options);
	t->state = b;
	if (!b->workbook)
		return ERR_BUSY;
	b->bold = workbook_add_format(b->workbook);
	b->wrapped = workbook_add_format(b->workbook);
	if (!b->bold || !b->wrapped)
		return ERR_BUSY;
	format_set_bold(b->bold);
	format_set_text_wrap(b->wrapped);
	format_set_align(b->wrapped, LXW_ALIGN_VERTICAL_TOP);
	return sheet_begin(t);
}

static enum err xlsx_sheet(struct table *t)
{
	enum err e = sheet_end(t);
	return e ? e : sheet_begin(t);
}

static enum err xlsx_put(struct table *t, struct arena *a, const struct str *cells)
{
	return put_row(t, a, (lxw_row_t)t->rows, cells);
}

static void XMLCALL count_cell(void *cells, const XML_Char *name, const XML_Char **attributes)
{
	(void)attributes;
	if (strcmp(name, "c") == 0)
		++*(size_t *)cells;
}

/* Adds the cells of the part that is open; the archive checks its sum at the end. */
static enum err count_cells(unzFile zip, XML_Parser parser, size_t *cells)
{
	int n;

	XML_SetUserData(parser, cells);
	XML_SetStartElementHandler(parser, count_cell);
	do {
		void *room = XML_GetBuffer(parser, PART);
		if (!room)
			return ERR_BUSY;
		n = unzReadCurrentFile(zip, room, PART);
		if (n < 0 || !XML_ParseBuffer(parser, n, n == 0))
			return ERR_IO;
	} while (n > 0);
	return unzCloseCurrentFile(zip) == UNZ_OK ? OK : ERR_IO;
}

static enum err count_sheet(struct arena *a, unzFile zip, int sheet, size_t *cells)
{
	const char *name = str_fmt(a, "xl/worksheets/sheet%d.xml", sheet).p;
	XML_Parser parser = XML_ParserCreate(NULL);
	enum err e = parser ? OK : ERR_BUSY;

	if (!e && (unzLocateFile(zip, name, 1) != UNZ_OK || unzOpenCurrentFile(zip) != UNZ_OK))
		e = ERR_IO;
	if (!e)
		e = count_cells(zip, parser, cells);
	if (parser)
		XML_ParserFree(parser);
	return e;
}

/* The sheets are well-formed and have every cell that was written. */
static enum err check(const struct table *t)
{
	const struct book *b = t->state;
	unzFile zip = unzOpen64(t->file.path);
	enum err e = zip ? OK : ERR_IO;
	size_t cells = 0;

	for (int i = 1; !e && i <= b->sheets; i++)
		e = count_sheet(t->arena, zip, i, &cells);
	if (!e && cells != b->cells)
		e = ERR_IO;
	if (zip)
		unzClose(zip);
	return e;
}

static enum err xlsx_end(struct table *t)
{
	struct book *b = t->state;
	lxw_workbook *workbook = b->workbook;

	enum err e = sheet_end(t);
	b->workbook = NULL;
	enum err closed = err_of(workbook_close(workbook)); /* frees it in any case */
	if (!e)
		e = closed;
	return e ? e : check(t);
}

static void xlsx_drop(struct table *t)
{
	const struct book *b = t->state;

	if (b->workbook)
		lxw_workbook_free(b->workbook);
}

const struct table_format table_xlsx = {
	.name = "xlsx",
	.media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	.rows_max = ROWS_MOST,
	.begin = xlsx_begin,
	.sheet = xlsx_sheet,
	.put = xlsx_put,
	.end = xlsx_end,
	.drop = xlsx_drop,
};
