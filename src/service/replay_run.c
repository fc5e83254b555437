/* The threads of a replay, each of which takes pages until there are no more. */
#include "service/replay_pages.h"
#include "service/world.h"

#include <pthread.h>

enum { PAGE = 2000, THREADS_MAX = 64 };

enum phase { PHASE_CUSTOMERS, PHASE_TICKETS, PHASE_DONE };

/* A whole replay: what its threads share.  Below the lock what they change. */
struct scan {
	const struct run *run;
	const struct replay_options *options;
	struct replay_standard standard;
	struct company stamp;
	int64_t total;
	pthread_mutex_t lock;
	enum phase phase;
	int64_t after; /* id of the last record that somebody has taken */
	int64_t done;
	enum err err;
	struct fail *fail;
	struct replay *replay;
	struct replay_sizes *sizes;
};

/* One page in the hands of a thread. */
struct turn {
	struct scan *scan;
	struct arena *scratch; /* of one record */
	bool taken;
	struct replay_page page; /* .to = 0: there are no more */
};

/* Takes the next records nobody has taken yet; the lock is held. */
static enum err take_locked(struct ctx *cx, struct scan *s, struct replay_page *p)
{
	static const enum query last[] = {Q_REPLAY_CUSTOMERS_PAGE, Q_REPLAY_TICKETS_PAGE};
	enum err e = OK;

	p->to = 0;
	while (!e && !p->to && !s->err && s->phase != PHASE_DONE) {
		const struct value params[] = {VAL_INT(s->after), VAL_INT(PAGE)};
		p->subject = s->phase == PHASE_CUSTOMERS ? SUBJECT_CUSTOMER : SUBJECT_TICKET;
		p->from = s->after;
		e = tx_one_int(cx->tx, last[s->phase], params, 2, &p->to);
		if (!e && p->to) {
			s->after = p->to;
		} else if (!e) {
			s->phase++;
			s->after = 0;
		}
	}
	return e;
}

static bool has_changed(const struct ctx *cx, const struct scan *s)
{
	const struct company *c = &cx->world->company;
	return c->id != s->stamp.id || c->version != s->stamp.version ||
	       c->updated_at.us != s->stamp.updated_at.us;
}

static void bound(struct replay *r, const struct replay_options *o)
{
	r->from = o->from;
	r->to = o->to;
	r->before_from = o->compares ? o->before_from : o->from;
	r->before_to = o->compares ? o->before_to : o->to;
}

static enum err turn_run(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	struct scan *s = t->scan;
	struct replay_page *p = &t->page;
	enum err e = OK;

	if (has_changed(cx, s))
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "standard_changed");
	if (!t->taken) { /* else the transaction begins again */
		pthread_mutex_lock(&s->lock);
		e = take_locked(cx, s, p);
		pthread_mutex_unlock(&s->lock);
		t->taken = !e;
	}
	if (e || !p->to)
		return e;
	p->standard = &s->standard;
	replay_init(&p->replay, cx->arena, cx->world->zone, cx->now);
	bound(&p->replay, s->options);
	p->sizes = (struct replay_sizes){0};
	p->one = *cx;
	p->one.arena = t->scratch;
	arena_set_escape(t->scratch, cx->escape);
	e = replay_page_read(cx, p);
	arena_set_escape(t->scratch, NULL);
	return e;
}

/* Adds a page to the whole; true when there may be more to do. */
static bool page_done(struct scan *s, const struct replay_page *p, enum err e)
{
	bool go_on;

	pthread_mutex_lock(&s->lock);
	if (e && !s->err)
		s->err = e;
	if (!e && p->to && !s->err) {
		replay_merge(s->replay, &p->replay);
		s->sizes->customers += p->sizes.customers;
		s->sizes->contacts += p->sizes.contacts;
		s->sizes->tickets += p->sizes.tickets;
		s->sizes->events += p->sizes.events;
		s->done += p->sizes.customers + p->sizes.tickets;
		if (s->options->progress &&
		    !s->options->progress(s->options->arg, s->done, s->total))
			s->err = ERR_BUSY;
	}
	go_on = !s->err && p->to;
	pthread_mutex_unlock(&s->lock);
	return go_on;
}

static void *scan_main(void *arg)
{
	struct scan *s = arg;
	struct arena *a = arena_new(), *scratch = arena_new();
	struct fail fail = {.arena = a};
	struct run run = *s->run;
	bool go_on = a && scratch;

	run.arena = a;
	run.fail = &fail;
	if (!go_on) { /* what the other threads do is not all */
		struct replay_page none = {0};
		page_done(s, &none, ERR_BUSY);
	}
	while (go_on) {
		struct turn t = {.scan = s, .scratch = scratch};
		enum err e = run_use_case(&run, TX_READ, turn_run, &t);
		go_on = page_done(s, &t.page, e);
		arena_reset(scratch);
		arena_reset(a);
		fail = (struct fail){.arena = a};
	}
	arena_free(a);
	arena_free(scratch);
	return NULL;
}

/* Everything that the pages share, in the run's arena. */
static enum err prepare(struct ctx *cx, void *arg)
{
	struct scan *s = arg;
	const struct replay_options *o = s->options;
	struct str document = o->document;
	struct rows *rows;
	bool more;

	if (!document.n && !cx->world->policy)
		return fail_at(cx->fail, ERR_INPUT, "policy", "required");
	if (!document.n) { /* the world may go before the replay ends */
		struct policy_version v;
		enum err e = row_load(cx->tx, cx->arena, &policy_version_fields, EYES_SYSTEM,
				      cx->world->company.policy_id, &v);
		if (e)
			return e;
		document = v.document;
	}
	s->stamp = cx->world->company;
	enum err e = replay_standard_load(cx, document, o, &s->standard);
	if (!e)
		e = tx_query(cx->tx, Q_REPLAY_SIZES, NULL, 0, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e)
		return e;
	s->total = rows_int(rows, 0) + rows_int(rows, 1);
	rows_done(rows);
	replay_init(s->replay, s->run->arena, tz_utc(), cx->now);
	bound(s->replay, o);
	return OK;
}

enum err replay_run(const struct run *run, const struct replay_options *options,
		    struct replay *ret_replay, struct replay_sizes *ret_sizes)
{
	struct scan s = {.run = run,
			 .options = options,
			 .lock = PTHREAD_MUTEX_INITIALIZER,
			 .replay = ret_replay,
			 .sizes = ret_sizes};
	pthread_t threads[THREADS_MAX];
	int n = 0, wanted = options->threads < THREADS_MAX ? options->threads : THREADS_MAX;

	*ret_sizes = (struct replay_sizes){0};
	enum err e = run_use_case(run, TX_READ, prepare, &s);
	if (e)
		return e;
	while (n < wanted - 1 && pthread_create(&threads[n], NULL, scan_main, &s) == 0)
		n++;
	scan_main(&s); /* this thread works too */
	while (n > 0)
		pthread_join(threads[--n], NULL);
	pthread_mutex_destroy(&s.lock);
	if (s.err == ERR_CONFLICT)
		return fail_at(run->fail, ERR_CONFLICT, NULL, "standard_changed");
	return s.err;
}
