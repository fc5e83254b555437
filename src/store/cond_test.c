#include "store/fixture.h"

#include "domain/customer.h"
#include "domain/follow_up.h"
#include "domain/ticket.h"
#include "store/cond.h"
#include "store/sqlite.h"

#define NOW ((struct instant){INT64_C(1767225600) * US_PER_S})

enum {
	CUSTOMERS = 12000, /* more than are found by a condition and sorted */
	OTHERS = 3000,
	MANY = 65000, /* more than the order is walked for */
	RARE = 60
};

static const struct fields *const types[] = {&customer_fields, &ticket_fields,
					     &follow_up_fields};

/* What no page sorts by has no index; the rows of one owner are few, and are sorted. */
static bool is_exempt(const char *name)
{
	static const char *const names[] = {"created_at",	   "updated_at",  "owner_since",
					    "first_order_on",	   "archived_at", "hold_until",
					    "next_action_done_at", "owner_id"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void *record(struct fixture *fx, const struct fields *t, int i)
{
	void *rec = arena_alloc(fx->arena, t->size);

	fields_clear(t, rec);
	for (int k = 0; k < 4; k++) /* id, version and times */
		assert_int_equal(field_set(&t->v[k], rec, VAL_INT(k ? 1 : i + 1)), OK);
	return rec;
}

/* Most are alike, a few are of another kind, a third has no time in the usual order. */
static void *customer(struct fixture *fx, int i)
{
	struct customer *c = record(fx, &customer_fields, i);

	c->number = str_fmt(fx->arena, "C%d", i);
	c->name = c->sort_key = str_fmt(fx->arena, "n%d", i * 7 % 100);
	c->tier = i % 40 == 0 ? TIER_VIP : TIER_ORDINARY;
	c->stage = i % 3 == 0 ? STAGE_STABLE : i % 41 == 0 ? STAGE_COLD : STAGE_NEW;
	c->department_id = i % 100 ? 1 : 0;
	c->region = i % 50 ? STR("310000") : STR("110000");
	if (i % 3)
		c->next_touch_at = (struct instant){NOW.us + i * 37 % 1000};
	if (i % 5)
		c->recall_at = (struct instant){NOW.us + i};
	return c;
}

static void *ticket(struct fixture *fx, int i)
{
	struct ticket *k = record(fx, &ticket_fields, i);

	k->number = str_fmt(fx->arena, "T%d", i);
	k->customer_id = 1;
	k->title = STR("t");
	k->submitted_at = NOW;
	k->last_seq = 0;
	k->state = i % 9 ? TICKET_ARCHIVED : TICKET_OPEN;
	if (i % 9 == 0)
		k->next_due_at = (struct instant){NOW.us + i};
	else
		k->responded_at = k->resolved_at = (struct instant){NOW.us + i};
	return k;
}

static void *follow_up(struct fixture *fx, int i)
{
	struct follow_up *f = record(fx, &follow_up_fields, i);
	struct instant at = {NOW.us + i};

	f->customer_id = 1;
	f->state = i % 9 ? FOLLOW_UP_DONE : FOLLOW_UP_PLANNED;
	f->done_at = f->inspected_at = f->next_action_due_at = i % 9 ? at : INSTANT_NONE;
	f->planned_at = i % 9 ? INSTANT_NONE : at;
	return f;
}

static void fill_with(struct tx *tx, struct fixture *fx, const struct fields *t, int n,
		      void *(*make)(struct fixture *fx, int i))
{
	char *rows = arena_alloc(fx->arena, (size_t)n * t->size);

	for (int i = 0; i < n; i++)
		memcpy(rows + (size_t)i * t->size, make(fx, i), t->size);
	assert_int_equal(row_insert_many(tx, t, rows, (size_t)n), OK);
}

static enum err fill(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;

	fill_with(tx, fx, &customer_fields, CUSTOMERS, customer);
	fill_with(tx, fx, &ticket_fields, OTHERS, ticket);
	fill_with(tx, fx, &follow_up_fields, OTHERS, follow_up);
	return OK;
}

static void company(struct fixture *fx)
{
	if (store_migrate(fx->store, &migrations_built_in, NOW, &fx->fail, NULL))
		fail_msg("%s", fail_line(fx->arena, &fx->fail.items[0]).p);
	fixture_script(fx, "insert into departments (id, version, created_at, updated_at, name,"
			   " path) values (1, 1, 0, 0, 'd', '/1/')");
	assert_int_equal(store_run(fx->store, TX_WRITE, fill, fx), OK);
}

/* The steps that SQLite's machine has taken for all statements of a connection since. */
static int steps(struct tx *tx)
{
	sqlite3 *db = ((struct lite *)tx->conn)->db;
	int n = 0;

	for (sqlite3_stmt *s = NULL; (s = sqlite3_next_stmt(db, s));)
		n += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 1);
	return n;
}

static void list(struct tx *tx, struct fixture *fx, const struct fields *t,
		 const struct list_query *q, struct list_page *page)
{
	if (row_list(tx, fx->arena, t, q, &fx->fail, page))
		fail_msg("%s by %s cannot be listed", t->table, q->sort->name);
}

/* A page of ten takes a thousand steps; so many rows read would take 20,000 or more. */
static void assert_short(struct tx *tx, struct fixture *fx, const struct fields *t,
			 const struct list_query *q, const char *what)
{
	enum { MOST = 9000 };
	struct list_page page;

	steps(tx);
	list(tx, fx, t, q, &page);
	int n = steps(tx);
	if (n > MOST)
		fail_msg("%s %s %s takes %d steps: an index is missing or not used", t->table,
			 q->descending ? "down by" : "by", what, n);
}

static enum err each_order(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		for (const struct field *fd = types[i]->v; fd < types[i]->v + types[i]->n; fd++)
			for (int down = 0; down < 2 && fd->flags & F_SORT; down++) {
				struct list_query q = {
					.sort = fd, .descending = down, .limit = 10};
				if (!is_exempt(fd->name))
					assert_short(tx, fx, types[i], &q, fd->name);
			}
	return OK;
}

/* Two values of an enumeration of F_RANK, in the usual order and by id. */
static enum err each_rank(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;
	int n = 0;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		for (const struct field *fd = types[i]->v; fd < types[i]->v + types[i]->n;
		     fd++) {
			if (!(fd->flags & F_RANK) || fd->type != FT_ENUM)
				continue;
			const struct value v[] = {VAL_STR(str_of(names_get(fd->names, 0))),
						  VAL_STR(str_of(names_get(fd->names, 1)))};
			struct list_query q = {
				.conds = {{fd, CMP_IN, v, 2}}, .n_conds = 1, .limit = 10};
			q.sort = field_find(types[i], str_of(types[i]->usual));
			assert_short(tx, fx, types[i], &q, fd->name);
			q.sort = &types[i]->v[0];
			assert_short(tx, fx, types[i], &q, fd->name);
			n++;
		}
	assert_int_equal(n, 5);
	return OK;
}

/* Whether an index of SQLite begins with a column; then, if it is not NULL, follows. */
static bool has_index(struct tx *tx, const struct fields *t, const char *column,
		      const char *then)
{
	sqlite3 *db = ((struct lite *)tx->conn)->db;
	static const char sql[] =
		"select 1 from pragma_index_list(?1) l where exists (select 1 from"
		" pragma_index_info(l.name) where seqno = 0 and name = ?2) and (?3 is null or"
		" exists (select 1 from pragma_index_info(l.name) where seqno = 1 and name = "
		"?3))";
	sqlite3_stmt *s;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	sqlite3_bind_text(s, 1, t->table, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, column, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 3, then, -1, SQLITE_STATIC);
	bool found = sqlite3_step(s) == SQLITE_ROW;
	sqlite3_finalize(s);
	return found;
}

static enum err each_flag(struct tx *tx, void *arg)
{
	(void)arg;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		for (const struct field *fd = types[i]->v; fd < types[i]->v + types[i]->n;
		     fd++) {
			const char *then = fd->flags & F_RANK ? types[i]->usual : NULL;
			if (fd->flags & (F_FIND | F_RANK) &&
			    !has_index(tx, types[i], fd->name, then))
				fail_msg("%s.%s: no index", types[i]->table, fd->name);
		}
	return OK;
}

/* Whether the rows before a page are passed over in an index that has all that is asked for. */
static bool is_covered(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *plan;
	bool covered = false;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW)
		covered |= strstr((const char *)sqlite3_column_text(plan, 3),
				  "customers USING COVERING INDEX") != NULL;
	sqlite3_finalize(plan);
	return covered;
}

