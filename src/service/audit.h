/* audit - the rows of the audit trail (Z1): who did, tried or saw what.
 *
 * A row is written in the transaction of what it tells, signed, and never changed; when it
 * cannot be written, nothing happens and nothing is answered.  There are rows for every write,
 * for logins (good, bad, locked), for what was refused by rights or reach, for changes of
 * rights, for exports, and for every record of which somebody was shown a confidential value.
 */
#ifndef SERVICE_AUDIT_H
#define SERVICE_AUDIT_H

#include "service/ctx.h"

/* Writes a row for an action on a record; diff is a JSON object or "". */
MUST_CHECK enum err audit(struct ctx *cx, const char *action, const char *record, int64_t id,
			  struct str diff);

#endif
