/* genjin doctor: is everything as it should be, and what to do where it is not? */
#include "app/doctor.h"

#include "base/json.h"
#include "service/world.h"
#include "store/migrate.h"
#include "sys/tzfile.h"

#include <stdio.h>

static const char *const level_names[] = {"ok", "warn", "fail"};

void doctor_note(struct finding *f, enum doctor_level level, const char *code)
{
	if (level > f->level)
		f->level = level;
	fail_at(&f->fail, ERR_INPUT, "", code);
}

void doctor_error(struct app *app, struct finding *f, enum err e)
{
	f->level = DOCTOR_FAIL;
	if (app->fail.n)
		f->fail = app->fail;
	else
		fail_at(&f->fail, e, "", "cannot_be_checked");
}

/* What is printed as it is found, or gathered as JSON. */
struct telling {
	struct app *app;
	enum lang lang;
	struct buf json;
	struct jw w;
	int n[3]; /* by level */
};

static void tell_json(struct telling *t, const char *name, const struct finding *f)
{
	jw_obj(&t->w);
	jw_kcstr(&t->w, "check", name);
	jw_kcstr(&t->w, "level", level_names[f->level]);
	jw_kstr(&t->w, "detail", f->detail);
	jw_key(&t->w, "findings");
	jw_arr(&t->w);
	for (size_t i = 0; i < f->fail.n; i++) {
		const struct fail_item *it = &f->fail.items[i];
		jw_obj(&t->w);
		jw_kcstr(&t->w, "code", it->code);
		jw_kstr(&t->w, "text", message_fail(t->app->arena, t->lang, it));
		jw_end_obj(&t->w);
	}
	jw_end_arr(&t->w);
	jw_end_obj(&t->w);
}

static void tell(struct telling *t, const char *name, const struct finding *f)
{
	t->n[f->level]++;
	if (app_option(t->app, "json")) {
		tell_json(t, name, f);
		return;
	}
	printf("%-4s  %-11s %.*s\n", level_names[f->level], name, STR_ARG(f->detail));
	for (size_t i = 0; i < f->fail.n; i++) {
		struct str text = message_fail(t->app->arena, t->lang, &f->fail.items[i]);
		printf("                  %.*s\n", STR_ARG(text));
	}
	fflush(stdout);
}

static struct finding finding_new(struct app *app)
{
	return (struct finding){.detail = STR(""), .fail.arena = app->arena};
}

static void run(struct telling *t, const struct doctor_check *checks)
{
	for (; checks->name; checks++) {
		struct finding f = finding_new(t->app);
		checks->fn(t->app, &f);
		tell(t, checks->name, &f);
	}
}

/* The store is opened as a reader, so that the program that serves is not disturbed. */
static void run_database(struct telling *t)
{
	struct app *app = t->app;
	struct finding f = finding_new(app);

	fail_clear(&app->fail);
	enum err e = app_open_reader(app);
	app->home.worlds = e ? NULL : worlds_new((struct zone_loader){tzfile_load});
	if (!e && !app->home.worlds)
		e = ERR_BUSY;
	if (e) {
		doctor_error(app, &f, e);
		tell(t, "database", &f);
	} else {
		run(t, doctor_database);
	}
	app_close(app);
}

int cmd_doctor(struct app *app)
{
	struct telling t = {.app = app, .lang = app_ctx(app, NULL).lang};

	if (app->argc)
		return app_usage(app);
	t.w.buf = &t.json;
	jw_arr(&t.w);
	run(&t, doctor_machine);
	run_database(&t);
	jw_end_arr(&t.w);
	if (app_option(app, "json"))
		printf("%.*s\n", STR_ARG(buf_str(&t.json)));
	else
		printf("%d ok, %d warnings, %d failures\n", t.n[DOCTOR_OK], t.n[DOCTOR_WARN],
		       t.n[DOCTOR_FAIL]);
	buf_done(&t.json);
	return t.n[DOCTOR_FAIL] ? EXIT_FAILED : EXIT_DONE;
}
