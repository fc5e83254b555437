#include "service/import_write.h"

#include "domain/order_history.h"
#include "service/customers.h"
#include "service/follow_ups.h"
#include "service/tickets.h"

enum { NAMESAKES = 50, TITLE_MAX = 200, TITLE_CUT = 80 };

static enum err wrong(struct ctx *cx, const char *field, const char *code)
{
	return fail_at(cx->fail, ERR_INPUT, field, code);
}

enum err import_check_customer(struct ctx *cx, struct import_record *r)
{
	if (!str_trim(r->customer.name).n)
		return wrong(cx, "name", "required");
	if (instant_is_set(r->customer.last_contact_at) &&
	    instant_cmp(r->customer.last_contact_at, cx->now) > 0)
		return wrong(cx, "last_contact_at", "in_future");
	return OK;
}

enum err import_check_contact(struct ctx *cx, struct import_record *r)
{
	return r->contact.name.n ? OK : wrong(cx, "name", "required");
}

enum err import_check_order(struct ctx *cx, struct import_record *r)
{
	if (r->order.amount == INT_NONE)
		return wrong(cx, "amount", "required");
	if (!date_is_set(r->order.ordered_on))
		return wrong(cx, "ordered_on", "required");
	return OK;
}

enum err import_check_ticket(struct ctx *cx, struct import_record *r)
{
	return r->ticket.title.n ? OK : wrong(cx, "title", "required");
}

enum err import_check_follow_up(struct ctx *cx, struct import_record *r)
{
	struct follow_up *f = &r->follow_up;

	if (!instant_is_set(f->done_at))
		return wrong(cx, "done_at", "required");
	f->state = FOLLOW_UP_DONE;
	if (f->content.n && instant_cmp(f->done_at, cx->now) <= 0)
		return OK;
	f->state = FOLLOW_UP_PLANNED;
	f->planned_at = f->done_at;
	f->done_at = INSTANT_NONE;
	f->goal = f->goal.n ? f->goal : f->content;
	f->content = STR("");
	return OK;
}

enum err import_check_survey(struct ctx *cx, struct import_record *r)
{
	if (!r->follow_up.content.n)
		return wrong(cx, "content", "required");
	r->follow_up.purpose = PURPOSE_SATISFACTION;
	return import_check_follow_up(cx, r);
}

/* What customers are looked for by, and what narrows them where they are several. */
struct wanted {
	enum query q;
	struct str key;
	struct str narrow, number; /* "" = does not */
	enum perm perm;
};

/* The customers that the actor may reach: the first, and how many, 2 being several; however
 * many of the same name lie beyond the actor's reach.  *ret_any: whether there is one at all.
 */
static enum err seek(struct ctx *cx, const struct wanted *w, size_t *ret_n, int64_t *ret_first,
		     bool *ret_any)
{
	int64_t ids[NAMESAKES], after = 0;
	size_t n = NAMESAKES;
	struct customer c;
	enum err e = OK;

	*ret_n = 0;
	*ret_first = 0;
	*ret_any = false;
	while (!e && n == NAMESAKES && *ret_n < 2) {
		const struct value v[] = {VAL_STR(w->key), VAL_INT(after), VAL_STR(w->narrow),
					  VAL_STR(w->number)};
		e = tx_ids(cx->tx, w->q, v, 4, ids, NAMESAKES, &n);
		for (size_t i = 0; !e && i < n && *ret_n < 2; i++) {
			*ret_any = true;
			after = ids[i];
			e = resource_load(cx, &customer_resource, w->perm, ids[i], &c);
			if (!e && (*ret_n)++ == 0)
				*ret_first = c.id;
			if (e == ERR_NOT_FOUND)
				e = OK;
		}
	}
	return e;
}

enum err import_customer_of(struct ctx *cx, const struct import_record *r, int64_t *ret_id)
{
	bool by_number = r->whose_number.n > 0, any;
	const struct wanted w = {
		.q = by_number ? Q_CUSTOMERS_BY_NUMBER : Q_CUSTOMERS_BY_NAME,
		.key = by_number ? r->whose_number : r->whose,
		.narrow = STR(""),
		.number = STR(""),
		.perm = PERM_CUSTOMER_READ,
	};
	size_t seen;

	if (!w.key.n)
		return wrong(cx, "customer", "required");
	enum err e = seek(cx, &w, &seen, ret_id, &any);
	if (e || seen == 1)
		return e;
	return wrong(cx, by_number ? "customer_number" : "customer",
		     seen ? "ambiguous_customer" : "no_such_record");
}

/* The customer that the actor may change and that is meant: where they are several, the one
 * that `narrow` or else the number tells.  *ret_several: neither does, and *ret_id is the
 * first. */
