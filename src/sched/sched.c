#include "sched/sched.h"

#include "service/attachments.h"
#include "service/audit_seal.h"
#include "service/daily.h"
#include "service/fire.h"
#include "service/health.h"
#include "service/jobs.h"
#include "service/live.h"
#include "service/outbox.h"
#include "service/streams.h"
#include "service/vitals.h"
#include "service/webhook_outbox.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/outgoing.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { WORKERS = 6, BUSY_MS = 50, LOOK_MS = 1000, RETRY_MS = 5000 };
enum { JOB_TRIES = 60 }; /* of a step while the database cannot be used, about a second each */

#define ANCHOR_US (60 * INT64_C(1000000))
#define SWEEP_US (3600 * INT64_C(1000000))
#define PRUNE_US (3600 * INT64_C(1000000))
#define COUNT_US (300 * INT64_C(1000000))

struct worker {
	struct sched *sched;
	pthread_t thread;
	bool started;
	/* Does what is due; gives the milliseconds until it wants to look again. */
	int64_t (*work)(struct worker *w);
	struct arena *arena;
	struct fail fail;
	struct mailer *mailer;	   /* of the one that sends mail */
	struct outgoing *outgoing; /* of the one that posts to webhooks */
	int64_t anchored_us;	   /* of the one that seals; monotonic */
	int64_t pruned_us;
	int64_t swept_us;   /* of the one that does jobs */
	bool freed;	    /* its jobs, from a process that has died */
	int64_t counted_us; /* of the one that watches */
};

struct sched {
	struct sched_options options;
	struct actor actor;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	struct worker workers[WORKERS];
};

static struct run run_now(struct worker *w)
{
	fail_clear(&w->fail);
	return (struct run){.home = w->sched->options.home,
			    .actor = &w->sched->actor,
			    .now = clock_now(),
			    .lang = LANG_ZH_CN,
			    .arena = w->arena,
			    .fail = &w->fail};
}

static enum err run(struct worker *w, enum tx_mode mode, use_case fn, void *arg)
{
	const struct run r = run_now(w);
	return run_use_case(&r, mode, fn, arg);
}

static bool stopping(struct sched *s)
{
	pthread_mutex_lock(&s->lock);
	bool stop = s->stop;
	pthread_mutex_unlock(&s->lock);
	return stop;
}

/* One deadline that cannot be fired must not keep the others waiting. */
static bool fire_around(struct worker *w)
{
	struct fire_one one;
	enum err e = run(w, TX_WRITE, fire_first, &one);

	if (!e)
		return one.deadline_id != 0;
	log_event(LEVEL_ERROR, "fire.failed", LOG_STR("error", str_of(err_name(e))),
		  LOG_STR("code", str_of(fail_code(&w->fail))),
		  LOG_INT("deadline", one.deadline_id));
	return one.deadline_id && run(w, TX_WRITE, fire_postpone, &one) == OK;
}

static int64_t fire(struct worker *w)
{
	struct instant next;
	struct fired fired;
	enum err e;

	do {
		arena_reset(w->arena);
		e = run(w, TX_WRITE, fire_due, &fired);
	} while (!e && fired.more && !stopping(w->sched));
	if (!e && w->sched->options.home->vitals)
		atomic_store(&w->sched->options.home->vitals->tick_us, clock_now().us);
	if (e && e != ERR_BUSY && !fire_around(w))
		return RETRY_MS;
	if (e || run(w, TX_READ, fire_next, &next) || !instant_is_set(next))
		return LOOK_MS;
	int64_t ms = instant_diff(next, clock_now()).us / 1000;
	return ms < 0 ? 50 : ms;
}

static void send_all(struct worker *w, struct outbox *box)
{
	for (size_t i = 0; i < box->n; i++) {
		struct outbox_mail *m = &box->v[i];
		const struct mail_message msg = {.from = m->from,
						 .to = m->to,
						 .subject = m->subject,
						 .body = m->body,
						 .id = m->dedupe,
						 .date = clock_now()};
		if (mailer_send(w->mailer, w->arena, &msg, &m->error))
			log_event(LEVEL_WARN, "mail.refused", LOG_INT("notice", m->notice_id),
				  LOG_INT("attempt", m->attempt));
	}
}

static int64_t send_mail(struct worker *w)
{
	struct outbox *box = ARENA_NEW(w->arena, struct outbox);

	if (!w->sched->options.mail.url.n)
		return LOOK_MS;
	if (run(w, TX_WRITE, outbox_claim, box) || box->n == 0)
		return LOOK_MS;
	send_all(w, box);
	enum err e = run(w, TX_WRITE, outbox_mark, box);
	if (e)
		log_event(LEVEL_ERROR, "outbox.unmarked",
			  LOG_STR("error", str_of(err_name(e))));
	return e ? RETRY_MS : 0;
}

