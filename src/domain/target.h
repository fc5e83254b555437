/* target - when does something fall due, and how much of its time has been used?
 *
 * One deadline: a start, pauses, and a target on a calendar.  Pure; it knows no tickets and no
 * events (clocks does), so call-backs and follow-ups use the same arithmetic. */
#ifndef DOMAIN_TARGET_H
#define DOMAIN_TARGET_H

#include "domain/workcal.h"

enum target_kind {
	TARGET_NONE, /* no deadline */
	TARGET_WORK, /* `work` of open time on the calendar */
	TARGET_DAYS, /* `days` working days of the calendar */
	TARGET_AT,   /* promised by `at`; pauses do not move it */
};

struct target {
	enum target_kind kind;
	const struct workcal
		*cal;	  /* kept; also for elapsed time and steps; never NULL unless NONE */
	struct work work; /* > 0 */
	int32_t days;	  /* > 0 */
	enum days_mode mode;
	struct instant at;
	const void *mark; /* the caller's: what set it; carried along, never looked at */
};

/* A hold: the time in [from, to) is not counted.  Of one deadline they are in order and
 * disjoint, none begins before its start, and one that has not ended is not in the list. */
struct pause {
	struct instant from;
	struct instant to;
};

/* One run of a clock. */
struct target_run {
	struct instant start;
	const struct pause *pauses;
	size_t n_pauses;
	enum edge edge; /* of a TARGET_WORK */
};

/* A moment relative to a deadline that should be noticed. */
enum target_step_kind {
	TARGET_STEP_PERCENT, /* when `percent` of the target has been used */
	TARGET_STEP_WORK,    /* `work` of open time after due; before it when negative */
	TARGET_STEP_DAYS,    /* `days` working days after due; before it when `before` */
};

struct target_step {
	enum target_step_kind kind;
	int32_t percent;
	struct work work;
	struct workdays days;
};

/* When the run is due.  TARGET_WORK: the instant at which elapsed time reaches the target,
 * pauses counting as closed time; a pause that begins after due does not move it, one that
 * begins on that very second moves it to the pause's end.  TARGET_DAYS: add_days of the start,
 * then the open time of every pause that began at or before due as known at that pause.
 * ERR_INPUT: the target is TARGET_NONE; else the errors of workcal. */
MUST_CHECK enum err target_due(const struct target *t, const struct target_run *run,
			       struct instant *ret_due);

/* Open time from the start to `until`, pauses taken off; zero before the start. */
MUST_CHECK enum err target_elapsed(const struct workcal *cal, const struct target_run *run,
				   struct instant until, struct work *ret_work);

/* When the run has used exactly `need` open time, near edge: the due rule of TARGET_WORK for
 * any part of a target.  need.us >= 0. */
MUST_CHECK enum err target_reached(const struct workcal *cal, const struct target_run *run,
				   struct work need, struct instant *ret_at);

/* When a step of the run comes, `due` being what target_due gave.  Percent: of the target, or
 * for TARGET_DAYS and TARGET_AT of what has elapsed at due, rounded down to a whole second.
 * Offsets are near-edge, days keep the time of day. */
MUST_CHECK enum err target_step_at(const struct target *t, const struct target_run *run,
				   struct instant due, const struct target_step *step,
				   struct instant *ret_at);

#endif
