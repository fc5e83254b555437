#include "service/my_day.h"

#include "domain/follow_up.h"
#include "service/about.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/rights.h"

ENUM_DEFINE(bucket, BUCKETS);

enum bucket bucket_of(const struct tz *zone, struct instant now, struct instant due)
{
	if (!instant_is_set(due))
		return BUCKET_PAUSED;
	if (instant_cmp(due, now) < 0)
		return BUCKET_OVERDUE;
	struct date today = tz_date(zone, now), day = tz_date(zone, due);
	if (day.day == today.day)
		return BUCKET_TODAY;
	if (day.day == today.day + 1)
		return BUCKET_TOMORROW;
	int32_t sunday = today.day + 6 - date_weekday(today);
	return day.day <= sunday ? BUCKET_WEEK : BUCKET_LATER;
}

/* Where a bucket of instants ends and the next one begins; the last one has no end. */
static struct value bucket_end(const struct tz *zone, struct instant now, enum bucket bucket)
{
	struct date today = tz_date(zone, now);
	int32_t sunday = today.day + 6 - date_weekday(today);
	int32_t first = today.day + 1; /* of the days after it */

	if (bucket == BUCKET_OVERDUE)
		return VAL_TIME(now);
	if (bucket == BUCKET_LATER)
		return VAL_NULL;
	if (bucket != BUCKET_TODAY)
		first++;
	if (bucket == BUCKET_WEEK && sunday + 1 > first)
		first = sunday + 1;
	return VAL_TIME(tz_date_start(zone, (struct date){first}));
}

/* The stretches of due_at that the buckets of a set are, neighbours as one. */
static size_t bucket_ranges(const struct tz *zone, struct instant now, unsigned set,
			    struct range *ranges)
{
	size_t n = 0;
	struct value from = VAL_NULL;

	for (int b = BUCKET_OVERDUE; b <= BUCKET_LATER; b++) {
		struct value to = bucket_end(zone, now, (enum bucket)b);
		bool follows = b > 0 && (set >> (b - 1) & 1) != 0;
		if ((set >> b & 1) && follows)
			ranges[n - 1].to = to;
		else if (set >> b & 1)
			ranges[n++] = (struct range){.from = from, .to = to};
		from = to;
	}
	if (set >> BUCKET_PAUSED & 1)
		ranges[n++] = (struct range){.empty = true};
	return n;
}

/* A page of the queue and all that is shown beside it. */
struct queue {
	struct ctx *cx;
	struct deadline *v;
	size_t n;
	struct about about;
	struct rights rights;
	struct contact *contacts; /* primary ones of its customers */
	size_t n_contacts;
	struct list_page revealed; /* those that are shown unmasked */
};

/* The contacts by the rules of their own resource: reach of the customer, masks. */
static enum err load_contacts(struct queue *q)
{
	struct value *customers = ARENA_ARRAY(q->cx->arena, q->n, struct value);
	int64_t *ids = ARENA_ARRAY(q->cx->arena, q->n, int64_t);
	struct value primary = VAL_INT(1);
	struct list_page page;

	for (size_t i = 0; i < q->n; i++)
		customers[i] = VAL_INT(q->v[i].customer_id);
	const struct list_query list = {
		.eyes = ctx_eyes(q->cx, contact_resource.read),
		.conds = {{field_find(&contact_fields, STR("customer_id")), CMP_IN, customers,
			   q->n},
			  {field_find(&contact_fields, STR("is_primary")), CMP_EQ, &primary,
			   1}},
		.n_conds = 2,
		.limit = (int)q->n,
	};
	enum err e = q->n ? row_list(q->cx->tx, q->cx->arena, &contact_fields, &list,
				     q->cx->fail, &page)
			  : OK;
	if (e || !q->n)
		return e;
	q->contacts = page.rows;
	q->n_contacts = page.n;
	for (size_t i = 0; i < page.n; i++)
		ids[i] = q->contacts[i].id;
	return about_load(q->cx, &contact_fields, ctx_eyes(q->cx, PERM_CONTACT_REVEAL), ids,
			  page.n, &q->revealed);
}