static void post(struct worker *w, struct webhook_post *p)
{
	const struct outgoing_request req = {
		.url = p->request.url, .headers = p->request.headers, .body = p->request.body};
	struct outgoing_answer got;

	p->verdict = WEBHOOK_REFUSED;
	if (outgoing_post(w->outgoing, w->arena, &req, &got))
		p->error = got.error;
	else
		p->verdict = webhook_answer(w->arena, p->kind, got.status, got.body, &p->error);
	if (p->verdict != WEBHOOK_TAKEN)
		log_event(LEVEL_WARN, "webhook.refused", LOG_INT("webhook", p->webhook_id),
			  LOG_INT("attempt", p->attempt));
}

static int64_t send_webhooks(struct worker *w)
{
	struct webhook_post *p = ARENA_NEW(w->arena, struct webhook_post);
	bool due = false;

	if (run(w, TX_READ, webhook_is_due, &due) || !due)
		return LOOK_MS;
	enum err e = run(w, TX_WRITE, webhook_claim, p);
	if (e && e != ERR_BUSY)
		log_event(LEVEL_ERROR, "webhook.unclaimed",
			  LOG_STR("error", str_of(err_name(e))));
	if (e)
		return RETRY_MS;
	if (!p->webhook_id)
		return LOOK_MS;
	post(w, p);
	e = run(w, TX_WRITE, webhook_mark, p);
	if (e)
		log_event(LEVEL_ERROR, "webhook.unmarked",
			  LOG_STR("error", str_of(err_name(e))));
	return e ? RETRY_MS : 0;
}

static enum err claim_job(struct ctx *cx, void *id)
{
	return job_claim(cx, id);
}

static bool ends_soon(void *sched)
{
	return stopping(sched);
}

static enum err advance(struct worker *w, struct job_turn *turn)
{
	const struct run r = run_now(w);
	return job_advance(&r, turn);
}

static bool is_due(int64_t *last_us, int64_t every_us)
{
	int64_t now = clock_monotonic_us();

	if (*last_us && now - *last_us < every_us)
		return false;
	*last_us = now;
	return true;
}

/* At the start, for what a crash has left, and then once an hour. */
static void sweep_files(struct worker *w)
{
	int64_t removed = 0;

	if (!is_due(&w->swept_us, SWEEP_US))
		return;
	const struct run r = run_now(w);
	enum err e = attachments_sweep(&r, &removed);
	if (e)
		log_event(LEVEL_ERROR, "files.unswept", LOG_STR("error", str_of(err_name(e))));
	else if (removed)
		log_event(LEVEL_INFO, "files.swept", LOG_INT("files", removed));
}

static void wait_ms(struct sched *s, int64_t ms)
{
	struct timespec until;

	if (ms > LOOK_MS && ms != RETRY_MS)
		ms = LOOK_MS;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&s->lock);
	if (!s->stop)
		pthread_cond_timedwait(&s->wake, &s->lock, &until);
	pthread_mutex_unlock(&s->lock);
}

/* Whether an error of the machine may pass, as a database does that is away or full for a
 * while; then waits a little. */
static bool may_pass(struct worker *w, enum err e, int *tries)
{
	if (e == ERR_IO || e == ERR_FULL)
		++*tries;
	else if (e != ERR_BUSY)
		return false;
	if (*tries > JOB_TRIES)
		return false;
	wait_ms(w->sched, *tries > 1 ? LOOK_MS : BUSY_MS);
	return true;
}

static int64_t do_job(struct worker *w)
{
	struct job_turn turn = {.ends_soon = ends_soon, .arg = w->sched};
	int64_t id = 0;
	bool new_day;
	int tries = 0;

	if (!w->freed && store_is_alone(w->sched->options.home->store) &&
	    run(w, TX_WRITE, jobs_free, NULL))
		return RETRY_MS;
	w->freed = true;
	sweep_files(w);
	if (run(w, TX_WRITE, daily_start, &new_day))
		return RETRY_MS;
	if (run(w, TX_WRITE, claim_job, &id) || id == 0)
		return LOOK_MS;
	turn.id = id;
	do {
		arena_reset(w->arena);
		enum err e = advance(w, &turn);
		if (may_pass(w, e, &tries)) {
			turn.job.state = JOB_RUNNING; /* whatever the step said */
			continue;
		}
		tries = 0;
		if (e) {
			turn.job.error =
				str_fmt(w->arena, "%s %s", err_name(e), fail_code(&w->fail));
			log_event(LEVEL_ERROR, "job.failed", LOG_INT("job", id),
				  LOG_STR("error", turn.job.error));
			return run(w, TX_WRITE, job_fail, &turn) ? RETRY_MS : 0;
		}
	} while ((turn.job.state == JOB_QUEUED || turn.job.state == JOB_RUNNING) &&
		 !stopping(w->sched));
	return 0;
}

