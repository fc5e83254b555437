/* obligation_build - the pieces that ticket_obligations and customer_obligations share.
 *
 * Private to the obligation_*.c files of this floor. */
#ifndef DOMAIN_OBLIGATION_BUILD_H
#define DOMAIN_OBLIGATION_BUILD_H

#include "domain/obligations.h"

/* The target of terms; TARGET_NONE when there is none, it is openly none, or it is a cadence.
 */
struct target terms_target(const struct terms *t);

/* The department that an event's data names; 0: none. */
int64_t department_parse(struct arena *a, struct str data);

/* A new, empty obligation at the end of the list; valid until the next one. */
struct obligation *obligation_add(struct arena *a, struct obligations *out);
/* Fills the terms and what the deadline says of them: kind, policy, rule, target text. */
void obligation_terms(struct obligation *o, const struct terms *t);
/* Fills met_at, open, state and missed_at from due_at, the end (unset: still open) and now. */
void obligation_judge(struct deadline *d, struct instant end, struct instant now);
/* Fills the steps of a run that is due at `due`. */
MUST_CHECK enum err steps_of_run(struct arena *a, const struct terms *t,
				 const struct target *target, const struct target_run *run,
				 struct instant due, struct obligation *o);
/* One deadline without pauses, from start to end (unset: open).  *ret_obligation is NULL when
 * there is no target; it is valid until the next obligation is added. */
MUST_CHECK enum err obligation_single(struct arena *a, const struct terms *t,
				      struct instant start, struct instant end,
				      struct instant now, struct obligations *out,
				      struct obligation **ret_obligation);

#endif
