#include "app/app.h"

#include "base/message.h"
#include "service/import_reader.h"
#include "service/live.h"
#include "service/search_index.h"
#include "service/world.h"
#include "store/migrate.h"
#include "sys/clock.h"
#include "sys/ids.h"
#include "sys/log.h"
#include "sys/outgoing.h"
#include "sys/tzfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

bool app_looks_only(const struct app *app)
{
	const struct command *c = app->command;

	return c->looks_only &&
	       !(c->writes && app->argc && strcmp(app->argv[0], c->writes) == 0);
}

const char *app_option(const struct app *app, const char *name)
{
	for (size_t i = 0; i < COMMAND_OPTIONS && app->command->options[i].name; i++)
		if (strcmp(app->command->options[i].name, name) == 0)
			return app->given[i];
	return NULL;
}

static enum lang terminal_lang(void)
{
	const char *env = getenv("LC_ALL");

	if (!env || !env[0])
		env = getenv("LANG");
	if (!env)
		return LANG_EN;
	if (strncmp(env, "zh_TW", 5) == 0 || strncmp(env, "zh_HK", 5) == 0)
		return LANG_ZH_TW;
	return strncmp(env, "zh", 2) == 0 ? LANG_ZH_CN : LANG_EN;
}

const char *app_clock_file(const struct app *app)
{
	struct str s = app->config.test_clock;

	return str_starts(s, STR("/")) || str_starts(s, STR("./")) ? s.p : NULL;
}

static enum err set_clock(struct app *app)
{
	const char *file = app_clock_file(app);
	struct instant t;

	if (app->config.test_clock.n == 0)
		return OK;
	if (file ? clock_set_from(file) : instant_parse(app->config.test_clock, &t))
		return fail_at(&app->fail, ERR_INPUT, "test-clock", "not_a_time");
	if (!file)
		clock_set(t);
	return OK;
}

static enum err set_up_process(struct app *app)
{
	if (app->config.node > 255)
		return fail_at(&app->fail, ERR_INPUT, "node", "too_large");
	ids_set_node((unsigned)app->config.node);
	return set_clock(app);
}

static enum err open_store(struct app *app, bool skip_schema)
{
	struct store_options options = {
		.url = app->config.db,
		.workers = (int)app->config.workers,
		.any_file_system = app->config.any_file_system,
		.no_sync = app->config.no_sync,
		.skip_schema = skip_schema,
		.reads_only = app_looks_only(app),
		.read_limit_s = app_looks_only(app) ? -1 : 0,
	};

	return store_open(&options, &app->fail, &app->home.store);
}

/* Opens once more without asking for the schema and brings it up to date. */
static enum err open_and_migrate(struct app *app)
{
	bool indexed = false;
	int n = 0;

	fail_clear(&app->fail);
	enum err e = open_store(app, true);
	if (!e)
		e = store_migrate(app->home.store, &migrations_built_in, clock_now(),
				  &app->fail, &n);
	if (!e)
		e = search_index_renew(app->home.store, clock_now(), &app->fail, &indexed);
	store_close(app->home.store);
	app->home.store = NULL;
	if (e)
		return e;
	log_event(LEVEL_INFO, "store.migrated", LOG_INT("migrations", n),
		  LOG_INT("indexed", indexed));
	return open_store(app, false);
}

/* Whether even the first migration is missing. */
static bool is_empty(const struct fail *f)
{
	return f->items[0].n_args && migrations_built_in.n &&
	       str_is(f->items[0].args[0].value, migrations_built_in.v[0].name);
}

enum err app_open_reader(struct app *app)
{
	enum err e = set_up_process(app);

	return e ? e : open_store(app, false);
}

enum err app_open_store(struct app *app, bool skip_schema)
{
	enum err e = set_up_process(app);

	if (!e)
		e = open_store(app, skip_schema);
	if (e)
		app_failed(app, e);
	return e;
}

static enum err read_largest_id(struct tx *tx, void *ret_id)
{
	return tx_one_int(tx, Q_LARGEST_ID, NULL, 0, ret_id);
}

/* A clock that was set back while no program ran must not repeat an id. */
static enum err go_on_with_ids(struct app *app)
{
	int64_t largest = 0;

