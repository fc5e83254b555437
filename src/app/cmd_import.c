/* genjin import: records from a CSV file or a workbook, with progress and a report. */
#include "app/app.h"

#include "service/import_reader.h"
#include "service/imports.h"
#include "sys/clock.h"
#include "sys/file.h"

#include <stdio.h>
#include <unistd.h>

enum { FILE_MAX = 256 << 20, SHOWN_ERRORS = 20 };

struct starting {
	struct import_start start;
	struct import_bytes file;
	struct job job;
};

static enum err start(struct ctx *cx, void *arg)
{
	struct starting *s = arg;
	return import_start(cx, &s->start, &s->job);
}

/* A line that overwrites itself on a terminal; nothing in a pipe. */
static void progress(const struct job *job, void *arg)
{
	bool writing = str_starts(job->place, STR("write"));

	(void)arg;
	if (!isatty(STDERR_FILENO))
		return;
	if (writing && job->total > 0)
		fprintf(stderr, "\rwriting %lld of %lld rows ", (long long)job->done,
			(long long)job->total);
	else
		fprintf(stderr, "\rchecking, %lld rows ", (long long)job->done);
}

static int64_t count(const json_t *report, const char *name)
{
	return json_integer_value(json_object_get(report, name));
}

static void print_errors(struct app *app, const json_t *report)
{
	const json_t *errors = json_object_get(report, "errors");

	for (size_t i = 0; i < json_array_size(errors) && i < SHOWN_ERRORS; i++) {
		const json_t *e = json_array_get(errors, i);
		struct fail_item item = {.field = json_get_text(e, "field"),
					 .code = json_string_value(json_object_get(e, "code"))};
		struct str text = message_fail(app->arena, LANG_EN, &item);
		fprintf(stderr, "line %lld: %.*s: %.*s\n", (long long)count(e, "row"),
			STR_ARG(item.field), STR_ARG(text));
	}
}

static int report(struct app *app, const struct job *job, int64_t us)
{
	json_t *doc;

	if (json_read(app->arena, job->report, &app->fail, &doc))
		return app_failed(app, ERR_BUG);
	if (app_option(app, "json")) {
		printf("%.*s\n", STR_ARG(job->report));
	} else {
		double s = (double)us / 1e6;
		print_errors(app, doc);
		printf("%lld good, %lld bad, %lld skipped; %lld created, %lld updated in %.1f "
		       "s "
		       "(%.0f rows/s)\n",
		       (long long)count(doc, "good"), (long long)count(doc, "bad"),
		       (long long)count(doc, "skipped"), (long long)count(doc, "created"),
		       (long long)count(doc, "updated"), s,
		       s > 0 ? (double)count(doc, "created") / s : 0);
	}
	return count(doc, "bad") && !count(doc, "created") ? EXIT_FAILED : EXIT_DONE;
}

static int import(struct app *app, struct arena *work)
{
	struct starting s = {
		.start = {.name = str_of(app->argv[0]),
			  .dry_run = app_option(app, "dry-run") != NULL,
			  .all_or_nothing = app_option(app, "all-or-nothing") != NULL,
			  .type = str_of(app_option(app, "type")),
			  .by = str_of(app_option(app, "by"))},
		.file.sheet = str_of(app_option(app, "sheet"))};
	const char *known = app_option(app, "duplicates");
	int choice = known ? names_find(&duplicate_choice_names, str_of(known)) : 0;
	const struct actor system = actor_system();
	const struct run run = {.home = &app->home,
				.actor = &system,
				.now = clock_now(),
				.lang = LANG_EN,
				.arena = work,
				.fail = &app->fail};
	int64_t began = clock_monotonic_us();
	struct job job;

	if (choice < 0)
		return app_usage(app);
	s.start.duplicates = (enum duplicate_choice)choice;
	enum err e = file_read(app->arena, app->argv[0], FILE_MAX, &s.file.content);
	if (e)
		e = fail_at(&app->fail, e, app->argv[0], "cannot_read");
	if (!e)
		e = import_read(app->home.reader, &s.file, app->arena, &app->fail,
				&s.start.text);
	if (!e)
		e = app_run(app, TX_WRITE, start, &s);
	if (!e)
		e = job_run(&run, s.job.id, progress, NULL, &job);
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	if (e)
		return app_failed(app, e);
	return report(app, &job, clock_monotonic_us() - began);
}

int cmd_import(struct app *app)
{
	if (app->argc != 1)
		return app_usage(app);
	enum err e = app_start_import_reader(app);
	if (e)
		return app_failed(app, e);
	if (app_open(app, false))
		return EXIT_FAILED;
	struct arena *work = arena_new();
	int code = work ? import(app, work) : EXIT_FAILED;
	app_close(app);
	arena_free(work);
	return code;
}
