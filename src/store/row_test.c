#include "store/fixture.h"

#include <pthread.h>

#define KINDS(X) X(KIND_PLAIN, "plain") X(KIND_FANCY, "fancy")
ENUM_DECLARE(kind, KINDS);
ENUM_DEFINE(kind, KINDS);

struct thing {
	RECORD_HEAD;
	struct str name;
	int kind;
	int64_t owner_id;
	int64_t department_id;
	int64_t customer_id;
	int64_t amount;
	struct instant due_at;
	struct date day;
	bool active;
	struct str shown; /* computed */
};

static const struct field thing_rows[] = {
	RECORD_ROWS(struct thing),
	F_TEXT(struct thing, name, F_WRITE | F_SORT),
	F_ENUM(struct thing, kind, F_WRITE, kind_names),
	F_REF(struct thing, owner_id, F_WRITE, "user"),
	F_REF(struct thing, department_id, F_WRITE, "department"),
	F_REF(struct thing, customer_id, F_WRITE, "customer"),
	F_INT(struct thing, amount, F_WRITE | F_SORT),
	F_TIME(struct thing, due_at, F_WRITE | F_SORT),
	F_DATE(struct thing, day, F_WRITE | F_SORT),
	F_BOOL(struct thing, active, F_WRITE),
	F_TEXT(struct thing, shown, F_COMPUTED),
};
static const struct fields owned_things =
	FIELDS(struct thing, "thing", "things", thing_rows, .reach = REACH_OWNED);
static const struct fields customer_things =
	FIELDS(struct thing, "thing", "things", thing_rows, .reach = REACH_CUSTOMER);

static const char tables[] =
	"create table things (id bigint primary key, version bigint not null,"
	" created_at bigint not null, updated_at bigint not null, name text not null,"
	" kind text not null, owner_id bigint, department_id bigint, customer_id bigint,"
	" amount bigint, due_at bigint, day bigint, active bigint not null);"
	"create index things_amount on things (amount, id);"
	"create table departments (id bigint primary key, path text not null);"
	"create table customers (id bigint primary key, owner_id bigint, department_id bigint);"
	"create table customer_tags (customer_id bigint, tag_id bigint);";

/* A body that a test runs in a transaction. */
struct body {
	struct fixture *fx;
	void (*fn)(struct tx *tx, struct fixture *fx, void *arg);
	void *arg;
};

static enum err run_body(struct tx *tx, void *arg)
{
	struct body *b = arg;
	b->fn(tx, b->fx, b->arg);
	return OK;
}

static void in_tx(struct fixture *fx, enum tx_mode mode,
		  void (*fn)(struct tx *tx, struct fixture *fx, void *arg), void *arg)
{
	struct body b = {fx, fn, arg};
	assert_int_equal(store_run(fx->store, mode, run_body, &b), OK);
}

static struct thing a_thing(int64_t id)
{
	struct thing t;
	fields_clear(&owned_things, &t);
	t.id = id;
	t.version = 1;
	t.created_at = t.updated_at = instant_of_s(id);
	t.name = STR("n");
	return t;
}

static void insert_load_update_delete(struct tx *tx, struct fixture *fx, void *arg)
{
	struct thing t = a_thing(7), u;
	const struct fields *type = &owned_things;

	(void)arg;
	t.name = STR("跟进 'quoted'");
	t.kind = KIND_FANCY;
	t.day = date_of(2026, 2, 17);
	t.active = true;
	assert_int_equal(row_insert(tx, type, &t), OK);
	assert_int_equal(row_load(tx, fx->arena, type, EYES_SYSTEM, 7, &u), OK);
	assert_true(str_eq(u.name, t.name));
	assert_int_equal(u.kind, KIND_FANCY);
	assert_int_equal(u.day.day, t.day.day);
	assert_true(u.active);
	assert_int_equal(u.amount, INT_NONE);
	assert_false(instant_is_set(u.due_at));

	u.amount = -5;
	assert_int_equal(row_update(tx, type, &u), OK);
	assert_int_equal(u.version, 2);
	assert_int_equal(row_update(tx, type, &t), ERR_STALE);
	assert_int_equal(row_load(tx, fx->arena, type, EYES_SYSTEM, 7, &t), OK);
	assert_int_equal(t.amount, -5);
	assert_int_equal(t.version, 2);
	assert_int_equal(row_delete(tx, type, 7, 1), ERR_STALE);
	assert_int_equal(row_delete(tx, type, 7, 2), OK);
	assert_int_equal(row_load(tx, fx->arena, type, EYES_SYSTEM, 7, &u), ERR_NOT_FOUND);
}

