/* vitals - what the running process knows of itself, for the page that shows its health.
 *
 * Made by app/, touched by the scheduler; commands that do not serve have none. */
#ifndef SERVICE_VITALS_H
#define SERVICE_VITALS_H

#include "base/time.h"

#include <pthread.h>
#include <stdatomic.h>

/* How much a company has, counted at an instant; none: not counted yet. */
struct sizes {
	int64_t customers;
	int64_t tickets_open;
	int64_t deadlines_open;
	struct instant at;
};

struct vitals {
	struct str version; /* of the program */
	struct str node;    /* "host:pid" */
	struct str disk;    /* a path on the disk that the data lie on; "" = elsewhere */
	bool smtp;	    /* a mail server is set */
	struct instant started_at;
	_Atomic int64_t unsigned_rows; /* of the audit trail: somebody else wrote them */
	_Atomic bool unsealed;	       /* the trail could not be sealed or anchored lately */
	_Atomic int64_t tick_us;       /* when the scheduler last looked at what is due */
	pthread_mutex_t sizes_lock;
	struct sizes sizes; /* as the scheduler last counted them */
};

#endif
