/* sqlite - one SQLite connection: its settings, statements and errors.  Private to store.
 *
 * Threads and transactions are sqlite_store.c's. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "store/driver.h"

#include <sqlite3.h>

struct lite {
	sqlite3 *db;
	struct stmt_cache *stmts;
	struct store *store;
	int64_t deadline_us; /* monotonic; a read beyond it is interrupted; 0 = none */
	int wal_pages;	     /* in the log after the newest commit */
	bool writes;
};

/* Opens the file of store->options.url as the writer or as a reader, sets the pragmas of
 * trust 5.1 and reads them back.  f says what failed. */
MUST_CHECK enum err lite_open(struct store *s, bool writes, struct fail *f, struct lite **ret);
/* Closes; NULL is fine. */
void lite_close(struct lite *c);
/* Runs one statement without parameters and rows ("commit"), prepared once and kept. */
MUST_CHECK enum err lite_run(struct lite *c, const char *sql);
/* What a result code means; logs what only a programmer or an operator can mend and breaks the
 * store when the file can no longer be trusted. */
MUST_CHECK enum err lite_err(struct lite *c, int rc);

/* The driver's part of tx_prepare, tx_exec ... rows_is_null (driver.h), for SQLite. */
enum err lite_prepare(struct tx *tx, struct sql_ref sql);
enum err lite_exec(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		   int64_t *ret_changed);
enum err lite_script(struct tx *tx, struct str sql);
enum err lite_query(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		    struct rows *rows);
enum err lite_next(struct rows *rows);
void lite_done(struct rows *rows);
int64_t lite_int(const struct rows *rows, int col);
struct str lite_text(const struct rows *rows, int col);
bool lite_is_null(const struct rows *rows, int col);

#endif
