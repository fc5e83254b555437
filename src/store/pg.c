#include "store/pg.h"

#include "store/sqltext.h"
#include "sys/log.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- connection ---- */

static void drop(void *conn, struct stmt *s)
{
	struct pg *c = conn;
	char sql[40];

	if (!s->number || !c->db || PQstatus(c->db) != CONNECTION_OK)
		return;
	snprintf(sql, sizeof sql, "deallocate s%u", s->number);
	if (c->waiting)
		c->waiting += PQsendQueryParams(c->db, sql, 0, NULL, NULL, NULL, NULL, 0);
	else
		PQclear(PQexec(c->db, sql));
	s->number = 0;
}

/* A warning while committing means "committed here, the replica did not answer". */
static void on_notice(void *arg, const PGresult *r)
{
	struct pg *c = arg;
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	if (state && strcmp(state, "01000") == 0)
		c->doubtful = true;
}

PGconn *pg_dial(const struct store *s)
{
	/* Those before the url are defaults that it may override. */
	const char *const keys[] = {"connect_timeout",
				    "tcp_user_timeout",
				    "target_session_attrs",
				    "application_name",
				    "dbname",
				    "client_encoding",
				    NULL};
	const char *const values[] = {"5",    "8000", "read-write", "genjin", s->options.url.p,
				      "UTF8", NULL};
	return PQconnectdbParams(keys, values, 1);
}

/* The ends of transactions, prepared so that the server need not parse them each time. */
enum end { BEGIN_READ, BEGIN_WRITE, COMMIT, ENDS };
static const struct {
	const char *name, *sql;
} ends[ENDS] = {
	/* A read sees one state of the database, as it does on SQLite. */
	[BEGIN_READ] = {"br", "begin isolation level repeatable read read only"},
	[BEGIN_WRITE] = {"bw", "begin"},
	[COMMIT] = {"c", "commit"},
};

static bool set_up(struct pg *c)
{
	static const char common[] = "set timezone = 'UTC'; set client_min_messages = warning;"
				     "set standard_conforming_strings = on; set jit = off;"
				     "set idle_in_transaction_session_timeout = '60s';";
	char sql[512];

	if (PQstatus(c->db) != CONNECTION_OK)
		return false;
	snprintf(sql, sizeof sql, "%s set synchronous_commit = %s", common,
		 c->store->options.no_sync ? "off" : "on");
	PGresult *r = PQexec(c->db, sql);
	bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
	PQclear(r);
	for (int i = 0; ok && i < ENDS; i++) {
		r = PQprepare(c->db, ends[i].name, ends[i].sql, 0, NULL);
		ok = PQresultStatus(r) == PGRES_COMMAND_OK;
		PQclear(r);
	}
	PQsetNoticeReceiver(c->db, on_notice, c);
	return ok;
}

enum err pg_connect(struct store *s, struct fail *f, struct pg **ret)
{
	struct pg *c = calloc(1, sizeof *c);
	if (!c)
		return fail_at(f, ERR_BUSY, "db", "out_of_memory");
	c->store = s;
	c->stmts = stmt_cache_new(drop, c);
	c->db = c->stmts ? pg_dial(s) : NULL;
	if (!c->db || !set_up(c)) {
		fail_at(f, ERR_IO, "db", "database_cannot_be_opened");
		fail_arg(f, "reason", str_of(c->db ? PQerrorMessage(c->db) : "out of memory"));
		pg_close(c);
		return ERR_IO;
	}
	*ret = c;
	return OK;
}

void pg_hang_up(struct pg *c)
{
	PQfinish(c->db);
	c->db = NULL;
	c->ending = false;
	c->lost = true;
}

enum err pg_reconnect(struct pg *c)
{
	PQfinish(c->db);
	stmt_cache_forget(c->stmts);
	c->lost = c->demoted = c->ending = false;
	c->waiting = 0;
	c->db = pg_dial(c->store);
	if (c->db && set_up(c))
		return OK;
	c->lost = true;
	return ERR_BUSY;
}

void pg_close(struct pg *c)
{
	if (!c)
		return;
	if (c->stmts)
		stmt_cache_forget(c->stmts); /* the server forgets with the connection */
	stmt_cache_free(c->stmts);
	recall_clear(&c->recall);
	PQfinish(c->db);
	free(c);
}