static void write_contact(const struct queue *q, int64_t customer_id, struct jw *w)
{
	const struct contact *k = NULL;

	for (size_t i = 0; !k && i < q->n_contacts; i++)
		if (q->contacts[i].customer_id == customer_id)
			k = &q->contacts[i];
	jw_key(w, "contact");
	if (!k) {
		jw_null(w);
		return;
	}
	bool open = about_find(&q->revealed, &contact_fields, k->id) != NULL;
	if (open)
		audit_saw(q->cx, &contact_fields, k, MASK_PHONE);
	jw_obj(w);
	jw_kid(w, "id", k->id);
	jw_kstr(w, "name", k->name);
	jw_kstr(w, "phone", open ? k->phone : mask_text(q->cx->arena, MASK_PHONE, k->phone));
	jw_end_obj(w);
}

static enum err write_customer(const struct queue *q, int64_t id, struct jw *w)
{
	const struct customer *c = about_customer(&q->about, id);

	if (!c)
		return ERR_BUG;
	jw_key(w, "customer");
	jw_obj(w);
	jw_kid(w, "id", c->id);
	jw_kstr(w, "number", c->number);
	jw_kstr(w, "name", c->name);
	jw_kcstr(w, "tier", names_get(&tier_names, c->tier));
	jw_kcstr(w, "stage", names_get(&stage_names, c->stage));
	jw_kcstr(w, "preferred_channel", names_get(&channel_names, c->preferred_channel));
	jw_kstr(w, "preferred_time", c->preferred_time);
	write_contact(q, id, w);
	jw_end_obj(w);
	return OK;
}

static enum err write_ticket(const struct about *about, const struct deadline *d, struct jw *w)
{
	jw_key(w, "ticket");
	if (d->subject != SUBJECT_TICKET) {
		jw_null(w);
		return OK;
	}
	const struct ticket *t = about_ticket(about, d->subject_id);
	if (!t)
		return ERR_BUG;
	jw_obj(w);
	jw_kid(w, "id", t->id);
	jw_kstr(w, "number", t->number);
	jw_kstr(w, "title", t->title);
	jw_kcstr(w, "urgency", names_get(&urgency_names, t->urgency));
	jw_kcstr(w, "state", names_get(&ticket_state_names, t->state));
	jw_end_obj(w);
	return OK;
}

/* When the time of a deadline runs again, if the calendar that it is counted by is closed now;
 * none when it is open, when other time counts, or on hold. */
static enum err closed_until(struct ctx *cx, const struct deadline *d, struct instant *ret_at)
{
	const struct workcal *cal = deadline_calendar(cx, d);
	bool open = true;

	*ret_at = INSTANT_NONE;
	if (!cal || !instant_is_set(d->due_at))
		return OK;
	enum err e = workcal_is_open(cal, cx->now, &open);
	return e || open ? e : workcal_next_open(cal, cx->now, ret_at);
}

static enum bucket bucket_in(const struct ctx *cx, const struct deadline *d)
{
	if (instant_is_set(d->snoozed_until) && instant_cmp(d->snoozed_until, cx->now) > 0)
		return BUCKET_SNOOZED;
	return bucket_of(cx->world->zone, cx->now, d->due_at);
}

static enum err write_item(const struct queue *q, const struct deadline *d, struct jw *w)
{
	struct ctx *cx = q->cx;
	unsigned can = rights_may(&q->rights, d);
	struct instant opens;

	enum err e = closed_until(cx, d, &opens);
	if (e)
		return e;
	jw_obj(w);
	fields_encode(w, &deadline_fields, d, MASK_NONE);
	jw_kcstr(w, "bucket", names_get(&bucket_names, (int)bucket_in(cx, d)));
	jw_ktime(w, "closed_until", opens);
	e = write_customer(q, d->customer_id, w);
	if (!e)
		e = write_ticket(&q->about, d, w);
	jw_key(w, "can");
	jw_obj(w);
	jw_kbool(w, "settle", (can & MAY_SETTLE) != 0);
	jw_kbool(w, "reassign", (can & MAY_REASSIGN) != 0);
	jw_kbool(w, "snooze", (can & MAY_SNOOZE) && instant_is_set(d->due_at));
	jw_end_obj(w);
	jw_end_obj(w);
	return e;
}

