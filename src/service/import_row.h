/* import_row - what the columns of an import mean, and one row as records.
 *
 * Private to the import. */
#ifndef SERVICE_IMPORT_ROW_H
#define SERVICE_IMPORT_ROW_H

#include "base/csv.h"
#include "domain/customer.h"
#include "service/world.h"

/* What a column fills: a field of the customer or of its contact; NULL = not imported. */
struct import_column {
	const struct fields *type;
	const struct field *field;
};
struct import_columns {
	struct import_column v[CSV_COLUMNS];
	size_t n;
};

/* The title of a field's column in a language; NULL: the field is not imported by it. */
const char *import_title(struct ctx *cx, enum lang lang, const struct fields *t,
			 const struct field *fd);

/* Reads the header row.  ERR_INPUT: "missing_column", "duplicate_column" with the name. */
MUST_CHECK enum err import_header(struct ctx *cx, const struct str *cells, size_t n,
				  struct import_columns *ret_columns);

/* One row as a customer and, when it names one, a contact. */
struct import_record {
	struct customer customer;
	struct contact contact; /* name "" = none */
	struct str tags;	/* names, one a line */
};
/* Reads a row; errors are items of cx->fail with the field's name. */
MUST_CHECK enum err import_record_read(struct ctx *cx, const struct import_columns *columns,
				       const struct str *cells, size_t n,
				       struct import_record *ret_record);

#endif
