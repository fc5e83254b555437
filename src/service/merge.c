#include "service/merge.h"

#include "domain/follow_up.h"
#include "domain/ticket.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/live.h"
#include "service/tickets.h"
#include "store/search.h"

/* Two customers becoming one. */
struct pair {
	struct customer old;   /* the one that stays, as it is... */
	struct customer rec;   /* ...and as it becomes */
	struct customer other; /* the duplicate as it is */
	int64_t *tickets;      /* its open ones */
	size_t n_tickets;
};

static uint64_t bit(const char *name)
{
	return UINT64_C(1) << (field_find(&customer_fields, str_of(name)) - customer_fields.v);
}

static enum err load_one(struct ctx *cx, int64_t id, int64_t version, struct customer *c)
{
	enum err e = resource_reach(cx, &customer_resource, PERM_CUSTOMER_WRITE, id, c);

	if (!e)
		e = customer_check_unmerged(cx, c, NULL);
	return !e && c->version != version ? ERR_STALE : e;
}

static enum err load(struct ctx *cx, const struct merge *m, struct pair *p)
{
	if (m->id == m->duplicate_id)
		return fail_at(cx->fail, ERR_INPUT, "duplicate_id", "same_record");
	enum err e = load_one(cx, m->id, m->version, &p->old);
	if (!e)
		e = load_one(cx, m->duplicate_id, m->duplicate_version, &p->other);
	return e;
}

static bool has_tag(struct str tags, struct str tag)
{
	struct str part;

	while (tags.n && str_split(&tags, ' ', &part))
		if (str_eq(part, tag))
			return true;
	return false;
}

static struct str all_tags(struct ctx *cx, struct str a, struct str b)
{
	struct str part;

	while (b.n && str_split(&b, ' ', &part))
		if (!has_tag(a, part))
			a = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(a), a.n ? " " : "",
				    STR_ARG(part));
	return a;
}

static bool is_empty(const struct field *fd, const struct customer *c)
{
	struct value v = field_value(fd, c);
	return v.kind == V_NULL || (v.kind == V_TEXT && v.s.n == 0);
}

/* What the one that stays lacks and the other has. */
static uint64_t gaps(const struct pair *p)
{
	uint64_t set = 0;

	for (size_t i = 0; i < customer_fields.n; i++) {
		const struct field *fd = &customer_fields.v[i];
		if ((fd->flags & F_EDIT) && is_empty(fd, &p->old) && !is_empty(fd, &p->other))
			set |= UINT64_C(1) << i;
	}
	return set;
}

/* What goes along with a field: a tier with how it was found, an owner with the department. */
static uint64_t with_company(uint64_t take)
{
	static const char *const along[][2] = {{"tier", "tier_manual"},
					       {"stage", "stage_manual"},
					       {"owner_id", "department_id"}};

	for (size_t i = 0; i < sizeof along / sizeof *along; i++)
		if (take & bit(along[i][0]))
			take |= bit(along[i][1]);
	return take;
}

/* Where the cadence begins: where the earlier of two running ones did, but never before a
 * contact that was told of.  Of one that does not run nothing is owed. */
static struct instant contact_since(const struct pair *p)
{
	const struct customer *a = &p->old, *b = &p->other;
	struct instant since = a->contact_since;

	if (a->state != CUSTOMER_ACTIVE)
		since = b->state == CUSTOMER_ACTIVE ? b->contact_since : since;
	else if (b->state == CUSTOMER_ACTIVE && instant_is_set(b->contact_since))
		since = instant_min(since, b->contact_since);
	if (instant_is_set(a->told_contact_at) && instant_cmp(a->told_contact_at, since) > 0)
		since = a->told_contact_at;
	if (instant_is_set(b->told_contact_at) && instant_cmp(b->told_contact_at, since) > 0)
		since = b->told_contact_at;
	return since;
}

static struct instant later(struct instant a, struct instant b)
{
	if (!instant_is_set(a) || !instant_is_set(b))
		return instant_is_set(a) ? a : b;
	return instant_cmp(a, b) > 0 ? a : b;
}