static enum err find_meant(struct ctx *cx, struct wanted w, struct str narrow,
			   struct str number, int64_t *ret_id, bool *ret_several)
{
	const struct str by[][2] = {{narrow, number}, {narrow, STR("")}, {STR(""), number}};
	int64_t first;
	size_t n;
	bool any;

	w.narrow = w.number = STR("");
	enum err e = seek(cx, &w, &n, ret_id, &any);
	*ret_several = !e && n > 1;
	for (size_t i = 0; !e && *ret_several && i < sizeof by / sizeof *by; i++) {
		w.narrow = by[i][0];
		w.number = by[i][1];
		if (!w.narrow.n && !w.number.n)
			continue;
		e = seek(cx, &w, &n, &first, &any);
		if (!e && n == 1) {
			*ret_id = first;
			*ret_several = false;
		}
	}
	return e;
}

/* By its number, which is in use once; one beyond the actor's reach is taken. */
static enum err find_numbered(struct ctx *cx, const struct import_record *r, int64_t *ret_id)
{
	const struct wanted w = {.q = Q_CUSTOMERS_BY_NUMBER,
				 .key = r->customer.number,
				 .narrow = STR(""),
				 .number = STR(""),
				 .perm = PERM_CUSTOMER_WRITE};
	size_t n;
	bool any;

	if (!w.key.n)
		return OK;
	enum err e = seek(cx, &w, &n, ret_id, &any);
	return !e && any && !n ? wrong(cx, "number", "taken") : e;
}

enum err import_find_customer(struct ctx *cx, struct import_record *r, unsigned keys,
			      int64_t *ret_id)
{
	struct str name = str_trim(r->customer.name), phone = r->contact.phone;
	const struct wanted by_name = {
		.q = Q_CUSTOMERS_BY_NAME, .key = name, .perm = PERM_CUSTOMER_WRITE};
	const struct wanted by_phone = {
		.q = Q_CUSTOMERS_BY_PHONE, .key = phone, .perm = PERM_CUSTOMER_WRITE};
	int64_t id = 0;
	enum err e = OK;

	r->several = false;
	if (keys & BY_NUMBER)
		e = find_numbered(cx, r, &id);
	if (!e && !id && (keys & BY_NAME))
		e = find_meant(cx, by_name, phone, r->customer.number, &id, &r->several);
	if (!e && !id && (keys & BY_PHONE) && phone.n)
		e = find_meant(cx, by_phone, name, r->customer.number, &id, &r->several);
	*ret_id = id;
	return e;
}

