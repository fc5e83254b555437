#include "domain/import_mapping.h"

// clang-format off
#define T struct import_mapping
static const struct field import_mapping_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, owner_id, F_FILTER, "user"),
	F_ENUM(T, visibility, F_WRITE | F_FILTER, view_visibility_names),
	F_TEXT(T, type, F_NEW | F_REQUIRED | F_FILTER, .max = 40),
	F_TEXT(T, headers, F_NEW | F_REQUIRED | F_LINES, .max = 20000),
	F_JSON(T, columns, F_WRITE | F_REQUIRED, .max = 40000),
};
#undef T
const struct fields import_mapping_fields = FIELDS(struct import_mapping, "import_mapping",
						   "import_mappings", import_mapping_rows,
						   .reach = REACH_SHARED);
// clang-format on
