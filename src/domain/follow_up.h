/* follow_up - a planned or logged contact with a customer (跟进, 回访; F4-F6, V3, D2).
 *
 * A plan becomes the record in one step; the record may carry the next action with its owner
 * and due time.  A return visit is a follow-up with purpose visit. */
#ifndef DOMAIN_FOLLOW_UP_H
#define DOMAIN_FOLLOW_UP_H

#include "domain/kinds.h"

#define FOLLOW_UP_STATES(X)                                                                    \
	X(FOLLOW_UP_PLANNED, "planned")                                                        \
	X(FOLLOW_UP_DONE, "done")                                                              \
	X(FOLLOW_UP_CANCELLED, "cancelled")
ENUM_DECLARE(follow_up_state, FOLLOW_UP_STATES);

#define PURPOSES(X)                                                                            \
	X(PURPOSE_RELATION, "relation")                                                        \
	X(PURPOSE_NEEDS, "needs")                                                              \
	X(PURPOSE_PROBLEM, "problem")                                                          \
	X(PURPOSE_SALE, "sale")                                                                \
	X(PURPOSE_SATISFACTION, "satisfaction")                                                \
	X(PURPOSE_VISIT, "visit")                                                              \
	X(PURPOSE_CALL_BACK, "call_back") /* after a ticket was solved, V9 */                  \
	X(PURPOSE_APOLOGY, "apology")	  /* after a breach, R5 */
ENUM_DECLARE(purpose, PURPOSES);

struct follow_up {
	RECORD_HEAD;
	int64_t customer_id;
	int64_t ticket_id;
	int64_t owner_id;
	int64_t department_id;
	int state;
	int purpose;
	int channel;
	struct instant planned_at;
	struct instant done_at;
	struct str goal;	/* what the plan wants to reach */
	struct str content;	/* 回访内容 */
	struct str feedback;	/* 客户反馈 */
	struct str next_action; /* 跟进事项 */
	int64_t next_action_owner_id;
	struct instant next_action_due_at;
	struct instant next_action_done_at;
	struct instant undo_until; /* the last act can be taken back until then */
	struct str undo; /* what it changed, {"name":[old,new]}; {} = it made the record */
	struct instant inspected_at; /* when somebody in charge looked at it (N2) */
	int64_t inspected_by_id;
	struct str mentions;	  /* colleagues who are named in it: ids, "12 15" */
	struct str customer_name; /* computed, like the number */
	struct str customer_number;
};
extern const struct fields follow_up_fields;

#endif
