#include "service/customers.h"

#include "domain/user.h"
#include "service/about.h"
#include "service/deadlines.h"
#include "service/later.h"
#include "service/numbers.h"
#include "service/tickets.h"
#include "store/search.h"
#include "store/send.h"

/* Customers that are indexed by one query, and the most contacts that they have. */
enum { INDEXED_PAGE = 200, INDEXED_ROWS = 100000 };

/* Owner and department: the actor's when not given; the department follows the owner. */
static enum err fill_owner(struct ctx *cx, int64_t *owner_id, int64_t *department_id)
{
	struct user u;

	if (!*owner_id)
		*owner_id = cx->actor->user_id;
	if (!*owner_id)
		return OK;
	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, *owner_id, &u);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "owner_id", "no_such_record");
	if (!e && u.disabled)
		return fail_at(cx->fail, ERR_INPUT, "owner_id", "user_disabled");
	if (!e && !*department_id)
		*department_id = u.department_id;
	return e;
}

/* A record must not be put where its maker could not see it. */
static enum err check_reach(struct ctx *cx, enum perm perm, int64_t owner_id,
			    int64_t department_id)
{
	struct department d = {.path = STR("")};

	if (department_id) {
		enum err e = row_load(cx->tx, cx->arena, &department_fields, EYES_SYSTEM,
				      department_id, &d);
		if (e == ERR_NOT_FOUND)
			return fail_at(cx->fail, ERR_INPUT, "department_id", "no_such_record");
		if (e)
			return e;
	}
	return actor_may(cx->actor, perm, owner_id, d.path)
		       ? OK
		       : fail_at(cx->fail, ERR_DENIED, "owner_id", "out_of_reach");
}

enum err customer_check_unmerged(struct ctx *cx, const struct customer *c, const char *field)
{
	struct customer other;

	if (!c->merged_into_id)
		return OK;
	enum err e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM,
			      c->merged_into_id, &other);
	if (e)
		return e;
	fail_at(cx->fail, ERR_CONFLICT, field, "merged");
	fail_arg(cx->fail, "number", other.number);
	return ERR_CONFLICT;
}

/* Six digits, as GB/T 2260 writes them.  Whether a place has that code is not asked: divisions
 * are made and given up each year, and what a colleague's list says is not refused. */
static bool is_region_code(struct str s)
{
	size_t digits = 0;

	while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
		digits++;
	return digits == 6 && s.n == 6 && s.p[0] != '0';
}

static enum err check_customer(struct ctx *cx, const struct customer *c)
{
	const struct tz *tz;

	if (c->time_zone.n &&
	    worlds_loader(cx->home->worlds).load(cx->arena, c->time_zone, &tz))
		return fail_at(cx->fail, ERR_INPUT, "time_zone", "bad_time_zone");
	if (c->region.n && !is_region_code(c->region))
		return fail_at(cx->fail, ERR_INPUT, "region", "bad_region");
	if (instant_is_set(c->last_contact_at) && instant_cmp(c->last_contact_at, cx->now) > 0)
		return fail_at(cx->fail, ERR_INPUT, "last_contact_at", "in_future");
	return OK;
}

static enum err customer_creating(struct ctx *cx, void *rec)
{
	struct customer *c = rec;

	c->name = str_trim(c->name);
	c->sort_key = search_sort_key(cx->tx, cx->arena, c->name);
	c->contact_since = instant_is_set(c->last_contact_at) ? c->last_contact_at : cx->now;
	c->told_contact_at = c->last_contact_at;
	c->owner_since = cx->now;
	/* What somebody says at the start is by hand as far as nothing else can tell. */
	c->tier_manual |= c->tier != TIER_ORDINARY;
	c->stage_manual |= c->stage != STAGE_POTENTIAL && !date_is_set(c->cooperation_since);
	enum err e = check_customer(cx, c);
	if (!e)
		e = fill_owner(cx, &c->owner_id, &c->department_id);
	if (!e)
		e = check_reach(cx, PERM_CUSTOMER_WRITE, c->owner_id, c->department_id);
	if (e)
		return e;
	if (c->number.n)
		return number_given(cx, NUMBER_CUSTOMER, c->number);
	struct date day = date_is_set(c->cooperation_since) ? c->cooperation_since
							    : world_date(cx->world, cx->now);
	return number_next(cx, NUMBER_CUSTOMER, day, &c->number);
}

