/* The threads of the SQLite driver (trust 5.1): one writer that commits in groups and is alone
 * in emptying the log, and readers in the callers' threads. */
#include "store/sqlite.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
	GROUP_JOBS = 64,
	GROUP_US = 2000,
	CHECKPOINT_PAGES = 1000,
	IDLE_MS = 500, /* without a job: empty the log wholly */
	READERS = 64,
	READ_LIMIT_S = 60,
};

struct lite_store {
	int lock_fd;
	struct lite *writer;
	int checkpointed; /* pages of the log when it was last checkpointed */
	pthread_t thread;
	bool started;

	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t work;   /* a job or stop */
	pthread_cond_t reader; /* a reader came back */
	struct store_job *first, **last;
	bool stop;
	struct lite *idle[READERS];
	int n_idle, n_readers;
};

/* The oldest job, or NULL when there is none; waits up to wait_ms for one (< 0: for ever). */
static struct store_job *take_job(struct lite_store *ls, int wait_ms)
{
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	until.tv_sec += wait_ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&ls->mutex);
	while (!ls->first && !ls->stop && wait_ms && rc == 0)
		rc = wait_ms < 0 ? pthread_cond_wait(&ls->work, &ls->mutex)
				 : pthread_cond_timedwait(&ls->work, &ls->mutex, &until);
	struct store_job *job = ls->first;
	if (job) {
		ls->first = job->next;
		if (!ls->first)
			ls->last = &ls->first;
	}
	pthread_mutex_unlock(&ls->mutex);
	return job;
}

/* Runs one job inside the open transaction.  False: SQLite has rolled the whole group back. */
static bool run_job(struct store *s, struct lite *c, struct store_job *job)
{
	struct tx tx = {.store = s, .conn = c, .mode = job->mode};

	job->result = lite_run(c, "savepoint j");
	if (job->result)
		return !sqlite3_get_autocommit(c->db);
	job->result = tx_call(&tx, job->fn, job->arg);
	if (sqlite3_get_autocommit(c->db)) {
		job->result = job->result ? job->result : ERR_BUG;
		return false;
	}
	enum err e = OK;
	if (job->result)
		e = lite_run(c, "rollback to j");
	if (!e)
		e = lite_run(c, "release j");
	if (e && !job->result)
		job->result = e;
	return !e && !sqlite3_get_autocommit(c->db);
}

/* Commits, or sees to it that nothing is. */
static enum err end_group(struct lite *c, bool whole)
{
	enum err e = whole ? lite_run(c, "commit") : ERR_BUSY;

	if (!sqlite3_get_autocommit(c->db)) {
		enum err again = lite_run(c, "rollback");
		e = e ? e : again;
	}
	return e;
}

/* Answers the jobs of a group; those that were fine get the error of the commit. */
static void answer(struct store *s, struct store_job *jobs, enum err committed)
{
	while (jobs) {
		struct store_job *job = jobs;
		jobs = job->next; /* done() may free the job */
		enum err result = job->result ? job->result : committed;
		if (!result)
			atomic_fetch_add(&s->transactions, 1);
		job->done(job, result);
	}
}

/* Runs the job and whatever waits behind it, commits all at once, then answers. */
static void run_group(struct store *s, struct lite_store *ls, struct store_job *job)
{
	struct lite *c = ls->writer;
	struct store_job *jobs = NULL, **last = &jobs;
	int64_t until = clock_monotonic_us() + GROUP_US;
	enum err begun = atomic_load(&s->broken) ? ERR_IO : lite_run(c, "begin immediate");
	bool whole = true;
	enum err why = OK;

	for (int n = 1; job; n++) {
		*last = job;
		last = &job->next;
		job->next = NULL;
		job->result = begun;
		whole = begun || run_job(s, c, job);
		if (!whole)
			why = job->result;
		bool more = whole && n < GROUP_JOBS && clock_monotonic_us() < until;
		job = more ? take_job(ls, 0) : NULL;
	}
	enum err e = begun ? begun : end_group(c, whole);
	if (!e)
		atomic_fetch_add(&s->commits, 1);
	answer(s, jobs, why ? why : e);
}

