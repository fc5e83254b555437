/* store - transactions on SQLite or PostgreSQL, the same for both.
 *
 * A service is a function of a transaction; this module decides where and when it runs.  On
 * SQLite writes go through one writer thread that commits many of them together (group commit,
 * each in its own SAVEPOINT) and reads run in the calling thread on a read-only connection; on
 * PostgreSQL both run on a pool of workers, each with its connection.  No SQL text here: named
 * statements come from db/query by way of the generated query.h, record columns from row.h. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/field.h"
#include "store/query.h"

struct store;
struct tx;
struct rows;

enum tx_mode { TX_READ, TX_WRITE };

struct store_options {
	struct str url;	      /* a file name, or postgresql://... */
	int workers;	      /* PostgreSQL connections; 0 = 8 */
	bool no_sync;	      /* tests only: commits need not survive a power cut */
	bool skip_schema;     /* open without asking for the newest schema (migrate itself) */
	bool runs_once;	      /* tests that count ids: no presuming (recall.h), no second run */
	bool any_file_system; /* SQLite on NFS, overlay or tmpfs; no_sync implies it */
	bool reads_only;      /* beside a program that serves: a TX_WRITE is ERR_DENIED */
	int read_limit_s; /* SQLite: a longer read ends with ERR_BUSY; 0 = 60, < 0 = no limit */
};

/* Opens the database and starts its threads.  SQLite: takes the lock of the file, or ERR_BUSY;
 * sets WAL, synchronous=FULL, foreign_keys and reads them back.  ERR_CONFLICT: the schema is
 * older or newer than this program ("schema_old", "schema_new"); ERR_IO: f says why. */
MUST_CHECK enum err store_open(const struct store_options *options, struct fail *f,
			       struct store **ret_store);
/* Waits for the queued jobs, checkpoints, ends the threads.  NULL is fine. */
void store_close(struct store *s);
/* "sqlite" or "pg". */
const char *store_kind(const struct store *s);
/* Whether a TX_READ by store_run does not leave the calling thread (SQLite). */
bool store_reads_inline(const struct store *s);
/* Whether no other process can use the database (SQLite). */
bool store_is_alone(const struct store *s);
/* Whether the disk failed (SQLite): all calls give ERR_IO; a new process recovers from the log.
 */
bool store_is_broken(const struct store *s);

/* What runs in a transaction.  OK commits, anything else rolls this one back (others of the
 * same group commit are unharmed).  It may be run again after a serialization failure, so it
 * must not keep state from an earlier run.  A statement that failed spoils the transaction: all
 * later ones give the same error and it is rolled back whatever fn returns. */
typedef enum err (*tx_fn)(struct tx *tx, void *arg);

/* Runs fn in a transaction and waits until it is durable.  Its error, or ERR_BUSY, ERR_FULL,
 * ERR_IO of the commit.  Must not be called from within fn. */
MUST_CHECK enum err store_run(struct store *s, enum tx_mode mode, tx_fn fn, void *arg);

/* The same without waiting: done(job, result) is called from a store thread after the commit.
 * The store keeps the job until then. */
struct store_job {
	enum tx_mode mode;
	tx_fn fn;
	void *arg;
	void (*done)(struct store_job *job, enum err result);
	struct store_job *next; /* the store's own */
	enum err result;	/* the store's own */
};
void store_submit(struct store *s, struct store_job *job);

/* Statements.  Parameters are bound in order as ?1 ...; texts are borrowed until the call
 * returns.  A query's rows stay valid until rows_done or the end of the transaction. */

/* Runs a named statement that gives rows. */
MUST_CHECK enum err tx_query(struct tx *tx, enum query q, const struct value *params, size_t n,
			     struct rows **ret_rows);
/* Runs a named statement that changes rows; *ret_changed (may be NULL) is their number.
 * ERR_CONFLICT: a unique or foreign key or a check refused it (tx_constraint names it). */
MUST_CHECK enum err tx_exec(struct tx *tx, enum query q, const struct value *params, size_t n,
			    int64_t *ret_changed);
/* The same for SQL that row.c makes from tables; its preparation is kept in a bounded cache. */
MUST_CHECK enum err tx_query_sql(struct tx *tx, struct str sql, const struct value *params,
				 size_t n, struct rows **ret_rows);
MUST_CHECK enum err tx_exec_sql(struct tx *tx, struct str sql, const struct value *params,
				size_t n, int64_t *ret_changed);
/* What refused the last ERR_CONFLICT, the same on both databases: a unique index, which is
 * named table_column[_column], or table_id; a check; "foreign_key"; "" when unknown. */
struct str tx_constraint(const struct tx *tx);
/* Notes that another transaction changed what this one has read: it is undone and, on
 * PostgreSQL, begins again; ERR_BUSY when that happens too often.  Gives ERR_STALE. */
enum err tx_raced(struct tx *tx);
/* Whether this transaction may write. */
bool tx_writes(const struct tx *tx);
/* The store of a transaction. */
struct store *tx_store(struct tx *tx);

/* Moves to the next row; *ret_more false at the end (rows are then done by themselves). */
MUST_CHECK enum err rows_next(struct rows *rows, bool *ret_more);
/* Columns of the present row, from 0.  Text is borrowed until the next rows_next. */
int64_t rows_int(const struct rows *rows, int col);
struct str rows_text(const struct rows *rows, int col);
bool rows_is_null(const struct rows *rows, int col);
/* Ends a query early; NULL and twice are fine. */
void rows_done(struct rows *rows);

/* The first column of all rows, at most max; the rows are done then. */
MUST_CHECK enum err tx_ids(struct tx *tx, enum query q, const struct value *params, size_t n,
			   int64_t *ret_ids, size_t max, size_t *ret_n);
/* The first column of the only row.  ERR_NOT_FOUND when there is none. */
MUST_CHECK enum err tx_one_int(struct tx *tx, enum query q, const struct value *params,
			       size_t n, int64_t *ret_value);

/* Statements counted since the store was opened: commits, transactions, group sizes. */
struct store_stats {
	int64_t commits;
	int64_t transactions;
	int64_t retries;
};
struct store_stats store_stats(const struct store *s);

#endif
