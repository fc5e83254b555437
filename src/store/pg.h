/* pg - one PostgreSQL connection: statements, errors, transactions.  Private to store.
 *
 * Parameters have the types that PostgreSQL infers: integers go as decimal text, texts as
 * bytes.  Where nothing tells the type (a bare "select ?1", "?1 is null") the statement says
 * it: cast(?1 as {int}), cast(?1 as text).  Threads and retries are pg_pool.c's. */
#ifndef STORE_PG_H
#define STORE_PG_H

#include "store/driver.h"
#include "store/recall.h"

#include <libpq-fe.h>

struct pg {
	PGconn *db;
	struct stmt_cache *stmts;
	struct store *store;
	struct recall recall;
	unsigned prepared; /* number of the newest prepared statement */
	int waiting;	   /* replies to what was sent without asking for them */
	bool begun;	   /* BEGIN was sent: with the first statement, to save a round trip */
	bool ending;   /* a read is over, its COMMIT goes with the next BEGIN or pg_settle */
	bool again;    /* serialization failure or deadlock: the transaction may be repeated */
	bool lost;     /* the connection is gone or no longer the primary's */
	bool demoted;  /* so are probably the other ones' */
	bool doubtful; /* the server warned while committing (cancelled wait for a replica) */
};

/* A connection to store->options.url without any of what follows; NULL: no memory. */
PGconn *pg_dial(const struct store *s);
/* Connects to store->options.url; f says why not. */
MUST_CHECK enum err pg_connect(struct store *s, struct fail *f, struct pg **ret);
/* Closes a connection that is lost: the server ends its transaction, whose locks would be held
 * for as long as nobody asks this worker for anything. */
void pg_hang_up(struct pg *c);
/* Connects again after a loss.  ERR_BUSY: not now. */
MUST_CHECK enum err pg_reconnect(struct pg *c);
/* Closes; NULL is fine. */
void pg_close(struct pg *c);
/* Begins a transaction: nothing is sent yet. */
void pg_begin(struct pg *c);
/* Ends it as asked.  ERR_IO after a loss at COMMIT: nobody knows what became of it. */
MUST_CHECK enum err pg_commit(struct pg *c);
void pg_rollback(struct pg *c);
/* Ends a read that went well, without waiting for the server. */
void pg_end_read(struct pg *c);
/* Sends what pg_end_read left: when no other transaction follows at once. */
void pg_settle(struct pg *c);

/* The driver's part of tx_prepare, tx_exec ... rows_is_null (driver.h), for PostgreSQL. */
enum err pg_prepare(struct tx *tx, struct sql_ref sql);
enum err pg_exec(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		 int64_t *ret_changed);
enum err pg_later(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n);
enum err pg_flush(struct tx *tx);
enum err pg_script(struct tx *tx, struct str sql);
enum err pg_copy(struct tx *tx, struct str sql, struct str text);
enum err pg_query(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		  struct rows *rows);
enum err pg_presume(struct tx *tx, enum query q, const struct value *param, struct rows *rows);
enum err pg_next(struct rows *rows);
void pg_done(struct rows *rows);
int64_t pg_int(const struct rows *rows, int col);
struct str pg_text(const struct rows *rows, int col);
bool pg_is_null(const struct rows *rows, int col);

#endif