/* The record as it becomes, checked; nothing is written. */
static enum err put_together(struct ctx *cx, const struct merge *m, struct pair *p)
{
	uint64_t take = (with_company(m->take) | gaps(p)) & ~m->set;
	bool state_chosen = (take | m->set) & bit("state");
	bool tags_chosen = (take | m->set) & bit("tags");
	void *taken, *rec;

	enum err e = resource_with(cx, &customer_resource, &p->old, &p->other, take, &taken);
	if (!e)
		e = resource_with(cx, &customer_resource, taken, m->given, m->set, &rec);
	if (e)
		return e;
	p->rec = *(struct customer *)rec;
	if (!state_chosen && p->other.state < p->old.state)
		p->rec.state = p->other.state;
	if (!tags_chosen)
		p->rec.tags = all_tags(cx, p->old.tags, p->other.tags);
	e = resource_check(cx, &customer_resource, &p->old, &p->rec, take | m->set);
	/* After the check, which lets a customer that becomes active begin anew. */
	p->rec.contact_since = contact_since(p);
	p->rec.told_contact_at = later(p->old.told_contact_at, p->other.told_contact_at);
	return e;
}

static enum err count(struct ctx *cx, const struct fields *t, enum perm perm,
		      const struct pair *p, bool open, int64_t *ret_n)
{
	struct value id = VAL_INT(p->other.id), one = VAL_INT(1);
	struct value customer = VAL_STR(str_of(names_get(&subject_names, SUBJECT_CUSTOMER)));
	struct list_query q = {
		.eyes = ctx_eyes(cx, perm),
		.conds = {{field_find(t, STR("customer_id")), CMP_EQ, &id, 1}},
		.n_conds = 1,
	};

	if (open) {
		q.conds[q.n_conds++] =
			(struct cond){field_find(t, STR("open")), CMP_EQ, &one, 1};
		q.conds[q.n_conds++] =
			(struct cond){field_find(t, STR("subject")), CMP_NE, &customer, 1};
	}
	return row_count(cx->tx, t, &q, ret_n);
}

static enum err count_moves(struct ctx *cx, const struct pair *p, struct merge_moves *ret_moves)
{
	enum err e =
		count(cx, &contact_fields, PERM_CUSTOMER_READ, p, false, &ret_moves->contacts);
	if (!e)
		e = count(cx, &order_fields, PERM_CUSTOMER_READ, p, false, &ret_moves->orders);
	if (!e)
		e = count(cx, &ticket_fields, PERM_TICKET_READ, p, false, &ret_moves->tickets);
	if (!e)
		e = count(cx, &follow_up_fields, PERM_FOLLOW_UP_READ, p, false,
			  &ret_moves->follow_ups);
	return e ? e
		 : count(cx, &deadline_fields, PERM_CUSTOMER_READ, p, true,
			 &ret_moves->deadlines);
}

static enum err move(struct ctx *cx, const struct pair *p, enum query what)
{
	const struct value v[] = {VAL_INT(p->other.id), VAL_INT(p->old.id), VAL_TIME(cx->now)};
	return tx_exec(cx->tx, what, v, 3, NULL);
}

/* The duplicate as it stays: closed, and saying where it went. */
static enum err close_duplicate(struct ctx *cx, const struct pair *p)
{
	struct customer c = p->other;

	c.state = CUSTOMER_CLOSED;
	c.tags = STR("");
	c.order_count = c.order_total = 0;
	c.first_order_on = c.last_order_on = DATE_NONE;
	c.merged_into_id = p->old.id;
	c.updated_at = cx->now;
	enum err e = row_update(cx->tx, &customer_fields, &c);
	if (!e)
		e = tx_exec(cx->tx, Q_CUSTOMER_TAGS_CLEAR, &VAL_INT(c.id), 1, NULL);
	if (!e)
		e = search_delete(cx->tx, SEARCH_CUSTOMER, c.id);
	if (!e)
		e = customer_refresh(cx, &c, REFRESH_FACT, NULL);
	return e;
}

