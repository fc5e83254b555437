/* ceiling_store - the plain table and statements that the SQLite ceilings use. */
#ifndef CEILING_STORE_H
#define CEILING_STORE_H

#include <sqlite3.h>

enum { PLAIN_COLUMNS = 15 };
/* Their names, in order. */
extern const char *const plain_columns[PLAIN_COLUMNS];

/* Opens a database in WAL mode with synchronous=FULL; ends the program when it cannot. */
sqlite3 *plain_open(const char *file);
/* Prepares a statement that is kept; ends the program when it cannot. */
sqlite3_stmt *plain_prepare(sqlite3 *db, const char *sql);
/* Runs a statement without rows. */
void plain_run(sqlite3 *db, const char *sql);

#define PLAIN_ROW "select * from c where id = ?"
#define PLAIN_LIST "select * from c where owner = ? order by cr desc limit 50"

#endif