static void assert_covered(struct tx *tx, struct fixture *fx, const char *what)
{
	sqlite3 *db = ((struct lite *)tx->conn)->db;
	int n = 0;

	for (sqlite3_stmt *s = NULL; (s = sqlite3_next_stmt(db, s));) {
		if (!strstr(sqlite3_sql(s), "page_ids"))
			continue;
		n++;
		if (!is_covered(db,
				str_fmt(fx->arena, "explain query plan %s", sqlite3_sql(s)).p))
			fail_msg("page 100 by %s reads the rows before it", what);
	}
	assert_true(n > 0);
}

/* The lists of customers leave out who was merged into another. */
static enum err each_deep_page(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;
	const struct fields *t = &customer_fields;

	for (const struct field *fd = t->v; fd < t->v + t->n; fd++) {
		bool text = fd->type == FT_TEXT && !str_is(STR("sort_key"), fd->name);
		if (!(fd->flags & F_SORT) || !(fd->flags & F_FIND) || text)
			continue;
		struct list_query q = {
			.conds = {{field_find(t, STR("merged_into_id")), CMP_NULL, NULL, 0}},
			.n_conds = 1,
			.sort = fd,
			.page = 100,
			.limit = 50};
		struct list_page page;
		list(tx, fx, t, &q, &page);
		assert_covered(tx, fx, fd->name);
	}
	return OK;
}