/* ---- errors ---- */

static bool is_one_of(const char *state, const char *const *list)
{
	for (; *list; list++)
		if (strncmp(state, *list, strlen(*list)) == 0)
			return true;
	return false;
}

/* Our name for a primary key is that of its columns: "Key (customer_id, tag_id)=(1, 2) ..." */
static void name_primary_key(struct tx *tx, const PGresult *r)
{
	const char *table = PQresultErrorField(r, PG_DIAG_TABLE_NAME);
	const char *detail = PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL);
	const char *columns = detail ? strchr(detail, '(') : NULL;
	char *out = tx->constraint;
	size_t room = sizeof tx->constraint;

	size_t n = (size_t)snprintf(out, room, "%s_", table ? table : "");
	for (const char *p = columns ? columns + 1 : ""; *p && *p != ')' && n + 1 < room; p++) {
		if (*p != ' ')
			out[n++] = *p == ',' ? '_' : *p;
	}
	if (n < room)
		out[n] = 0;
}

static void note_constraint(struct tx *tx, const PGresult *r, const char *state)
{
	const char *name = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
	size_t n = name ? strlen(name) : 0;

	if (strcmp(state, "23503") == 0)
		snprintf(tx->constraint, sizeof tx->constraint, "foreign_key");
	else if (n > 5 && strcmp(name + n - 5, "_pkey") == 0)
		name_primary_key(tx, r);
	else
		snprintf(tx->constraint, sizeof tx->constraint, "%s", name ? name : "");
}

/* What the server's refusal means; the connection notes what is to be done about it. */
static enum err err_of_state(struct pg *c, bool writes, const char *state)
{
	static const char *const conflict[] = {"23505", "23503", "23514",
					       "23P01", "P0001", NULL};
	static const char *const again[] = {"40001", "40P01", NULL};
	static const char *const demoted[] = {"57P01", "57P02", "57P03", "25006", NULL};
	static const char *const busy[] = {"55P03", "57014", "53", "25P03", NULL};

	if (is_one_of(state, conflict))
		return ERR_CONFLICT;
	if (is_one_of(state, again)) {
		c->again = true;
		return ERR_BUSY;
	}
	/* 25006 in a read is a statement of ours that writes. */
	if (is_one_of(state, demoted) && (writes || strcmp(state, "25006") != 0)) {
		c->lost = c->demoted = true;
		return ERR_BUSY;
	}
	if (strcmp(state, "53100") == 0)
		return ERR_FULL;
	return is_one_of(state, busy) ? ERR_BUSY : ERR_BUG;
}

/* The message of a refused statement may quote values; that of a malformed one only names. */
static void log_refusal(const struct sql_ref *sql, const PGresult *r, const char *state)
{
	const char *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	log_event(
		LEVEL_ERROR, "store.pg", LOG_STR("sqlstate", str_of(state)),
		LOG_STR("statement", sql->q >= 0 ? str_of(query_texts[sql->q].name) : STR("")),
		LOG_STR("message", strncmp(state, "42", 2) == 0 ? str_of(message) : STR("")));
}

static enum err refused(struct tx *tx, const struct sql_ref *sql, const PGresult *r)
{
	struct pg *c = tx->conn;
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

	if (!state || PQstatus(c->db) != CONNECTION_OK) {
		/* A last word such as 57P01 may have come before the line went dead. */
		c->demoted = state && strncmp(state, "57P", 3) == 0;
		c->lost = true;
		return ERR_BUSY;
	}
	enum err e = err_of_state(c, tx->mode == TX_WRITE, state);
	if (e == ERR_CONFLICT)
		note_constraint(tx, r, state);
	if (e == ERR_BUG)
		log_refusal(sql, r, state);
	return e;
}

static bool is_fine(const PGresult *r)
{
	ExecStatusType st = PQresultStatus(r);
	return st == PGRES_TUPLES_OK || st == PGRES_COMMAND_OK;
}

/* ---- statements ---- */

static struct sql_ref named(const struct pg *c, enum query q)
{
	return (struct sql_ref){c->store->queries[q], (int)q};
}

