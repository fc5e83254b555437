#include "service/timeline.h"

#include "domain/follow_up.h"
#include "service/about.h"
#include "service/customers.h"

ENUM_DEFINE(timeline_type, TIMELINE_TYPES);

enum { TYPES = TIMELINE_CONTACT + 1, CHUNK = 200 };

/* Where the records of a type lie and who may read them. */
static const struct {
	const struct fields *fields;
	enum perm read;
} sources[TYPES] = {
	[TIMELINE_FOLLOW_UP] = {&follow_up_fields, PERM_FOLLOW_UP_READ},
	[TIMELINE_PLAN] = {&follow_up_fields, PERM_FOLLOW_UP_READ},
	[TIMELINE_TICKET] = {&ticket_fields, PERM_TICKET_READ},
	[TIMELINE_EVENT] = {&ticket_event_fields, PERM_TICKET_READ},
	[TIMELINE_ORDER] = {&order_fields, PERM_CUSTOMER_READ},
	[TIMELINE_TIER] = {&tier_change_fields, PERM_CUSTOMER_READ},
	[TIMELINE_CONTACT] = {&contact_fields, PERM_CUSTOMER_READ},
};

struct entry {
	struct instant at;
	int64_t id;
	enum timeline_type type;
	const void *rec; /* NULL: not to be seen */
};

struct reading {
	struct ctx *cx;
	const struct timeline *t;
	struct instant at; /* rows before this one and id */
	int64_t id;
	struct entry *v;
	size_t n, cap;
	bool end;
	struct list_page tickets; /* those that the shown entries speak of */
};

/* The next rows, as they are; those read are v[from..n). */
static enum err read_chunk(struct reading *r)
{
	const struct value params[] = {VAL_INT(r->t->customer_id), VAL_INT(r->at.us),
				       VAL_INT(r->id), VAL_INT(CHUNK), VAL_INT(r->t->types)};
	struct rows *rows;
	size_t n = 0;
	bool more;

	enum err e = tx_query(r->cx->tx, Q_CUSTOMER_TIMELINE, params,
			      sizeof params / sizeof *params, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more), n++) {
		*ARENA_PUSH(r->cx->arena, r->v, r->n, r->cap) = (struct entry){
			.at = {rows_int(rows, 0)},
			.type = (enum timeline_type)rows_int(rows, 1),
			.id = rows_int(rows, 2),
		};
		r->at = (struct instant){rows_int(rows, 0)};
		r->id = rows_int(rows, 2);
	}
	r->end = n < CHUNK;
	return e;
}

/* Loads what v[from..n) stand for, each type in one query, and drops what is out of reach. */
static enum err load_chunk(struct reading *r, size_t from)
{
	int64_t *ids = ARENA_ARRAY(r->cx->arena, r->n - from, int64_t);
	struct list_page page;
	size_t kept = from;

	for (int type = 0; type < TYPES; type++) {
		const struct fields *t = sources[type].fields;
		size_t k = 0;
		for (size_t i = from; i < r->n; i++)
			if ((int)r->v[i].type == type)
				ids[k++] = r->v[i].id;
		enum err e = about_load(r->cx, t, ctx_eyes(r->cx, sources[type].read), ids, k,
					&page);
		if (e)
			return e;
		for (size_t i = from; i < r->n; i++)
			if ((int)r->v[i].type == type)
				r->v[i].rec = about_find(&page, t, r->v[i].id);
	}
	for (size_t i = from; i < r->n; i++)
		if (r->v[i].rec)
			r->v[kept++] = r->v[i];
	r->n = kept;
	return OK;
}

static int64_t ticket_of(const struct entry *x)
{
	switch (x->type) {
	case TIMELINE_FOLLOW_UP:
	case TIMELINE_PLAN:
		return ((const struct follow_up *)x->rec)->ticket_id;
	case TIMELINE_TICKET:
		return x->id;
	case TIMELINE_EVENT:
		return ((const struct ticket_event *)x->rec)->ticket_id;
	default:
		return 0;
	}
}

static enum err load_tickets(struct reading *r, size_t n)
{
	int64_t *ids = ARENA_ARRAY(r->cx->arena, n, int64_t);

	for (size_t i = 0; i < n; i++)
		ids[i] = ticket_of(&r->v[i]);
	return about_load(r->cx, &ticket_fields, ctx_eyes(r->cx, PERM_TICKET_READ), ids, n,
			  &r->tickets);
}

/* What an entry shows whatever its type. */
struct shown {
	struct str title, text;
	int64_t user_id;
	const char *channel; /* NULL: none */
};

static struct shown show_follow_up(const struct follow_up *f, struct jw *w)
{
	jw_kcstr(w, "state", names_get(&follow_up_state_names, f->state));
	jw_kcstr(w, "purpose", names_get(&purpose_names, f->purpose));
	jw_kstr(w, "feedback", f->feedback);
	jw_kstr(w, "next_action", f->next_action);
	return (struct shown){f->goal, f->content, f->owner_id,
			      names_get(&channel_names, f->channel)};
}