static void test_one_record(struct fixture *fx)
{
	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_load_update_delete, NULL);
}
ON_BOTH(test_one_record)

/* What stands in the way of COPY's text form comes back as it was. */
static void insert_at_once(struct tx *tx, struct fixture *fx, void *arg)
{
	static const char *const names[] = {"\\", "a\tb", "a\nb\r\n", "\\N", "", "\\.", "跟进"};
	enum { N = sizeof names / sizeof *names };
	struct thing t[N], u;

	(void)arg;
	for (int i = 0; i < N; i++) {
		t[i] = a_thing(10 + i);
		t[i].name = str_of(names[i]);
		t[i].owner_id = i % 2 ? 5 : 0;
		t[i].amount = i % 2 ? INT64_MIN + 5 : INT_NONE;
		t[i].active = i % 2;
	}
	assert_int_equal(row_insert_many(tx, &owned_things, t, 0), OK);
	assert_int_equal(row_insert_many(tx, &owned_things, t, N), OK);
	for (int i = 0; i < N; i++) {
		assert_int_equal(
			row_load(tx, fx->arena, &owned_things, EYES_SYSTEM, 10 + i, &u), OK);
		assert_true(str_eq(u.name, t[i].name));
		assert_int_equal(u.owner_id, t[i].owner_id);
		assert_int_equal(u.amount, t[i].amount);
		assert_int_equal(u.active, t[i].active);
		assert_false(instant_is_set(u.due_at));
	}
}

static void insert_twice(struct tx *tx, struct fixture *fx, void *arg)
{
	struct thing t[2] = {a_thing(99), a_thing(10)};

	(void)fx;
	(void)arg;
	assert_int_equal(row_insert_many(tx, &owned_things, t, 2), ERR_CONFLICT);
	assert_true(str_is(tx_constraint(tx), "things_id"));
}

static void is_absent(struct tx *tx, struct fixture *fx, void *arg)
{
	struct thing t;

	(void)arg;
	assert_int_equal(row_load(tx, fx->arena, &owned_things, EYES_SYSTEM, 99, &t),
			 ERR_NOT_FOUND);
}

static enum err run_twice(struct tx *tx, void *arg)
{
	insert_twice(tx, arg, NULL);
	return OK;
}

static void test_many_records(struct fixture *fx)
{
	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_at_once, NULL);
	assert_int_equal(store_run(fx->store, TX_WRITE, run_twice, fx), ERR_CONFLICT);
	in_tx(fx, TX_READ, is_absent, NULL); /* all or nothing */
}
ON_BOTH(test_many_records)

/* ---- pages ---- */

enum { THINGS = 157 };

static void insert_many(struct tx *tx, struct fixture *fx, void *arg)
{
	struct rng *r = arg;

	for (int i = 1; i <= THINGS; i++) {
		struct thing t = a_thing(i);
		t.name = str_fmt(fx->arena, "%s%d", rng_below(r, 2) ? "客" : "b",
				 (int)rng_below(r, 9));
		if (rng_below(r, 3))
			t.amount = (int64_t)rng_below(r, 7) - 3;
		if (rng_below(r, 4))
			t.due_at = instant_of_s((int64_t)rng_below(r, 20));
		t.kind = (int)rng_below(r, 2);
		t.active = rng_below(r, 2);
		assert_int_equal(row_insert(tx, &owned_things, &t), OK);
	}
}

