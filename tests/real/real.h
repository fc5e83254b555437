/* real - runs of real data that nobody here wrote, through the services.
 *
 * Each run prints what the product made of the data as lines of tab-separated text; run.py
 * computes the same anew and compares.  Not part of script/test: the data are not ours. */
#ifndef REAL_H
#define REAL_H

#include "service/ctx.h"
#include "service/world.h"

/* A database under a clock that the run moves. */
struct real {
	struct home home;
	struct actor actor;
	struct instant now;
};

/* Runs a use case as the system at r->now, in an arena of its own; says on stderr what failed.
 */
MUST_CHECK enum err real_run(struct real *r, enum tx_mode mode, use_case fn, void *arg);
/* Whether the stored deadline says what the facts give now. */
bool real_agrees(const struct deadline *stored, const struct deadline *wanted);

/* Every customer of a database that was imported: coverage, the due queue, the pure answer.
 * Prints "coverage", "queue" and "pure" with their counts. */
MUST_CHECK enum err real_names(struct real *r);
/* Loads orders (the CDNOW form) up to each date in turn and classifies as of it.  Prints
 * "class", date, customer, tier, stage, frequency band, amount band. */
MUST_CHECK enum err real_orders(struct real *r, struct arena *a, struct str text, char **dates,
				int n);
/* Plays help desk events with the scheduler in between, under a policy document and, when it is
 * not empty, a calendar document with the code "desk".  Prints "deadline", case, kind, cycle,
 * state, start, due, met, and "fold" with the number of deadlines and of those that differ. */
MUST_CHECK enum err real_tickets(struct real *r, struct arena *a, struct str text,
				 struct str policy, struct str calendar);

#endif
