#include "service/tickets.h"

#include "domain/user.h"
#include "service/about.h"
#include "service/access.h"
#include "service/attachments.h"
#include "service/audience.h"
#include "service/checklists.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/follow_ups.h"
#include "service/mentions.h"
#include "service/notices.h"
#include "service/numbers.h"
#include "store/search.h"

static void add_ticket(struct search_text *st, const struct ticket *t)
{
	search_add(st, SEARCH_TEXT, t->title);
	search_add(st, SEARCH_NUMBER, t->number);
}

static enum err ticket_index(struct ctx *cx, const struct ticket *t)
{
	struct search_text *st = ARENA_NEW(cx->arena, struct search_text);

	add_ticket(st, t);
	return search_put(cx->tx, SEARCH_TICKET, t->id, st);
}

enum err tickets_index_new(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct search_text *texts = ARENA_ARRAY(cx->arena, n, struct search_text);
	int64_t *found = ARENA_ARRAY(cx->arena, n, int64_t);
	struct list_page page;

	enum err e = about_load(cx, &ticket_fields, EYES_SYSTEM, ids, n, &page);
	if (e)
		return e;
	const struct ticket *t = page.rows;
	for (size_t i = 0; i < page.n; i++) {
		found[i] = t[i].id;
		add_ticket(&texts[i], &t[i]);
	}
	return search_put_new(cx->tx, SEARCH_TICKET, found, texts, page.n);
}

/* What rules match on for a ticket of this customer. */
static enum err match_of(struct ctx *cx, const struct ticket *t, const struct customer *c,
			 struct match *m)
{
	enum err e = customer_match(cx, c, m);

	m->type = t->type;
	m->urgency = t->urgency;
	m->channel = t->channel;
	return e;
}

/* The event with them, and the checklists that follow when people did it. */
static enum err add_matched(struct ctx *cx, struct ticket *t, const struct customer *c,
			    struct ticket_event *ev)
{
	struct match m;

	enum err e = match_of(cx, t, c, &m);
	if (e)
		return e;
	ev->data = match_format(cx->arena, &m, t->policy_id);
	e = ticket_event_add(cx, t, ev);
	if (e || cx->batch || ev->kind == EV_POLICY_CHANGED || !ticket_allows(t, EV_RESOLVED))
		return e;
	return checklists_begin(cx, t, &m);
}

static enum err load_customer(struct ctx *cx, int64_t id, struct customer *ret_customer)
{
	enum err e =
		resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, id, ret_customer);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "customer_id", "no_such_record");
	return e ? e : customer_check_unmerged(cx, ret_customer, "customer_id");
}

/* A contact of another customer would leak across: it must be one of this ticket's. */
static enum err check_contact(struct ctx *cx, const struct ticket *t)
{
	struct contact k;

	if (!t->contact_id)
		return OK;
	enum err e =
		row_load(cx->tx, cx->arena, &contact_fields, EYES_SYSTEM, t->contact_id, &k);
	if (e == ERR_NOT_FOUND || (!e && k.customer_id != t->customer_id))
		return fail_at(cx->fail, ERR_INPUT, "contact_id", "no_such_record");
	return e;
}

static enum err check_department(struct ctx *cx, int64_t id)
{
	struct department d;
	enum err e =
		id ? row_load(cx->tx, cx->arena, &department_fields, EYES_SYSTEM, id, &d) : OK;

	return e == ERR_NOT_FOUND
		       ? fail_at(cx->fail, ERR_INPUT, "department_id", "no_such_record")
		       : e;
}

static enum err ticket_changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)old;
	(void)set;
	return check_contact(cx, rec);
}

static enum err ticket_creating(struct ctx *cx, void *rec)
{
	struct ticket *t = rec;
	struct customer c;

