/* driver - what store.c asks of a database, and what the two drivers share.  Private to store.
 *
 * A driver runs jobs and statements; transactions' rules (a failed statement spoils its
 * transaction, rows end with it) are store.c's, so that both databases obey the same ones. */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/stmt.h"
#include "store/store.h"

#include <stdatomic.h>

/* Index of struct query_text.sql. */
enum dialect { DIALECT_SQLITE, DIALECT_PG };

struct pinyin;
struct row_sql;

struct store {
	const struct driver *driver;
	void *impl; /* the driver's own state */
	struct store_options options;
	struct arena *arena; /* the url and the expanded statements */
	struct str queries[Q_COUNT];
	struct pinyin *pinyin;		   /* for the search index and sort keys */
	_Atomic(struct row_sql *) row_sql; /* texts made by row.c, a type each; only grows */
	_Atomic bool broken;
	_Atomic int64_t commits, transactions, retries;
};

struct tx {
	struct store *store;
	void *conn; /* the driver's connection */
	enum tx_mode mode;
	enum err failed;   /* first error of a statement: nothing can be committed any more */
	struct rows *rows; /* all of this transaction, done or not */
	bool unsure;	   /* what was sent by `later` may yet be refused */
	bool raced;	   /* a row was changed by another transaction since this one read it */
	char constraint[64];
};

struct rows {
	struct tx *tx;
	struct rows *next; /* in tx->rows */
	struct stmt *stmt;
	void *result; /* PostgreSQL: PGresult */
	bool kept;    /* PostgreSQL: the result is the connection's */
	int row, n;   /* PostgreSQL: present row and their number */
	bool ready;   /* a row was fetched that rows_next has not yet given */
	bool ended;   /* there are no more rows */
	bool done;    /* its statement was let go */
};

struct driver {
	enum dialect dialect;
	const char *name;
	/* Opens store->options.url and starts threads; f says why not. */
	enum err (*open)(struct store *s, struct fail *f);
	/* Finishes what is queued and frees impl; impl may be half built or NULL. */
	void (*close)(struct store *s);
	/* Runs a read in the calling thread; NULL when the driver cannot. */
	enum err (*read)(struct store *s, tx_fn fn, void *arg);
	/* Queues a job. */
	void (*submit)(struct store *s, struct store_job *job);
	/* Whether the calling thread is one that runs jobs. */
	bool (*is_worker)(struct store *s);
	/* Prepares a statement without running it. */
	enum err (*prepare)(struct tx *tx, struct sql_ref sql);
	/* Runs a statement; *ret_changed is the number of changed rows. */
	enum err (*exec)(struct tx *tx, struct sql_ref sql, const struct value *params,
			 size_t n, int64_t *ret_changed);
	/* Sends a statement that goes before whatever is run next, or before flush; these give
	 * its error.  NULL: the database is not far away. */
	enum err (*later)(struct tx *tx, struct sql_ref sql, const struct value *params,
			  size_t n);
	enum err (*flush)(struct tx *tx);
	/* Runs several statements without parameters, separated by semicolons. */
	enum err (*script)(struct tx *tx, struct str sql);
	/* Appends rows to a table: `sql` is "copy ... from stdin", `text` the lines of
	 * bulk.h.  NULL: the database takes a statement a row as fast. */
	enum err (*copy)(struct tx *tx, struct str sql, struct str text);
	/* Starts a query and fetches its first row: rows->ready or rows->ended. */
	enum err (*query)(struct tx *tx, struct sql_ref sql, const struct value *params,
			  size_t n, struct rows *rows);
	/* The same, where the reply of last time may do until it is asked again with the next
	 * statement.  NULL: the database is not far away. */
	enum err (*presume)(struct tx *tx, enum query q, const struct value *param,
			    struct rows *rows);
	/* Fetches the next row. */
	enum err (*next)(struct rows *rows);
	/* Lets the statement go. */
	void (*done)(struct rows *rows);
	int64_t (*get_int)(const struct rows *rows, int col);
	struct str (*get_text)(const struct rows *rows, int col);
	bool (*is_null)(const struct rows *rows, int col);
};

extern const struct driver sqlite_driver;
extern const struct driver pg_driver;

/* Runs fn in a transaction that the driver has begun; whether to commit it.  Ends all rows. */
MUST_CHECK enum err tx_call(struct tx *tx, tx_fn fn, void *arg);
/* Ends and frees all rows of a transaction. */
void tx_end_rows(struct tx *tx);
/* Notes an error of a statement: the transaction is spoilt.  Returns e. */
enum err tx_fail(struct tx *tx, enum err e);
/* The driver's copy, with the rules of a transaction. */
MUST_CHECK enum err tx_copy(struct tx *tx, struct str sql, struct str text);
/* Runs several statements without parameters (migrations, fixtures). */
MUST_CHECK enum err tx_script(struct tx *tx, struct str sql);
/* The database can no longer be trusted: logged once; every later call gives ERR_IO. */
void store_break(struct store *s, const char *why, int code);
/* Frees the texts of row.c. */
void row_sql_free(struct row_sql *list);

#endif
