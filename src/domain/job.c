#include "domain/job.h"

ENUM_DEFINE(job_state, JOB_STATES);

// clang-format off
#define T struct job
static const struct field job_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, kind, F_FILTER),
	F_ENUM(T, state, F_FILTER, job_state_names),
	F_JSON(T, args, F_HIDDEN),
	F_TEXT(T, place, F_HIDDEN),
	F_INT(T, total, 0),
	F_INT(T, done, 0),
	F_JSON(T, report, 0),
	F_TEXT(T, error, 0),
	F_REF(T, user_id, F_FILTER, "user"),
	F_TIME(T, finished_at, 0),
	F_TIME(T, leased_until, F_HIDDEN),
};
#undef T
const struct fields job_fields = FIELDS(struct job, "job", "jobs", job_rows, .reach = REACH_SELF);
// clang-format on
