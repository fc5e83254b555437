/* export_cell - one record's values as people read them in a file.
 *
 * Private to the exports. */
#ifndef SERVICE_EXPORT_CELL_H
#define SERVICE_EXPORT_CELL_H

#include "service/export_page.h"
#include "service/import_type.h"

/* The value of a field in words of the reader's language, masked as in lists, in arena. */
struct str export_field(struct ctx *cx, const struct export_names *names,
			const struct field *fd, const void *rec, unsigned reveal);
/* The text of a value of an enumeration, "cell.<name>.<value>", in arena. */
struct str export_word(struct ctx *cx, const char *name, const struct names *names, int value);
/* A sum of minor units as "12345.60", in arena. */
struct str export_amount(struct ctx *cx, int64_t minor);
/* The cell of a sheet's column, by its name in the kind's list; an empty one is "-". */
struct str sheet_cell(struct ctx *cx, const struct export_kind *kind, const char *column,
		      const struct export_row *row);

#endif
