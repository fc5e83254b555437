/* genjin backup, restore: everything in one file, and back. */
#include "app/app.h"

#include "base/json.h"
#include "service/audit_keys.h"
#include "service/backup.h"
#include "sys/clock.h"
#include "sys/log.h"

#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is told at the end. */
struct report {
	struct str file;
	const struct backup_head *head;
	int64_t bytes;
	bool checked;
	int64_t began_us;
};

static void print_json(const struct report *r)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};
	const struct dump *d = &r->head->dump;

	jw_obj(&w);
	jw_kstr(&w, "file", r->file);
	jw_ktime(&w, "created_at", r->head->created_at);
	jw_kint(&w, "bytes", r->bytes);
	jw_kbool(&w, "checked", r->checked);
	jw_kbool(&w, "with_key", r->head->with_key);
	jw_kint(&w, "files", r->head->n_files);
	jw_kint(&w, "files_missing", r->head->n_missing);
	jw_kint(&w, "milliseconds", (clock_monotonic_us() - r->began_us) / 1000);
	jw_key(&w, "tables");
	jw_arr(&w);
	for (size_t i = 0; i < d->n; i++) {
		jw_obj(&w);
		jw_kstr(&w, "name", d->tables[i].name);
		jw_kint(&w, "rows", d->tables[i].rows);
		jw_kcstr(&w, "digest", d->tables[i].digest);
		jw_end_obj(&w);
	}
	jw_end_arr(&w);
	jw_end_obj(&w);
	printf("%.*s\n", STR_ARG(buf_str(&b)));
	buf_done(&b);
}

static void print(struct app *app, const struct report *r, const char *what)
{
	int64_t rows = 0, us = clock_monotonic_us() - r->began_us;

	if (app_option(app, "json")) {
		print_json(r);
		return;
	}
	for (size_t i = 0; i < r->head->dump.n; i++)
		rows += r->head->dump.tables[i].rows;
	printf("%.*s: %s, %zu tables, %lld rows, %lld KiB, %.1f s\n", STR_ARG(r->file), what,
	       r->head->dump.n, (long long)rows, (long long)(r->bytes + 1023) / 1024,
	       (double)us / 1e6);
}

static int64_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : 0;
}

/* A name by the time in a directory, else the path itself. */
static struct str choose_path(struct app *app, const char *arg, struct instant now)
{
	struct stat st;
	char text[32], time[32], *out = time;

	if (stat(arg, &st) != 0 || !S_ISDIR(st.st_mode))
		return str_of(arg);
	instant_format(now, text);
	for (const char *p = text; *p; p++)
		if (*p != '-' && *p != ':')
			*out++ = *p;
	*out = 0;
	return str_fmt(app->arena, "%s/genjin-%s.backup", arg, time);
}

static enum err cannot_write(struct app *app, enum err e, struct str path)
{
	if (app->fail.n)
		return e;
	fail_at(&app->fail, e, "file", e == ERR_CONFLICT ? "backup_exists" : "cannot_write");
	fail_arg(&app->fail, "file", path);
	return e;
}

static void remove_database(struct app *app, struct str path)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".lock"};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		unlink(str_fmt(app->arena, "%.*s%s", STR_ARG(path), ends[i]).p);
}

/* Restores the file into a database that is thrown away. */
static enum err try_out(struct app *app, const char *path, const struct dump *written)
{
	struct str url = str_fmt(app->arena, "%s.db", path), table;
	struct store_options o = {.url = url, .no_sync = true, .skip_schema = true};
	struct restoring r = {.path = path,
			      .arena = app->arena,
			      .fail = &app->fail,
			      .now = clock_now(),
			      .only_rows = true};
	struct store *s = NULL;
	struct backup_head head;

	enum err e = backup_check(app->arena, path, &app->fail, &head);
	if (!e)
		e = store_open(&o, &app->fail, &s);
	if (!e)
		e = backup_restore(s, &r);
	store_close(s);
	remove_database(app, url);
	if (!e && !dump_same(written, &r.head.dump, &table))
		e = fail_at(&app->fail, ERR_INPUT, "file", "backup_not_restored");
	return e;
}

