/* genjin policy: response standards from the command line; genjin explain: why a deadline is
 * due. */
#include "app/named_policy.h"

#include "domain/embedded.h"
#include "domain/policy_diff.h"
#include "service/explanations.h"
#include "service/policies.h"
#include "sys/clock.h"
#include "sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct policy_work {
	struct app *app;
	struct str document;
	struct policy_version policy;
	struct job job;
	struct buf out;
	int64_t errors;
	int64_t id;
};

static int presets_list(void)
{
	for (const struct embedded *p = presets; p->name; p++)
		printf("%s\n", p->name);
	return EXIT_DONE;
}

static int preset_show(struct app *app, const char *name)
{
	struct str text = embedded_find(presets, str_of(name));

	if (!text.n) {
		fail_at(&app->fail, ERR_INPUT, "preset", "no_such_preset");
		fail_arg(&app->fail, "name", str_of(name));
		return app_failed(app, ERR_INPUT);
	}
	printf("%.*s", STR_ARG(text));
	return EXIT_DONE;
}

static enum err list(struct ctx *cx, void *arg)
{
	struct list_query q = {.eyes = EYES_SYSTEM, .limit = 100000};
	struct list_page page;

	(void)arg;
	enum err e = row_list(cx->tx, cx->arena, &policy_version_fields, &q, cx->fail, &page);
	for (size_t i = 0; !e && i < page.n; i++) {
		const struct policy_version *v = (const struct policy_version *)page.rows + i;
		printf("%lld\t%s\t%.*s\t%.*s\n", (long long)v->id,
		       names_get(&version_state_names, v->state), STR_ARG(v->name),
		       STR_ARG(v->reason));
	}
	return e;
}

static enum err lint(struct ctx *cx, void *arg)
{
	struct policy_work *w = arg;
	struct jw jw = {.buf = &w->out};
	return policy_lint_write(cx, w->document, &jw, &w->errors);
}

static enum err publish(struct ctx *cx, void *arg)
{
	struct policy_work *w = arg;
	const char *name = app_option(w->app, "name");
	struct policy_publish p = {.version = -1, .move = !app_option(w->app, "keep")};
	struct policy_version v;

	fields_clear(&policy_version_fields, &v);
	v.name = str_of(name ? name : w->app->argv[1]);
	v.document = w->document;
	p.reason = str_of(app_option(w->app, "reason"));
	enum err e = resource_create(cx, &policy_resource, &v);
	p.id = v.id;
	return e ? e : policy_publish(cx, &p, &w->policy, &w->job);
}

/* A file, or presets joined by commas ("s1,s0,s4"). */
static enum err read_document(struct app *app, const char *name, struct str *ret_text)
{
	if (file_read(app->arena, name, 1 << 20, ret_text) == OK)
		return OK;
	if (presets_join(app->arena, str_of(name), &app->fail, ret_text) == OK)
		return OK;
	fail_clear(&app->fail);
	return fail_at(&app->fail, ERR_INPUT, name, "cannot_read");
}

static int run_job(struct app *app, int64_t id)
{
	struct arena *a = arena_new();
	const struct actor system = actor_system();
	const struct run run = {.home = &app->home,
				.actor = &system,
				.now = clock_now(),
				.arena = a,
				.fail = &app->fail};
	struct job job = {.report = STR("{}")};
	enum err e = id ? job_run(&run, id, NULL, NULL, &job) : OK;

	if (!e)
		printf("%.*s\n", STR_ARG(job.report));
	arena_free(a);
	return e ? app_failed(app, e) : EXIT_DONE;
}

static int with_document(struct app *app, bool publishing)
{
	struct policy_work w = {.app = app};
	enum err e = OK;

	if (app->argc < 2 || (publishing && !app_option(app, "reason")))
		return app_usage(app);
	e = read_document(app, app->argv[1], &w.document);
	if (!e && publishing)
		e = app_run(app, TX_WRITE, publish, &w);
	else if (!e)
		e = app_run(app, TX_READ, lint, &w);
	if (!e && !publishing)
		printf("%.*s\n", STR_ARG(buf_str(&w.out)));
	buf_done(&w.out);
	if (e)
		return app_failed(app, e);
	if (publishing)
		return run_job(app, w.job.id);
	return w.errors ? EXIT_FAILED : EXIT_DONE;
}

static enum err load_version(struct ctx *cx, void *arg)
{
	struct policy_work *w = arg;

	enum err e = row_load(cx->tx, cx->arena, &policy_version_fields, EYES_SYSTEM, w->id,
			      &w->policy);
	w->document = w->policy.document;
	return e;
}

enum err named_policy_read(struct app *app, const char *name, struct str *ret_text)
{
	struct policy_work w = {.app = app};
	struct policy p;
	json_t *doc;
	enum err e;

	if (str_to_int(str_of(name), &w.id) == OK)
		e = app_run(app, TX_READ, load_version, &w);
	else
		e = read_document(app, name, &w.document);
	if (!e)
		e = json_read(app->arena, w.document, &app->fail, &doc);
	if (!e)
		e = policy_parse(app->arena, doc, &app->fail, &p);
	if (!e)
		*ret_text = w.document;
	return e;
}

