#include "service/imports.h"

#include "base/xlsx.h"
#include "service/customers.h"
#include "service/import_report.h"
#include "service/import_row.h"
#include "service/numbers.h"

static void put_args(struct jw *w, int64_t upload, const struct import_start *s)
{
	jw_obj(w);
	jw_kid(w, "upload", upload);
	jw_kbool(w, "dry_run", s->dry_run);
	jw_kbool(w, "all_or_nothing", s->all_or_nothing);
	jw_kbool(w, "skip_known", s->skip_known);
	jw_end_obj(w);
}

/* The reader at the first data row, its header understood. */
static enum err open_text(struct ctx *cx, struct str text, struct csv *c,
			  struct import_columns *columns)
{
	struct str *cells;
	size_t n;

	*c = (struct csv){.text = text, .separator = csv_sniff(text)};
	enum err e = csv_row(c, cx->arena, cx->fail, &cells, &n);
	if (!e && n == 0)
		e = fail_at(cx->fail, ERR_INPUT, NULL, "empty_file");
	return e ? e : import_header(cx, cells, n, columns);
}

/* What the bytes are, they say themselves: names of files mislead. */
static enum err read_file(struct ctx *cx, const struct import_start *s, struct str *ret_text)
{
	if (xlsx_is(s->content))
		return xlsx_to_csv(cx->arena, s->content, s->sheet, cx->fail, ret_text);
	return csv_to_utf8(cx->arena, s->content, cx->fail, ret_text);
}

enum err import_start(struct ctx *cx, const struct import_start *start, struct job *ret_job)
{
	struct str text;
	struct csv c;
	struct import_columns *columns = ARENA_NEW(cx->arena, struct import_columns);
	struct buf b = {0};
	struct jw w = {.buf = &b};
	int64_t upload = ctx_id(cx);

	enum err e = read_file(cx, start, &text);
	if (!e)
		e = open_text(cx, text, &c, columns);
	if (e)
		return e;
	const struct value row[] = {VAL_INT(upload), VAL_TIME(cx->now), VAL_STR(start->name),
				    VAL_STR(text), VAL_REF(cx->actor->user_id)};
	e = tx_exec(cx->tx, Q_UPLOAD_ADD, row, 5, NULL);
	put_args(&w, upload, start);
	struct str args = str_dup(cx->arena, buf_str(&b));
	buf_done(&b);
	if (!e)
		e = audit(cx, "import", "customer", upload, STR(""));
	return e ? e : job_start(cx, "import", args, INT_NONE, ret_job);
}

/* One step's view of its job. */
struct import_work {
	struct ctx *cx;
	struct job *job;
	int64_t upload;
	bool dry_run, all_or_nothing, skip_known;
	bool writing; /* second pass */
	struct csv csv;
	struct import_columns *columns;
	int64_t good, bad, skipped;
	json_t *errors; /* of the report */
};

static void drop(void *doc)
{
	json_decref(doc);
}

static enum err open_work(struct import_work *w)
{
	struct ctx *cx = w->cx;
	json_t *args, *report;
	struct rows *rows;
	bool more;

	enum err e = json_read(cx->arena, w->job->args, cx->fail, &args);
	if (!e)
		e = json_read(cx->arena, w->job->report, cx->fail, &report);
	if (!e)
		e = str_to_int(json_get_text(args, "upload"), &w->upload);
	if (!e)
		e = tx_query(cx->tx, Q_UPLOAD_GET, &VAL_INT(w->upload), 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e || !more)
		return e ? e : ERR_NOT_FOUND;
	w->dry_run = json_is_true(json_object_get(args, "dry_run"));
	w->all_or_nothing = json_is_true(json_object_get(args, "all_or_nothing"));
	w->skip_known = json_is_true(json_object_get(args, "skip_known"));
	w->columns = ARENA_NEW(cx->arena, struct import_columns);
	e = open_text(cx, str_dup(cx->arena, rows_text(rows, 0)), &w->csv, w->columns);
	rows_done(rows);
	const json_t *errors = json_object_get(report, "errors");
	w->errors = errors ? json_deep_copy(errors) : json_array();
	arena_defer(cx->arena, drop, w->errors);
	return e;
}

