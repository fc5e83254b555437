/* snippets - pieces of text, one's own and those shared with one, and what they read with the
 * facts of a customer or ticket in them. */
#ifndef SERVICE_SNIPPETS_H
#define SERVICE_SNIPPETS_H

#include "domain/snippet.h"
#include "service/resource.h"

/* As many as one person keeps. */
enum { SNIPPETS_MAX = 200 };

extern const struct resource snippet_resource;

/* What it is put into: a ticket, or a customer; 0 = none. */
struct snippet_place_in {
	int64_t ticket_id;
	int64_t customer_id;
};
/* Writes {"text"}: the snippet with what stands for its {names}, as far as the actor may read
 * the place.  ERR_NOT_FOUND: no snippet of the actor's or shared with them; ERR_INPUT,
 * "ticket_id" or "customer_id", "no_such_record". */
MUST_CHECK enum err snippet_render(struct ctx *cx, int64_t id,
				   const struct snippet_place_in *in, struct jw *w);

#endif
