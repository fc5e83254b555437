/* ticket - a customer's problem, inquiry or complaint (工单, C1-C8, D3) and what happens to it.
 *
 * Pure: ticket_decide() says what a command makes of a ticket; the clocks that follow from its
 * events are obligations.h; saving is store's and service's. */
#ifndef DOMAIN_TICKET_H
#define DOMAIN_TICKET_H

#include "domain/kinds.h"

#define TICKET_STATES(X)                                                                       \
	X(TICKET_OPEN, "open")	       /* 处理中 */                                         \
	X(TICKET_ON_HOLD, "on_hold")   /* 挂起, with reason and until */                     \
	X(TICKET_RESOLVED, "resolved") /* 已解决, to be called back */                      \
	X(TICKET_ARCHIVED, "archived") /* 已归档 */                                         \
	X(TICKET_CANCELLED, "cancelled")
ENUM_DECLARE(ticket_state, TICKET_STATES);

struct ticket {
	RECORD_HEAD;
	struct str number; /* 问题编号, WX20240325001 */
	int64_t customer_id;
	int64_t contact_id;
	struct str title;
	struct str description;
	int type;
	int urgency;
	int channel;
	int state;
	int64_t owner_id;
	int64_t department_id;
	struct instant submitted_at; /* 提交时间: when the customer asked */
	struct instant responded_at; /* 响应时间 */
	struct instant resolved_at;
	struct instant archived_at; /* 归档时间 */
	struct str hold_reason;
	struct instant hold_until;  /* the hold ends by itself then; none: by hand */
	struct str result;	    /* 处理结果 */
	int confirmation;	    /* 客户确认 */
	int64_t policy_id;	    /* version of the standard that judges it */
	bool by_staff;		    /* made by staff for a customer: no response clock */
	struct instant next_due_at; /* least due of its open deadlines */
	int64_t last_seq;	    /* sequence number of its newest event */
	struct str customer_name;   /* computed, like the number */
	struct str customer_number;
	int64_t checklist_done, checklist_total; /* items, computed */
};
extern const struct fields ticket_fields;

/* Facts (somebody did something) and consequences (the standard implied it). */
#define EVENT_KINDS(X)                                                                         \
	X(EV_CREATED, "created")                                                               \
	X(EV_CUSTOMER_MESSAGE, "customer_message")                                             \
	X(EV_REPLIED, "replied")                                                               \
	X(EV_NOTED, "noted")                                                                   \
	X(EV_HELD, "held")                                                                     \
	X(EV_RESUMED, "resumed")                                                               \
	X(EV_RESOLVED, "resolved")                                                             \
	X(EV_REOPENED, "reopened")                                                             \
	X(EV_RECLASSIFIED, "reclassified") /* what rules match on is another */                \
	X(EV_POLICY_CHANGED, "policy_changed")                                                 \
	X(EV_ASSIGNED, "assigned")                                                             \
	X(EV_DEPARTMENT_ASKED, "department_asked")                                             \
	X(EV_DEPARTMENT_REPLIED, "department_replied")                                         \
	X(EV_CALLED_BACK, "called_back")                                                       \
	X(EV_APOLOGISED, "apologised")                                                         \
	X(EV_ARCHIVED, "archived")                                                             \
	X(EV_CANCELLED, "cancelled")                                                           \
	X(EV_ITEM_DONE, "item_done") /* of its checklist; no deadline follows from it */       \
	X(EV_ITEM_REOPENED, "item_reopened")                                                   \
	X(EV_WARNED, "warned") /* from here on: consequences */                                \
	X(EV_BREACHED, "breached")                                                             \
	X(EV_BREACH_WITHDRAWN, "breach_withdrawn")                                             \
	X(EV_ESCALATED, "escalated")
ENUM_DECLARE(event_kind, EVENT_KINDS);

/* One line of a ticket's history.  at: when it happened; created_at: when it was entered. */
struct ticket_event {
	RECORD_HEAD;
	int64_t ticket_id;
	int64_t seq; /* order of entry; equal times keep it */
	struct instant at;
	int kind;
	int64_t user_id; /* who; 0: the customer or the system */
	struct str text; /* message, note, reason, result */
	struct str data; /* JSON: what the rules matched on, the department asked ... */
};
extern const struct fields ticket_event_fields;

/* Whether an event is a consequence: replay makes these anew. */
bool event_is_consequence(enum event_kind kind);
/* Whether an event moves a ticket from state to state: these happen in the order they are
 * entered, or state and clocks would tell two stories. */
bool event_changes_state(enum event_kind kind);

/* What people and the clock can do with a ticket. */
struct ticket_command {
	enum event_kind kind; /* EV_CREATED .. EV_CANCELLED */
	struct instant at;    /* when it happened; not after now */
	struct instant now;
	int64_t user_id;
	struct str text;
	struct instant until;		/* of a hold */
	int64_t department_id;		/* asked, or that replied; of an assignment */
	int64_t owner_id;		/* of an assignment */
	enum confirmation confirmation; /* of a call-back */
};

/* Applies a command: changes *t and fills *ret_event (all but id, seq and data).
 * ERR_CONFLICT, code "ticket_state": the state does not allow it (argument state).
 * ERR_INPUT: text or until missing ("required"), at in the future ("in_future"), before the
 * ticket was submitted ("too_early"); archived without the customer's confirmation and without
 * a reason ("not_confirmed", V9).  Then nothing is changed. */
MUST_CHECK enum err ticket_decide(struct ticket *t, const struct ticket_command *cmd,
				  struct ticket_event *ret_event, struct fail *f);

/* Whether a command or EV_ITEM_DONE is allowed now; the second: ERR_CONFLICT "ticket_state". */
bool ticket_allows(const struct ticket *t, enum event_kind kind);
MUST_CHECK enum err ticket_check(const struct ticket *t, enum event_kind kind, struct fail *f);

#endif