static struct shown show_ticket(const struct ticket *t, struct jw *w)
{
	jw_kcstr(w, "type", names_get(&ticket_type_names, t->type));
	jw_kcstr(w, "urgency", names_get(&urgency_names, t->urgency));
	jw_kcstr(w, "state", names_get(&ticket_state_names, t->state));
	return (struct shown){t->title, t->description, t->owner_id,
			      names_get(&channel_names, t->channel)};
}

static struct shown show_order(const struct order *o, struct jw *w)
{
	jw_kstr(w, "number", o->number);
	jw_kint(w, "amount", o->amount);
	jw_kstr(w, "currency", o->currency);
	return (struct shown){.title = o->product, .text = STR("")};
}

static struct shown show_tier(const struct tier_change *c, struct jw *w)
{
	jw_kstr(w, "field", c->field);
	jw_kstr(w, "old_value", c->old_value);
	jw_kstr(w, "new_value", c->new_value);
	jw_kstr(w, "reason", c->reason);
	return (struct shown){.title = c->field, .text = STR(""), .user_id = c->user_id};
}

/* Writes the members of data and gives the rest. */
static struct shown show(const struct entry *x, const struct ticket *t, struct jw *w)
{
	const struct ticket_event *ev = x->rec;
	const struct contact *k = x->rec;

	switch (x->type) {
	case TIMELINE_FOLLOW_UP:
	case TIMELINE_PLAN:
		return show_follow_up(x->rec, w);
	case TIMELINE_TICKET:
		return show_ticket(x->rec, w);
	case TIMELINE_EVENT:
		jw_kcstr(w, "kind", names_get(&event_kind_names, ev->kind));
		return (struct shown){t ? t->title : STR(""), ev->text, ev->user_id, NULL};
	case TIMELINE_ORDER:
		return show_order(x->rec, w);
	case TIMELINE_TIER:
		return show_tier(x->rec, w);
	case TIMELINE_CONTACT:
		break;
	}
	return (struct shown){.title = k->name, .text = k->title};
}

static void write_entry(const struct reading *r, const struct entry *x, struct jw *w)
{
	const struct ticket *t = about_find(&r->tickets, &ticket_fields, ticket_of(x));

	jw_obj(w);
	jw_ktime(w, "at", x->at);
	jw_kcstr(w, "type", names_get(&timeline_type_names, (int)x->type));
	jw_kid(w, "id", x->id);
	jw_key(w, "data");
	jw_obj(w);
	struct shown s = show(x, t, w);
	jw_end_obj(w);
	jw_kstr(w, "title", s.title);
	jw_kstr(w, "text", s.text);
	jw_kid(w, "user_id", s.user_id);
	jw_key(w, "channel");
	if (s.channel)
		jw_cstr(w, s.channel);
	else
		jw_null(w);
	jw_kid(w, "ticket_id", t ? t->id : 0);
	jw_key(w, "ticket_number");
	if (t)
		jw_str(w, t->number);
	else
		jw_null(w);
	jw_end_obj(w);
}

static enum err read_cursor(struct reading *r)
{
	struct str rest = r->t->cursor, at, id;

	r->at = (struct instant){INT64_MAX};
	r->id = INT64_MAX;
	if (!rest.n)
		return OK;
	if (!str_split(&rest, '.', &at) || !str_split(&rest, '.', &id) || rest.p ||
	    str_to_int(at, &r->at.us) || str_to_int(id, &r->id))
		return fail_at(r->cx->fail, ERR_INPUT, "cursor", "bad_cursor");
	return OK;
}

enum err timeline_write(struct ctx *cx, const struct timeline *t, struct jw *w)
{
	struct reading r = {.cx = cx, .t = t};
	struct customer c;

	enum err e =
		resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, t->customer_id, &c);
	if (!e)
		e = read_cursor(&r);
	while (!e && !r.end && r.n <= t->limit) {
		size_t from = r.n;
		e = read_chunk(&r);
		if (!e)
			e = load_chunk(&r, from);
	}
	size_t n = r.n < t->limit ? r.n : t->limit;
	if (!e)
		e = load_tickets(&r, n);
	if (e)
		return e;
	jw_obj(w);
	jw_key(w, "items");
	jw_arr(w);
	for (size_t i = 0; i < n; i++)
		write_entry(&r, &r.v[i], w);
	jw_end_arr(w);
	jw_key(w, "next");
	if (r.n > n)
		jw_str(w, str_fmt(cx->arena, "%lld.%lld", (long long)r.v[n - 1].at.us,
				  (long long)r.v[n - 1].id));
	else
		jw_null(w);
	jw_end_obj(w);
	return OK;
}