/* Parameters in libpq's form. */
struct args {
	const char *values[SQL_PARAMS];
	int lengths[SQL_PARAMS];
	int formats[SQL_PARAMS];
	char digits[SQL_PARAMS][24];
	int n;
};

static enum err fill_args(struct args *a, const struct value *params, size_t n)
{
	if (n > SQL_PARAMS)
		return ERR_LIMIT;
	a->n = (int)n;
	for (size_t i = 0; i < n; i++) {
		const struct value *v = &params[i];
		a->formats[i] = v->kind == V_TEXT;
		a->lengths[i] = v->kind == V_TEXT ? (int)v->s.n : 0;
		a->values[i] = NULL;
		if (v->kind == V_TEXT) {
			a->values[i] = v->s.p ? v->s.p : "";
		} else if (v->kind == V_INT) {
			snprintf(a->digits[i], sizeof a->digits[i], "%lld", (long long)v->i);
			a->values[i] = a->digits[i];
		}
	}
	return OK;
}

static enum end begin_of(enum tx_mode mode)
{
	return mode == TX_WRITE ? BEGIN_WRITE : BEGIN_READ;
}

static int send_end(struct pg *c, enum end end)
{
	return PQsendQueryPrepared(c->db, ends[end].name, 0, NULL, NULL, NULL, 0);
}

/* The library itself had no memory for a reply, or has lost the line. */
static bool is_broken(const PGresult *r)
{
	return !is_fine(r) && !PQresultErrorField(r, PG_DIAG_SQLSTATE);
}

/* Waits for the sync that ends a pipeline.  The library of PostgreSQL 15 takes it off the line
 * and waits on, for ever, when it has no memory to tell it: all it leaves is a message. */
static bool await_sync(struct pg *c)
{
	size_t told = strlen(PQerrorMessage(c->db));

	while (PQisBusy(c->db)) {
		struct pollfd line = {.fd = PQsocket(c->db), .events = POLLIN};
		if (strlen(PQerrorMessage(c->db)) != told)
			return false;
		if ((poll(&line, 1, -1) < 0 && errno != EINTR) || !PQconsumeInput(c->db))
			return false;
	}
	return true;
}

/* Reads the replies up to the sync; gives the last one, or the first that failed, and how many
 * were fine.  After a broken one nobody knows how many are to come: the connection is lost. */
static PGresult *collect(struct pg *c, int expected, int *ret_fine)
{
	PGresult *kept = NULL;

	*ret_fine = 0;
	for (int i = 0; !c->lost && i < expected; i++) {
		PGresult *r = PQgetResult(c->db);
		recall_judge(&c->recall, i, r);
		*ret_fine += is_fine(r);
		if (!kept || is_fine(kept)) { /* those behind a refused one are not run */
			c->lost = is_broken(r);
			PQclear(kept);
			kept = r;
		} else {
			PQclear(r);
		}
		if (!c->lost)
			PQclear(PQgetResult(c->db)); /* NULL between two replies */
	}
	PGresult *sync = !c->lost && await_sync(c) ? PQgetResult(c->db) : NULL;
	c->lost = PQresultStatus(sync) != PGRES_PIPELINE_SYNC;
	PQclear(sync);
	return kept;
}

/* Asks again what the transaction has presumed. */
static void send_presumed(struct pg *c)
{
	for (int i = 0; i < c->recall.n_presumed; i++) {
		const struct recalled *p = c->recall.presumed[i].reply;
		struct value v = VAL_STR(((struct str){p->param, p->n}));
		struct args args;
		char name[16];

		if (fill_args(&args, &v, p->n > 0))
			continue;
		snprintf(name, sizeof name, "s%u", c->recall.presumed[i].number);
		c->recall.presumed[i].at = c->waiting;
		c->waiting += PQsendQueryPrepared(c->db, name, args.n, args.values,
						  args.lengths, args.formats, 0);
	}
}

/* Begins to send without waiting for replies, with BEGIN when the transaction has none yet.
 * False: without memory, not all is on its way, and the rest would be waited for for ever. */