/* T10: what the pages sort and filter by is read by an index. */
static void test_indexes(void **state)
{
	struct fixture fx;

	(void)state;
	fixture_init(&fx, false);
	company(&fx);
	assert_int_equal(store_run(fx.store, TX_READ, each_flag, &fx), OK);
	assert_int_equal(store_run(fx.store, TX_READ, each_order, &fx), OK);
	assert_int_equal(store_run(fx.store, TX_READ, each_rank, &fx), OK);
	assert_int_equal(store_run(fx.store, TX_READ, each_deep_page, &fx), OK);
	fixture_done(&fx);
}

/* ---- law: how the rows are found changes no list ---- */

/* The same type, of which nothing is known. */
static const struct fields *unknown(struct arena *a, const struct fields *t)
{
	struct fields *u = ARENA_NEW(a, struct fields);
	struct field *v = ARENA_ARRAY(a, t->n, struct field);

	for (size_t i = 0; i < t->n; i++) {
		v[i] = t->v[i];
		v[i].flags &= ~(unsigned)(F_FIND | F_RANK);
	}
	*u = *t;
	u->v = v;
	u->usual = NULL;
	return u;
}

/* The query for the other table of fields. */
static struct list_query moved(const struct list_query *q, const struct fields *from,
			       const struct fields *to)
{
	struct list_query m = *q;

	m.sort = to->v + (q->sort - from->v);
	for (size_t i = 0; i < q->n_conds; i++)
		m.conds[i].field = to->v + (q->conds[i].field - from->v);
	return m;
}

/* The page of a number has the rows that stand there in the whole list. */
static void assert_stands(struct tx *tx, struct fixture *fx, const struct list_query *q)
{
	size_t before = q->page > 1 ? (size_t)(q->page - 1) * (size_t)q->limit : 0;
	struct list_query all = *q;
	struct list_page page, whole;

	all.page = 0;
	all.limit = (int)before + q->limit;
	list(tx, fx, &customer_fields, q, &page);
	list(tx, fx, &customer_fields, &all, &whole);
	assert_int_equal(page.n, whole.n > before ? whole.n - before : 0);
	for (size_t i = 0; i < page.n; i++)
		assert_int_equal(((struct customer *)page.rows)[i].id,
				 ((struct customer *)whole.rows)[before + i].id);
}

