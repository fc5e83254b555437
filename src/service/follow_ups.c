#include "service/follow_ups.h"

#include "domain/user.h"
#include "service/about.h"
#include "service/access.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/mentions.h"
#include "service/tickets.h"

/* For how long an act can be taken back. */
enum { UNDO_S = 300 };

static enum err check(struct ctx *cx, const struct follow_up *f)
{
	if (f->state == FOLLOW_UP_PLANNED && !instant_is_set(f->planned_at))
		return fail_at(cx->fail, ERR_INPUT, "planned_at", "required");
	if (f->state != FOLLOW_UP_DONE)
		return OK;
	if (str_trim(f->content).n == 0)
		return fail_at(cx->fail, ERR_INPUT, "content", "required");
	if (instant_cmp(f->done_at, cx->now) > 0)
		return fail_at(cx->fail, ERR_INPUT, "done_at", "in_future");
	if (instant_is_set(f->next_action_due_at) && f->next_action.n == 0)
		return fail_at(cx->fail, ERR_INPUT, "next_action", "required");
	return OK;
}

/* A record is done now unless told when; its action is the owner's unless given to another. */
static void complete(const struct ctx *cx, struct follow_up *f)
{
	if (f->state == FOLLOW_UP_DONE && !instant_is_set(f->done_at))
		f->done_at = cx->now;
	if (instant_is_set(f->done_at))
		f->done_at = instant_floor(f->done_at);
	if (instant_is_set(f->planned_at))
		f->planned_at = instant_floor(f->planned_at);
	if (instant_is_set(f->next_action_due_at))
		f->next_action_due_at = instant_floor(f->next_action_due_at);
	if (f->next_action.n && !f->next_action_owner_id)
		f->next_action_owner_id = f->owner_id;
}

/* The ticket must be one of the customer's that the actor may see. */
static enum err check_ticket(struct ctx *cx, const struct follow_up *f)
{
	struct ticket t;

	if (!f->ticket_id)
		return OK;
	enum err e = resource_load(cx, &ticket_resource, PERM_TICKET_READ, f->ticket_id, &t);
	if (e == ERR_NOT_FOUND || (!e && t.customer_id != f->customer_id))
		return fail_at(cx->fail, ERR_INPUT, "ticket_id", "no_such_record");
	return e;
}

static enum err check_people(struct ctx *cx, const struct follow_up *f)
{
	enum err e = user_check_known(cx, f->owner_id, "owner_id");
	return e ? e : user_check_known(cx, f->next_action_owner_id, "next_action_owner_id");
}

static void drop_buf(void *b)
{
	buf_done(b);
}

/* The act that made rec of old can be taken back for a while. */
static enum err keep_undo(struct ctx *cx, const struct follow_up *old, struct follow_up *rec)
{
	struct buf *b = ARENA_NEW(cx->arena, struct buf);
	struct jw w = {.buf = b};

	arena_defer(cx->arena, drop_buf, b);
	fields_diff(&w, &follow_up_fields, old, rec);
	if (!buf_ok(b))
		return ERR_BUSY;
	rec->undo = str_dup(cx->arena, buf_str(b));
	rec->undo_until = instant_add(cx->now, span_of_s(UNDO_S));
	return OK;
}

static void forget_undo(struct follow_up *f)
{
	f->undo = STR("");
	f->undo_until = INSTANT_NONE;
}

/* A record that somebody makes can be taken back, but not an import's, nor one that a ticket's
 * history speaks of as well. */
static enum err undo_of_new(struct ctx *cx, struct follow_up *f)
{
	bool of_ticket = f->ticket_id &&
			 (f->purpose == PURPOSE_CALL_BACK || f->purpose == PURPOSE_APOLOGY);

	if (f->state != FOLLOW_UP_DONE || cx->batch || of_ticket)
		return OK;
	return keep_undo(cx, f, f);
}

static enum err follow_up_creating(struct ctx *cx, void *rec)
{
	struct follow_up *f = rec;
	struct customer c;

	enum err e =
		resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, f->customer_id, &c);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "customer_id", "no_such_record");
	if (!e)
		e = customer_check_unmerged(cx, &c, "customer_id");
	if (e)
		return e;
	if (!f->owner_id)
		f->owner_id = cx->actor->user_id ? cx->actor->user_id : c.owner_id;
	f->department_id = c.department_id;
	complete(cx, f);
	e = check_ticket(cx, f);
	if (!e)
		e = check_people(cx, f);
	if (!e)
		e = check(cx, f);
	return e ? e : undo_of_new(cx, f);
}