static bool send_begin(struct tx *tx)
{
	struct pg *c = tx->conn;
	int wanted = c->waiting + c->ending + (c->begun ? 0 : 1 + c->recall.n_presumed);

	if (!c->waiting)
		PQenterPipelineMode(c->db);
	if (c->ending)
		c->waiting += send_end(c, COMMIT);
	if (!c->begun) {
		c->waiting += send_end(c, begin_of(tx->mode));
		send_presumed(c);
	}
	c->ending = false;
	c->begun = true;
	return c->waiting == wanted;
}

/* What a reply means; one that rests on something wrong means nothing. */
static enum err verdict(struct tx *tx, const struct sql_ref *sql, const PGresult *r)
{
	struct pg *c = tx->conn;

	if (!is_fine(r))
		return refused(tx, sql, r);
	return c->recall.wrong ? ERR_BUSY : OK;
}

/* Waits for all replies.  Gives as collect. */
static PGresult *receive(struct pg *c, int *ret_fine)
{
	PGresult *r = NULL;

	*ret_fine = 0;
	if (PQpipelineSync(c->db)) {
		r = collect(c, c->waiting, ret_fine);
		c->lost |= !PQexitPipelineMode(c->db);
	} else {
		c->lost = true;
	}
	c->waiting = 0;
	return r;
}

/* Sends BEGIN, preparation and statement together, as far as they are needed, behind what waits
 * for its reply: one round trip.  args NULL: only prepare. */
static PGresult *send_together(struct tx *tx, struct stmt *s, unsigned number, const char *name,
			       const struct args *args)
{
	struct pg *c = tx->conn;
	int fine = 0, sent = send_begin(tx);

	if (sent && !s->number)
		c->waiting += sent = PQsendPrepare(c->db, name, s->sql.p, 0, NULL);
	int until_prepared = c->waiting;
	if (sent && args)
		c->waiting += sent = PQsendQueryPrepared(c->db, name, args->n, args->values,
							 args->lengths, args->formats, 0);
	if (!sent) {
		c->lost = true;
		return NULL;
	}
	PGresult *r = receive(c, &fine);
	if (fine >= until_prepared) /* it stays prepared even if its run was refused */
		s->number = number;
	return r;
}

/* Runs a statement, or only prepares it; gives the reply of the server. */
static enum err run(struct tx *tx, struct sql_ref sql, const struct args *args, PGresult **ret)
{
	struct pg *c = tx->conn;
	struct stmt *s = c->lost ? NULL : stmt_take(c->stmts, sql);
	char name[16];
	PGresult *r;

	if (!s)
		return ERR_BUSY;
	unsigned number = s->number ? s->number : ++c->prepared;
	snprintf(name, sizeof name, "s%u", number);
	if (c->begun && s->number && args && !c->waiting)
		r = PQexecPrepared(c->db, name, args->n, args->values, args->lengths,
				   args->formats, 0);
	else
		r = send_together(tx, s, number, name, args);
	enum err e = verdict(tx, &sql, r);
	stmt_release(c->stmts, s);
	if (e)
		PQclear(r);
	else
		*ret = r;
	return e;
}

enum err pg_prepare(struct tx *tx, struct sql_ref sql)
{
	PGresult *r = NULL;
	enum err e = run(tx, sql, NULL, &r);

	PQclear(r);
	return e;
}

enum err pg_exec(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		 int64_t *ret_changed)
{
	struct args args;
	PGresult *r = NULL;
	enum err e = fill_args(&args, params, n);

	if (!e)
		e = run(tx, sql, &args, &r);
	if (!e && str_to_int(str_of(PQcmdTuples(r)), ret_changed))
		*ret_changed = 0; /* "" of statements that change no rows */
	PQclear(r);
	return e;
}

enum err pg_later(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n)
{
	struct pg *c = tx->conn;
	struct args args;
	char name[16];
	enum err e = fill_args(&args, params, n);

	struct stmt *s = e || c->lost ? NULL : stmt_take(c->stmts, sql);
	if (!s)
		return e ? e : ERR_BUSY;
	bool prepared = s->number != 0;
	snprintf(name, sizeof name, "s%u", s->number);
	if (prepared) {
		int sent =
			send_begin(tx) && PQsendQueryPrepared(c->db, name, args.n, args.values,
							      args.lengths, args.formats, 0);
		c->waiting += sent;
		c->lost |= !sent;
	}
	stmt_release(c->stmts, s);
	if (prepared)
		return c->lost ? ERR_BUSY : OK;
	PGresult *r = NULL;
	e = run(tx, sql, &args, &r);
	PQclear(r);
	return e;
}

