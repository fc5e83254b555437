#include "store/attempt.h"

#include "store/driver.h"
#include "store/send.h"

enum err tx_attempt(struct tx *tx)
{
	tx_end_rows(tx);
	return tx_send(tx, STR("savepoint attempt"), NULL, 0, true);
}

static bool is_of_machine(enum err e)
{
	return e == ERR_BUSY || e == ERR_IO || e == ERR_FULL || e == ERR_BUG;
}

enum err tx_settle(struct tx *tx, enum err result)
{
	enum err sent = tx_flush(tx), failed = result ? result : sent;

	if (tx->raced || is_of_machine(result) || is_of_machine(tx->failed))
		return tx_fail(tx, failed);
	tx_end_rows(tx);
	tx->failed = OK;
	if (!failed)
		return tx_send(tx, STR("release savepoint attempt"), NULL, 0, true);
	return tx_script(tx, STR("rollback to savepoint attempt; release savepoint attempt"));
}