/* Reads the id that a query of a customer's things gives; 0: none. */
static enum err find_id(struct ctx *cx, enum query q, const struct value *params, size_t n,
			int64_t *ret_id)
{
	enum err e = tx_one_int(cx->tx, q, params, n, ret_id);

	if (e == ERR_NOT_FOUND)
		*ret_id = 0;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err import_find_contact(struct ctx *cx, struct import_record *r, unsigned keys,
			     int64_t *ret_id)
{
	int64_t customer = 0;
	enum err e = import_customer_of(cx, r, &customer);
	const struct value params[] = {VAL_INT(customer),
				       VAL_STR(keys & BY_NAME ? r->contact.name : STR("")),
				       VAL_STR(keys & BY_PHONE ? r->contact.phone : STR(""))};

	return e ? e : find_id(cx, Q_CONTACT_KNOWN, params, 3, ret_id);
}

enum err import_find_order(struct ctx *cx, struct import_record *r, unsigned keys,
			   int64_t *ret_id)
{
	int64_t customer = 0;
	enum err e = import_customer_of(cx, r, &customer);
	const struct value params[] = {VAL_INT(customer), VAL_STR(r->order.number)};

	*ret_id = 0;
	if (e || !(keys & BY_NUMBER) || !r->order.number.n)
		return e;
	return find_id(cx, Q_ORDER_KNOWN, params, 2, ret_id);
}

enum err import_find_ticket(struct ctx *cx, struct import_record *r, unsigned keys,
			    int64_t *ret_id)
{
	struct ticket t;
	int64_t customer, id = 0;
	enum err e = import_customer_of(cx, r, &customer);

	*ret_id = 0;
	if (e || !(keys & BY_NUMBER) || !r->ticket.number.n)
		return e;
	e = find_id(cx, Q_TICKET_BY_NUMBER, &VAL_STR(r->ticket.number), 1, &id);
	if (e || !id)
		return e;
	e = resource_load(cx, &ticket_resource, PERM_TICKET_WRITE, id, &t);
	if (e == ERR_NOT_FOUND)
		return wrong(cx, "number", "taken");
	*ret_id = id;
	return e;
}

enum err import_find_follow_up(struct ctx *cx, struct import_record *r, unsigned keys,
			       int64_t *ret_id)
{
	const struct follow_up *f = &r->follow_up;
	struct instant at = f->state == FOLLOW_UP_DONE ? f->done_at : f->planned_at;
	int64_t customer = 0;
	enum err e = import_customer_of(cx, r, &customer);
	const struct value params[] = {VAL_INT(customer), VAL_TIME(at),
				       VAL_STR(f->content.n ? f->content : f->goal)};

	*ret_id = 0;
	if (e || !(keys & BY_CONTENT))
		return e;
	return find_id(cx, Q_FOLLOW_UP_KNOWN, params, 3, ret_id);
}

/* Tags by name; a new name makes a tag. */
static enum err resolve_tags(struct ctx *cx, struct str names, struct str *ret_ids)
{
	struct str ids = STR(""), name;
	int64_t id;

	while (names.n && str_split(&names, '\n', &name)) {
		enum err e = tx_one_int(cx->tx, Q_TAG_BY_NAME, &VAL_STR(name), 1, &id);
		if (e == ERR_NOT_FOUND) {
			struct tag t;
			fields_clear(&tag_fields, &t);
			t.name = name;
			t.axis = STR("free");
			e = resource_create(cx, &tag_resource, &t);
			id = t.id;
		}
		if (e)
			return e;
		ids = str_fmt(cx->arena, "%.*s%s%lld", STR_ARG(ids), ids.n ? " " : "",
			      (long long)id);
	}
	*ret_ids = ids;
	return OK;
}

enum err import_prepare_customer(struct ctx *cx, struct import_record *r)
{
	return resolve_tags(cx, r->tags, &r->customer.tags);
}

static struct order_history *read_history(struct ctx *cx, const struct import_record *r,
					  struct date since)
{
	struct order_history *h = ARENA_NEW(cx->arena, struct order_history);
	const struct history_terms terms = {since, world_date(cx->world, cx->now),
					    cx->world->company.currency};

	order_history_read(cx->arena, r->history, &terms, h);
	return h;
}

/* Makes those of the orders that the customer does not have yet. */
static enum err make_orders(struct ctx *cx, struct order_history *h, int64_t customer)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < h->n; i++) {
		struct order *o = &h->v[i];
		const struct value params[] = {
			VAL_INT(customer),
			VAL_STR(o->number),
			VAL_STR(o->product),
			VAL_INT(o->amount),
			VAL_STR(o->currency),
			h->dated[i] ? VAL_INT(o->ordered_on.day) : VAL_NULL};
		int64_t known;
		e = find_id(cx, Q_ORDER_TOLD, params, 6, &known);
		o->customer_id = customer;
		if (!e && !known)
			e = resource_create(cx, &order_resource, o);
	}
	return e;
}

/* What is no order stays to be read: in the note, under the title of its column. */
static void keep_rest(struct ctx *cx, const struct order_history *h, struct customer *c)
{
	int lang = names_find(&lang_names, cx->world->company.locale);
	const struct import_column column = {.fills = FILLS_HISTORY};
	const struct import_type *t = import_type_find(STR("customer"));
	struct str title =
		import_title(cx, lang < 0 ? LANG_ZH_CN : (enum lang)lang, t, &column);

	if (h->rest.n)
		c->note = str_fmt(cx->arena, "%.*s: %.*s", STR_ARG(title), STR_ARG(h->rest));
}

enum err import_make_customer(struct ctx *cx, struct import_record *r)
{
	struct order_history *h = read_history(cx, r, r->customer.cooperation_since);

	keep_rest(cx, h, &r->customer);
	enum err e = resource_create(cx, &customer_resource, &r->customer);
	if (!e)
		e = make_orders(cx, h, r->customer.id);
	if (!e && r->contact.name.n) {
		r->contact.customer_id = r->customer.id;
		r->contact.is_primary = true;
		e = resource_create(cx, &contact_resource, &r->contact);
	}
	return e;
}

enum err import_make_contact(struct ctx *cx, struct import_record *r)
{
	enum err e = import_customer_of(cx, r, &r->contact.customer_id);

	return e ? e : resource_create(cx, &contact_resource, &r->contact);
}

enum err import_make_order(struct ctx *cx, struct import_record *r)
{
	enum err e = import_customer_of(cx, r, &r->order.customer_id);

	return e ? e : resource_create(cx, &order_resource, &r->order);
}

enum err import_make_follow_up(struct ctx *cx, struct import_record *r)
{
	enum err e = import_customer_of(cx, r, &r->follow_up.customer_id);