	enum err e = load_customer(cx, t->customer_id, &c);
	if (!e)
		e = check_contact(cx, t);
	if (!e)
		e = user_check_active(cx, t->owner_id, "owner_id");
	if (!e)
		e = check_department(cx, t->department_id);
	if (e)
		return e;
	if (!t->owner_id)
		t->owner_id = c.owner_id ? c.owner_id : cx->actor->user_id;
	if (!t->department_id)
		t->department_id = c.department_id;
	if (!instant_is_set(t->submitted_at))
		t->submitted_at = cx->now;
	t->submitted_at = instant_floor(t->submitted_at);
	if (instant_cmp(t->submitted_at, cx->now) > 0)
		return fail_at(cx->fail, ERR_INPUT, "submitted_at", "in_future");
	t->state = TICKET_OPEN;
	t->policy_id = cx->world->company.policy_id;
	t->last_seq = 0;
	if (t->number.n)
		return number_given(cx, NUMBER_TICKET, t->number);
	return number_next(cx, NUMBER_TICKET, world_date(cx->world, t->submitted_at),
			   &t->number);
}

static enum err add_created(struct ctx *cx, struct ticket *t, const struct customer *c)
{
	struct ticket_event ev;

	fields_clear(&ticket_event_fields, &ev);
	ev.at = t->submitted_at;
	ev.kind = EV_CREATED;
	ev.user_id = t->by_staff ? cx->actor->user_id : 0;
	ev.text = t->description;
	return add_matched(cx, t, c, &ev);
}

static enum err add_reclassified(struct ctx *cx, struct ticket *t, const struct customer *c,
				 enum event_kind kind)
{
	struct ticket_event ev;

	fields_clear(&ticket_event_fields, &ev);
	ev.at = cx->now;
	ev.kind = (int)kind;
	ev.user_id = cx->actor->user_id;
	return add_matched(cx, t, c, &ev);
}

static enum err ticket_saved(struct ctx *cx, const void *old_rec, void *rec)
{
	const struct ticket *old = old_rec;
	struct ticket *t = rec;
	struct customer c;
	enum err e = OK;

	if (!old || !str_eq(old->title, t->title))
		e = ticket_index(cx, t);
	if (!e)
		e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, t->customer_id,
			     &c);
	if (e)
		return e;
	if (!old) {
		e = add_created(cx, t, &c);
		return e ? e
			 : ticket_refresh(cx, t, cx->batch ? REFRESH_QUIET : REFRESH_FACT,
					  NULL);
	}
	if (old->type == t->type && old->urgency == t->urgency && old->channel == t->channel)
		return OK;
	e = add_reclassified(cx, t, &c, EV_RECLASSIFIED);
	return e ? e : ticket_refresh(cx, t, REFRESH_TERMS, NULL);
}

static void ticket_can(struct ctx *cx, const void *rec, struct jw *w)
{
	static const struct {
		const char *name;
		enum event_kind kind;
	} acts[] = {
		{"reply", EV_REPLIED},
		{"note", EV_NOTED},
		{"hold", EV_HELD},
		{"resume", EV_RESUMED},
		{"resolve", EV_RESOLVED},
		{"reopen", EV_REOPENED},
		{"assign", EV_ASSIGNED},
		{"call_back", EV_CALLED_BACK},
		{"apologise", EV_APOLOGISED},
		{"archive", EV_ARCHIVED},
		{"cancel", EV_CANCELLED},
		{"ask_department", EV_DEPARTMENT_ASKED},
		{"customer_message", EV_CUSTOMER_MESSAGE},
		{"checklist", EV_ITEM_DONE},
	};
	const struct ticket *t = rec;
	bool may = resource_may(cx, PERM_TICKET_WRITE, t->owner_id, t->department_id);

	jw_kbool(w, "edit", may);
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		jw_kbool(w, acts[i].name, may && ticket_allows(t, acts[i].kind));
}

static enum err ticket_removing(struct ctx *cx, const void *rec)
{
	int64_t id = ((const struct ticket *)rec)->id;
	enum err e = search_delete(cx->tx, SEARCH_TICKET, id);

	return e ? e : subject_forget(cx, id);
}

static enum err ticket_showing_page(struct ctx *cx, void *recs, size_t n)
{
	enum err e = about_name_tickets(cx, recs, n);

	return e ? e : checklists_count(cx, recs, n);
}

