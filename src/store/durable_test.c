#include "store/fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { THREADS = 8, WRITES = 500 };

static const char marks[] = "create table marks (id bigint primary key, note text not null)";

static enum err insert_mark(struct tx *tx, void *arg)
{
	const struct value v[] = {VAL_INT(*(int64_t *)arg), VAL_STR(STR("acknowledged"))};
	struct str sql = STR("insert into marks (id, note) values (?1, ?2)");

	if (tx->store->driver->dialect == DIALECT_PG)
		sql = STR("insert into marks (id, note) values ($1, $2)");
	return tx_exec_sql(tx, sql, v, 2, NULL);
}

/* Marks whether each number up to n is there. */
struct present {
	bool *there;
	int64_t n;
};

static enum err read_marks(struct tx *tx, void *arg)
{
	struct present *p = arg;
	struct rows *rows;
	bool more;
	enum err e = tx_query_sql(tx, STR("select id from marks"), NULL, 0, &rows);

	while (!e && !(e = rows_next(rows, &more)) && more) {
		int64_t id = rows_int(rows, 0);
		if (id >= 0 && id < p->n)
			p->there[id] = true;
	}
	return e;
}

static struct present marks_of(struct fixture *fx, int64_t n)
{
	struct present p = {ARENA_ARRAY(fx->arena, (size_t)n, bool), n};
	assert_int_equal(store_run(fx->store, TX_READ, read_marks, &p), OK);
	return p;
}

/* ---- many threads ---- */

struct writer {
	pthread_t thread;
	struct store *store;
	int number;
	int acked;
	int reads;
};

static enum err count_marks(struct tx *tx, void *arg)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query_sql(tx, STR("select count(*) from marks"), NULL, 0, &rows);

	if (!e)
		e = rows_next(rows, &more);
	if (!e)
		*(int64_t *)arg = rows_int(rows, 0);
	return e;
}

static void *write_marks(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < WRITES; i++) {
		int64_t id = (int64_t)w->number * WRITES + i;
		int64_t count = 0;
		if (store_run(w->store, TX_WRITE, insert_mark, &id) == OK)
			w->acked++;
		/* What was acknowledged is seen by the next read of the same thread. */
		if (i % 16 == 0 && store_run(w->store, TX_READ, count_marks, &count) == OK)
			w->reads += count >= w->acked;
	}
	return NULL;
}

