#include "service/checklists.h"

#include "service/audience.h"
#include "service/deadlines.h"
#include "service/tickets.h"

enum { TEMPLATES_MAX = 200 };

static bool keeps_templates(const struct ctx *cx)
{
	return actor_scope(cx->actor, PERM_POLICY_WRITE) != SCOPE_NONE;
}

/* No list is an empty one. */
static enum err complete(struct ctx *cx, struct checklist_template *c)
{
	struct str *lists[] = {&c->types, &c->urgencies, &c->tiers};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (!lists[i]->n)
			*lists[i] = STR("[]");
	return checklist_template_check(cx->arena, c, cx->fail);
}

static enum err template_creating(struct ctx *cx, void *rec)
{
	const struct list_query all = {.eyes = EYES_SYSTEM};
	int64_t n;

	enum err e = complete(cx, rec);
	if (!e)
		e = row_count(cx->tx, &checklist_template_fields, &all, &n);
	if (e || n < TEMPLATES_MAX)
		return e;
	fail_at(cx->fail, ERR_CONFLICT, NULL, "too_many_checklists");
	fail_arg_int(cx->fail, "max", TEMPLATES_MAX);
	return ERR_CONFLICT;
}

static enum err template_changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)old;
	(void)set;
	return complete(cx, rec);
}

static void template_can(struct ctx *cx, const void *rec, struct jw *w)
{
	(void)rec;
	jw_kbool(w, "edit", keeps_templates(cx));
	jw_kbool(w, "delete", keeps_templates(cx));
}

const struct resource checklist_template_resource = {
	.fields = &checklist_template_fields,
	.read = PERM_TICKET_READ,
	.write = PERM_POLICY_WRITE,
	.remove = PERM_POLICY_WRITE,
	.creating = template_creating,
	.changing = template_changing,
	.can = template_can,
};

/* Changes of a ticket's list, and whether it is done, come one after the other. */
static enum err lock(struct ctx *cx, int64_t ticket_id)
{
	int64_t locked;

	return tx_one_int(cx->tx, Q_CHECKLIST_LOCK, &VAL_INT(ticket_id), 1, &locked);
}

/* The ticket, which the actor must be able to write and whose list still changes; as it is when
 * whoever else was at it is done. */
static enum err load_ticket(struct ctx *cx, int64_t id, struct ticket *t)
{
	enum err e = resource_reach(cx, &ticket_resource, PERM_TICKET_WRITE, id, t);

	if (!e)
		e = lock(cx, id);
	if (!e)
		e = row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM, id, t);
	return e ? e : ticket_check(t, EV_ITEM_DONE, cx->fail);
}

/* Whoever hears of the ticket learns that its list is another. */
static enum err tell(struct ctx *cx, const struct ticket *t)
{
	return audience_tell(cx, &ticket_fields, PERM_TICKET_READ, t, t, "checklist");
}

/* Where the next item goes, if there is room for n of them. */
static enum err find_end(struct ctx *cx, int64_t ticket_id, size_t n, int64_t *ret_position)
{
	struct value id = VAL_INT(ticket_id);
	struct rows *rows = NULL;
	int64_t have = 0;
	bool more = false;

	enum err e = tx_query(cx->tx, Q_CHECKLIST_END, &id, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more) {
		have = rows_int(rows, 0);
		*ret_position = rows_int(rows, 1) + CHECKLIST_STEP;
	}
	rows_done(rows);
	if (e || have + (int64_t)n <= CHECKLIST_ITEMS)
		return e;
	fail_at(cx->fail, ERR_CONFLICT, NULL, "too_many_items");
	fail_arg_int(cx->fail, "max", CHECKLIST_ITEMS);
	return ERR_CONFLICT;
}

static enum err item_creating(struct ctx *cx, void *rec)
{
	struct checklist_item *item = rec;
	struct ticket t;
	int64_t end;

	enum err e = load_ticket(cx, item->ticket_id, &t);
	if (!e && !str_trim(item->text).n)
		e = fail_at(cx->fail, ERR_INPUT, "text", "required");
	if (!e)
		e = find_end(cx, t.id, 1, &end);
	if (!e && item->position == INT_NONE)
		item->position = end;
	return e ? e : tell(cx, &t);
}

