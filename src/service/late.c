#include "service/late.h"

#include "service/about.h"
#include "service/deadlines.h"
#include "service/rights.h"

/* Owners that are counted: more would not be read. */
enum { OWNERS_MAX = 200 };

/* What the conditions of a list point to. */
struct late_values {
	struct value open, now, owner, department;
	struct value kinds[DL_COUNT];
	struct value tiers[8];
};

static const struct field *field(const char *name)
{
	return field_find(&deadline_fields, str_of(name));
}

static size_t names_of(unsigned set, const struct names *names, struct value *out)
{
	size_t n = 0;

	for (int i = 0; i < names->n; i++)
		if (set >> i & 1)
			out[n++] = VAL_STR(str_of(names_get(names, i)));
	return n;
}

static void add(struct list_query *q, struct cond cond)
{
	q->conds[q->n_conds++] = cond;
}

static struct list_query query_of(struct ctx *cx, const struct late_filter *f)
{
	struct late_values *v = ARENA_NEW(cx->arena, struct late_values);
	struct list_query q = {.eyes = ctx_eyes(cx, PERM_COVERAGE_READ),
			       .sort = field("due_at")};

	v->open = VAL_INT(1);
	v->now = VAL_TIME(cx->now);
	v->owner = VAL_INT(f->owner_id);
	v->department = VAL_INT(f->department_id);
	add(&q, (struct cond){field("open"), CMP_EQ, &v->open, 1});
	add(&q, (struct cond){field("due_at"), CMP_LT, &v->now, 1});
	if (f->unowned)
		add(&q, (struct cond){.field = field("owner_id"), .cmp = CMP_NULL});
	else if (f->owner_id)
		add(&q, (struct cond){field("owner_id"), CMP_EQ, &v->owner, 1});
	if (f->department_id)
		add(&q, (struct cond){field("department_id"), CMP_EQ, &v->department, 1});
	if (f->kinds)
		add(&q, (struct cond){field("kind"), CMP_IN, v->kinds,
				      names_of(f->kinds, &deadline_kind_names, v->kinds)});
	if (f->tiers)
		q.of_customer =
			(struct cond){field_find(&customer_fields, STR("tier")), CMP_IN,
				      v->tiers, names_of(f->tiers, &tier_names, v->tiers)};
	return q;
}

enum err late_ids(struct ctx *cx, const struct late_filter *filter, size_t max,
		  int64_t **ret_ids, size_t *ret_n)
{
	struct list_query q = query_of(cx, filter);
	int64_t *ids = ARENA_ARRAY(cx->arena, max + 1, int64_t);
	struct list_page page = {.next = STR("")};
	size_t n = 0;
	enum err e;

	q.limit = 200;
	do {
		q.cursor = page.next;
		e = row_list(cx->tx, cx->arena, &deadline_fields, &q, cx->fail, &page);
		for (size_t i = 0; !e && i < page.n && n <= max; i++)
			ids[n++] = ((struct deadline *)page.rows)[i].id;
	} while (!e && page.next.n && n <= max);
	if (!e && n > max) {
		fail_at(cx->fail, ERR_INPUT, "filter", "too_many_rows");
		fail_arg_int(cx->fail, "max", (int64_t)max);
		return ERR_INPUT;
	}
	*ret_ids = ids;
	*ret_n = n;
	return e;
}

/* A page and all that is shown beside it. */
struct late {
	struct ctx *cx;
	struct deadline *v;
	size_t n;
	struct about about;
	struct rights rights;
	struct list_page apologies; /* explanations that were given, by ticket and time */
};

/* What was explained to the customers of the page's tickets, as far as the actor may read it.
 */