/* Whether it is an act (done, cancelled, action done) rather than an edit. */
static bool is_act(const struct follow_up *old, const struct follow_up *f, uint64_t set)
{
	return !set && (old->state != f->state ||
			old->next_action_done_at.us != f->next_action_done_at.us);
}

/* Fields that are given (set) are an edit: what was before the act is no longer known. */
static enum err follow_up_changing(struct ctx *cx, const void *old_rec, void *rec, uint64_t set)
{
	const struct follow_up *old = old_rec;
	struct follow_up *f = rec;

	complete(cx, f);
	if (set) { /* what was looked at was another text */
		f->inspected_at = INSTANT_NONE;
		f->inspected_by_id = 0;
	}
	enum err e = check_people(cx, f);
	if (!e)
		e = check(cx, f);
	bool undone = instant_is_set(old->undo_until) && !instant_is_set(f->undo_until);
	if (!e && !undone && is_act(old, f, set))
		e = keep_undo(cx, old, f);
	else if (set)
		forget_undo(f);
	return e;
}

/* Whoever is named in a record is told, once. */
static enum err say_mentions(struct ctx *cx, const struct follow_up *old,
			     const struct follow_up *f)
{
	bool told = old && old->state == FOLLOW_UP_DONE;
	const struct mentioning m = {
		.ids = f->mentions,
		.before = told ? old->mentions : STR(""),
		.occasion = str_fmt(cx->arena, "follow_up:%lld", (long long)f->id),
		.text = f->content,
		.follow_up = f,
	};

	return f->state == FOLLOW_UP_DONE && !cx->batch ? mentions_say(cx, &m) : OK;
}

static enum err follow_up_saved(struct ctx *cx, const void *old_rec, void *rec)
{
	const struct follow_up *old = old_rec;
	struct follow_up *f = rec;
	struct customer c;

	enum err e = say_mentions(cx, old, f);
	if (!e)
		e = follow_up_refresh(cx, f, cx->batch ? REFRESH_QUIET : REFRESH_FACT);
	bool was = old && old->state == FOLLOW_UP_DONE, is = f->state == FOLLOW_UP_DONE;
	bool counts = was != is || (is && old->done_at.us != f->done_at.us);
	if (e || !counts)
		return e;
	e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, f->customer_id, &c);
	return e ? e : customer_refresh(cx, &c, REFRESH_FACT, NULL);
}

/* Whether the last act can be taken back now. */
static bool undoable(const struct ctx *cx, const struct follow_up *f)
{
	return instant_is_set(f->undo_until) && instant_cmp(cx->now, f->undo_until) <= 0;
}

static void follow_up_can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct follow_up *f = rec;
	bool may = resource_may(cx, PERM_FOLLOW_UP_WRITE, f->owner_id, f->department_id);

	jw_kbool(w, "edit", may);
	jw_kbool(w, "done", may && f->state == FOLLOW_UP_PLANNED);
	jw_kbool(w, "cancel", may && f->state == FOLLOW_UP_PLANNED);
	jw_kbool(w, "action_done",
		 may && f->next_action.n && !instant_is_set(f->next_action_done_at));
	jw_kbool(w, "undo", may && undoable(cx, f));
	jw_kbool(w, "inspect",
		 f->state == FOLLOW_UP_DONE && resource_may(cx, PERM_FOLLOW_UP_INSPECT,
							    f->owner_id, f->department_id));
}

static enum err follow_up_removing(struct ctx *cx, const void *rec)
{
	return subject_forget(cx, ((const struct follow_up *)rec)->id);
}

/* Its contact no longer counts. */
static enum err follow_up_removed(struct ctx *cx, const void *rec)
{
	const struct follow_up *f = rec;
	struct customer c;

	enum err e =
		row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, f->customer_id, &c);
	return e ? e : customer_refresh(cx, &c, REFRESH_FACT, NULL);
}

const struct resource follow_up_resource = {
	.fields = &follow_up_fields,
	.read = PERM_FOLLOW_UP_READ,
	.write = PERM_FOLLOW_UP_WRITE,
	.creating = follow_up_creating,
	.changing = follow_up_changing,
	.saved = follow_up_saved,
	.removing = follow_up_removing,
	.removed = follow_up_removed,
	.showing_page = about_name_follow_ups,
	.can = follow_up_can,
};

