#include "store/send.h"

#include "store/driver.h"

static enum err send(struct tx *tx, struct sql_ref sql, const struct value *params, size_t n,
		     bool sure)
{
	if (tx->failed)
		return tx->failed;
	tx->constraint[0] = 0;
	tx->unsure |= !sure;
	enum err e = tx->store->driver->later(tx, sql, params, n);
	return e ? tx_fail(tx, e) : OK;
}

enum err tx_exec_later(struct tx *tx, enum query q, const struct value *params, size_t n)
{
	if (!tx->store->driver->later)
		return tx_exec(tx, q, params, n, NULL);
	return send(tx, (struct sql_ref){tx->store->queries[q], (int)q}, params, n, false);
}

enum err tx_send(struct tx *tx, struct str sql, const struct value *params, size_t n, bool sure)
{
	if (!tx->store->driver->later)
		return tx_exec_sql(tx, sql, params, n, NULL);
	return send(tx, (struct sql_ref){sql, -1}, params, n, sure);
}

enum err tx_flush(struct tx *tx)
{
	if (tx->failed || !tx->unsure)
		return tx->failed;
	tx->unsure = false;
	enum err e = tx->store->driver->flush(tx);
	return e ? tx_fail(tx, e) : OK;
}
