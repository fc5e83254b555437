#include "service/notices.h"

#include "domain/customer.h"
#include "domain/quiet.h"
#include "domain/user.h"
#include "service/live.h"

/* Told later than this after its step, a notice says that it is late. */
enum { LATE_S = 300 };

const struct resource notice_resource = {
	.fields = &notice_fields,
	.read = PERM_LOGIN,
	.write = PERM_NONE,
};

static enum err args_of(struct ctx *cx, const struct notice_say *say, struct str *ret_args)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};
	struct customer c = {.name = STR(""), .number = STR("")};
	bool person = !say->webhook_id;

	enum err e = say->customer_id ? row_load(cx->tx, cx->arena, &customer_fields,
						 EYES_SYSTEM, say->customer_id, &c)
				      : OK;
	if (e)
		return e;
	jw_obj(&w);
	if (c.id) {
		jw_kstr(&w, "customer", c.name);
		jw_kstr(&w, "customer_number", c.number);
	}
	if (say->owner.n)
		jw_kstr(&w, "owner", say->owner);
	if (say->owner_id)
		jw_kid(&w, "owner_id", say->owner_id);
	if (say->text.n) {
		jw_kstr(&w, "text", say->text);
		jw_kstr(&w, "from", say->from);
	}
	if (say->ticket) {
		jw_kstr(&w, "ticket", say->ticket->number);
		if (person) /* a title may hold anything, telephone numbers too */
			jw_kstr(&w, "title", say->ticket->title);
	}
	if (say->deadline) {
		jw_kcstr(&w, "deadline", names_get(&deadline_kind_names, say->deadline->kind));
		jw_ktime(&w, "due_at", say->deadline->due_at);
	}
	jw_end_obj(&w);
	*ret_args = buf_keep(&b, cx->arena);
	return OK;
}

static const struct tz *zone_of(struct ctx *cx, const struct user *u)
{
	const struct tz *tz;

	if (u->time_zone.n &&
	    worlds_loader(cx->home->worlds).load(cx->arena, u->time_zone, &tz) == OK)
		return tz;
	return cx->world->zone;
}

/* Now, or, in quiet hours, when the company opens again (zammad#4432: no mails at midnight)
 * and the person, if it is one, wants to hear. */
static struct instant when_to_say(struct ctx *cx, const struct notice_say *say,
				  const struct user *u)
{
	const struct world *w = cx->world;
	bool company = w->company.quiet_hours && w->calendar;
	bool own = u && u->quiet_from != INT_NONE && u->quiet_to != INT_NONE;
	struct quiet q = {0};

	if (say->urgent || (!company && !own))
		return cx->now;
	if (own)
		q = (struct quiet){zone_of(cx, u), (int32_t)u->quiet_from,
				   (int32_t)u->quiet_to};
	return quiet_say_at(own ? &q : NULL, company ? w->calendar->cal : NULL, cx->now);
}

/* Whether the person wants this one by mail, too. */
static bool mails(const struct notice_say *say, const struct user *u)
{
	if (!u->email.n || u->disabled || say->mail == SAY_APP)
		return false;
	if (say->mail == SAY_MAIL)
		return true;
	if (u->mail_notices == MAIL_NONE)
		return false;
	return say->urgent || u->mail_notices == MAIL_ALL;
}

static enum err add(struct ctx *cx, const struct notice_say *say, enum notice_channel channel,
		    struct str args, struct instant send_at)
{
	const char *name = names_get(&notice_channel_names, (int)channel);
	bool late = instant_is_set(say->step_at) &&
		    instant_diff(cx->now, say->step_at).us > LATE_S * US_PER_S;
	bool person = !say->webhook_id;
	int64_t recipient = person ? say->user_id : say->webhook_id;
	const struct value params[] = {
		VAL_INT(ctx_id(cx)),
		VAL_TIME(cx->now),
		VAL_STR(str_fmt(cx->arena, "%.*s:%lld:%s", STR_ARG(say->key),
				(long long)recipient, name)),
		VAL_REF(say->deadline ? say->deadline->id : 0),
		VAL_REF(say->customer_id),
		VAL_REF(say->ticket ? say->ticket->id : 0),
		VAL_REF(person ? say->user_id : 0),
		VAL_STR(str_of(name)),
		VAL_STR(str_of(say->kind)),
		VAL_STR(str_of(say->kind)),
		VAL_STR(args),
		VAL_TIME(say->step_at),
		VAL_TIME(send_at),
		VAL_INT(late),
		VAL_STR(channel == NOTICE_APP ? STR("sent") : STR("queued")),
		VAL_REF(say->webhook_id),
	};
	int64_t added;

	enum err e =
		tx_exec(cx->tx, Q_NOTICE_ADD, params, sizeof params / sizeof *params, &added);
	if (!e && added && channel == NOTICE_APP)
		live_tell(cx, say->user_id, "notification",
			  str_fmt(cx->arena, "{\"kind\":\"%s\"}", say->kind));
	return e;
}

static enum err say_to_webhook(struct ctx *cx, const struct notice_say *say)
{
	struct str args;

	enum err e = args_of(cx, say, &args);
	return e ? e : add(cx, say, NOTICE_WEBHOOK, args, when_to_say(cx, say, NULL));
}

enum err notice_say(struct ctx *cx, const struct notice_say *say)
{
	struct user u;
	struct str args;
	struct instant at = cx->now;

	if (say->webhook_id)
		return say_to_webhook(cx, say);
	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, say->user_id, &u);
	if (!e)
		e = args_of(cx, say, &args);
	if (!e)
		at = when_to_say(cx, say, &u);
	if (!e)
		e = add(cx, say, NOTICE_APP, args, at);
	if (!e && mails(say, &u))
		e = add(cx, say, NOTICE_MAIL, args, at);
	return e;
}

enum err notice_assigned(struct ctx *cx, const struct ticket *t)
{
	struct notice_say say = {
		.user_id = t->owner_id,
		.kind = "assigned",
		.key = str_fmt(cx->arena, "assigned:%lld:%lld", (long long)t->id,
			       (long long)t->last_seq),
		.ticket = t,
		.customer_id = t->customer_id,
		.step_at = cx->now,
		.urgent = t->urgency == URGENCY_URGENT,
	};
	return t->owner_id == cx->actor->user_id ? OK : notice_say(cx, &say);
}

enum err notice_hold_ended(struct ctx *cx, const struct ticket *t)
{
	struct notice_say say = {
		.user_id = t->owner_id,
		.kind = "hold_ended",
		.key = str_fmt(cx->arena, "hold_ended:%lld:%lld", (long long)t->id,
			       (long long)t->last_seq),
		.ticket = t,
		.customer_id = t->customer_id,
		.step_at = cx->now,
	};
	return t->owner_id ? notice_say(cx, &say) : OK;
}

enum err notice_read(struct ctx *cx, int64_t id)
{
	const struct value all[] = {VAL_INT(cx->actor->user_id), VAL_TIME(cx->now)};
	struct notice n;

	if (!id)
		return tx_exec(cx->tx, Q_NOTICES_READ_ALL, all, 2, NULL);
	enum err e = resource_load(cx, &notice_resource, PERM_LOGIN, id, &n);
	if (e || instant_is_set(n.read_at))
		return e;
	n.read_at = n.updated_at = cx->now;
	return row_update(cx->tx, &notice_fields, &n);
}

enum err notice_unread(struct ctx *cx, int64_t *ret_n)
{
	const struct value params[] = {VAL_INT(cx->actor->user_id), VAL_TIME(cx->now)};
	return tx_one_int(cx->tx, Q_NOTICES_UNREAD, params, 2, ret_n);
}
