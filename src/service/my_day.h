/* my_day - one queue of everything that somebody owes, by time left. */
#ifndef SERVICE_MY_DAY_H
#define SERVICE_MY_DAY_H

#include "domain/deadline.h"
#include "service/world.h"

/* Buckets of the queue, in the viewer's zone; the week begins on Monday. */
#define BUCKETS(X)                                                                             \
	X(BUCKET_OVERDUE, "overdue")                                                           \
	X(BUCKET_TODAY, "today")                                                               \
	X(BUCKET_TOMORROW, "tomorrow")                                                         \
	X(BUCKET_WEEK, "this_week")                                                            \
	X(BUCKET_LATER, "later")                                                               \
	X(BUCKET_PAUSED, "paused")                                                             \
	X(BUCKET_SNOOZED, "snoozed") /* put aside for now, whenever due */
ENUM_DECLARE(bucket, BUCKETS);

struct my_day {
	bool team;	  /* everybody in the actor's reach, not the actor alone */
	int64_t owner_id; /* of this person, as far as it is in the actor's reach; 0 = by team
			   */
	unsigned buckets; /* a bit per bucket; 0 = all */
	int limit;
	struct str cursor;
};
/* As far as a bucket is counted: nobody works through more, and to count a million takes longer
 * than to show the queue. */
enum { MY_DAY_COUNT_MAX = 10000 };

/* Writes {"now":...,"counts":{bucket:number...},"counts_more":[bucket...],"items":[{deadline
 * fields, "bucket",
 * "customer":{...,"contact":{...}},"ticket":{...},"can":{...}}...],"next":cursor}, earliest due
 * first.  The counts are of all buckets, whichever are listed; of those in counts_more there
 * are more than the count, which stops at MY_DAY_COUNT_MAX.  What is snoozed is not in one's
 * own list unless its bucket is asked for. */
MUST_CHECK enum err my_day_write(struct ctx *cx, const struct my_day *day, struct jw *w);

/* In which bucket but the snoozed one an instant lies on the civil date `today` of a zone. */
enum bucket bucket_of(const struct tz *zone, struct instant now, struct instant due);

#endif
