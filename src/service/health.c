#include "service/health.h"

#include "service/live.h"
#include "service/vitals.h"
#include "service/world.h"
#include "sys/cage.h"
#include "sys/clock.h"
#include "sys/file.h"

enum {
	TICK_LATE_S = 60,
	MAIL_OLD_S = 3600,
	NOTICE_MONTH = 11, /* next year's days off are announced by then, mostly */
	DISK_LOW_MB = 1024,
	COUNTED_AT_ONCE = 10000, /* records: a larger company is shown as it was counted last */
};

/* The report while it is written. */
struct report {
	struct ctx *cx;
	struct vitals *vitals;
	struct jw *w;
	int64_t overdue, failed_mails, failed_jobs, waiting, failing_webhooks;
	struct instant oldest_mail;
	struct instant tick;
};

static enum err count(struct report *r, const char *name, enum query q, bool timed,
		      int64_t *ret_n)
{
	const struct value now = VAL_TIME(r->cx->now);
	int64_t n = 0;

	enum err e = tx_one_int(r->cx->tx, q, &now, timed ? 1 : 0, &n);
	jw_kint(r->w, name, n);
	if (ret_n)
		*ret_n = n;
	return e;
}

static enum err put_database(struct report *r)
{
	jw_key(r->w, "database");
	jw_obj(r->w);
	jw_kcstr(r->w, "kind", store_kind(tx_store(r->cx->tx)));
	enum err e = count(r, "size_bytes", Q_HEALTH_SIZE, false, NULL);
	if (!e)
		e = count(r, "schema", Q_HEALTH_SCHEMA, false, NULL);
	jw_end_obj(r->w);
	return e;
}

static enum err put_scheduler(struct report *r)
{
	struct instant next = INSTANT_NONE;
	struct rows *rows;
	bool more = false;

	enum err e = tx_query(r->cx->tx, Q_DEADLINES_NEXT, NULL, 0, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more && !rows_is_null(rows, 0))
		next.us = rows_int(rows, 0);
	if (!e && more)
		rows_done(rows);
	if (e)
		return e;
	jw_key(r->w, "scheduler");
	jw_obj(r->w);
	jw_ktime(r->w, "last_tick_at", r->tick);
	jw_ktime(r->w, "next_fire_at", next);
	e = count(r, "overdue", Q_HEALTH_OVERDUE, true, &r->overdue);
	jw_end_obj(r->w);
	return e;
}

static bool mail_is_set(const struct report *r)
{
	return r->vitals->smtp && r->cx->world->company.mail_from.n;
}

static enum err put_outbox(struct report *r)
{
	const struct value now = VAL_TIME(r->cx->now);
	struct rows *rows;
	bool more = false;
	int64_t queued = 0, sending = 0;

	enum err e = tx_query(r->cx->tx, Q_HEALTH_OUTBOX, &now, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more) {
		queued = rows_int(rows, 0);
		sending = rows_int(rows, 1);
		if (!rows_is_null(rows, 2))
			r->oldest_mail.us = rows_int(rows, 2);
		rows_done(rows);
	}
	if (e)
		return e;
	jw_key(r->w, "outbox");
	jw_obj(r->w);
	jw_kint(r->w, "queued", queued - sending);
	jw_kint(r->w, "sending", sending);
	e = count(r, "failed", Q_HEALTH_FAILED_MAILS, false, &r->failed_mails);
	jw_ktime(r->w, "oldest_queued_at", r->oldest_mail);
	jw_kbool(r->w, "mail_configured", mail_is_set(r));
	jw_end_obj(r->w);
	return e;
}

static enum err count_sizes(struct ctx *cx, struct sizes *ret_sizes)
{
	struct sizes s = {.at = cx->now};

	enum err e = tx_one_int(cx->tx, Q_HEALTH_CUSTOMERS, NULL, 0, &s.customers);
	if (!e)
		e = tx_one_int(cx->tx, Q_HEALTH_TICKETS, NULL, 0, &s.tickets_open);
	if (!e)
		e = tx_one_int(cx->tx, Q_HEALTH_DEADLINES, NULL, 0, &s.deadlines_open);
	if (!e)
		*ret_sizes = s;
	return e;
}

enum err health_count_sizes(struct ctx *cx, void *unused)
{
	struct vitals *v = cx->home->vitals;
	struct sizes s;

	(void)unused;
	if (!v)
		return OK;
	enum err e = count_sizes(cx, &s);
	if (e)
		return e;
	pthread_mutex_lock(&v->sizes_lock);
	v->sizes = s;
	pthread_mutex_unlock(&v->sizes_lock);
	return OK;
}

static enum err put_sizes(struct report *r)
{
	pthread_mutex_lock(&r->vitals->sizes_lock);
	struct sizes s = r->vitals->sizes;
	pthread_mutex_unlock(&r->vitals->sizes_lock);
	bool large = instant_is_set(s.at) &&
		     s.customers + s.tickets_open + s.deadlines_open > COUNTED_AT_ONCE;

	enum err e = large ? OK : count_sizes(r->cx, &s);
	jw_kint(r->w, "customers", s.customers);
	jw_kint(r->w, "tickets_open", s.tickets_open);
	jw_kint(r->w, "deadlines_open", s.deadlines_open);
	jw_ktime(r->w, "counted_at", s.at);
	return e;
}