/* Whether a field of a change was given. */
static bool given(uint64_t set, const char *name)
{
	return set >> (field_find(&customer_fields, str_of(name)) - customer_fields.v) & 1;
}

/* The department follows the owner; without one, the customer lies in the pool of the
 * department that it has. */
static enum err change_owner(struct ctx *cx, const struct customer *old, struct customer *c,
			     bool department_given)
{
	c->owner_since = cx->now;
	c->previous_owner_id = old->owner_id;
	if (!c->owner_id)
		return OK;
	if (c->department_id == old->department_id && !department_given)
		c->department_id = 0;
	return fill_owner(cx, &c->owner_id, &c->department_id);
}

static enum err customer_changing(struct ctx *cx, const void *old_rec, void *rec, uint64_t set)
{
	const struct customer *old = old_rec;
	struct customer *c = rec;
	enum err e = customer_check_unmerged(cx, old, NULL);

	if (!e)
		e = check_customer(cx, c);
	if (old->state != CUSTOMER_ACTIVE && c->state == CUSTOMER_ACTIVE)
		c->contact_since = cx->now; /* no back-fill of what lay in the pause (9) */
	c->name = str_trim(c->name);
	if (!str_eq(old->name, c->name))
		c->sort_key = search_sort_key(cx->tx, cx->arena, c->name);
	/* By hand, unless it is said not to be: a change is taken back as it was. */
	if (c->tier != old->tier && !given(set, "tier_manual"))
		c->tier_manual = true;
	if (c->stage != old->stage && !given(set, "stage_manual"))
		c->stage_manual = true;
	if (!e && c->owner_id != old->owner_id)
		e = change_owner(cx, old, c, given(set, "department_id"));
	bool given_up = old->owner_id && !c->owner_id && c->department_id == old->department_id;
	if (!e && !given_up &&
	    (c->owner_id != old->owner_id || c->department_id != old->department_id))
		e = check_reach(cx, PERM_CUSTOMER_WRITE, c->owner_id, c->department_id);
	return e;
}

static enum err save_tags(struct ctx *cx, const struct customer *c)
{
	struct str rest = c->tags, part;
	int64_t id;

	enum err e = tx_exec(cx->tx, Q_CUSTOMER_TAGS_CLEAR, &VAL_INT(c->id), 1, NULL);
	while (!e && rest.n && str_split(&rest, ' ', &part)) {
		e = str_to_int(part, &id);
		if (e)
			break;
		const struct value link[] = {VAL_INT(c->id), VAL_INT(id)};
		e = tx_exec(cx->tx, Q_CUSTOMER_TAG_ADD, link, 2, NULL);
		if (e == ERR_CONFLICT)
			e = fail_at(cx->fail, ERR_INPUT, "tags", "no_such_record");
	}
	return e;
}

static void add_customer(struct search_text *st, const struct customer *c)
{
	search_add(st, SEARCH_NAME, c->name);
	search_add(st, SEARCH_NUMBER, c->number);
	search_add(st, SEARCH_TEXT, c->industry);
}

static void add_contact(struct search_text *st, const struct contact *k)
{
	search_add(st, SEARCH_NAME, k->name);
	search_add(st, SEARCH_PHONE, k->phone);
}

static void add_merged(struct search_text *st, const struct customer *m)
{
	search_add(st, SEARCH_NUMBER, m->number);
	search_add(st, SEARCH_NAME, m->name);
}

enum err customer_index(struct ctx *cx, const struct customer *c)
{
	struct search_text *st = ARENA_NEW(cx->arena, struct search_text);
	struct contact *contacts;
	struct customer *merged;
	size_t n;