struct order {
	const struct field *sort;
	bool descending;
};

static int compare_values(struct value a, struct value b)
{
	if (a.kind == V_TEXT)
		return str_cmp(a.s, b.s);
	return (a.i > b.i) - (a.i < b.i);
}

/* Empty last in both directions, then by value, then by id. */
static int compare_things(const struct thing *x, const struct thing *y, struct order o)
{
	struct value a = field_value(o.sort, x), b = field_value(o.sort, y);

	if ((a.kind == V_NULL) != (b.kind == V_NULL))
		return a.kind == V_NULL ? 1 : -1;
	int c = a.kind == V_NULL ? 0 : compare_values(a, b);
	if (c == 0)
		c = (x->id > y->id) - (x->id < y->id);
	return o.descending ? -c : c;
}

/* Reads all pages and checks their order, their number and that nothing comes twice. */
static void read_pages(struct tx *tx, struct fixture *fx, void *arg)
{
	const struct order *o = arg;
	struct list_query q = {.sort = o->sort, .descending = o->descending, .limit = 10};
	struct thing last = {0};
	size_t n = 0;

	q.with_total = true;
	q.cursor = STR("");
	do {
		struct list_page page;
		assert_int_equal(row_list(tx, fx->arena, &owned_things, &q, &fx->fail, &page),
				 OK);
		assert_int_equal(page.total, THINGS);
		assert_int_equal(page.n, THINGS - n < 10 ? THINGS - n : 10);
		for (size_t i = 0; i < page.n; i++) {
			const struct thing *t = (struct thing *)page.rows + i;
			if (n++ && compare_things(&last, t, *o) >= 0)
				fail_msg("sort %s %d: %lld before %lld", o->sort->name,
					 o->descending, (long long)last.id, (long long)t->id);
			last = *t;
		}
		q.cursor = page.next;
	} while (q.cursor.n);
	assert_int_equal(n, THINGS);
}

static void test_pages_equal_a_full_sort(struct fixture *fx)
{
	static const char *const sorts[] = {"id",  "name", "amount",	"due_at",
					    "day", "kind", "created_at"};
	struct rng r = test_seed(11);

	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_many, &r);
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
		for (int down = 0; down < 2; down++) {
			struct order o = {field_find(&owned_things, str_of(sorts[i])), down};
			in_tx(fx, TX_READ, read_pages, &o);
		}
	}
}
ON_BOTH(test_pages_equal_a_full_sort)

static void foreign_cursors(struct tx *tx, struct fixture *fx, void *arg)
{
	struct list_query q = {.sort = field_find(&owned_things, STR("amount")), .limit = 3};
	struct list_page page;

	(void)arg;
	assert_int_equal(row_list(tx, fx->arena, &owned_things, &q, &fx->fail, &page), OK);
	struct str good = page.next;
	assert_true(good.n > 0);
	q.descending = true;
	q.cursor = good;
	assert_int_equal(row_list(tx, fx->arena, &owned_things, &q, &fx->fail, &page),
			 ERR_INPUT);
	assert_string_equal(fail_code(&fx->fail), "bad_cursor");
	q.descending = false;
	q.sort = field_find(&owned_things, STR("due_at"));
	assert_int_equal(row_list(tx, fx->arena, &owned_things, &q, &fx->fail, &page),
			 ERR_INPUT);
	q.sort = field_find(&owned_things, STR("amount"));
	q.cursor = str_slice(good, 0, good.n - 1);
	assert_int_equal(row_list(tx, fx->arena, &owned_things, &q, &fx->fail, &page),
			 ERR_INPUT);
	q.cursor = STR("'; drop table things; --");
	assert_int_equal(row_list(tx, fx->arena, &owned_things, &q, &fx->fail, &page),
			 ERR_INPUT);
	q.cursor = good;
	assert_int_equal(row_list(tx, fx->arena, &owned_things, &q, &fx->fail, &page), OK);
}