/* place: pass, offset and line, "check 120 4" or "write 120 4"; "" = the beginning. */
static enum err find_place(struct import_work *w)
{
	struct str rest = w->job->place, pass, offset, line;
	int64_t o, l;

	if (!rest.n)
		return OK;
	if (!str_split(&rest, ' ', &pass) || !str_split(&rest, ' ', &offset) ||
	    !str_split(&rest, ' ', &line) || str_to_int(offset, &o) || str_to_int(line, &l))
		return ERR_BUG;
	w->writing = str_is(pass, "write");
	if (o) {
		w->csv.offset = (size_t)o;
		w->csv.next_line = l;
	}
	return OK;
}

/* Whether the report has the row already: both passes find what the first one refuses. */
static bool is_reported(const struct import_work *w)
{
	const json_t *last = json_array_get(w->errors, json_array_size(w->errors) - 1);

	for (size_t i = 0; w->writing && last && i < json_array_size(w->errors); i++)
		if (json_integer_value(json_object_get(json_array_get(w->errors, i), "row")) ==
		    w->csv.line)
			return true;
	return false;
}

static void report_error(struct import_work *w, struct str errors)
{
	struct fail f = {.arena = w->cx->arena};
	json_t *list;

	if (json_array_size(w->errors) >= IMPORT_ERRORS || is_reported(w) ||
	    json_read(w->cx->arena, errors, &f, &list))
		return;
	json_t *o = json_deep_copy(json_array_get(list, 0));
	json_object_set_new(o, "row", json_integer(w->csv.line));
	json_array_append_new(w->errors, o);
}

/* Takes what the fail says of the present row into the report and the file of refused rows. */
static enum err note_error(struct import_work *w)
{
	struct str errors = import_errors(w->cx->arena, w->cx->fail);
	const struct value row[] = {VAL_INT(w->upload), VAL_INT(w->csv.line), VAL_STR(errors)};

	fail_clear(w->cx->fail);
	w->bad++;
	report_error(w, errors);
	return tx_exec(w->cx->tx, Q_REFUSAL_ADD, row, 3, NULL);
}

/* Tags by name; a new name makes a tag. */
static enum err resolve_tags(struct ctx *cx, struct str names, struct str *ret_ids)
{
	struct str ids = STR(""), name;
	int64_t id;

	while (names.n && str_split(&names, '\n', &name)) {
		enum err e = tx_one_int(cx->tx, Q_TAG_BY_NAME, &VAL_STR(name), 1, &id);
		if (e == ERR_NOT_FOUND) {
			struct tag t;
			fields_clear(&tag_fields, &t);
			t.name = name;
			t.axis = STR("free");
			e = resource_create(cx, &tag_resource, &t);
			id = t.id;
		}
		if (e)
			return e;
		ids = str_fmt(cx->arena, "%.*s%s%lld", STR_ARG(ids), ids.n ? " " : "",
			      (long long)id);
	}
	*ret_ids = ids;
	return OK;
}

static enum err write_record(struct import_work *w, struct import_record *r)
{
	struct ctx *cx = w->cx;

	enum err e = resolve_tags(cx, r->tags, &r->customer.tags);
	if (!e)
		e = resource_create(cx, &customer_resource, &r->customer);
	if (!e && r->contact.name.n) {
		r->contact.customer_id = r->customer.id;
		r->contact.is_primary = true;
		e = resource_create(cx, &contact_resource, &r->contact);
	}
	return e;
}

