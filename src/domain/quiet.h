/* quiet - when a person may be told something that is not urgent.
 *
 * Two wishes meet: the company's quiet hours, closed whenever its calendar is, and the person's
 * own, every day on the wall clock where they are.  Pure: no notices here, only instants. */
#ifndef DOMAIN_QUIET_H
#define DOMAIN_QUIET_H

#include "domain/workcal.h"

enum { MINUTES_PER_DAY = 1440 };

/* Quiet every day from one minute of the day to before another, over midnight when to < from;
 * never when they are equal. */
struct quiet {
	const struct tz *tz;
	int32_t from;
	int32_t to;
};

/* The end of the quiet hours that t lies in; t itself outside of them.
 * Law: quiet_end(q, quiet_end(q, t)) == quiet_end(q, t) >= t. */
struct instant quiet_end(const struct quiet *q, struct instant t);

/* The first instant at or after now at which business is open (cal; NULL: always) and the
 * person is not quiet (q; NULL: never quiet).  When the two never meet within a week, the
 * person's wish counts alone. */
struct instant quiet_say_at(const struct quiet *q, const struct workcal *cal,
			    struct instant now);

#endif