static void test_foreign_cursors_are_refused(struct fixture *fx)
{
	struct rng r = test_seed(12);
	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_many, &r);
	in_tx(fx, TX_READ, foreign_cursors, NULL);
}
ON_BOTH(test_foreign_cursors_are_refused)

/* ---- conditions ---- */

static int64_t count_with(struct tx *tx, const char *field, enum cmp cmp, const struct value *v,
			  size_t n)
{
	struct list_query q = {.conds = {{field_find(&owned_things, str_of(field)), cmp, v, n}},
			       .n_conds = 1};
	int64_t count = -1;
	assert_int_equal(row_count(tx, &owned_things, &q, &count), OK);
	return count;
}

/* Counting stops at a bound: the lesser of both, whatever the conditions are. */
static void counts_to_bounds(struct tx *tx, struct fixture *fx, void *arg)
{
	struct rng *r = arg;
	int stopped = 0, rounds = (int)test_rounds(60);

	(void)fx;
	for (int i = 0; i < rounds; i++) {
		const struct value below = VAL_INT((int64_t)rng_below(r, 12) - 5);
		const struct range some = {.from = VAL_NULL, .to = below};
		struct list_query q = {
			.conds = {{field_find(&owned_things, STR("amount")), CMP_LT, &below,
				   1}},
			.n_conds = i % 2,
			.ranged = i % 3 ? field_find(&owned_things, STR("amount")) : NULL,
			.ranges = &some,
			.n_ranges = 1,
		};
		int64_t all, counted;
		assert_int_equal(row_count(tx, &owned_things, &q, &all), OK);
		q.count_max = 1 + (int64_t)rng_below(r, THINGS + 5);
		if (all > 0 && i % 4 == 3)
			q.count_max = all + (int64_t)rng_below(r, 2);
		assert_int_equal(row_count(tx, &owned_things, &q, &counted), OK);
		assert_int_equal(counted, all < q.count_max ? all : q.count_max);
		stopped += counted < all;
	}
	assert_true(stopped > 0 && stopped < rounds);
}

static void test_counts_stop_at_their_bound(struct fixture *fx)
{
	struct rng r = test_seed(16);
	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_many, &r);
	in_tx(fx, TX_READ, counts_to_bounds, &r);
}
ON_BOTH(test_counts_stop_at_their_bound)

static void conditions(struct tx *tx, struct fixture *fx, void *arg)
{
	const struct value one = VAL_INT(1), none = VAL_NULL, fancy = VAL_STR(STR("fancy"));
	const struct value few[] = {VAL_INT(-3), VAL_INT(0), VAL_INT(3)};
	int64_t below = count_with(tx, "amount", CMP_LT, &one, 1);
	int64_t from = count_with(tx, "amount", CMP_GE, &one, 1);
	int64_t empty = count_with(tx, "amount", CMP_NULL, NULL, 0);

	(void)fx;
	(void)arg;
	assert_int_equal(below + from + empty, THINGS);
	assert_true(below > 0 && from > 0 && empty > 0);
	assert_int_equal(count_with(tx, "amount", CMP_EQ, &none, 1), empty);
	assert_int_equal(count_with(tx, "amount", CMP_NOT_NULL, NULL, 0), below + from);
	assert_int_equal(count_with(tx, "amount", CMP_EQ, &one, 1) +
				 count_with(tx, "amount", CMP_NE, &one, 1),
			 below + from);
	assert_int_equal(count_with(tx, "amount", CMP_IN, few, 3),
			 count_with(tx, "amount", CMP_EQ, &few[0], 1) +
				 count_with(tx, "amount", CMP_EQ, &few[1], 1) +
				 count_with(tx, "amount", CMP_EQ, &few[2], 1));
	assert_int_equal(count_with(tx, "amount", CMP_IN, few, 0), 0);
	int64_t fancies = count_with(tx, "kind", CMP_EQ, &fancy, 1);
	assert_true(fancies > 0 && fancies < THINGS);
	assert_int_equal(count_with(tx, "name", CMP_NULL, NULL, 0), 0);
	assert_int_equal(count_with(tx, "name", CMP_NOT_NULL, NULL, 0), THINGS);
}

