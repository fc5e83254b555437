/* A replay as a job that somebody watches (A7). */
#include "service/policy_check.h"
#include "service/replays.h"

static enum err write_args(struct ctx *cx, const struct replay_order *o, struct str *ret_args)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	jw_obj(&w);
	jw_kid(&w, "policy_id", o->policy_id);
	jw_kid(&w, "calendar_id", o->calendar_id);
	jw_key(&w, "from");
	jw_date(&w, o->from);
	jw_key(&w, "to");
	jw_date(&w, o->to);
	jw_key(&w, "before_from");
	jw_date(&w, o->before_from);
	jw_key(&w, "before_to");
	jw_date(&w, o->before_to);
	jw_end_obj(&w);
	*ret_args = buf_keep(&b, cx->arena);
	return OK;
}

enum err replay_calendar(struct ctx *cx, int64_t id, struct replay_options *o)
{
	struct calendar_version v;

	if (!id)
		return OK;
	enum err e = row_load(cx->tx, cx->arena, &calendar_version_fields, EYES_SYSTEM, id, &v);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "calendar_id", "no_such_record");
	if (!e) {
		o->calendar_code = v.code;
		o->calendar = v.document;
	}
	return e;
}

static struct instant begin_of(const struct ctx *cx, struct date d)
{
	return date_is_set(d) ? tz_date_start(cx->world->zone, d) : INSTANT_NONE;
}

enum err replay_spans(struct ctx *cx, const struct date days[4], struct replay_options *o)
{
	o->from = begin_of(cx, days[0]);
	o->to = begin_of(cx, days[1]);
	o->before_from = begin_of(cx, days[2]);
	o->before_to = begin_of(cx, days[3]);
	o->compares = date_is_set(days[2]) || date_is_set(days[3]);
	if (date_is_set(days[0]) && date_is_set(days[1]) && days[1].day <= days[0].day)
		return fail_at(cx->fail, ERR_INPUT, "to", "ends_before_start");
	if (!o->compares)
		return OK;
	if (!date_is_set(days[3]))
		return fail_at(cx->fail, ERR_INPUT, "before_to", "required");
	if (!date_is_set(days[0]))
		return fail_at(cx->fail, ERR_INPUT, "from", "required");
	if (date_is_set(days[2]) && days[3].day <= days[2].day)
		return fail_at(cx->fail, ERR_INPUT, "before_to", "ends_before_start");
	return days[0].day < days[3].day
		       ? fail_at(cx->fail, ERR_INPUT, "before_to", "spans_overlap")
		       : OK;
}

enum err replay_order(struct ctx *cx, const struct replay_order *order, struct job *ret_job)
{
	struct policy_version v;
	struct replay_options options;
	struct policy p;
	struct str args;

	const struct date days[] = {order->from, order->to, order->before_from,
				    order->before_to};
	enum err e = replay_spans(cx, days, &options);
	if (!e)
		e = row_load(cx->tx, cx->arena, &policy_version_fields, EYES_SYSTEM,
			     order->policy_id, &v);
	if (!e)
		e = policy_document(cx, v.document, &p);
	if (!e)
		e = replay_calendar(cx, order->calendar_id, &options);
	if (!e)
		e = write_args(cx, order, &args);
	return e ? e : job_start(cx, "replay", args, INT_NONE, ret_job);
}

/* What the job was asked, looked up. */
struct asked {
	const struct job *job;
	int64_t policy_id, calendar_id;
	struct replay_options options;
	struct replay replay;
	struct replay_sizes sizes;
	struct str report;
};

static enum err read_spans(struct ctx *cx, const json_t *args, struct replay_options *o)
{
	static const char *const keys[] = {"from", "to", "before_from", "before_to"};
	struct date days[4];

	for (int i = 0; i < 4; i++) {
		struct str text = json_get_text(args, keys[i]);
		days[i] = DATE_NONE;
		if (text.n && date_parse(text, &days[i]))
			return ERR_BUG;
	}
	return replay_spans(cx, days, o);
}

static enum err read_order(struct ctx *cx, void *arg)
{
	struct asked *k = arg;
	struct policy_version v;
	struct str id;
	json_t *args;

	enum err e = json_read(cx->arena, k->job->args, cx->fail, &args);
	if (!e && str_to_int(json_get_text(args, "policy_id"), &k->policy_id))
		e = ERR_BUG;
	if (!e)
		e = row_load(cx->tx, cx->arena, &policy_version_fields, EYES_SYSTEM,
			     k->policy_id, &v);
	id = e ? STR("") : json_get_text(args, "calendar_id");
	if (!e && id.n && str_to_int(id, &k->calendar_id))
		e = ERR_BUG;
	if (!e)
		e = replay_calendar(cx, k->calendar_id, &k->options);
	if (!e)
		e = read_spans(cx, args, &k->options);
	if (!e)
		k->options.document = v.document;
	return e;
}

static bool watched(void *teller, int64_t done, int64_t total)
{
	return job_tell(teller, done, total);
}

static enum err write_report(struct ctx *cx, void *arg)
{
	struct asked *k = arg;
	struct buf b = {0};
	struct jw w = {.buf = &b};

	if (k->replay.n_differences > REPLAY_SHOWN)
		k->replay.n_differences = REPLAY_SHOWN;
	enum err e = replay_write(cx, k->policy_id, k->calendar_id, &k->replay, &k->sizes, &w);
	if (!e && buf_ok(&b))
		k->report = str_dup(cx->arena, buf_str(&b));
	else if (!e)
		e = ERR_BUSY;
	buf_done(&b);
	return e;
}

enum err replay_job(const struct run *run, const struct job *job, struct job_teller *teller,
		    struct str *ret_report)
{
	struct asked k = {.job = job};

	k.options.progress = watched;
	k.options.arg = teller;
	k.options.threads = REPLAY_JOB_THREADS;
	enum err e = run_use_case(run, TX_READ, read_order, &k);
	if (!e)
		e = replay_run(run, &k.options, &k.replay, &k.sizes);
	if (!e)
		e = run_use_case(run, TX_READ, write_report, &k);
	if (!e)
		*ret_report = k.report;
	return e;
}
