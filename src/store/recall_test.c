#include "store/fixture.h"
#include "store/pg.h"
#include "store/send.h"

/* What a transaction does with a setting that it presumes. */
struct asked {
	struct arena *arena;
	struct str name;
	struct str value; /* as it was in the last run */
	int runs;
	int presumed;  /* in the first run */
	bool reads_on; /* asks for more afterwards */
	bool writes;   /* leaves a mark, without waiting for it */
	bool refuses;  /* is denied by what it has read, if that is "old" */
};

static enum err go_on(struct tx *tx, const struct asked *a)
{
	struct value mark[] = {VAL_STR(str_fmt(a->arena, "mark of %.*s", STR_ARG(a->value))),
			       VAL_STR(STR("1"))};
	size_t n;
	int64_t one;

	enum err e = a->writes ? tx_exec_later(tx, Q_SETTING_PUT, mark, 2) : OK;
	if (!e && a->reads_on)
		e = tx_ids(tx, Q_SETTING_GET, &VAL_STR(STR("other")), 1, &one, 1, &n);
	return e;
}

static enum err ask(struct tx *tx, void *arg)
{
	struct asked *a = arg;
	struct rows *rows;
	bool more = false;

	enum err e = tx_presume(tx, Q_SETTING_GET, &VAL_STR(a->name), &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e)
		return e;
	a->value = more ? str_dup(a->arena, rows_text(rows, 0)) : STR("");
	rows_done(rows);
	if (a->runs++ == 0)
		a->presumed = ((struct pg *)tx->conn)->recall.n_presumed;
	if (a->refuses && str_is(a->value, "old"))
		return ERR_DENIED;
	return go_on(tx, a);
}

/* One connection, which therefore remembers. */
static struct store *open_one(struct fixture *fx)
{
	struct store_options o = {.url = fx->url, .skip_schema = true, .workers = 1};
	struct store *s = NULL;

	fixture_script(fx, "create table settings (name text primary key, value text not null,"
			   " version bigint not null)");
	assert_int_equal(store_open(&o, &fx->fail, &s), OK);
	return s;
}

static void set(struct fixture *fx, const char *value)
{
	fixture_script(fx, str_fmt(fx->arena,
				   "insert into settings values ('s', '%s', 1)"
				   " on conflict (name) do update set value = '%s'",
				   value, value)
				   .p);
}

static void expect(struct asked *a, int line, int runs, int presumed, const char *value)
{
	if (a->runs != runs || a->presumed != presumed || !str_is(a->value, value))
		fail_msg("line %d: %d runs, %d presumed, \"%.*s\"", line, a->runs, a->presumed,
			 STR_ARG(a->value));
	a->runs = a->presumed = 0;
}

/* Asked twice, with a change between the two. */
static void check_change(struct fixture *fx, struct store *s, struct asked a, enum tx_mode mode)
{
	a.arena = fx->arena;
	a.name = STR("s");
	set(fx, "old");
	for (int i = 0; i < 2; i++) { /* the first may have to find out that it is "old" */
		assert_int_equal(store_run(s, mode, ask, &a), a.refuses ? ERR_DENIED : OK);
		a.runs = 0;
	}
	assert_int_equal(store_run(s, mode, ask, &a), a.refuses ? ERR_DENIED : OK);
	expect(&a, __LINE__, 1, 1, "old");
	set(fx, "new");
	assert_int_equal(store_run(s, mode, ask, &a), OK);
	expect(&a, __LINE__, 2, 1, "new");
	assert_int_equal(store_run(s, mode, ask, &a), OK);
	expect(&a, __LINE__, 1, 1, "new");
}

static void test_a_change_is_never_missed(void **state)
{
	static const struct {
		struct asked asked;
		enum tx_mode mode;
	} rows[] = {
		{{.reads_on = false}, TX_READ},
		{{.reads_on = true}, TX_READ},
		{{.refuses = true}, TX_READ},
		{{.refuses = true, .reads_on = true}, TX_READ},
		{{.writes = true}, TX_WRITE},
		{{.writes = true, .reads_on = true}, TX_WRITE},
		{{.refuses = true, .writes = true}, TX_WRITE},
	};
	struct fixture fx;

	(void)state;
	if (!fixture_has_pg())
		skip();
	fixture_init(&fx, true);
	struct store *s = open_one(&fx);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_change(&fx, s, rows[i].asked, rows[i].mode);
	store_close(s);
	fixture_done(&fx);
}

/* A write that rests on something wrong is undone, whoever notices first. */
static void test_nothing_stays_of_the_wrong_run(void **state)
{
	struct fixture fx;
	struct asked a = {.name = STR("s"), .writes = true};
	struct asked mark = {.name = STR("mark of old")};

	(void)state;
	if (!fixture_has_pg())
		skip();
	fixture_init(&fx, true);
	struct store *s = open_one(&fx);
	a.arena = mark.arena = fx.arena;
	set(&fx, "old");
	assert_int_equal(store_run(s, TX_READ, ask,
				   &(struct asked){.arena = fx.arena, .name = STR("s")}),
			 OK);
	set(&fx, "new");
	assert_int_equal(store_run(s, TX_WRITE, ask, &a), OK);
	expect(&a, __LINE__, 2, 1, "new");
	assert_int_equal(store_run(s, TX_READ, ask, &mark), OK);
	assert_int_equal(mark.value.n, 0);
	store_close(s);
	fixture_done(&fx);
}

static void test_what_is_not_kept(void **state)
{
	struct fixture fx;
	struct asked a = {.runs = 0};
	char name[RECALL_PARAM + 2] = "";

	(void)state;
	if (!fixture_has_pg())
		skip();
	fixture_init(&fx, true);
	struct store *s = open_one(&fx);
	a.arena = fx.arena;
	memset(name, 'n', sizeof name - 1);
	for (int i = 0; i < 3; i++) { /* too long a name */
		a.name = str_of(name);
		assert_int_equal(store_run(s, TX_READ, ask, &a), OK);
		expect(&a, __LINE__, 1, 0, "");
	}
	for (int i = 0; i < 3; i++) { /* more names than there are places: none is mistaken */
		for (int k = 0; k < 3 * RECALL_PLACES; k++) {
			a.name = str_fmt(fx.arena, "%d", k);
			fixture_script(&fx, str_fmt(fx.arena,
						    "insert into settings values"
						    " ('%d', '%d', 1) on conflict do nothing",
						    k, k)
						    .p);
			assert_int_equal(store_run(s, TX_READ, ask, &a), OK);
			assert_true(str_eq(a.value, a.name));
		}
	}
	store_close(s);
	fixture_done(&fx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_change_is_never_missed),
		cmocka_unit_test(test_nothing_stays_of_the_wrong_run),
		cmocka_unit_test(test_what_is_not_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