/* What is moved before the one that stays is written: all that its cadence is computed from. */
static enum err move_history(struct ctx *cx, const struct pair *p)
{
	static const enum query what[] = {
		Q_MERGE_CONTACTS,    Q_MERGE_ORDERS, Q_MERGE_FOLLOW_UPS, Q_MERGE_DEADLINES,
		Q_MERGE_ATTACHMENTS, Q_MERGE_NUDGES, Q_MERGE_MERGED};
	enum err e = OK;

	for (size_t i = 0; !e && i < sizeof what / sizeof *what; i++)
		e = move(cx, p, what[i]);
	return e;
}

static enum err open_tickets(struct ctx *cx, struct pair *p)
{
	struct rows *rows;
	size_t cap = 0;
	bool more;

	enum err e = tx_query(cx->tx, Q_CUSTOMER_OPEN_TICKETS, &VAL_INT(p->other.id), 1, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more))
		*ARENA_PUSH(cx->arena, p->tickets, p->n_tickets, cap) = rows_int(rows, 0);
	return e;
}

/* The tickets come after the customer was written, so that those that were its own are judged
 * by a new tier once, and those that come only if theirs differs. */
static enum err move_tickets(struct ctx *cx, struct pair *p)
{
	const struct customer *a = &p->rec, *b = &p->other;
	bool alike = a->tier == b->tier && a->stage == b->stage &&
		     a->strategic == b->strategic && str_eq(a->tags, b->tags);

	enum err e = open_tickets(cx, p);
	if (!e)
		e = move(cx, p, Q_MERGE_TICKETS);
	for (size_t i = 0; !e && !alike && i < p->n_tickets; i++)
		e = ticket_reclassify(cx, p->tickets[i], a);
	return e;
}

static enum err note(struct ctx *cx, int64_t id, struct str diff)
{
	live_tell(cx, 0, "record",
		  str_fmt(cx->arena,
			  "{\"record\":\"customer\",\"id\":\"%lld\",\"action\":\"merge\"}",
			  (long long)id));
	return audit(cx, "merge", "customer", id, diff);
}

static enum err note_both(struct ctx *cx, const struct pair *p)
{
	enum err e = note(cx, p->old.id,
			  str_fmt(cx->arena, "{\"duplicate_id\":[null,\"%lld\"]}",
				  (long long)p->other.id));
	return e ? e
		 : note(cx, p->other.id,
			str_fmt(cx->arena, "{\"merged_into_id\":[null,\"%lld\"]}",
				(long long)p->old.id));
}

static enum err reload(struct ctx *cx, struct customer *c)
{
	return row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, c->id, c);
}

static enum err apply(struct ctx *cx, struct pair *p)
{
	enum err e = move_history(cx, p);

	if (!e)
		e = close_duplicate(cx, p);
	if (!e)
		e = customer_sum_orders(cx, &p->rec);
	if (!e)
		e = resource_write(cx, &customer_resource, &p->old, &p->rec);
	if (!e)
		e = move_tickets(cx, p);
	if (!e)
		e = customer_index(cx, &p->rec);
	if (!e)
		e = customer_refresh(cx, &p->rec, REFRESH_TERMS, NULL);
	if (!e)
		e = note_both(cx, p);
	if (!e)
		e = reload(cx, &p->rec);
	return e ? e : reload(cx, &p->other);
}

enum err customer_merge(struct ctx *cx, const struct merge *m, struct merge_result *ret_result)
{
	struct pair *p = ARENA_NEW(cx->arena, struct pair);
	struct merge_result r = {.applied = !m->dry_run};

	enum err e = load(cx, m, p);
	if (!e)
		e = put_together(cx, m, p);
	if (!e)
		e = count_moves(cx, p, &r.moves);
	if (!e && !m->dry_run)
		e = apply(cx, p);
	r.customer = p->rec;
	r.duplicate = p->other;
	if (!e)
		*ret_result = r;
	return e;
}