	return e ? e : resource_create(cx, &follow_up_resource, &r->follow_up);
}

/* One act of a ticket's history. */
static enum err act(struct ctx *cx, struct ticket *t, enum event_kind kind, struct instant at,
		    struct str text)
{
	struct ticket_action a = {.ticket_id = t->id,
				  .version = -1,
				  .kind = kind,
				  .at = at,
				  .text = text,
				  .until = INSTANT_NONE};

	if (kind == EV_CALLED_BACK)
		a.confirmation = (enum confirmation)t->confirmation;
	int confirmation = t->confirmation;
	enum err e = ticket_act(cx, &a, t);
	t->confirmation = confirmation;
	return e;
}

static struct instant first_set(struct instant a, struct instant b, struct instant c)
{
	return instant_is_set(a) ? a : instant_is_set(b) ? b : c;
}

/* What came after the ticket was made, as far as the row tells. */
static enum err tell_history(struct ctx *cx, struct ticket *t, const struct ticket *told)
{
	int lang = names_find(&lang_names, cx->world->company.locale);
	struct str untold = message_format(cx->arena, lang < 0 ? cx->lang : (enum lang)lang,
					   "import.untold", NULL, 0);
	struct str text = told->result.n ? told->result : untold;
	bool archived = told->state == TICKET_ARCHIVED || instant_is_set(told->archived_at);
	bool resolved =
		archived || told->state == TICKET_RESOLVED || instant_is_set(told->resolved_at);
	struct instant solved =
		first_set(told->resolved_at, told->archived_at,
			  first_set(told->responded_at, t->submitted_at, INSTANT_NONE));
	struct instant closed = first_set(told->archived_at, solved, solved);
	enum err e = OK;

	if (instant_is_set(told->responded_at))
		e = act(cx, t, EV_REPLIED, told->responded_at, text);
	if (!e && resolved)
		e = act(cx, t, EV_RESOLVED, solved, text);
	t->confirmation = told->confirmation;
	if (!e && resolved && told->confirmation != CONFIRMATION_NONE)
		e = act(cx, t, EV_CALLED_BACK, closed, STR(""));
	if (!e && archived)
		e = act(cx, t, EV_ARCHIVED, closed,
			told->confirmation == CONFIRMATION_NONE ? untold : STR(""));
	return e;
}

enum err import_make_ticket(struct ctx *cx, struct import_record *r)
{
	struct ticket told = r->ticket, t = told;
	int64_t author = cx->author;

	enum err e = import_customer_of(cx, r, &t.customer_id);
	t.responded_at = t.resolved_at = t.archived_at = INSTANT_NONE;
	t.confirmation = CONFIRMATION_NONE;
	t.state = TICKET_OPEN;
	if (!e)
		e = resource_create(cx, &ticket_resource, &t);
	if (e)
		return e;
	cx->author = t.owner_id;
	e = tell_history(cx, &t, &told);
	cx->author = author;
	return e;
}

static uint64_t editable(const struct fields *t, uint64_t set)
{
	for (size_t i = 0; i < t->n; i++)
		if (!(t->v[i].flags & F_EDIT))
			set &= ~(UINT64_C(1) << i);
	return set;
}

enum err import_change(struct ctx *cx, const struct resource *resource, int64_t id,
		       const void *given, uint64_t set)
{
	void *old = arena_alloc(cx->arena, resource->fields->size), *rec = NULL;

	set = editable(resource->fields, set);
	enum err e = resource_reach(cx, resource, resource->write, id, old);
	if (!e)
		e = resource_with(cx, resource, old, given, set, &rec);
	return e ? e : resource_change(cx, resource, old, rec, set);
}

static enum err update_contact(struct ctx *cx, struct import_record *r, int64_t id)
{
	const struct value params[] = {VAL_INT(id), VAL_STR(r->contact.name), VAL_STR(STR(""))};
	int64_t known = 0;

	if (!r->contact.name.n)
		return OK;
	enum err e = find_id(cx, Q_CONTACT_KNOWN, params, 3, &known);
	if (e)
		return e;
	if (known)
		return import_change(cx, &contact_resource, known, &r->contact, r->set[1]);
	r->contact.customer_id = id;
	return resource_create(cx, &contact_resource, &r->contact);
}

enum err import_update_customer(struct ctx *cx, struct import_record *r, int64_t id)
{
	struct customer c;

	enum err e = update_contact(cx, r, id);
	if (e || !r->history.n)
		return e;
	e = resource_load(cx, &customer_resource, PERM_CUSTOMER_WRITE, id, &c);
	return e ? e : make_orders(cx, read_history(cx, r, c.cooperation_since), id);
}
