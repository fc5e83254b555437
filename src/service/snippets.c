#include "service/snippets.h"

#include "domain/user.h"
#include "service/customers.h"
#include "service/sharing.h"
#include "service/tickets.h"
#include "service/world.h"
#include "store/search.h"

static struct sharing sharing_of(const struct snippet *s)
{
	return (struct sharing){s->owner_id, s->visibility, s->locked};
}

static enum err creating(struct ctx *cx, void *rec)
{
	struct snippet *s = rec;

	s->owner_id = cx->actor->user_id;
	const struct sharing sharing = sharing_of(s);
	enum err e =
		sharing_check_number(cx, &snippet_fields, SNIPPETS_MAX, "too_many_snippets");
	if (!e)
		e = snippet_check(cx->arena, s, cx->fail);
	return e ? e : sharing_check_new(cx, &sharing);
}

static enum err changing(struct ctx *cx, const void *old_rec, void *rec, uint64_t set)
{
	const struct sharing old = sharing_of(old_rec), now = sharing_of(rec);

	(void)set;
	enum err e = sharing_check_change(cx, &old, &now);
	return e ? e : snippet_check(cx->arena, rec, cx->fail);
}

static enum err removing(struct ctx *cx, const void *rec)
{
	const struct sharing s = sharing_of(rec);

	return sharing_may_remove(cx, &s) ? OK : ERR_DENIED;
}

static enum err showing(struct ctx *cx, void *rec)
{
	struct snippet *s = rec;

	s->pinyin = search_pinyin(cx->tx, cx->arena, s->name, false);
	return OK;
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct sharing s = sharing_of(rec);

	sharing_can(cx, &s, w);
}

const struct resource snippet_resource = {
	.fields = &snippet_fields,
	.read = PERM_LOGIN,
	.write = PERM_LOGIN,
	.remove = PERM_LOGIN,
	.creating = creating,
	.changing = changing,
	.removing = removing,
	.showing = showing,
	.can = can,
};

static enum err name_of(struct ctx *cx, int64_t user_id, struct str *ret_name)
{
	struct user u;

	if (!user_id)
		return OK;
	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, user_id, &u);
	if (!e)
		*ret_name = u.name;
	return e;
}

static struct str due_text(struct ctx *cx, struct instant due)
{
	return instant_is_set(due) ? world_local_time(cx->world, cx->arena, due) : STR("");
}

/* Whoever may read the ticket may know whose it is. */
static enum err facts_of_ticket(struct ctx *cx, int64_t id,
				struct message_arg args[SNIPPET_PLACE_COUNT])
{
	struct customer c;
	struct ticket t;

	enum err e = resource_load(cx, &ticket_resource, PERM_TICKET_READ, id, &t);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "ticket_id", "no_such_record");
	if (!e)
		e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, t.customer_id,
			     &c);
	if (e)
		return e;
	args[SNIPPET_CUSTOMER].value = c.name;
	args[SNIPPET_TICKET].value = t.number;
	args[SNIPPET_TITLE].value = t.title;
	args[SNIPPET_DUE].value = due_text(cx, t.next_due_at);
	return name_of(cx, t.owner_id, &args[SNIPPET_OWNER].value);
}

static enum err facts_of_customer(struct ctx *cx, int64_t id,
				  struct message_arg args[SNIPPET_PLACE_COUNT])
{
	struct customer c;

	enum err e = resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, id, &c);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "customer_id", "no_such_record");
	if (e)
		return e;
	args[SNIPPET_CUSTOMER].value = c.name;
	args[SNIPPET_DUE].value = due_text(cx, c.next_touch_at);
	return name_of(cx, c.owner_id, &args[SNIPPET_OWNER].value);
}

enum err snippet_render(struct ctx *cx, int64_t id, const struct snippet_place_in *in,
			struct jw *w)
{
	struct message_arg args[SNIPPET_PLACE_COUNT];
	struct snippet s;

	for (int i = 0; i < SNIPPET_PLACE_COUNT; i++)
		args[i] = (struct message_arg){names_get(&snippet_place_names, i), STR("")};
	args[SNIPPET_ME].value = cx->actor->name;
	enum err e = resource_load(cx, &snippet_resource, PERM_LOGIN, id, &s);
	if (!e && in->ticket_id)
		e = facts_of_ticket(cx, in->ticket_id, args);
	else if (!e && in->customer_id)
		e = facts_of_customer(cx, in->customer_id, args);
	if (e)
		return e;
	jw_obj(w);
	jw_kstr(w, "text", message_fill(cx->arena, s.text, args, SNIPPET_PLACE_COUNT));
	jw_end_obj(w);
	return buf_err(w->buf);
}
