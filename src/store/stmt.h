/* stmt - the prepared statements of one connection.  Private to store.
 *
 * Named statements have a place each; others share a bounded cache by the bytes of their text,
 * so that filters combined at will cannot fill the memory.  Not thread-safe: a connection is
 * used by one thread at a time. */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include "base/str.h"
#include "store/query.h"

/* A statement's text, and its number when it is a named one, else -1. */
struct sql_ref {
	struct str text;
	int q;
};

struct stmt {
	struct str sql; /* a copy of its own, except for named statements */
	uint64_t hash;
	uint64_t used;	 /* tick of the last use */
	void *handle;	 /* SQLite: sqlite3_stmt; NULL = not prepared */
	unsigned number; /* PostgreSQL: it is prepared as "s<number>"; 0 = not prepared */
	bool busy;	 /* its rows are being read */
	bool single;	 /* outside the cache: freed when released */
};

struct stmt_cache;

/* A cache that gives evicted statements to drop(conn, stmt).  NULL when memory is out. */
struct stmt_cache *stmt_cache_new(void (*drop)(void *conn, struct stmt *s), void *conn);
/* Drops all statements.  NULL is fine. */
void stmt_cache_free(struct stmt_cache *c);
/* The place of a statement, marked busy; prepared or not.  NULL when memory is out. */
struct stmt *stmt_take(struct stmt_cache *c, struct sql_ref ref);
/* Gives a place back; it stays prepared unless it was a single one.  NULL is fine. */
void stmt_release(struct stmt_cache *c, struct stmt *s);
/* Forgets that anything is prepared (the connection was replaced); nothing may be busy. */
void stmt_cache_forget(struct stmt_cache *c);

#endif