const struct resource ticket_resource = {
	.fields = &ticket_fields,
	.read = PERM_TICKET_READ,
	.write = PERM_TICKET_WRITE,
	.creating = ticket_creating,
	.changing = ticket_changing,
	.saved = ticket_saved,
	.removing = ticket_removing,
	.showing_page = ticket_showing_page,
	.can = ticket_can,
};

const struct resource ticket_event_resource = {
	.fields = &ticket_event_fields,
	.read = PERM_TICKET_READ,
	.write = PERM_NONE,
	.parent = "ticket_id",
};

/* Writes the ticket's row without the resource's hooks: the action is audited as itself. */
static enum err save_row(struct ctx *cx, const struct ticket *old, struct ticket *t,
			 const char *action)
{
	t->updated_at = cx->now;
	enum err e = row_update(cx->tx, &ticket_fields, t);
	if (!e)
		e = audit(cx, action, "ticket", t->id, STR(""));
	return e ? e : audience_tell(cx, &ticket_fields, PERM_TICKET_READ, old, t, action);
}

/* Who acts in the ticket's history; the audit trail always names the actor. */
static int64_t author_of(const struct ctx *cx)
{
	return cx->author ? cx->author : cx->actor->user_id;
}

static struct ticket_command command_of(const struct ctx *cx, const struct ticket_action *a)
{
	return (struct ticket_command){
		.kind = a->kind,
		.at = instant_is_set(a->at) ? instant_floor(a->at) : cx->now,
		.now = cx->now,
		.user_id = a->kind == EV_CUSTOMER_MESSAGE ? 0 : author_of(cx),
		.text = a->text,
		.until = instant_is_set(a->until) ? instant_floor(a->until) : a->until,
		.department_id = a->department_id,
		.owner_id = a->owner_id,
		.confirmation = a->confirmation,
	};
}

/* The follow-up record that a call-back or an apology is as well (V7, R5). */
static enum err record_contact(struct ctx *cx, const struct ticket *t,
			       const struct ticket_action *a, struct instant at)
{
	struct follow_up f;

	fields_clear(&follow_up_fields, &f);
	f.customer_id = t->customer_id;
	f.ticket_id = t->id;
	f.owner_id = author_of(cx) ? author_of(cx) : t->owner_id;
	f.state = FOLLOW_UP_DONE;
	f.purpose = a->kind == EV_CALLED_BACK ? PURPOSE_CALL_BACK : PURPOSE_APOLOGY;
	f.channel = (int)a->channel;
	f.done_at = at;
	f.content = a->text.n ? a->text : t->title;
	if (a->kind == EV_CALLED_BACK)
		f.feedback = str_of(names_get(&confirmation_names, (int)a->confirmation));
	return resource_create(cx, &follow_up_resource, &f);
}

/* A change of state cannot be logged before the one that led to the present state. */
static enum err check_order(struct ctx *cx, const struct ticket_command *cmd, int64_t ticket_id)
{
	struct ticket_event *v;
	size_t n;

	if (!event_changes_state(cmd->kind) || cmd->at.us == cx->now.us)
		return OK;
	enum err e = ticket_events_load(cx, ticket_id, &v, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (event_changes_state((enum event_kind)v[i].kind) &&
		    instant_cmp(v[i].at, cmd->at) > 0)
			e = fail_at(cx->fail, ERR_INPUT, "at", "too_early");
	return e;
}

/* The department asked, or who is mentioned, as the event keeps it. */
static struct str data_of(struct ctx *cx, const struct ticket_action *a)
{
	struct str rest = a->mentions, id, ids = STR("");

	if (a->department_id)
		return str_fmt(cx->arena, "{\"department\":\"%lld\"}",
			       (long long)a->department_id);
	while (rest.n && str_split(&rest, ' ', &id))
		ids = str_fmt(cx->arena, "%.*s%s\"%.*s\"", STR_ARG(ids), ids.n ? "," : "",
			      STR_ARG(id));
	return ids.n ? str_fmt(cx->arena, "{\"mentions\":[%.*s]}", STR_ARG(ids)) : STR("");
}

static enum err say_mentions(struct ctx *cx, const struct ticket *t,
			     const struct ticket_action *a, const struct ticket_event *ev)
{
	const struct mentioning m = {
		.ids = a->mentions,
		.before = STR(""),
		.occasion = str_fmt(cx->arena, "event:%lld", (long long)ev->id),
		.text = a->text,
		.ticket = t,
	};

	return mentions_say(cx, &m);
}

static enum err apply(struct ctx *cx, struct ticket *t, const struct ticket_action *a)
{
	struct ticket_command cmd = command_of(cx, a);
	const struct ticket old = *t;
	struct ticket_event ev;

