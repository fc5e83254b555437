/* The part of store.h that runs inside a transaction: its rules, the same on both databases. */
#include "store/driver.h"
#include "store/send.h"

#include <stdlib.h>

void tx_end_rows(struct tx *tx)
{
	while (tx->rows) {
		struct rows *r = tx->rows;
		rows_done(r);
		tx->rows = r->next;
		free(r);
	}
}

enum err tx_call(struct tx *tx, tx_fn fn, void *arg)
{
	enum err e = fn(tx, arg);

	if (!e && !tx->failed && tx->store->driver->flush)
		e = tx->store->driver->flush(tx);
	tx_end_rows(tx);
	/* PostgreSQL cannot go on after a failed statement; so SQLite must not either. */
	return e ? e : tx->failed;
}

enum err tx_fail(struct tx *tx, enum err e)
{
	if (!tx->failed)
		tx->failed = e;
	return e;
}

static struct sql_ref named(const struct tx *tx, enum query q)
{
	return (struct sql_ref){tx->store->queries[q], (int)q};
}

static struct rows *new_rows(struct tx *tx)
{
	struct rows *rows = calloc(1, sizeof *rows);

	if (rows)
		rows->tx = tx;
	tx->constraint[0] = 0;
	return rows;
}

/* They belong to the transaction, unless they could not be had. */
static enum err keep_rows(struct tx *tx, enum err e, struct rows *rows, struct rows **ret_rows)
{
	if (e) {
		free(rows);
		return tx_fail(tx, e);
	}
	rows->next = tx->rows;
	tx->rows = rows;
	*ret_rows = rows;
	return OK;
}

static enum err query(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		      struct rows **ret_rows)
{
	if (tx->failed)
		return tx->failed;
	struct rows *rows = new_rows(tx);
	enum err e = rows ? tx->store->driver->query(tx, sql, params, n, rows) : ERR_BUSY;
	tx->unsure = false;
	return keep_rows(tx, e, rows, ret_rows);
}

enum err tx_presume(struct tx *tx, enum query q, const struct value *param,
		    struct rows **ret_rows)
{
	if (!tx->store->driver->presume)
		return tx_query(tx, q, param, param != NULL, ret_rows);
	if (tx->failed)
		return tx->failed;
	struct rows *rows = new_rows(tx);
	enum err e = rows ? tx->store->driver->presume(tx, q, param, rows) : ERR_BUSY;
	return keep_rows(tx, e, rows, ret_rows);
}

static enum err exec(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		     int64_t *ret_changed)
{
	int64_t changed = 0;

	if (tx->failed)
		return tx->failed;
	tx->constraint[0] = 0;
	enum err e = tx->store->driver->exec(tx, sql, params, n, &changed);
	tx->unsure = false;
	if (e)
		return tx_fail(tx, e);
	if (ret_changed)
		*ret_changed = changed;
	return OK;
}

enum err tx_query(struct tx *tx, enum query q, const struct value *params, size_t n,
		  struct rows **ret_rows)
{
	return query(tx, named(tx, q), params, n, ret_rows);
}

enum err tx_exec(struct tx *tx, enum query q, const struct value *params, size_t n,
		 int64_t *ret_changed)
{
	return exec(tx, named(tx, q), params, n, ret_changed);
}

enum err tx_query_sql(struct tx *tx, struct str sql, const struct value *params, size_t n,
		      struct rows **ret_rows)
{
	return query(tx, (struct sql_ref){sql, -1}, params, n, ret_rows);
}

enum err tx_exec_sql(struct tx *tx, struct str sql, const struct value *params, size_t n,
		     int64_t *ret_changed)
{
	return exec(tx, (struct sql_ref){sql, -1}, params, n, ret_changed);
}

enum err tx_script(struct tx *tx, struct str sql)
{
	if (tx->failed)
		return tx->failed;
	enum err e = tx->store->driver->script(tx, sql);
	tx->unsure = false;
	return e ? tx_fail(tx, e) : OK;
}

enum err tx_copy(struct tx *tx, struct str sql, struct str text)
{
	if (tx->failed)
		return tx->failed;
	tx->constraint[0] = 0;
	enum err e = tx->store->driver->copy(tx, sql, text);
	tx->unsure = false;
	return e ? tx_fail(tx, e) : OK;
}

struct str tx_constraint(const struct tx *tx)
{
	return str_of(tx->constraint);
}

enum err tx_raced(struct tx *tx)
{
	tx->raced = true;
	return ERR_STALE;
}

bool tx_writes(const struct tx *tx)
{
	return tx->mode == TX_WRITE;
}

struct store *tx_store(struct tx *tx)
{
	return tx->store;
}

enum err rows_next(struct rows *rows, bool *ret_more)
{
	if (!rows->ready && !rows->ended) {
		enum err e = rows->tx->store->driver->next(rows);
		if (e)
			return tx_fail(rows->tx, e);
	}
	rows->ready = false;
	*ret_more = !rows->ended;
	if (rows->ended)
		rows_done(rows);
	return OK;
}

int64_t rows_int(const struct rows *rows, int col)
{
	return rows->tx->store->driver->get_int(rows, col);
}

struct str rows_text(const struct rows *rows, int col)
{
	return rows->tx->store->driver->get_text(rows, col);
}

bool rows_is_null(const struct rows *rows, int col)
{
	return rows->tx->store->driver->is_null(rows, col);
}

/* The object stays until the transaction ends, so that ending it twice does no harm. */
void rows_done(struct rows *rows)
{
	if (!rows || rows->done)
		return;
	rows->done = true;
	rows->ended = true;
	rows->ready = false;
	rows->tx->store->driver->done(rows);
}

enum err tx_one_int(struct tx *tx, enum query q, const struct value *params, size_t n,
		    int64_t *ret_value)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query(tx, q, params, n, &rows);

	if (e)
		return e;
	e = rows_next(rows, &more);
	if (e)
		return e;
	if (!more)
		return ERR_NOT_FOUND;
	*ret_value = rows_int(rows, 0);
	rows_done(rows);
	return OK;
}

enum err tx_ids(struct tx *tx, enum query q, const struct value *params, size_t n,
		int64_t *ret_ids, size_t max, size_t *ret_n)
{
	struct rows *rows;
	bool more;

	*ret_n = 0;
	enum err e = tx_query(tx, q, params, n, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more)) {
		if (*ret_n == max) {
			rows_done(rows);
			return OK;
		}
		ret_ids[(*ret_n)++] = rows_int(rows, 0);
	}
	return e;
}
