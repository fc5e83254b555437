/* genjin export: a list or a sheet of the documents as a file. */
#include "app/app.h"

#include "http/request.h"
#include "service/auth.h"
#include "service/exports.h"
#include "sys/clock.h"
#include "sys/file.h"

#include <stdio.h>
#include <unistd.h>

/* Somebody with an account, by their login. */
struct person {
	struct str name;
	struct login login;
};

static enum err find_person(struct ctx *cx, void *arg)
{
	struct person *p = arg;
	struct value login = VAL_STR(p->name);
	int64_t id = 0;

	enum err e = tx_one_int(cx->tx, Q_USER_BY_LOGIN, &login, 1, &id);
	if (!e)
		e = auth_user(cx, id, &p->login);
	/* One who was shut out is nobody. */
	return e == ERR_NOT_FOUND || e == ERR_UNAUTH
		       ? fail_at(cx->fail, ERR_INPUT, "user", "no_such_record")
		       : e;
}

/* "tier=vip" "sort=-number" as a list's query string. */
static enum err query_of(struct app *app, struct str *ret_query)
{
	struct arena *a = app->arena;
	struct str query = STR("");

	for (int i = 1; i < app->argc; i++) {
		struct str value = str_of(app->argv[i]), name;
		if (str_find(value, '=', 0) < 1 || !str_split(&value, '=', &name))
			return fail_at(&app->fail, ERR_INPUT, app->argv[i], "unknown_argument");
		query = str_fmt(a, "%.*s%s%.*s=%.*s", STR_ARG(query), query.n ? "&" : "",
				STR_ARG(percent_encode(a, name)),
				STR_ARG(percent_encode(a, value)));
	}
	*ret_query = query;
	return OK;
}

static enum err read_filters(struct ctx *cx, struct export_order *o)
{
	const struct fields *t = o->kind->resource->fields;
	const struct route route = {.perm = PERM_CUSTOMER_EXPORT, .filters = t};
	const struct request req = {.route = &route, .query = o->filters};

	enum err e = query_check(cx, &req);
	return e ? e : request_list(cx, &req, t, &o->query);
}

static enum err read_reason(struct app *app, struct export_order *o)
{
	const char *text = app_option(app, "reason");
	struct export_args args = {.reason = STR("genjin export")};
	enum err e = OK;

	if (text)
		e = field_parse(field_find(&export_args_fields, STR("reason")), app->arena,
				str_of(text), &args, &app->fail);
	else if (app_option(app, "user"))
		e = fail_at(&app->fail, ERR_INPUT, "reason", "required");
	o->reason = args.reason;
	return e;
}

/* A person's own language, unless another one is asked for. */
static enum err choose_language(struct app *app, const struct person *p, struct ctx *cx)
{
	static const enum lang langs[] = {[LOCALE_ZH_CN] = LANG_ZH_CN,
					  [LOCALE_ZH_TW] = LANG_ZH_TW,
					  [LOCALE_EN] = LANG_EN};
	const char *asked = app_option(app, "language");
	int found = asked ? names_find(&lang_names, str_of(asked)) : 0;

	if (found < 0) {
		fail_at(&app->fail, ERR_INPUT, "language", "not_one_of");
		fail_arg(&app->fail, "allowed", STR("zh-CN, zh-TW, en"));
		return ERR_INPUT;
	}
	if (asked)
		cx->lang = (enum lang)found;
	else if (p->login.locale != LOCALE_AUTO)
		cx->lang = langs[p->login.locale];
	return OK;
}

static enum err give(struct app *app, const struct export_order *o, int64_t began_us)
{
	const struct table *t = o->table;
	const char *path = app_option(app, "output");
	int64_t size = 0;

	enum err e = path ? file_replace_from(path, t->file.fd, 0600)
			  : file_copy(t->file.fd, STDOUT_FILENO);
	if (e) {
		fail_at(&app->fail, e, "output", "cannot_write");
		fail_arg(&app->fail, "file", path ? str_of(path) : STR("-"));
		return e;
	}
	e = scratch_size(&t->file, &size);
	double s = (double)(clock_monotonic_us() - began_us) / 1e6;
	if (!e && path)
		printf("%s: %zu rows, %lld KiB in %.1f s (%.0f rows/s)\n", path, t->rows,
		       (long long)(size + 1023) / 1024, s, s > 0 ? (double)t->rows / s : 0);
	return e;
}

static enum err export(struct app *app, struct export_order *o) {
	const char *user = app_option(app, "user");
	struct person person = {.name = str_of(user)};
	const struct actor system = actor_system();
	struct ctx cx = app_ctx(app, &system);
	int64_t began_us = clock_monotonic_us();

	enum err e = read_reason(app, o);
	if (!e && user) e = app_run(app, TX_READ, find_person, &person);
	if (e) return e;
	if (user) cx.actor = &person.login.actor;
	e = choose_language(app, &person, &cx);
	if (!e) e = query_of(app, &o->filters);
	if (!e) e = read_filters(&cx, o);
	if (!e) e = export_make(&cx, o);
	return e ? e : give(app, o, began_us);
}

int cmd_export(struct app *app)
{
	const char *format = app_option(app, "format");
	struct export_order o = {.format = format ? table_format_find(str_of(format))
						  : &table_csv};

	o.kind = app->argc ? export_kind_find(str_of(app->argv[0])) : NULL;
	if (!o.kind || !o.format)
		return app_usage(app);
	if (o.format != &table_csv && !app_option(app, "output") && isatty(STDOUT_FILENO))
		return app_usage(app);
	if (app_open(app, false))
		return EXIT_FAILED;
	enum err e = export(app, &o);
	int code = e ? app_failed(app, e) : EXIT_DONE;
	table_drop(o.table);
	app_close(app);
	return code;
}
