/* problem - errors as people and programs get them: RFC 9457, application/problem+json.
 *
 * {"type","title","status","detail","code","errors":[{"field","code","params","detail"}],
 * "request_id"}.  `code` is stable and what programs look at; title and detail are in the
 * user's language.  The one table from errors to statuses is here. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "base/buf.h"
#include "base/message.h"

/* The status of an error; some codes have their own ("bad_json" is 400, not 422). */
int problem_status(enum err e, const char *code);
/* Writes the document. */
void problem_write(struct buf *b, struct arena *a, enum lang lang, enum err e,
		   const struct fail *f, struct str request_id);
/* Its JSON Schema, for OpenAPI. */
extern const char problem_schema[];

#endif
