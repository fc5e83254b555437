/* genjin init, migrate, check: the database, without the server. */
#include "app/app.h"

#include <stdio.h>

int cmd_init(struct app *app)
{
	if (app_open(app, true))
		return EXIT_FAILED;
	printf("%.*s: ready\n", STR_ARG(app->config.db));
	app_close(app);
	return EXIT_DONE;
}

int cmd_migrate(struct app *app)
{
	return cmd_init(app);
}

int cmd_check(struct app *app)
{
	if (app_open(app, false))
		return EXIT_FAILED;
	printf("%s: configuration and schema are good\n", store_kind(app->home.store));
	app_close(app);
	return EXIT_DONE;
}
