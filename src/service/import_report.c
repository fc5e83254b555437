#include "service/import_report.h"

#include "service/import_row.h"

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
	struct str text = str_dup(a, buf_str(&b));
	buf_done(&b);
	return text;
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
	job->report = str_dup(cx->arena, buf_str(&b));
	buf_done(&b);
	return OK;
}

/* The title of a field in the reader's language, else its name. */
static struct str title_of(struct ctx *cx, struct str name)
{
	static const struct fields *const types[] = {&customer_fields, &contact_fields};

	for (size_t k = 0; k < 2; k++) {
		const struct field *fd = field_find(types[k], name);
		const char *title = fd ? import_title(cx, cx->lang, types[k], fd) : NULL;
		if (title)
			return str_of(title);
	}
	return name;
}

/* "企业名称：必填。" for each error of a row, a line each. */
static struct str reasons(struct ctx *cx, struct str errors)
{
	struct str out = STR("");
	json_t *list, *error;
	size_t i;

	if (json_read(cx->arena, errors, cx->fail, &list))
		return out;
	json_array_foreach (list, i, error) {
		struct str field = json_get_text(error, "field");
		out = str_fmt(cx->arena, "%.*s%s%.*s%s%.*s", STR_ARG(out), i ? "\n" : "",
			      STR_ARG(title_of(cx, field)), field.n ? ": " : "",
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
static enum err put_refused(struct ctx *cx, struct str text, struct rows *rows, struct buf *b)
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
		put_row(b, cells, n, width, reasons(cx, errors));
		e = rows_next(rows, &more);
	}
	return e ? e : buf_ok(b) ? OK : ERR_LIMIT;
}

static enum err upload_of(struct ctx *cx, int64_t job_id, int64_t *ret_upload,
			  struct str *ret_text)
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
	return OK;
}

enum err import_refused_write(struct ctx *cx, int64_t job_id, struct buf *b)
{
	struct rows *rows;
	struct str text;
	int64_t upload;

	enum err e = upload_of(cx, job_id, &upload, &text);
	if (!e)
		e = tx_query(cx->tx, Q_REFUSALS_OF, &VAL_INT(upload), 1, &rows);
	if (e)
		return e;
	buf_puts(b, "\xef\xbb\xbf");
	e = put_refused(cx, text, rows, b);
	rows_done(rows);
	return e;
}

enum err import_sweep(struct ctx *cx)
{
	struct value before =
		VAL_TIME(instant_add(cx->now, span_of_s(-UPLOAD_KEPT_DAYS * S_PER_DAY)));

	return tx_exec(cx->tx, Q_UPLOAD_SWEEP, &before, 1, NULL);
}
