/* later - what a page of an import writes at its end, many rows at once.
 *
 * While cx->later stands, rows of the audit trail and entries of the search index are collected
 * in it, and a counter of numbers is counted on in it; ctx_attempt takes away what a refused
 * row put there.  They are in the transaction of what they tell, but nobody who reads them
 * within it finds them before later_write. */
#ifndef SERVICE_LATER_H
#define SERVICE_LATER_H

#include "domain/audit.h"
#include "service/ctx.h"

/* Zero-initialise; arrays lie in the arena of the ctx. */
struct later {
	struct audit_entry *entries; /* signed */
	size_t n_entries, room_entries;
	struct str counter; /* of numbers.h that `count` is the present count of; "": none */
	int64_t count;
	int64_t *customers; /* made in this transaction, not in the search index yet */
	size_t n_customers, room_customers;
};

/* Takes away what came since `mark` was a copy of it. */
void later_go_back(struct later *l, const struct later *mark);
/* Notes a customer that was just made. */
void later_index(struct ctx *cx, int64_t customer_id);
/* Whether the customer is one whose entry in the search index is still to be made. */
bool later_indexes(const struct ctx *cx, int64_t customer_id);
/* Writes all of it and empties the lists.  Errors of audit and customers_index_new. */
MUST_CHECK enum err later_write(struct ctx *cx);

#endif
