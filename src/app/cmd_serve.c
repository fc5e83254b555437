/* genjin serve: opens the store, starts to listen, and stops gently on SIGTERM or SIGINT. */
#include "app/app.h"

#include "http/http.h"
#include "sched/sched.h"
#include "service/auth.h"
#include "service/live.h"
#include "service/vitals.h"
#include "store/line.h"
#include "sys/cage.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/notify.h"
#include "sys/sandbox.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static enum err setup_token(struct ctx *cx, void *arg)
{
	return auth_setup_token(cx, arg);
}

/* Until there is a user, whoever starts the server gets a token for the first one. */
static enum err print_setup_token(struct app *app)
{
	struct str token;

	enum err e = app_run(app, TX_WRITE, setup_token, &token);
	if (!e && token.n)
		printf("setup token: %.*s\n", STR_ARG(token));
	return e;
}

/* "127.0.0.1:8080", "[::1]:8080". */
static enum err split_listen(struct app *app, struct http_options *o)
{
	struct str s = app->config.listen;
	int64_t port;
	size_t colon = s.n;

	while (colon > 0 && s.p[colon - 1] != ':')
		colon--;
	if (colon == 0 || str_to_int(str_slice(s, colon, s.n), &port) || port < 0 ||
	    port > 65535)
		return fail_at(&app->fail, ERR_INPUT, "listen", "not_an_address");
	o->port = (int)port;
	o->address = str_slice(s, 0, colon - 1);
	if (o->address.n > 1 && o->address.p[0] == '[')
		o->address = str_slice(o->address, 1, o->address.n - 1);
	return OK;
}

static enum err start(struct app *app, struct http **ret_http)
{
	struct http_options o = {
		.home = &app->home,
		.threads = (int)app->config.threads,
		.connections = (int)app->config.connections,
		.connections_per_address = (int)app->config.connections_per_address,
		.per_address = (int)app->config.per_address,
		.per_user = (int)app->config.per_user,
		.base_url = app->config.base_url,
		.proxies = app->config.proxies,
		.access_log = app->config.access_log,
	};

	enum err e = split_listen(app, &o);
	if (!e)
		e = http_start(&o, &app->fail, ret_http);
	if (!e)
		e = print_setup_token(app);
	if (e)
		return e;
	bool v6 = str_find(o.address, ':', 0) >= 0;
	printf("listening on http://%s%.*s%s:%d\n", v6 ? "[" : "", STR_ARG(o.address),
	       v6 ? "]" : "", http_port(*ret_http));
	fflush(stdout);
	return OK;
}

static enum err start_sched(struct app *app, struct sched **ret_sched)
{
	const struct sched_options o = {
		.home = &app->home,
		.mail = {.url = app->config.smtp_url,
			 .user = app->config.smtp_user,
			 .password = app->config.smtp_password,
			 .require_tls = app->config.smtp_tls},
	};

	return sched_start(&o, ret_sched);
}

