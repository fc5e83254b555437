#include "service/table.h"

#include "base/csv.h"
#include "base/json.h"

enum { FLUSH_AT = 64 * 1024 };

const struct table_format *const table_files[] = {&table_csv, &table_xlsx, &table_pdf, NULL};

const struct table_format *table_format_find(struct str name)
{
	for (const struct table_format *const *f = table_files; *f; f++)
		if (str_is(name, (*f)->name))
			return *f;
	return NULL;
}

static void drop(void *table)
{
	table_drop(table);
}

enum err table_begin(struct arena *a, const struct table_format *format,
		     const struct table_head *head, struct fail *f, struct table **ret_table)
{
	struct table *t = ARENA_NEW(a, struct table);

	*t = (struct table){
		.format = format, .head = *head, .arena = a, .fail = f, .file = {.fd = -1}};
	arena_defer(a, drop, t);
	enum err e = scratch_open(&t->file);
	if (!e)
		e = format->begin(t);
	if (!e)
		*ret_table = t;
	return e;
}

enum err table_put(struct table *t, struct arena *scratch, const struct str *cells)
{
	size_t max = t->format->rows_max;

	if (max && t->rows == max) {
		fail_at(t->fail, ERR_INPUT, NULL, "too_many_rows");
		fail_arg_int(t->fail, "max", (int64_t)max);
		return ERR_INPUT;
	}
	t->rows++;
	return t->format->put(t, scratch, cells);
}

enum err table_sheet(struct table *t, const struct table_head *head)
{
	if (!t->format->sheet)
		return ERR_UNSUPPORTED;
	t->head = *head;
	t->rows = 0;
	return t->format->sheet(t);
}

enum err table_end(struct table *t)
{
	return t->format->end(t);
}

void table_drop(struct table *t)
{
	if (!t)
		return;
	if (t->state)
		t->format->drop(t);
	t->state = NULL;
	scratch_close(&t->file);
}

/* ---- CSV and JSON: text that goes to the file when there is enough of it ---- */

struct text {
	struct buf buf;
	struct jw json;
};

static enum err flush(struct table *t, size_t at_least)
{
	struct text *text = t->state;

	if (!buf_ok(&text->buf))
		return ERR_BUSY;
	if (text->buf.n < at_least)
		return OK;
	enum err e = scratch_write(&t->file, buf_str(&text->buf));
	buf_clear(&text->buf);
	return e;
}

static struct text *text_new(struct table *t)
{
	struct text *text = ARENA_NEW(t->arena, struct text);

	text->json.buf = &text->buf;
	t->state = text;
	return text;
}

static void text_drop(struct table *t)
{
	buf_done(&((struct text *)t->state)->buf);
}

static enum err csv_line(struct table *t, struct arena *a, const struct str *cells)
{
	struct text *text = t->state;

	(void)a;
	for (size_t i = 0; i < t->head.columns; i++)
		csv_put(&text->buf, cells[i], i == 0);
	buf_puts(&text->buf, "\r\n");
	return flush(t, FLUSH_AT);
}

/* In UTF-8 with BOM, for the spreadsheets of China. */
static enum err csv_begin(struct table *t)
{
	struct text *text = text_new(t);

	buf_puts(&text->buf, "\xef\xbb\xbf");
	return csv_line(t, NULL, t->head.titles);
}

static enum err csv_sheet(struct table *t)
{
	buf_puts(&((struct text *)t->state)->buf, "\r\n");
	return csv_line(t, NULL, t->head.titles);
}

static enum err csv_end(struct table *t)
{
	return flush(t, 0);
}

const struct table_format table_csv = {
	.name = "csv",
	.media_type = "text/csv; charset=utf-8",
	.begin = csv_begin,
	.sheet = csv_sheet,
	.put = csv_line,
	.end = csv_end,
	.drop = text_drop,
};

static enum err json_line(struct table *t, struct arena *a, const struct str *cells)
{
	struct jw *w = &((struct text *)t->state)->json;

	(void)a;
	jw_arr(w);
	for (size_t i = 0; i < t->head.columns; i++)
		jw_str(w, cells[i]);
	jw_end_arr(w);
	return flush(t, FLUSH_AT);
}

/* {"title","company","date","taken_by","columns":[title],"rows":[[cell]]} */
static enum err json_begin(struct table *t)
{
	struct jw *w = &text_new(t)->json;

	jw_obj(w);
	jw_kstr(w, "title", t->head.name);
	jw_kstr(w, "company", t->head.company);
	jw_kstr(w, "date", t->head.date);
	jw_kstr(w, "taken_by", t->head.taken_by);
	jw_key(w, "columns");
	enum err e = json_line(t, NULL, t->head.titles);
	jw_key(w, "rows");
	jw_arr(w);
	return e;
}

static enum err json_end(struct table *t)
{
	struct jw *w = &((struct text *)t->state)->json;

	jw_end_arr(w);
	jw_end_obj(w);
	return flush(t, 0);
}

const struct table_format table_json = {
	.name = "table",
	.media_type = "application/json",
	.rows_max = TABLE_SHEET_ROWS,
	.begin = json_begin,
	.put = json_line,
	.end = json_end,
	.drop = text_drop,
};
