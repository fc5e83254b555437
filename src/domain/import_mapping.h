/* import_mapping - how the columns of a layout were understood, to be used again.
 *
 * A layout is known by its headers.  One's own mapping goes before the company's. */
#ifndef DOMAIN_IMPORT_MAPPING_H
#define DOMAIN_IMPORT_MAPPING_H

#include "domain/saved_view.h"

struct import_mapping {
	RECORD_HEAD;
	int64_t owner_id;
	int visibility;	    /* enum view_visibility: who uses it */
	struct str type;    /* of import */
	struct str headers; /* one a line */
	struct str columns; /* {"header":"column or empty"} */
};
extern const struct fields import_mapping_fields;

#endif