/* Keeps a list to the buckets of a set. */
static void only_buckets(struct ctx *cx, unsigned set, struct range *ranges,
			 struct list_query *q)
{
	unsigned snoozed = 1u << BUCKET_SNOOZED;

	q->ranged = set == snoozed ? NULL : field_find(&deadline_fields, STR("due_at"));
	q->ranges = ranges;
	q->n_ranges = bucket_ranges(cx->world->zone, cx->now, set, ranges);
	q->later = field_find(&deadline_fields, STR("snoozed_until"));
	q->after = cx->now;
	q->later_rows = LATER_OUT;
	if (set & snoozed)
		q->later_rows = set == snoozed ? LATER_ONLY : LATER_TOO;
}

/* How many lie in each bucket, over all that the list could show without its buckets; of those
 * beyond the bound it is only said that there are more. */
static enum err write_counts(struct ctx *cx, struct list_query q, struct jw *w)
{
	struct range ranges[BUCKET_PAUSED + 1];
	int64_t n[BUCKET_SNOOZED + 1] = {0};
	enum err e = OK;

	q.count_max = MY_DAY_COUNT_MAX + 1;
	for (int b = 0; !e && b < bucket_names.n; b++) {
		only_buckets(cx, 1u << b, ranges, &q);
		e = row_count(cx->tx, &deadline_fields, &q, &n[b]);
	}
	jw_key(w, "counts");
	jw_obj(w);
	for (int b = 0; b < bucket_names.n; b++)
		jw_kint(w, names_get(&bucket_names, b),
			n[b] > MY_DAY_COUNT_MAX ? MY_DAY_COUNT_MAX : n[b]);
	jw_end_obj(w);
	jw_key(w, "counts_more");
	jw_arr(w);
	for (int b = 0; b < bucket_names.n; b++)
		if (n[b] > MY_DAY_COUNT_MAX)
			jw_cstr(w, names_get(&bucket_names, b));
	jw_end_arr(w);
	return e;
}

static enum err load_queue(struct queue *q)
{
	enum err e = about_deadlines(q->cx, q->v, q->n, &q->about);

	if (!e)
		e = rights_load(q->cx, q->v, q->n, &q->rights);
	return e ? e : load_contacts(q);
}

static enum err write_queue(const struct queue *q, struct str next, struct jw *w)
{
	enum err e = OK;

	jw_key(w, "items");
	jw_arr(w);
	for (size_t i = 0; !e && i < q->n; i++)
		e = write_item(q, &q->v[i], w);
	jw_end_arr(w);
	jw_key(w, "next");
	if (next.n)
		jw_str(w, next);
	else
		jw_null(w);
	return e;
}

enum err my_day_write(struct ctx *cx, const struct my_day *day, struct jw *w)
{
	struct value open = VAL_INT(1);
	struct value owner = VAL_INT(day->owner_id ? day->owner_id : cx->actor->user_id);
	struct range ranges[BUCKET_PAUSED + 1];
	struct list_query all = {
		.eyes = ctx_eyes(cx, PERM_CUSTOMER_READ),
		.conds = {{field_find(&deadline_fields, STR("open")), CMP_EQ, &open, 1},
			  {field_find(&deadline_fields, STR("owner_id")), CMP_EQ, &owner, 1}},
		.n_conds = day->team && !day->owner_id ? 1 : 2,
	};
	struct list_query some = all;
	struct list_page page;

	some.sort = field_find(&deadline_fields, STR("due_at"));
	some.limit = day->limit;
	some.cursor = day->cursor;
	if (day->buckets) {
		only_buckets(cx, day->buckets, ranges, &some);
	} else if (all.n_conds == 2 && owner.i == cx->actor->user_id) {
		some.later = field_find(&deadline_fields, STR("snoozed_until"));
		some.after = cx->now;
	}
	enum err e = row_list(cx->tx, cx->arena, &deadline_fields, &some, cx->fail, &page);
	if (e)
		return e;
	struct queue q = {.cx = cx, .v = page.rows, .n = page.n};
	e = load_queue(&q);
	if (e)
		return e;
	jw_obj(w);
	jw_ktime(w, "now", cx->now);
	e = write_counts(cx, all, w);
	if (!e)
		e = write_queue(&q, page.next, w);
	jw_end_obj(w);
	return e;
}
