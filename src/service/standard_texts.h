/* standard_texts - the standard in words: draft, publish, take note of, and who has not (R2).
 */
#ifndef SERVICE_STANDARD_TEXTS_H
#define SERVICE_STANDARD_TEXTS_H

#include "domain/standard_text.h"
#include "service/resource.h"

extern const struct resource standard_text_resource;

/* Publishes a draft of that version with a reason; what it replaces is replaced.
 * ERR_CONFLICT: it is no draft; ERR_STALE. */
MUST_CHECK enum err standard_text_publish(struct ctx *cx, int64_t id, int64_t version,
					  struct str reason, struct standard_text *ret_text);
/* The actor has read and understood it; once more changes nothing.  ERR_CONFLICT: it is not
 * in force. */
MUST_CHECK enum err standard_text_acknowledge(struct ctx *cx, int64_t id,
					      struct standard_text *ret_text);
/* Writes {"items":[{"id","title"}]}: what the actor has still to take note of. */
MUST_CHECK enum err standard_texts_waiting_write(struct ctx *cx, struct jw *w);
/* Writes {"items":[{"user_id","name","department_id","acknowledged_at"}],"missing":n}:
 * everybody who is not disabled, those first who have not taken note. */
MUST_CHECK enum err standard_text_readers_write(struct ctx *cx, int64_t id, struct jw *w);

#endif
