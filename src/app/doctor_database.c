/* The checks of doctor.h that ask the database. */
#include "app/doctor.h"

#include "service/attachments.h"
#include "service/health.h"
#include "service/world.h"
#include "sys/clock.h"

#include <stdlib.h>
#include <unistd.h>

enum { LEASE_OLD_S = 600, SKEW_S = 5, AHEAD_S = 60 };

/* A check that is a use case. */
struct asking {
	struct app *app;
	struct finding *f;
};

static void ask(struct app *app, struct finding *f, use_case fn)
{
	struct asking a = {app, f};

	fail_clear(&app->fail);
	enum err e = app_run(app, TX_READ, fn, &a);
	if (e)
		doctor_error(app, f, e);
}

static enum err schema(struct ctx *cx, void *arg)
{
	struct asking *a = arg;
	int64_t n;

	enum err e = tx_one_int(cx->tx, Q_HEALTH_SCHEMA, NULL, 0, &n);
	if (!e)
		a->f->detail = str_fmt(a->app->arena, "%s %lld", store_kind(tx_store(cx->tx)),
				       (long long)n);
	return e;
}

static void check_schema(struct app *app, struct finding *f)
{
	ask(app, f, schema);
}

/* Each row of a query but "ok" is something wrong. */
static enum err note_rows(struct ctx *cx, struct finding *f, enum query q, const char *code,
			  const char *argument)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query(cx->tx, q, NULL, 0, &rows);

	if (e)
		return e;
	while (!(e = rows_next(rows, &more)) && more) {
		if (str_is(rows_text(rows, 0), "ok"))
			continue;
		doctor_note(f, DOCTOR_FAIL, code);
		fail_arg(&f->fail, argument, rows_text(rows, 0));
	}
	return e;
}

static enum err integrity(struct ctx *cx, void *arg)
{
	struct asking *a = arg;

	return note_rows(cx, a->f, Q_DOCTOR_INTEGRITY, "doctor_integrity", "what");
}

static void check_integrity(struct app *app, struct finding *f)
{
	int64_t began = clock_monotonic_us();

	ask(app, f, integrity);
	f->detail = str_fmt(app->arena, "%lld ms",
			    (long long)((clock_monotonic_us() - began) / 1000));
}

static enum err server(struct ctx *cx, void *arg)
{
	struct asking *a = arg;

	return note_rows(cx, a->f, Q_DOCTOR_SETTINGS, "doctor_database_setting", "setting");
}

static void check_server(struct app *app, struct finding *f)
{
	ask(app, f, server);
}

static enum err times(struct ctx *cx, void *arg)
{
	struct asking *a = arg;
	int64_t now = instant_s(clock_now());
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_DOCTOR_CLOCK, NULL, 0, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e || !more)
		return e;
	int64_t skew = rows_int(rows, 0) - now;
	int64_t ahead = rows_is_null(rows, 1) ? 0 : rows_int(rows, 1) / US_PER_S - now;
	rows_done(rows);
	a->f->detail = str_fmt(a->app->arena, "%lld s", (long long)skew);
	if (llabs(skew) > SKEW_S) {
		doctor_note(a->f, DOCTOR_FAIL, "doctor_clock_differs");
		fail_arg_int(&a->f->fail, "seconds", llabs(skew));
	}
	if (ahead > AHEAD_S) {
		doctor_note(a->f, DOCTOR_FAIL, "doctor_clock_behind");
		fail_arg_int(&a->f->fail, "seconds", ahead);
	}
	return OK;
}

static void check_times(struct app *app, struct finding *f)
{
	ask(app, f, times);
}

static enum err leases(struct ctx *cx, void *arg)
{
	struct asking *a = arg;
	const struct value before =
		VAL_TIME(instant_add(cx->now, span_of_s(-(int64_t)LEASE_OLD_S)));
	int64_t n;

	enum err e = tx_one_int(cx->tx, Q_DOCTOR_LEASES, &before, 1, &n);
	if (!e && n) {
		doctor_note(a->f, DOCTOR_WARN, "doctor_leases");
		fail_arg_int(&a->f->fail, "n", n);
	}
	return e;
}

