/* jobs - running long work step by step (imports, recomputations, classification).
 *
 * The scheduler steps them in the background; a command may step its own until it is done. */
#ifndef SERVICE_JOBS_H
#define SERVICE_JOBS_H

#include "domain/job.h"
#include "service/resource.h"
#include "service/world.h"

extern const struct resource job_resource;

struct job_teller;
/* Says how far work without steps is; false: it should end, since somebody has cancelled it or
 * the program ends. */
bool job_tell(struct job_teller *t, int64_t done, int64_t total);

struct job_kind {
	const char *name;
	/* One step: does a page of work, moves job->place, done and report, and sets job->state
	 * to JOB_DONE when nothing is left.  Runs in a write transaction. */
	enum err (*step)(struct ctx *cx, struct job *job);
	bool may_stop; /* may be cancelled half way */
	/* What its orderer must still hold, else it ends as failed; PERM_NONE: it goes on. */
	enum perm perm;
	/* Its steps have the rights of whoever ordered it, and are audited as theirs. */
	bool as_orderer;
	/* Makes the report readable; NULL: it is shown as it is. */
	enum err (*show)(struct ctx *cx, struct job *job);
	/* In place of step, for work that changes nothing: all of it, in transactions of its
	 * own; *ret_report is JSON in run->arena.  Begins anew after a crash. */
	enum err (*whole)(const struct run *run, const struct job *job,
			  struct job_teller *teller, struct str *ret_report);
};

/* Queues a job; args is a JSON object.  The scheduler hears of it after the commit. */
MUST_CHECK enum err job_start(struct ctx *cx, const char *kind, struct str args, int64_t total,
			      struct job *ret_job);
/* No job is being worked on: of a store that is this process's alone, before it claims one. */
MUST_CHECK enum err jobs_free(struct ctx *cx, void *unused);
/* Claims the next job that waits; id 0 when there is none. */
MUST_CHECK enum err job_claim(struct ctx *cx, int64_t *ret_id);
/* Does one step of a job, or all of work without steps.  One that fails fails the job in a
 * transaction of its own, job_fail (a use case: arg is struct job_turn). */
struct job_turn {
	int64_t id;
	struct job job; /* as it is after the step */
	/* Whether the program ends: whole work is given back then.  NULL: it does not. */
	bool (*ends_soon)(void *arg);
	void *arg;
};
MUST_CHECK enum err job_advance(const struct run *run, struct job_turn *turn);
enum err job_fail(struct ctx *cx, void *turn);
/* Steps a job until it is done, with a call after each step (progress); for commands. */
MUST_CHECK enum err job_run(const struct run *run, int64_t id,
			    void (*progress)(const struct job *job, void *arg), void *arg,
			    struct job *ret_job);

/* Cancels one's own job; what it has done stays.  ERR_CONFLICT: it has ended, or its kind must
 * be done to the end. */
MUST_CHECK enum err job_cancel(struct ctx *cx, int64_t id, struct job *ret_job);

/* Sets a member of the report; borrows value. */
void job_report_set(struct arena *a, struct job *job, const char *name, json_t *value);
/* Adds n to a count of the report. */
void job_count(struct arena *a, struct job *job, const char *name, int64_t n);

#endif
