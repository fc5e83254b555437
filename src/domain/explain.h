/* explain - the arithmetic of one deadline, line by line, so that it can be checked by hand.
 *
 * Lines carry kinds and values, no texts: those are made from message keys where the reader's
 * language is known.  Law: the work of the "open" lines adds up to that of the "sum" line,
 * which is the target for a TARGET_WORK explained to its due instant, and what has elapsed
 * otherwise. */
#ifndef DOMAIN_EXPLAIN_H
#define DOMAIN_EXPLAIN_H

#include "domain/target.h"

/* Lines of open time in an explanation at most; longer ones are merged by day, week, month ...
 */
enum { EXPLAIN_OPEN_MAX = 40 };

enum explain_kind {
	EXPLAIN_START, /* from: the start */
	EXPLAIN_OPEN, /* from, to, work: open time used; spans > 1: merged, work is less than to
			 - from */
	EXPLAIN_DAY_OFF, /* first, last, name: days that a holiday closes */
	EXPLAIN_MAKE_UP, /* first, name: a make-up workday */
	EXPLAIN_PAUSE,	 /* from, to, work: a hold and the open time that it took */
	EXPLAIN_SUM,	 /* work: of all open lines */
	EXPLAIN_DUE,	 /* from: the due instant */
};

struct explain_line {
	enum explain_kind kind;
	struct instant from; /* EXPLAIN_DAY_OFF, _MAKE_UP: when the date begins, for sorting */
	struct instant to;
	struct work work;
	int32_t spans;
	struct date first;
	struct date last;
	const char *name; /* of the festival, a constant; "" when none is known */
};

/* Lines in order of time, the sum and due last. */
struct explanation {
	struct explain_line *v;
	size_t n;
};

/* Explains a run up to `until`: its due instant, its stop, or now.  `due` is what target_due
 * gave, or none when no "due" line is wanted.  Lines lie in the arena.  Errors: of workcal. */
MUST_CHECK enum err explain(struct arena *a, const struct workcal *cal,
			    const struct target_run *run, struct instant until,
			    struct instant due, struct explanation *ret);

/* Writes the lines as a JSON array of {"kind":"open","from":...,"to":...,"seconds":...}; kinds
 * are "start", "open", "day_off", "make_up", "pause", "sum", "due". */
void explain_encode(struct jw *w, const struct explanation *x);

#endif