/* A line of the history: this item was ticked, or is open again. */
static enum err note_tick(struct ctx *cx, struct ticket *t, const struct checklist_item *item)
{
	struct ticket_event ev;

	fields_clear(&ticket_event_fields, &ev);
	ev.at = cx->now;
	ev.kind = item->done ? EV_ITEM_DONE : EV_ITEM_REOPENED;
	ev.user_id = cx->actor->user_id;
	ev.text = item->text;
	return ticket_event_add(cx, t, &ev);
}

static bool was_set(uint64_t set, const char *name)
{
	const struct field *fd = field_find(&checklist_item_fields, str_of(name));

	return (set >> (fd - checklist_item_fields.v) & 1) != 0;
}

static enum err item_changing(struct ctx *cx, const void *old_rec, void *rec, uint64_t set)
{
	const struct checklist_item *old = old_rec;
	struct checklist_item *item = rec;
	bool was_done = instant_is_set(old->done_at);
	struct ticket t;

	enum err e = load_ticket(cx, item->ticket_id, &t);
	if (e)
		return e;
	if (!str_trim(item->text).n)
		return fail_at(cx->fail, ERR_INPUT, "text", "required");
	if (item->required && !str_eq(item->text, old->text) && !keeps_templates(cx))
		return fail_at(cx->fail, ERR_DENIED, "text", "checklist_required");
	if (item->position == INT_NONE)
		item->position = old->position;
	if (was_set(set, "done") && item->done != was_done) {
		item->done_at = item->done ? cx->now : INSTANT_NONE;
		item->done_by = item->done ? cx->actor->user_id : 0;
		e = note_tick(cx, &t, item);
	}
	return e ? e : tell(cx, &t);
}

static enum err item_removing(struct ctx *cx, const void *rec)
{
	const struct checklist_item *item = rec;
	struct ticket t;

	enum err e = load_ticket(cx, item->ticket_id, &t);
	if (!e && item->required && !keeps_templates(cx))
		e = fail_at(cx->fail, ERR_DENIED, NULL, "checklist_required");
	return e ? e : tell(cx, &t);
}

static enum err item_showing(struct ctx *cx, void *rec)
{
	struct checklist_item *item = rec;

	(void)cx;
	item->done = instant_is_set(item->done_at);
	return OK;
}

/* Whether its words and its place in the list are the actor's; the rest says the ticket. */
static void item_can(struct ctx *cx, const void *rec, struct jw *w)
{
	jw_kbool(w, "reword",
		 !((const struct checklist_item *)rec)->required || keeps_templates(cx));
}

const struct resource checklist_item_resource = {
	.fields = &checklist_item_fields,
	.read = PERM_TICKET_READ,
	.write = PERM_TICKET_WRITE,
	.remove = PERM_TICKET_WRITE,
	.parent = "ticket_id",
	.creating = item_creating,
	.changing = item_changing,
	.removing = item_removing,
	.showing = item_showing,
	.can = item_can,
};

/* Writes the items of a template behind the others; each is audited as one made by hand. */
static enum err put_items(struct ctx *cx, int64_t ticket_id, const struct checklist_template *c)
{
	struct str *texts;
	size_t n;
	int64_t end;

	enum err e = checklist_template_texts(cx->arena, c, cx->fail, &texts, &n);
	if (!e)
		e = find_end(cx, ticket_id, n, &end);
	for (size_t i = 0; !e && i < n; i++) {
		struct checklist_item item;
		fields_clear(&checklist_item_fields, &item);
		item.id = ctx_id(cx);
		item.version = 1;
		item.created_at = item.updated_at = cx->now;
		item.ticket_id = ticket_id;
		item.template_id = c->id;
		item.text = texts[i];
		item.position = end + (int64_t)i * CHECKLIST_STEP;
		item.required = c->required;
		e = row_insert(cx->tx, &checklist_item_fields, &item);
	}
	if (e)
		return e;
	return audit(cx, "apply_checklist", "ticket", ticket_id,
		     str_fmt(cx->arena, "{\"template_id\":[null,\"%lld\"]}", (long long)c->id));
}