static void checkpoint(struct lite_store *ls, int mode)
{
	struct lite *c = ls->writer;

	/* Readers may hold the log: then a later checkpoint does it; never wait for them. */
	sqlite3_busy_timeout(c->db, 0);
	int rc = sqlite3_wal_checkpoint_v2(c->db, NULL, mode, NULL, NULL);
	sqlite3_busy_timeout(c->db, 5000);
	if ((rc & 0xff) != SQLITE_BUSY && lite_err(c, rc) != OK)
		log_event(LEVEL_WARN, "store.checkpoint_failed", LOG_INT("code", rc));
	ls->checkpointed = c->wal_pages;
	if (mode == SQLITE_CHECKPOINT_TRUNCATE)
		c->wal_pages = ls->checkpointed = 0;
}

static void checkpoint_when_due(struct lite_store *ls)
{
	int pages = ls->writer->wal_pages;

	if (pages < ls->checkpointed) /* the log began anew */
		ls->checkpointed = 0;
	if (pages - ls->checkpointed >= CHECKPOINT_PAGES)
		checkpoint(ls, SQLITE_CHECKPOINT_PASSIVE);
}

static void *write_loop(void *arg)
{
	struct store *s = arg;
	struct lite_store *ls = s->impl;

	for (;;) {
		bool dirty = ls->writer->wal_pages > 0 && !atomic_load(&s->broken);
		struct store_job *job = take_job(ls, dirty ? IDLE_MS : -1);
		if (job) {
			run_group(s, ls, job);
			if (!atomic_load(&s->broken))
				checkpoint_when_due(ls);
			continue;
		}
		if (dirty)
			checkpoint(ls, SQLITE_CHECKPOINT_TRUNCATE);
		pthread_mutex_lock(&ls->mutex);
		bool end = ls->stop && !ls->first;
		pthread_mutex_unlock(&ls->mutex);
		if (end)
			return NULL;
	}
}

static void submit(struct store *s, struct store_job *job)
{
	struct lite_store *ls = s->impl;

	job->next = NULL;
	pthread_mutex_lock(&ls->mutex);
	*ls->last = job;
	ls->last = &job->next;
	pthread_mutex_unlock(&ls->mutex);
	pthread_cond_signal(&ls->work); /* after unlocking, or it would wake up to wait again */
}

static bool is_worker(struct store *s)
{
	struct lite_store *ls = s->impl;
	return ls->started && pthread_equal(pthread_self(), ls->thread);
}

/* An idle reader or a new one; waits when all are in use.  NULL: none can be opened. */
static struct lite *take_reader(struct store *s)
{
	struct lite_store *ls = s->impl;
	struct lite *c = NULL;

	pthread_mutex_lock(&ls->mutex);
	while (!ls->n_idle && ls->n_readers == READERS)
		pthread_cond_wait(&ls->reader, &ls->mutex);
	if (ls->n_idle)
		c = ls->idle[--ls->n_idle];
	else
		ls->n_readers++;
	pthread_mutex_unlock(&ls->mutex);
	if (c)
		return c;
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	if (!a || lite_open(s, false, &f, &c)) {
		log_event(LEVEL_ERROR, "store.no_reader",
			  LOG_STR("why", str_of(fail_code(&f))));
		pthread_mutex_lock(&ls->mutex);
		ls->n_readers--;
		pthread_cond_signal(&ls->reader);
		pthread_mutex_unlock(&ls->mutex);
	}
	arena_free(a);
	return c;
}

static void return_reader(struct lite_store *ls, struct lite *c)
{
	pthread_mutex_lock(&ls->mutex);
	ls->idle[ls->n_idle++] = c;
	pthread_cond_signal(&ls->reader);
	pthread_mutex_unlock(&ls->mutex);
}

static enum err run_read(struct store *s, tx_fn fn, void *arg)
{
	int limit = s->options.read_limit_s ? s->options.read_limit_s : READ_LIMIT_S;
	struct lite *c = atomic_load(&s->broken) ? NULL : take_reader(s);

	if (!c)
		return ERR_IO;
	c->deadline_us = limit < 0 ? 0 : clock_monotonic_us() + limit * US_PER_S;
	struct tx tx = {.store = s, .conn = c, .mode = TX_READ};
	enum err e = lite_run(c, "begin");
	if (!e)
		e = tx_call(&tx, fn, arg);
	c->deadline_us = 0; /* ending must not be interrupted */
	if (!sqlite3_get_autocommit(c->db)) {
		enum err end = lite_run(c, "rollback");
		e = e ? e : end;
	}
	return_reader(s->impl, c);
	return e;
}

