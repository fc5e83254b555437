/* genjin demo: fills an empty database with a company to look at. */
#include "app/app.h"

#include "domain/user.h"
#include "service/access.h"
#include "service/auth.h"
#include "service/demo.h"
#include "service/policies.h"
#include "sys/clock.h"

#include <stdio.h>
#include <unistd.h>

static enum err start_company(struct ctx *cx, void *arg)
{
	const struct company_start start = {.name = STR("跟进演示公司"),
					    .locale = STR("zh-CN"),
					    .presets = STR("s1,s0,s4")};
	(void)arg;
	return company_start(cx, &start);
}

static enum err add_admin(struct ctx *cx, void *arg)
{
	struct user u;

	fields_clear(&user_fields, &u);
	u.login = STR("demo");
	u.name = STR("演示管理员");
	u.roles = STR("[\"administrator\"]");
	enum err e = resource_create(cx, &user_resource, &u);
	*(int64_t *)arg = u.id;
	return e;
}

/* A login with a password that is made now and printed once: there is no default one. */
static enum err make_login(struct app *app)
{
	const struct actor system = actor_system();
	struct ctx cx = app_ctx(app, &system);
	int64_t id;

	enum err e = app_run(app, TX_WRITE, add_admin, &id);
	if (e)
		return e;
	struct str password = ctx_secret(&cx, 12);
	e = auth_set_password(&cx, id, password);
	if (!e)
		printf("login: demo\npassword: %.*s\n", STR_ARG(password));
	return e;
}

struct fill {
	struct demo_terms terms;
	struct job job;
};

static enum err queue(struct ctx *cx, void *arg)
{
	struct fill *f = arg;

	return demo_start(cx, &f->terms, &f->job);
}

static void show_progress(const struct job *job, void *arg)
{
	(void)arg;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%lld of %lld customers ", (long long)job->done,
			(long long)job->total);
}

static enum err fill(struct app *app, struct fill *f)
{
	struct arena *a = arena_new();
	const struct actor system = actor_system();
	const struct run run = {.home = &app->home,
				.actor = &system,
				.now = clock_now(),
				.arena = a,
				.fail = &app->fail};

	enum err e = app_run(app, TX_WRITE, queue, f);
	if (!e)
		e = job_run(&run, f->job.id, show_progress, NULL, &f->job);
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	if (!e)
		printf("%.*s\n", STR_ARG(f->job.report));
	arena_free(a);
	return e;
}

/* A number of the command line; what is not given stays as it is. */
static bool take(struct app *app, const char *name, int64_t max, int64_t *v)
{
	const char *given = app_option(app, name);

	return !given || (str_to_int(str_of(given), v) == OK && *v >= 0 && *v <= max);
}

int cmd_demo(struct app *app)
{
	struct fill f = {.terms = {.seed = 1,
				   .customers = DEMO_CUSTOMERS,
				   .tickets = INT_NONE,
				   .months = 12}};
	int64_t years = 0;

	if (app->argc || !take(app, "customers", DEMO_CUSTOMERS_MAX, &f.terms.customers) ||
	    !take(app, "tickets", DEMO_TICKETS_MAX, &f.terms.tickets) ||
	    !take(app, "years", DEMO_MONTHS_MAX / 12, &years) ||
	    !take(app, "months", DEMO_MONTHS_MAX, &f.terms.months) || !f.terms.months ||
	    !take(app, "seed", INT64_MAX, &f.terms.seed))
		return app_usage(app);
	if (years)
		f.terms.months = 12 * years;
	if (app_open(app, true))
		return EXIT_FAILED;
	enum err e = app_run(app, TX_WRITE, start_company, NULL);
	if (!e)
		e = make_login(app);
	if (!e)
		e = fill(app, &f);
	int code = e ? app_failed(app, e) : EXIT_DONE;
	app_close(app);
	return code;
}
