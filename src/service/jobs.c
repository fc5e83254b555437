#include "service/jobs.h"

#include "service/auth.h"
#include "service/batches.h"
#include "service/classification.h"
#include "service/demo.h"
#include "service/import_report.h"
#include "service/imports.h"
#include "service/live.h"
#include "service/policies.h"
#include "service/replays.h"

enum { LEASE_S = 60, LEASE_WHOLE_S = 3600 };

/* Every kind of long work. */
static const struct job_kind job_kinds[] = {
	{.name = "apply_standard", .step = standard_step},
	{.name = "classify",
	 .step = classify_step,
	 .may_stop = true,
	 .perm = PERM_SETTING_WRITE},
	{.name = "demo", .step = demo_step, .may_stop = true, .perm = PERM_SETTING_WRITE},
	{.name = "import",
	 .step = import_step,
	 .may_stop = true,
	 .perm = PERM_CUSTOMER_IMPORT,
	 .as_orderer = true,
	 .show = import_report_show},
	{.name = "import_undo",
	 .step = batch_undo_step,
	 .perm = PERM_CUSTOMER_IMPORT,
	 .as_orderer = true,
	 .show = import_report_show},
	{.name = "replay", .whole = replay_job, .may_stop = true, .perm = PERM_POLICY_WRITE},
};

static const struct job_kind *find_kind(struct str name)
{
	for (size_t i = 0; i < sizeof job_kinds / sizeof *job_kinds; i++)
		if (str_is(name, job_kinds[i].name))
			return &job_kinds[i];
	return NULL;
}

static bool is_under_way(const struct job *j)
{
	return j->state == JOB_QUEUED || j->state == JOB_RUNNING;
}

static enum err showing(struct ctx *cx, void *rec)
{
	struct job *j = rec;
	const struct job_kind *kind = find_kind(j->kind);

	return kind && kind->show ? kind->show(cx, j) : OK;
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct job *j = rec;
	const struct job_kind *kind = find_kind(j->kind);
	bool undo = false;

	if (str_is(j->kind, "import") && !is_under_way(j) && batch_can_undo(cx, j->id, &undo))
		undo = false;
	jw_kbool(w, "cancel", kind && kind->may_stop && is_under_way(j));
	jw_kbool(w, "undo", undo);
}

const struct resource job_resource = {
	.fields = &job_fields,
	.read = PERM_LOGIN,
	.write = PERM_NONE,
	.showing = showing,
	.can = can,
};

enum err job_start(struct ctx *cx, const char *kind, struct str args, int64_t total,
		   struct job *ret_job)
{
	struct job j;

	fields_clear(&job_fields, &j);
	j.id = ctx_id(cx);
	j.version = 1;
	j.created_at = j.updated_at = cx->now;
	j.kind = str_of(kind);
	j.args = args;
	j.total = total;
	j.done = 0;
	j.report = STR("{}");
	j.user_id = cx->actor->user_id;
	enum err e = row_insert(cx->tx, &job_fields, &j);
	live_tell(cx, 0, "schedule", STR("{}"));
	if (!e)
		*ret_job = j;
	return e;
}

enum err jobs_free(struct ctx *cx, void *unused)
{
	(void)unused;
	return tx_exec(cx->tx, Q_JOBS_FREE, NULL, 0, NULL);
}

enum err job_claim(struct ctx *cx, int64_t *ret_id)
{
	int64_t id;
	enum err e = tx_one_int(cx->tx, Q_JOB_CLAIM, &VAL_TIME(cx->now), 1, &id);

	*ret_id = 0;
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e)
		return e;
	const struct value lease[] = {VAL_INT(id),
				      VAL_TIME(instant_add(cx->now, span_of_s(LEASE_S)))};
	e = tx_exec(cx->tx, Q_JOB_LEASE, lease, 2, NULL);
	if (!e)
		*ret_id = id;
	return e;
}

