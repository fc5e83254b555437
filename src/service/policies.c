#include "service/policies.h"

#include "domain/embedded.h"
#include "domain/user.h"
#include "service/classification.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/exports.h"
#include "service/policy_check.h"
#include "service/pool.h"
#include "service/reveals.h"
#include "service/tickets.h"

enum { PAGE = 100 };

static enum err draft_only(struct ctx *cx, int state)
{
	if (state == VERSION_DRAFT)
		return OK;
	return fail_at(cx->fail, ERR_CONFLICT, NULL, "published_never_changes");
}

static enum err policy_creating(struct ctx *cx, void *rec)
{
	struct policy_version *v = rec;
	struct policy p;
	return policy_document(cx, v->document, &p);
}

static enum err policy_changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)set;
	enum err e = draft_only(cx, ((const struct policy_version *)old)->state);
	return e ? e : policy_creating(cx, rec);
}

static enum err policy_removing(struct ctx *cx, const void *rec)
{
	return draft_only(cx, ((const struct policy_version *)rec)->state);
}

static void policy_can(struct ctx *cx, const void *rec, struct jw *w)
{
	bool draft = ((const struct policy_version *)rec)->state == VERSION_DRAFT;
	bool write = actor_scope(cx->actor, PERM_POLICY_WRITE) == SCOPE_ALL;

	jw_kbool(w, "edit", draft && write);
	jw_kbool(w, "delete", draft && write);
	jw_kbool(w, "publish",
		 draft && actor_scope(cx->actor, PERM_POLICY_PUBLISH) == SCOPE_ALL);
}

const struct resource policy_resource = {
	.fields = &policy_version_fields,
	.read = PERM_POLICY_READ,
	.write = PERM_POLICY_WRITE,
	.remove = PERM_POLICY_WRITE,
	.creating = policy_creating,
	.changing = policy_changing,
	.removing = policy_removing,
	.can = policy_can,
};

static enum err calendar_check(struct ctx *cx, const struct calendar_version *v)
{
	const struct workcal *cal;
	return calendar_compile(cx->arena, worlds_loader(cx->home->worlds), v->document,
				cx->fail, &cal);
}

/* A draft has a number, too: the row wants one, unique among those of its code. */
static enum err calendar_creating(struct ctx *cx, void *rec)
{
	struct calendar_version *v = rec;
	int64_t last;

	enum err e = calendar_check(cx, v);
	if (e || v->number != INT_NONE)
		return e;
	e = tx_one_int(cx->tx, Q_CALENDAR_LAST_NUMBER, &VAL_STR(v->code), 1, &last);
	v->number = last + 1;
	return e;
}

static enum err calendar_changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)set;
	enum err e = draft_only(cx, ((const struct calendar_version *)old)->state);
	return e ? e : calendar_check(cx, rec);
}

static enum err calendar_removing(struct ctx *cx, const void *rec)
{
	return draft_only(cx, ((const struct calendar_version *)rec)->state);
}

const struct resource calendar_resource = {
	.fields = &calendar_version_fields,
	.read = PERM_LOGIN,
	.write = PERM_CALENDAR_WRITE,
	.remove = PERM_CALENDAR_WRITE,
	.creating = calendar_creating,
	.changing = calendar_changing,
	.removing = calendar_removing,
};

static bool recalls_alike(const struct company *a, const struct company *b)
{
	return a->recall_days == b->recall_days &&
	       a->recall_keeps_buyers == b->recall_keeps_buyers;
}

static enum err company_changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	struct company *c = rec;
	const struct tz *tz;
	struct class_rules rules;
	json_t *doc;
	enum err e = OK;

	(void)set;
	if (!recalls_alike(old, c))
		c->recall_since = cx->now;
	if (worlds_loader(cx->home->worlds).load(cx->arena, c->time_zone, &tz))
		e = fail_at(cx->fail, ERR_INPUT, "time_zone", "bad_time_zone");
	if (!standards_calendar(&cx->world->standards, c->calendar))
		e = fail_at(cx->fail, ERR_INPUT, "calendar", "no_such_record");
	if (c->mail_from.n && !is_mail_address(c->mail_from))
		e = fail_at(cx->fail, ERR_INPUT, "mail_from", "not_an_email");
	if (names_find(&lang_names, c->locale) < 0) {
		e = fail_at(cx->fail, ERR_INPUT, "locale", "not_one_of");
		fail_arg(cx->fail, "allowed", STR("zh-CN, zh-TW, en"));
	}
	if (!e && c->classification.n) {
		e = json_read(cx->arena, c->classification, cx->fail, &doc);
		if (!e)
			e = class_rules_parse(doc, cx->fail, &rules);
	}
	return e;
}

