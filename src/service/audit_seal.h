/* audit_seal - seals the rows of the audit trail, anchors its end, lets old rows go.
 *
 * For the scheduler, and for the end of a command.  Verifying is audit_verify.h. */
#ifndef SERVICE_AUDIT_SEAL_H
#define SERVICE_AUDIT_SEAL_H

#include "service/audit_chain.h"
#include "service/ctx.h"

/* The signed end of the chain, or what it says of itself.  kept: whether there is a signed
 * head; without one the newest sealed row counts. */
MUST_CHECK enum err audit_head_load(struct ctx *cx, struct audit_head *ret_head,
				    bool *ret_kept);
/* Whether the trail has a signed end (arg is a bool): then there is a key, too. */
MUST_CHECK enum err audit_started(struct ctx *cx, void *ret_started);
/* Before the trail is written: whether the key is the one that it was written with.  new_key
 * (arg, a bool): it was made just now, so the rows from before there were keys are signed.
 * ERR_CONFLICT "audit_key_wrong". */
MUST_CHECK enum err audit_begin(struct ctx *cx, void *new_key);

/* Until the end of the transaction nobody else seals, prunes or changes the key. */
MUST_CHECK enum err audit_lock(struct ctx *cx);

struct sealing {
	int64_t sealed;
	int64_t refused; /* rows without a good signature: they are left for audit verify */
	bool more;	 /* there are more to seal */
};
/* Seals the waiting rows, at most some hundreds of them; arg is a struct sealing. */
MUST_CHECK enum err audit_seal(struct ctx *cx, void *sealing);
/* Appends the head to the file of anchors when it has moved since the last one, and keeps that
 * anchor's signature in the database, so that a removed one is missed.  cx has no transaction.
 */
MUST_CHECK enum err audit_anchor(const struct ctx *cx);
/* Removes the oldest sealed rows that are older than the set days, some thousands of them, and
 * leaves a signed checkpoint in their place; arg is an int64_t, the number of the removed. */
MUST_CHECK enum err audit_prune(struct ctx *cx, void *ret_removed);
/* The last checkpoint; sequence 0 when nothing was ever removed.  *ret_good: it is signed, with
 * key number *ret_key of the log's (may be NULL). */
MUST_CHECK enum err audit_checkpoint_load(struct ctx *cx, struct audit_head *ret_last,
					  bool *ret_good, size_t *ret_key);
/* The number and signature of the newest anchor that this node has noted; number 0: none. */
MUST_CHECK enum err audit_anchor_noted(struct ctx *cx, struct audit_anchor *ret_anchor);

#endif
