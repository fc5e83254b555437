#include "store/attempt.h"
#include "store/fixture.h"
#include "store/send.h"

#include <pthread.h>
#include <sys/stat.h>

static const char counters[] = "create table hits (id bigint primary key, name text not null,"
			       " n bigint, constraint hits_positive check (n >= 0));"
			       "create unique index hits_name on hits (name);"
			       "create unique index hits_n_name on hits (n, name);"
			       "create table marks (id bigint primary key,"
			       " hit_id bigint not null references hits (id))";

struct hit {
	int64_t id;
	const char *name;
	int64_t n;
	enum err then; /* what the job returns after its insert */
	struct str constraint;
	struct arena *arena;
};

static enum err insert_hit(struct tx *tx, void *arg)
{
	struct hit *h = arg;
	const struct value v[] = {VAL_INT(h->id), VAL_STR(str_of(h->name)), VAL_INT(h->n)};
	struct str sql = STR("insert into hits (id, name, n) values (?1, ?2, ?3)");

	if (tx->store->driver->dialect == DIALECT_PG)
		sql = STR("insert into hits (id, name, n) values ($1, $2, $3)");
	enum err e = tx_exec_sql(tx, sql, v, 3, NULL);
	if (h->arena)
		h->constraint = str_dup(h->arena, tx_constraint(tx));
	return e ? e : h->then;
}

static enum err count_hits(struct tx *tx, void *arg)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query_sql(tx, STR("select count(*) from hits"), NULL, 0, &rows);
	if (e)
		return e;
	e = rows_next(rows, &more);
	*(int64_t *)arg = rows_int(rows, 0);
	rows_done(rows);
	rows_done(rows); /* twice is fine */
	return e;
}

static int64_t hits(struct fixture *fx)
{
	int64_t n = -1;
	assert_int_equal(store_run(fx->store, TX_READ, count_hits, &n), OK);
	return n;
}

static void test_commit_and_roll_back(struct fixture *fx)
{
	struct hit a = {.id = 1, .name = "a", .n = 1};
	struct hit b = {.id = 2, .name = "b", .n = 1, .then = ERR_DENIED};

	fixture_script(fx, counters);
	assert_int_equal(store_run(fx->store, TX_WRITE, insert_hit, &a), OK);
	assert_int_equal(store_run(fx->store, TX_WRITE, insert_hit, &b), ERR_DENIED);
	assert_int_equal(hits(fx), 1);
	assert_int_equal(store_run(fx->store, TX_READ, insert_hit, &b), ERR_BUG);
	assert_int_equal(hits(fx), 1);
}
ON_BOTH(test_commit_and_roll_back)

static void test_constraints_have_the_same_names(struct fixture *fx)
{
	struct hit first = {.id = 1, .name = "a", .n = 1};
	static const struct {
		int line;
		struct hit hit;
		const char *constraint;
	} rows[] = {
		{__LINE__, {.id = 2, .name = "a", .n = 2}, "hits_name"},
		{__LINE__, {.id = 1, .name = "b", .n = 2}, "hits_id"},
		{__LINE__, {.id = 3, .name = "c", .n = -1}, "hits_positive"},
	};
	fixture_script(fx, counters);
	assert_int_equal(store_run(fx->store, TX_WRITE, insert_hit, &first), OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct hit h = rows[i].hit;
		h.arena = fx->arena;
		enum err e = store_run(fx->store, TX_WRITE, insert_hit, &h);
		if (e != ERR_CONFLICT || !str_is(h.constraint, rows[i].constraint))
			fail_msg("line %d: %s %.*s", rows[i].line, err_name(e),
				 STR_ARG(h.constraint));
	}
}
ON_BOTH(test_constraints_have_the_same_names)

static enum err insert_pair_twice(struct tx *tx, void *arg)
{
	struct str sql = STR("insert into pairs (a, b) values (1, 2)");
	enum err e = tx_exec_sql(tx, sql, NULL, 0, NULL);
	if (!e)
		e = tx_exec_sql(tx, sql, NULL, 0, NULL);
	*(bool *)arg = str_is(tx_constraint(tx), "pairs_a_b");
	return e;
}

static void test_key_of_two_columns(struct fixture *fx)
{
	bool named = false;
	fixture_script(fx, "create table pairs (a bigint, b bigint, primary key (a, b))");
	assert_int_equal(store_run(fx->store, TX_WRITE, insert_pair_twice, &named),
			 ERR_CONFLICT);
	assert_true(named);
}
ON_BOTH(test_key_of_two_columns)

