/* explanations - why is it due then? (idea 3: every deadline explains itself)
 *
 * The deadline is computed once more from its facts by the same pure functions, and the
 * arithmetic is written down: rule and version, calendar, spans, days off, pauses, sum. */
#ifndef SERVICE_EXPLANATIONS_H
#define SERVICE_EXPLANATIONS_H

#include "service/world.h"

/* Writes the explanation of a deadline in the actor's reach as a JSON object: {"deadline":...,
 * "rule":{...},"calendar":{...},"counted":"clock","lines":[...],"agrees":true}.  `agrees` is
 * false when the stored row differs from what the facts give: a bug to be reported. */
MUST_CHECK enum err explanation_write(struct ctx *cx, int64_t deadline_id, struct jw *w);

/* Writes the members "rule", "counted", "time_zone" and "lines" of an obligation that these
 * standards gave, into an object that is open.  policy_id: the version that the rule is said to
 * be of. */
MUST_CHECK enum err explanation_parts(struct ctx *cx, const struct standards *s,
				      const struct obligation *o, int64_t policy_id,
				      struct jw *w);

#endif