static enum err load_apologies(struct late *l)
{
	struct value *tickets = ARENA_ARRAY(l->cx->arena, l->n, struct value);
	struct value kind = VAL_STR(str_of(names_get(&event_kind_names, EV_APOLOGISED)));
	struct list_query q = {
		.eyes = ctx_eyes(l->cx, PERM_TICKET_READ),
		.conds = {{field_find(&ticket_event_fields, STR("ticket_id")), CMP_IN, tickets,
			   0},
			  {field_find(&ticket_event_fields, STR("kind")), CMP_EQ, &kind, 1}},
		.n_conds = 2,
		.descending = true,
		.limit = 200,
	};

	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].subject == SUBJECT_TICKET)
			tickets[q.conds[0].n_values++] = VAL_INT(l->v[i].subject_id);
	return row_list(l->cx->tx, l->cx->arena, &ticket_event_fields, &q, l->cx->fail,
			&l->apologies);
}

static const struct ticket_event *apology_of(const struct late *l, const struct deadline *d)
{
	const struct ticket_event *v = l->apologies.rows;

	for (size_t i = 0; d->subject == SUBJECT_TICKET && i < l->apologies.n; i++)
		if (v[i].ticket_id == d->subject_id && instant_cmp(v[i].at, d->due_at) > 0)
			return &v[i];
	return NULL;
}

static void put_reason(struct jw *w, const char *kind, struct str text, struct instant at)
{
	jw_obj(w);
	jw_kcstr(w, "kind", kind);
	jw_kstr(w, "text", text);
	jw_ktime(w, "at", at);
	jw_end_obj(w);
}

/* What was said about the delay: to the customer, else for oneself, else about the ticket. */
static void write_reason(const struct late *l, const struct deadline *d, const struct ticket *t,
			 struct jw *w)
{
	const struct ticket_event *said = apology_of(l, d);

	jw_key(w, "reason");
	if (said)
		put_reason(w, "apology", said->text, said->at);
	else if (d->snooze_reason.n)
		put_reason(w, "snooze", d->snooze_reason, INSTANT_NONE);
	else if (t && t->hold_reason.n)
		put_reason(w, "hold", t->hold_reason, INSTANT_NONE);
	else
		jw_null(w);
}

/* The last step that has spoken: how far it has been escalated. */
static enum err write_step(const struct late *l, const struct deadline *d, struct jw *w)
{
	const struct step *last = NULL;
	struct step *steps;
	size_t n;

	enum err e = steps_parse(l->cx->arena, d->steps, &steps, &n);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		if (instant_is_set(steps[i].done_at) && !steps[i].dropped)
			last = &steps[i];
	jw_key(w, "step");
	if (!last) {
		jw_null(w);
		return OK;
	}
	jw_obj(w);
	jw_kcstr(w, "kind", names_get(&step_kind_names, (int)last->kind));
	jw_kcstr(w, "to", names_get(&recipient_names, (int)last->to));
	jw_ktime(w, "at", last->done_at);
	jw_end_obj(w);
	return OK;
}

/* By the wall clock, and in the open time of the calendar that it is counted by. */
static enum err write_lateness(struct ctx *cx, const struct deadline *d, struct jw *w)
{
	const struct workcal *cal = deadline_calendar(cx, d);
	struct work open;

	jw_kint(w, "late_s", (cx->now.us - d->due_at.us) / 1000000);
	jw_key(w, "open_late_s");
	if (!cal) {
		jw_null(w);
		return OK;
	}
	enum err e = workcal_elapsed(cal, d->due_at, cx->now, &open);
	if (!e)
		jw_int(w, open.us / 1000000);
	return e;
}

static enum err write_about(const struct late *l, const struct deadline *d, struct jw *w)
{
	const struct customer *c = about_customer(&l->about, d->customer_id);
	const struct ticket *t =
		d->subject == SUBJECT_TICKET ? about_ticket(&l->about, d->subject_id) : NULL;

