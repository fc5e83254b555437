#include "domain/notice.h"

ENUM_DEFINE(notice_channel, NOTICE_CHANNELS);
ENUM_DEFINE(notice_state, NOTICE_STATES);

enum { FS = F_FILTER | F_SORT };

// clang-format off
#define T struct notice
static const struct field notice_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, dedupe, F_HIDDEN),
	F_REF(T, deadline_id, F_FILTER, "deadline"),
	F_REF(T, customer_id, F_FILTER, "customer"),
	F_REF(T, ticket_id, F_FILTER, "ticket"),
	F_REF(T, user_id, 0, "user"),
	F_ENUM(T, channel, F_FILTER, notice_channel_names),
	F_TEXT(T, kind, F_FILTER),
	F_TEXT(T, template, F_HIDDEN),
	F_JSON(T, args, 0),
	F_TIME(T, step_at, 0),
	F_TIME(T, send_at, FS),
	F_BOOL(T, late, F_FILTER),
	F_ENUM(T, state, F_FILTER, notice_state_names),
	F_INT(T, attempts, F_HIDDEN),
	F_TEXT(T, error, F_HIDDEN),
	F_TIME(T, sent_at, 0),
	F_TIME(T, read_at, FS),
	F_INT(T, fence, F_HIDDEN),
	F_TIME(T, leased_until, F_HIDDEN),
	F_REF(T, webhook_id, F_HIDDEN, "webhook"),
	F_REF(T, message_id, F_HIDDEN, "notification"),
};
#undef T
// clang-format on
const struct fields notice_fields =
	FIELDS(struct notice, "notification", "notices", notice_rows, .reach = REACH_SELF);
