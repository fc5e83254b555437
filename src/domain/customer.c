#include "domain/customer.h"

ENUM_DEFINE(tier, TIERS);
ENUM_DEFINE(stage, STAGES);
ENUM_DEFINE(band, BANDS);
ENUM_DEFINE(channel, CHANNELS);
ENUM_DEFINE(ticket_type, TICKET_TYPES);
ENUM_DEFINE(urgency, URGENCIES);
ENUM_DEFINE(confirmation, CONFIRMATIONS);
ENUM_DEFINE(deadline_kind, DEADLINE_KINDS);
ENUM_DEFINE(deadline_state, DEADLINE_STATES);
ENUM_DEFINE(subject, SUBJECTS);
ENUM_DEFINE(customer_state, CUSTOMER_STATES);

enum { FS = F_FILTER | F_SORT };

// clang-format off
#define T struct customer
static const struct field customer_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, number, F_NEW | FS | F_IMPORT | F_FIND, .max = 40),
	F_TEXT(T, name, F_WRITE | F_REQUIRED | FS | F_IMPORT | F_FIND, .min = 1, .max = 200),
	F_TEXT(T, industry, F_WRITE | FS | F_IMPORT | F_FIND, .max = 100),
	F_TEXT(T, region, F_WRITE | FS | F_IMPORT | F_FIND, .min = 6, .max = 6),
	F_REF(T, owner_id, F_WRITE | FS | F_IMPORT | F_RANK, "user"),
	F_REF(T, department_id, F_WRITE | F_FILTER | F_FIND, "department"),
	F_TIME(T, owner_since, FS),
	F_REF(T, previous_owner_id, F_FILTER, "user"),
	F_TIME(T, recall_at, FS | F_FIND),
	F_ENUM(T, state, F_WRITE | FS | F_RANK, customer_state_names),
	F_ENUM(T, tier, F_WRITE | FS | F_IMPORT | F_RANK, tier_names),
	F_BOOL(T, tier_manual, F_WRITE | F_FILTER),
	F_ENUM(T, stage, F_WRITE | FS | F_IMPORT | F_RANK, stage_names),
	F_BOOL(T, stage_manual, F_WRITE | F_FILTER),
	F_BOOL(T, strategic, F_WRITE | F_FILTER),
	F_ENUM(T, frequency_band, F_FILTER | F_FIND, band_names),
	F_ENUM(T, amount_band, F_FILTER | F_FIND, band_names),
	F_REFS(T, tags, F_WRITE | F_IMPORT, "tag"),
	F_DATE(T, cooperation_since, F_WRITE | FS | F_IMPORT | F_FIND),
	F_ENUM(T, preferred_channel, F_WRITE | F_FILTER, channel_names),
	F_TEXT(T, preferred_time, F_WRITE | F_LINES, .max = 200),
	F_TEXT(T, special_requests, F_WRITE | F_LINES, .max = 2000),
	F_TEXT(T, time_zone, F_WRITE, .max = 60),
	F_TEXT(T, note, F_WRITE | F_LINES, .max = 5000, .mask = MASK_NOTE),
	F_INT(T, order_count, FS | F_FIND),
	F_INT(T, order_total, FS | F_FIND),
	F_TEXT(T, order_currency, F_FILTER),
	F_DATE(T, first_order_on, FS),
	F_DATE(T, last_order_on, FS | F_FIND),
	F_TIME(T, last_contact_at, F_NEW | FS | F_IMPORT | F_FIND),
	F_TIME(T, contact_since, F_HIDDEN),
	F_TIME(T, told_contact_at, F_HIDDEN),
	F_TIME(T, next_touch_at, FS | F_FIND),
	F_REF(T, merged_into_id, F_FILTER, "customer"),
	F_TEXT(T, sort_key, F_HIDDEN | F_SORT | F_FIND),
};
#undef T
const struct fields customer_fields =
	FIELDS(struct customer, "customer", "customers", customer_rows, .reach = REACH_OWNED, .usual = "next_touch_at");

#define T struct contact
static const struct field contact_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, customer_id, F_FILTER, "customer"),
	F_TEXT(T, name, F_WRITE | F_REQUIRED | FS | F_IMPORT, .min = 1, .max = 100),
	F_TEXT(T, title, F_WRITE | F_IMPORT, .max = 100),
	F_TEXT(T, phone, F_WRITE | F_IMPORT, .max = 40, .mask = MASK_PHONE),
	F_TEXT(T, email, F_WRITE | F_IMPORT, .max = 200, .mask = MASK_EMAIL),
	F_TEXT(T, wechat, F_WRITE | F_IMPORT, .max = 100, .mask = MASK_PHONE),
	F_BOOL(T, is_primary, F_WRITE | F_FILTER),
	F_TEXT(T, note, F_WRITE | F_LINES, .max = 2000, .mask = MASK_NOTE),
};
#undef T
const struct fields contact_fields =
	FIELDS(struct contact, "contact", "contacts", contact_rows, .reach = REACH_CUSTOMER);

#define T struct order
static const struct field order_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, customer_id, F_FILTER, "customer"),
	F_TEXT(T, number, F_WRITE | FS | F_IMPORT, .max = 60),
	F_TEXT(T, product, F_WRITE | F_FILTER | F_IMPORT, .max = 200),
	F_INT(T, quantity, F_WRITE | F_IMPORT, .min = 0, .max = 1000000000),
	F_INT(T, amount, F_WRITE | F_REQUIRED | FS | F_IMPORT, .min = -1000000000000000, .max = 1000000000000000),
	F_TEXT(T, currency, F_WRITE | F_FILTER | F_IMPORT, .min = 3, .max = 3),
	F_DATE(T, ordered_on, F_WRITE | F_REQUIRED | FS | F_IMPORT),
};
#undef T
const struct fields order_fields =
	FIELDS(struct order, "order", "orders", order_rows, .reach = REACH_CUSTOMER);

#define T struct tag
static const struct field tag_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, name, F_WRITE | F_REQUIRED | FS, .min = 1, .max = 40),
	F_TEXT(T, axis, F_WRITE | FS, .max = 20),
};
#undef T
const struct fields tag_fields = FIELDS(struct tag, "tag", "tags", tag_rows);

#define T struct tier_change
static const struct field tier_change_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, customer_id, F_FILTER, "customer"),
	F_TEXT(T, field, F_FILTER),
	F_TEXT(T, old_value, 0),
	F_TEXT(T, new_value, 0),
	F_TEXT(T, reason, 0),
	F_REF(T, user_id, 0, "user"),
};
#undef T
const struct fields tier_change_fields = FIELDS(struct tier_change, "tier_change", "tier_changes",
						tier_change_rows, .reach = REACH_CUSTOMER);
// clang-format on