static enum err refer_to_nothing(struct tx *tx, void *arg)
{
	enum err e = tx_exec_sql(tx, STR("insert into marks (id, hit_id) values (1, 99)"), NULL,
				 0, NULL);
	*(bool *)arg = str_is(tx_constraint(tx), "foreign_key");
	return e;
}

static void test_foreign_key(struct fixture *fx)
{
	bool named = false;
	fixture_script(fx, counters);
	assert_int_equal(store_run(fx->store, TX_WRITE, refer_to_nothing, &named),
			 ERR_CONFLICT);
	assert_true(named);
}
ON_BOTH(test_foreign_key)

static enum err ignore_a_failure(struct tx *tx, void *arg)
{
	struct hit twice = {.id = 7, .name = "x", .n = 1};
	int64_t n;

	(void)arg;
	assert_int_equal(insert_hit(tx, &twice), OK);
	assert_int_equal(insert_hit(tx, &twice), ERR_CONFLICT);
	assert_int_equal(count_hits(tx, &n), ERR_CONFLICT); /* spoilt */
	return OK;
}

static void test_a_failed_statement_spoils_the_transaction(struct fixture *fx)
{
	fixture_script(fx, counters);
	assert_int_equal(store_run(fx->store, TX_WRITE, ignore_a_failure, NULL), ERR_CONFLICT);
	assert_int_equal(hits(fx), 0);
}
ON_BOTH(test_a_failed_statement_spoils_the_transaction)

/* Jobs handed in at once form groups; every third one fails and must fall alone. */
enum { JOBS = 300 };

struct batch {
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	int left;
	int wrong;
};

struct batch_job {
	struct store_job job; /* first */
	struct hit hit;
	char name[16];
	struct batch *batch;
};

static enum err run_batch_job(struct tx *tx, void *arg)
{
	struct batch_job *j = arg;
	return insert_hit(tx, &j->hit);
}

static void batch_job_done(struct store_job *job, enum err result)
{
	struct batch_job *j = (struct batch_job *)job;
	pthread_mutex_lock(&j->batch->mutex);
	j->batch->wrong += result != j->hit.then;
	if (--j->batch->left == 0)
		pthread_cond_signal(&j->batch->cond);
	pthread_mutex_unlock(&j->batch->mutex);
}

struct attempts {
	enum err settled[3];
	struct hit hits[4];
};

/* A good part, one that a constraint refuses, one that is not wanted, and then a statement. */
static enum err attempt_hits(struct tx *tx, void *arg)
{
	struct attempts *a = arg;

	for (int i = 0; i < 3; i++) {
		enum err e = tx_attempt(tx);
		if (e)
			return e;
		a->settled[i] = tx_settle(tx, insert_hit(tx, &a->hits[i]));
	}
	return insert_hit(tx, &a->hits[3]);
}