	enum err e = store_run(app->home.store, TX_READ, read_largest_id, &largest);
	if (!e)
		ids_start_after(largest);
	return e;
}

static enum err read_outgoing(struct app *app)
{
	struct outgoing_rules *r = ARENA_NEW(app->arena, struct outgoing_rules);

	r->authorities = app->config.outgoing_ca;
	app->home.outgoing = r;
	return outgoing_rules_parse(app->arena, app->config.outgoing_allow, &app->fail, r);
}

enum err app_open(struct app *app, bool migrate)
{
	enum err e = set_up_process(app);
	if (!e)
		e = read_outgoing(app);
	if (!e)
		e = open_store(app, false);
	bool is_old = e && strcmp(fail_code(&app->fail), "schema_old") == 0;
	if (is_old && !app_looks_only(app) &&
	    (migrate || app->config.migrate || is_empty(&app->fail)))
		e = open_and_migrate(app);
	if (!e)
		e = go_on_with_ids(app);
	if (e) {
		app_failed(app, e);
		return e;
	}
	app->home.live = live_new(clock_now());
	app->home.worlds = worlds_new((struct zone_loader){tzfile_load});
	e = app->home.live && app->home.worlds ? app_open_trail(app) : ERR_BUSY;
	if (!e)
		e = app_open_files(app);
	if (e) {
		app_failed(app, e);
		app_close(app);
	}
	return e;
}

enum err app_start_import_reader(struct app *app)
{
	enum err e = cage_start(&import_reader, app->config.sandbox, &app->home.reader);

	return e ? fail_at(&app->fail, e, NULL, "no_import_reader") : OK;
}

void app_close(struct app *app)
{
	cage_stop(app->home.reader);
	app_close_trail(app);
	store_close(app->home.store);
	worlds_free(app->home.worlds);
	live_free(app->home.live);
	app->home = (struct home){0};
}

enum err app_run(struct app *app, enum tx_mode mode, use_case fn, void *arg)
{
	const struct actor system = actor_system();
	const struct run run = {
		.home = &app->home,
		.actor = &system,
		.now = clock_now(),
		.lang = terminal_lang(),
		.arena = app->arena,
		.fail = &app->fail,
	};

	return run_use_case(&run, mode, fn, arg);
}

struct ctx app_ctx(struct app *app, const struct actor *actor)
{
	return (struct ctx){
		.arena = app->arena,
		.fail = &app->fail,
		.actor = actor,
		.home = &app->home,
		.now = instant_floor(clock_now()),
		.lang = terminal_lang(),
	};
}

int app_failed(const struct app *app, enum err e)
{
	enum lang lang = terminal_lang();
	char key[64];

	snprintf(key, sizeof key, "problem.%s", err_name(e));
	const char *title = message_get(lang, key);
	fprintf(stderr, "genjin: %s\n", title ? title : err_name(e));
	for (size_t i = 0; i < app->fail.n; i++) {
		const struct fail_item *it = &app->fail.items[i];
		struct str text = message_fail(app->arena, lang, it);
		struct str line = fail_line(app->arena, it);
		fprintf(stderr, "  %.*s (%.*s)\n", STR_ARG(text), STR_ARG(line));
	}
	return EXIT_FAILED;
}

int app_usage(const struct app *app)
{
	fprintf(stderr, "usage: genjin %s %s\nTry 'genjin %s --help'.\n", app->command->name,
		app->command->args, app->command->name);
	return EXIT_USAGE;
}

enum err app_ask_secret(struct app *app, const char *prompt, struct str *ret_text)
{
	struct termios old;
	char line[300];
	bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &old) == 0;

	if (terminal) {
		struct termios quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
		fprintf(stderr, "%s: ", prompt);
	}
	char *got = fgets(line, sizeof line, stdin);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		fputc('\n', stderr);
	}
	if (!got)
		return fail_at(&app->fail, ERR_INPUT, prompt, "required");
	size_t n = strcspn(line, "\r\n");
	*ret_text = str_dup(app->arena, (struct str){line, n});
	explicit_bzero(line, sizeof line);
	return OK;
}