static void test_threads_lose_nothing(struct fixture *fx)
{
	struct writer w[THREADS];

	fixture_script(fx, marks);
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct writer){.store = fx->store, .number = i};
		assert_int_equal(pthread_create(&w[i].thread, NULL, write_marks, &w[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(w[i].thread, NULL);
	struct present p = marks_of(fx, THREADS * WRITES);
	for (int i = 0; i < THREADS * WRITES; i++)
		assert_true(p.there[i]);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(w[i].acked, WRITES);
		assert_int_equal(w[i].reads, (WRITES + 15) / 16);
	}
	struct store_stats st = store_stats(fx->store);
	print_message("%lld transactions in %lld commits\n", (long long)st.transactions,
		      (long long)st.commits);
}
ON_BOTH(test_threads_lose_nothing)

/* ---- kill -9 ---- */

enum { KILL_THREADS = 4, KILL_MAX = 1 << 20 };

struct child {
	struct store *store;
	int out; /* numbers acknowledged go here */
	_Atomic int64_t next;
};

static void *write_until_killed(void *arg)
{
	struct child *c = arg;

	for (;;) {
		int64_t id = atomic_fetch_add(&c->next, 1);
		if (store_run(c->store, TX_WRITE, insert_mark, &id) != OK ||
		    write(c->out, &id, sizeof id) != sizeof id)
			_exit(1);
	}
	return NULL;
}

static _Noreturn void be_child(struct fixture *fx, int64_t from, int out)
{
	struct child c = {.out = out};
	pthread_t t;

	if (fixture_reopen(fx))
		_exit(2);
	c.store = fx->store;
	atomic_store(&c.next, from);
	for (int i = 0; i < KILL_THREADS; i++)
		pthread_create(&t, NULL, write_until_killed, &c);
	for (;;)
		pause();
}

/* Runs a child that writes, kills it, and notes what it had acknowledged; gives the number
 * after the largest. */
static int64_t kill_a_writer(struct fixture *fx, int64_t from, useconds_t after_us, bool *acked)
{
	int pipes[2];
	int64_t id, next = from;

	assert_int_equal(pipe(pipes), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		be_child(fx, from, pipes[1]);
	close(pipes[1]);
	/* The first acknowledgement says that it runs. */
	bool running = read(pipes[0], &id, sizeof id) == sizeof id;
	if (running) {
		acked[id] = true;
		next = id + 1;
		usleep(after_us);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	while (read(pipes[0], &id, sizeof id) == sizeof id) {
		acked[id] = true;
		next = id + 1 > next ? id + 1 : next;
	}
	close(pipes[0]);
	assert_true(running);
	return next + 2 * KILL_THREADS; /* past those committed but not acknowledged */
}

static enum err check_integrity(struct tx *tx, void *arg)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query_sql(tx, STR("pragma integrity_check"), NULL, 0, &rows);

	if (!e)
		e = rows_next(rows, &more);
	if (!e)
		*(bool *)arg = str_is(rows_text(rows, 0), "ok");
	return e;
}

static void test_killed_writers_lose_nothing(struct fixture *fx)
{
	bool *acked = calloc(KILL_MAX, sizeof *acked);
	struct rng r = test_seed(31);
	int64_t next = 0, n = 0;

	assert_non_null(acked);
	fixture_script(fx, marks);
	store_close(fx->store);
	for (long round = 0; round < test_rounds(5) && next < KILL_MAX / 2; round++)
		next = kill_a_writer(fx, next, (useconds_t)rng_below(&r, 150000), acked);
	assert_int_equal(fixture_reopen(fx), OK);
	struct present p = marks_of(fx, next);
	for (int64_t i = 0; i < next; i++) {
		n += acked[i];
		if (acked[i] && !p.there[i])
			fail_msg("%lld was acknowledged and is lost", (long long)i);
	}
	bool fine = fx->db.n > 0;
	if (!fine)
		assert_int_equal(store_run(fx->store, TX_READ, check_integrity, &fine), OK);
	assert_true(fine);
	print_message("%lld acknowledged, all there\n", (long long)n);
	free(acked);
}
ON_BOTH(test_killed_writers_lose_nothing)

/* ---- kill -9 while migrating ---- */

enum { STEPS = 40 };

static struct migrations many_steps(struct arena *a)
{
	struct migration *v = ARENA_ARRAY(a, STEPS, struct migration);
	for (int i = 0; i < STEPS; i++) {
		const char *sql = str_fmt(a,
					  "create table t%d (id bigint primary key);"
					  "insert into t%d (id) values (%d)",
					  i, i, i)
					  .p;
		const char *name = str_fmt(a, "%04d_t", i).p;
		v[i] = (struct migration){i, name, name, {sql, sql}};
	}
	return (struct migrations){v, STEPS};
}

static void test_killed_migrations_continue(struct fixture *fx)
{
	struct migrations list = many_steps(fx->arena);
	struct rng r = test_seed(32);
	int applied = -1, rounds = 0;

	store_close(fx->store);
	fx->store = NULL;
	for (; rounds < 6; rounds++) {
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			enum err e = fixture_reopen(fx);
			if (!e)
				e = store_migrate(fx->store, &list, (struct instant){0},
						  &fx->fail, NULL);
			_exit((int)e);
		}
		usleep(5000 + (useconds_t)rng_below(&r, 40000));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	/* A half migration would make its table exist already. */
	assert_int_equal(fixture_reopen(fx), OK);
	assert_int_equal(
		store_migrate(fx->store, &list, (struct instant){0}, &fx->fail, &applied), OK);
	assert_int_equal(
		store_migrate(fx->store, &list, (struct instant){0}, &fx->fail, &applied), OK);
	assert_int_equal(applied, 0);
}
ON_BOTH(test_killed_migrations_continue)

/* ---- a disk that fails ---- */

/* In a child, since the limit on file sizes is the process's. */
static int fail_the_disk(struct fixture *fx)
{
	struct rlimit limit;
	int64_t id = 0;

	if (fixture_reopen(fx))
		return 1;
	for (; id < 10; id++)
		if (store_run(fx->store, TX_WRITE, insert_mark, &id))
			return 2;
	limit.rlim_cur = limit.rlim_max = 16384; /* any further write to the log: EFBIG */
	setrlimit(RLIMIT_FSIZE, &limit);
	if (store_run(fx->store, TX_WRITE, insert_mark, &id) != ERR_IO)
		return 3;
	if (!store_is_broken(fx->store))
		return 4;
	limit.rlim_cur = RLIM_INFINITY;
	id++;
	return store_run(fx->store, TX_WRITE, insert_mark, &id) == ERR_IO ? 0 : 5;
}

static void test_a_failed_write_breaks_the_store(void **state)
{
	struct fixture fx;
	int status;

	(void)state;
	fixture_init(&fx, false);
	fixture_script(&fx, marks);
	store_close(fx.store);
	fx.store = NULL;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		signal(SIGXFSZ, SIG_IGN);
		close(STDERR_FILENO); /* its complaint is expected */
		_exit(fail_the_disk(&fx));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(fixture_reopen(&fx), OK);
	struct present p = marks_of(&fx, 12);
	for (int i = 0; i < 12; i++)
		assert_int_equal(p.there[i], i < 10);
	fixture_done(&fx);
}

/* ---- a server that goes away ---- */

static void *terminate_sessions(void *arg)
{
	struct fixture *fx = arg;
	PGconn *c = PQconnectdb(getenv("GENJIN_TEST_PG"));
	struct str sql = str_fmt(fx->arena,
				 "select pg_sleep(0.05), pg_terminate_backend(pid)"
				 " from pg_stat_activity where datname = '%.*s'",
				 STR_ARG(fx->db));

	for (int i = 0; i < 6; i++)
		PQclear(PQexec(c, sql.p));
	PQfinish(c);
	return NULL;
}

static void *write_through_losses(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < WRITES; i++) {
		int64_t id = (int64_t)w->number * WRITES + i;
		enum err e = store_run(w->store, TX_WRITE, insert_mark, &id);
		/* A loss at COMMIT is said openly; anything else was repeated. */
		w->acked += e == OK;
		w->reads += e != OK && e != ERR_IO;
	}
	return NULL;
}

static void test_terminated_sessions_lose_nothing_pg(void **state)
{
	struct writer w[THREADS];
	struct fixture fx;
	pthread_t killer;
	int64_t acked = 0, there = 0;

	(void)state;
	if (!fixture_has_pg())
		skip();
	fixture_init(&fx, true);
	fixture_script(&fx, marks);
	assert_int_equal(pthread_create(&killer, NULL, terminate_sessions, &fx), 0);
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct writer){.store = fx.store, .number = i};
		assert_int_equal(
			pthread_create(&w[i].thread, NULL, write_through_losses, &w[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		acked += w[i].acked;
		assert_int_equal(w[i].reads, 0);
	}
	pthread_join(killer, NULL);
	assert_int_equal(store_run(fx.store, TX_READ, count_marks, &there), OK);
	assert_in_range(there, acked, THREADS * WRITES);
	print_message("%lld acknowledged, %lld there, %lld repeated\n", (long long)acked,
		      (long long)there, (long long)store_stats(fx.store).retries);
	assert_true(store_stats(fx.store).retries > 0);
	fixture_done(&fx);
}

/* ---- deadlocks ---- */

struct swap {
	pthread_t thread;
	struct fixture *fx;
	int64_t first, second;
	int fine, failed;
};

static enum err add_to_both(struct tx *tx, void *arg)
{
	struct swap *s = arg;
	bool pg = tx->store->driver->dialect == DIALECT_PG;
	struct str sql = pg ? STR("update sums set n = n + 1 where id = $1")
			    : STR("update sums set n = n + 1 where id = ?1");
	const struct value a = VAL_INT(s->first), b = VAL_INT(s->second);
	enum err e = tx_exec_sql(tx, sql, &a, 1, NULL);
	return e ? e : tx_exec_sql(tx, sql, &b, 1, NULL);
}

static void *add_many(void *arg)
{
	struct swap *s = arg;
	for (int i = 0; i < 100; i++) {
		enum err e = store_run(s->fx->store, TX_WRITE, add_to_both, s);
		s->fine += e == OK;
		s->failed += e != OK &&
			     e != ERR_BUSY; /* busy: refused five times, in such a fight */
	}
	return NULL;
}

static enum err read_sum(struct tx *tx, void *arg)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query_sql(tx, STR("select cast(sum(n) as bigint) from sums"), NULL, 0,
				  &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e)
		*(int64_t *)arg = rows_int(rows, 0);
	return e;
}

/* Rows locked in opposite order: the one that the server refuses is run again. */
static void test_deadlocks_are_repeated(struct fixture *fx)
{
	struct swap s[] = {{.fx = fx, .first = 1, .second = 2},
			   {.fx = fx, .first = 2, .second = 1}};
	int64_t sum = 0;
	int fine = 0;

	fixture_script(fx, "create table sums (id bigint primary key, n bigint not null);"
			   "insert into sums (id, n) values (1, 0), (2, 0)");
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&s[i].thread, NULL, add_many, &s[i]), 0);
	for (int i = 0; i < 2; i++) {
		pthread_join(s[i].thread, NULL);
		assert_int_equal(s[i].failed, 0);
		fine += s[i].fine;
	}
	assert_int_equal(store_run(fx->store, TX_READ, read_sum, &sum), OK);
	assert_int_equal(sum, 2 * fine);
	assert_in_range(fine, 150, 200);
}
ON_BOTH(test_deadlocks_are_repeated)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test_threads_lose_nothing),
		BOTH(test_killed_writers_lose_nothing),
		BOTH(test_killed_migrations_continue),
		cmocka_unit_test(test_a_failed_write_breaks_the_store),
		cmocka_unit_test(test_terminated_sessions_lose_nothing_pg),
		BOTH(test_deadlocks_are_repeated),
	};
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
