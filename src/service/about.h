/* about - the customers, tickets and contacts that a page of records speaks of, each type in
 * one query.
 *
 * Whoever may read a record may know whose it is: names come with it whatever the reach of
 * the customer itself. */
#ifndef SERVICE_ABOUT_H
#define SERVICE_ABOUT_H

#include "domain/customer.h"
#include "domain/ticket.h"
#include "service/ctx.h"

/* Both in order of id. */
struct about {
	struct list_page customers;
	struct list_page tickets;
};

/* Loads the records with ids[n], 0 and repetitions aside, in order of id, seen by `eyes`. */
MUST_CHECK enum err about_load(struct ctx *cx, const struct fields *t, struct eyes eyes,
			       const int64_t *ids, size_t n, struct list_page *ret_page);
/* The record of that id in such a page of t, or NULL. */
const void *about_find(const struct list_page *page, const struct fields *t, int64_t id);
/* The customer or ticket of that id, or NULL. */
const struct customer *about_customer(const struct about *about, int64_t id);
const struct ticket *about_ticket(const struct about *about, int64_t id);

/* Fills the names of the customer and the ticket in each of recs[n]: hooks for showing_page. */
MUST_CHECK enum err about_name_tickets(struct ctx *cx, void *recs, size_t n);
MUST_CHECK enum err about_name_follow_ups(struct ctx *cx, void *recs, size_t n);
MUST_CHECK enum err about_name_nudges(struct ctx *cx, void *recs, size_t n);
MUST_CHECK enum err about_name_deadlines(struct ctx *cx, void *recs, size_t n);
/* The same, and gives what it loaded. */
MUST_CHECK enum err about_deadlines(struct ctx *cx, void *recs, size_t n,
				    struct about *ret_about);

#endif
