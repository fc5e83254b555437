#include "service/webhooks.h"

#include "domain/user.h"
#include "service/webhook_outbox.h"
#include "sys/outgoing.h"

static enum err check(struct ctx *cx, const struct webhook *w)
{
	struct outgoing_target target;
	enum err url =
		outgoing_judge(cx->home->outgoing, cx->arena, w->url, "url", cx->fail, &target);
	enum err secret = webhook_check(w, cx->fail);
	enum err e = url ? url : secret;
	struct department d;

	if (e || !w->department_id)
		return e;
	e = row_load(cx->tx, cx->arena, &department_fields, EYES_SYSTEM, w->department_id, &d);
	return e == ERR_NOT_FOUND
		       ? fail_at(cx->fail, ERR_INPUT, "department_id", "no_such_record")
		       : e;
}

static enum err creating(struct ctx *cx, void *rec)
{
	return check(cx, rec);
}

static enum err changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)old;
	(void)set;
	return check(cx, rec);
}

/* What waits for one that is turned off would be old news when it is on again. */
static enum err give_up(struct ctx *cx, int64_t id)
{
	const struct value v[] = {VAL_INT(id), VAL_STR(STR("turned off")), VAL_TIME(cx->now)};

	return tx_exec(cx->tx, Q_WEBHOOK_NOTICES_GIVE_UP, v, 3, NULL);
}

static enum err saved(struct ctx *cx, const void *old_rec, void *rec)
{
	const struct webhook *old = old_rec, *w = rec;
	const struct value v[] = {VAL_INT(w->id), VAL_TIME(cx->now)};

	if (!old)
		return tx_exec(cx->tx, Q_WEBHOOK_STATE_ADD, v, 2, NULL);
	if (old->enabled == w->enabled)
		return OK;
	enum err e = tx_exec(cx->tx, Q_WEBHOOK_STATE_CLEAR, v, 1, NULL);
	return e || w->enabled ? e : give_up(cx, w->id);
}

/* Its deliveries go with it; that it was there, the audit trail tells. */
static enum err removing(struct ctx *cx, const void *rec)
{
	const struct webhook *w = rec;
	const struct value id = VAL_INT(w->id);

	return tx_exec(cx->tx, Q_WEBHOOK_NOTICES_DROP, &id, 1, NULL);
}

static struct instant time_of(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? INSTANT_NONE
					  : (struct instant){rows_int(rows, column)};
}

static enum err showing(struct ctx *cx, void *rec)
{
	struct webhook *w = rec;
	const struct value id = VAL_INT(w->id);
	struct rows *rows = NULL;
	bool more = false;

	w->address = webhook_address(cx->arena, w->url);
	w->has_secret = w->secret.n > 0;
	w->sent_at = w->failed_at = INSTANT_NONE;
	enum err e = tx_query(cx->tx, Q_WEBHOOK_STATE, &id, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more) {
		w->sent_at = time_of(rows, 0);
		w->failed_at = time_of(rows, 1);
		w->error = str_dup(cx->arena, rows_text(rows, 2));
	}
	rows_done(rows);
	return e;
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	bool write = actor_scope(cx->actor, PERM_SETTING_WRITE) != SCOPE_NONE;

	(void)rec;
	jw_kbool(w, "edit", write);
	jw_kbool(w, "delete", write);
}

const struct resource webhook_resource = {
	.fields = &webhook_fields,
	.read = PERM_SETTING_WRITE,
	.write = PERM_SETTING_WRITE,
	.remove = PERM_SETTING_WRITE,
	.creating = creating,
	.changing = changing,
	.saved = saved,
	.removing = removing,
	.showing = showing,
	.can = can,
};

const struct resource delivery_resource = {
	.fields = &delivery_fields,
	.read = PERM_SETTING_WRITE,
};

/* ---- what is said ---- */

/* The department of a deadline, or else of who has it, by its path; and that person's name. */
struct place_of_deadline {
	struct str path;
	struct str owner;
};

static enum err path_of(struct ctx *cx, int64_t department_id, struct str *ret_path)
{
	struct department d;

	*ret_path = STR("");
	if (!department_id)
		return OK;
	enum err e =
		row_load(cx->tx, cx->arena, &department_fields, EYES_SYSTEM, department_id, &d);
	if (!e)
		*ret_path = d.path;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err find_place(struct ctx *cx, const struct deadline *d,
			   struct place_of_deadline *ret)
{
	struct user owner = {.name = STR("")};
	enum err e = OK;

	if (d->owner_id)
		e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, d->owner_id, &owner);
	ret->owner = owner.name;
	return e ? e
		 : path_of(cx, d->department_id ? d->department_id : owner.department_id,
			   &ret->path);
}

static enum err enabled_ones(struct ctx *cx, struct webhook **ret_v, size_t *ret_n)
{
	struct webhook *v = NULL;
	size_t n = 0, cap = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_WEBHOOKS_ENABLED, NULL, 0, &rows);
	if (e)
		return e;
	while (!(e = rows_next(rows, &more)) && more) {
		e = row_read(rows, cx->arena, &webhook_fields,
			     ARENA_PUSH(cx->arena, v, n, cap));
		if (e)
			break;
	}
	rows_done(rows);
	*ret_v = v;
	*ret_n = n;
	return e;
}

