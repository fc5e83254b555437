#include "domain/saved_view.h"

ENUM_DEFINE(view_page, VIEW_PAGES);
ENUM_DEFINE(view_visibility, VIEW_VISIBILITIES);

// clang-format off
#define T struct saved_view
static const struct field saved_view_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, owner_id, F_FILTER, "user"),
	F_TEXT(T, name, F_WRITE | F_REQUIRED | F_FILTER, .max = 100),
	F_ENUM(T, page, F_NEW | F_REQUIRED | F_FILTER, view_page_names),
	F_ENUM(T, visibility, F_WRITE | F_FILTER, view_visibility_names),
	F_BOOL(T, locked, F_WRITE),
	F_INT(T, position, F_WRITE | F_SORT, .min = 0, .max = 10000),
	F_JSON(T, query, F_WRITE | F_REQUIRED, .max = 20000),
};
#undef T
const struct fields saved_view_fields = FIELDS(struct saved_view, "saved_view", "saved_views",
					       saved_view_rows, .reach = REACH_SHARED);
// clang-format on