	if (later_indexes(cx, c->id))
		return OK;
	add_customer(st, c);
	enum err e = row_find(cx->tx, cx->arena, &contact_fields, "customer_id", VAL_INT(c->id),
			      &contacts, &n);
	for (size_t i = 0; !e && i < n; i++)
		add_contact(st, &contacts[i]);
	if (!e)
		e = row_find(cx->tx, cx->arena, &customer_fields, "merged_into_id",
			     VAL_INT(c->id), &merged, &n);
	for (size_t i = 0; !e && i < n; i++)
		add_merged(st, &merged[i]);
	return e ? e : search_put(cx->tx, SEARCH_CUSTOMER, c->id, st);
}

/* What points by a field at any of n customers. */
static enum err load_of(struct ctx *cx, const struct fields *t, const char *field,
			const int64_t *ids, size_t n, struct list_page *ret_page)
{
	struct value *values = ARENA_ARRAY(cx->arena, n, struct value);
	const struct list_query q = {
		.eyes = EYES_SYSTEM,
		.conds = {{field_find(t, str_of(field)), CMP_IN, values, n}},
		.n_conds = 1,
		.limit = INDEXED_ROWS};

	for (size_t i = 0; i < n; i++)
		values[i] = VAL_INT(ids[i]);
	return row_list(cx->tx, cx->arena, t, &q, cx->fail, ret_page);
}

/* One page of customers_index_new: the customers, their contacts, and the duplicates that were
 * put into them, in a query each. */
static enum err index_new(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct search_text *texts = ARENA_ARRAY(cx->arena, n, struct search_text);
	int64_t *found = ARENA_ARRAY(cx->arena, n, int64_t);
	struct list_page customers, contacts, merged;

	enum err e = about_load(cx, &customer_fields, EYES_SYSTEM, ids, n, &customers);
	if (!e)
		e = load_of(cx, &contact_fields, "customer_id", ids, n, &contacts);
	if (!e)
		e = load_of(cx, &customer_fields, "merged_into_id", ids, n, &merged);
	if (e)
		return e;
	if (n > 1 && (contacts.n == INDEXED_ROWS || merged.n == INDEXED_ROWS)) {
		e = index_new(cx, ids, n / 2); /* there may be more of them */
		return e ? e : index_new(cx, ids + n / 2, n - n / 2);
	}
	const struct customer *c = customers.rows, *m = merged.rows;
	const struct contact *k = contacts.rows;
	for (size_t i = 0; i < customers.n; i++) {
		found[i] = c[i].id;
		add_customer(&texts[i], &c[i]);
	}
	for (size_t i = 0; i < contacts.n; i++) {
		const struct customer *of =
			about_find(&customers, &customer_fields, k[i].customer_id);
		if (of)
			add_contact(&texts[of - c], &k[i]);
	}
	for (size_t i = 0; i < merged.n; i++) {
		const struct customer *into =
			about_find(&customers, &customer_fields, m[i].merged_into_id);
		if (into)
			add_merged(&texts[into - c], &m[i]);
	}
	return search_put_new(cx->tx, SEARCH_CUSTOMER, found, texts, customers.n);
}

enum err customers_index_new(struct ctx *cx, const int64_t *ids, size_t n)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < n; i += INDEXED_PAGE)
		e = index_new(cx, ids + i, n - i < INDEXED_PAGE ? n - i : INDEXED_PAGE);
	return e;
}

enum err tier_change_note(struct ctx *cx, int64_t customer_id, const char *field,
			  const char *old_value, const char *new_value, const char *reason)
{
	struct tier_change t;

	if (strcmp(old_value, new_value) == 0)
		return OK;
	fields_clear(&tier_change_fields, &t);
	t.id = ctx_id(cx);
	t.version = 1;
	t.created_at = t.updated_at = cx->now;
	t.customer_id = customer_id;
	t.field = str_of(field);
	t.old_value = str_of(old_value);
	t.new_value = str_of(new_value);
	t.reason = str_of(reason);
	t.user_id = cx->actor->user_id;
	return row_insert(cx->tx, &tier_change_fields, &t);
}

