/* row - records in and out of tables, from their field tables alone.
 *
 * The column list of a type is its fields without F_COMPUTED, so a new field needs no SQL.
 * Here, and only here, the actor's scope becomes a WHERE clause and filters and sort orders
 * become SQL; identifiers come from the tables, never from a caller's text. */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "domain/perm.h"
#include "store/store.h"

/* Whose eyes a query has.  An actor that lacks the permission finds nothing. */
struct eyes {
	const struct actor *actor; /* NULL: the system, sees all */
	enum perm perm;
};
#define EYES_SYSTEM ((struct eyes){NULL, PERM_NONE})

/* Loads one record by id; texts lie in the arena.  ERR_NOT_FOUND: none, or out of scope. */
MUST_CHECK enum err row_load(struct tx *tx, struct arena *a, const struct fields *t,
			     struct eyes eyes, int64_t id, void *ret_rec);
/* Inserts a record whose id, version and times are set.  ERR_CONFLICT: see tx_constraint. */
MUST_CHECK enum err row_insert(struct tx *tx, const struct fields *t, const void *rec);
/* The same as tx_exec_later (send.h) does it. */
MUST_CHECK enum err row_insert_later(struct tx *tx, const struct fields *t, const void *rec);
/* Inserts n records, one behind the other in memory, at once: on PostgreSQL by COPY. */
MUST_CHECK enum err row_insert_many(struct tx *tx, const struct fields *t, const void *recs,
				    size_t n);
/* Writes all columns of rec where id and version are those of rec, then adds one to
 * rec->version.  ERR_STALE: somebody else changed it. */
MUST_CHECK enum err row_update(struct tx *tx, const struct fields *t, void *rec);
/* Deletes by id and version.  ERR_STALE, ERR_CONFLICT (still referred to). */
MUST_CHECK enum err row_delete(struct tx *tx, const struct fields *t, int64_t id,
			       int64_t version);

enum cmp { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE, CMP_NULL, CMP_NOT_NULL, CMP_IN };

/* One condition; several on a query are joined by AND.  CMP_IN uses values[n_values]. */
struct cond {
	const struct field *field;
	enum cmp cmp;
	const struct value *values;
	size_t n_values;
};

/* A stretch of a column: from (included) to (not included), V_NULL where it has no end; or the
 * rows in which the column is empty. */
struct range {
	struct value from;
	struct value to;
	bool empty;
};

/* What becomes of rows whose `later` column lies after an instant. */
enum later_rows {
	LATER_OUT,  /* left out */
	LATER_ONLY, /* these alone */
	LATER_TOO,  /* beside those in the ranges, wherever they lie */
};

/* A list: filters, one sort column (ties by id), a page.  Zero-initialise. */
struct list_query {
	struct eyes eyes;
	struct cond conds[16];
	size_t n_conds;
	const struct field *ranged; /* lies in one of ranges[n_ranges]; NULL: wherever */
	const struct range *ranges;
	size_t n_ranges;
	struct cond of_customer; /* field NULL, or: rows whose customer fits, by customer_id */
	const struct field *later; /* NULL, or: rows whose instant lies after... */
	struct instant after;	   /* ...this one are... */
	enum later_rows later_rows;
	const struct field *sort; /* NULL: id */
	bool descending;
	int limit; /* rows wanted; 0 = 50, at most 200 (100,000 for eyes of the system) */
	struct str cursor; /* of the page before; "" = first page */
	int page;	   /* or its number, from 1; 0 = not by number */
	bool with_total;
	int64_t count_max; /* counting stops at so many; 0 = counts all */
	struct str search; /* words for search.h; "" = none.  Only types that are searchable */
	bool whole_phones; /* found by all digits, whatever the actor sees */
	struct value tag;  /* V_INT: only records with that tag (customers) */
};
enum { LIST_PAGES_MAX = 2000 }; /* a page by number reads over all rows before it */
struct list_page {
	void *rows; /* array of records of the type */
	size_t n;
	struct str next; /* cursor of the next page; "" = this is the last */
	int64_t total;	 /* INT_NONE unless asked for */
};

/* Runs a list; rows and texts lie in the arena.  ERR_INPUT: no cursor of ours ("cursor"). */
MUST_CHECK enum err row_list(struct tx *tx, struct arena *a, const struct fields *t,
			     const struct list_query *q, struct fail *f,
			     struct list_page *ret_page);
/* Records on all pages of the list.  Law: with a count_max the lesser of both  [row_test.c] */
MUST_CHECK enum err row_count(struct tx *tx, const struct fields *t, const struct list_query *q,
			      int64_t *ret_count);
/* The rows of a list that have a value in common. */
struct row_group {
	struct value value;
	int64_t n;
	struct value least; /* of another column */
};
/* Groups the rows that a list would have over all its pages by a column, the largest groups
 * first and at most max of them; their array lies in the arena. */
MUST_CHECK enum err row_groups(struct tx *tx, struct arena *a, const struct fields *t,
			       const struct list_query *q, const struct field *by,
			       const struct field *least, size_t max,
			       struct row_group **ret_groups, size_t *ret_n);
/* All records where field == value, by id, as the system (children of a parent). */
MUST_CHECK enum err row_find(struct tx *tx, struct arena *a, const struct fields *t,
			     const char *field, struct value v, void *ret_rows_ptr,
			     size_t *ret_n);
/* Reads the present row of a statement whose columns are exactly those of the type, in order
 * of the table ("{columns:customer}" in db/query is replaced by that list). */
MUST_CHECK enum err row_read(struct rows *rows, struct arena *a, const struct fields *t,
			     void *ret_rec);

#endif
