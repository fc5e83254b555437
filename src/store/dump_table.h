/* dump_table - what dump.c and dump_load.c share: tables and columns as the database tells
 * them. Private to store. */
#ifndef STORE_DUMP_TABLE_H
#define STORE_DUMP_TABLE_H

#include "store/driver.h"
#include "store/dump.h"

#include <sodium.h>

enum { DUMP_COLUMNS = 80 };

struct dump_column {
	struct str name;
	bool is_text; /* else an integer */
	int key;      /* place in the primary key, from 1; 0 = none */
};

struct dump_schema {
	struct str name;
	struct dump_column columns[DUMP_COLUMNS];
	size_t n;
};

/* The names of the tables, in their order; in arena. */
MUST_CHECK enum err dump_names(struct tx *tx, struct arena *a, struct str **ret_names,
			       size_t *ret_n);
/* The columns of one; texts in arena.  ERR_UNSUPPORTED: a type that no migration uses. */
MUST_CHECK enum err dump_schema_load(struct tx *tx, struct arena *a, struct str name,
				     struct dump_schema *ret);

/* Counts the rows of a table. */
struct dump_count {
	crypto_generichash_state hash;
	int64_t rows;
};
void dump_count_begin(struct dump_count *c);
void dump_count_row(struct dump_count *c, struct str line);
/* Fills rows and digest of t. */
void dump_count_end(struct dump_count *c, struct dump_table *t);

#endif
