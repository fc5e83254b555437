#include "service/mentions.h"

#include "service/audience.h"
#include "service/auth.h"
#include "service/customers.h"
#include "service/follow_ups.h"
#include "service/notices.h"
#include "service/tickets.h"
#include "store/search.h"

enum { EXCERPT = 200, COLLEAGUES = 2000 };

/* cx as somebody else has it. */
static enum err act_as(const struct ctx *cx, int64_t user_id, struct login *login,
		       struct ctx *ret_cx)
{
	*ret_cx = *cx;
	ret_cx->actor = NULL;
	enum err e = auth_user(ret_cx, user_id, login);
	ret_cx->actor = &login->actor;
	return e;
}

static enum err reads(struct ctx *as_user, const struct resource *r, int64_t id, bool *ret_may)
{
	void *rec = arena_alloc(as_user->arena, r->fields->size);
	enum err e = resource_load(as_user, r, r->read, id, rec);

	*ret_may = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The notice leads to the ticket or the customer, which they must be able to open as well. */
static enum err may_read(struct ctx *as_user, const struct mentioning *m, bool *ret_may)
{
	if (m->ticket)
		return reads(as_user, &ticket_resource, m->ticket->id, ret_may);
	enum err e = reads(as_user, &follow_up_resource, m->follow_up->id, ret_may);
	return e || !*ret_may
		       ? e
		       : reads(as_user, &customer_resource, m->follow_up->customer_id, ret_may);
}

/* The first EXCERPT characters, in arena. */
static struct str excerpt(struct arena *a, struct str text)
{
	size_t i = 0;
	uint32_t cp;

	for (int n = 0; n < EXCERPT && i < text.n; n++)
		i += utf8_next(text, i, &cp);
	return i < text.n ? str_fmt(a, "%.*s…", (int)i, text.p) : text;
}

static enum err say_one(struct ctx *cx, const struct mentioning *m, int64_t user_id)
{
	struct notice_say say = {
		.user_id = user_id,
		.kind = "mention",
		.key = str_fmt(cx->arena, "mention:%.*s", STR_ARG(m->occasion)),
		.ticket = m->ticket,
		.customer_id = m->ticket ? m->ticket->customer_id : m->follow_up->customer_id,
		.step_at = cx->now,
		.text = excerpt(cx->arena, m->text),
		.from = cx->actor->name,
	};
	struct login login;
	struct ctx as_user;
	bool may;

	enum err e = act_as(cx, user_id, &login, &as_user);
	if (e == ERR_UNAUTH || e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "mentions", "no_such_record");
	if (!e)
		e = may_read(&as_user, m, &may);
	if (e)
		return e;
	if (!may) {
		fail_at(cx->fail, ERR_INPUT, "mentions", "cannot_read");
		fail_arg(cx->fail, "name", login.actor.name);
		return ERR_INPUT;
	}
	return notice_say(cx, &say);
}

static bool has(struct str ids, struct str id)
{
	struct str part;

	while (ids.n && str_split(&ids, ' ', &part))
		if (str_eq(part, id))
			return true;
	return false;
}

enum err mentions_say(struct ctx *cx, const struct mentioning *m)
{
	struct str rest = m->ids, part;
	enum err e = OK;
	int64_t id;

	while (!e && rest.n && str_split(&rest, ' ', &part)) {
		if (str_to_int(part, &id))
			return ERR_BUG;
		if (id != cx->actor->user_id && !has(m->before, part))
			e = say_one(cx, m, id);
	}
	return e;
}

/* Those who belong to all of the audiences. */
static enum err write_readers(struct ctx *cx, const struct audience *of, size_t n_of,
			      struct jw *w)
{
	struct actor *v;
	size_t n = 0;
	enum err e = OK;

	if (actor_scope(cx->actor, PERM_USER_READ) != SCOPE_NONE)
		e = auth_users(cx, COLLEAGUES, &v, &n);
	if (e)
		return e;
	jw_obj(w);
	jw_key(w, "items");
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < n_of && audience_has(&of[k], &v[i]))
			k++;
		if (k < n_of || v[i].user_id == cx->actor->user_id)
			continue;
		jw_obj(w);
		jw_kid(w, "id", v[i].user_id);
		jw_kstr(w, "name", v[i].name);
		jw_kstr(w, "pinyin", search_pinyin(cx->tx, cx->arena, v[i].name, true));
		jw_end_obj(w);
	}
	jw_end_arr(w);
	jw_end_obj(w);
	return buf_err(w->buf);
}

enum err mentions_of_ticket(struct ctx *cx, int64_t ticket_id, struct jw *w)
{
	struct audience of;
	struct ticket t;

	enum err e = resource_load(cx, &ticket_resource, PERM_TICKET_READ, ticket_id, &t);
	if (!e)
		e = audience_of(cx, &ticket_fields, PERM_TICKET_READ, NULL, &t, &of);
	return e ? e : write_readers(cx, &of, 1, w);
}

/* A record that the actor makes there is the actor's, in the customer's department. */
enum err mentions_of_customer(struct ctx *cx, int64_t customer_id, struct jw *w)
{
	struct audience of[2];
	struct customer c;

	enum err e = resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, customer_id, &c);
	if (!e)
		e = audience_of(cx, &customer_fields, PERM_CUSTOMER_READ, NULL, &c, &of[0]);
	c.owner_id = cx->actor->user_id;
	if (!e)
		e = audience_of(cx, &customer_fields, PERM_FOLLOW_UP_READ, NULL, &c, &of[1]);
	return e ? e : write_readers(cx, of, 2, w);
}
