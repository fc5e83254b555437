/* reach - whose records an actor may see, as SQL.  Private to store. */
#ifndef STORE_REACH_H
#define STORE_REACH_H

#include "store/row.h"
#include "store/sqltext.h"

/* Appends the condition that keeps a type's rows to those in the eyes' scope; "1 = 1" when
 * all are.  aside: SQLite finds no rows by it.  Law: a row is kept exactly if actor_may() holds
 * for its owner and the path of its department [row_test.c]. */
void reach_put(struct sqltext *s, const struct fields *t, struct eyes eyes, bool aside);

#endif