static void test_conditions(struct fixture *fx)
{
	struct rng r = test_seed(13);
	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_many, &r);
	in_tx(fx, TX_READ, conditions, NULL);
}
ON_BOTH(test_conditions)

/* Each group is as large as a list of it, and the groups make up all. */
static void groups(struct tx *tx, struct fixture *fx, void *arg)
{
	const struct list_query all = {.n_conds = 0};
	struct row_group *v;
	size_t n;
	int64_t sum = 0;

	(void)arg;
	assert_int_equal(row_groups(tx, fx->arena, &owned_things, &all,
				    field_find(&owned_things, STR("amount")),
				    field_find(&owned_things, STR("due_at")), 50, &v, &n),
			 OK);
	assert_int_equal(n, 8); /* -3 ... 3 and none */
	for (size_t i = 0; i < n; i++) {
		sum += v[i].n;
		assert_true(i == 0 || v[i - 1].n >= v[i].n);
		assert_int_equal(count_with(tx, "amount", CMP_EQ, &v[i].value, 1), v[i].n);
		const struct cond conds[] = {
			{field_find(&owned_things, STR("amount")), CMP_EQ, &v[i].value, 1}};
		const struct list_query one = {.conds = {conds[0]},
					       .n_conds = 1,
					       .sort = field_find(&owned_things, STR("due_at")),
					       .limit = 1};
		struct list_page page;
		assert_int_equal(row_list(tx, fx->arena, &owned_things, &one, &fx->fail, &page),
				 OK);
		assert_int_equal(((struct thing *)page.rows)->due_at.us, v[i].least.i);
	}
	assert_int_equal(sum, THINGS);
}

static void test_groups(struct fixture *fx)
{
	struct rng r = test_seed(15);
	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_many, &r);
	in_tx(fx, TX_READ, groups, NULL);
}
ON_BOTH(test_groups)

static void of_customers(struct tx *tx, struct fixture *fx, void *arg)
{
	const struct value seven = VAL_INT(7);
	const struct list_query q = {
		.of_customer = {field_find(&owned_things, STR("owner_id")), CMP_EQ, &seven, 1}};
	struct list_page page;

	(void)arg;
	for (int64_t i = 1; i <= 4; i++) {
		struct thing t = a_thing(i);
		t.customer_id = i == 4 ? 0 : i;
		t.owner_id = 7; /* its own owner does not count */
		assert_int_equal(row_insert(tx, &owned_things, &t), OK);
	}
	assert_int_equal(row_list(tx, fx->arena, &owned_things, &q, &fx->fail, &page), OK);
	assert_int_equal(page.n, 2);
	assert_int_equal(((struct thing *)page.rows)[0].id, 1);
	assert_int_equal(((struct thing *)page.rows)[1].id, 3);
}

static void test_conditions_of_the_customer(struct fixture *fx)
{
	fixture_script(fx, tables);
	fixture_script(fx, "insert into customers values (1, 7, null), (2, 8, null),"
			   " (3, 7, null);");
	in_tx(fx, TX_WRITE, of_customers, NULL);
}
ON_BOTH(test_conditions_of_the_customer)