static enum err put_counts(struct report *r)
{
	jw_key(r->w, "jobs");
	jw_obj(r->w);
	enum err e = count(r, "running", Q_HEALTH_JOBS_RUNNING, false, NULL);
	if (!e)
		e = count(r, "failed", Q_HEALTH_JOBS_FAILED, false, &r->failed_jobs);
	jw_end_obj(r->w);
	if (!e)
		e = count(r, "sessions", Q_HEALTH_SESSIONS, true, NULL);
	jw_kint(r->w, "streams", r->cx->home->live ? live_count(r->cx->home->live) : 0);
	if (!e)
		e = count(r, "audit_waiting", Q_AUDIT_WAITING_COUNT, false, &r->waiting);
	if (!e)
		e = put_sizes(r);
	return e ? e
		 : tx_one_int(r->cx->tx, Q_HEALTH_WEBHOOKS_FAILING, NULL, 0,
			      &r->failing_webhooks);
}

static struct date known_until(const struct named_calendar *c)
{
	const struct workcal_rules *rules = workcal_rules(c->cal);

	return rules ? workcal_rules_known_until(rules) : DATE_NONE;
}

static void put_calendars(struct report *r)
{
	const struct standards *s = &r->cx->world->standards;

	jw_key(r->w, "calendars");
	jw_arr(r->w);
	for (size_t i = 0; i < s->n_calendars; i++) {
		jw_obj(r->w);
		jw_kstr(r->w, "code", s->calendars[i].code);
		jw_key(r->w, "known_until");
		jw_date(r->w, known_until(&s->calendars[i]));
		jw_end_obj(r->w);
	}
	jw_end_arr(r->w);
}

/* Begins a warning; its params follow, then end_warning. */
static void warn(struct report *r, const char *code)
{
	jw_obj(r->w);
	jw_kcstr(r->w, "code", code);
	jw_key(r->w, "params");
	jw_obj(r->w);
}

static void end_warning(struct report *r)
{
	jw_end_obj(r->w);
	jw_end_obj(r->w);
}

static void warn_plain(struct report *r, const char *code)
{
	warn(r, code);
	end_warning(r);
}

static void warn_number(struct report *r, const char *code, const char *param, int64_t n)
{
	warn(r, code);
	jw_kint(r->w, param, n);
	end_warning(r);
}

/* From November on next year's days off should be there, and this year's at any time. */
bool health_calendar_ends(const struct named_calendar *c, struct date today, int32_t *ret_year)
{
	struct ymd day = date_ymd(today);
	struct date until = known_until(c);

	*ret_year = day.month >= NOTICE_MONTH ? day.year + 1 : day.year;
	return date_is_set(until) && until.day < date_of(*ret_year, 12, 31).day;
}

static void warn_of_calendars(struct report *r)
{
	const struct standards *s = &r->cx->world->standards;
	struct date today = world_date(r->cx->world, r->cx->now);
	int32_t year;

	for (size_t i = 0; i < s->n_calendars; i++) {
		if (!health_calendar_ends(&s->calendars[i], today, &year))
			continue;
		warn(r, "calendar_ends");
		jw_kstr(r->w, "code", s->calendars[i].code);
		jw_kint(r->w, "year", year);
		end_warning(r);
	}
}

static void warn_of_disk(struct report *r)
{
	int64_t free_bytes;

	if (!r->vitals->disk.n || file_free_bytes(r->vitals->disk.p, &free_bytes))
		return;
	if (free_bytes / 1000000 < DISK_LOW_MB)
		warn_number(r, "disk_low", "free_bytes", free_bytes);
}

static void put_warnings(struct report *r)
{
	int64_t silent = instant_diff(clock_now(), r->tick).us / US_PER_S;

	jw_key(r->w, "warnings");
	jw_arr(r->w);
	if (!mail_is_set(r))
		warn_number(r, "mail_not_configured", "failed", r->failed_mails);
	if (silent > TICK_LATE_S)
		warn_number(r, "scheduler_late", "seconds", silent);
	warn_of_calendars(r);
	if (instant_is_set(r->oldest_mail)) {
		int64_t age = instant_diff(r->cx->now, r->oldest_mail).us / US_PER_S;
		if (age > MAIL_OLD_S)
			warn_number(r, "outbox_old", "seconds", age);
	}
	if (r->failed_mails)
		warn_number(r, "mail_failed", "mails", r->failed_mails);
	if (r->failing_webhooks)
		warn_number(r, "webhook_failing", "webhooks", r->failing_webhooks);
	int64_t unsigned_rows = atomic_load(&r->vitals->unsigned_rows);
	if (unsigned_rows)
		warn_number(r, "audit_unsigned", "rows", unsigned_rows);
	if (atomic_load(&r->vitals->unsealed))
		warn_number(r, "audit_unsealed", "waiting", r->waiting);
	if (r->failed_jobs)
		warn_number(r, "job_failed", "jobs", r->failed_jobs);
	if (cage_state(r->cx->home->reader).gone)
		warn_plain(r, "import_reader_gone");
	warn_of_disk(r);
	jw_end_arr(r->w);
}

enum err health_write(struct ctx *cx, struct jw *w)
{
	struct vitals *v = cx->home->vitals;
	struct report r = {.cx = cx, .vitals = v, .w = w, .oldest_mail = INSTANT_NONE};

	if (!v)
		return ERR_UNSUPPORTED;
	r.tick.us = atomic_load(&v->tick_us);
	jw_obj(w);
	jw_kstr(w, "version", v->version);
	jw_ktime(w, "started_at", v->started_at);
	jw_ktime(w, "now", cx->now);
	jw_kstr(w, "node", v->node);
	enum err e = put_database(&r);
	if (!e)
		e = put_scheduler(&r);
	if (!e)
		e = put_outbox(&r);
	if (!e)
		e = put_counts(&r);
	if (e)
		return e;
	put_calendars(&r);
	put_warnings(&r);
	jw_end_obj(w);
	return OK;
}
