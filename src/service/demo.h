/* demo - a small company that one can look at: the documents' own rows and some two hundred
 * customers with their history, made through the services as if it had happened.
 *
 * A job, for the command and the first steps in the browser alike.  Its people are marked as
 * invented and have no password: nobody can log in as one before an administrator sets one. */
#ifndef SERVICE_DEMO_H
#define SERVICE_DEMO_H

#include "service/jobs.h"

enum { DEMO_CUSTOMERS = 200, DEMO_CUSTOMERS_MAX = 1000000 };

/* Queues the job.  customers beside those of the documents; the same seed makes the same
 * company.  ERR_CONFLICT: the company has customers ("has_customers") or is not set up. */
MUST_CHECK enum err demo_start(struct ctx *cx, int64_t customers, int64_t seed,
			       struct job *ret_job);
/* The job's step: first the people and the rows of the documents, then a page of customers. */
enum err demo_step(struct ctx *cx, struct job *job);

#endif
