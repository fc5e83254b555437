/* search_index - the whole search index made anew from the records, after a restore or an
 * upgrade.
 *
 * A record's own entry is kept by whoever writes the record (customers.h, tickets.h). */
#ifndef SERVICE_SEARCH_INDEX_H
#define SERVICE_SEARCH_INDEX_H

#include "service/ctx.h"

/* Makes every record findable by what this program finds it by, whatever is in the index. */
MUST_CHECK enum err search_index_make(struct tx *tx, struct instant now, struct fail *f);
/* The same in a transaction of its own, when a migration has said that it has to be
 * (search_state); *ret_made says whether it was.  The store was opened with skip_schema.
 */
MUST_CHECK enum err search_index_renew(struct store *s, struct instant now, struct fail *f,
				       bool *ret_made);

#endif