enum err customer_reclassified(struct ctx *cx, const struct customer *c)
{
	int64_t *ids = NULL;
	size_t n = 0, cap = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_CUSTOMER_OPEN_TICKETS, &VAL_INT(c->id), 1, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more))
		*ARENA_PUSH(cx->arena, ids, n, cap) = rows_int(rows, 0);
	for (size_t i = 0; !e && i < n; i++)
		e = ticket_reclassify(cx, ids[i], c);
	return e;
}

static enum err note_owner(struct ctx *cx, const struct customer *old, const struct customer *c)
{
	const char *reason = "manual";

	if (!old->owner_id && c->owner_id == cx->actor->user_id)
		reason = "claim";
	else if (!c->owner_id)
		reason = cx->actor->user_id ? "release" : "recall";
	return tier_change_note(cx, c->id, "owner_id",
				str_fmt(cx->arena, "%lld", (long long)old->owner_id).p,
				str_fmt(cx->arena, "%lld", (long long)c->owner_id).p, reason);
}

static enum err note_changes(struct ctx *cx, const struct customer *old,
			     const struct customer *c)
{
	enum err e = tier_change_note(cx, c->id, "tier", names_get(&tier_names, old->tier),
				      names_get(&tier_names, c->tier), "manual");
	if (!e)
		e = tier_change_note(cx, c->id, "stage", names_get(&stage_names, old->stage),
				     names_get(&stage_names, c->stage), "manual");
	if (!e)
		e = note_owner(cx, old, c);
	return e;
}

static bool matches_alike(const struct customer *a, const struct customer *b)
{
	return a->tier == b->tier && a->stage == b->stage && a->strategic == b->strategic &&
	       str_eq(a->tags, b->tags);
}

static enum err save_index(struct ctx *cx, const struct customer *old, const struct customer *c)
{
	if (!old && cx->later) {
		later_index(cx, c->id);
		return OK;
	}
	bool same = old && str_eq(old->name, c->name) && str_eq(old->industry, c->industry);
	return same ? OK : customer_index(cx, c);
}

static enum err customer_saved(struct ctx *cx, const void *old_rec, void *rec)
{
	const struct customer *old = old_rec;
	struct customer *c = rec;
	enum err e = OK;

	if (!old ? c->tags.n > 0 : !str_eq(old->tags, c->tags))
		e = save_tags(cx, c);
	if (!e)
		e = save_index(cx, old, c);
	if (!e && old)
		e = note_changes(cx, old, c);
	bool same = old && matches_alike(old, c);
	if (!e && old && !same)
		e = customer_reclassified(cx, c);
	if (e || (same && old->owner_id == c->owner_id && old->state == c->state &&
		  old->department_id == c->department_id &&
		  old->cooperation_since.day == c->cooperation_since.day))
		return e;
	e = customer_refresh(cx, c, old ? REFRESH_TERMS : REFRESH_NEW, NULL);
	/* It wrote the next touch; what is shown is what is there. */
	return e ? e : row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, c->id, c);
}

static enum err customer_removing(struct ctx *cx, const void *rec)
{
	const struct customer *c = rec;
	enum err e = customer_check_unmerged(cx, c, NULL);

	return e ? e : search_delete(cx->tx, SEARCH_CUSTOMER, c->id);
}

static void customer_can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct customer *c = rec;
	int64_t owner = c->owner_id, department = c->department_id;
	bool whole = !c->merged_into_id;

	jw_kbool(w, "edit", whole && resource_may(cx, PERM_CUSTOMER_WRITE, owner, department));
	jw_kbool(w, "claim",
		 whole && !owner && c->state == CUSTOMER_ACTIVE &&
			 resource_may(cx, PERM_CUSTOMER_CLAIM, owner, department));
	jw_kbool(w, "follow_up",
		 whole && resource_may(cx, PERM_FOLLOW_UP_WRITE, owner, department));
	jw_kbool(w, "delete",
		 whole && resource_may(cx, PERM_CUSTOMER_DELETE, owner, department));
}

