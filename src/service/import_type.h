/* import_type - what can be imported: one table of types, each with its columns (D1-D4).
 *
 * A type fills one or two records a row.  Its columns are the fields of theirs that are marked
 * F_IMPORT, and, for what belongs to a customer, whose it is.  A column is recognised by the
 * field's name or by any of the titles that the catalogue has for it, "column.<type>.<field>"
 * or "column.<record>.<field>", separated by |, the first being the one that templates show;
 * what stands in brackets behind a header is an explanation.  Private to the import. */
#ifndef SERVICE_IMPORT_TYPE_H
#define SERVICE_IMPORT_TYPE_H

#include "base/csv.h"
#include "domain/customer.h"
#include "domain/follow_up.h"
#include "domain/ticket.h"
#include "service/resource.h"
#include "service/world.h"

enum { IMPORT_PARTS = 2, IMPORT_NEEDS = 2 };

/* A row as records; a type uses those of its parts. */
struct import_record {
	struct customer customer;
	struct contact contact; /* of a customer; name "" = none */
	struct order order;
	struct ticket ticket;
	struct follow_up follow_up;
	struct str tags;	    /* names, one a line */
	struct str history;	    /* the cell that tells a customer's orders */
	struct str whose;	    /* name of the customer that it belongs to */
	struct str whose_number;    /* its number */
	bool several;		    /* it may speak of several known ones */
	uint64_t set[IMPORT_PARTS]; /* which fields of each part have a value */
};

/* By what a row is recognised as one that is known already; bits. */
enum import_key { BY_NUMBER = 1, BY_NAME = 2, BY_PHONE = 4, BY_CONTENT = 8 };

struct import_part {
	const struct resource *resource;
	size_t offset; /* in struct import_record */
};

struct import_type {
	const char *name;			/* "customer" */
	struct import_part parts[IMPORT_PARTS]; /* resource NULL: none */
	bool of_customer;			/* has columns that say whose it is */
	bool with_history; /* may have a column that tells orders (domain/order_history) */
	const char *needs[IMPORT_NEEDS]; /* columns that must be there */
	unsigned keys;			 /* enum import_key, unless told otherwise */
	/* Completes and checks a row that was read; errors are items of cx->fail. */
	enum err (*check)(struct ctx *cx, struct import_record *r);
	/* The record that the row speaks of; 0: none is known.  r->several: there are others,
	 * and nothing in the row tells which of them is meant. */
	enum err (*find)(struct ctx *cx, struct import_record *r, unsigned keys,
			 int64_t *ret_id);
	/* Finds what the row names, before it is made or changes a known one; NULL. */
	enum err (*prepare)(struct ctx *cx, struct import_record *r);
	/* Makes what the row tells. */
	enum err (*make)(struct ctx *cx, struct import_record *r);
	/* What goes beyond the fields of the first part when a known one is updated; NULL. */
	enum err (*update)(struct ctx *cx, struct import_record *r, int64_t id);
};

/* All types, the last one with name NULL. */
extern const struct import_type import_types[];
/* The type of that name; NULL: there is none. */
const struct import_type *import_type_find(struct str name);

/* What a column fills. */
enum import_fills { FILLS_NOTHING, FILLS_FIELD, FILLS_NAME, FILLS_NUMBER, FILLS_HISTORY };
struct import_column {
	enum import_fills fills;
	int part;
	const struct field *field;
};
struct import_columns {
	struct import_column v[CSV_COLUMNS];
	size_t n;
};

/* The columns that a type can have, in order of its template and of the exports, which have no
 * history; returns their number. */
size_t import_all_columns(const struct import_type *t, struct import_column *v, size_t max);
/* Those and the history, where the type may have it. */
size_t import_known_columns(const struct import_type *t, struct import_column *v, size_t max);
/* The name of a column in mappings and reports, "contact.name" for a second part, in arena. */
struct str import_column_name(struct ctx *cx, const struct import_type *t,
			      const struct import_column *c);
/* Its title in a language, in arena; its name when the catalogue has none. */
struct str import_title(struct ctx *cx, enum lang lang, const struct import_type *t,
			const struct import_column *c);
/* The column of that name; fills FILLS_NOTHING: there is none. */
struct import_column import_column_named(struct ctx *cx, const struct import_type *t,
					 struct str name);
/* The column that a header means; fills FILLS_NOTHING: it is not imported. */
struct import_column import_column_of(struct ctx *cx, const struct import_type *t,
				      struct str header);

/* Reads a header row, by a mapping {"header":"column or empty",...} where it names the header,
 * else by import_column_of; mapping may be NULL.  ERR_INPUT: "missing_column",
 * "duplicate_column" with argument column. */
MUST_CHECK enum err import_header(struct ctx *cx, const struct import_type *t,
				  const json_t *mapping, const struct str *cells, size_t n,
				  struct import_columns *ret_columns);

/* Reads a row; errors are items of cx->fail with the column's name. */
MUST_CHECK enum err import_record_read(struct ctx *cx, const struct import_type *t,
				       const struct import_columns *columns,
				       const struct str *cells, size_t n,
				       struct import_record *ret_record);

/* The customer that a row belongs to, by its number or else its name, in the actor's reach.
 * ERR_INPUT: "no_such_record", "ambiguous_customer". */
MUST_CHECK enum err import_customer_of(struct ctx *cx, const struct import_record *r,
				       int64_t *ret_id);

#endif
