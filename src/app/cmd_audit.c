/* genjin audit verify: is the audit trail whole?  Reads only, also while somebody serves.
 * genjin audit rekey: it goes on under a new key. */
#include "app/app.h"

#include "service/audit_keys.h"
#include "service/audit_rekey.h"
#include "service/audit_verify.h"
#include "sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANCHORS_MAX = 256 * 1024 * 1024 };

static enum err read_anchors(struct app *app, struct audit_verifier *v)
{
	const char *given = app_option(app, "anchors");
	struct str path = given ? str_of(given) : app->home.audit->anchors;
	struct str text = STR("");

	if (path.n == 0)
		return OK;
	enum err e = file_read(app->arena, str_dup(app->arena, path).p, ANCHORS_MAX, &text);
	if (e && (e != ERR_NOT_FOUND || given)) {
		fail_at(&app->fail, e, "anchors", "cannot_read");
		fail_arg(&app->fail, "file", path);
		return e;
	}
	return audit_verify_anchors(v, app->arena, app->home.audit, text);
}

/* An arena of its own for each page, so that a long trail needs no more memory than a short. */
static enum err verify_all(struct app *app, struct audit_verifier *v)
{
	const struct actor system = actor_system();
	struct arena *page = arena_new();
	struct ctx cx = app_ctx(app, &system);
	enum err e = page ? OK : ERR_BUSY;

	cx.arena = page;
	while (!e && !v->done) {
		arena_reset(page);
		e = ctx_run(&cx, TX_READ, audit_verify, v);
	}
	arena_free(page);
	return e;
}

static void print_json(const struct audit_verifier *v)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	audit_verify_write(v, &w);
	printf("%.*s\n", STR_ARG(buf_str(&b)));
	buf_done(&b);
}

static void print(struct app *app, const struct audit_verifier *v)
{
	enum lang lang = app_ctx(app, NULL).lang;

	printf("%s: rows %lld to %lld, %lld anchors, %lld waiting\n",
	       v->n_faults ? "NOT WHOLE" : "whole", (long long)v->first, (long long)v->sequence,
	       (long long)v->n_anchors, (long long)v->waiting);
	for (int64_t i = 0; i < v->n_faults && i < AUDIT_FAULTS_KEPT; i++) {
		const struct audit_fault *f = &v->faults[i];
		const char *name = names_get(&audit_fault_kind_names, f->kind);
		const char *text =
			message_get(lang, str_fmt(app->arena, "audit_fault.%s", name).p);
		printf("  %lld\t%lld\t%s\t%s\n", (long long)f->sequence, (long long)f->id, name,
		       text ? text : "");
	}
	if (v->n_faults > AUDIT_FAULTS_KEPT)
		printf("  ... %lld\n", (long long)(v->n_faults - AUDIT_FAULTS_KEPT));
}

static enum err start(struct app *app, struct audit_verifier *v)
{
	const char *from = app_option(app, "from");

	if (from && (str_to_int(str_of(from), &v->from) || v->from < 1))
		return fail_at(&app->fail, ERR_INPUT, "from", "not_a_number");
	enum err e = read_anchors(app, v);
	return e ? e : verify_all(app, v);
}

/* The new key is in the file before the trail is given to it. */
static enum err change_key(struct app *app, int64_t *ret_closed)
{
	struct audit_log *log = ARENA_NEW(app->arena, struct audit_log);
	struct audit_keys more = app->home.audit->keys;
	struct str path = app_key_path(app);

	enum err e = audit_keys_add(&more);
	if (e)
		return fail_at(&app->fail, e, "audit-key", "audit_keys_full");
	e = audit_keys_replace(app->arena, path.p, &more);
	if (e) {
		fail_at(&app->fail, e, "audit-key", "cannot_write");
		fail_arg(&app->fail, "file", path);
		return e;
	}
	*log = *app->home.audit;
	log->keys = more;
	app->home.audit = log;
	e = app_run(app, TX_WRITE, audit_rekey, ret_closed);
	if (e)
		return e;
	log->current = log->keys.n - 1;
	log->key = log->keys.v[log->current];
	app_settle_key(app, log);
	return OK;
}

static enum err rekey(struct app *app, struct audit_verifier *v)
{
	struct audit_key old = app->home.audit->key;
	int64_t closed;

	enum err e = start(app, v);
	if (e || v->n_faults)
		return e;
	e = change_key(app, &closed);
	if (!e)
		printf("key %.*s closed with row %lld; key %.*s from now on\n",
		       STR_ARG(audit_key_id(app->arena, &old)), (long long)closed,
		       STR_ARG(audit_key_id(app->arena, &app->home.audit->key)));
	return e;
}

int cmd_audit(struct app *app)
{
	struct audit_verifier v = {0};
	bool changes = app->argc == 1 && strcmp(app->argv[0], "rekey") == 0;

	if (app->argc != 1 || (!changes && strcmp(app->argv[0], "verify") != 0) ||
	    (changes && (app_option(app, "from") || app_option(app, "json"))))
		return app_usage(app);
	if (app_open(app, false))
		return EXIT_FAILED;
	enum err e = changes ? rekey(app, &v) : start(app, &v);
	if (!e && app_option(app, "json"))
		print_json(&v);
	else if (!e && (!changes || v.n_faults))
		print(app, &v);
	app_close(app);
	if (e)
		return app_failed(app, e);
	return v.n_faults ? EXIT_FAILED : EXIT_DONE;
}
