#include "service/mentions.h"

#include "domain/user.h"
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

/* Where a reader must reach. */
struct readable {
	enum perm perm;
	int64_t owner_id;
	int64_t department_id;
	int64_t customer_id; /* that they must be able to read as well; 0 = none */
};

static enum err reads_there(struct ctx *cx, int64_t user_id, const struct readable *r,
			    bool *ret_may)
{
	struct login login;
	struct ctx as_user;

	*ret_may = false;
	enum err e = act_as(cx, user_id, &login, &as_user);
	if (e)
		return e == ERR_UNAUTH || e == ERR_NOT_FOUND ? OK : e;
	*ret_may = resource_may(&as_user, r->perm, r->owner_id, r->department_id);
	if (*ret_may && r->customer_id)
		e = reads(&as_user, &customer_resource, r->customer_id, ret_may);
	return e;
}

static enum err write_readers(struct ctx *cx, const struct readable *r, struct jw *w)
{
	const struct list_query q = {.eyes = EYES_SYSTEM, .limit = COLLEAGUES};
	struct list_page page = {.n = 0};
	enum err e = OK;
	bool may;

	if (actor_scope(cx->actor, PERM_USER_READ) != SCOPE_NONE)
		e = row_list(cx->tx, cx->arena, &user_fields, &q, cx->fail, &page);
	if (e)
		return e;
	jw_obj(w);
	jw_key(w, "items");
	jw_arr(w);
	for (size_t i = 0; !e && i < page.n; i++) {
		const struct user *u = (const struct user *)page.rows + i;
		if (u->disabled || u->id == cx->actor->user_id)
			continue;
		e = reads_there(cx, u->id, r, &may);
		if (e || !may)
			continue;
		jw_obj(w);
		jw_kid(w, "id", u->id);
		jw_kstr(w, "name", u->name);
		jw_kstr(w, "pinyin", search_pinyin(cx->tx, cx->arena, u->name, true));
		jw_end_obj(w);
	}
	jw_end_arr(w);
	jw_end_obj(w);
	return e ? e : buf_ok(w->buf) ? OK : ERR_LIMIT;
}

enum err mentions_of_ticket(struct ctx *cx, int64_t ticket_id, struct jw *w)
{
	struct ticket t;

	enum err e = resource_load(cx, &ticket_resource, PERM_TICKET_READ, ticket_id, &t);
	if (e)
		return e;
	const struct readable r = {PERM_TICKET_READ, t.owner_id, t.department_id, 0};
	return write_readers(cx, &r, w);
}

/* A record that the actor makes there is the actor's, in the customer's department. */
enum err mentions_of_customer(struct ctx *cx, int64_t customer_id, struct jw *w)
{
	struct customer c;

	enum err e = resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, customer_id, &c);
	if (e)
		return e;
	const struct readable r = {PERM_FOLLOW_UP_READ, cx->actor->user_id, c.department_id,
				   c.id};
	return write_readers(cx, &r, w);
}
