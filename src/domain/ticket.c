#include "domain/ticket.h"

ENUM_DEFINE(ticket_state, TICKET_STATES);
ENUM_DEFINE(event_kind, EVENT_KINDS);

enum { FS = F_FILTER | F_SORT };

// clang-format off
#define T struct ticket
static const struct field ticket_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, number, FS | F_IMPORT | F_FIND, .max = 40),
	F_REF(T, customer_id, F_NEW | F_REQUIRED | F_FILTER | F_FIND, "customer"),
	F_REF(T, contact_id, F_WRITE, "contact"),
	F_TEXT(T, title, F_WRITE | F_REQUIRED | F_IMPORT, .min = 1, .max = 200),
	F_TEXT(T, description, F_WRITE | F_LINES | F_IMPORT, .max = 20000),
	F_ENUM(T, type, F_WRITE | FS | F_IMPORT | F_FIND, ticket_type_names),
	F_ENUM(T, urgency, F_WRITE | FS | F_IMPORT | F_FIND, urgency_names),
	F_ENUM(T, channel, F_WRITE | F_FILTER | F_IMPORT, channel_names),
	F_ENUM(T, state, FS | F_IMPORT | F_RANK, ticket_state_names),
	F_REF(T, owner_id, F_NEW | FS | F_IMPORT | F_FIND, "user"),
	F_REF(T, department_id, F_NEW | F_FILTER | F_FIND, "department"),
	F_TIME(T, submitted_at, F_NEW | FS | F_IMPORT | F_FIND),
	F_TIME(T, responded_at, FS | F_IMPORT | F_FIND),
	F_TIME(T, resolved_at, FS | F_IMPORT | F_FIND),
	F_TIME(T, archived_at, FS | F_IMPORT),
	F_TEXT(T, hold_reason, 0),
	F_TIME(T, hold_until, F_SORT),
	F_TEXT(T, result, F_EDIT | F_LINES | F_IMPORT, .max = 5000),
	F_ENUM(T, confirmation, F_FILTER | F_IMPORT | F_FIND, confirmation_names),
	F_REF(T, policy_id, F_FILTER, "policy"),
	F_BOOL(T, by_staff, F_NEW | F_FILTER),
	F_TIME(T, next_due_at, FS | F_FIND),
	F_INT(T, last_seq, F_HIDDEN),
	F_TEXT(T, customer_name, F_COMPUTED),
	F_TEXT(T, customer_number, F_COMPUTED),
	F_INT(T, checklist_done, F_COMPUTED),
	F_INT(T, checklist_total, F_COMPUTED),
};
#undef T
const struct fields ticket_fields =
	FIELDS(struct ticket, "ticket", "tickets", ticket_rows, .reach = REACH_OWNED, .usual = "next_due_at");

#define T struct ticket_event
static const struct field ticket_event_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, ticket_id, F_FILTER, "ticket"),
	F_INT(T, seq, F_SORT),
	F_TIME(T, at, FS),
	F_ENUM(T, kind, F_FILTER, event_kind_names),
	F_REF(T, user_id, F_FILTER, "user"),
	F_TEXT(T, text, 0),
	F_JSON(T, data, 0),
};
#undef T
const struct fields ticket_event_fields = FIELDS(struct ticket_event, "ticket_event",
						 "ticket_events", ticket_event_rows,
						 .reach = REACH_TICKET);

/* Which commands each state allows: a bit per event kind.  The one place of the state machine. */
#define BIT(kind) (UINT64_C(1) << (kind))
static const uint64_t allowed[] = {
	[TICKET_OPEN] = BIT(EV_CUSTOMER_MESSAGE) | BIT(EV_REPLIED) | BIT(EV_NOTED) | BIT(EV_HELD) |
		BIT(EV_RESOLVED) | BIT(EV_RECLASSIFIED) | BIT(EV_POLICY_CHANGED) | BIT(EV_ASSIGNED) |
		BIT(EV_DEPARTMENT_ASKED) | BIT(EV_DEPARTMENT_REPLIED) | BIT(EV_APOLOGISED) |
		BIT(EV_CANCELLED) | BIT(EV_ITEM_DONE),
	[TICKET_ON_HOLD] = BIT(EV_CUSTOMER_MESSAGE) | BIT(EV_REPLIED) | BIT(EV_NOTED) |
		BIT(EV_RESUMED) | BIT(EV_RESOLVED) | BIT(EV_RECLASSIFIED) | BIT(EV_POLICY_CHANGED) |
		BIT(EV_ASSIGNED) | BIT(EV_DEPARTMENT_ASKED) | BIT(EV_DEPARTMENT_REPLIED) |
		BIT(EV_APOLOGISED) | BIT(EV_CANCELLED) | BIT(EV_ITEM_DONE),
	[TICKET_RESOLVED] = BIT(EV_NOTED) | BIT(EV_REOPENED) | BIT(EV_CALLED_BACK) |
		BIT(EV_POLICY_CHANGED) | BIT(EV_ASSIGNED) | BIT(EV_APOLOGISED) | BIT(EV_ARCHIVED) |
		BIT(EV_RECLASSIFIED) | BIT(EV_DEPARTMENT_REPLIED) | BIT(EV_ITEM_DONE),
	[TICKET_ARCHIVED] = BIT(EV_NOTED) | BIT(EV_REOPENED) | BIT(EV_APOLOGISED),
	[TICKET_CANCELLED] = BIT(EV_NOTED),
};
// clang-format on

