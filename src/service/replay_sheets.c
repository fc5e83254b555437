#include "service/replay_sheets.h"

#include "domain/replay.h"
#include "service/about.h"
#include "service/audit.h"
#include "service/customers.h"
#include "service/evidence_rows.h"
#include "service/exports.h"
#include "service/jobs.h"
#include "service/policies.h"
#include "service/tickets.h"
#include "service/world.h"

static const char *const sides[REPLAY_SIDES] = {"old", "new"};
static const char *const figures[] = {"due",	  "met",	"met_late", "missed",
				      "open",	  "median_min", "p90_min",  "warnings",
				      "breaches", "escalations"};
enum { FIGURES = sizeof figures / sizeof *figures, GROUP_COLUMNS = 1 + REPLAY_SIDES * FIGURES };

static const char *const difference_titles[] = {
	"replay.subject",    "replay.number",	"replay.customer", "replay.deadline",
	"replay.cycle",	     "replay.began",	"replay.limit_of", "replay.due_of",
	"replay.outcome_of", "replay.limit_of", "replay.due_of",   "replay.outcome_of",
	"replay.settled"};
enum { DIFFERENCE_COLUMNS = sizeof difference_titles / sizeof *difference_titles, OF_OLD = 6 };

/* A report on its way into a file. */
struct sheets {
	struct ctx *cx;
	const json_t *report;
	const struct table_format *format;
	struct table_head head; /* of the present sheet */
	struct table *table;	/* NULL: not begun */
	struct about about;
};

static struct str say(const struct sheets *w, const char *key)
{
	return message_format(w->cx->arena, w->cx->lang, key, NULL, 0);
}

/* "prefix.value" in words. */
static struct str word(const struct sheets *w, const char *prefix, struct str value)
{
	return say(w, str_fmt(w->cx->arena, "%s%.*s", prefix, STR_ARG(value)).p);
}

/* "replay.x" of a side: "As it was: due". */
static struct str of_side(const struct sheets *w, int side, struct str what)
{
	const struct message_arg args[] = {{"side", word(w, "replay.", str_of(sides[side]))},
					   {"figure", what}};
	return message_format(w->cx->arena, w->cx->lang, "replay.figure", args, 2);
}

/* The first sheet begins the file. */
static enum err begin(struct sheets *w)
{
	return w->table
		       ? table_sheet(w->table, &w->head)
		       : table_begin(w->cx->arena, w->format, &w->head, w->cx->fail, &w->table);
}

static enum err put(struct sheets *w, const struct str *cells)
{
	return table_put(w->table, w->cx->arena, cells);
}

static enum err put_evidence(struct sheets *w)
{
	struct evidence_rows r;

	evidence_rows(w->cx, w->report, &r);
	w->head.name = say(w, "replay.evidence");
	w->head.titles = r.titles;
	w->head.columns = EVIDENCE_COLUMNS;
	w->head.figures = NULL;
	enum err e = begin(w);
	for (size_t i = 0; !e && i < r.n; i++)
		e = put(w, r.cells[i]);
	return e;
}

/* Kinds and tiers have words in every language; the rest is called what it was then. */
static struct str group_name(const struct sheets *w, enum replay_dimension d, const json_t *g)
{
	struct str value = json_get_text(g, "value"), label = json_get_text(g, "label");

	if (d == BY_KIND)
		return word(w, "deadline.", value);
	if (d == BY_TIER)
		return word(w, "tier.", value);
	return label.n ? label : say(w, "replay.nobody");
}

static enum err put_group(struct sheets *w, enum replay_dimension d, const json_t *g)
{
	struct str cells[GROUP_COLUMNS];
	size_t n = 0;

	cells[n++] = group_name(w, d, g);
	for (int s = 0; s < REPLAY_SIDES; s++)
		for (int i = 0; i < FIGURES; i++) {
			const json_t *v =
				json_object_get(json_object_get(g, sides[s]), figures[i]);
			cells[n++] = json_is_integer(v)
					     ? str_fmt(w->cx->arena, "%lld",
						       (long long)json_integer_value(v))
					     : STR(""); /* no minutes: nothing was met */
		}
	return put(w, cells);
}

static enum err put_groups(struct sheets *w, enum replay_dimension d)
{
	bool *is_figure = ARENA_ARRAY(w->cx->arena, GROUP_COLUMNS, bool);
	struct str *titles = ARENA_ARRAY(w->cx->arena, GROUP_COLUMNS, struct str);
	const char *name = names_get(&replay_dimension_names, (int)d);
	size_t n = 0, i;
	json_t *g;

