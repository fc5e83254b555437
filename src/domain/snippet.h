/* snippet - a piece of text that people put into messages, notes and records by "::" (ui.md
 * pattern 13), with names in braces for what differs each time.
 *
 * Pure; what stands for the names is service/snippets.h. */
#ifndef DOMAIN_SNIPPET_H
#define DOMAIN_SNIPPET_H

#include "base/message.h"
#include "domain/saved_view.h"

#define SNIPPET_PLACES(X)                                                                      \
	X(SNIPPET_CUSTOMER, "customer") /* name */                                             \
	X(SNIPPET_TICKET, "ticket")	/* number; "" where there is none, like the rest */    \
	X(SNIPPET_TITLE, "title")	/* of the ticket */                                    \
	X(SNIPPET_OWNER, "owner")	/* of the ticket, else of the customer */              \
	X(SNIPPET_ME, "me")		/* who writes */                                       \
	X(SNIPPET_DUE, "due")		/* of the next deadline, local time */
ENUM_DECLARE(snippet_place, SNIPPET_PLACES);
enum { SNIPPET_PLACE_COUNT = SNIPPET_DUE + 1 };

struct snippet {
	RECORD_HEAD;
	int64_t owner_id;
	struct str name;
	struct str keyword; /* typed behind "::"; "" = found by its name alone */
	struct str text;
	int locale;	   /* enum lang: what it is written in */
	int visibility;	   /* enum view_visibility */
	bool locked;	   /* only the owner changes it */
	struct str pinyin; /* of the name, computed: what a picker finds it by */
};
extern const struct fields snippet_fields;

/* Refuses a keyword with blanks, and {names} that nothing stands for; a brace that is not
 * closed is a brace.  ERR_INPUT, "unknown_placeholder" for "text". */
MUST_CHECK enum err snippet_check(struct arena *a, const struct snippet *s, struct fail *f);

#endif