	enum err e = ticket_decide(t, &cmd, &ev, cx->fail);
	if (!e && a->kind == EV_RESOLVED)
		e = checklist_check_done(cx, t->id);
	if (!e)
		e = check_order(cx, &cmd, t->id);
	if (e)
		return e;
	ev.data = data_of(cx, a);
	e = save_row(cx, &old, t, names_get(&event_kind_names, (int)a->kind));
	if (!e)
		e = ticket_event_add(cx, t, &ev);
	if (!e)
		e = attachments_said(cx, &ev, a->attachment_ids);
	if (!e)
		e = say_mentions(cx, t, a, &ev);
	if (!e && (a->kind == EV_CALLED_BACK || a->kind == EV_APOLOGISED))
		e = record_contact(cx, t, a, cmd.at);
	if (!e && a->kind != EV_NOTED)
		e = ticket_refresh(cx, t, cx->batch ? REFRESH_QUIET : REFRESH_FACT, NULL);
	return e;
}

enum err ticket_act(struct ctx *cx, const struct ticket_action *a, struct ticket *ret_ticket)
{
	struct ticket t;

	enum err e = resource_load(cx, &ticket_resource, PERM_TICKET_WRITE, a->ticket_id, &t);
	if (e)
		return e;
	if (a->version >= 0 && a->version != t.version)
		return ERR_STALE;
	if (a->kind == EV_ASSIGNED && !a->owner_id)
		return fail_at(cx->fail, ERR_INPUT, "owner_id", "required");
	int64_t old_owner = t.owner_id;
	e = user_check_active(cx, a->owner_id, "owner_id");
	if (!e)
		e = check_department(cx, a->department_id);
	if (!e)
		e = apply(cx, &t, a);
	if (!e && a->kind == EV_ASSIGNED && t.owner_id != old_owner)
		e = notice_assigned(cx, &t);
	if (!e)
		e = row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM, t.id, ret_ticket);
	return e;
}

enum err ticket_reclassify(struct ctx *cx, int64_t ticket_id, const struct customer *c)
{
	struct ticket t;

	enum err e = row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM, ticket_id, &t);
	if (!e)
		e = add_reclassified(cx, &t, c, EV_RECLASSIFIED);
	return e ? e : ticket_refresh(cx, &t, REFRESH_TERMS, NULL);
}

enum err ticket_move_policy(struct ctx *cx, int64_t ticket_id, struct refreshed *counts)
{
	struct ticket t;
	struct customer c;

	enum err e = row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM, ticket_id, &t);
	if (!e && t.policy_id == cx->world->company.policy_id)
		return ticket_refresh(cx, &t, REFRESH_TERMS, counts);
	if (!e)
		e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, t.customer_id,
			     &c);
	if (e)
		return e;
	t.policy_id = cx->world->company.policy_id;
	e = save_row(cx, NULL, &t, "policy_changed");
	if (!e)
		e = add_reclassified(cx, &t, &c, EV_POLICY_CHANGED);
	return e ? e : ticket_refresh(cx, &t, REFRESH_TERMS, counts);
}

enum err ticket_end_hold(struct ctx *cx, int64_t ticket_id)
{
	struct ticket t;
	struct ticket_action a = {
		.kind = EV_RESUMED, .ticket_id = ticket_id, .until = INSTANT_NONE};

	enum err e = row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM, ticket_id, &t);
	if (e || t.state != TICKET_ON_HOLD || !instant_is_set(t.hold_until) ||
	    instant_cmp(t.hold_until, cx->now) > 0)
		return e;
	a.at = t.hold_until;
	e = apply(cx, &t, &a);
	return e ? e : notice_hold_ended(cx, &t);
}
