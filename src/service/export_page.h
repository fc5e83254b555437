/* export_page - what the records of a page need from elsewhere, in one statement a type.
 *
 * Private to the exports. */
#ifndef SERVICE_EXPORT_PAGE_H
#define SERVICE_EXPORT_PAGE_H

#include "service/exports.h"

struct customer;
struct contact;
struct order;

/* All people and tags, by whose ids records name them. */
struct export_names {
	struct list_page users, tags;
};
MUST_CHECK enum err export_names_load(struct ctx *cx, struct export_names *ret_names);

/* A page of records, and what stands beside them: contacts and orders of customers, or the
 * customers that other records belong to; each by the customer's id. */
struct export_page {
	const struct resource *resource;
	const struct export_names *names;
	void *recs;
	size_t n;
	struct list_page customers, contacts, orders;
};
/* Loads it for recs[n], in arena; the orders when asked for. */
MUST_CHECK enum err export_page_load(struct ctx *cx, const struct resource *r,
				     const struct export_names *names,
				     const struct list_page *recs, bool with_orders,
				     struct export_page *ret_page);

/* A record on its way out, and which masks are seen through on it. */
struct export_row {
	const struct export_names *names;
	void *rec; /* of the kind's type */
	unsigned reveal;
	const struct customer *customer; /* that it belongs to; NULL: it is one */
	const struct contact *contact;	 /* a customer's first contact; NULL: none */
	unsigned contact_reveal;
	const struct order *orders; /* a customer's, when they were asked for */
	size_t n_orders;
};
/* The i-th of a page; what the actor sees of it is noted. */
struct export_row export_page_row(struct ctx *cx, const struct export_page *page, size_t i);

#endif
