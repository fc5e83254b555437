/* trace - what a request leaves in the audit trail besides what it did: the confidential values
 * that it was shown, and what it was refused. */
#ifndef HTTP_TRACE_H
#define HTTP_TRACE_H

#include "http/exchange.h"

/* Whether something is to be written to the audit trail before this result may be told: what a
 * read has shown, or what was refused to somebody who is logged in. */
bool trace_is_due(const struct exchange *x, enum err result);
/* Writes it (a use case; arg is the exchange with its result). */
MUST_CHECK enum err trace_write(struct ctx *cx, void *exchange);

#endif