static void assert_same(struct tx *tx, struct fixture *fx, const struct list_query *q)
{
	const struct fields *t = &customer_fields;
	const struct fields *u = unknown(fx->arena, t);
	struct list_query plain = moved(q, t, u), known = *q;
	struct list_page a, b;

	for (int page = 0; page < 3; page++) {
		list(tx, fx, t, &known, &a);
		list(tx, fx, u, &plain, &b);
		assert_int_equal(a.n, b.n);
		assert_int_equal(a.total, b.total);
		assert_int_equal(a.next.n > 0, b.next.n > 0);
		for (size_t i = 0; i < a.n; i++)
			assert_int_equal(((struct customer *)a.rows)[i].id,
					 ((struct customer *)b.rows)[i].id);
		known.page = plain.page = 0; /* no cursor goes with a number */
		known.cursor = a.next;
		plain.cursor = b.next;
		if (!a.next.n)
			break;
	}
}

static enum err each_way(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;
	const struct field *v = customer_fields.v;
	struct actor head = {.user_id = 7, .department_id = 1, .department_path = STR("/1/")};
	head.scope[PERM_CUSTOMER_READ] = SCOPE_DEPARTMENT;
#define FIELD(name) field_find(&customer_fields, STR(name))
	const struct value new_cold[] = {VAL_STR(STR("new")), VAL_STR(STR("cold")),
					 VAL_STR(STR("stable")), VAL_STR(STR("new"))};
	const struct value tiers[] = {VAL_STR(STR("ordinary")), VAL_STR(STR("vip"))};
	const struct value region = VAL_STR(STR("310000"));
	const struct value from = VAL_TIME(((struct instant){NOW.us + 500}));
	const struct value to = VAL_TIME(((struct instant){NOW.us + 11000}));
	const struct cond conds[][2] = {
		{{FIELD("stage"), CMP_IN, new_cold, 2}},
		{{FIELD("stage"), CMP_IN, new_cold, 3}},
		{{FIELD("stage"), CMP_IN, new_cold, 4}}, /* one of them twice */
		{{FIELD("stage"), CMP_EQ, new_cold + 1, 1}},
		{{FIELD("stage"), CMP_IN, new_cold, 0}},
		{{FIELD("tier"), CMP_IN, tiers, 1}, {FIELD("stage"), CMP_IN, new_cold, 2}},
		{{FIELD("tier"), CMP_IN, tiers, 2}, {FIELD("region"), CMP_EQ, &region, 1}},
		{{FIELD("region"), CMP_NE, &region, 1}, {FIELD("tier"), CMP_IN, tiers + 1, 1}},
		{{FIELD("recall_at"), CMP_GE, &from, 1}, {FIELD("recall_at"), CMP_LT, &to, 1}},
		{{FIELD("next_touch_at"), CMP_GE, &from, 1}, {FIELD("tier"), CMP_IN, tiers, 1}},
		{{FIELD("recall_at"), CMP_NULL, NULL, 0}},
		{{FIELD("owner_id"), CMP_NULL, NULL, 0}, {FIELD("tier"), CMP_EQ, tiers, 1}},
	};
	const struct field *sorts[] = {v, FIELD("next_touch_at"), FIELD("tier"),
				       FIELD("recall_at")};
#undef FIELD

	for (size_t i = 0; i < sizeof conds / sizeof *conds; i++)
		for (size_t k = 0; k < 8; k++)
			for (int page = 0; page < 50; page += 48) {
				struct list_query q = {
					.eyes = {k % 3 ? NULL : &head, PERM_CUSTOMER_READ},
					.conds = {conds[i][0], conds[i][1]},
					.n_conds = conds[i][1].field ? 2 : 1,
					.sort = sorts[k / 2],
					.descending = k % 2,
					.page = page,
					.limit = 97,
					.with_total = true};
				assert_same(tx, fx, &q);
				if (!q.eyes.actor)
					assert_stands(tx, fx, &q);
			}
	return OK;
}

