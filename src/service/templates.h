/* templates - the company's own wording of mails: list, change, preview, and what is sent.
 *
 * A wording that is deleted gives way to the catalogue's. */
#ifndef SERVICE_TEMPLATES_H
#define SERVICE_TEMPLATES_H

#include "domain/template.h"
#include "service/resource.h"

extern const struct resource message_template_resource;

/* Writes {"items":[{"key","locale","placeholders":[...],"default":{"subject","body"},"own":the
 * company's record or null}]}, every template in every language. */
MUST_CHECK enum err templates_write(struct ctx *cx, struct jw *w);

/* Writes {"subject","body"} of a wording, filled with sample values. */
MUST_CHECK enum err template_preview_write(struct ctx *cx, const struct message_template *t,
					   struct jw *w);

/* The wording that is used now: the company's, else the catalogue's.  In arena. */
struct wording {
	struct str subject;
	struct str body;
};
MUST_CHECK enum err template_wording(struct ctx *cx, struct str key, enum lang lang,
				     struct wording *ret_wording);

/* A text filled as a header line: without line breaks and other control characters. */
struct str template_line(struct arena *a, struct str text, const struct message_arg *args,
			 size_t n_args);

#endif