	titles[n++] = word(w, "replay.by_", str_of(name));
	for (int s = 0; s < REPLAY_SIDES; s++)
		for (int f = 0; f < FIGURES; f++)
			titles[n++] = of_side(w, s, word(w, "replay.", str_of(figures[f])));
	for (size_t c = 1; c < n; c++)
		is_figure[c] = true;
	w->head.name = titles[0];
	w->head.titles = titles;
	w->head.columns = GROUP_COLUMNS;
	w->head.figures = is_figure;
	enum err e = begin(w);
	json_array_foreach (json_object_get(w->report, name), i, g)
		if (!e)
			e = put_group(w, d, g);
	return e;
}

static int64_t id_of(const json_t *d, const char *key)
{
	int64_t id;
	return str_to_int(json_get_text(d, key), &id) ? 0 : id;
}

static bool is_ticket(const json_t *d)
{
	return str_is(json_get_text(d, "subject"), names_get(&subject_names, SUBJECT_TICKET));
}

/* The customers and tickets of the differences, as far as the actor may take them out. */
static enum err load_about(struct sheets *w, const json_t *items)
{
	size_t n = json_array_size(items);
	int64_t *customers = ARENA_ARRAY(w->cx->arena, n, int64_t);
	int64_t *tickets = ARENA_ARRAY(w->cx->arena, n, int64_t);

	for (size_t i = 0; i < n; i++) {
		const json_t *d = json_array_get(items, i);
		customers[i] = id_of(d, "customer_id");
		tickets[i] = is_ticket(d) ? id_of(d, "subject_id") : 0;
	}
	enum err e = about_load(w->cx, &customer_fields, export_eyes(w->cx, &customer_resource),
				customers, n, &w->about.customers);
	return e ? e
		 : about_load(w->cx, &ticket_fields, export_eyes(w->cx, &ticket_resource),
			      tickets, n, &w->about.tickets);
}

static struct str time_cell(const struct sheets *w, const json_t *side, const char *key)
{
	struct instant t;
	return instant_parse(json_get_text(side, key), &t)
		       ? STR("")
		       : world_local_time(w->cx->world, w->cx->arena, t);
}

static enum err put_difference(struct sheets *w, const json_t *d)
{
	const json_t *side[REPLAY_SIDES] = {json_object_get(d, "old"),
					    json_object_get(d, "new")};
	const struct customer *c = about_customer(&w->about, id_of(d, "customer_id"));
	const struct ticket *t =
		is_ticket(d) ? about_ticket(&w->about, id_of(d, "subject_id")) : NULL;
	bool was = !str_is(json_get_text(side[0], "outcome"),
			   names_get(&outcome_names, OUTCOME_NONE));
	struct str cells[DIFFERENCE_COLUMNS];
	size_t n = 0;

	cells[n++] = word(w, "replay.subject_", json_get_text(d, "subject"));
	cells[n++] = is_ticket(d) ? (t ? t->number : STR("")) : (c ? c->number : STR(""));
	cells[n++] = c ? c->name : STR("");
	cells[n++] = word(w, "deadline.", json_get_text(d, "kind"));
	cells[n++] = str_fmt(w->cx->arena, "%lld",
			     (long long)json_integer_value(json_object_get(d, "cycle")));
	cells[n++] = time_cell(w, side[was ? 0 : 1], "start_at");
	for (int s = 0; s < REPLAY_SIDES; s++) {
		cells[n++] = limit_words(w->cx, json_get_text(side[s], "target"));
		cells[n++] = time_cell(w, side[s], "due_at");
		cells[n++] = word(w, "replay.outcome_", json_get_text(side[s], "outcome"));
	}
	cells[n++] = time_cell(w, side[was ? 0 : 1], "met_at");
	return put(w, cells);
}

/* Only the first ones are in the report. */
static enum err put_rest(struct sheets *w, int64_t shown, int64_t total)
{
	const struct message_arg args[] = {
		{"n", str_fmt(w->cx->arena, "%lld", (long long)shown)},
		{"total", str_fmt(w->cx->arena, "%lld", (long long)total)}};
	struct str cells[DIFFERENCE_COLUMNS] = {{0}};