static void check_leases(struct app *app, struct finding *f)
{
	ask(app, f, leases);
}

static enum err calendars(struct ctx *cx, void *arg)
{
	struct asking *a = arg;
	const struct standards *s = &cx->world->standards;
	struct date today = world_date(cx->world, cx->now);
	int32_t year;

	for (size_t i = 0; i < s->n_calendars; i++) {
		if (!health_calendar_ends(&s->calendars[i], today, &year))
			continue;
		doctor_note(a->f, DOCTOR_WARN, "doctor_calendar_ends");
		fail_arg(&a->f->fail, "code", s->calendars[i].code);
		fail_arg_int(&a->f->fail, "year", year);
	}
	a->f->detail = str_fmt(a->app->arena, "%zu", s->n_calendars);
	return OK;
}

static void check_calendars(struct app *app, struct finding *f)
{
	ask(app, f, calendars);
}

/* How many files there are, what is wrong with them, and the first one of these. */
struct look {
	struct app *app;
	int64_t total, missing, damaged;
	struct str missing_hash, damaged_hash;
};

static enum err look_at_file(void *arg, struct str hash, struct str name)
{
	struct look *l = arg;
	const struct files *files = l->app->home.files;
	enum err e = files ? blob_check(files->dir, hash) : ERR_NOT_FOUND;

	(void)name;
	l->total++;
	if (e == ERR_NOT_FOUND && l->missing++ == 0)
		l->missing_hash = hash;
	if (e && e != ERR_NOT_FOUND && l->damaged++ == 0)
		l->damaged_hash = hash;
	return OK;
}

static void note_files(struct finding *f, const char *code, int64_t n, struct str hash)
{
	if (!n)
		return;
	doctor_note(f, DOCTOR_FAIL, code);
	fail_arg_int(&f->fail, "n", n);
	fail_arg(&f->fail, "hash", str_slice(hash, 0, 16));
}

/* Each file that a row speaks of is there, with the content that it had. */
static enum err files(struct ctx *cx, void *arg)
{
	struct asking *a = arg;
	struct look l = {.app = a->app};

	enum err e = attachment_files(cx->tx, a->app->arena, look_at_file, &l);
	a->f->detail = str_fmt(a->app->arena, "%lld", (long long)l.total);
	note_files(a->f, "doctor_attachments_missing", l.missing, l.missing_hash);
	note_files(a->f, "doctor_attachments_damaged", l.damaged, l.damaged_hash);
	return e;
}

static void check_files(struct app *app, struct finding *f)
{
	struct str dir = app_files_path(app);

	if (dir.n == 0) {
		doctor_note(f, DOCTOR_WARN, "doctor_attachments_unset");
		return;
	}
	bool there = access(dir.p, F_OK) == 0; /* it is made when the program serves */
	if (app_open_files(app) || (there && access(dir.p, R_OK | W_OK | X_OK) != 0)) {
		doctor_note(f, DOCTOR_FAIL, "doctor_attachments_folder");
		fail_arg(&f->fail, "file", dir);
		return;
	}
	ask(app, f, files);
}

static enum err webhooks(struct ctx *cx, void *arg)
{
	struct asking *a = arg;
	int64_t failing = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_WEBHOOKS_FAILING, NULL, 0, &rows);
	if (e)
		return e;
	for (; !(e = rows_next(rows, &more)) && more; failing++) {
		doctor_note(a->f, DOCTOR_WARN, "doctor_webhook");
		fail_arg(&a->f->fail, "name", rows_text(rows, 0));
		fail_arg(&a->f->fail, "reason", rows_text(rows, 1));
	}
	rows_done(rows);
	a->f->detail = str_fmt(a->app->arena, "%lld", (long long)failing);
	return e;
}

static void check_webhooks(struct app *app, struct finding *f)
{
	ask(app, f, webhooks);
}

const struct doctor_check doctor_database[] = {
	{"schema", check_schema},
	{"integrity", check_integrity},
	{"server", check_server},
	{"times", check_times},
	{"leases", check_leases},
	{"calendars", check_calendars},
	{"attachments", check_files},
	{"webhooks", check_webhooks},
	{NULL, NULL},
};
