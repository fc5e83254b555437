/* import_mappings - remembered layouts of files as a resource (T10). */
#ifndef SERVICE_IMPORT_MAPPINGS_H
#define SERVICE_IMPORT_MAPPINGS_H

#include "domain/import_mapping.h"
#include "service/import_type.h"

extern const struct resource import_mapping_resource;

/* The columns that were told for a type's layout with these headers, as JSON: the actor's own,
 * else one that is shared with the actor; "": none. */
MUST_CHECK enum err import_mapping_of(struct ctx *cx, const struct import_type *t,
				      struct str headers, struct str *ret_columns);

#endif
