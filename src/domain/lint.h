/* lint - what is doubtful about a policy: holes, dead rules, rules that hide one another.
 *
 * Every cell that a customer or a ticket can lie in is asked who decides. */
#ifndef DOMAIN_LINT_H
#define DOMAIN_LINT_H

#include "domain/policy.h"

enum lint_level { LINT_ERROR, LINT_WARNING, LINT_INFO };
/* One finding about a policy. */
struct lint {
	enum lint_level level;
	const char *code; /* "uncovered", "unreachable", "overlap" */
	struct str rule;  /* id, or "" */
	struct str other; /* the rule it overlaps with */
	enum deadline_kind kind;
	struct match example; /* a cell where it happens */
	int64_t cells;	      /* in how many */
};
/* Looks at every cell of tier x stage x type x urgency x channel (and the tags that rules
 * name): cells that no rule decides, for kinds that some rule decides elsewhere (LINT_ERROR for
 * response and follow_up, else LINT_WARNING); rules that never decide anything (LINT_WARNING);
 * rules that would have decided differently but stand below (LINT_INFO). */
void policy_lint(struct arena *a, const struct policy *p, struct lint **ret_lints,
		 size_t *ret_n);

#endif
