/* customers - the customer archive as resources: customers, contacts, orders, tags (T9, D1).
 *
 * Every change of what rules match on (tier, stage, tags) is written into the history, into
 * the customer's open tickets and into its deadlines, in the same transaction. */
#ifndef SERVICE_CUSTOMERS_H
#define SERVICE_CUSTOMERS_H

#include "domain/customer.h"
#include "service/resource.h"

extern const struct resource customer_resource;
extern const struct resource contact_resource;
extern const struct resource order_resource;
extern const struct resource tag_resource;
extern const struct resource tier_change_resource;

/* Writes a change of tier, stage or a band into the history; nothing when both are equal. */
MUST_CHECK enum err tier_change_note(struct ctx *cx, int64_t customer_id, const char *field,
				     const char *old_value, const char *new_value,
				     const char *reason);
/* What rules match on has changed: the customer's open tickets are judged by it from now on. */
MUST_CHECK enum err customer_reclassified(struct ctx *cx, const struct customer *c);
/* Fills the number, sum, days and currency of its orders; writes nothing. */
MUST_CHECK enum err customer_sum_orders(struct ctx *cx, struct customer *c);
/* A duplicate that was put into another customer takes nothing any more: ERR_CONFLICT, which
 * names the other one.  field: of the caller's data that speaks of it; NULL: it itself. */
MUST_CHECK enum err customer_check_unmerged(struct ctx *cx, const struct customer *c,
					    const char *field);
/* Puts the customer, its contacts, and the names and numbers of the duplicates that were put
 * into it, into the search index. */
MUST_CHECK enum err customer_index(struct ctx *cx, const struct customer *c);
/* The same for n customers that are not in it yet. */
MUST_CHECK enum err customers_index_new(struct ctx *cx, const int64_t *ids, size_t n);
/* Whether coverage is whole: active customers within the actor's reach, those without a next
 * touch, those beyond it. */
struct coverage {
	int64_t active;
	int64_t without;
	int64_t beyond;
};
MUST_CHECK enum err coverage_count(struct ctx *cx, struct coverage *ret_coverage);

#endif
