/* sqltext - a statement under construction, with its parameters.  Private to store.
 *
 * Only constants and names from field tables go into the text; every value is a parameter. */
#ifndef STORE_SQLTEXT_H
#define STORE_SQLTEXT_H

#include "store/driver.h"

enum { SQL_PARAMS = 320 };

/* Set `pg` and zero the rest; free with sql_done. */
struct sqltext {
	struct buf text;
	bool pg;
	bool too_many; /* more than SQL_PARAMS */
	size_t n;
	struct value params[SQL_PARAMS]; /* the last member: it need not be zeroed */
};

/* Makes an empty statement for the database of a transaction. */
void sql_init(struct sqltext *s, const struct tx *tx);
void sql_done(struct sqltext *s);
/* Appends constant text. */
void sql_put(struct sqltext *s, const char *text);
/* Appends "table.name". */
void sql_name(struct sqltext *s, const char *table, const char *name);
/* Appends a parameter with this value; its text is borrowed until the statement has run. */
void sql_param(struct sqltext *s, struct value v);
/* Appends the columns of a type, "customers.id, customers.version, ...". */
void sql_columns(struct sqltext *s, const struct fields *t);
/* OK, ERR_LIMIT with too many parameters, ERR_BUSY when memory is out. */
MUST_CHECK enum err sql_ok(const struct sqltext *s);
/* Runs it as a query. */
MUST_CHECK enum err sql_query(struct sqltext *s, struct tx *tx, struct rows **ret_rows);

#endif
