#include "service/imports.h"

#include "service/customers.h"
#include "service/import_file.h"
#include "service/import_report.h"
#include "service/import_write.h"
#include "service/later.h"
#include "service/numbers.h"

ENUM_DEFINE(duplicate_choice, DUPLICATE_CHOICES);

/* "number,name" as bits of enum import_key; "" gives `usual`. */
static enum err read_keys(struct ctx *cx, struct str by, unsigned usual, unsigned *ret_keys)
{
	static const struct {
		const char *name;
		unsigned bit;
	} keys[] = {{"number", BY_NUMBER}, {"name", BY_NAME}, {"phone", BY_PHONE}};
	unsigned bits = 0;
	struct str one;

	while (by.n && str_split(&by, ',', &one)) {
		unsigned bit = 0;
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			if (str_is(one, keys[i].name))
				bit = keys[i].bit;
		if (!bit) {
			fail_at(cx->fail, ERR_INPUT, "by", "not_one_of");
			fail_arg(cx->fail, "allowed", STR("number, name, phone"));
			return ERR_INPUT;
		}
		bits |= bit;
	}
	*ret_keys = bits ? bits : usual;
	return OK;
}

static struct str args_of(struct ctx *cx, const struct import_start *s,
			  const struct import_type *t, int64_t upload, struct str mapping)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	jw_obj(&w);
	jw_kid(&w, "upload", upload);
	jw_kcstr(&w, "type", t->name);
	jw_kbool(&w, "dry_run", s->dry_run);
	jw_kbool(&w, "all_or_nothing", s->all_or_nothing);
	jw_kcstr(&w, "duplicates", names_get(&duplicate_choice_names, (int)s->duplicates));
	jw_kstr(&w, "by", s->by);
	jw_kstr(&w, "mapping", mapping);
	jw_end_obj(&w);
	return buf_keep(&b, cx->arena);
}

/* Whether the header can be understood. */
static enum err check_header(struct ctx *cx, const struct import_type *t, struct str text,
			     struct str *ret_mapping)
{
	struct import_columns *columns = ARENA_NEW(cx->arena, struct import_columns);
	struct csv c = {.text = text, .separator = csv_sniff(text)};
	json_t *mapping = NULL;
	struct str *cells;
	size_t n;

	enum err e = import_headers(cx, t, &c, &cells, &n, ret_mapping);
	if (!e && ret_mapping->n)
		e = json_read(cx->arena, *ret_mapping, cx->fail, &mapping);
	return e ? e : import_header(cx, t, mapping, cells, n, columns);
}

enum err import_start(struct ctx *cx, const struct import_start *start, struct job *ret_job)
{
	const struct import_type *t;
	struct str mapping;
	int64_t upload = ctx_id(cx);
	unsigned keys;

	enum err e = import_type_asked(cx, start->type, &t);
	if (!e)
		e = read_keys(cx, start->by, t->keys, &keys);
	if (!e)
		e = check_header(cx, t, start->text, &mapping);
	if (!e && actor_scope(cx->actor, t->parts[0].resource->write) == SCOPE_NONE)
		e = ERR_DENIED;
	if (e)
		return e;
	const struct value row[] = {VAL_INT(upload), VAL_TIME(cx->now), VAL_STR(start->name),
				    VAL_STR(start->text), VAL_REF(cx->actor->user_id)};
	e = tx_exec(cx->tx, Q_UPLOAD_ADD, row, 5, NULL);
	if (!e)
		e = audit(cx, "import", t->parts[0].resource->fields->name, upload, STR(""));
	return e ? e
		 : job_start(cx, "import", args_of(cx, start, t, upload, mapping), INT_NONE,
			     ret_job);
}

/* One step's view of its job. */
struct import_work {
	struct ctx *cx;
	struct job *job;
	const struct import_type *type;
	int64_t upload;
	bool dry_run, all_or_nothing;
	enum duplicate_choice duplicates;
	unsigned keys;
	bool writing; /* second pass */
	struct csv csv;
	struct import_columns *columns;
	int64_t good, bad, skipped, updated;
	json_t *errors;		      /* of the report */
	struct import_record *record; /* the present row */
};

static void drop(void *doc)
{
	json_decref(doc);
}

