/* evidence - what a standard has brought, before and after: the table of S0 (A3).
 *
 * One column of it, counted ticket by ticket: how long customers could wait for the first
 * answer by the standard and how long they did, how many problems were solved, what the
 * customers said of it.  What the standard promised is computed; the rest are facts, which no
 * replay changes.  Pure; its words are service/evidence_rows.h.  Law: the counts do not depend
 * on how tickets are spread over several columns that are merged afterwards [evidence_test.c].
 */
#ifndef DOMAIN_EVIDENCE_H
#define DOMAIN_EVIDENCE_H

#include "domain/obligations.h"

enum { TIER_COUNT = TIER_POTENTIAL + 1, CONFIRMATION_COUNT = CONFIRMATION_DISSATISFIED + 1 };

/* A target of first answers, as the standard says it, and how many tickets had it. */
struct evidence_limit {
	struct str target;
	int64_t n;
};
struct evidence_tier {
	struct evidence_limit *limits;
	size_t n_limits;
	size_t cap_limits;
	int64_t answered;
	int64_t answer_s; /* seconds of the wall clock from submission to answer, of all */
};
struct evidence {
	int64_t tickets; /* the cancelled ones aside */
	int64_t solved;	 /* resolved, and archived then */
	int64_t confirmed[CONFIRMATION_COUNT];
	struct evidence_tier tiers[TIER_COUNT];
};

/* Counts a ticket with the deadlines that it has under the column's standard.  Those that staff
 * made for a customer wait for no answer.  Keeps copies, in arena. */
void evidence_add(struct evidence *e, struct arena *a, const struct ticket *t,
		  const struct obligations *all);
/* Adds what another column has counted of other tickets; texts are copied. */
void evidence_merge(struct evidence *to, struct arena *a, const struct evidence *from);
/* Puts the limits in order: the most frequent first, equal ones by their text. */
void evidence_sort(struct evidence *e);

#endif
