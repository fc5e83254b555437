#include "store/sqlite.h"

#include "sys/clock.h"
#include "sys/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { PROGRESS_OPS = 20000, TEXT_MAX = 64 * 1024 * 1024 };

static void drop(void *conn, struct stmt *s)
{
	(void)conn;
	sqlite3_finalize(s->handle);
	s->handle = NULL;
}

/* A read that takes too long would keep the log from being emptied. */
static int on_progress(void *arg)
{
	struct lite *c = arg;
	return c->deadline_us && clock_monotonic_us() > c->deadline_us;
}

static int on_commit(void *arg, sqlite3 *db, const char *schema, int pages)
{
	struct lite *c = arg;
	(void)db;
	(void)schema;
	c->wal_pages = pages;
	return SQLITE_OK;
}

/* One pragma: what is set and what must be read back; NULL when it cannot be read. */
struct pragma {
	const char *set;
	const char *get;
	const char *want;
};

static int keep_first(void *arg, int n, char **values, char **names)
{
	(void)names;
	snprintf(arg, 32, "%s", n > 0 && values[0] ? values[0] : "");
	return 0;
}

static enum err set_pragma(struct lite *c, const struct pragma *p, struct fail *f)
{
	char got[32] = "";
	int rc = sqlite3_exec(c->db, p->set, NULL, NULL, NULL);

	if (rc == SQLITE_OK && p->get)
		rc = sqlite3_exec(c->db, p->get, keep_first, got, NULL);
	if (rc == SQLITE_OK && (!p->get || strcmp(got, p->want) == 0))
		return OK;
	fail_at(f, ERR_IO, "db", "database_setting_refused");
	fail_arg(f, "setting", str_of(p->set));
	fail_arg(f, "got", str_of(rc == SQLITE_OK ? got : sqlite3_errmsg(c->db)));
	return ERR_IO;
}

static enum err set_pragmas(struct lite *c, struct fail *f)
{
	static const struct pragma all[] = {
		{"pragma foreign_keys = on", "pragma foreign_keys", "1"},
		{"pragma temp_store = memory", "pragma temp_store", "2"},
		{"pragma cell_size_check = on", "pragma cell_size_check", "1"},
		{"pragma trusted_schema = off", "pragma trusted_schema", "0"},
		{"pragma cache_size = -32768", "pragma cache_size", "-32768"},
		{"pragma mmap_size = 0", NULL, NULL},
		{"pragma wal_autocheckpoint = 0", "pragma wal_autocheckpoint", "0"},
	};
	static const struct pragma writer[] = {
		{"pragma journal_mode = wal", "pragma journal_mode", "wal"},
		{"pragma secure_delete = on", "pragma secure_delete", "1"},
	};
	static const struct pragma sync[] = {
		{"pragma synchronous = full", "pragma synchronous", "2"},
		{"pragma synchronous = off", "pragma synchronous", "0"},
	};
	enum err e = OK;

	for (size_t i = 0; !e && c->writes && i < sizeof writer / sizeof *writer; i++)
		e = set_pragma(c, &writer[i], f);
	for (size_t i = 0; !e && i < sizeof all / sizeof *all; i++)
		e = set_pragma(c, &all[i], f);
	return e ? e : set_pragma(c, &sync[c->store->options.no_sync], f);
}

static enum err configure(struct lite *c, struct fail *f)
{
	/* First of all: threads that open at once meet each other's locks. */
	sqlite3_busy_timeout(c->db, 5000);
	sqlite3_extended_result_codes(c->db, 1);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)NULL);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)NULL);
	sqlite3_limit(c->db, SQLITE_LIMIT_LENGTH, TEXT_MAX);
	sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0);
	if (!c->writes) {
		sqlite3_db_config(c->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
		sqlite3_progress_handler(c->db, PROGRESS_OPS, on_progress, c);
	}
	enum err e = set_pragmas(c, f);
	if (!e && c->writes) /* last: "pragma wal_autocheckpoint" removes the hook */
		sqlite3_wal_hook(c->db, on_commit, c);
	return e;
}

