/* The threads of the PostgreSQL driver (trust 5.2): workers with a connection each, which
 * repeat what the server asks to repeat and reconnect after a fail-over. */
#include "store/pg.h"
#include "sys/log.h"
#include "sys/random.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	WORKERS_USUAL = 8,
	WORKERS_MAX = 64,
	TRIES = 6,
	PAUSE_US = 2000,
	RECONNECT_US = 50000,
	MOMENT_NS = 2000000
};

struct pg_worker {
	struct store *store;
	struct pg *conn; /* NULL until its first job */
	unsigned epoch;	 /* of the pool when it connected */
	pthread_t thread;
	bool started;
};

struct pg_pool {
	struct pg_worker workers[WORKERS_MAX];
	int n_workers;
	_Atomic unsigned
		epoch; /* grows when the primary has gone: older connections are stale */

	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t work;
	struct store_job *first, **last;
	bool stop;
};

/* Connects the worker if it is not, or no longer to the present primary. */
static enum err ensure_connected(struct pg_pool *p, struct pg_worker *w)
{
	unsigned epoch = atomic_load(&p->epoch);

	if (w->conn && !w->conn->lost && w->epoch == epoch)
		return OK;
	w->epoch = epoch;
	if (w->conn)
		return pg_reconnect(w->conn);
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	enum err e = a ? pg_connect(w->store, &f, &w->conn) : ERR_BUSY;
	arena_free(a);
	return e ? ERR_BUSY : OK;
}

/* One attempt.  *ret_again: nothing was committed and it is worth another one. */
static enum err attempt(struct pg_pool *p, struct pg_worker *w, struct store_job *job,
			bool *ret_again)
{
	enum err e = ensure_connected(p, w);
	if (e) {
		*ret_again = true;
		return e;
	}
	struct pg *c = w->conn;
	struct tx tx = {.store = w->store, .conn = c, .mode = job->mode};
	pg_begin(c);
	e = tx_call(&tx, job->fn, job->arg);
	if (e && !c->begun && !c->lost)
		(void)pg_flush(&tx); /* does it rest on something that is no longer so? */
	if (c->lost || e)
		pg_rollback(c);
	else if (job->mode == TX_READ)
		pg_end_read(c);
	else
		e = pg_commit(c);
	/* ERR_IO is a loss at COMMIT: its outcome is unknown and must not be repeated blindly.
	 */
	*ret_again = c->again || c->recall.wrong || (tx.raced && e) || (c->lost && e != ERR_IO);
	if (c->lost && !e)
		e = ERR_BUSY;
	if (c->lost)
		pg_hang_up(c);
	if (c->demoted) { /* only the first of the workers to notice makes the others reconnect
			   */
		unsigned seen = w->epoch;
		atomic_compare_exchange_strong(&p->epoch, &seen, seen + 1);
	}
	return e;
}

static enum err run_job(struct pg_pool *p, struct pg_worker *w, struct store_job *job)
{
	struct store *s = w->store;
	bool again = false;
	enum err e = OK;

	for (int i = 0; i < TRIES; i++) {
		if (i > 0 && !(w->conn && !w->conn->lost && w->conn->recall.wrong)) {
			uint32_t least = w->conn && !w->conn->lost ? PAUSE_US : RECONNECT_US;
			atomic_fetch_add(&s->retries, 1);
			usleep((least << (i - 1)) / 2 + random_below(least << (i - 1)));
		}
		e = attempt(p, w, job, &again);
		if (!again)
			break;
	}
	if (!e) {
		atomic_fetch_add(&s->transactions, 1);
		atomic_fetch_add(&s->commits, job->mode == TX_WRITE);
	}
	return again ? ERR_BUSY : e;
}

/* The oldest job; NULL when there is none for a moment, or with `long_wait`, at the end. */
static struct store_job *take_job(struct pg_pool *p, bool long_wait)
{
	struct timespec until;
	bool over = false;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += MOMENT_NS;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&p->mutex);
	while (!over && !p->first && !p->stop) {
		if (long_wait)
			pthread_cond_wait(&p->work, &p->mutex);
		else
			over = pthread_cond_timedwait(&p->work, &p->mutex, &until) != 0;
	}
	struct store_job *job = p->first;
	if (job) {
		p->first = job->next;
		if (!p->first)
			p->last = &p->first;
	}
	pthread_mutex_unlock(&p->mutex);
	return job;
}

static void *work_loop(void *arg)
{
	struct pg_worker *w = arg;
	struct pg_pool *p = w->store->impl;

	for (;;) {
		bool ending = w->conn && w->conn->ending;
		struct store_job *job = take_job(p, !ending);
		if (!job && ending) { /* no transaction stays open while nothing is asked */
			pg_settle(w->conn);
			job = take_job(p, true);
		}
		if (!job)
			return NULL;
		job->done(job, run_job(p, w, job));
	}
}

static void submit(struct store *s, struct store_job *job)
{
	struct pg_pool *p = s->impl;

	job->next = NULL;
	pthread_mutex_lock(&p->mutex);
	*p->last = job;
	p->last = &job->next;
	pthread_mutex_unlock(&p->mutex);
	pthread_cond_signal(&p->work); /* after unlocking, or it would wake up to wait again */
}

static bool is_worker(struct store *s)
{
	struct pg_pool *p = s->impl;

	for (int i = 0; i < p->n_workers; i++)
		if (p->workers[i].started &&
		    pthread_equal(pthread_self(), p->workers[i].thread))
			return true;
	return false;
}

static enum err open_pool(struct store *s, struct fail *f)
{
	struct pg_pool *p = calloc(1, sizeof *p);
	int n = s->options.workers > 0 ? s->options.workers : WORKERS_USUAL;
	enum err e = p ? OK : fail_at(f, ERR_BUSY, "db", "out_of_memory");

	if (e)
		return e;
	s->impl = p;
	p->last = &p->first;
	p->n_workers = n > WORKERS_MAX ? WORKERS_MAX : n;
	pthread_mutex_init(&p->mutex, NULL);
	pthread_condattr_t clock;
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&p->work, &clock);
	pthread_condattr_destroy(&clock);
	for (int i = 0; i < p->n_workers; i++)
		p->workers[i].store = s;
	/* The first connects now, so that a wrong url shows at start. */
	e = pg_connect(s, f, &p->workers[0].conn);
	for (int i = 0; !e && i < p->n_workers; i++) {
		struct pg_worker *w = &p->workers[i];
		w->started = pthread_create(&w->thread, NULL, work_loop, w) == 0;
		if (!w->started)
			e = fail_at(f, ERR_BUSY, "db", "no_thread");
	}
	return e;
}

static void close_pool(struct store *s)
{
	struct pg_pool *p = s->impl;

	if (!p)
		return;
	pthread_mutex_lock(&p->mutex);
	p->stop = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->mutex);
	for (int i = 0; i < p->n_workers; i++) {
		if (p->workers[i].started)
			pthread_join(p->workers[i].thread, NULL);
		pg_close(p->workers[i].conn);
	}
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->mutex);
	free(p);
}

const struct driver pg_driver = {
	.dialect = DIALECT_PG,
	.name = "pg",
	.open = open_pool,
	.close = close_pool,
	.submit = submit,
	.is_worker = is_worker,
	.prepare = pg_prepare,
	.exec = pg_exec,
	.later = pg_later,
	.flush = pg_flush,
	.script = pg_script,
	.copy = pg_copy,
	.query = pg_query,
	.presume = pg_presume,
	.next = pg_next,
	.done = pg_done,
	.get_int = pg_int,
	.get_text = pg_text,
	.is_null = pg_is_null,
};
