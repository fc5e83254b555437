/* pool - the public pool 公海: customers that nobody owns, and when one falls back into it.
 *
 * Who is not in touch with a customer for a number of days loses it to the pool, where others
 * of its department may claim it.  Pure. */
#ifndef DOMAIN_POOL_H
#define DOMAIN_POOL_H

#include "base/tz.h"
#include "domain/company.h"
#include "domain/customer.h"

/* Nobody loses a customer without having been told for so many days. */
enum { RECALL_NOTICE_DAYS = 3 };

/* When a customer falls back, as things stand: where the day after the last of recall_days
 * begins in tz.  They are counted from the last contact, or from when its owner got it, and end
 * no sooner than RECALL_NOTICE_DAYS after the rule was made.  None: it does not. */
struct instant recall_at(const struct company *rule, const struct tz *tz,
			 const struct customer *c);

#endif
