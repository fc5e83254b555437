/* genjin demo: fills an empty database with a company to look at. */
#include "app/app.h"
#include "app/demo.h"

#include "domain/user.h"
#include "service/access.h"
#include "service/auth.h"
#include "service/policies.h"

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

static enum err fill(struct app *app, struct demo *d)
{
	enum err e = app_run(app, TX_WRITE, demo_company, d);

	while (!e && d->made < d->customers) {
		e = app_run(app, TX_WRITE, demo_customers, d);
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\r%lld of %d customers ", (long long)d->made,
				d->customers);
	}
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	return e;
}

int cmd_demo(struct app *app)
{
	const char *customers = app_option(app, "customers"), *seed = app_option(app, "seed");
	int64_t n = 200, s = 1;
	struct demo d = {0};

	if (app->argc ||
	    (customers && (str_to_int(str_of(customers), &n) || n < 0 || n > 1000000)) ||
	    (seed && str_to_int(str_of(seed), &s)))
		return app_usage(app);
	if (app_open(app, true))
		return EXIT_FAILED;
	d.seed = (uint64_t)s;
	d.customers = (int)n;
	enum err e = app_run(app, TX_WRITE, start_company, NULL);
	if (!e)
		e = make_login(app);
	if (!e)
		e = fill(app, &d);
	if (!e)
		printf("%lld customers, %lld tickets, %lld follow-ups\n", (long long)d.made + 2,
		       (long long)d.tickets, (long long)d.follow_ups);
	int code = e ? app_failed(app, e) : EXIT_DONE;
	app_close(app);
	return code;
}