static enum err save(struct ctx *cx, struct job *j, int64_t lease_s)
{
	j->updated_at = cx->now;
	j->leased_until = instant_add(cx->now, span_of_s(lease_s));
	if (j->state == JOB_DONE || j->state == JOB_FAILED) {
		j->finished_at = cx->now;
		j->leased_until = INSTANT_NONE;
	}
	if (j->user_id)
		live_tell(cx, j->user_id, "job",
			  str_fmt(cx->arena, "{\"id\":\"%lld\"}", (long long)j->id));
	return row_update(cx->tx, &job_fields, j);
}

/* Whoever ordered a job may have lost the right to it, or be disabled: then it ends, what it
 * has done stays.  *ret_ended says so, and j is failed; else *ret_login is theirs. */
static enum err check_right(struct ctx *cx, const struct job_kind *kind, struct job *j,
			    struct login *ret_login, bool *ret_ended)
{
	struct login login = {0};

	*ret_ended = false;
	if (!j->user_id || kind->perm == PERM_NONE)
		return OK;
	enum err e = auth_user(cx, j->user_id, &login);
	if (e && e != ERR_UNAUTH)
		return e;
	*ret_login = login;
	if (!e && actor_scope(&login.actor, kind->perm) != SCOPE_NONE)
		return OK;
	*ret_ended = true;
	j->state = JOB_FAILED;
	j->error = STR("denied rights_ended");
	return OK;
}

static enum err job_step(struct ctx *cx, void *arg)
{
	struct job_turn *turn = arg;
	const struct actor *system = cx->actor;
	struct login login = {0};
	bool ended;

	struct job *j = &turn->job;

	enum err e = row_load(cx->tx, cx->arena, &job_fields, EYES_SYSTEM, turn->id, j);
	if (e || !is_under_way(j))
		return e;
	const struct job_kind *kind = find_kind(j->kind);
	if (!kind)
		return ERR_BUG;
	j->state = JOB_RUNNING;
	e = check_right(cx, kind, j, &login, &ended);
	if (!e && !ended && kind->step) {
		if (kind->as_orderer && j->user_id)
			cx->actor = &login.actor;
		e = kind->step(cx, j);
		cx->actor = system;
	}
	return e ? e : save(cx, j, kind->step ? LEASE_S : LEASE_WHOLE_S);
}

/* How far whole work is. */
struct job_teller {
	const struct run *run;
	int64_t id;
	int64_t done;
	int64_t total;
	struct str report; /* at the end */
	bool ended;
	bool stopped; /* somebody has cancelled it */
	bool given_back;
	struct job_turn *turn;
};

static enum err tell(struct ctx *cx, void *arg)
{
	struct job_teller *t = arg;
	struct login login = {0};
	struct job j;
	bool lost = false;

	enum err e = row_load(cx->tx, cx->arena, &job_fields, EYES_SYSTEM, t->id, &j);
	if (e)
		return e;
	t->stopped = j.state != JOB_RUNNING;
	if (!t->stopped)
		e = check_right(cx, find_kind(j.kind), &j, &login, &lost);
	if (!e && lost)
		e = save(cx, &j, 0);
	if (e)
		return e;
	t->stopped |= lost;
	if (!t->stopped) {
		j.done = t->done;
		j.total = t->total;
		if (t->ended)
			j.state = t->given_back ? JOB_QUEUED : JOB_DONE;
		if (j.state == JOB_DONE)
			j.report = t->report;
		e = save(cx, &j, t->given_back ? 0 : LEASE_WHOLE_S);
	}
	if (t->ended)
		t->turn->job = j;
	return e;
}

bool job_tell(struct job_teller *t, int64_t done, int64_t total)
{
	struct arena *a = NULL;
	int64_t of = total ? total : 1;
	bool news = total != t->total || done * 100 / of != t->done * 100 / of;

	t->given_back |= t->turn->ends_soon && t->turn->ends_soon(t->turn->arg);
	if (t->given_back)
		return false;
	if (news)
		a = arena_new();
	if (!a)
		return !t->stopped;
	struct fail fail = {.arena = a};
	struct run run = *t->run;
	run.arena = a;
	run.fail = &fail;
	t->done = done;
	t->total = total;
	bool told = run_use_case(&run, TX_WRITE, tell, t) == OK;
	arena_free(a);
	return !told || !t->stopped; /* what cannot be told now is told with the next */
}

