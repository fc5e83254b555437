/* clocks - the three service clocks of a ticket as a fold over its events.
 *
 * Pure: the same events, targets and `now` always give the same answer, so that the live
 * service, the scheduler and a replay agree by construction.  Each clock has its own target on
 * its own calendar.  What the answer means to people (missed, warned) is deadline's business.
 */
#ifndef DOMAIN_CLOCKS_H
#define DOMAIN_CLOCKS_H

#include "domain/target.h"

/* Time to the first reply, to the next one, to the solution. */
enum clock { CLOCK_RESPONSE, CLOCK_UPDATE, CLOCK_RESOLVE, CLOCKS };
enum { CLOCKS_ALL = 7 };
#define CLOCK_BIT(c) (1U << (c))

enum clock_event_type {
	CLOCK_CREATED,	    /* starts response and resolve */
	CLOCK_MESSAGE,	    /* of the customer: starts update unless it is active */
	CLOCK_REPLIED,	    /* stops response and update */
	CLOCK_PAUSED,	    /* a hold begins: freezes the active clocks that can pause */
	CLOCK_RESUMED,	    /* ends the hold */
	CLOCK_RESOLVED,	    /* stops all active clocks and ends the hold */
	CLOCK_REOPENED,	    /* see enum reopen */
	CLOCK_TIER_CHANGED, /* new targets, for active clocks from their original start */
	CLOCK_CANCELLED,    /* active clocks end without result */
};

/* What a reopened ticket's clocks do that its solution had stopped. */
enum reopen {
	REOPEN_CONTINUE,  /* run on; the time between is not counted */
	REOPEN_NEW_CYCLE, /* start afresh; the old run is kept as a cycle */
	REOPEN_IGNORE,	  /* stay stopped */
};

struct clock_event {
	struct instant at;
	enum clock_event_type type;
	unsigned clocks;	      /* CLOCK_BITs it is limited to; 0: all */
	const struct target *targets; /* CLOCK_TIER_CHANGED: [CLOCKS]; kept by the result */
	bool restart;		      /* CLOCK_TIER_CHANGED: active clocks start afresh */
};

/* A step wanted for some clocks. */
struct clock_step {
	unsigned clocks; /* CLOCK_BITs; 0: all */
	struct target_step step;
};

struct clock_options {
	struct target targets[CLOCKS]; /* in force before the first event */
	enum edge edge;
	unsigned pausable; /* CLOCK_BITs */
	enum reopen reopen;
	const struct clock_step *steps;
	size_t n_steps;
};

enum clock_state {
	CLOCK_STATE_NONE,
	CLOCK_STATE_RUNNING,
	CLOCK_STATE_PAUSED,
	CLOCK_STATE_STOPPED,
	CLOCK_STATE_CANCELLED,
};

/* One run of a clock: the present one, or a finished cycle. */
struct clock_run {
	enum clock_state state;
	struct target target; /* that it is or was judged by; TARGET_NONE: it only counts */
	struct instant start;
	struct pause *pauses; /* ended ones; in arena */
	size_t n_pauses;
	struct instant paused_at;  /* the hold in force now, or when it stopped; else none */
	struct instant stopped_at; /* none while active */
	struct instant due;	   /* as known now; while on hold: at the hold's begin */
	bool breached;		   /* now, the hold or the stop is after due */
	struct work elapsed;
	struct work remaining; /* TARGET_WORK: target - elapsed, negative when late; else 0 */
};

/* A clock's answer. */
struct clock_result {
	struct clock_run run;	  /* CLOCK_STATE_NONE: never started, or without target */
	struct clock_run *cycles; /* finished before `run`, oldest first; in arena */
	size_t n_cycles;
	struct instant
		*steps; /* instant of options->steps[i]; none unless running; [n_steps] */
};

struct clocks {
	struct clock_result clock[CLOCKS];
	struct instant next_due; /* earliest due of the running ones; none */
};

/* Folds the events up to `now` into the clocks.  Events are in order of `at`, equal ones as
 * they happened; later ones are ignored.  Everything in *ret_clocks lies in the arena.
 * A second event that changes nothing (a reply to nothing, a hold in a hold) is no error.
 * Errors: those of workcal, when a due instant cannot be found. */
MUST_CHECK enum err clocks_fold(struct arena *a, const struct clock_event *events, size_t n,
				const struct clock_options *options, struct instant now,
				struct clocks *ret_clocks);

/* The longest finished cycle of a clock that had a target, the stopped run included; NULL when
 * there is none. */
const struct clock_run *clocks_worst(const struct clock_result *c);

#endif