/* The reader at the first data row, its header understood. */
static enum err open_text(struct import_work *w, struct str text, struct str mapping)
{
	struct ctx *cx = w->cx;
	struct str *cells;
	json_t *doc = NULL;
	size_t n;

	w->csv = (struct csv){.text = text, .separator = csv_sniff(text)};
	w->columns = ARENA_NEW(cx->arena, struct import_columns);
	enum err e = csv_row(&w->csv, cx->arena, cx->fail, &cells, &n);
	if (!e && mapping.n)
		e = json_read(cx->arena, mapping, cx->fail, &doc);
	return e ? e : import_header(cx, w->type, doc, cells, n, w->columns);
}

static enum err read_args(struct import_work *w, struct str *ret_mapping)
{
	struct ctx *cx = w->cx;
	json_t *args;

	enum err e = json_read(cx->arena, w->job->args, cx->fail, &args);
	if (!e)
		e = str_to_int(json_get_text(args, "upload"), &w->upload);
	if (e)
		return e;
	w->type = import_type_find(json_get_text(args, "type"));
	w->dry_run = json_is_true(json_object_get(args, "dry_run"));
	w->all_or_nothing = json_is_true(json_object_get(args, "all_or_nothing"));
	int choice = names_find(&duplicate_choice_names, json_get_text(args, "duplicates"));
	*ret_mapping = json_get_text(args, "mapping");
	if (!w->type || choice < 0)
		return ERR_BUG;
	w->duplicates = (enum duplicate_choice)choice;
	return read_keys(cx, json_get_text(args, "by"), w->type->keys, &w->keys);
}

static enum err open_work(struct import_work *w)
{
	struct ctx *cx = w->cx;
	struct str mapping = STR("");
	json_t *report;
	struct rows *rows;
	bool more;

	enum err e = read_args(w, &mapping);
	if (!e)
		e = json_read(cx->arena, w->job->report, cx->fail, &report);
	if (!e)
		e = tx_query(cx->tx, Q_UPLOAD_GET, &VAL_INT(w->upload), 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e || !more)
		return e ? e : ERR_NOT_FOUND;
	struct str text = str_dup(cx->arena, rows_text(rows, 0));
	rows_done(rows);
	w->record = ARENA_NEW(cx->arena, struct import_record);
	const json_t *errors = json_object_get(report, "errors");
	w->errors = errors ? json_deep_copy(errors) : json_array();
	arena_defer(cx->arena, drop, w->errors);
	return open_text(w, text, mapping);
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

/* What a row came to. */
enum outcome { ROW_MADE, ROW_UPDATED, ROW_SKIPPED };
struct row_act {
	struct import_work *work;
	enum outcome outcome;
};

static enum err refuse_known(struct import_work *w)
{
	const char *field = w->keys & BY_NUMBER ? "number" : NULL;

	return fail_at(w->cx->fail, ERR_INPUT, field, field ? "taken" : "known");
}

static enum err update(struct import_work *w, int64_t id)
{
	const struct import_part *part = &w->type->parts[0];
	struct import_record *r = w->record;

	enum err e =
		import_change(w->cx, part->resource, id, (char *)r + part->offset, r->set[0]);
	return !e && w->type->update ? w->type->update(w->cx, r, id) : e;
}

/* Which of several known ones is to be updated, nobody can tell. */
static enum err check_meant(const struct import_work *w, int64_t known)
{
	return known && w->duplicates == DUPLICATE_UPDATE && w->record->several
		       ? fail_at(w->cx->fail, ERR_INPUT, "name", "ambiguous_customer")
		       : OK;
}

/* Does what the row asks for: a use case, arg is struct row_act. */
static enum err act(struct ctx *cx, void *arg)
{
	struct row_act *a = arg;
	struct import_work *w = a->work;
	int64_t known = 0;

