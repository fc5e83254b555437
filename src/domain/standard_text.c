#include "domain/standard_text.h"

ENUM_DEFINE(text_tier, TEXT_TIERS);

// clang-format off
#define T struct standard_text
static const struct field standard_text_rows[] = {
	RECORD_ROWS(T),
	F_ENUM(T, tier, F_WRITE | F_FILTER, text_tier_names),
	F_TEXT(T, title, F_WRITE | F_REQUIRED, .min = 1, .max = 200),
	F_TEXT(T, body, F_WRITE | F_REQUIRED | F_LINES, .min = 1, .max = 20000),
	F_ENUM(T, state, F_FILTER, version_state_names),
	F_REF(T, replaces_id, F_NEW, "standard_text"),
	F_TEXT(T, reason, 0),
	F_TIME(T, published_at, F_SORT),
	F_REF(T, published_by, 0, "user"),
	F_TIME(T, acknowledged_at, F_COMPUTED),
};
#undef T
const struct fields standard_text_fields =
	FIELDS(struct standard_text, "standard_text", "standard_texts", standard_text_rows);
// clang-format on
