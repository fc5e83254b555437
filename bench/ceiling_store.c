#include "ceiling_store.h"

#include "bench.h"

#include <stdio.h>

const char *const plain_columns[PLAIN_COLUMNS] = {
	"id",	"org", "no", "title", "status", "prio",	    "owner", "team",
	"chan", "cr",  "up", "due",   "paused", "breached", "note"};

sqlite3_stmt *plain_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK)
		bench_die(sql, sqlite3_errmsg(db));
	return s;
}

void plain_run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		bench_die(sql, sqlite3_errmsg(db));
}

sqlite3 *plain_open(const char *file)
{
	sqlite3 *db = NULL;
	if (sqlite3_open_v2(file, &db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		bench_die(file, "cannot open");
	sqlite3_busy_timeout(db, 5000);
	plain_run(db, "pragma journal_mode = wal; pragma synchronous = full;"
		      "pragma cache_size = -65536; pragma temp_store = memory");
	return db;
}
