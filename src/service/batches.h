/* batches - what an import did, record by record, and undoing it (T10).
 *
 * Whatever is made or changed while cx->batch is set is noted, whichever type it is of; undoing
 * goes backwards: what was made is deleted, what was changed is put back, unless somebody has
 * acted on the record since or hung something on it. */
#ifndef SERVICE_BATCHES_H
#define SERVICE_BATCHES_H

#include "service/jobs.h"

/* Days for which an import can be undone. */
enum { BATCH_KEPT_DAYS = 30, BATCH_PAGE = 100, BATCH_ERRORS = 100 };

/* Notes that the batch cx->batch made rec (old NULL) or changed it from old. */
MUST_CHECK enum err batch_note(struct ctx *cx, const struct fields *t, const void *old,
			       const void *rec);
/* Whether anything of a batch can be undone. */
MUST_CHECK enum err batch_can_undo(struct ctx *cx, int64_t job_id, bool *ret_can);
/* Queues the undoing of one's own import.  ERR_NOT_FOUND: it is none; ERR_CONFLICT: it is under
 * way ("job_goes_on"), or there is nothing to undo ("nothing_to_undo"). */
MUST_CHECK enum err batch_undo(struct ctx *cx, int64_t job_id, struct job *ret_job);
/* The step of that job: BATCH_PAGE records. */
enum err batch_undo_step(struct ctx *cx, struct job *job);
/* Forgets what is older than BATCH_KEPT_DAYS. */
MUST_CHECK enum err batch_sweep(struct ctx *cx);

#endif
