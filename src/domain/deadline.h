/* deadline - the one table of everything that falls due (时限).
 *
 * The record, the steps it fires (warnings, breach, escalation) and which of them are still to
 * come.  Pure; where the instants come from is clocks.h and obligations.h. */
#ifndef DOMAIN_DEADLINE_H
#define DOMAIN_DEADLINE_H

#include "domain/kinds.h"

struct deadline {
	RECORD_HEAD;
	int subject; /* enum subject */
	int64_t subject_id;
	int64_t customer_id;
	int kind;
	int64_t cycle; /* 1, 2, ... of the same kind and subject */
	int state;
	bool open; /* somebody still has to do something */
	int64_t owner_id;
	int64_t department_id;
	struct instant start_at;
	struct instant due_at; /* none while paused */
	struct instant met_at;
	struct instant missed_at; /* when it was missed: due, or the change that made it past */
	int64_t remaining_s;	  /* on hold, also of a missed one; INT_NONE else */
	bool provisional;	  /* due lies beyond the published days off */
	int64_t policy_id;
	struct str rule;   /* id of the rule in the policy */
	struct str target; /* as the policy says it, "24h" */
	struct str steps;  /* fired and coming steps, see below */
	struct instant next_fire_at;
	struct instant snoozed_until; /* put aside in the owner's queue; nothing else changes */
	struct str snooze_reason;
	struct str customer_name; /* computed, like those that follow */
	struct str customer_number;
	struct str ticket_number; /* "" of another subject */
	struct str ticket_title;
};
extern const struct fields deadline_fields;

/* Who a step speaks to. */
#define RECIPIENTS(X)                                                                          \
	X(TO_OWNER, "owner")                                                                   \
	X(TO_SUPERVISOR, "supervisor")                                                         \
	X(TO_DEPARTMENT_HEAD, "department_head")                                               \
	X(TO_PARENT_HEAD, "parent_department_head")
ENUM_DECLARE(recipient, RECIPIENTS);

#define STEP_KINDS(X)                                                                          \
	X(STEP_WARNING, "warning") X(STEP_BREACH, "breach") X(STEP_ESCALATION, "escalation")
ENUM_DECLARE(step_kind, STEP_KINDS);

/* A moment at which a deadline speaks. */
struct step {
	int no; /* its place in the rule: warnings, the breach, the ladder, from 0 */
	enum step_kind kind;
	enum recipient to;
	bool urgent; /* also in quiet hours */
	struct instant at;
	struct instant done_at; /* fired or dropped; none: still to come */
	bool dropped;		/* its time passed without it having to be sent */
};

/* The steps in a deadline's text form ("no kind to urgent at done dropped", one a line), in the
 * arena. */
struct str steps_format(struct arena *a, const struct step *steps, size_t n);
/* And back; ERR_BUG when it is not such a text. */
MUST_CHECK enum err steps_parse(struct arena *a, struct str s, struct step **ret_steps,
				size_t *ret_n);

/* How steps are carried over a change of their deadline. */
struct carry {
	struct instant now; /* of the change */
	bool was_paused;    /* the deadline was on hold or closed: nothing was pending... */
	struct instant ran_from; /* ...until then: steps from then on are */
	bool tell_highest; /* the change itself is news (tier, policy), not a hold's end */
};

/* Carries what was fired over from the old steps to new ones (same no and kind): a fired step
 * does not come again unless it moved later, past the time it was fired; a step that only
 * became past by this change is dropped, except, with tell_highest, the last one of them, which
 * is due at once.  A step that was due already and waits for its turn stays due. */
void steps_carry(const struct step *old, size_t n_old, struct step *steps, size_t n,
		 const struct carry *carry);
/* The earliest step that is still to come; INSTANT_NONE when there is none. */
struct instant steps_next(const struct step *steps, size_t n);
/* When an open deadline speaks next by these steps; on hold only of what was due by now. */
struct instant deadline_next_fire(const struct deadline *d, const struct step *steps, size_t n,
				  struct instant now);

#endif