/* The customers learn of another rule in the pass of a job. */
static enum err company_saved(struct ctx *cx, const void *old, void *rec)
{
	struct job job;

	return !old || recalls_alike(old, rec) ? OK : classify_start(cx, DATE_NONE, &job);
}

const struct resource company_resource = {
	.fields = &company_fields,
	.read = PERM_LOGIN,
	.write = PERM_SETTING_WRITE,
	.changing = company_changing,
	.saved = company_saved,
};

static enum err preset_load(struct arena *a, struct str name, struct fail *f, json_t **ret_doc)
{
	struct str text = embedded_find(presets, str_trim(name));
	if (!text.n) {
		fail_at(f, ERR_INPUT, "presets", "no_such_preset");
		fail_arg(f, "name", name);
		return ERR_INPUT;
	}
	return json_read(a, text, f, ret_doc);
}

enum err presets_join(struct arena *a, struct str names, struct fail *f,
		      struct str *ret_document)
{
	json_t *docs[8];
	size_t n = 0;
	struct str part;
	struct buf b = {0};
	struct jw w = {.buf = &b};

	while (names.n && str_split(&names, ',', &part)) {
		if (n == sizeof docs / sizeof *docs)
			return fail_at(f, ERR_INPUT, "presets", "too_long");
		enum err e = preset_load(a, part, f, &docs[n++]);
		if (e)
			return e;
	}
	if (n == 0)
		return fail_at(f, ERR_INPUT, "presets", "required");
	jw_json(&w, policy_join(a, docs, n));
	*ret_document = buf_keep(&b, a);
	return OK;
}

enum err policy_from_presets(struct ctx *cx, struct str names, struct str name,
			     struct policy_version *ret_policy)
{
	struct policy_version v;

	fields_clear(&policy_version_fields, &v);
	v.name = name;
	enum err e = presets_join(cx->arena, names, cx->fail, &v.document);
	if (!e)
		e = resource_create(cx, &policy_resource, &v);
	if (!e)
		*ret_policy = v;
	return e;
}

/* A new stamp: from the next transaction on, everybody sees the new world. */
static enum err company_touch(struct ctx *cx, int64_t policy_id)
{
	struct company c;

	enum err e = row_load(cx->tx, cx->arena, &company_fields, EYES_SYSTEM,
			      cx->world->company.id, &c);
	if (e)
		return e;
	if (policy_id)
		c.policy_id = policy_id;
	c.updated_at = cx->now;
	return row_update(cx->tx, &company_fields, &c);
}

static enum err start_recompute(struct ctx *cx, int64_t policy_id, bool tickets,
				struct job *ret_job)
{
	struct str args = str_fmt(cx->arena, "{\"policy\":\"%lld\",\"tickets\":%s}",
				  (long long)policy_id, tickets ? "true" : "false");
	return job_start(cx, "apply_standard", args, INT_NONE, ret_job);
}

static enum err make_policy_current(struct ctx *cx, struct policy_version *v, struct str reason)
{
	const struct value replace[] = {VAL_INT(v->id), VAL_TIME(cx->now)};
	int64_t last;

	enum err e = tx_one_int(cx->tx, Q_POLICY_LAST_NUMBER, NULL, 0, &last);
	if (!e)
		e = tx_exec(cx->tx, Q_POLICY_REPLACE, replace, 2, NULL);
	if (e)
		return e;
	v->state = VERSION_PUBLISHED;
	v->number = last + 1;
	v->reason = reason;
	v->published_at = v->updated_at = cx->now;
	v->published_by = cx->actor->user_id;
	e = row_update(cx->tx, &policy_version_fields, v);
	if (!e)
		e = audit(cx, "publish", "policy", v->id, STR(""));
	return e ? e : company_touch(cx, v->id);
}