static void test_ways_change_no_list(struct fixture *fx)
{
	company(fx);
	assert_int_equal(store_run(fx->store, TX_READ, each_way, fx), OK);
}
ON_BOTH(test_ways_change_no_list)

/* ---- what few rows fit, wherever they stand in the order ---- */

static enum err fill_many(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;
	struct follow_up *v = ARENA_ARRAY(fx->arena, MANY, struct follow_up);

	fill_with(tx, fx, &customer_fields, 1, customer);
	for (int i = 0; i < MANY; i++) {
		v[i] = *(struct follow_up *)follow_up(fx, i);
		v[i].channel = i >= MANY - 2 * RARE && i % 2 ? CHANNEL_EMAIL : CHANNEL_PHONE;
	}
	return row_insert_many(tx, &follow_up_fields, v, MANY);
}

/* Empty ones come last, and among them the id decides. */
static bool in_order(const struct list_query *q, const struct follow_up *a,
		     const struct follow_up *b)
{
	struct value x = field_value(q->sort, a), y = field_value(q->sort, b);

	if ((x.kind == V_NULL) != (y.kind == V_NULL))
		return y.kind == V_NULL;
	if (x.kind == V_INT && x.i != y.i)
		return (x.i < y.i) != q->descending;
	return (a->id < b->id) != q->descending;
}

/* All that fit, page after page, each once and in order. */
static void assert_all_rare(struct tx *tx, struct fixture *fx, struct list_query q)
{
	const struct follow_up *last = NULL;
	struct list_page page;
	int n = 0;

	do {
		list(tx, fx, &follow_up_fields, &q, &page);
		const struct follow_up *v = page.rows;
		for (size_t i = 0; i < page.n; last = &v[i], i++, n++) {
			assert_int_equal(v[i].channel, CHANNEL_EMAIL);
			assert_true(!last || in_order(&q, last, &v[i]));
		}
		q.cursor = page.next;
	} while (page.next.n);
	assert_int_equal(n, RARE);
}

static enum err each_rare(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;
	const struct field *sorts[] = {&follow_up_fields.v[0],
				       field_find(&follow_up_fields, STR("planned_at")),
				       field_find(&follow_up_fields, STR("done_at"))};
	const struct value email = VAL_STR(STR("email"));
	const struct value states[] = {VAL_STR(STR("planned")), VAL_STR(STR("done"))};

	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
		for (int k = 0; k < 4; k++)
			assert_all_rare(
				tx, fx,
				(struct list_query){
					.conds = {{field_find(&follow_up_fields,
							      STR("channel")),
						   CMP_EQ, &email, 1},
						  {field_find(&follow_up_fields, STR("state")),
						   CMP_IN, states, 2}},
					.n_conds = k % 2 ? 2 : 1,
					.sort = sorts[i],
					.descending = k / 2,
					.limit = 25});
	return OK;
}

/* T10: they are found and sorted, since by the order nearly all rows would be looked at. */
static void test_what_few_fit_is_sorted(struct fixture *fx)
{
	if (store_migrate(fx->store, &migrations_built_in, NOW, &fx->fail, NULL))
		fail_msg("%s", fail_line(fx->arena, &fx->fail.items[0]).p);
	fixture_script(fx, "insert into departments (id, version, created_at, updated_at, name,"
			   " path) values (1, 1, 0, 0, 'd', '/1/')");
	assert_int_equal(store_run(fx->store, TX_WRITE, fill_many, fx), OK);
	assert_int_equal(store_run(fx->store, TX_READ, each_rare, fx), OK);
}
ON_BOTH(test_what_few_fit_is_sorted)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_indexes),
		BOTH(test_ways_change_no_list),
		BOTH(test_what_few_fit_is_sorted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