static enum err do_whole(const struct run *run, const struct job_kind *kind,
			 struct job_turn *turn)
{
	struct job_teller t = {.run = run, .id = turn->id, .total = INT_NONE, .turn = turn};
	const struct job job = turn->job;

	enum err e = kind->whole(run, &job, &t, &t.report);
	if (e && !t.stopped && !t.given_back)
		return e;
	t.ended = true;
	t.done = t.given_back ? 0 : t.total;
	return run_use_case(run, TX_WRITE, tell, &t);
}

enum err job_advance(const struct run *run, struct job_turn *turn)
{
	enum err e = run_use_case(run, TX_WRITE, job_step, turn);
	const struct job_kind *kind = e ? NULL : find_kind(turn->job.kind);

	if (!kind || !kind->whole || turn->job.state != JOB_RUNNING)
		return e;
	return do_whole(run, kind, turn);
}

enum err job_fail(struct ctx *cx, void *arg)
{
	struct job_turn *turn = arg;
	struct job *j = &turn->job;
	struct str why = j->error;

	enum err e = row_load(cx->tx, cx->arena, &job_fields, EYES_SYSTEM, turn->id, j);
	if (e)
		return e;
	j->state = JOB_FAILED;
	j->error = why;
	return save(cx, j, LEASE_S);
}

enum err job_run(const struct run *run, int64_t id,
		 void (*progress)(const struct job *job, void *arg), void *arg,
		 struct job *ret_job)
{
	struct job_turn turn = {.id = id};
	enum err e;

	do {
		arena_reset(run->arena);
		e = job_advance(run, &turn);
		if (!e && progress)
			progress(&turn.job, arg);
	} while (!e && (turn.job.state == JOB_QUEUED || turn.job.state == JOB_RUNNING));
	if (!e)
		*ret_job = turn.job;
	return e;
}

enum err job_cancel(struct ctx *cx, int64_t id, struct job *ret_job)
{
	const struct value params[] = {VAL_INT(id), VAL_TIME(cx->now)};
	const struct job_kind *kind;
	int64_t changed = 0;

	enum err e = resource_load(cx, &job_resource, PERM_LOGIN, id, ret_job);
	if (e)
		return e;
	kind = find_kind(ret_job->kind);
	if (is_under_way(ret_job) && !(kind && kind->may_stop))
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "job_goes_on");
	e = tx_exec(cx->tx, Q_JOB_CANCEL, params, 2, &changed);
	if (!e && !changed)
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "job_ended");
	if (!e)
		e = audit(cx, "cancel", "job", id, STR(""));
	live_tell(cx, cx->actor->user_id, "job",
		  str_fmt(cx->arena, "{\"id\":\"%lld\"}", (long long)id));
	return e ? e : resource_load(cx, &job_resource, PERM_LOGIN, id, ret_job);
}

static void drop(void *doc)
{
	json_decref(doc);
}

void job_report_set(struct arena *a, struct job *job, const char *name, json_t *value)
{
	struct fail f = {.arena = a};
	struct buf b = {0};
	struct jw w = {.buf = &b};
	json_t *doc;

	if (json_read(a, job->report, &f, &doc))
		return;
	json_t *copy = json_copy(doc);
	arena_defer(a, drop, copy);
	json_object_set(copy, name, value);
	jw_json(&w, copy);
	job->report = buf_keep(&b, a);
}

void job_count(struct arena *a, struct job *job, const char *name, int64_t n)
{
	struct fail f = {.arena = a};
	json_t *doc;

	if (n == 0 || json_read(a, job->report, &f, &doc))
		return;
	json_t *sum = json_integer(json_integer_value(json_object_get(doc, name)) + n);
	arena_defer(a, drop, sum);
	job_report_set(a, job, name, sum);
}
