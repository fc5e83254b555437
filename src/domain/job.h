/* job - long work as a record: what, how far, with what result.
 *
 * A job is done in steps; each step commits its effect together with its place and report, so
 * that a crash repeats nothing and loses nothing. */
#ifndef DOMAIN_JOB_H
#define DOMAIN_JOB_H

#include "base/field.h"

#define JOB_STATES(X)                                                                          \
	X(JOB_QUEUED, "queued")                                                                \
	X(JOB_RUNNING, "running")                                                              \
	X(JOB_DONE, "done")                                                                    \
	X(JOB_FAILED, "failed")                                                                \
	X(JOB_CANCELLED, "cancelled")
ENUM_DECLARE(job_state, JOB_STATES);

struct job {
	RECORD_HEAD;
	struct str kind; /* a row of job_kinds in service/jobs.c */
	int state;
	struct str args;  /* JSON */
	struct str place; /* where the next step begins; the kind's own */
	int64_t total;	  /* INT_NONE: not known */
	int64_t done;
	struct str report; /* JSON: counts and findings so far */
	struct str error;
	int64_t user_id; /* who asked for it */
	struct instant finished_at;
	struct instant leased_until;
};
extern const struct fields job_fields;

#endif
