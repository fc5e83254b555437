/* audit - the rows of the audit trail (Z1): who did, tried or saw what.
 *
 * A row is written in the transaction of what it tells, signed, and never changed; when it
 * cannot be written, nothing happens and nothing is answered.  There are rows for every write,
 * for logins (good, bad, locked), for what was refused by rights or reach, for changes of
 * rights, for exports, and for every record of which somebody was shown a confidential value.
 */
#ifndef SERVICE_AUDIT_H
#define SERVICE_AUDIT_H

#include "domain/audit.h"
#include "service/ctx.h"

/* Writes a row for an action on a record, or puts it into cx->later; diff is a JSON object or
 * "". */
MUST_CHECK enum err audit(struct ctx *cx, const char *action, const char *record, int64_t id,
			  struct str diff);

/* A record of which confidential values stand unmasked in what is about to be answered. */
struct sighting {
	struct sighting *next;
	const struct fields *type;
	int64_t id;
	unsigned masks; /* those that were seen through */
};
/* Notes that the actor is shown a record with these masks lifted; only what is not empty
 * counts, and not colleagues' own addresses: their list stands behind every page and would bury
 * the customers' rows.  The row is written before the reply goes out: in the same transaction
 * when that may write, else in one of its own, and without it there is no reply. */
void audit_saw(struct ctx *cx, const struct fields *t, const void *rec, unsigned masks);
/* "phone email": the names of the fields that those masks hide, in arena. */
struct str audit_masked_fields(struct arena *a, const struct fields *t, unsigned masks);
/* Writes a row "seen" for each of cx->seen and empties the list. */
MUST_CHECK enum err audit_sightings(struct ctx *cx);
/* Writes n signed rows at once: those that waited in cx->later. */
MUST_CHECK enum err audit_entries(struct ctx *cx, const struct audit_entry *entries, size_t n);

#endif
