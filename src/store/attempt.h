/* attempt - a part of a transaction that can fail by itself.
 *
 * For work over many records of which some may be refused: a failed statement spoils a whole
 * transaction, unless it stood in such a part.  Not for nesting. */
#ifndef STORE_ATTEMPT_H
#define STORE_ATTEMPT_H

#include "store/store.h"

/* Begins a part of the transaction; all rows are ended by it. */
MUST_CHECK enum err tx_attempt(struct tx *tx);
/* Ends it: what it did stays if result is OK, else it is undone and the transaction is as good
 * as before.  OK unless the machine failed (ERR_BUSY, ERR_IO, ERR_FULL, ERR_BUG) or another
 * transaction was faster (tx_raced): that spoils all of it. */
MUST_CHECK enum err tx_settle(struct tx *tx, enum err result);

#endif