/* Loads a follow-up for a change of the version that the caller has seen. */
static enum err load(struct ctx *cx, int64_t id, int64_t version, struct follow_up *f)
{
	enum err e = resource_load(cx, &follow_up_resource, PERM_FOLLOW_UP_WRITE, id, f);
	return !e && version >= 0 && version != f->version ? ERR_STALE : e;
}

static enum err not_a_plan(struct ctx *cx, const struct follow_up *f)
{
	fail_at(cx->fail, ERR_CONFLICT, NULL, "follow_up_state");
	fail_arg_word(cx->fail, "state", "follow_up_state",
		      names_get(&follow_up_state_names, f->state));
	return ERR_CONFLICT;
}

enum err follow_up_done(struct ctx *cx, const struct follow_up_record *r,
			struct follow_up *ret_follow_up)
{
	struct follow_up old, f;

	enum err e = load(cx, r->id, r->version, &old);
	if (e)
		return e;
	if (old.state != FOLLOW_UP_PLANNED)
		return not_a_plan(cx, &old);
	f = old;
	for (size_t i = 0; !e && i < follow_up_fields.n; i++)
		if (r->set >> i & 1)
			e = field_set(&follow_up_fields.v[i], &f,
				      field_value(&follow_up_fields.v[i], &r->given));
	f.state = FOLLOW_UP_DONE;
	f.done_at = r->done_at;
	if (!e)
		e = resource_change(cx, &follow_up_resource, &old, &f, 0);
	if (!e)
		*ret_follow_up = f;
	return e;
}

enum err follow_up_cancel(struct ctx *cx, int64_t id, int64_t version,
			  struct follow_up *ret_follow_up)
{
	struct follow_up old, f;

	enum err e = load(cx, id, version, &old);
	if (e)
		return e;
	if (old.state != FOLLOW_UP_PLANNED)
		return not_a_plan(cx, &old);
	f = old;
	f.state = FOLLOW_UP_CANCELLED;
	e = resource_change(cx, &follow_up_resource, &old, &f, 0);
	if (!e)
		*ret_follow_up = f;
	return e;
}

enum err follow_up_action_done(struct ctx *cx, int64_t id, int64_t version,
			       struct follow_up *ret_follow_up)
{
	struct follow_up old, f;

	enum err e = load(cx, id, version, &old);
	if (e)
		return e;
	if (!old.next_action.n || instant_is_set(old.next_action_done_at))
		return not_a_plan(cx, &old);
	f = old;
	f.next_action_done_at = cx->now;
	e = resource_change(cx, &follow_up_resource, &old, &f, 0);
	if (!e)
		*ret_follow_up = f;
	return e;
}

/* Puts the old values of what the act changed back: {"name":[old,new]}. */
static enum err put_back(struct ctx *cx, const json_t *undo, struct follow_up *f)
{
	const char *name;
	json_t *pair;

	json_object_foreach ((json_t *)undo, name, pair) {
		const struct field *fd = field_find(&follow_up_fields, str_of(name));
		const json_t *was = json_array_get(pair, 0);
		struct str text = json_is_string(was) ? json_text(was) : STR("");
		enum err e = fd ? field_parse(fd, cx->arena, text, f, cx->fail) : ERR_BUG;
		if (e)
			return e;
	}
	if (!json_object_size(undo))
		f->state = FOLLOW_UP_CANCELLED;
	return OK;
}

enum err follow_up_undo(struct ctx *cx, int64_t id, int64_t version,
			struct follow_up *ret_follow_up)
{
	struct follow_up old, f;
	json_t *undo;

	enum err e = load(cx, id, version, &old);
	if (e)
		return e;
	if (!instant_is_set(old.undo_until))
		return not_a_plan(cx, &old);
	if (!undoable(cx, &old))
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "expired");
	f = old;
	e = json_read(cx->arena, old.undo, cx->fail, &undo);
	if (!e)
		e = put_back(cx, undo, &f);
	forget_undo(&f);
	if (!e)
		e = resource_change(cx, &follow_up_resource, &old, &f, 0);
	if (!e)
		*ret_follow_up = f;
	return e;
}
