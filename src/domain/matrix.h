/* matrix - a response standard as a table: for each combination of what its rules look at, the
 * target of every kind of deadline and the rule that gives it.
 *
 * The same question as lint asks, policy_rule, over the dimensions that some rule uses. */
#ifndef DOMAIN_MATRIX_H
#define DOMAIN_MATRIX_H

#include "domain/policy.h"

/* Cells at most; when there would be more, whole dimensions are left out, tags first. */
enum { MATRIX_CELLS = 2000 };

/* Writes
 * {"dimensions":{"tier":["ordinary",...],...},"left_out":["tag"],"cells":[{"match":{...},
 * "targets":{"response":{"target":"2h","rule":"s1-urgent"},...}}]}.  A target is null where the
 * rule says "no limit"; a kind that no rule decides has no key.  Of a dimension that is left
 * out the cells show the first value: no tag, not strategic, by phone.  Borrows p. */
void policy_matrix_encode(struct arena *a, const struct policy *p, struct jw *w);

#endif