	if (shown >= total)
		return OK;
	cells[0] = message_format(w->cx->arena, w->cx->lang, "replay.first_of", args, 2);
	return put(w, cells);
}

static enum err put_differences(struct sheets *w)
{
	const json_t *all = json_object_get(w->report, "differences");
	const json_t *items = json_object_get(all, "items");
	struct str *titles = ARENA_ARRAY(w->cx->arena, DIFFERENCE_COLUMNS, struct str);
	json_t *d;
	size_t i;

	for (int c = 0; c < DIFFERENCE_COLUMNS; c++) {
		titles[c] = say(w, difference_titles[c]);
		if (c >= OF_OLD && c < DIFFERENCE_COLUMNS - 1)
			titles[c] = of_side(w, (c - OF_OLD) / 3, titles[c]);
	}
	w->head.name = say(w, "replay.differences");
	w->head.titles = titles;
	w->head.columns = DIFFERENCE_COLUMNS;
	w->head.figures = NULL;
	enum err e = load_about(w, items);
	if (!e)
		e = begin(w);
	json_array_foreach (items, i, d)
		if (!e)
			e = put_difference(w, d);
	return e ? e
		 : put_rest(w, (int64_t)json_array_size(items),
			    json_integer_value(json_object_get(all, "total")));
}

enum err replay_sheets(struct ctx *cx, struct str report, const struct table_format *format,
		       struct table **ret_table)
{
	struct sheets w = {.cx = cx, .format = format, .head = export_head(cx)};
	json_t *json;

	if (json_read(cx->arena, report, cx->fail, &json))
		return ERR_BUG;
	w.report = json;
	enum err e = put_evidence(&w);
	for (int d = BY_KIND; !e && format->sheet && d < DIMENSION_COUNT; d++)
		e = put_groups(&w, (enum replay_dimension)d);
	if (!e && format->sheet)
		e = put_differences(&w);
	if (!e)
		e = table_end(w.table);
	if (!e)
		*ret_table = w.table;
	return e;
}

/* ---- The report of a job ---- */

static enum err load_report(struct ctx *cx, int64_t job_id, struct job *ret_job)
{
	enum err e = resource_load(cx, &job_resource, PERM_LOGIN, job_id, ret_job);

	if (!e && (!str_is(ret_job->kind, "replay") || ret_job->state != JOB_DONE))
		e = ERR_NOT_FOUND;
	return e;
}

/* {"kind":[null,"replay"],"format":[null,"xlsx"]} */
static enum err note(struct ctx *cx, void *arg)
{
	const struct replay_file *f = arg;
	struct job job;

	enum err e = load_report(cx, f->job_id, &job);
	if (!e)
		e = export_quota(cx);
	return e ? e
		 : audit(cx, "export", "job", f->job_id,
			 str_fmt(cx->arena,
				 "{\"kind\":[null,\"replay\"],\"format\":[null,\"%s\"]}",
				 f->format->name));
}

/* "Replay of history: stricter" */
static enum err name_file(struct ctx *cx, const struct job *job, struct str *ret_name)
{
	struct message_arg arg = {"name", STR("")};
	struct policy_version v;
	json_t *report;
	int64_t id;

	enum err e = json_read(cx->arena, job->report, cx->fail, &report);
	if (e || str_to_int(json_get_text(report, "policy_id"), &id))
		return ERR_BUG;
	e = row_load(cx->tx, cx->arena, &policy_version_fields, EYES_SYSTEM, id, &v);
	if (e && e != ERR_NOT_FOUND) /* a draft may be gone */
		return e;
	if (!e)
		arg.value = v.name;
	*ret_name = str_trim(message_format(cx->arena, cx->lang, "replay.file", &arg, 1));
	return OK;
}

static enum err make(struct ctx *cx, void *arg)
{
	struct replay_file *f = arg;
	struct job job;

	enum err e = load_report(cx, f->job_id, &job);
	if (!e)
		e = name_file(cx, &job, &f->name);
	return e ? e : replay_sheets(cx, job.report, f->format, &f->table);
}

enum err replay_export(struct ctx *cx, struct replay_file *file)
{
	enum err e = ctx_run(cx, TX_WRITE, note, file);
	return e ? e : ctx_run(cx, TX_READ, make, file);
}

enum err replay_show_evidence(struct ctx *cx, struct replay_file *file)
{
	return make(cx, file);
}
