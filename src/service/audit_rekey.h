/* audit_rekey - the audit trail goes on under another key.
 *
 * First the new key is in the file, marked as the next one; then, in one transaction, all that
 * waits is sealed, a row "rekey" closes what the old key signed, and the head is signed with
 * the new one: the head alone says which key is in use, so that at no instant there is none, or
 * two. A program that still has the old key can write nothing after that (audit_key_check). */
#ifndef SERVICE_AUDIT_REKEY_H
#define SERVICE_AUDIT_REKEY_H

#include "service/audit_chain.h"
#include "service/ctx.h"

/* Which key is in use: log->current and log->key (arg is a struct audit_log with its keys). */
MUST_CHECK enum err audit_choose_key(struct ctx *cx, void *log);
/* Closes the key in use and gives the trail to the last of log->keys, which waits; arg is an
 * int64_t, the number of the closing row.  log->current stays: it is the caller's to move it
 * when this is committed.  ERR_CONFLICT: "audit_unsealed", rows wait that nobody can seal. */
MUST_CHECK enum err audit_rekey(struct ctx *cx, void *ret_sequence);
/* In the transaction of a row that was just written: whether its key is still in use.  The
 * first row keeps it so until the commit, and later ones need not ask.
 * ERR_CONFLICT "audit_key_changed". */
MUST_CHECK enum err audit_key_check(struct ctx *cx);

/* What a closing row tells: the key that takes over, and the checkpoint that there was. */
struct audit_closing {
	struct str next;
	int64_t checkpoint; /* sequence of the last one; 0: none */
};
/* Whether it is a closing row, and what it tells; in arena. */
bool audit_is_closing(struct arena *a, const struct audit_entry *e, struct audit_closing *ret);

#endif