static enum err is_applied(struct ctx *cx, int64_t ticket_id, int64_t template_id,
			   bool *ret_applied)
{
	const struct value v[] = {VAL_INT(ticket_id), VAL_INT(template_id)};
	int64_t n = 0;

	enum err e = tx_one_int(cx->tx, Q_CHECKLIST_OF_TEMPLATE, v, 2, &n);
	*ret_applied = n > 0;
	return e;
}

enum err checklist_apply(struct ctx *cx, int64_t ticket_id, int64_t template_id)
{
	struct checklist_template c;
	bool applied = false;
	struct ticket t;

	enum err e = load_ticket(cx, ticket_id, &t);
	if (e)
		return e;
	e = row_load(cx->tx, cx->arena, &checklist_template_fields, EYES_SYSTEM, template_id,
		     &c);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "template_id", "no_such_record");
	if (!e)
		e = is_applied(cx, ticket_id, template_id, &applied);
	if (applied)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "checklist_applied");
	if (!e)
		e = put_items(cx, ticket_id, &c);
	return e ? e : tell(cx, &t);
}

enum err checklists_begin(struct ctx *cx, const struct ticket *t, const struct match *m)
{
	const struct list_query all = {.eyes = EYES_SYSTEM, .limit = TEMPLATES_MAX};
	struct list_page page;

	enum err e =
		row_list(cx->tx, cx->arena, &checklist_template_fields, &all, cx->fail, &page);
	for (size_t i = 0; !e && i < page.n; i++) {
		const struct checklist_template *c =
			(const struct checklist_template *)page.rows + i;
		bool fits, applied = true;
		e = checklist_template_fits(cx->arena, c, m, &fits);
		if (!e && fits)
			e = is_applied(cx, t->id, c->id, &applied);
		if (!e && !applied)
			e = put_items(cx, t->id, c);
	}
	return e;
}

enum err checklist_check_done(struct ctx *cx, int64_t ticket_id)
{
	int64_t n = 0;

	enum err e = lock(cx, ticket_id);
	if (!e)
		e = tx_one_int(cx->tx, Q_CHECKLIST_REQUIRED_OPEN, &VAL_INT(ticket_id), 1, &n);
	if (e || !n)
		return e;
	fail_at(cx->fail, ERR_CONFLICT, NULL, "checklist_open");
	fail_arg_int(cx->fail, "n", n);
	return ERR_CONFLICT;
}

/* How many items each of the tickets has, or has done. */
static enum err group(struct ctx *cx, const struct value *ids, size_t n, bool done,
		      struct row_group **ret_groups, size_t *ret_n)
{
	const struct fields *t = &checklist_item_fields;
	const struct field *of = field_find(t, STR("ticket_id"));
	const struct list_query q = {
		.eyes = EYES_SYSTEM,
		.conds = {{of, CMP_IN, ids, n},
			  {.field = field_find(t, STR("done_at")), .cmp = CMP_NOT_NULL}},
		.n_conds = done ? 2 : 1};

	return row_groups(cx->tx, cx->arena, t, &q, of, field_find(t, STR("position")), n,
			  ret_groups, ret_n);
}

static int64_t number_of(const struct row_group *groups, size_t n, int64_t ticket_id)
{
	for (size_t i = 0; i < n; i++)
		if (groups[i].value.i == ticket_id)
			return groups[i].n;
	return 0;
}

enum err checklists_count(struct ctx *cx, struct ticket *tickets, size_t n)
{
	struct value *ids = ARENA_ARRAY(cx->arena, n, struct value);
	struct row_group *all = NULL, *done = NULL;
	size_t n_all, n_done = 0;

	for (size_t i = 0; i < n; i++)
		ids[i] = VAL_INT(tickets[i].id);
	enum err e = group(cx, ids, n, false, &all, &n_all);
	if (!e && n_all)
		e = group(cx, ids, n, true, &done, &n_done);
	for (size_t i = 0; !e && i < n; i++) {
		tickets[i].checklist_total = number_of(all, n_all, tickets[i].id);
		tickets[i].checklist_done = number_of(done, n_done, tickets[i].id);
	}
	return e;
}
