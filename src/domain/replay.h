/* replay - what would have happened under another standard? (A7, A3)
 *
 * Facts are kept, consequences are computed anew by the functions that live requests use
 * (obligations.h), once as history was judged and once under the other standard.  Here the two
 * sets of deadlines of a subject are compared and counted.  Pure; reading the facts is
 * service/replays.h.  Law: the counts do not depend on how subjects are spread over several
 * replays that are merged afterwards [replay_test.c]. */
#ifndef DOMAIN_REPLAY_H
#define DOMAIN_REPLAY_H

#include "domain/evidence.h"

enum replay_side { REPLAY_OLD, REPLAY_NEW, REPLAY_SIDES };

/* By what deadlines are counted. */
#define REPLAY_DIMENSIONS(X)                                                                   \
	X(BY_ALL, "total")                                                                     \
	X(BY_KIND, "kind")                                                                     \
	X(BY_TIER, "tier")                                                                     \
	X(BY_DEPARTMENT, "department")                                                         \
	X(BY_OWNER, "owner")                                                                   \
	X(BY_MONTH, "month")
ENUM_DECLARE(replay_dimension, REPLAY_DIMENSIONS);
enum { DIMENSION_COUNT = BY_MONTH + 1 };

/* How a deadline ended. */
#define OUTCOMES(X)                                                                            \
	X(OUTCOME_NONE, "none") /* there was none */                                           \
	X(OUTCOME_OPEN, "open") /* not due yet, on hold, or given up in time */                \
	X(OUTCOME_MET, "met")                                                                  \
	X(OUTCOME_MET_LATE, "met_late")                                                        \
	X(OUTCOME_MISSED, "missed") /* and never met */
ENUM_DECLARE(outcome, OUTCOMES);
enum { OUTCOME_COUNT = OUTCOME_MISSED + 1 };

/* How it stands by its state. */
enum outcome replay_outcome(const struct deadline *d);

struct histogram; /* of minutes: exact up to an hour, within 3 % above */

/* One side of a group. */
struct replay_counts {
	int64_t outcomes[OUTCOME_COUNT];
	int64_t steps[STEP_ESCALATION + 1]; /* said until the end, by enum step_kind */
	struct histogram *minutes;	    /* from start to met; NULL = none was met */
};

/* Deadlines due: met, met late or missed. */
int64_t replay_due(const struct replay_counts *c);
/* The p-th percentile of the minutes from start to met, 0 < p < 100; -1 when none was met. */
int64_t replay_minutes(const struct replay_counts *c, int p);

struct replay_group {
	enum replay_dimension dimension;
	int64_t value; /* of the enumeration; an id, 0 = none; months since year 0 */
	struct replay_counts side[REPLAY_SIDES];
	struct replay_counts
		same; /* what both sides have alike; replay_groups adds it to them */
};

/* A deadline that ended differently; outcome OUTCOME_NONE where a side has none. */
struct replay_verdict {
	enum outcome outcome;
	struct instant start_at;
	struct instant due_at;
	struct instant met_at;
	struct str target;
};
struct replay_difference {
	enum subject subject;
	int64_t subject_id;
	int64_t customer_id;
	enum deadline_kind kind;
	int64_t cycle;
	struct replay_verdict side[REPLAY_SIDES];
	bool borrowed; /* while merging: its texts are the other replay's */
};

enum { REPLAY_DIFFERENCES = 1000 }; /* that are listed; all are counted */

struct replay {
	struct arena *arena;
	const struct tz *zone; /* whose months they are */
	struct instant from;   /* deadlines that began in [from, to); none: no bound */
	struct instant to;
	struct instant now;
	struct instant before_from, before_to; /* tickets of evidence[REPLAY_OLD] */
	struct evidence evidence[REPLAY_SIDES];
	struct replay_group **groups; /* by hash, NULL = free */
	size_t n_groups;
	size_t cap_groups;
	struct replay_group *last[DIMENSION_COUNT]; /* counted into */
	int64_t month;				    /* of the last one; 0 = none yet */
	struct instant month_from, month_to;
	struct replay_difference *differences; /* the first, in order of subject */
	size_t n_differences;
	size_t cap_differences;
	bool full; /* the list: later subjects are only counted */
	size_t all_differences;
	int64_t moved; /* open on both sides, and due at another time */
};

/* An empty replay; counts lie in the arena, so it must not be reset before the end. */
void replay_init(struct replay *r, struct arena *a, const struct tz *zone, struct instant now);
/* Counts a subject; obligation_steps has filled the steps of both sets.  Subjects of a kind
 * must come in ascending order of their id.  Keeps copies, never the sets. */
void replay_add(struct replay *r, const struct obligations *before,
		const struct obligations *after);
/* Counts a subject that both standards judge alike. */
void replay_add_alike(struct replay *r, const struct obligations *both);
/* Counts a ticket, submitted in the span of a side, into the evidence of that side. */
void replay_add_evidence(struct replay *r, const struct ticket *t,
			 const struct obligations *before, const struct obligations *after);
/* Adds what another replay of other subjects has counted and keeps the first differences of
 * both, REPLAY_DIFFERENCES at most; texts are copied. */
void replay_merge(struct replay *to, const struct replay *from);
/* The groups in order of dimension and value, in arena. */
struct replay_group **replay_groups(struct arena *a, const struct replay *r, size_t *ret_n);

#endif