bool event_is_consequence(enum event_kind kind)
{
	return kind >= EV_WARNED;
}

bool event_changes_state(enum event_kind kind)
{
	const uint64_t moves = BIT(EV_HELD) | BIT(EV_RESUMED) | BIT(EV_RESOLVED) |
			       BIT(EV_REOPENED) | BIT(EV_ARCHIVED) | BIT(EV_CANCELLED);
	return (moves >> kind & 1) != 0;
}

bool ticket_allows(const struct ticket *t, enum event_kind kind)
{
	return (allowed[t->state] & BIT(kind)) != 0;
}

enum err ticket_check(const struct ticket *t, enum event_kind kind, struct fail *f)
{
	if (ticket_allows(t, kind))
		return OK;
	fail_at(f, ERR_CONFLICT, NULL, "ticket_state");
	fail_arg_word(f, "state", "ticket_state", names_get(&ticket_state_names, t->state));
	fail_arg_word(f, "action", "ticket_act", names_get(&event_kind_names, (int)kind));
	return ERR_CONFLICT;
}

static enum err check(const struct ticket *t, const struct ticket_command *cmd, struct fail *f)
{
	enum err e = cmd->kind == EV_CREATED ? OK : ticket_check(t, cmd->kind, f);

	if (e)
		return e;
	if (instant_cmp(cmd->at, cmd->now) > 0)
		return fail_at(f, ERR_INPUT, "at", "in_future");
	if (cmd->kind != EV_CREATED && instant_cmp(cmd->at, t->submitted_at) < 0)
		return fail_at(f, ERR_INPUT, "at", "too_early");
	bool speaks = cmd->kind == EV_CUSTOMER_MESSAGE || cmd->kind == EV_REPLIED ||
		      cmd->kind == EV_NOTED || cmd->kind == EV_HELD ||
		      cmd->kind == EV_RESOLVED || cmd->kind == EV_APOLOGISED ||
		      cmd->kind == EV_CANCELLED;
	if (speaks && str_trim(cmd->text).n == 0)
		return fail_at(f, ERR_INPUT, "text", "required");
	if (cmd->kind == EV_HELD && instant_is_set(cmd->until) &&
	    instant_cmp(cmd->until, cmd->now) <= 0)
		return fail_at(f, ERR_INPUT, "until", "in_past");
	/* V9: called back and confirmed before it is archived, or a reason why not. */
	if (cmd->kind == EV_ARCHIVED && t->confirmation == CONFIRMATION_NONE &&
	    str_trim(cmd->text).n == 0)
		return fail_at(f, ERR_INPUT, "text", "not_confirmed");
	if (cmd->kind == EV_CALLED_BACK && cmd->confirmation == CONFIRMATION_NONE)
		return fail_at(f, ERR_INPUT, "confirmation", "required");
	if (cmd->kind == EV_DEPARTMENT_ASKED && !cmd->department_id)
		return fail_at(f, ERR_INPUT, "department_id", "required");
	return OK;
}

static void end_hold(struct ticket *t)
{
	t->hold_reason = STR("");
	t->hold_until = INSTANT_NONE;
}

/* The only place that assigns ticket.state. */
static void apply(struct ticket *t, const struct ticket_command *cmd)
{
	switch (cmd->kind) {
	case EV_REPLIED:
		if (!instant_is_set(t->responded_at) ||
		    instant_cmp(cmd->at, t->responded_at) < 0)
			t->responded_at = cmd->at;
		break;
	case EV_HELD:
		t->state = TICKET_ON_HOLD;
		t->hold_reason = cmd->text;
		t->hold_until = cmd->until;
		break;
	case EV_RESUMED:
		t->state = TICKET_OPEN;
		end_hold(t);
		break;
	case EV_RESOLVED:
		t->state = TICKET_RESOLVED;
		t->resolved_at = cmd->at;
		t->result = cmd->text;
		end_hold(t);
		break;
	case EV_REOPENED:
		t->state = TICKET_OPEN;
		t->resolved_at = INSTANT_NONE;
		t->archived_at = INSTANT_NONE;
		t->confirmation = CONFIRMATION_NONE;
		break;
	case EV_CALLED_BACK:
		t->confirmation = (int)cmd->confirmation;
		break;
	case EV_ARCHIVED:
		t->state = TICKET_ARCHIVED;
		t->archived_at = cmd->at;
		break;
	case EV_CANCELLED:
		t->state = TICKET_CANCELLED;
		end_hold(t);
		break;
	case EV_ASSIGNED:
		t->owner_id = cmd->owner_id;
		if (cmd->department_id)
			t->department_id = cmd->department_id;
		break;
	default:
		break;
	}
}

enum err ticket_decide(struct ticket *t, const struct ticket_command *cmd,
		       struct ticket_event *ret_event, struct fail *f)
{
	enum err e = check(t, cmd, f);
	if (e)
		return e;
	apply(t, cmd);
	fields_clear(&ticket_event_fields, ret_event);
	ret_event->ticket_id = t->id;
	ret_event->at = cmd->at;
	ret_event->kind = (int)cmd->kind;
	ret_event->user_id = cmd->user_id;
	ret_event->text = cmd->text;
	return OK;
}