enum err lite_open(struct store *s, bool writes, struct fail *f, struct lite **ret)
{
	int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
	struct lite *c = calloc(1, sizeof *c);
	if (!c)
		return fail_at(f, ERR_BUSY, "db", "out_of_memory");
	c->store = s;
	c->writes = writes;
	c->stmts = stmt_cache_new(drop, c);
	enum err e = c->stmts ? OK : fail_at(f, ERR_BUSY, "db", "out_of_memory");
	if (!e &&
	    sqlite3_open_v2(s->options.url.p, &c->db, flags | SQLITE_OPEN_NOMUTEX, NULL)) {
		e = fail_at(f, ERR_IO, "db", "database_cannot_be_opened");
		fail_arg(f, "reason", str_of(sqlite3_errmsg(c->db)));
	}
	if (!e)
		e = configure(c, f);
	if (e)
		lite_close(c);
	else
		*ret = c;
	return e;
}

void lite_close(struct lite *c)
{
	if (!c)
		return;
	stmt_cache_free(c->stmts);
	sqlite3_close(c->db);
	free(c);
}

static bool is_fatal(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return true;
	case SQLITE_IOERR:
		return rc != SQLITE_IOERR_NOMEM && rc != SQLITE_IOERR_BLOCKED &&
		       rc != SQLITE_IOERR_LOCK;
	default:
		return false;
	}
}

/* Not the message of SQLite alone: it names tables and columns, never their content. */
static void log_error(struct lite *c, int rc)
{
	log_event(LEVEL_ERROR, "store.sqlite", LOG_INT("code", rc),
		  LOG_STR("message", str_of(sqlite3_errmsg(c->db))));
}

enum err lite_err(struct lite *c, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_CONSTRAINT:
		if (rc != SQLITE_CONSTRAINT_NOTNULL && rc != SQLITE_CONSTRAINT_DATATYPE)
			return ERR_CONFLICT;
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
	case SQLITE_NOMEM:
		return ERR_BUSY;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_IOERR:
		if (rc == SQLITE_IOERR_NOMEM)
			return ERR_BUSY;
		if (sqlite3_system_errno(c->db) == ENOSPC) /* no room for the -shm file */
			return ERR_FULL;
		break;
	default:
		break;
	}
	log_error(c, rc);
	if (is_fatal(rc))
		store_break(c->store, "sqlite", rc);
	return is_fatal(rc) || (rc & 0xff) == SQLITE_CANTOPEN ? ERR_IO : ERR_BUG;
}

static void put_constraint(char *out, size_t room, const char *columns)
{
	size_t n = 0;

	/* "customers.number, customers.owner_id" to "customers_number_owner_id". */
	for (const char *p = columns; *p && n + 1 < room; p++) {
		if (p[0] == ',' && p[1] == ' ') {
			const char *dot = strchr(p, '.');
			out[n++] = '_';
			p = dot ? dot : p + 1;
		} else {
			out[n++] = *p == '.' ? '_' : *p;
		}
	}
	out[n] = 0;
}

/* Finds the name in SQLite's message, its only source. */
static void note_constraint(struct tx *tx, struct lite *c, int rc)
{
	const char *message = sqlite3_errmsg(c->db);
	const char *colon = strstr(message, ": ");
	const char *what = colon ? colon + 2 : "";
	size_t room = sizeof tx->constraint;

	if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
		snprintf(tx->constraint, room, "foreign_key");
	else if (strncmp(what, "index '", 7) == 0)
		snprintf(tx->constraint, room, "%.*s", (int)strcspn(what + 7, "'"), what + 7);
	else if (rc == SQLITE_CONSTRAINT_CHECK)
		snprintf(tx->constraint, room, "%s", what);
	else
		put_constraint(tx->constraint, room, what);
}

static enum err fail_rc(struct tx *tx, struct lite *c, int rc)
{
	enum err e = lite_err(c, rc);
	if (e == ERR_CONFLICT)
		note_constraint(tx, c, rc);
	return e;
}

static int prepare(struct lite *c, struct stmt *s)
{
	sqlite3_stmt *handle = NULL;

	if (s->handle)
		return SQLITE_OK;
	int rc = sqlite3_prepare_v3(c->db, s->sql.p, (int)s->sql.n + 1,
				    s->single ? 0 : SQLITE_PREPARE_PERSISTENT, &handle, NULL);
	s->handle = handle;
	return rc;
}

/* One value too few would be null without a word; PostgreSQL refuses it as well. */
static int bind(sqlite3_stmt *st, const struct value *params, size_t n, bool copy)
{
	int rc = (int)n == sqlite3_bind_parameter_count(st) ? SQLITE_OK : SQLITE_RANGE;

	for (size_t i = 0; rc == SQLITE_OK && i < n; i++) {
		const struct value *v = &params[i];
		int at = (int)i + 1;
		if (v->kind == V_INT)
			rc = sqlite3_bind_int64(st, at, v->i);
		else if (v->kind == V_TEXT)
			rc = sqlite3_bind_text64(st, at, v->s.p ? v->s.p : "", v->s.n,
						 copy ? SQLITE_TRANSIENT : SQLITE_STATIC,
						 SQLITE_UTF8);
		else
			rc = sqlite3_bind_null(st, at);
	}
	return rc;
}

