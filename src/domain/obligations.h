/* obligations - which deadlines should exist? (the full set, from facts alone)
 *
 * Pure: facts, policies and calendars in, every deadline of a subject out, with state, due and
 * steps.  The live service, the scheduler and replay call the same functions; whoever stores
 * the answer compares it with what is there and writes the difference. */
#ifndef DOMAIN_OBLIGATIONS_H
#define DOMAIN_OBLIGATIONS_H

#include "domain/customer.h"
#include "domain/follow_up.h"
#include "domain/standards.h"
#include "domain/ticket.h"

/* A deadline that should exist, and its steps. */
struct obligation {
	struct deadline deadline; /* id, version, times of the row are not set */
	struct terms terms;	  /* without a rule: people have promised it */
	struct step *steps;
	size_t n_steps;
	struct target target; /* how due was found: for explanations */
	const struct pause *pauses;
	size_t n_pauses;
	struct date nominal; /* of a cadence: the day of the series; DATE_NONE otherwise */
	struct date day;     /* and the day it was rolled to */
};
struct obligations {
	struct obligation *v;
	size_t n;
	size_t cap;
	struct match match; /* what the rules matched on as of the last fact */
};

/* What rules match on, as the data of an event keeps it, with the policy's id. */
struct str match_format(struct arena *a, const struct match *m, int64_t policy_id);
/* And back, into the arena.  ERR_BUG when it is no such document. */
MUST_CHECK enum err match_parse(struct arena *a, struct str data, struct match *ret_match,
				int64_t *ret_policy_id);

/* What is known of a ticket, whatever standard judges it: its events up to `now` in order of
 * when they happened, and what the rules match on from each change of it on. */
struct event_terms {
	struct match match;
	int64_t policy_id;
};
struct ticket_facts {
	const struct ticket *ticket;
	const struct ticket_event *events;
	size_t n;
	const struct event_terms *terms;
	size_t n_terms;
	struct instant now;
};
/* Whether deadlines depend on the data of such an event; of others it may be empty. */
bool event_data_decides(enum event_kind kind);
/* Reads events (in order of seq).  ERR_BUG: the data of one cannot be read. */
MUST_CHECK enum err ticket_facts_read(struct arena *a, const struct ticket *t,
				      const struct ticket_event *events, size_t n,
				      struct instant now, struct ticket_facts *ret_facts);
/* The deadlines of a ticket: response, every update cycle, solution, call-backs, departments'
 * replies, apologies.  ERR_BUG: an event refers to a policy that is not in `s`.
 * Errors of workcal when a due instant cannot be found. */
MUST_CHECK enum err ticket_obligations_of(struct arena *a, const struct standards *s,
					  const struct ticket_facts *facts,
					  struct obligations *out);
/* Both at once. */
MUST_CHECK enum err ticket_obligations(struct arena *a, const struct standards *s,
				       const struct ticket *t,
				       const struct ticket_event *events, size_t n,
				       struct instant now, struct obligations *out);

/* The deadlines of a customer: first follow-up after the first purchase, and every cycle of the
 * cadence; `contacts` are the times of the follow-ups done, ascending.  A customer that is not
 * active has none. */
struct standing { /* what a customer was, and the standard in force, from an instant on */
	struct instant from;
	struct match match;
	int64_t policy_id;
};
struct customer_facts {
	const struct customer *customer;
	struct match match;
	int64_t policy_id;
	const struct standing *standings; /* ascending: each cycle is judged by that of its end;
					     empty: match and policy_id hold all the time */
	size_t n_standings;
	struct instant since; /* where the first cycle begins when there was no contact yet */
	const struct instant *contacts;
	size_t n_contacts;
};
MUST_CHECK enum err customer_obligations(struct arena *a, const struct standards *s,
					 const struct customer_facts *facts, struct instant now,
					 struct obligations *out);

/* The deadlines of a follow-up: the plan, and its next action. */
MUST_CHECK enum err follow_up_obligations(struct arena *a, const struct follow_up *f,
					  struct instant now, struct obligations *out);

/* Fills the steps of an obligation that has ended, which are left out above: for replay.  One
 * that was met in time has its warnings alone, and promises of people have none. */
MUST_CHECK enum err obligation_steps(struct arena *a, struct obligation *o);

/* When a deadline of that kind would be due that began at `start`, without holds; none when the
 * standard sets no limit.  For examples, previews and questions. */
MUST_CHECK enum err due_of_kind(const struct standards *s, int64_t policy_id,
				const struct match *m, enum deadline_kind kind,
				struct instant start, struct instant *ret_due);

#endif
