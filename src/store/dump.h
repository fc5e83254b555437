/* dump - all rows of a database as lines, the same lines for the same rows on both databases.
 *
 * For backups: tables in the order of their names, rows in the order of their primary keys,
 * columns in that of the schema.  Each table is
 *
 *   {"table":"tags","columns":["id","name"]}
 *   [1,"重要"]                                    a row: integers, texts, null
 *   {"rows":1,"digest":"..."}                    BLAKE2b-256 of its rows, each with its newline
 *
 * The search index and the list of migrations are not among them: the caller makes the one
 * anew and tells of the other.  Only names that the database itself knows go into SQL. */
#ifndef STORE_DUMP_H
#define STORE_DUMP_H

#include "base/fail.h"
#include "store/store.h"

struct dump_table {
	struct str name;
	int64_t rows;
	char digest[65];
};

/* What a dump holds; lies in an arena. */
struct dump {
	struct dump_table *tables;
	size_t n;
};

/* Takes the lines of a dump, each without its newline. */
struct dump_out {
	enum err (*put)(void *arg, struct str line);
	void *arg;
};

/* Gives the lines of a dump; *ret_more false after the last one. */
struct dump_in {
	enum err (*next)(void *arg, struct str *ret_line, bool *ret_more);
	void *arg;
};

/* Writes all rows as they are in this transaction. */
MUST_CHECK enum err dump_write(struct tx *tx, struct arena *a, const struct dump_out *out,
			       struct dump *ret_dump);
/* Puts the rows of a dump in place of all rows there are, and checks that they refer to each
 * other as the schema says.  The schema must be the one that the dump was made from.
 * ERR_INPUT: f says what is wrong with the lines.  ERR_CONFLICT: the database refuses them. */
MUST_CHECK enum err dump_load(struct tx *tx, struct arena *a, const struct dump_in *in,
			      struct fail *f, struct dump *ret_dump);
/* How many tables there are: 0 in a database that nothing was put into. */
MUST_CHECK enum err dump_count_tables(struct tx *tx, struct arena *a, int64_t *ret_n);
/* Whether two dumps hold the same; *ret_table is the first one that differs, "" none. */
bool dump_same(const struct dump *x, const struct dump *y, struct str *ret_table);

#endif
