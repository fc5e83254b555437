/* genjin user: users from the command line, for the first steps and for emergencies. */
#include "app/app.h"

#include "domain/user.h"
#include "service/access.h"
#include "service/auth.h"

#include <stdio.h>
#include <string.h>

/* "sales,auditor" as the JSON array that a user has. */
static struct str role_list(struct app *app, const char *names)
{
	struct str rest = str_of(names);
	struct str list = STR("");
	struct str name;

	while (rest.n && str_split(&rest, ',', &name))
		list = str_fmt(app->arena, "%.*s%s\"%.*s\"", STR_ARG(list), list.n ? "," : "",
			       STR_ARG(name));
	return str_fmt(app->arena, "[%.*s]", STR_ARG(list));
}

struct adding {
	struct app *app;
	int64_t id;
};

static enum err add(struct ctx *cx, void *arg)
{
	struct adding *adding = arg;
	const char *name = app_option(adding->app, "name");
	const char *roles = app_option(adding->app, "roles");
	struct user u;

	fields_clear(&user_fields, &u);
	u.login = str_of(adding->app->argv[1]);
	u.name = name ? str_of(name) : u.login;
	u.roles = role_list(adding->app, roles ? roles : "");
	enum err e = resource_create(cx, &user_resource, &u);
	adding->id = u.id;
	return e;
}

static enum err find(struct ctx *cx, void *arg)
{
	struct adding *adding = arg;
	struct value login = VAL_STR(str_of(adding->app->argv[1]));

	return tx_one_int(cx->tx, Q_USER_BY_LOGIN, &login, 1, &adding->id);
}

static enum err set_password(struct app *app, int64_t id)
{
	const struct actor system = actor_system();
	struct ctx cx = app_ctx(app, &system);
	struct str password;

	enum err e = app_ask_secret(app, "password", &password);
	return e ? e : auth_set_password(&cx, id, password);
}

static enum err list(struct ctx *cx, void *arg)
{
	struct list_query q = {.eyes = EYES_SYSTEM,
			       .limit = 100000,
			       .sort = field_find(&user_fields, STR("login"))};
	struct list_page page;

	(void)arg;
	enum err e = row_list(cx->tx, cx->arena, &user_fields, &q, cx->fail, &page);
	for (size_t i = 0; !e && i < page.n; i++) {
		const struct user *u = (const struct user *)page.rows + i;
		printf("%lld\t%.*s\t%.*s\t%.*s%s\n", (long long)u->id, STR_ARG(u->login),
		       STR_ARG(u->name), STR_ARG(u->roles), u->disabled ? "\tdisabled" : "");
	}
	return e;
}

static enum err act(struct app *app)
{
	struct adding adding = {.app = app};
	enum err e;

	if (strcmp(app->argv[0], "list") == 0)
		return app_run(app, TX_READ, list, NULL);
	e = strcmp(app->argv[0], "add") == 0 ? app_run(app, TX_WRITE, add, &adding)
					     : app_run(app, TX_READ, find, &adding);
	return e ? e : set_password(app, adding.id);
}

int cmd_user(struct app *app)
{
	bool lists = app->argc == 1 && strcmp(app->argv[0], "list") == 0;
	bool acts = app->argc == 2 &&
		    (strcmp(app->argv[0], "add") == 0 || strcmp(app->argv[0], "password") == 0);

	if (!lists && !acts)
		return app_usage(app);
	if (app_open(app, false))
		return EXIT_FAILED;
	enum err e = act(app);
	app_close(app);
	return e ? app_failed(app, e) : EXIT_DONE;
}