/* The file of anchors may lie where it cannot be reached: sealing goes on without it. */
static enum err anchor(struct worker *w)
{
	const struct ctx cx = {.arena = w->arena,
			       .fail = &w->fail,
			       .actor = &w->sched->actor,
			       .home = w->sched->options.home,
			       .now = instant_floor(clock_now())};

	return audit_anchor(&cx);
}

static void note_sealing(struct worker *w, enum err e, const struct sealing *s)
{
	struct vitals *v = w->sched->options.home->vitals;

	if (e)
		log_event(LEVEL_ERROR, "audit.unsealed", LOG_STR("error", str_of(err_name(e))));
	if (!v)
		return;
	atomic_store(&v->unsealed, e != OK);
	int64_t before = atomic_exchange(&v->unsigned_rows, s->refused);
	if (s->refused > before)
		log_event(LEVEL_ERROR, "audit.unsigned", LOG_INT("rows", s->refused));
}

static int64_t seal(struct worker *w)
{
	struct sealing s = {0};
	int64_t removed = 0;

	enum err e = run(w, TX_WRITE, audit_seal, &s);
	if (!e && s.more)
		return 0;
	if (!e && is_due(&w->anchored_us, ANCHOR_US))
		e = anchor(w);
	if (!e && is_due(&w->pruned_us, PRUNE_US))
		e = run(w, TX_WRITE, audit_prune, &removed);
	if (removed)
		w->pruned_us = 0; /* there may be more */
	if (e != ERR_BUSY)
		note_sealing(w, e, &s);
	return e ? RETRY_MS : LOOK_MS;
}

static int64_t watch(struct worker *w)
{
	struct live *live = w->sched->options.home->live;
	enum err e = OK;

	if (is_due(&w->counted_us, COUNT_US))
		e = run(w, TX_READ, health_count_sizes, NULL);
	if (e)
		w->counted_us = 0;
	if (e && e != ERR_BUSY)
		log_event(LEVEL_ERROR, "health.uncounted",
			  LOG_STR("error", str_of(err_name(e))));
	if (!live || live_count(live) == 0)
		return LOOK_MS;
	e = run(w, TX_READ, streams_check, NULL);
	if (e && e != ERR_BUSY)
		log_event(LEVEL_ERROR, "streams.unchecked",
			  LOG_STR("error", str_of(err_name(e))));
	return LOOK_MS;
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;

	while (!stopping(w->sched)) {
		arena_reset(w->arena);
		int64_t ms = w->work(w);
		if (ms > 0)
			wait_ms(w->sched, ms);
	}
	return NULL;
}

static enum err start_worker(struct sched *s, struct worker *w,
			     int64_t (*work)(struct worker *))
{
	w->sched = s;
	w->work = work;
	w->arena = arena_new();
	if (!w->arena)
		return ERR_BUSY;
	w->fail = (struct fail){.arena = w->arena, .within = STR("")};
	if (work == send_mail) {
		w->mailer = mailer_new(&s->options.mail);
		if (!w->mailer)
			return ERR_BUSY;
	}
	if (work == send_webhooks) {
		w->outgoing = outgoing_new(s->options.home->outgoing);
		if (!w->outgoing)
			return ERR_BUSY;
	}
	w->started = pthread_create(&w->thread, NULL, worker_main, w) == 0;
	return w->started ? OK : ERR_BUSY;
}

enum err sched_start(const struct sched_options *options, struct sched **ret_sched)
{
	static int64_t (*const works[WORKERS])(struct worker *) = {
		fire, send_mail, send_webhooks, do_job, seal, watch};
	pthread_condattr_t monotonic;
	struct sched *s = calloc(1, sizeof *s);
	enum err e = OK;

	if (!s)
		return ERR_BUSY;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	s->options = *options;
	s->actor = actor_system();
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	for (int i = 0; !e && i < WORKERS; i++)
		e = start_worker(s, &s->workers[i], works[i]);
	if (e)
		sched_stop(s);
	else
		*ret_sched = s;
	return e;
}

void sched_wake(struct sched *s)
{
	pthread_mutex_lock(&s->lock);
	pthread_cond_broadcast(&s->wake);
	pthread_mutex_unlock(&s->lock);
}

void sched_stop(struct sched *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_broadcast(&s->wake);
	pthread_mutex_unlock(&s->lock);
	for (int i = 0; i < WORKERS; i++) {
		struct worker *w = &s->workers[i];
		if (w->started)
			pthread_join(w->thread, NULL);
		mailer_free(w->mailer);
		outgoing_free(w->outgoing);
		arena_free(w->arena);
	}
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s);
}