static void test_parts_fall_alone(struct fixture *fx)
{
	struct attempts a = {.hits = {{.id = 1, .name = "a", .n = 1},
				      {.id = 2, .name = "a", .n = 1},
				      {.id = 3, .name = "c", .n = 1, .then = ERR_DENIED},
				      {.id = 4, .name = "d", .n = 1}}};
	struct attempts machine = {.hits = {{.id = 5, .name = "e", .n = 1},
					    {.id = 6, .name = "f", .n = 1, .then = ERR_IO}}};

	fixture_script(fx, counters);
	assert_int_equal(store_run(fx->store, TX_WRITE, attempt_hits, &a), OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(a.settled[i], OK);
	assert_int_equal(hits(fx), 2);
	assert_int_equal(store_run(fx->store, TX_WRITE, attempt_hits, &machine), ERR_IO);
	assert_int_equal(machine.settled[1], ERR_IO);
	assert_int_equal(hits(fx), 2);
}
ON_BOTH(test_parts_fall_alone)

/* A row that is sent; the reply is not waited for. */
static enum err send_hit(struct tx *tx, int64_t id, int64_t n)
{
	const struct value v[] = {VAL_INT(id), VAL_STR(STR("sent")), VAL_INT(n)};
	struct str sql = STR("insert into hits (id, name, n) values (?1, ?2, ?3)");

	if (tx->store->driver->dialect == DIALECT_PG)
		sql = STR("insert into hits (id, name, n) values ($1, $2, $3)");
	return tx_send(tx, sql, v, 3, false);
}

struct sending {
	enum err known[2]; /* at the end of each part */
	bool named;	   /* the constraint of the second one */
	bool spoil;	   /* ends with one that is refused */
};

/* A part that is good, one in which the row that was sent is refused, and what comes then. */
static enum err send_hits(struct tx *tx, void *arg)
{
	struct sending *s = arg;
	enum err e = OK;

	for (int i = 0; !e && i < 2; i++) {
		e = tx_attempt(tx);
		if (!e)
			s->known[i] = send_hit(tx, 1 + i, 1 + i);
		if (!e && !s->known[i])
			s->known[i] = tx_flush(tx);
		if (i == 1)
			s->named = str_is(tx_constraint(tx), "hits_name");
		if (!e)
			e = tx_settle(tx, s->known[i]);
	}
	struct hit after = {.id = 4, .name = "after", .n = 1};
	if (!e)
		e = insert_hit(tx, &after);
	if (!e && s->spoil)
		(void)!send_hit(tx, 5, -1);
	return e;
}

static void test_what_is_sent_is_refused_in_its_part(struct fixture *fx)
{
	struct sending good = {.spoil = false}, spoilt = {.spoil = true};

	fixture_script(fx, counters);
	assert_int_equal(store_run(fx->store, TX_WRITE, send_hits, &spoilt), ERR_CONFLICT);
	assert_int_equal(hits(fx), 0);
	assert_int_equal(store_run(fx->store, TX_WRITE, send_hits, &good), OK);
	assert_int_equal(good.known[0], OK);
	assert_int_equal(good.known[1], ERR_CONFLICT);
	assert_true(good.named);
	assert_int_equal(hits(fx), 2);
}
ON_BOTH(test_what_is_sent_is_refused_in_its_part)

static void test_jobs_of_a_group_fall_alone(struct fixture *fx)
{
	struct batch b = {
		.mutex = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER, JOBS, 0};
	struct batch_job *jobs = calloc(JOBS, sizeof *jobs);

	assert_non_null(jobs);
	fixture_script(fx, counters);
	for (int i = 0; i < JOBS; i++) {
		struct batch_job *j = &jobs[i];
		snprintf(j->name, sizeof j->name, "n%d", i);
		j->hit = (struct hit){.id = i + 1, .name = j->name, .n = 1};
		j->hit.then = i % 3 == 0 ? ERR_LIMIT : OK;
		j->batch = &b;
		j->job = (struct store_job){.mode = TX_WRITE,
					    .fn = run_batch_job,
					    .arg = j,
					    .done = batch_job_done};
		store_submit(fx->store, &j->job);
	}
	pthread_mutex_lock(&b.mutex);
	while (b.left)
		pthread_cond_wait(&b.cond, &b.mutex);
	pthread_mutex_unlock(&b.mutex);
	assert_int_equal(b.wrong, 0);
	assert_int_equal(hits(fx), JOBS - JOBS / 3);
	struct store_stats st = store_stats(fx->store);
	print_message("%lld transactions in %lld commits\n", (long long)st.transactions,
		      (long long)st.commits);
	free(jobs);
}
ON_BOTH(test_jobs_of_a_group_fall_alone)

/* The same statement again while its rows are being read. */
static enum err nested(struct tx *tx, void *arg)
{
	struct str sql = STR("select id, name from hits order by id");
	struct rows *outer, *inner;
	bool more, more_inside;
	int64_t *pairs = arg;
	enum err e = tx_query_sql(tx, sql, NULL, 0, &outer);

	*pairs = 0;
	while (!e && !(e = rows_next(outer, &more)) && more) {
		e = tx_query_sql(tx, sql, NULL, 0, &inner);
		while (!e && !(e = rows_next(inner, &more_inside)) && more_inside)
			*pairs += rows_int(outer, 0) <= rows_int(inner, 0);
	}
	return e;
}

static void test_nested_queries(struct fixture *fx)
{
	int64_t pairs;
	fixture_script(fx, counters);
	fixture_script(
		fx,
		"insert into hits (id, name, n) values (1, 'a', 1), (2, 'b', 1), (3, 'c', 1)");
	assert_int_equal(store_run(fx->store, TX_READ, nested, &pairs), OK);
	assert_int_equal(pairs, 6);
}
ON_BOTH(test_nested_queries)

static enum err insert_long(struct tx *tx, void *arg)
{
	struct hit *h = arg;
	static const char text[20000] = {'x'};
	const struct value v[] = {VAL_INT(h->id), VAL_STR(((struct str){text, sizeof text}))};
	return tx_exec_sql(tx, STR("insert into texts (id, body) values (?1, ?2)"), v, 2, NULL);
}

/* The writer empties the log each 1,000 pages, so it never grows far beyond them. */
static void test_the_log_stays_small(void **state)
{
	struct fixture fx;
	struct stat st;

	(void)state;
	fixture_init(&fx, false);
	fixture_script(&fx, "create table texts (id integer primary key, body text not null)");
	for (int i = 0; i < 2000; i++) {
		struct hit h = {.id = i};
		assert_int_equal(store_run(fx.store, TX_WRITE, insert_long, &h), OK);
	}
	assert_int_equal(stat(str_fmt(fx.arena, "%s-wal", fx.url.p).p, &st), 0);
	assert_in_range(st.st_size, 1, 5 * 1024 * 1024);
	store_close(fx.store);
	assert_int_equal(stat(str_fmt(fx.arena, "%s-wal", fx.url.p).p, &st), -1);
	assert_int_equal(fixture_reopen(&fx), OK);
	fixture_done(&fx);
}

static void test_second_opener_is_refused(void **state)
{
	struct fixture fx;
	struct store *second = NULL;
	struct store_options o = {.skip_schema = true, .any_file_system = true};

	(void)state;
	fixture_init(&fx, false);
	o.url = fx.url;
	assert_int_equal(store_open(&o, &fx.fail, &second), ERR_BUSY);
	assert_string_equal(fail_code(&fx.fail), "database_in_use");
	assert_null(second);
	fixture_done(&fx);
}

static enum err count_texts(struct tx *tx, void *ret_n)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query_sql(tx, STR("select count(*) from texts"), NULL, 0, &rows);

	if (!e)
		e = rows_next(rows, &more);
	if (!e)
		*(int64_t *)ret_n = rows_int(rows, 0);
	return e;
}