const struct resource customer_resource = {
	.fields = &customer_fields,
	.read = PERM_CUSTOMER_READ,
	.write = PERM_CUSTOMER_WRITE,
	.remove = PERM_CUSTOMER_DELETE,
	.leaves_out = "merged_into_id",
	.creating = customer_creating,
	.changing = customer_changing,
	.saved = customer_saved,
	.removing = customer_removing,
	.can = customer_can,
	.sent = true,
};

/* Children: the customer must be within the actor's reach for writing; one that the actor has
 * just made by this page of an import is. */
static enum err check_parent(struct ctx *cx, int64_t customer_id)
{
	struct customer c;

	if (later_indexes(cx, customer_id))
		return OK;
	enum err e =
		resource_load(cx, &customer_resource, PERM_CUSTOMER_WRITE, customer_id, &c);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, e, "customer_id", "no_such_record");
	return e ? e : customer_check_unmerged(cx, &c, "customer_id");
}

static enum err contact_creating(struct ctx *cx, void *rec)
{
	return check_parent(cx, ((struct contact *)rec)->customer_id);
}

static enum err contact_saved(struct ctx *cx, const void *old, void *rec)
{
	struct contact *k = rec;
	struct customer c;
	enum err e = OK;

	(void)old;
	if (k->is_primary) {
		const struct value params[] = {VAL_INT(k->customer_id), VAL_INT(k->id),
					       VAL_TIME(cx->now)};
		e = tx_exec_later(cx->tx, Q_CONTACT_CLEAR_PRIMARY, params, 3);
	}
	if (e || later_indexes(cx, k->customer_id))
		return e;
	e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, k->customer_id, &c);
	return e ? e : customer_index(cx, &c);
}

/* Asking is for those whom the masks stop. */
static void contact_can(struct ctx *cx, const void *rec, struct jw *w)
{
	const struct contact *k = rec;
	struct contact c;

	jw_kbool(w, "ask",
		 (k->phone.n || k->email.n || k->wechat.n) &&
			 row_load(cx->tx, cx->arena, &contact_fields,
				  ctx_eyes(cx, PERM_CONTACT_REVEAL), k->id, &c) &&
			 !row_load(cx->tx, cx->arena, &contact_fields,
				   ctx_eyes(cx, PERM_CONTACT_ASK), k->id, &c));
}

const struct resource contact_resource = {
	.fields = &contact_fields,
	.read = PERM_CUSTOMER_READ,
	.write = PERM_CUSTOMER_WRITE,
	.remove = PERM_CUSTOMER_WRITE,
	.parent = "customer_id",
	.creating = contact_creating,
	.saved = contact_saved,
	.can = contact_can,
	.sent = true,
};

static enum err order_creating(struct ctx *cx, void *rec)
{
	struct order *o = rec;

	if (o->currency.n == 0)
		o->currency = cx->world->company.currency;
	if (o->ordered_on.day > world_date(cx->world, cx->now).day)
		return fail_at(cx->fail, ERR_INPUT, "ordered_on", "in_future");
	return check_parent(cx, o->customer_id);
}

enum err customer_sum_orders(struct ctx *cx, struct customer *c)
{
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_CUSTOMER_ORDERS_FACTS, &VAL_INT(c->id), 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e)
		return e;
	c->order_count = rows_int(rows, 0);
	c->order_total = rows_int(rows, 1);
	c->first_order_on = c->last_order_on = DATE_NONE;
	if (!rows_is_null(rows, 2)) {
		c->first_order_on.day = (int32_t)rows_int(rows, 2);
		c->last_order_on.day = (int32_t)rows_int(rows, 3);
	}
	c->order_currency = str_dup(cx->arena, rows_text(rows, 4));
	rows_done(rows);
	return OK;
}

