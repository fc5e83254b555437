/* customer - the archive of a customer (T9, D1): the record, its contacts, orders and tags.
 *
 * Values and their field tables; how tier and stage are found is classify.h. */
#ifndef DOMAIN_CUSTOMER_H
#define DOMAIN_CUSTOMER_H

#include "domain/kinds.h"

#define CUSTOMER_STATES(X)                                                                     \
	X(CUSTOMER_ACTIVE, "active")                                                           \
	X(CUSTOMER_PAUSED, "paused") /* no follow-ups are generated, 9 of deadlines */         \
	X(CUSTOMER_CLOSED, "closed")
ENUM_DECLARE(customer_state, CUSTOMER_STATES);

struct customer {
	RECORD_HEAD;
	struct str number; /* 客户编号, C2024001 */
	struct str name;   /* 企业名称 */
	struct str industry;
	struct str region; /* 省市区, its code of GB/T 2260: "330106"; "330000" is all of a
			      province */
	int64_t owner_id;  /* 0: it lies in the public pool 公海 */
	int64_t department_id;
	struct instant owner_since; /* when this owner got it, or it came into the pool */
	int64_t previous_owner_id;
	struct instant recall_at; /* when it falls back into the pool, as things stand */
	int state;		  /* enum customer_state */
	int tier;
	bool tier_manual; /* set by hand: classification leaves it (T7) */
	int stage;
	bool stage_manual;
	bool strategic; /* 战略客户, always high value */
	int frequency_band;
	int amount_band;
	struct str tags;
	struct date cooperation_since; /* 合作起始时间 */
	int preferred_channel;
	struct str preferred_time; /* when the customer likes to be reached, free text */
	struct str special_requests;
	struct str time_zone; /* IANA; "" = the calendar's */
	struct str note;
	int64_t order_count;
	int64_t order_total; /* minor units of order_currency */
	struct str order_currency;
	struct date first_order_on;
	struct date last_order_on;
	struct instant last_contact_at; /* 最后互动时间 */
	struct instant contact_since;	/* where the first cycle of the cadence begins */
	struct instant told_contact_at; /* last contact as told when it was entered */
	struct instant next_touch_at;	/* least due of its open follow-up deadlines */
	int64_t merged_into_id; /* the customer that this one was a duplicate of; 0 = none */
	struct str sort_key;	/* pinyin, for sorting alike on both databases */
};
extern const struct fields customer_fields;

struct contact {
	RECORD_HEAD;
	int64_t customer_id;
	struct str name;
	struct str title; /* 职务 */
	struct str phone;
	struct str email;
	struct str wechat;
	bool is_primary;
	struct str note;
};
extern const struct fields contact_fields;

struct order {
	RECORD_HEAD;
	int64_t customer_id;
	struct str number;
	struct str product;
	int64_t quantity;
	int64_t amount; /* minor units (fen, cents) */
	struct str currency;
	struct date ordered_on;
};
extern const struct fields order_fields;

struct tag {
	RECORD_HEAD;
	struct str name;
	struct str axis; /* value, stage, need (T8) or free */
};
extern const struct fields tag_fields;

/* One change of tier, stage or owner and why. */
struct tier_change {
	RECORD_HEAD;
	int64_t customer_id;
	struct str field; /* "tier", "stage", "frequency_band", "amount_band", "owner_id" */
	struct str old_value;
	struct str new_value;
	struct str reason; /* rule that decided, "manual", or "claim", "release", "recall" */
	int64_t user_id;   /* 0: classification */
};
extern const struct fields tier_change_fields;

#endif
