#include "store/fixture.h"

#include "store/records.h"

#define NOW ((struct instant){INT64_C(1767225600) * US_PER_S})

static void test_fresh_then_nothing(struct fixture *fx)
{
	int applied = -1;
	struct store *s = fx->store;

	assert_int_equal(store_check_schema(s, &fx->fail), ERR_CONFLICT);
	assert_string_equal(fail_code(&fx->fail), "schema_old");
	fail_clear(&fx->fail);
	enum err e = store_migrate(s, &migrations_built_in, NOW, &fx->fail, &applied);
	if (e)
		fail_msg("%s", fail_line(fx->arena, &fx->fail.items[0]).p);
	assert_int_equal(applied, (int)migrations_built_in.n);
	assert_int_equal(store_check_schema(s, &fx->fail), OK);
	assert_int_equal(store_migrate(s, &migrations_built_in, NOW, &fx->fail, &applied), OK);
	assert_int_equal(applied, 0);
}
ON_BOTH(test_fresh_then_nothing)

static enum err read_each_type(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;

	for (const struct fields *const *t = record_types; *t; t++) {
		struct list_query q = {.limit = 1};
		struct list_page page;
		if (row_list(tx, fx->arena, *t, &q, &fx->fail, &page))
			fail_msg("%s does not have the columns of its field table",
				 (*t)->table);
	}
	return OK;
}

/* Opening a store with the newest schema prepares every statement of db/query. */
static void test_all_statements_fit_the_schema(struct fixture *fx)
{
	struct store_options o = {.url = fx->url, .no_sync = true};

	if (store_migrate(fx->store, &migrations_built_in, NOW, &fx->fail, NULL))
		fail_msg("%s", fail_line(fx->arena, &fx->fail.items[0]).p);
	store_close(fx->store);
	fx->store = NULL;
	if (store_open(&o, &fx->fail, &fx->store))
		fail_msg("%s", fail_line(fx->arena, &fx->fail.items[0]).p);
	assert_int_equal(store_run(fx->store, TX_READ, read_each_type, fx), OK);
}
ON_BOTH(test_all_statements_fit_the_schema)

static const struct migration two[] = {
	{0, "0000_a", "aa", {"create table a (id bigint)", "create table a (id bigint)"}},
	{1, "0001_b", "bb", {"create table b (id bigint)", "create table b (id bigint)"}},
};

static void test_foreign_schemas_are_refused(struct fixture *fx)
{
	struct migration edited[] = {two[0], two[1]};
	edited[0].checksum = "ab";
	const struct migrations both = {two, 2}, first = {two, 1}, changed = {edited, 2};
	struct fail *f = &fx->fail;

	assert_int_equal(store_migrate(fx->store, &first, NOW, f, NULL), OK);
	assert_int_equal(store_migrate(fx->store, &both, NOW, f, NULL), OK);
	assert_int_equal(store_migrate(fx->store, &first, NOW, f, NULL), ERR_CONFLICT);
	assert_string_equal(fail_code(f), "schema_new");
	fail_clear(f);
	assert_int_equal(store_migrate(fx->store, &changed, NOW, f, NULL), ERR_CONFLICT);
	assert_string_equal(fail_code(f), "schema_edited");
}
ON_BOTH(test_foreign_schemas_are_refused)

static enum err read_a(struct tx *tx, void *arg)
{
	struct rows *rows;
	(void)arg;
	return tx_query_sql(tx, STR("select id from a"), NULL, 0, &rows);
}

/* A migration whose second statement fails leaves nothing of its first. */
static void test_failed_migration_leaves_the_old_schema(struct fixture *fx)
{
	static const char bad[] = "create table c (id bigint); create table c (id bigint)";
	const struct migration list[] = {two[0], {1, "0001_bad", "cc", {bad, bad}}};
	const struct migration good[] = {
		two[0],
		{1,
		 "0001_c",
		 "cc",
		 {"create table c (id bigint)", "create table c (id bigint)"}}};
	const struct migrations with_bad = {list, 2}, with_good = {good, 2};
	int applied;

	assert_true(store_migrate(fx->store, &with_bad, NOW, &fx->fail, NULL) != OK);
	assert_string_equal(fail_code(&fx->fail), "migration_failed");
	assert_int_equal(store_run(fx->store, TX_READ, read_a, NULL),
			 OK); /* the first one stays */
	fail_clear(&fx->fail);
	assert_int_equal(store_migrate(fx->store, &with_good, NOW, &fx->fail, &applied), OK);
	assert_int_equal(applied, 1);
}
ON_BOTH(test_failed_migration_leaves_the_old_schema)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test_fresh_then_nothing),
		BOTH(test_all_statements_fit_the_schema),
		BOTH(test_foreign_schemas_are_refused),
		BOTH(test_failed_migration_leaves_the_old_schema),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
