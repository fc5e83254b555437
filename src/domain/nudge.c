#include "domain/nudge.h"

ENUM_DEFINE(nudge_way, NUDGE_WAYS);

// clang-format off
#define T struct nudge
static const struct field nudge_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, owner_id, F_NEW | F_REQUIRED | F_FILTER, "user"),
	F_REF(T, department_id, F_FILTER, "department"),
	F_REF(T, sender_id, F_FILTER, "user"),
	F_REF(T, customer_id, F_NEW | F_FILTER, "customer"),
	F_REF(T, ticket_id, F_NEW | F_FILTER, "ticket"),
	F_REF(T, follow_up_id, F_NEW | F_FILTER, "follow_up"),
	F_ENUM(T, way, F_NEW | F_FILTER, nudge_way_names),
	F_TEXT(T, text, F_NEW | F_REQUIRED | F_LINES, .max = 1000),
	F_TEXT(T, customer_name, F_COMPUTED),
};
#undef T
const struct fields nudge_fields =
	FIELDS(struct nudge, "nudge", "nudges", nudge_rows, .reach = REACH_OWNED);
// clang-format on
