#include "domain/follow_up.h"

ENUM_DEFINE(follow_up_state, FOLLOW_UP_STATES);
ENUM_DEFINE(purpose, PURPOSES);

enum { FS = F_FILTER | F_SORT };

// clang-format off
#define T struct follow_up
static const struct field follow_up_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, customer_id, F_NEW | F_REQUIRED | F_FILTER | F_FIND, "customer"),
	F_REF(T, ticket_id, F_NEW | F_FILTER | F_FIND, "ticket"),
	F_REF(T, owner_id, F_WRITE | FS | F_IMPORT | F_FIND, "user"),
	F_REF(T, department_id, F_FILTER | F_FIND, "department"),
	F_ENUM(T, state, F_NEW | FS | F_RANK, follow_up_state_names),
	F_ENUM(T, purpose, F_WRITE | F_FILTER | F_IMPORT, purpose_names),
	F_ENUM(T, channel, F_WRITE | F_FILTER | F_IMPORT, channel_names),
	F_TIME(T, planned_at, F_WRITE | FS | F_FIND),
	F_TIME(T, done_at, F_NEW | FS | F_IMPORT | F_FIND),
	F_TEXT(T, goal, F_WRITE | F_LINES | F_IMPORT, .max = 1000),
	F_TEXT(T, content, F_WRITE | F_LINES | F_IMPORT, .max = 10000),
	F_TEXT(T, feedback, F_WRITE | F_LINES | F_IMPORT, .max = 10000),
	F_TEXT(T, next_action, F_WRITE | F_LINES | F_IMPORT, .max = 1000),
	F_REF(T, next_action_owner_id, F_WRITE | F_FILTER | F_IMPORT, "user"),
	F_TIME(T, next_action_due_at, F_WRITE | FS | F_IMPORT | F_FIND),
	F_TIME(T, next_action_done_at, F_EDIT | FS),
	F_TIME(T, undo_until, 0),
	F_JSON(T, undo, F_HIDDEN),
	F_TIME(T, inspected_at, FS | F_FIND),
	F_REF(T, inspected_by_id, F_FILTER, "user"),
	F_REFS(T, mentions, F_WRITE, "user"),
	F_TEXT(T, customer_name, F_COMPUTED),
	F_TEXT(T, customer_number, F_COMPUTED),
};
#undef T
const struct fields follow_up_fields = FIELDS(struct follow_up, "follow_up", "follow_ups",
					      follow_up_rows, .reach = REACH_OWNED, .usual = "planned_at");
// clang-format on
