/* What lies beside the database: the audit trail's key, whose end is sealed before the program
 * stops, and the attached files. */
#include "app/app.h"

#include "service/attachments.h"
#include "service/audit_keys.h"
#include "service/audit_rekey.h"
#include "service/audit_seal.h"
#include "store/migrate.h"
#include "sys/clock.h"
#include "sys/log.h"

#include <string.h>

enum { ATTACHMENT_LIMIT_MIB = 4096 };

/* A path of the setting, or beside the SQLite file; "" when there is no such place. */
static struct str beside(struct app *app, struct str setting, const char *ending)
{
	if (setting.n || str_starts(app->config.db, STR("postgres")))
		return setting;
	return str_fmt(app->arena, "%.*s%s", STR_ARG(app->config.db), ending);
}

static enum err refuse(struct app *app, enum err e, const char *code, struct str path)
{
	fail_at(&app->fail, e, "audit-key", code);
	fail_arg(&app->fail, "file", path);
	return e;
}

/* A key is made once, for a trail that has none yet. */
static enum err make_key(struct app *app, struct str path, struct audit_keys *ret,
			 bool *ret_new)
{
	bool started;

	enum err e = app_run(app, TX_READ, audit_started, &started);
	if (!e && started)
		return refuse(app, ERR_CONFLICT, "audit_key_missing", path);
	if (!e)
		e = audit_keys_make(app->arena, path.p, ret);
	if (e == ERR_CONFLICT) /* another program has just made it */
		return audit_keys_read(app->arena, path.p, ret);
	*ret_new = !e;
	return e ? refuse(app, e, "cannot_write", path) : OK;
}

struct str app_key_path(struct app *app)
{
	return str_dup(app->arena, beside(app, app->config.audit_key, ".audit-key"));
}

struct str app_anchor_path(struct app *app)
{
	return str_dup(app->arena, beside(app, app->config.audit_anchor, ".anchors"));
}

struct str app_files_path(struct app *app)
{
	return str_dup(app->arena, beside(app, app->config.attachments, ".files"));
}

enum err app_open_files(struct app *app)
{
	struct files *files = ARENA_NEW(app->arena, struct files);
	struct str dir = app_files_path(app);

	if (dir.n == 0 || app->config.attachment_limit == 0)
		return OK;
	if (app->config.attachment_limit > ATTACHMENT_LIMIT_MIB)
		return fail_at(&app->fail, ERR_INPUT, "attachment-limit", "too_large");
	files->dir = dir.p;
	files->max = app->config.attachment_limit << 20;
	enum err e = app_looks_only(app) ? OK : blob_make_dir(files->dir);
	if (e) {
		fail_at(&app->fail, e, "attachments", "cannot_write");
		fail_arg(&app->fail, "file", dir);
		return e;
	}
	app->home.files = files;
	return OK;
}

static enum err find_key(struct app *app, struct audit_keys *ret, bool *ret_new)
{
	struct str path = app_key_path(app);

	if (path.n == 0)
		return refuse(app, ERR_INPUT, "audit_key_needed", path);
	enum err e = audit_keys_read(app->arena, path.p, ret);
	if (e == ERR_NOT_FOUND && app_looks_only(app))
		return refuse(app, e, "audit_key_missing", path);
	if (e == ERR_NOT_FOUND)
		return make_key(app, path, ret, ret_new);
	if (e == ERR_DENIED)
		return refuse(app, e, "audit_key_not_private", path);
	return e ? refuse(app, e, "audit_key_unreadable", path) : OK;
}

enum err app_open_trail(struct app *app)
{
	struct audit_log *log = ARENA_NEW(app->arena, struct audit_log);
	bool is_new = false;

	log->anchors = app_anchor_path(app);
	log->node = app->config.node;
	log->days = app->config.audit_days;
	enum err e = find_key(app, &log->keys, &is_new);
	if (!e)
		e = app_run(app, TX_READ, audit_choose_key, log);
	app->home.audit = e ? NULL : log;
	if (e || app_looks_only(app))
		return e;
	e = app_run(app, TX_WRITE, audit_begin, &is_new);
	if (!e)
		app_settle_key(app, log);
	return e;
}

void app_settle_key(struct app *app, struct audit_log *log)
{
	if (!log->keys.pending || log->current + 1 != log->keys.n)
		return;
	log->keys.pending = false;
	enum err e = audit_keys_replace(app->arena, app_key_path(app).p, &log->keys);
	if (e) /* the next one does it: the trail says which key it is */
		log_event(LEVEL_WARN, "audit.key_unsettled",
			  LOG_STR("error", str_of(err_name(e))));
}

void app_close_trail(struct app *app)
{
	const struct actor system = actor_system();
	const struct fail before = app->fail; /* what the command has to say */
	struct sealing s = {.more = true};
	enum err e = OK;

	if (!app->home.audit || app_looks_only(app) || store_is_broken(app->home.store))
		return;
	while (!e && s.more)
		e = app_run(app, TX_WRITE, audit_seal, &s);
	struct ctx cx = app_ctx(app, &system);
	if (!e)
		e = audit_anchor(&cx);
	if (e)
		log_event(LEVEL_ERROR, "audit.unsealed", LOG_STR("error", str_of(err_name(e))));
	app->fail = before;
}