/* Leaves a statement ready for its next use, holding nothing of the caller's. */
static void release(struct lite *c, struct stmt *s)
{
	if (s && s->handle) {
		sqlite3_reset(s->handle);
		sqlite3_clear_bindings(s->handle);
	}
	stmt_release(c->stmts, s);
}

enum err lite_run(struct lite *c, const char *sql)
{
	struct stmt *s = stmt_take(c->stmts, (struct sql_ref){str_of(sql), -1});
	if (!s)
		return ERR_BUSY;
	int rc = prepare(c, s);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s->handle);
	enum err e = lite_err(c, rc);
	release(c, s);
	return e;
}

enum err lite_prepare(struct tx *tx, struct sql_ref sql)
{
	struct lite *c = tx->conn;
	struct stmt *s = stmt_take(c->stmts, sql);
	enum err e = s ? lite_err(c, prepare(c, s)) : ERR_BUSY;
	release(c, s);
	return e;
}

enum err lite_exec(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		   int64_t *ret_changed)
{
	struct lite *c = tx->conn;
	struct stmt *s = stmt_take(c->stmts, sql);
	if (!s)
		return ERR_BUSY;
	int rc = prepare(c, s);
	if (rc == SQLITE_OK)
		rc = bind(s->handle, params, n, false);
	int64_t before = sqlite3_total_changes64(c->db);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s->handle);
	while (rc == SQLITE_ROW)
		rc = sqlite3_step(s->handle);
	enum err e = rc == SQLITE_DONE ? OK : fail_rc(tx, c, rc);
	/* sqlite3_changes() keeps the number of the statement before when this one changed none
	 * of its kind (DDL, select); the total does not count rows of cascades twice. */
	if (!e)
		*ret_changed =
			sqlite3_total_changes64(c->db) == before ? 0 : sqlite3_changes64(c->db);
	release(c, s);
	return e;
}

enum err lite_script(struct tx *tx, struct str sql)
{
	struct lite *c = tx->conn;
	char *text = sqlite3_mprintf("%.*s", (int)sql.n, sql.p);
	if (!text)
		return ERR_BUSY;
	enum err e = lite_err(c, sqlite3_exec(c->db, text, NULL, NULL, NULL));
	sqlite3_free(text);
	return e;
}

static enum err step(struct rows *rows)
{
	struct lite *c = rows->tx->conn;
	int rc = sqlite3_step(rows->stmt->handle);

	rows->ready = rc == SQLITE_ROW;
	rows->ended = rc != SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? OK : fail_rc(rows->tx, c, rc);
}

enum err lite_query(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		    struct rows *rows)
{
	struct lite *c = tx->conn;

	rows->stmt = stmt_take(c->stmts, sql);
	if (!rows->stmt)
		return ERR_BUSY;
	int rc = prepare(c, rows->stmt);
	if (rc == SQLITE_OK)
		rc = bind(rows->stmt->handle, params, n, true);
	enum err e = rc == SQLITE_OK ? step(rows) : fail_rc(tx, c, rc);
	if (e)
		release(c, rows->stmt);
	return e;
}

enum err lite_next(struct rows *rows)
{
	return step(rows);
}

void lite_done(struct rows *rows)
{
	release(rows->tx->conn, rows->stmt);
	rows->stmt = NULL;
}

int64_t lite_int(const struct rows *rows, int col)
{
	return sqlite3_column_int64(rows->stmt->handle, col);
}

struct str lite_text(const struct rows *rows, int col)
{
	sqlite3_stmt *s = rows->stmt->handle;
	/* Of text the bytes as they are: asked for as text they may be copied to end with a
	 * NUL, and without memory for that they would be empty. */
	const void *p = sqlite3_column_type(s, col) == SQLITE_TEXT
				? sqlite3_column_blob(s, col)
				: sqlite3_column_text(s, col);
	int n = sqlite3_column_bytes(s, col);
	return p ? (struct str){p, (size_t)n} : STR("");
}

bool lite_is_null(const struct rows *rows, int col)
{
	return sqlite3_column_type(rows->stmt->handle, col) == SQLITE_NULL;
}