static void test_reads_beside_the_program_that_serves(struct fixture *fx)
{
	struct store *second = NULL;
	struct store_options o = {.url = fx->url, .skip_schema = true, .reads_only = true};
	int64_t n = -1;

	fixture_script(fx, "create table texts (id bigint primary key, body text not null)");
	assert_int_equal(store_open(&o, &fx->fail, &second), OK);
	fixture_script(fx, "insert into texts (id, body) values (1, 'a')");
	assert_int_equal(store_run(second, TX_READ, count_texts, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(store_run(second, TX_WRITE, count_texts, &n), ERR_DENIED);
	fixture_script(fx, "insert into texts (id, body) values (2, 'b')");
	assert_int_equal(store_run(second, TX_READ, count_texts, &n), OK);
	assert_int_equal(n, 2);
	store_close(second);
}
ON_BOTH(test_reads_beside_the_program_that_serves)

static void test_a_reader_makes_no_file(void **state)
{
	struct fixture fx;
	struct store *s = NULL;
	struct store_options o = {.skip_schema = true, .reads_only = true};

	(void)state;
	fixture_init(&fx, false);
	o.url = str_fmt(fx.arena, "%s/other.db", fx.dir.p);
	assert_int_equal(store_open(&o, &fx.fail, &s), ERR_IO);
	assert_string_equal(fail_code(&fx.fail), "database_cannot_be_opened");
	assert_null(s);
	assert_int_equal(access(o.url.p, F_OK), -1);
	fixture_done(&fx); /* its directory holds nothing else */
}

static void test_unreadable_file_is_refused(void **state)
{
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct store *s = NULL;
	struct store_options o = {.url = STR("/nonexistent/x.db"), .skip_schema = true};

	(void)state;
	assert_int_equal(store_open(&o, &f, &s), ERR_IO);
	assert_string_equal(fail_code(&f), "database_cannot_be_opened");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test_commit_and_roll_back),
		BOTH(test_constraints_have_the_same_names),
		BOTH(test_key_of_two_columns),
		BOTH(test_foreign_key),
		BOTH(test_a_failed_statement_spoils_the_transaction),
		BOTH(test_jobs_of_a_group_fall_alone),
		BOTH(test_parts_fall_alone),
		BOTH(test_what_is_sent_is_refused_in_its_part),
		BOTH(test_nested_queries),
		cmocka_unit_test(test_the_log_stays_small),
		cmocka_unit_test(test_second_opener_is_refused),
		BOTH(test_reads_beside_the_program_that_serves),
		cmocka_unit_test(test_a_reader_makes_no_file),
		cmocka_unit_test(test_unreadable_file_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
