/* late - who is late: since when, with what, for whom, whose it is, and the reason that was
 * given.
 *
 * The list of a manager: every open deadline past its due time in the actor's reach, put aside
 * or not, the longest late first (N1, R5). */
#ifndef SERVICE_LATE_H
#define SERVICE_LATE_H

#include "domain/deadline.h"
#include "service/world.h"

/* Which of them; 0 = whatever it is. */
struct late_filter {
	int64_t owner_id;
	int64_t department_id;
	unsigned kinds; /* a bit per enum deadline_kind */
	unsigned tiers; /* a bit per enum tier */
	bool unowned;	/* those that nobody has */
};

struct late_page {
	struct late_filter filter;
	bool descending; /* the shortest late first */
	int limit;
	struct str cursor;
};

/* Writes {"now":...,"total":n,"owners":[{"owner_id","count","oldest_due_at"}...],"items":[{
 * deadline fields,"late_s","open_late_s","step","reason","customer","ticket","can"}...],
 * "next":cursor}.  The owners are counted without the filter's own owner, so that one can go
 * from one to the next. */
MUST_CHECK enum err late_write(struct ctx *cx, const struct late_page *page, struct jw *w);
/* The ids of all that the filter finds, in the arena.  ERR_INPUT for "filter": they are more
 * than max. */
MUST_CHECK enum err late_ids(struct ctx *cx, const struct late_filter *filter, size_t max,
			     int64_t **ret_ids, size_t *ret_n);

#endif
