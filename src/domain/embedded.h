/* embedded - the documents that ship inside the program: presets and calendars of data/.
 *
 * The tables are made at build time by tools/embed.c. */
#ifndef DOMAIN_EMBEDDED_H
#define DOMAIN_EMBEDDED_H

#include "base/str.h"

struct embedded {
	const char *name; /* of the file without folder and ending; NULL ends the table */
	const unsigned char *data;
	size_t n;
};

extern const struct embedded presets[];	   /* data/presets: response standards */
extern const struct embedded calendars[];  /* data/calendars: business calendars */
extern const struct embedded demo_words[]; /* data/demo: what an invented company talks of */

/* The document of that name in a table; the empty str when there is none. */
struct str embedded_find(const struct embedded *table, struct str name);

#endif