enum err pg_flush(struct tx *tx)
{
	static const struct sql_ref none = {{"", 0}, -1};
	struct pg *c = tx->conn;
	int fine;

	if (c->begun ? !c->waiting : !c->recall.n_presumed)
		return OK;
	c->lost |= !send_begin(tx);
	PGresult *r = c->lost ? NULL : receive(c, &fine);
	enum err e = verdict(tx, &none, r);
	PQclear(r);
	return e;
}

enum err pg_script(struct tx *tx, struct str sql)
{
	struct pg *c = tx->conn;
	const struct sql_ref ref = {sql, -1};
	struct buf text = {0};

	enum err sent = c->lost ? ERR_BUSY : pg_flush(tx);
	if (sent)
		return sent;
	pg_settle(c);
	if (!c->begun) {
		buf_puts(&text, ends[begin_of(tx->mode)].sql);
		buf_puts(&text, "; ");
	}
	c->begun = true;
	buf_put_str(&text, sql);
	PGresult *r = buf_ok(&text) ? PQexec(c->db, text.p) : NULL;
	bool empty = PQresultStatus(r) == PGRES_EMPTY_QUERY;
	enum err e = is_fine(r) || empty ? OK : refused(tx, &ref, r);
	PQclear(r);
	buf_done(&text);
	return e;
}

/* A transaction that is not begun yet begins here. */
static enum err begin_now(struct tx *tx, const struct sql_ref *sql)
{
	struct pg *c = tx->conn;

	pg_settle(c);
	if (c->begun)
		return OK;
	c->begun = true;
	PGresult *r =
		PQexecPrepared(c->db, ends[begin_of(tx->mode)].name, 0, NULL, NULL, NULL, 0);
	enum err e = is_fine(r) ? OK : refused(tx, sql, r);
	PQclear(r);
	return e;
}

enum { COPY_LOOK_MS = 50 };

/* Begins a COPY; gives its reply, which is not PGRES_COPY_IN when it failed.  The library takes
 * an invitation that it has no memory for as one that has not come whole, and PQexec waits for
 * the rest for ever: it is looked at again. */
static PGresult *begin_copy(struct pg *c, const char *sql)
{
	struct pollfd line = {.fd = PQsocket(c->db), .events = POLLIN};

	c->lost = !PQsendQuery(c->db, sql);
	while (!c->lost && PQisBusy(c->db))
		c->lost = (poll(&line, 1, COPY_LOOK_MS) < 0 && errno != EINTR) ||
			  !PQconsumeInput(c->db);
	PGresult *r = c->lost ? NULL : PQgetResult(c->db);
	if (r && PQresultStatus(r) != PGRES_COPY_IN && !is_broken(r))
		PQclear(PQgetResult(c->db)); /* NULL: it has ended */
	return r;
}

/* Both the end of what is sent and the reply are waited for, whatever failed. */
static enum err send_copy(struct tx *tx, const struct sql_ref *sql, struct str text)
{
	struct pg *c = tx->conn;
	enum err e = OK;

	if (PQputCopyData(c->db, text.p, (int)text.n) != 1 || PQputCopyEnd(c->db, NULL) != 1)
		c->lost = true;
	for (PGresult *r; !c->lost && (r = PQgetResult(c->db)); PQclear(r))
		if (!e && !is_fine(r))
			e = refused(tx, sql, r);
	return c->lost && !e ? ERR_BUSY : e;
}

enum err pg_copy(struct tx *tx, struct str sql, struct str text)
{
	struct pg *c = tx->conn;
	const struct sql_ref ref = {sql, -1};

	enum err e = c->lost ? ERR_BUSY : pg_flush(tx);
	if (!e)
		e = begin_now(tx, &ref);
	if (e)
		return e;
	PGresult *r = begin_copy(c, sql.p);
	if (PQresultStatus(r) == PGRES_COPY_IN)
		e = send_copy(tx, &ref, text);
	else
		e = refused(tx, &ref, r);
	PQclear(r);
	return e;
}