/* Keeps the customer's sums and lets the first purchase start its follow-up (F3). */
static enum err order_saved(struct ctx *cx, const void *old, void *rec)
{
	int64_t customer_id = ((struct order *)rec)->customer_id;
	struct customer c;

	(void)old;
	enum err e =
		row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, customer_id, &c);
	if (!e)
		e = customer_sum_orders(cx, &c);
	if (e)
		return e;
	const struct value v[] = {
		VAL_INT(c.id),
		VAL_INT(c.order_count),
		VAL_INT(c.order_total),
		field_value(field_find(&customer_fields, STR("first_order_on")), &c),
		field_value(field_find(&customer_fields, STR("last_order_on")), &c),
		VAL_STR(c.order_currency)};
	e = tx_exec(cx->tx, Q_CUSTOMER_ORDERS_SUM, v, 6, NULL);
	return e ? e : customer_refresh(cx, &c, REFRESH_FACT, NULL);
}

static enum err order_removed(struct ctx *cx, const void *rec)
{
	struct order o = *(const struct order *)rec;

	return order_saved(cx, NULL, &o);
}

const struct resource order_resource = {
	.fields = &order_fields,
	.read = PERM_CUSTOMER_READ,
	.write = PERM_CUSTOMER_WRITE,
	.parent = "customer_id",
	.creating = order_creating,
	.saved = order_saved,
	.removed = order_removed,
	.sent = true,
};

static enum err tag_removing(struct ctx *cx, const void *rec)
{
	int64_t n;
	enum err e = tx_one_int(cx->tx, Q_TAG_IN_USE, &VAL_INT(((const struct tag *)rec)->id),
				1, &n);
	return !e && n ? fail_at(cx->fail, ERR_CONFLICT, NULL, "in_use") : e;
}

const struct resource tag_resource = {
	.fields = &tag_fields,
	.read = PERM_LOGIN,
	.write = PERM_TAG_WRITE,
	.remove = PERM_TAG_WRITE,
	.removing = tag_removing,
};

const struct resource tier_change_resource = {
	.fields = &tier_change_fields,
	.read = PERM_CUSTOMER_READ,
	.write = PERM_NONE,
	.parent = "customer_id",
};

/* Who does not see all customers has only theirs counted. */
static enum err count_within_reach(struct ctx *cx, struct coverage *ret_coverage)
{
	struct coverage c;
	struct value active = VAL_STR(STR("active")), now = VAL_TIME(cx->now);
	const struct field *touch = field_find(&customer_fields, STR("next_touch_at"));
	struct list_query q = {
		.eyes = ctx_eyes(cx, PERM_COVERAGE_READ),
		.conds = {{field_find(&customer_fields, STR("state")), CMP_EQ, &active, 1}},
		.n_conds = 1,
	};

	enum err e = row_count(cx->tx, &customer_fields, &q, &c.active);
	q.n_conds = 2;
	q.conds[1] = (struct cond){.field = touch, .cmp = CMP_NULL};
	if (!e)
		e = row_count(cx->tx, &customer_fields, &q, &c.without);
	q.conds[1] = (struct cond){touch, CMP_LT, &now, 1};
	if (!e)
		e = row_count(cx->tx, &customer_fields, &q, &c.beyond);
	if (!e)
		*ret_coverage = c;
	return e;
}

enum err coverage_count(struct ctx *cx, struct coverage *ret_coverage)
{
	struct rows *rows;
	bool more;

	if (actor_scope(cx->actor, PERM_COVERAGE_READ) != SCOPE_ALL)
		return count_within_reach(cx, ret_coverage);
	enum err e = tx_query(cx->tx, Q_COVERAGE_COUNT, &VAL_TIME(cx->now), 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e)
		return e;
	*ret_coverage =
		(struct coverage){rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 2)};
	rows_done(rows);
	return OK;
}
