/* export_cell - one record's values as people read them in a file.
 *
 * Private to the exports. */
#ifndef SERVICE_EXPORT_CELL_H
#define SERVICE_EXPORT_CELL_H

#include "service/exports.h"
#include "service/import_type.h"

/* A row on its way out: its records, and which masks are seen through on each. */
struct export_row {
	void *rec; /* of the kind's type */
	unsigned reveal;
	const struct contact *contact; /* a customer's first contact; NULL: none */
	unsigned contact_reveal;
	const struct customer *customer; /* that it belongs to; NULL: it is one */
};

/* The value of a field in words of the reader's language, masked as in lists, in arena. */
MUST_CHECK enum err export_field(struct ctx *cx, const struct field *fd, const void *rec,
				 unsigned reveal, struct str *ret_text);
/* The text of a value of an enumeration, "cell.<name>.<value>", in arena. */
struct str export_word(struct ctx *cx, const char *name, const struct names *names, int value);
/* A sum of minor units as "12345.60", in arena. */
struct str export_amount(struct ctx *cx, int64_t minor);
/* The cell of a sheet's column, by its name in the kind's list; an empty one is "-". */
MUST_CHECK enum err sheet_cell(struct ctx *cx, const struct export_kind *kind,
			       const char *column, const struct export_row *row,
			       struct str *ret_text);

#endif