enum err pg_query(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		  struct rows *rows)
{
	struct args args;
	PGresult *r = NULL;
	enum err e = fill_args(&args, params, n);

	if (!e)
		e = run(tx, sql, &args, &r);
	if (e)
		return e;
	rows->result = r;
	rows->n = PQntuples(r);
	rows->row = -1;
	e = pg_next(rows);
	return e;
}

/* Only at the beginning, and only what this connection has prepared. */
static const PGresult *recalled(struct tx *tx, enum query q, struct str param)
{
	struct pg *c = tx->conn;

	if (c->begun || c->lost || c->store->options.runs_once)
		return NULL;
	struct stmt *s = stmt_take(c->stmts, named(c, q));
	unsigned number = s ? s->number : 0;
	stmt_release(c->stmts, s);
	return number ? recall_presume(&c->recall, q, param, number) : NULL;
}

enum err pg_presume(struct tx *tx, enum query q, const struct value *param, struct rows *rows)
{
	struct pg *c = tx->conn;
	struct str text = param ? param->s : STR("");
	const PGresult *r = recalled(tx, q, text);

	if (!r) {
		enum err e = pg_query(tx, named(c, q), param, param != NULL, rows);
		if (!e)
			rows->kept = recall_keep(&c->recall, q, text, rows->result);
		return e;
	}
	rows->result = (PGresult *)(uintptr_t)r;
	rows->kept = true;
	rows->n = PQntuples(r);
	rows->row = -1;
	return pg_next(rows);
}

enum err pg_next(struct rows *rows)
{
	rows->row++;
	rows->ready = rows->row < rows->n;
	rows->ended = !rows->ready;
	return OK;
}

void pg_done(struct rows *rows)
{
	if (!rows->kept)
		PQclear(rows->result);
	rows->result = NULL;
}

int64_t pg_int(const struct rows *rows, int col)
{
	const char *p = PQgetvalue(rows->result, rows->row, col);
	int64_t v;

	if (str_to_int(str_of(p), &v))
		return p[0] == 't'; /* a boolean, or a null */
	return v;
}

struct str pg_text(const struct rows *rows, int col)
{
	int n = PQgetlength(rows->result, rows->row, col);
	return (struct str){PQgetvalue(rows->result, rows->row, col), (size_t)n};
}

bool pg_is_null(const struct rows *rows, int col)
{
	return PQgetisnull(rows->result, rows->row, col);
}

/* ---- transactions ---- */

void pg_begin(struct pg *c)
{
	c->begun = c->again = c->doubtful = false;
	c->waiting = 0;
	recall_begin(&c->recall);
}

enum err pg_commit(struct pg *c)
{
	if (!c->begun)
		return OK;
	c->doubtful = false;
	PGresult *r = PQexecPrepared(c->db, ends[COMMIT].name, 0, NULL, NULL, NULL, 0);
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	enum err e = OK;

	if (PQresultStatus(r) == PGRES_COMMAND_OK)
		e = strcmp(PQcmdStatus(r), "COMMIT") != 0 ? ERR_BUG : c->doubtful ? ERR_IO : OK;
	else if (PQstatus(c->db) != CONNECTION_OK || !state)
		e = ERR_IO;
	else
		e = err_of_state(c, true, state);
	if (PQstatus(c->db) != CONNECTION_OK || e == ERR_IO)
		c->lost = true;
	PQclear(r);
	return e;
}

void pg_rollback(struct pg *c)
{
	int fine;

	if (!c->begun || c->lost)
		return;
	if (c->waiting)
		PQclear(receive(c, &fine));
	if (!c->lost)
		PQclear(PQexec(c->db, "rollback"));
	if (PQstatus(c->db) != CONNECTION_OK)
		c->lost = true;
}

void pg_end_read(struct pg *c)
{
	c->ending = c->begun;
}

void pg_settle(struct pg *c)
{
	if (!c->ending)
		return;
	c->ending = false;
	PQclear(PQexecPrepared(c->db, ends[COMMIT].name, 0, NULL, NULL, NULL, 0));
	if (PQstatus(c->db) != CONNECTION_OK)
		c->lost = true;
}