static void print_value(const char *before, const json_t *v)
{
	char *text = v ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

	printf("%s%s", before, text ? text : "-");
	free(text);
}

static void print_changes(const char *rule, const char *change,
			  const struct policy_field_change *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		printf("%-8s %s\t%.*s", change, rule, STR_ARG(v[i].path));
		print_value("\t", v[i].was);
		print_value(" -> ", v[i].becomes);
		putchar('\n');
	}
}

static void print_diff(struct app *app, const struct policy_diff *d)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	if (app_option(app, "json")) {
		policy_diff_encode(&w, d);
		printf("%.*s\n", STR_ARG(buf_str(&b)));
		buf_done(&b);
		return;
	}
	print_changes("-", "changed", d->v, d->n);
	for (size_t i = 0; i < d->n_rules; i++)
		print_changes(str_dup(app->arena, d->rules[i].id).p,
			      policy_change_name(d->rules[i].change), d->rules[i].v,
			      d->rules[i].n);
}

/* Opens the database only when a version of it is named. */
static int diff(struct app *app)
{
	struct policy_diff d;
	struct str text;
	json_t *doc[2];
	int64_t id;
	bool stored = false;
	enum err e = OK;

	if (app->argc != 3)
		return app_usage(app);
	for (int i = 1; i < 3; i++)
		stored |= str_to_int(str_of(app->argv[i]), &id) == OK;
	if (stored && app_open(app, false))
		return EXIT_FAILED;
	for (int i = 0; !e && i < 2; i++) {
		e = named_policy_read(app, app->argv[i + 1], &text);
		if (!e)
			e = json_read(app->arena, text, &app->fail, &doc[i]);
	}
	if (!e) {
		policy_diff(app->arena, doc[0], doc[1], &d);
		print_diff(app, &d);
	}
	int code = e ? app_failed(app, e) : EXIT_DONE;
	if (stored)
		app_close(app);
	return code;
}

int cmd_policy(struct app *app)
{
	const char *what = app->argc > 0 ? app->argv[0] : "";
	int code;

	if (strcmp(what, "diff") == 0)
		return diff(app);
	if (strcmp(what, "replay") == 0)
		return policy_replay(app);
	if (strcmp(what, "presets") == 0)
		return presets_list();
	if (strcmp(what, "show") == 0 && app->argc == 2)
		return preset_show(app, app->argv[1]);
	if (strcmp(what, "list") && strcmp(what, "lint") && strcmp(what, "publish"))
		return app_usage(app);
	if (app_open(app, false))
		return EXIT_FAILED;
	if (strcmp(what, "list") == 0) {
		enum err e = app_run(app, TX_READ, list, NULL);
		code = e ? app_failed(app, e) : EXIT_DONE;
	} else {
		code = with_document(app, strcmp(what, "publish") == 0);
	}
	app_close(app);
	return code;
}

static enum err why(struct ctx *cx, void *arg)
{
	struct policy_work *w = arg;
	struct jw jw = {.buf = &w->out};
	return explanation_write(cx, w->id, &jw);
}

/* The arithmetic as lines that a person can add up. */
static void print_lines(const json_t *doc)
{
	size_t i;
	json_t *line;

	json_array_foreach (json_object_get(doc, "lines"), i, line) {
		struct str kind = json_get_text(line, "kind");
		struct str from = json_get_text(line, "from"), to = json_get_text(line, "to");
		struct str first = json_get_text(line, "first"),
			   name = json_get_text(line, "name");
		json_t *seconds = json_object_get(line, "seconds");
		printf("  %-9.*s %.*s", STR_ARG(kind), STR_ARG(from.n ? from : first));
		if (to.n)
			printf(" .. %.*s", STR_ARG(to));
		if (seconds)
			printf("  %lld s", (long long)json_integer_value(seconds));
		if (name.n)
			printf("  %.*s", STR_ARG(name));
		putchar('\n');
	}
}

static void print_explanation(struct app *app, const struct buf *out)
{
	json_t *doc;

	if (app_option(app, "json") || json_read(app->arena, buf_str(out), &app->fail, &doc)) {
		printf("%.*s\n", STR_ARG(buf_str(out)));
		return;
	}
	const json_t *d = json_object_get(doc, "deadline"), *r = json_object_get(doc, "rule");
	printf("%.*s %.*s, %.*s by rule %.*s, counted by %.*s\n",
	       STR_ARG(json_get_text(d, "kind")), STR_ARG(json_get_text(d, "state")),
	       STR_ARG(json_get_text(r, "target")), STR_ARG(json_get_text(r, "id")),
	       STR_ARG(json_get_text(doc, "counted")));
	print_lines(doc);
}

int cmd_explain(struct app *app)
{
	struct policy_work w = {.app = app};

	if (app->argc != 1 || str_to_int(str_of(app->argv[0]), &w.id))
		return app_usage(app);
	if (app_open(app, false))
		return EXIT_FAILED;
	enum err e = app_run(app, TX_READ, why, &w);
	if (!e)
		print_explanation(app, &w.out);
	int code = e ? app_failed(app, e) : EXIT_DONE;
	buf_done(&w.out);
	app_close(app);
	return code;
}