/* Signals wait in this thread alone; the others, started later, inherit the mask. */
static void block_signals(const struct app *app, sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	if (app_clock_file(app))
		sigaddset(set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* A connection is a descriptor: as many as the system allows us. */
static void raise_limits(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max < 65536 ? files.rlim_max : 65536;
	setrlimit(RLIMIT_NOFILE, &files);
}

/* Before any thread and any file: what holds for this thread holds for all that follow. */
static enum err enter_sandbox(struct app *app)
{
	const char *paths[5];
	const char *room = getenv("TMPDIR"); /* where workbooks are put together */
	struct sandbox got = {0};
	size_t n = 0;

	if (!app->config.sandbox)
		return OK;
	if (!str_starts(app->config.db, STR("postgres")))
		paths[n++] = str_dup(app->arena, app->config.db).p;
	struct str key = app_key_path(app), anchors = app_anchor_path(app);
	struct str files = app_files_path(app);
	if (key.n)
		paths[n++] = key.p;
	if (anchors.n)
		paths[n++] = anchors.p;
	/* The folder itself, so it must be there before. */
	enum err e = app_open_files(app);
	if (e)
		return e;
	if (app->home.files)
		paths[n++] = str_fmt(app->arena, "%.*s/", STR_ARG(files)).p;
	paths[n++] = str_fmt(app->arena, "%s/", room && *room ? room : "/tmp").p;
	e = sandbox_enter(paths, n, &got);
	if (e)
		return fail_at(&app->fail, e, "sandbox", "sandbox_refused");
	log_event(LEVEL_INFO, "serve.sandbox", LOG_INT("landlock", got.landlock),
		  LOG_INT("seccomp", got.seccomp));
	return OK;
}

/* SIGUSR1: a test has moved the clock. */
static void move_clock(const struct app *app, struct sched *sched)
{
	enum err e = clock_set_from(app_clock_file(app));

	if (e)
		log_event(LEVEL_ERROR, "serve.clock_not_read",
			  LOG_STR("error", str_of(err_name(e))));
	else
		sched_wake(sched);
}

/* Who reads files comes back by itself, unless all of it was ended at once. */
static void watch_reader(const struct app *app, struct cage_state *last)
{
	struct cage_state now = cage_state(app->home.reader);

	if (now.renewed != last->renewed)
		log_event(LEVEL_WARN, "import.reader_renewed",
			  LOG_INT("readers", now.renewed - last->renewed));
	if (now.gone && !last->gone)
		log_event(LEVEL_ERROR, "import.reader_gone", LOG_INT("renewed", now.renewed));
	*last = now;
}

/* Until a signal, or until the disk fails: then only a fresh start can tell what is safe. */
static enum err wait_for_end(const struct app *app, struct sched *sched,
			     const sigset_t *signals)
{
	const struct timespec second = {.tv_sec = 1};
	struct cage_state reader = {0};

	for (;;) {
		int got = sigtimedwait(signals, NULL, &second);
		if (got == SIGUSR1) {
			move_clock(app, sched);
		} else if (got > 0) {
			log_event(LEVEL_INFO, "serve.stopping", LOG_INT("signal", got));
			return OK;
		}
		notify_supervisor("WATCHDOG=1");
		watch_reader(app, &reader);
		if (store_is_broken(app->home.store)) {
			log_event(LEVEL_ERROR, "serve.disk_failed", LOG_INT("signal", 0));
			return ERR_IO;
		}
	}
}

static void take_vitals(struct app *app, struct vitals *v)
{
	char host[64] = "";
	bool file = strcmp(store_kind(app->home.store), "sqlite") == 0;

	gethostname(host, sizeof host - 1);
	v->version = STR(GENJIN_VERSION);
	v->node = str_fmt(app->arena, "%s:%ld", host, (long)getpid());
	v->disk = file ? str_dup(app->arena, app->config.db) : STR("");
	v->smtp = app->config.smtp_url.n > 0;
	v->started_at = clock_now();
	atomic_init(&v->unsigned_rows, 0);
	atomic_init(&v->unsealed, false);
	atomic_init(&v->tick_us, v->started_at.us);
	pthread_mutex_init(&v->sizes_lock, NULL);
	v->sizes.at = INSTANT_NONE;
	app->home.vitals = v;
}

static void say(void *line, struct str text)
{
	line_say(line, text);
}

static void heard(void *live, struct str text)
{
	live_hear(live, text);
}

static void missed(void *live)
{
	live_missed(live);
}

/* What changes on one node is told to the listeners of all. */
static enum err open_line(struct app *app, struct line **ret_line)
{
	struct line_ears ears = {heard, missed, app->home.live};

	enum err e = line_open(app->home.store, ears, ret_line);
	if (!e && *ret_line)
		live_relay(app->home.live, say, *ret_line);
	return e;
}

int cmd_serve(struct app *app)
{
	struct line *line = NULL;
	struct http *http = NULL;
	struct sched *sched = NULL;
	struct vitals vitals;
	sigset_t signals;

	block_signals(app, &signals);
	raise_limits();
	enum err e = app_start_import_reader(app);
	if (!e)
		e = enter_sandbox(app);
	if (e)
		return app_failed(app, e);
	if (app_open(app, false))
		return EXIT_FAILED;
	take_vitals(app, &vitals);
	e = open_line(app, &line);
	if (!e)
		e = start_sched(app, &sched);
	if (!e)
		e = start(app, &http);
	if (!e) {
		notify_supervisor("READY=1");
		e = wait_for_end(app, sched, &signals);
		notify_supervisor("STOPPING=1");
	}
	http_stop(http);
	sched_stop(sched);
	line_close(line);
	app_close(app);
	return e ? app_failed(app, e) : EXIT_DONE;
}
