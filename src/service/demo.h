/* demo - a company to look at: the documents' own rows, and as many customers, tickets and
 * years of their history as wanted.
 *
 * A job, for the command and the first steps in the browser alike.  Its people are marked as
 * invented and have no password: nobody can log in as one before an administrator sets one.
 * History is written many rows at a time (demo_rows.h); what stands in it are the consequences
 * that a live company would have.  The audit trail says once that it was ordered, not each row.
 */
#ifndef SERVICE_DEMO_H
#define SERVICE_DEMO_H

#include "service/jobs.h"

enum {
	DEMO_CUSTOMERS = 200,
	DEMO_CUSTOMERS_MAX = 1000000,
	DEMO_TICKETS_OF_CUSTOMER = 4, /* in a year, unless said otherwise */
	DEMO_TICKETS_MAX = 10000000,
	DEMO_MONTHS_MAX = 120,
};

/* What is wanted; customers are beside those of the documents. */
struct demo_terms {
	int64_t seed; /* the same seed makes the same company */
	int64_t customers;
	int64_t tickets; /* INT_NONE: as many as usual */
	int64_t months;
};

/* Queues the job: history up to cx->now.  ERR_CONFLICT: the company has customers
 * ("has_customers") or is not set up. */
MUST_CHECK enum err demo_start(struct ctx *cx, const struct demo_terms *terms,
			       struct job *ret_job);
/* The job's step: first the people, then pages of customers, at last the documents' rows. */
enum err demo_step(struct ctx *cx, struct job *job);

#endif
