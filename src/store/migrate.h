/* migrate - brings the schema of a database up to this program's.
 *
 * Migrations are append-only texts of db/migrate, built into the binary; each runs in one
 * transaction together with its row in schema_version, so a kill at any point leaves the old
 * or the new schema.  There is no way back: restore a backup. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

struct migration {
	int version; /* from the file's name */
	const char *name;
	const char *checksum;
	const char *sql[2]; /* by enum dialect */
};

struct migrations {
	const struct migration *v;
	size_t n;
};

/* Those of db/migrate, in order. */
extern const struct migrations migrations_built_in;

/* Runs those of the list that the database has not yet had; *ret_applied (may be NULL) is their
 * number.  The store was opened with skip_schema.  ERR_CONFLICT: "schema_new", the database
 * has had more than the list; "schema_edited", a file was changed after it had run. */
MUST_CHECK enum err store_migrate(struct store *s, const struct migrations *list,
				  struct instant now, struct fail *f, int *ret_applied);
/* The same within a transaction, all or nothing. */
MUST_CHECK enum err migrate_within(struct tx *tx, const struct migrations *list,
				   struct instant now, struct fail *f);
/* Whether the database has had exactly the built-in migrations, and the search index what they
 * ask for (service/search_index.h).  ERR_CONFLICT: "schema_old", "schema_new" or
 * "schema_edited". */
MUST_CHECK enum err store_check_schema(struct store *s, struct fail *f);

#endif
