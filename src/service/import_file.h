/* import_file - the file of an import as rows whose columns are understood.
 *
 * Private to the import. */
#ifndef SERVICE_IMPORT_FILE_H
#define SERVICE_IMPORT_FILE_H

#include "service/import_type.h"
#include "service/imports.h"

/* The type that is asked for, "" = customer.  ERR_INPUT "not_one_of". */
MUST_CHECK enum err import_type_asked(struct ctx *cx, struct str name,
				      const struct import_type **ret_type);
/* Reads the header row and looks a remembered mapping of it up: the actor's, else the
 * company's; *ret_mapping is a JSON object, "" when there is none.  ERR_INPUT "empty_file". */
MUST_CHECK enum err import_headers(struct ctx *cx, const struct import_type *t, struct csv *c,
				   struct str **ret_cells, size_t *ret_n,
				   struct str *ret_mapping);
/* The headers of a row as they are kept with a mapping: one a line, in arena. */
struct str import_headers_key(struct ctx *cx, const struct str *cells, size_t n);

#endif