static void finds_children(struct tx *tx, struct fixture *fx, void *arg)
{
	struct thing *found;
	size_t n;

	(void)arg;
	assert_int_equal(
		row_find(tx, fx->arena, &owned_things, "active", VAL_INT(1), &found, &n), OK);
	for (size_t i = 0; i < n; i++) {
		assert_true(found[i].active);
		assert_true(i == 0 || found[i - 1].id < found[i].id);
	}
	const struct value one = VAL_INT(1);
	assert_int_equal(n, count_with(tx, "active", CMP_EQ, &one, 1));
	assert_int_equal(
		row_find(tx, fx->arena, &owned_things, "active", VAL_INT(5), &found, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(
		row_find(tx, fx->arena, &owned_things, "nonsense", VAL_INT(5), &found, &n),
		ERR_BUG);
}

static void test_find(struct fixture *fx)
{
	struct rng r = test_seed(14);
	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_many, &r);
	in_tx(fx, TX_READ, finds_children, NULL);
}
ON_BOTH(test_find)

/* ---- scope: the SQL equals actor_may() ---- */

enum { DEPARTMENTS = 12, CUSTOMERS = 60, USERS = 6 };

struct world {
	struct rng r;
	struct str paths[DEPARTMENTS + 1];
	struct {
		int64_t owner, department;
	} customers[CUSTOMERS + 1];
	struct thing things[THINGS + 1];
};

static void build_world(struct tx *tx, struct fixture *fx, void *arg)
{
	struct world *w = arg;
	struct arena *a = fx->arena;

	w->paths[0] = STR("");
	for (int i = 1; i <= DEPARTMENTS; i++) {
		struct str parent = w->paths[rng_below(&w->r, (uint64_t)i)];
		w->paths[i] = str_fmt(a, "%.*s%s%d/", STR_ARG(parent), parent.n ? "" : "/", i);
		assert_int_equal(
			tx_script(tx, str_fmt(a, "insert into departments values (%d, '%s')", i,
					      w->paths[i].p)),
			OK);
	}
	for (int i = 1; i <= CUSTOMERS; i++) {
		int64_t owner = (int64_t)rng_below(&w->r, USERS + 1);
		int64_t department = (int64_t)rng_below(&w->r, DEPARTMENTS + 1);
		w->customers[i].owner = owner;
		w->customers[i].department = department;
		assert_int_equal(tx_script(tx, str_fmt(a,
						       "insert into customers values"
						       " (%d, nullif(%d, 0), nullif(%d, 0))",
						       i, (int)owner, (int)department)),
				 OK);
	}
	for (int i = 1; i <= THINGS; i++) {
		struct thing t = a_thing(i);
		t.owner_id = (int64_t)rng_below(&w->r, USERS + 1);
		t.department_id = (int64_t)rng_below(&w->r, DEPARTMENTS + 1);
		t.customer_id = 1 + (int64_t)rng_below(&w->r, CUSTOMERS);
		w->things[i] = t;
		assert_int_equal(row_insert(tx, &owned_things, &t), OK);
	}
}

/* What one actor sees of one type, both ways; returns how many. */
static int64_t compare_scope(struct tx *tx, struct fixture *fx, struct world *w,
			     const struct fields *type, const struct actor *actor)
{
	struct list_query q = {.eyes = {actor, PERM_CUSTOMER_READ}, .limit = 200};
	struct list_page page;
	struct thing loaded;
	size_t at = 0;

	assert_int_equal(row_list(tx, fx->arena, type, &q, &fx->fail, &page), OK);
	for (int i = 1; i <= THINGS; i++) {
		int64_t c = w->things[i].customer_id;
		bool by_customer = type == &customer_things;
		int64_t owner = by_customer ? w->customers[c].owner : w->things[i].owner_id;
		int64_t dep =
			by_customer ? w->customers[c].department : w->things[i].department_id;
		bool may = actor_may(actor, PERM_CUSTOMER_READ, owner, w->paths[dep]);
		bool listed = at < page.n && ((struct thing *)page.rows)[at].id == i;
		at += listed;
		bool found = row_load(tx, fx->arena, type, q.eyes, i, &loaded) == OK;
		if (may != listed || may != found)
			fail_msg("thing %d: may %d, listed %d, loaded %d", i, may, listed,
				 found);
	}
	assert_int_equal(at, page.n);
	return (int64_t)at;
}

static void compare_scopes(struct tx *tx, struct fixture *fx, void *arg)
{
	struct world *w = arg;
	int64_t seen[4] = {0};

	for (long i = 0; i < test_rounds(40); i++) {
		struct actor actor = {.user_id = 1 + (int64_t)rng_below(&w->r, USERS)};
		enum scope scope = (enum scope)(i % 4);
		actor.department_id = (int64_t)rng_below(&w->r, DEPARTMENTS + 1);
		actor.department_path = w->paths[actor.department_id];
		actor.scope[PERM_CUSTOMER_READ] = (unsigned char)scope;
		seen[scope] += compare_scope(tx, fx, w, &owned_things, &actor);
		seen[scope] += compare_scope(tx, fx, w, &customer_things, &actor);
	}
	assert_int_equal(seen[SCOPE_NONE], 0);
	assert_true(seen[SCOPE_OWN] > 0 && seen[SCOPE_OWN] < seen[SCOPE_DEPARTMENT]);
	assert_true(seen[SCOPE_DEPARTMENT] < seen[SCOPE_ALL]);
}

static void test_scope_equals_actor_may(struct fixture *fx)
{
	struct world *w = calloc(1, sizeof *w);
	assert_non_null(w);
	w->r = test_seed(15);
	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, build_world, w);
	in_tx(fx, TX_READ, compare_scopes, w);
	free(w);
}
ON_BOTH(test_scope_equals_actor_may)

