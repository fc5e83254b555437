/* cond - conditions of a list as SQL, and how its rows are found.  Private to store.
 *
 * SQLite knows nothing of how many rows have a value, PostgreSQL nothing of how values go
 * together with an order; so the indexes are asked, as far as matters. */
#ifndef STORE_COND_H
#define STORE_COND_H

#include "store/row.h"
#include "store/sqltext.h"

/* Whether a column holds "" for empty, not null. */
bool cond_is_text(const struct field *fd);
/* Appends " and " and the condition on a table or alias.  aside: SQLite finds no rows by it.
 * ERR_LIMIT: too many values. */
MUST_CHECK enum err cond_put(struct sqltext *s, const char *table, const struct cond *c,
			     bool aside);

enum way {
	WAY_OPEN,  /* as the database thinks */
	WAY_ORDER, /* by the order; the conditions only sift */
	WAY_EACH,  /* in order for each value of a column, by an index of both, and merged */
	WAY_FEW,   /* by a condition that few fit, which are sorted */
};
struct plan {
	enum way way;
	const struct field *sort;
	bool wide;		 /* many rows are in reach: the order finds them */
	bool sifts;		 /* the order finds rows of which a condition may fit few */
	const struct cond *each; /* of WAY_EACH */
	const struct field *by;	 /* of WAY_FEW; NULL: by the tag */
	bool chosen; /* of WAY_OPEN on SQLite: rows are found by `by`, or by nothing */
};

/* Chooses how the rows of a list are found that come in the order of `sort`; NULL: they are
 * only counted. */
MUST_CHECK enum err plan_make(struct tx *tx, const struct fields *t, const struct list_query *q,
			      const struct field *sort, struct plan *ret_plan);
/* The same where what fits is to be sorted, since it was not found by the order. */
MUST_CHECK enum err plan_to_sort(struct tx *tx, const struct fields *t,
				 const struct list_query *q, const struct plan *walked,
				 struct plan *ret_plan);
/* How a condition stands in the statement. */
enum use {
	USE_PLAIN,
	USE_ASIDE, /* so that SQLite finds no rows by it */
	USE_DONE,  /* not at all: the rows are found by it */
};
enum use plan_use(const struct plan *p, const struct cond *c);
/* Appends the condition that the rows are those of WAY_FEW. */
MUST_CHECK enum err plan_put_few(struct sqltext *s, const struct plan *p,
				 const struct fields *t, const struct list_query *q);

#endif