	enum err e = w->type->find(cx, w->record, w->keys, &known);
	if (!e)
		e = check_meant(w, known);
	if (e)
		return e;
	a->outcome = known && w->duplicates == DUPLICATE_SKIP	  ? ROW_SKIPPED
		     : known && w->duplicates == DUPLICATE_UPDATE ? ROW_UPDATED
								  : ROW_MADE;
	if (a->outcome == ROW_SKIPPED)
		return OK;
	if (a->outcome == ROW_MADE && known && w->duplicates == DUPLICATE_REFUSE)
		return refuse_known(w);
	e = w->type->prepare ? w->type->prepare(cx, w->record) : OK;
	if (e)
		return e;
	return a->outcome == ROW_UPDATED ? update(w, known) : w->type->make(cx, w->record);
}

/* The first pass of an import of what is good: the row is looked at, not made; numbers that are
 * given come first, so that none that we make is in their way. */
static enum err look(struct ctx *cx, void *arg)
{
	struct row_act *a = arg;
	struct import_work *w = a->work;
	int64_t known = 0;

	a->outcome = ROW_MADE;
	enum err e = w->type->find(cx, w->record, w->keys, &known);
	if (!e && known && w->duplicates == DUPLICATE_REFUSE)
		e = refuse_known(w);
	if (!e)
		e = check_meant(w, known);
	if (!e && known && w->duplicates == DUPLICATE_SKIP)
		a->outcome = ROW_SKIPPED;
	if (!e && w->type == &import_types[0] && w->record->customer.number.n)
		e = number_given(cx, NUMBER_CUSTOMER, w->record->customer.number);
	return e;
}

/* An error without words of its own, for people. */
static void name_error(struct import_work *w, enum err e)
{
	struct ctx *cx = w->cx;

	for (int i = 0; i < IMPORT_PARTS && e == ERR_CONFLICT && !cx->fail->n; i++) {
		const struct resource *r = w->type->parts[i].resource;
		if (r && str_starts(tx_constraint(cx->tx), str_of(r->fields->table)))
			e = resource_explain(cx, r->fields, e);
	}
	if (!cx->fail->n)
		fail_at(cx->fail, e, NULL,
			e == ERR_NOT_FOUND || e == ERR_DENIED ? "out_of_reach"
			: e == ERR_STALE		      ? "changed_since"
							      : "conflict");
}

static enum err do_row(struct import_work *w, const struct str *cells, size_t n)
{
	struct ctx *cx = w->cx;
	struct row_act a = {.work = w};
	bool trial = !w->writing && (w->dry_run || w->all_or_nothing);
	enum err did;

	fail_clear(cx->fail);
	if (import_record_read(cx, w->type, w->columns, cells, n, w->record))
		return note_error(w);
	enum err e = ctx_attempt(cx, trial || w->writing ? act : look, &a, trial, &did);
	if (e)
		return e;
	if (did) {
		name_error(w, did);
		return note_error(w);
	}
	w->skipped += a.outcome == ROW_SKIPPED;
	w->updated += a.outcome == ROW_UPDATED;
	w->good += a.outcome == ROW_MADE || (!w->writing && a.outcome == ROW_UPDATED);
	return OK;
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

static void set_count(struct import_work *w, const char *name, int64_t n)
{
	json_t *v = json_integer(n);

	arena_defer(w->cx->arena, drop, v);
	job_report_set(w->cx->arena, w->job, name, v);
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
	struct later later = {0};
	int64_t batch = cx->batch;
	bool end;

	if (!job->place.n)
		job->report = STR("{\"good\":0,\"bad\":0,\"skipped\":0,\"created\":0,"
				  "\"updated\":0,\"errors\":[]}");
	enum err e = open_work(&w);
	if (!e)
		e = find_place(&w);
	cx->batch = job->id;
	cx->later = &later;
	if (!e)
		e = do_page(&w, &end);
	if (!e)
		e = later_write(cx);
	cx->later = NULL;
	cx->batch = batch;
	if (e)
		return e;
	job->done += w.good + w.bad + w.skipped + (w.writing ? w.updated : 0);
	job_count(cx->arena, job, w.writing ? "created" : "good", w.good);
	if (w.writing)
		job_count(cx->arena, job, "updated", w.updated);
	job_count(cx->arena, job, "bad", w.bad);
	job_count(cx->arena, job, "skipped", w.skipped);
	job_report_set(cx->arena, job, "errors", w.errors);
	if (end)
		return next_pass(&w);
	job->place = str_fmt(cx->arena, "%s %zu %lld", w.writing ? "write" : "check",
			     w.csv.offset, (long long)w.csv.next_line);
	return OK;
}
