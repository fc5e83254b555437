#include "service/import_report.h"

#include "service/import_type.h"

static void put_params(struct jw *w, const struct fail_item *it)
{
	jw_key(w, "params");
	jw_obj(w);
	for (size_t i = 0; i < it->n_args; i++)
		jw_kstr(w, it->args[i].name, it->args[i].value);
	jw_end_obj(w);
}

struct str import_errors(struct arena *a, const struct fail *f)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	jw_arr(&w);
	for (size_t i = 0; i < f->n; i++) {
		jw_obj(&w);
		jw_kstr(&w, "field", f->items[i].field);
		jw_kcstr(&w, "code", f->items[i].code);
		put_params(&w, &f->items[i]);
		jw_end_obj(&w);
	}
	jw_end_arr(&w);
	return buf_keep(&b, a);
}

/* The sentence of an error that was stored. */
static struct str words_of(struct ctx *cx, const json_t *error)
{
	struct fail_item it = {.code = str_dup(cx->arena, json_get_text(error, "code")).p};
	const char *name;
	json_t *v;

	json_object_foreach (json_object_get(error, "params"), name, v)
		if (it.n_args < FAIL_ARGS) {
			it.args[it.n_args].name = name;
			it.args[it.n_args++].value = json_text(v);
		}
	return message_fail(cx->arena, cx->lang, &it);
}

static void drop(void *doc)
{
	json_decref(doc);
}

enum err import_report_show(struct ctx *cx, struct job *job)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};
	json_t *doc, *error;
	size_t i;

	enum err e = json_read(cx->arena, job->report, cx->fail, &doc);
	if (e)
		return e;
	json_t *copy = json_deep_copy(doc);
	arena_defer(cx->arena, drop, copy);
	json_array_foreach (json_object_get(copy, "errors"), i, error) {
		struct str words = words_of(cx, error);
		json_object_set_new(error, "detail", json_stringn(words.p, words.n));
	}
	jw_json(&w, copy);
	job->report = buf_keep(&b, cx->arena);
	return OK;
}

/* The title of a column in the reader's language, else its name. */
static struct str title_of(struct ctx *cx, const struct import_type *t, struct str name)
{
	struct import_column c = import_column_named(cx, t, name);
	struct import_column second =
		import_column_named(cx, t, str_fmt(cx->arena, "contact.%.*s", STR_ARG(name)));

	if (c.fills != FILLS_NOTHING)
		return import_title(cx, cx->lang, t, &c);
	return second.fills != FILLS_NOTHING ? import_title(cx, cx->lang, t, &second) : name;
}

/* "企业名称: 必填。" for each error of a row, a line each. */
static struct str reasons(struct ctx *cx, const struct import_type *t, struct str errors)
{
	struct str out = STR("");
	json_t *list, *error;
	size_t i;

	if (json_read(cx->arena, errors, cx->fail, &list))
		return out;
	json_array_foreach (list, i, error) {
		struct str field = json_get_text(error, "field");
		out = str_fmt(cx->arena, "%.*s%s%.*s%s%.*s", STR_ARG(out), i ? "\n" : "",
			      STR_ARG(title_of(cx, t, field)), field.n ? ": " : "",
			      STR_ARG(words_of(cx, error)));
	}
	return out;
}

static void put_row(struct buf *b, const struct str *cells, size_t n, size_t width,
		    struct str reason)
{
	for (size_t i = 0; i < n || i < width; i++)
		csv_put(b, i < n ? cells[i] : STR(""), i == 0);
	csv_put(b, reason, false);
	buf_puts(b, "\r\n");
}

/* The next row of the file; a row that cannot be read has no cells. */
static size_t next_row(struct ctx *cx, struct csv *c, struct str **ret_cells, bool *ret_end)
{
	size_t n = 0;

	fail_clear(cx->fail);
	bool bad = csv_row(c, cx->arena, cx->fail, ret_cells, &n) != OK;
	fail_clear(cx->fail);
	*ret_end = !bad && n == 0;
	return bad ? 0 : n;
}

/* Both the file and its refused rows go by line. */
static enum err put_refused(struct ctx *cx, const struct import_type *t, struct str text,
			    struct rows *rows, struct buf *b)
{
	struct csv c = {.text = text, .separator = csv_sniff(text)};
	struct str *cells = NULL;
	bool more, end;
	size_t n = next_row(cx, &c, &cells, &end), width = n;

	put_row(b, cells, n, width, str_of(message_get(cx->lang, "column.reason")));
	enum err e = rows_next(rows, &more);
	while (!e && more && !end) {
		n = next_row(cx, &c, &cells, &end);
		if (end || c.line < rows_int(rows, 0))
			continue;
		struct str errors = str_dup(cx->arena, rows_text(rows, 1));
		put_row(b, cells, n, width, reasons(cx, t, errors));
		e = rows_next(rows, &more);
	}
	return e ? e : buf_err(b);
}

static enum err upload_of(struct ctx *cx, int64_t job_id, int64_t *ret_upload,
			  const struct import_type **ret_type, struct str *ret_text)
{
	struct rows *rows;
	struct job job;
	json_t *args;
	bool more = false;

	enum err e = resource_load(cx, &job_resource, PERM_LOGIN, job_id, &job);
	if (!e && !str_is(job.kind, "import"))
		e = ERR_NOT_FOUND;
	if (!e)
		e = json_read(cx->arena, job.args, cx->fail, &args);
	if (!e)
		e = str_to_int(json_get_text(args, "upload"), ret_upload);
	if (!e)
		e = tx_query(cx->tx, Q_UPLOAD_GET, &VAL_INT(*ret_upload), 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e || !more)
		return e ? e : ERR_NOT_FOUND;
	*ret_text = str_dup(cx->arena, rows_text(rows, 0));
	rows_done(rows);
	*ret_type = import_type_find(json_get_text(args, "type"));
	return *ret_type ? OK : ERR_BUG;
}

enum err import_refused_write(struct ctx *cx, int64_t job_id, struct buf *b)
{
	const struct import_type *t;
	struct rows *rows;
	struct str text;
	int64_t upload;

	enum err e = upload_of(cx, job_id, &upload, &t, &text);
	if (!e)
		e = tx_query(cx->tx, Q_REFUSALS_OF, &VAL_INT(upload), 1, &rows);
	if (e)
		return e;
	buf_puts(b, "\xef\xbb\xbf");
	e = put_refused(cx, t, text, rows, b);
	rows_done(rows);
	return e;
}

enum err import_sweep(struct ctx *cx)
{
	struct value before =
		VAL_TIME(instant_add(cx->now, span_of_s(-UPLOAD_KEPT_DAYS * S_PER_DAY)));

	return tx_exec(cx->tx, Q_UPLOAD_SWEEP, &before, 1, NULL);
}