static enum err write_file(struct app *app, struct str path, struct backup_head *head)
{
	struct zwriter *z = NULL;

	enum err e = zfile_create(path.p, &z);
	if (!e)
		e = backup_write(app->home.store, app->arena, head, z);
	if (!e)
		e = zfile_sync(z);
	if (!e && !app_option(app, "no-check"))
		e = try_out(app, zfile_temporary(z), &head->dump);
	if (!e)
		e = zfile_publish(z);
	zfile_drop(z);
	return e ? cannot_write(app, e, path) : OK;
}

static enum err take_key(struct app *app, struct backup_head *head)
{
	struct str path = app_key_path(app);

	if (!app_option(app, "with-key"))
		return OK;
	enum err e = path.n ? audit_keys_read(app->arena, path.p, &head->keys) : ERR_NOT_FOUND;
	if (e) {
		fail_at(&app->fail, e, "audit-key", "cannot_read");
		fail_arg(&app->fail, "file", path);
	}
	head->with_key = !e;
	return e;
}

int cmd_backup(struct app *app)
{
	struct backup_head head = {.program = STR(GENJIN_VERSION), .fail = &app->fail};
	struct report r = {.head = &head, .began_us = clock_monotonic_us()};

	if (app->argc != 1)
		return app_usage(app);
	if (app_open_store(app, false))
		return EXIT_FAILED;
	head.created_at = instant_floor(clock_now());
	r.file = choose_path(app, app->argv[0], head.created_at);
	r.checked = !app_option(app, "no-check");
	head.files = app_files_path(app);
	enum err e = take_key(app, &head);
	if (!e)
		e = write_file(app, r.file, &head);
	app_close(app);
	sodium_memzero(&head.keys, sizeof head.keys);
	if (e)
		return app_failed(app, e);
	r.bytes = size_of(r.file.p);
	if (head.n_missing)
		fprintf(stderr,
			"genjin: %lld attached files are not there: run genjin doctor\n",
			(long long)head.n_missing);
	print(app, &r, r.checked ? "written and restored to check it" : "written, not checked");
	return EXIT_DONE;
}

/* Says where the key has to be, or puts it there when it came along. */
static enum err put_key(struct app *app, const struct backup_head *head)
{
	struct str path = app_key_path(app);
	enum err e = OK;

	if (path.n && access(path.p, F_OK) == 0)
		return OK;
	if (head->with_key && path.n)
		e = audit_keys_save(app->arena, path.p, &head->keys);
	else
		fprintf(stderr, "genjin: put the key of the audit trail %s%.*s\n",
			path.n ? "into " : "where --audit-key says", STR_ARG(path));
	return e ? cannot_write(app, e, path) : OK;
}

int cmd_restore(struct app *app)
{
	struct report r = {.began_us = clock_monotonic_us()};
	struct restoring restoring = {.arena = app->arena, .fail = &app->fail};

	if (app->argc != 1)
		return app_usage(app);
	restoring.path = app->argv[0];
	r.file = str_of(restoring.path);
	r.head = &restoring.head;
	r.bytes = size_of(restoring.path);
	enum err e = backup_check(app->arena, restoring.path, &app->fail, &restoring.head);
	if (e)
		return app_failed(app, e);
	r.checked = true;
	if (app_option(app, "dry-run")) {
		print(app, &r, "whole");
		return EXIT_DONE;
	}
	if (app_open_store(app, true))
		return EXIT_FAILED;
	restoring.now = clock_now();
	e = app_open_files(app);
	if (!e && app->home.files)
		restoring.files = app_files_path(app);
	if (!e)
		e = backup_restore(app->home.store, &restoring);
	if (!e)
		e = put_key(app, &restoring.head);
	app_close(app);
	if (e)
		return app_failed(app, e);
	log_event(LEVEL_INFO, "restore.done",
		  LOG_INT("tables", (int64_t)restoring.head.dump.n));
	print(app, &r, "restored");
	return EXIT_DONE;
}
