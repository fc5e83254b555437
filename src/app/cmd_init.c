/* genjin init, migrate, check: the database, without the server. */
#include "app/app.h"

#include "service/policies.h"

#include <stdio.h>

static enum err start(struct ctx *cx, void *arg)
{
	return company_start(cx, arg);
}

static enum err set_up(struct app *app)
{
	const char *name = app_option(app, "company"), *presets = app_option(app, "presets");
	const char *locale = app_option(app, "locale");
	struct company_start s = {.name = str_of(name),
				  .locale = str_of(locale ? locale : "zh-CN"),
				  .presets = str_of(presets ? presets : "")};
	return app_run(app, TX_WRITE, start, &s);
}

int cmd_migrate(struct app *app)
{
	if (app_open(app, true))
		return EXIT_FAILED;
	printf("%s: ready\n", store_kind(app->home.store));
	app_close(app);
	return EXIT_DONE;
}

int cmd_init(struct app *app)
{
	if (!app_option(app, "company"))
		return app_option(app, "presets") ? app_usage(app) : cmd_migrate(app);
	if (app_open(app, true))
		return EXIT_FAILED;
	enum err e = set_up(app);
	int code = e ? app_failed(app, e) : EXIT_DONE;
	if (!e)
		printf("%s: ready\n", store_kind(app->home.store));
	app_close(app);
	return code;
}

int cmd_check(struct app *app)
{
	if (app_open(app, false))
		return EXIT_FAILED;
	printf("%s: configuration and schema are good\n", store_kind(app->home.store));
	app_close(app);
	return EXIT_DONE;
}
