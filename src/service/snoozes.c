#include "service/snoozes.h"

/* For how long a late one can be put aside. */
enum { LATE_MAX_S = 86400 };

/* Loads a deadline that the actor may work on. */
static enum err load(struct ctx *cx, int64_t id, int64_t version, struct deadline *d)
{
	enum err e = resource_load(cx, &deadline_resource, PERM_CUSTOMER_READ, id, d);
	if (e)
		return e;
	enum perm perm = deadline_work_perm(d);
	e = resource_load(cx, &deadline_resource, perm, id, d);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_DENIED : e;
	return version >= 0 && version != d->version ? ERR_STALE : OK;
}

static enum err check(struct ctx *cx, const struct deadline *d, const struct snooze *s)
{
	bool late = instant_is_set(d->due_at) && instant_cmp(d->due_at, cx->now) <= 0;
	struct instant latest = late ? instant_add(cx->now, span_of_s(LATE_MAX_S)) : d->due_at;

	if (!d->open || !instant_is_set(d->due_at))
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "not_running");
	if (str_trim(s->reason).n == 0)
		return fail_at(cx->fail, ERR_INPUT, "reason", "required");
	if (instant_cmp(s->until, cx->now) <= 0)
		return fail_at(cx->fail, ERR_INPUT, "until", "in_past");
	if (instant_cmp(s->until, latest) > 0)
		return fail_at(cx->fail, ERR_INPUT, "until",
			       late ? "snooze_too_long" : "snooze_after_due");
	return OK;
}

static enum err put(struct ctx *cx, const struct deadline *old, struct instant until,
		    struct str reason, struct deadline *ret_deadline)
{
	*ret_deadline = *old;
	ret_deadline->snoozed_until = until;
	ret_deadline->snooze_reason = reason;
	return resource_change(cx, &deadline_resource, old, ret_deadline, 0);
}

enum err deadline_snooze(struct ctx *cx, const struct snooze *s, struct deadline *ret_deadline)
{
	struct deadline old;

	enum err e = load(cx, s->id, s->version, &old);
	if (!e)
		e = check(cx, &old, s);
	return e ? e
		 : put(cx, &old, instant_floor(s->until), str_trim(s->reason), ret_deadline);
}

enum err deadline_unsnooze(struct ctx *cx, int64_t id, int64_t version,
			   struct deadline *ret_deadline)
{
	struct deadline old;

	enum err e = load(cx, id, version, &old);
	return e ? e : put(cx, &old, INSTANT_NONE, STR(""), ret_deadline);
}
