/* fixture - a fresh store for a test, on either database.  For x_test.c files only.
 *
 * PostgreSQL is that of GENJIN_TEST_PG (tests/pg/pg.sh); each fixture has a database of its
 * own there.  Without the variable those tests are skipped, and say so. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include "base/test.h"

#include "store/driver.h"
#include "store/migrate.h"
#include "store/row.h"
#include "store/search.h"

#include <libpq-fe.h>
#include <unistd.h>

struct fixture {
	struct arena *arena;
	struct store *store;
	struct fail fail;
	struct str url;
	struct str dir; /* of the SQLite file */
	struct str db;	/* name of the database on PostgreSQL */
};

static inline bool fixture_has_pg(void)
{
	const char *url = getenv("GENJIN_TEST_PG");
	if (!url || !*url)
		print_message("GENJIN_TEST_PG is not set: NOT TESTED on PostgreSQL\n");
	return url && *url;
}

static inline void fixture_admin(struct fixture *fx, const char *before, const char *after)
{
	PGconn *c = PQconnectdb(getenv("GENJIN_TEST_PG"));
	PGresult *r =
		PQexec(c, str_fmt(fx->arena, "%s %.*s %s", before, STR_ARG(fx->db), after).p);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		fail_msg("%s", PQerrorMessage(c));
	PQclear(r);
	PQfinish(c);
}

/* The URL of GENJIN_TEST_PG with another database: postgresql://[host]/NAME?... */
static inline struct str fixture_pg_url(struct fixture *fx)
{
	struct str url = str_of(getenv("GENJIN_TEST_PG"));
	ptrdiff_t slash = str_find(url, '/', strlen("postgresql://"));
	ptrdiff_t query = str_find(url, '?', 0);
	struct str head = str_slice(url, 0, (size_t)slash + 1);
	struct str tail = query < 0 ? STR("") : str_slice(url, (size_t)query, url.n);
	return str_fmt(fx->arena, "%.*s%.*s%.*s", STR_ARG(head), STR_ARG(fx->db),
		       STR_ARG(tail));
}

/* Opens the fixture's database (again) without asking for a schema. */
static inline enum err fixture_reopen(struct fixture *fx)
{
	struct store_options o = {.url = fx->url, .skip_schema = true, .any_file_system = true};
	o.no_sync = getenv("GENJIN_TEST_SYNC") == NULL;
	fail_clear(&fx->fail);
	fx->store = NULL;
	return store_open(&o, &fx->fail, &fx->store);
}

static inline void fixture_init(struct fixture *fx, bool pg)
{
	static int count;

	*fx = (struct fixture){.arena = arena_new()};
	fx->fail.arena = fx->arena;
	if (pg) {
		fx->db = str_fmt(fx->arena, "genjin_test_%d_%d", (int)getpid(), ++count);
		fixture_admin(fx, "create database", "");
		fx->url = fixture_pg_url(fx);
	} else {
		fx->dir = str_fmt(fx->arena, "/tmp/genjin-store-XXXXXX");
		assert_non_null(mkdtemp((char *)(uintptr_t)fx->dir.p));
		fx->url = str_fmt(fx->arena, "%s/test.db", fx->dir.p);
	}
	if (fixture_reopen(fx))
		fail_msg("%s", fail_line(fx->arena, &fx->fail.items[0]).p);
}

static inline void fixture_done(struct fixture *fx)
{
	store_close(fx->store);
	if (fx->db.n) {
		fixture_admin(fx, "drop database", "with (force)");
	} else {
		static const char *const names[] = {"", "-wal", "-shm", ".lock"};
		for (size_t i = 0; i < 4; i++)
			unlink(str_fmt(fx->arena, "%s%s", fx->url.p, names[i]).p);
		assert_int_equal(rmdir(fx->dir.p), 0);
	}
	arena_free(fx->arena);
}

static inline enum err fixture_run_script(struct tx *tx, void *arg)
{
	return tx_script(tx, str_of(arg));
}

/* Runs statements that both databases understand. */
static inline void fixture_script(struct fixture *fx, const char *sql)
{
	assert_int_equal(
		store_run(fx->store, TX_WRITE, fixture_run_script, (void *)(uintptr_t)sql), OK);
}

/* A test function for each database from one that takes a fixture. */
#define ON_BOTH(name)                                                                          \
	static void name##_sqlite(void **state)                                                \
	{                                                                                      \
		struct fixture fx;                                                             \
		(void)state;                                                                   \
		fixture_init(&fx, false);                                                      \
		name(&fx);                                                                     \
		fixture_done(&fx);                                                             \
	}                                                                                      \
	static void name##_pg(void **state)                                                    \
	{                                                                                      \
		struct fixture fx;                                                             \
		(void)state;                                                                   \
		if (!fixture_has_pg())                                                         \
			skip();                                                                \
		fixture_init(&fx, true);                                                       \
		name(&fx);                                                                     \
		fixture_done(&fx);                                                             \
	}
#define BOTH(name) cmocka_unit_test(name##_sqlite), cmocka_unit_test(name##_pg)

#endif