static enum err check_publish(struct ctx *cx, const struct policy_publish *p, int64_t version,
			      int state)
{
	if (p->version >= 0 && p->version != version)
		return ERR_STALE;
	enum err e = draft_only(cx, state);
	if (!e && str_trim(p->reason).n == 0)
		e = fail_at(cx->fail, ERR_INPUT, "reason", "required");
	return e;
}

enum err policy_publish(struct ctx *cx, const struct policy_publish *p,
			struct policy_version *ret_policy, struct job *ret_job)
{
	struct policy_version v;
	struct buf b = {0};
	struct jw w = {.buf = &b};
	int64_t errors;

	enum err e =
		row_load(cx->tx, cx->arena, &policy_version_fields, EYES_SYSTEM, p->id, &v);
	if (!e)
		e = check_publish(cx, p, v.version, v.state);
	if (!e)
		e = policy_lint_write(cx, v.document, &w, &errors);
	buf_done(&b);
	if (!e && errors) {
		fail_at(cx->fail, ERR_CONFLICT, "document", "policy_has_holes");
		fail_arg_int(cx->fail, "errors", errors);
		return ERR_CONFLICT;
	}
	if (!e)
		e = make_policy_current(cx, &v, p->reason);
	if (!e) /* a customer has no version of its own: the newest one is owed to all */
		e = start_recompute(cx, v.id, p->move, ret_job);
	if (!e)
		*ret_policy = v;
	return e;
}

enum err calendar_publish(struct ctx *cx, const struct policy_publish *p,
			  struct calendar_version *ret_calendar, struct job *ret_job)
{
	struct calendar_version v;
	int64_t last;

	enum err e =
		row_load(cx->tx, cx->arena, &calendar_version_fields, EYES_SYSTEM, p->id, &v);
	if (!e)
		e = check_publish(cx, p, v.version, v.state);
	if (!e)
		e = tx_one_int(cx->tx, Q_CALENDAR_LAST_NUMBER, &VAL_STR(v.code), 1, &last);
	if (e)
		return e;
	const struct value replace[] = {VAL_STR(v.code), VAL_INT(v.id), VAL_TIME(cx->now)};
	e = tx_exec(cx->tx, Q_CALENDAR_REPLACE, replace, 3, NULL);
	v.state = VERSION_PUBLISHED;
	if (v.number != last) /* a later draft has been published before it */
		v.number = last + 1;
	v.reason = p->reason;
	v.published_at = v.updated_at = cx->now;
	v.published_by = cx->actor->user_id;
	if (!e)
		e = row_update(cx->tx, &calendar_version_fields, &v);
	if (!e)
		e = audit(cx, "publish", "calendar", v.id, STR(""));
	if (!e)
		e = company_touch(cx, 0);
	if (!e)
		e = start_recompute(cx, 0, true, ret_job);
	if (!e)
		*ret_calendar = v;
	return e;
}

static enum err start_calendars(struct ctx *cx, enum lang lang)
{
	enum err e = OK;

	for (const struct embedded *d = calendars; !e && d->name; d++) {
		struct calendar_version v;
		fields_clear(&calendar_version_fields, &v);
		v.code = str_of(d->name);
		v.name = message_format(cx->arena, lang,
					str_fmt(cx->arena, "calendar.%s", d->name).p, NULL, 0);
		v.number = 1;
		v.state = VERSION_PUBLISHED;
		v.document = (struct str){(const char *)d->data, d->n};
		v.published_at = cx->now;
		e = resource_create(cx, &calendar_resource, &v);
	}
	return e;
}

static enum err start_row(struct ctx *cx, const struct company_start *start, int64_t policy_id)
{
	struct company c;

	fields_clear(&company_fields, &c);
	c.id = ctx_id(cx);
	c.version = 1;
	c.created_at = c.updated_at = cx->now;
	c.name = start->name;
	c.locale = start->locale;
	c.time_zone = start->time_zone.n ? start->time_zone : STR("Asia/Shanghai");
	c.currency = STR("CNY");
	c.calendar = STR("cn");
	c.policy_id = policy_id;
	c.customer_prefix = STR("C");
	c.customer_digits = 3;
	c.customer_reset = RESET_YEAR;
	c.ticket_prefix = STR("WX");
	c.ticket_digits = 3;
	c.ticket_reset = RESET_YEAR;
	c.quiet_hours = true;
	c.reveals_per_day = REVEALS_PER_DAY;
	c.exports_per_day = EXPORTS_PER_DAY;
	c.recall_days = c.owned_max = 0;
	c.recall_keeps_buyers = true;
	c.claims_per_day = CLAIMS_PER_DAY;
	return row_insert(cx->tx, &company_fields, &c);
}