static enum err take_lock(struct store *s, struct lite_store *ls, struct fail *f)
{
	struct str path = str_fmt(s->arena, "%s.lock", s->options.url.p);
	bool local;
	const char *kind;
	enum err e = file_on_disk(path.p, &local, &kind);

	if (!e && !local && !s->options.no_sync && !s->options.any_file_system) {
		fail_at(f, ERR_UNSUPPORTED, "db", "not_a_local_disk");
		fail_arg(f, "kind", str_of(kind));
		return ERR_UNSUPPORTED;
	}
	if (!e)
		e = file_lock(path.p, &ls->lock_fd);
	if (!e)
		return OK;
	fail_at(f, e, "db", e == ERR_BUSY ? "database_in_use" : "database_cannot_be_opened");
	fail_arg(f, "path", s->options.url);
	return e == ERR_BUSY ? ERR_BUSY : ERR_IO;
}

/* Makes the file ourselves, so that no one else may read it whatever the umask. */
static enum err create_file(struct store *s, struct fail *f)
{
	int fd = open(s->options.url.p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		fail_at(f, ERR_IO, "db", "database_cannot_be_opened");
		fail_arg(f, "path", s->options.url);
		return ERR_IO;
	}
	close(fd);
	return OK;
}

static struct lite_store *impl_new(void)
{
	struct lite_store *ls = calloc(1, sizeof *ls);
	pthread_condattr_t attr;

	if (!ls)
		return NULL;
	ls->lock_fd = -1;
	ls->last = &ls->first;
	pthread_mutex_init(&ls->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&ls->work, &attr);
	pthread_condattr_destroy(&attr);
	pthread_cond_init(&ls->reader, NULL);
	return ls;
}

/* One reader now, so that a file that is not there shows at once. */
static enum err open_reader(struct store *s, struct lite_store *ls, struct fail *f)
{
	struct lite *c;
	enum err e = lite_open(s, false, f, &c);

	if (!e) {
		ls->n_readers++;
		return_reader(ls, c);
	}
	return e;
}

static enum err open_store(struct store *s, struct fail *f)
{
	struct lite_store *ls = impl_new();
	if (!ls)
		return fail_at(f, ERR_BUSY, "db", "out_of_memory");
	s->impl = ls;
	if (s->options.reads_only)
		return open_reader(s, ls, f);
	enum err e = take_lock(s, ls, f);
	if (!e)
		e = create_file(s, f);
	if (!e)
		e = lite_open(s, true, f, &ls->writer);
	if (!e)
		e = file_sync_dir(s->options.url.p);
	if (!e && pthread_create(&ls->thread, NULL, write_loop, s) != 0)
		e = fail_at(f, ERR_BUSY, "db", "no_thread");
	ls->started = !e;
	return e;
}

static void close_store(struct store *s)
{
	struct lite_store *ls = s->impl;

	if (!ls)
		return;
	if (ls->started) {
		pthread_mutex_lock(&ls->mutex);
		ls->stop = true;
		pthread_cond_signal(&ls->work);
		pthread_mutex_unlock(&ls->mutex);
		pthread_join(ls->thread, NULL);
	}
	while (ls->n_idle)
		lite_close(ls->idle[--ls->n_idle]);
	lite_close(ls->writer);
	file_unlock(ls->lock_fd); /* last: the file is ours until it is closed */
	pthread_cond_destroy(&ls->reader);
	pthread_cond_destroy(&ls->work);
	pthread_mutex_destroy(&ls->mutex);
	free(ls);
}

const struct driver sqlite_driver = {
	.dialect = DIALECT_SQLITE,
	.name = "sqlite",
	.open = open_store,
	.close = close_store,
	.read = run_read,
	.submit = submit,
	.is_worker = is_worker,
	.prepare = lite_prepare,
	.exec = lite_exec,
	.script = lite_script,
	.query = lite_query,
	.next = lite_next,
	.done = lite_done,
	.get_int = lite_int,
	.get_text = lite_text,
	.is_null = lite_is_null,
};