static enum err is_known(struct import_work *w, struct str number, bool *ret_known)
{
	int64_t id;
	*ret_known = false;
	if (!number.n)
		return OK;
	enum err e = tx_one_int(w->cx->tx, Q_CUSTOMER_BY_NUMBER, &VAL_STR(number), 1, &id);
	*ret_known = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err do_row(struct import_work *w, const struct str *cells, size_t n)
{
	struct import_record r;
	bool known;

	fail_clear(w->cx->fail);
	if (import_record_read(w->cx, w->columns, cells, n, &r))
		return note_error(w);
	enum err e = is_known(w, r.customer.number, &known);
	if (e)
		return e;
	if (known && w->skip_known) {
		w->skipped++;
		return OK;
	}
	if (known) {
		fail_at(w->cx->fail, ERR_INPUT, "number", "taken");
		return note_error(w);
	}
	w->good++;
	/* Numbers that are given come first, so that none that we make is in their way. */
	if (!w->writing && !w->dry_run && r.customer.number.n)
		return number_given(w->cx, NUMBER_CUSTOMER, r.customer.number);
	return w->writing ? write_record(w, &r) : OK;
}

/* Sheets have empty cells behind their last column, and rows of nothing but those. */
static size_t without_empty(const struct str *cells, size_t n, size_t columns)
{
	size_t filled = n;

	while (filled && !str_trim(cells[filled - 1]).n)
		filled--;
	return filled == 0 || filled > columns ? filled : n < columns ? n : columns;
}

static enum err do_page(struct import_work *w, bool *ret_end)
{
	struct str *cells;
	size_t n = 1;
	enum err e = OK;

	for (int i = 0; !e && i < IMPORT_PAGE; i++) {
		fail_clear(w->cx->fail);
		if (csv_row(&w->csv, w->cx->arena, w->cx->fail, &cells, &n)) {
			e = note_error(w);
			continue;
		}
		if (n == 0)
			break;
		size_t filled = without_empty(cells, n, w->columns->n);
		if (filled)
			e = do_row(w, cells, filled);
	}
	*ret_end = n == 0;
	return e;
}

/* Borrows the value. */
static void set_in_report(struct import_work *w, const char *name, json_t *value)
{
	struct fail f = {.arena = w->cx->arena};
	struct buf b = {0};
	struct jw jw = {.buf = &b};
	json_t *doc;

	if (json_read(w->cx->arena, w->job->report, &f, &doc))
		return;
	json_t *copy = json_copy(doc);
	arena_defer(w->cx->arena, drop, copy);
	json_object_set(copy, name, value);
	jw_json(&jw, copy);
	w->job->report = str_dup(w->cx->arena, buf_str(&b));
	buf_done(&b);
}

static void set_count(struct import_work *w, const char *name, int64_t n)
{
	json_t *v = json_integer(n);

	arena_defer(w->cx->arena, drop, v);
	set_in_report(w, name, v);
}

static bool report_has(const struct import_work *w, const char *name)
{
	struct fail f = {.arena = w->cx->arena};
	json_t *doc;
	return !json_read(w->cx->arena, w->job->report, &f, &doc) &&
	       json_integer_value(json_object_get(doc, name)) > 0;
}

/* After the first pass: end, or begin to write. */
static enum err next_pass(struct import_work *w)
{
	bool refused = w->all_or_nothing && report_has(w, "bad");

	if (!w->writing && !w->dry_run && !refused) {
		w->job->total = w->job->done;
		w->job->done = 0;
		w->job->place = STR("write 0 0");
		set_count(w, "bad", 0);
		set_count(w, "skipped", 0);
		return OK;
	}
	w->job->state = JOB_DONE;
	if (report_has(w, "bad"))
		return OK; /* the file is kept for its refused rows, until import_sweep */
	return tx_exec(w->cx->tx, Q_UPLOAD_REMOVE, &VAL_INT(w->upload), 1, NULL);
}

enum err import_step(struct ctx *cx, struct job *job)
{
	struct import_work w = {.cx = cx, .job = job};
	int64_t batch = cx->batch;
	bool end;

	if (!job->place.n)
		job->report = STR("{\"good\":0,\"bad\":0,\"skipped\":0,\"created\":0,"
				  "\"updated\":0,\"errors\":[]}");
	enum err e = open_work(&w);
	if (!e)
		e = find_place(&w);
	cx->batch = job->id;
	if (!e)
		e = do_page(&w, &end);
	cx->batch = batch;
	if (e)
		return e;
	job->done += w.good + w.bad + w.skipped;
	job_count(cx->arena, job, w.writing ? "created" : "good", w.good);
	job_count(cx->arena, job, "bad", w.bad);
	job_count(cx->arena, job, "skipped", w.skipped);
	set_in_report(&w, "errors", w.errors);
	if (end)
		return next_pass(&w);
	job->place = str_fmt(cx->arena, "%s %zu %lld", w.writing ? "write" : "check",
			     w.csv.offset, (long long)w.csv.next_line);
	return OK;
}