static enum err check_start(struct ctx *cx, const struct company_start *start)
{
	const struct tz *tz;

	if (cx->world->company.id)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "set_up_already");
	if (names_find(&lang_names, start->locale) < 0)
		return fail_at(cx->fail, ERR_INPUT, "locale", "not_one_of");
	if (start->time_zone.n &&
	    worlds_loader(cx->home->worlds).load(cx->arena, start->time_zone, &tz))
		return fail_at(cx->fail, ERR_INPUT, "time_zone", "bad_time_zone");
	return OK;
}

/* The first standard, in force at once; its words are those of the company's language. */
static enum err start_standard(struct ctx *cx, struct str chosen, enum lang lang,
			       struct policy_version *v)
{
	const struct message_arg names = {"presets", chosen};
	struct str name = message_format(cx->arena, lang, "standard.first", &names, 1);

	enum err e = policy_from_presets(cx, chosen, name, v);
	if (e)
		return e;
	v->state = VERSION_PUBLISHED;
	v->number = 1;
	v->reason = message_format(cx->arena, lang, "standard.first_reason", NULL, 0);
	v->published_at = cx->now;
	return row_update(cx->tx, &policy_version_fields, v);
}

enum err company_start(struct ctx *cx, const struct company_start *start)
{
	struct policy_version v = {0};

	enum err e = check_start(cx, start);
	if (e)
		return e;
	enum lang lang = (enum lang)names_find(&lang_names, start->locale);
	e = start_calendars(cx, lang);
	if (!e && start->presets.n)
		e = start_standard(cx, start->presets, lang, &v);
	return e ? e : start_row(cx, start, v.id);
}

/* A page of ids after `after`; fewer than PAGE: the last one. */
static enum err page_of(struct ctx *cx, enum query q, int64_t after, int64_t *ids,
			size_t *ret_n)
{
	const struct value params[] = {VAL_INT(after), VAL_INT(PAGE)};
	return tx_ids(cx->tx, q, params, 2, ids, PAGE, ret_n);
}

static enum err refresh_page(struct ctx *cx, bool tickets, const int64_t *ids, size_t n,
			     struct refreshed *counts)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < n; i++) {
		struct customer c;
		if (tickets) {
			e = ticket_move_policy(cx, ids[i], counts);
			continue;
		}
		e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, ids[i], &c);
		if (!e)
			e = customer_refresh(cx, &c, REFRESH_TERMS, counts);
	}
	return e;
}

/* place: "c<id>" while customers are gone through, then "t<id>". */
enum err standard_step(struct ctx *cx, struct job *job)
{
	bool tickets = str_starts(job->place, STR("t"));
	int64_t ids[PAGE], after = 0;
	struct refreshed counts = {0};
	json_t *args;
	size_t n;

	if (job->place.n && str_to_int(str_slice(job->place, 1, job->place.n), &after))
		return ERR_BUG;
	enum err e = json_read(cx->arena, job->args, cx->fail, &args);
	if (e)
		return e;
	bool with_tickets = !json_is_false(json_object_get(args, "tickets"));
	e = page_of(cx, tickets ? Q_TICKETS_OPEN_AFTER : Q_CUSTOMERS_ACTIVE_AFTER, after, ids,
		    &n);
	if (!e)
		e = refresh_page(cx, tickets, ids, n, &counts);
	if (e)
		return e;
	job->done += (int64_t)n;
	job_count(cx->arena, job, tickets ? "tickets" : "customers", (int64_t)n);
	job_count(cx->arena, job, "created", counts.created);
	job_count(cx->arena, job, "moved", counts.moved);
	job_count(cx->arena, job, "cancelled", counts.cancelled);
	job_count(cx->arena, job, "newly_late", counts.newly_late);
	if (n == PAGE)
		job->place = str_fmt(cx->arena, "%c%lld", tickets ? 't' : 'c',
				     (long long)ids[n - 1]);
	else if (!tickets && with_tickets)
		job->place = STR("t0");
	else
		job->state = JOB_DONE;
	return OK;
}