	if (!c || (!t && d->subject == SUBJECT_TICKET))
		return ERR_BUG;
	write_reason(l, d, t, w);
	jw_key(w, "customer");
	jw_obj(w);
	jw_kid(w, "id", c->id);
	jw_kstr(w, "number", c->number);
	jw_kstr(w, "name", c->name);
	jw_kcstr(w, "tier", names_get(&tier_names, c->tier));
	jw_end_obj(w);
	jw_key(w, "ticket");
	if (!t) {
		jw_null(w);
		return OK;
	}
	jw_obj(w);
	jw_kid(w, "id", t->id);
	jw_kstr(w, "number", t->number);
	jw_kstr(w, "title", t->title);
	jw_kcstr(w, "urgency", names_get(&urgency_names, t->urgency));
	jw_kcstr(w, "state", names_get(&ticket_state_names, t->state));
	jw_end_obj(w);
	return OK;
}

static enum err write_item(const struct late *l, const struct deadline *d, struct jw *w)
{
	unsigned can = rights_may(&l->rights, d);

	jw_obj(w);
	fields_encode(w, &deadline_fields, d, MASK_NONE);
	enum err e = write_lateness(l->cx, d, w);
	if (!e)
		e = write_step(l, d, w);
	if (!e)
		e = write_about(l, d, w);
	jw_key(w, "can");
	jw_obj(w);
	jw_kbool(w, "reassign", (can & MAY_REASSIGN) != 0);
	jw_end_obj(w);
	jw_end_obj(w);
	return e;
}

static bool is_of(const struct row_group *g, const struct late_filter *f)
{
	bool unowned = g->value.kind == V_NULL;
	return f->unowned ? unowned : !f->owner_id || (!unowned && g->value.i == f->owner_id);
}

/* How many each owner has, and since when; with it how many the filter finds. */
static enum err write_owners(struct ctx *cx, const struct late_filter *filter, struct jw *w)
{
	struct late_filter all = *filter;
	struct row_group *v;
	int64_t total = 0;
	size_t n;

	all.owner_id = 0;
	all.unowned = false;
	struct list_query q = query_of(cx, &all);
	enum err e = row_groups(cx->tx, cx->arena, &deadline_fields, &q, field("owner_id"),
				field("due_at"), OWNERS_MAX, &v, &n);
	jw_key(w, "owners");
	jw_arr(w);
	for (size_t i = 0; !e && i < n; i++) {
		total += is_of(&v[i], filter) ? v[i].n : 0;
		jw_obj(w);
		jw_kid(w, "owner_id", v[i].value.i);
		jw_kint(w, "count", v[i].n);
		jw_ktime(w, "oldest_due_at", (struct instant){v[i].least.i});
		jw_end_obj(w);
	}
	jw_end_arr(w);
	if (!e && n == OWNERS_MAX) { /* there may be more of them */
		q = query_of(cx, filter);
		e = row_count(cx->tx, &deadline_fields, &q, &total);
	}
	jw_kint(w, "total", total);
	return e;
}

static enum err load(struct late *l)
{
	enum err e = about_deadlines(l->cx, l->v, l->n, &l->about);

	if (!e)
		e = rights_load(l->cx, l->v, l->n, &l->rights);
	return e ? e : load_apologies(l);
}

enum err late_write(struct ctx *cx, const struct late_page *page, struct jw *w)
{
	struct list_query q = query_of(cx, &page->filter);
	struct list_page rows;

	q.descending = page->descending;
	q.limit = page->limit;
	q.cursor = page->cursor;
	enum err e = row_list(cx->tx, cx->arena, &deadline_fields, &q, cx->fail, &rows);
	if (e)
		return e;
	struct late l = {.cx = cx, .v = rows.rows, .n = rows.n};
	e = load(&l);
	if (e)
		return e;
	jw_obj(w);
	jw_ktime(w, "now", cx->now);
	e = write_owners(cx, &page->filter, w);
	jw_key(w, "items");
	jw_arr(w);
	for (size_t i = 0; !e && i < l.n; i++)
		e = write_item(&l, &l.v[i], w);
	jw_end_arr(w);
	jw_key(w, "next");
	if (rows.next.n)
		jw_str(w, rows.next);
	else
		jw_null(w);
	jw_end_obj(w);
	return e;
}
