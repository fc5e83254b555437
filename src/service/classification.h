/* classification - tiers, stages and bands of all customers from their orders (T1-T7).
 *
 * A job: the facts of all are read, the pure rules of domain/classify decide, and the customers
 * whose classes changed are written with their history; what was set by hand is left. */
#ifndef SERVICE_CLASSIFICATION_H
#define SERVICE_CLASSIFICATION_H

#include "service/jobs.h"

/* Queues a classification as of a civil date (args {"date":"YYYY-MM-DD"}; today when unset). */
MUST_CHECK enum err classify_start(struct ctx *cx, struct date day, struct job *ret_job);
/* The job's step: a page of customers.  One that cannot be kept is left as it was, logged, and
 * counted as "skipped" in the report beside those "changed". */
enum err classify_step(struct ctx *cx, struct job *job);

#endif
