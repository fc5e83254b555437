#include "service/pool.h"

#include "domain/pool.h"
#include "domain/user.h"
#include "service/customers.h"
#include "service/notices.h"

static enum err full(struct ctx *cx, enum err e, const char *key, int64_t seconds, int64_t max)
{
	fail_at(cx->fail, e, NULL, key);
	if (seconds)
		fail_arg_int(cx->fail, "seconds", seconds); /* first: it is Retry-After */
	fail_arg_int(cx->fail, "max", max);
	return e;
}

/* Claims of a person come one after the other, so that none slips past a limit. */
static enum err check_limits(struct ctx *cx)
{
	const struct company *rule = &cx->world->company;
	const struct value v[] = {VAL_INT(cx->actor->user_id),
				  VAL_TIME(instant_add(cx->now, span_of_s(-CLAIM_WINDOW_S)))};
	int64_t locked, owned = 0, claims = 0, seconds = CLAIM_WINDOW_S;
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_one_int(cx->tx, Q_USER_LOCK, v, 1, &locked);
	if (!e)
		e = tx_one_int(cx->tx, Q_POOL_OWNED, v, 1, &owned);
	if (!e && rule->owned_max && owned >= rule->owned_max)
		return full(cx, ERR_CONFLICT, "owned_max", 0, rule->owned_max);
	if (!e)
		e = tx_query(cx->tx, Q_POOL_CLAIMS, v, 2, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more) {
		claims = rows_int(rows, 0);
		if (claims)
			seconds -= instant_s(cx->now) -
				   instant_s((struct instant){rows_int(rows, 1)});
	}
	rows_done(rows);
	return e || claims < rule->claims_per_day
		       ? e
		       : full(cx, ERR_LIMIT, "claim_quota", seconds, rule->claims_per_day);
}

static enum err check_free(struct ctx *cx, const struct customer *c)
{
	struct user owner;
	enum err e = customer_check_unmerged(cx, c, NULL);

	if (!e && c->state != CUSTOMER_ACTIVE)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "not_active");
	if (e || !c->owner_id)
		return e;
	e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, c->owner_id, &owner);
	if (e)
		return e;
	fail_at(cx->fail, ERR_CONFLICT, "owner_id", "already_owned");
	fail_arg(cx->fail, "owner", owner.name);
	return ERR_CONFLICT;
}

static enum err hand_over(struct ctx *cx, struct customer *c, int64_t owner_id)
{
	const struct field *fd = field_find(&customer_fields, STR("owner_id"));
	const struct customer old = *c;

	c->owner_id = owner_id;
	return resource_change(cx, &customer_resource, &old, c,
			       UINT64_C(1) << (fd - customer_fields.v));
}

enum err pool_claim(struct ctx *cx, int64_t id, struct customer *ret_customer)
{
	/* First: of two people at once, the second reads what the first one wrote. */
	enum err e = check_limits(cx);

	if (!e)
		e = resource_reach(cx, &customer_resource, PERM_CUSTOMER_CLAIM, id,
				   ret_customer);
	if (!e)
		e = check_free(cx, ret_customer);
	return e ? e : hand_over(cx, ret_customer, cx->actor->user_id);
}

/* Once a day and person: where the others are is a filter of the list. */
static enum err tell(struct ctx *cx, const struct customer *c, int64_t user_id,
		     const char *kind)
{
	struct user u;
	char today[16];

	date_format(world_date(cx->world, cx->now), today);
	const struct notice_say say = {
		.user_id = user_id,
		.kind = kind,
		.key = str_fmt(cx->arena, "%s:%s", kind, today),
		.customer_id = c->id,
		.step_at = cx->now,
	};
	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, user_id, &u);
	return e || u.disabled ? e : notice_say(cx, &say);
}

enum err pool_pass(struct ctx *cx, struct customer *c)
{
	struct instant at = recall_at(&cx->world->company, cx->world->zone, c);
	const struct instant was = c->recall_at;
	const int64_t owner_id = c->owner_id;
	enum err e = OK;

	c->recall_at = at;
	if (instant_is_set(at) && instant_cmp(at, cx->now) <= 0) {
		e = hand_over(cx, c, 0);
		return e ? e : tell(cx, c, owner_id, "recalled");
	}
	if (at.us != was.us) {
		const struct value v[] = {VAL_INT(c->id), VAL_TIME(at)};
		e = tx_exec(cx->tx, Q_CUSTOMER_RECALL, v, 2, NULL);
	}
	struct instant near =
		instant_add(cx->now, span_of_s(RECALL_NOTICE_DAYS * (int64_t)S_PER_DAY));
	if (e || !instant_is_set(at) || instant_cmp(at, near) > 0)
		return e;
	return tell(cx, c, owner_id, "recall_near");
}
