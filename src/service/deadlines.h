/* deadlines - the deadlines of a subject are what its facts say, in the same transaction.
 *
 * After every change of a ticket, a customer or a follow-up its service calls the refresh here:
 * the pure functions give the full set of deadlines, and the difference to the stored one is
 * written.  Nothing else writes the table but the firing of steps (fire.h). */
#ifndef SERVICE_DEADLINES_H
#define SERVICE_DEADLINES_H

#include "domain/obligations.h"
#include "service/resource.h"
#include "service/world.h"

extern const struct resource deadline_resource;

/* What is needed to work on a deadline. */
enum perm deadline_work_perm(const struct deadline *d);

/* The calendar by whose open time, or working days, a deadline is counted; NULL: other time
 * counts (the wall clock, a date, a promise). */
const struct workcal *deadline_calendar(struct ctx *cx, const struct deadline *d);

/* Why the deadlines are looked at again. */
enum refresh {
	REFRESH_NEW,   /* it was just made: nothing is stored of it */
	REFRESH_FACT,  /* somebody did something */
	REFRESH_TERMS, /* tier, policy or calendar changed: the highest step passed is told */
	REFRESH_QUIET, /* history is being loaded: what lies in the past is not told */
};

/* What a refresh did. */
struct refreshed {
	int64_t created;
	int64_t moved; /* due, state or owner differ now */
	int64_t cancelled;
	int64_t newly_late; /* open and past by this refresh */
};

/* Brings the deadlines of a ticket up to date; *t gets new events (a withdrawn breach).
 * counts may be NULL. */
MUST_CHECK enum err ticket_refresh(struct ctx *cx, struct ticket *t, enum refresh why,
				   struct refreshed *counts);
/* Those of a customer, and its last contact and next touch. */
MUST_CHECK enum err customer_refresh(struct ctx *cx, const struct customer *c, enum refresh why,
				     struct refreshed *counts);
/* Those of a follow-up (its customer is not refreshed). */
MUST_CHECK enum err follow_up_refresh(struct ctx *cx, const struct follow_up *f,
				      enum refresh why);

/* Drops those of a subject that is about to be deleted, and what was not yet said of them. */
MUST_CHECK enum err subject_forget(struct ctx *cx, int64_t id);

/* The deadlines that the facts of a subject give at cx->now, in the arena; nothing is written.
 */
MUST_CHECK enum err obligations_load(struct ctx *cx, enum subject subject, int64_t id,
				     struct obligations *out);

/* Makes an obligation's deadline the row that a refresh would write first: id, times, steps.
 * For whoever writes whole histories at once (demo_load.h); nothing is written here. */
MUST_CHECK enum err deadline_begin(struct ctx *cx, struct obligation *o);
/* The least due of what is open; none when nothing is. */
struct instant obligations_least_due(const struct obligations *o);

/* What rules match on for a customer; type, urgency and channel are -1. */
MUST_CHECK enum err customer_match(struct ctx *cx, const struct customer *c,
				   struct match *ret_match);
/* Appends an event to a ticket's history: id, seq and times are filled here. */
MUST_CHECK enum err ticket_event_add(struct ctx *cx, struct ticket *t, struct ticket_event *ev);
/* All events of a ticket in order of entry. */
MUST_CHECK enum err ticket_events_load(struct ctx *cx, int64_t ticket_id,
				       struct ticket_event **ret_events, size_t *ret_n);

#endif
