/* eval - one case of `genjin clock eval`: its fields, its calendars, its answer.
 *
 * Shared by cmd_clock_eval.c and the eval_*.c files, which answer the operations.  A case that
 * leaves the compiled dates is answered again with calendars compiled for more of them; so an
 * operation may run several times and must write its answer through `out` only. */
#ifndef APP_EVAL_H
#define APP_EVAL_H

#include "domain/workcal.h"

enum { EVAL_WIDTHS = 4 };

struct eval {
	struct arena *arena;	       /* of this case */
	const struct tz_source *zones; /* outlive the case */
	const json_t *input;
	struct fail *fail; /* item 0: the contract's code and the field */
	struct jw *out;	   /* stands after "got": */
	int width;	   /* 0 .. EVAL_WIDTHS - 1: how much of the calendars is compiled */
	bool fixed_range;  /* more would not help: the calendar's own data ends */
	bool too_late;	   /* an answer lies beyond the year 9999 */
};

/* Answers an operation: writes one JSON value.  ERR_INPUT: *fail says what is wrong; ERR_LIMIT:
 * unreachable; ERR_UNSUPPORTED: without an item in *fail, outside the compiled dates. */
typedef enum err eval_fn(struct eval *ev);

/* Records a "bad_case" about a field and returns ERR_INPUT. */
MUST_CHECK enum err eval_bad(struct eval *ev, const char *field);

/* Fields of an object.  Optional ones keep the value that the caller has put there. */
MUST_CHECK enum err eval_instant(struct eval *ev, const json_t *obj, const char *key,
				 struct instant *ret);
MUST_CHECK enum err eval_date(struct eval *ev, const json_t *obj, const char *key,
			      struct date *ret);
/* An integer of at least `min`; what is above `max` becomes max. */
MUST_CHECK enum err eval_int(struct eval *ev, const json_t *obj, const char *key, int64_t min,
			     int64_t max, int64_t *ret);
/* One of a list of names, as its number; missing: stays. */
MUST_CHECK enum err eval_choice(struct eval *ev, const json_t *obj, const char *key,
				const char *const *names, int n, int *ret);
MUST_CHECK enum err eval_bool(struct eval *ev, const json_t *obj, const char *key, bool *ret);
/* The member, NULL when it is missing or null. */
const json_t *eval_member(const json_t *obj, const char *key);

/* The calendar under "calendar" of obj, compiled around the instants [from, to]. */
MUST_CHECK enum err eval_calendar(struct eval *ev, const json_t *obj, struct instant from,
				  struct instant to, const struct workcal **ret);
/* The same around dates, for questions about dates: there a preset may stand in. */
MUST_CHECK enum err eval_date_calendar(struct eval *ev, struct date from, struct date to,
				       const struct workcal **ret);

/* Writes an instant or a date. */
void eval_put_time(struct eval *ev, struct instant t);
void eval_put_date(struct eval *ev, struct date d);

/* The operations. */
eval_fn eval_op_elapsed, eval_op_is_open, eval_op_segments, eval_op_add, eval_op_subtract,
	eval_op_add_days, eval_op_is_workday, eval_op_workday_offset, eval_op_workday_count;
eval_fn eval_op_clock;
eval_fn eval_op_rrule, eval_op_lunar_festival, eval_op_lunar_to_date;

#endif
