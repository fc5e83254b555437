/* send - statements whose reply nobody waits for.
 *
 * On PostgreSQL a statement costs more time on its way than in the database, so that writes
 * which only a fault of ours or of the machine lets fail are sent and go on: they run in their
 * order, before whatever is run next, whose error may then be theirs.  SQLite runs them at
 * once. */
#ifndef STORE_SEND_H
#define STORE_SEND_H

#include "store/store.h"

/* tx_exec for a statement of that kind. */
MUST_CHECK enum err tx_exec_later(struct tx *tx, enum query q, const struct value *params,
				  size_t n);
/* The same for a text.  A `sure` one has nothing that could be refused: tx_flush does not wait
 * for it. */
MUST_CHECK enum err tx_send(struct tx *tx, struct str sql, const struct value *params, size_t n,
			    bool sure);
/* tx_query, of at most one text, for what nearly every transaction begins with: on PostgreSQL
 * the rows may be those of last time.  It is asked again together with the next statement, and
 * if the answer has changed, the transaction runs again from its start: it must have no effect
 * elsewhere before.  The rows must be done before the next such query. */
MUST_CHECK enum err tx_presume(struct tx *tx, enum query q, const struct value *param,
			       struct rows **ret_rows);
/* Waits for those that may be refused.  The error of the first one that was, or the one that
 * spoilt the transaction before. */
MUST_CHECK enum err tx_flush(struct tx *tx);

#endif