enum err webhooks_say(struct ctx *cx, const struct notice_say *say)
{
	struct place_of_deadline at = {.path = STR("")};
	struct notice_say to = *say;
	struct webhook *v;
	size_t n;

	enum err e = enabled_ones(cx, &v, &n);
	if (!e && n)
		e = find_place(cx, say->deadline, &at);
	to.owner = at.owner;
	to.owner_id = say->deadline->owner_id;
	for (size_t i = 0; !e && i < n; i++) {
		struct str path;
		if (!webhook_says(&v[i], str_of(say->kind)))
			continue;
		e = path_of(cx, v[i].department_id, &path);
		if (e || (v[i].department_id && (!path.n || !str_starts(at.path, path))))
			continue;
		to.user_id = 0;
		to.webhook_id = v[i].id;
		e = notice_say(cx, &to);
	}
	return e;
}

/* ---- tests and deliveries ---- */

/* A pause after a failure ends; the pace holds. */
static enum err hurry(struct ctx *cx, int64_t id)
{
	const struct value v[] = {VAL_INT(id),
				  VAL_TIME(instant_add(cx->now, span_of_s(WEBHOOK_PACE_S)))};

	return tx_exec(cx->tx, Q_WEBHOOK_HURRY, v, 2, NULL);
}

enum err webhook_test(struct ctx *cx, int64_t id, struct delivery *ret_delivery)
{
	struct webhook w;
	int64_t notice_id;
	struct str key = str_fmt(cx->arena, "test:%lld", (long long)ctx_id(cx));
	const struct notice_say say = {
		.webhook_id = id,
		.kind = "test",
		.key = key,
		.step_at = cx->now,
		.urgent = true,
		.owner = cx->actor->name,
		.owner_id = cx->actor->user_id,
	};

	enum err e = resource_load(cx, &webhook_resource, PERM_SETTING_WRITE, id, &w);
	if (!e)
		e = notice_say(cx, &say);
	if (!e)
		e = hurry(cx, id);
	const struct value dedupe =
		VAL_STR(str_fmt(cx->arena, "%.*s:%lld:webhook", STR_ARG(key), (long long)id));
	if (!e)
		e = tx_one_int(cx->tx, Q_NOTICE_BY_DEDUPE, &dedupe, 1, &notice_id);
	return e ? e : delivery_load(cx, id, notice_id, ret_delivery);
}

enum err delivery_load(struct ctx *cx, int64_t webhook_id, int64_t id,
		       struct delivery *ret_delivery)
{
	struct delivery d;

	enum err e = resource_load(cx, &delivery_resource, PERM_SETTING_WRITE, id, &d);
	if (!e && d.webhook_id != webhook_id)
		e = ERR_NOT_FOUND;
	if (!e)
		*ret_delivery = d;
	return e;
}

enum err deliveries_narrow(struct ctx *cx, int64_t webhook_id, struct list_query *q,
			   struct value *id)
{
	struct webhook w;

	enum err e = resource_load(cx, &webhook_resource, PERM_SETTING_WRITE, webhook_id, &w);
	if (e)
		return e;
	if (q->n_conds == sizeof q->conds / sizeof *q->conds)
		return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_filters");
	*id = VAL_INT(webhook_id);
	q->conds[q->n_conds++] =
		(struct cond){field_find(&delivery_fields, STR("webhook_id")), CMP_EQ, id, 1};
	return OK;
}

enum err delivery_send_again(struct ctx *cx, int64_t webhook_id, int64_t id,
			     struct delivery *ret_delivery)
{
	struct webhook w;
	struct delivery d;
	int64_t changed = 0;

	enum err e = resource_load(cx, &webhook_resource, PERM_SETTING_WRITE, webhook_id, &w);
	if (!e)
		e = delivery_load(cx, webhook_id, id, &d);
	if (!e && !w.enabled && !str_is(d.kind, "test"))
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "webhook_disabled");
	/* No notice is of message 0. */
	const struct value v[] = {VAL_INT(id), VAL_INT(e ? 0 : d.message_id),
				  VAL_TIME(cx->now)};
	if (!e)
		e = tx_exec(cx->tx, Q_DELIVERY_AGAIN, v, 3, &changed);
	if (!e && !changed)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "delivery_under_way");
	if (!e)
		e = hurry(cx, webhook_id);
	if (!e)
		e = audit(cx, "send_again", "webhook", webhook_id, STR(""));
	return e ? e : delivery_load(cx, webhook_id, id, ret_delivery);
}

enum err webhook_turn_off(struct ctx *cx, int64_t id)
{
	struct webhook old, w;

	enum err e = row_load(cx->tx, cx->arena, &webhook_fields, EYES_SYSTEM, id, &old);
	if (e || !old.enabled)
		return e;
	w = old;
	w.enabled = false;
	return resource_write(cx, &webhook_resource, &old, &w);
}