/* Adds one to the amount of thing 1, over and over, beside another that does the same. */
struct adder {
	pthread_t thread;
	struct store *store;
	struct arena *arena;
	int fine, busy;
};

static enum err add_one(struct tx *tx, void *arg)
{
	struct adder *a = arg;
	struct thing t;

	arena_reset(a->arena);
	enum err e = row_load(tx, a->arena, &owned_things, EYES_SYSTEM, 1, &t);
	t.amount++;
	return e ? e : row_update(tx, &owned_things, &t);
}

static void *add_often(void *arg)
{
	struct adder *a = arg;
	for (int i = 0; i < 200; i++) {
		enum err e = store_run(a->store, TX_WRITE, add_one, a);
		a->fine += e == OK;
		a->busy += e == ERR_BUSY; /* lost the race five times */
	}
	return NULL;
}

static void insert_first(struct tx *tx, struct fixture *fx, void *arg)
{
	struct thing t = a_thing(1);
	(void)fx;
	(void)arg;
	t.amount = 0;
	assert_int_equal(row_insert(tx, &owned_things, &t), OK);
}

static void amount_is(struct tx *tx, struct fixture *fx, void *arg)
{
	struct thing t;
	assert_int_equal(row_load(tx, fx->arena, &owned_things, EYES_SYSTEM, 1, &t), OK);
	assert_int_equal(t.amount, *(int *)arg);
}

/* What was read and then changed by somebody else is read again; nobody is told "stale" who did
 * not name a version. */
static void test_lost_races_are_repeated(struct fixture *fx)
{
	struct adder a[2] = {{.store = fx->store}, {.store = fx->store}};
	int fine = 0;

	fixture_script(fx, tables);
	in_tx(fx, TX_WRITE, insert_first, NULL);
	for (int i = 0; i < 2; i++) {
		a[i].arena = arena_new();
		assert_int_equal(pthread_create(&a[i].thread, NULL, add_often, &a[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(a[i].thread, NULL);
		assert_int_equal(a[i].fine + a[i].busy, 200);
		fine += a[i].fine;
		arena_free(a[i].arena);
	}
	in_tx(fx, TX_READ, amount_is, &fine);
	assert_in_range(fine, 360, 400);
}
ON_BOTH(test_lost_races_are_repeated)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test_one_record),
		BOTH(test_many_records),
		BOTH(test_pages_equal_a_full_sort),
		BOTH(test_foreign_cursors_are_refused),
		BOTH(test_counts_stop_at_their_bound),
		BOTH(test_conditions),
		BOTH(test_groups),
		BOTH(test_conditions_of_the_customer),
		BOTH(test_find),
		BOTH(test_scope_equals_actor_may),
		BOTH(test_lost_races_are_repeated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
