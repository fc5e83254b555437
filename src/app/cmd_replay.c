/* genjin policy replay: what would have happened under another standard (A7). */
#include "app/named_policy.h"

#include "service/evidence_rows.h"
#include "service/replay_sheets.h"
#include "service/replays.h"
#include "sys/clock.h"
#include "sys/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct replay_work {
	struct app *app;
	struct replay_options options;
	struct replay replay;
	struct replay_sizes sizes;
	struct buf out;	     /* the report as JSON */
	struct table *table; /* or as a file */
	int64_t shown;	     /* percent */
};

static bool progress(void *arg, int64_t done, int64_t total)
{
	struct replay_work *w = arg;
	int64_t percent = total ? done * 100 / total : 100;

	if (percent != w->shown && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%3lld %%", (long long)percent);
	w->shown = percent;
	return true;
}

static enum err bounds(struct ctx *cx, void *arg)
{
	static const char *const options[] = {"from", "to", "before-from", "before-to"};
	struct replay_work *w = arg;
	struct date days[4];

	for (int i = 0; i < 4; i++) {
		const char *text = app_option(w->app, options[i]);
		days[i] = DATE_NONE;
		if (text && date_parse(str_of(text), &days[i]))
			return fail_at(cx->fail, ERR_INPUT, options[i], "not_a_date");
	}
	return replay_spans(cx, days, &w->options);
}

/* --calendar CODE=FILE */
static enum err read_calendar(struct replay_work *w)
{
	const char *text = app_option(w->app, "calendar");
	const char *file = text ? strchr(text, '=') : NULL;

	if (!text)
		return OK;
	if (!file)
		return fail_at(&w->app->fail, ERR_INPUT, "calendar", "required");
	w->options.calendar_code =
		str_dup(w->app->arena, (struct str){text, (size_t)(file - text)});
	if (file_read(w->app->arena, file + 1, 1 << 20, &w->options.calendar))
		return fail_at(&w->app->fail, ERR_INPUT, "calendar", "cannot_read");
	return OK;
}

static void print_row(struct str name, const struct replay_group *g)
{
	const struct replay_counts *old = &g->side[REPLAY_OLD], *new = &g->side[REPLAY_NEW];

	printf("%-24.*s", STR_ARG(name));
	for (int s = 0; s < REPLAY_SIDES; s++) {
		const struct replay_counts *c = &g->side[s];
		int64_t due = replay_due(c), met = c->outcomes[OUTCOME_MET];
		printf(" %9lld %9lld %5.1f%% %7lld", (long long)due, (long long)(due - met),
		       due ? 100.0 * (double)met / (double)due : 100.0,
		       (long long)replay_minutes(c, 50));
	}
	printf(" %+9lld %+9lld\n",
	       (long long)(new->steps[STEP_WARNING] - old->steps[STEP_WARNING]),
	       (long long)(new->steps[STEP_ESCALATION] - old->steps[STEP_ESCALATION]));
}

/* S0's table, a line a row. */
static enum err print_evidence(struct ctx *cx, const struct replay_work *w)
{
	struct evidence_rows r;
	json_t *report;

	enum err e = json_read(cx->arena, buf_str(&w->out), cx->fail, &report);
	if (e)
		return e;
	evidence_rows(cx, report, &r);
	printf("-- %s\n", message_get(cx->lang, "replay.evidence"));
	for (size_t i = 0; i < r.n; i++)
		printf("%.*s: %.*s -> %.*s%s%.*s\n", STR_ARG(r.cells[i][0]),
		       STR_ARG(r.cells[i][1]), STR_ARG(r.cells[i][2]),
		       r.cells[i][3].n ? "; " : "", STR_ARG(r.cells[i][3]));
	return OK;
}

static enum err print_tables(struct ctx *cx, const struct replay_work *w)
{
	size_t n;
	struct replay_group **v = replay_groups(cx->arena, &w->replay, &n);
	enum err e = OK;

	printf("%lld customers, %lld contacts, %lld tickets, %lld events\n",
	       (long long)w->sizes.customers, (long long)w->sizes.contacts,
	       (long long)w->sizes.tickets, (long long)w->sizes.events);
	printf("%-24s %9s %9s %6s %7s %9s %9s %6s %7s %9s %9s\n", "", "due", "not met", "met",
	       "median", "due'", "not met'", "met'", "median'", "warnings", "escalated");
	for (size_t i = 0; !e && i < n; i++) {
		struct str label = STR("");
		if (i == 0 || v[i]->dimension != v[i - 1]->dimension)
			printf("-- %s\n", names_get(&replay_dimension_names, v[i]->dimension));
		e = replay_label(cx, v[i], &label);
		print_row(label, v[i]);
	}
	printf("%zu deadlines end differently\n", w->replay.all_differences);
	return e ? e : print_evidence(cx, w);
}

static enum err report(struct ctx *cx, void *arg)
{
	struct replay_work *w = arg;
	struct jw jw = {.buf = &w->out};
	const struct table_format *format = app_option(w->app, "xlsx")	? &table_xlsx
					    : app_option(w->app, "csv") ? &table_csv
									: NULL;

	buf_clear(&w->out); /* the transaction may begin again */
	enum err e = replay_write(cx, 0, 0, &w->replay, &w->sizes, &jw);
	if (!e && !buf_ok(&w->out))
		e = ERR_BUSY;
	if (e || app_option(w->app, "json"))
		return e;
	return format ? replay_sheets(cx, buf_str(&w->out), format, &w->table)
		      : print_tables(cx, w);
}

static enum err give(struct replay_work *w)
{
	const char *path = app_option(w->app, "xlsx");

	if (!w->table) {
		if (app_option(w->app, "json"))
			printf("%.*s", STR_ARG(buf_str(&w->out)));
		return OK;
	}
	fflush(stdout);
	enum err e = path ? file_replace_from(path, w->table->file.fd, 0600)
			  : file_copy(w->table->file.fd, STDOUT_FILENO);
	if (e) {
		fail_at(&w->app->fail, e, "xlsx", "cannot_write");
		fail_arg(&w->app->fail, "file", str_of(path ? path : "-"));
	}
	return e;
}

static enum err replay(struct replay_work *w)
{
	struct app *app = w->app;
	const struct actor system = actor_system();
	const struct run run = {.home = &app->home,
				.actor = &system,
				.now = clock_now(),
				.arena = app->arena,
				.fail = &app->fail};
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	w->options.threads = app->config.threads ? (int)app->config.threads : (int)cores;
	w->options.progress = progress;
	w->options.arg = w;
	enum err e = named_policy_read(app, app->argv[1], &w->options.document);
	if (!e)
		e = read_calendar(w);
	if (!e)
		e = app_run(app, TX_READ, bounds, w);
	if (!e)
		e = replay_run(&run, &w->options, &w->replay, &w->sizes);
	if (isatty(STDERR_FILENO))
		fputs("\r      \r", stderr);
	return e ? e : app_run(app, TX_READ, report, w);
}

int policy_replay(struct app *app)
{
	struct replay_work w = {.app = app, .shown = -1};

	if (app->argc != 2)
		return app_usage(app);
	if (app_open(app, false))
		return EXIT_FAILED;
	enum err e = replay(&w);
	if (!e)
		e = give(&w);
	table_drop(w.table);
	buf_done(&w.out);
	int code = e ? app_failed(app, e) : EXIT_DONE;
	app_close(app);
	return code;
}
