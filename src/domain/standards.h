/* standards - the policies and calendars that facts may refer to, and what of them decides a
 * deadline.
 *
 * Pure values; which deadlines follow is obligations.h. */
#ifndef DOMAIN_STANDARDS_H
#define DOMAIN_STANDARDS_H

#include "domain/policy.h"

/* A calendar as policies name it. */
struct named_calendar {
	int64_t id; /* of the version */
	struct str code;
	const struct workcal *cal;
};

/* The policies and calendars that facts may refer to. */
struct standards {
	const struct policy *policies;
	size_t n_policies;
	const struct named_calendar *calendars;
	size_t n_calendars;
	struct terms_known *known; /* NULL, or TERMS_KNOWN places of whoever asks very often */
};

/* The version with that id, or NULL. */
const struct policy *standards_policy(const struct standards *s, int64_t id);
/* The calendar of that code, or NULL. */
const struct named_calendar *standards_calendar(const struct standards *s, struct str code);

/* What decides a kind of deadline: rule NULL when nothing does. */
struct terms {
	enum deadline_kind kind;
	const struct policy *policy;
	const struct rule *rule;
	const struct limit *limit;
	const struct named_calendar *calendar; /* of limit, else of the policy */
};

/* What terms_find has found for facts without tags, for the same to ask again: not thread-safe.
 * All zero at first. */
enum { TERMS_KNOWN = 512 };
struct terms_known {
	int64_t policy_id;
	uint64_t facts; /* match_word with the kind; 0: free */
	struct terms terms;
};

/* What rules look at, but tags, in one word; its lowest byte is free.  Never 0. */
uint64_t match_word(const struct match *m);

/* The terms of a kind under a policy version for these facts. */
struct terms terms_find(const struct standards *s, int64_t policy_id, const struct match *m,
			enum deadline_kind kind);

/* Whether two standards decide kinds of deadline (a bit each) alike for these facts: the same
 * limits, pauses, notices and calendars, whatever their rules are called.  Law: the deadlines
 * of facts that stay as they are differ in nothing but policy and rule then
 * [obligations_test.c]. */
bool standards_alike(const struct standards *a, const struct standards *b, int64_t policy_id,
		     const struct match *m, unsigned kinds);

#endif
