#include "service/about.h"

#include "domain/deadline.h"
#include "domain/follow_up.h"
#include "domain/nudge.h"

enum err about_load(struct ctx *cx, const struct fields *t, struct eyes eyes,
		    const int64_t *ids, size_t n, struct list_page *ret_page)
{
	struct value *values = ARENA_ARRAY(cx->arena, n, struct value);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (ids[i] && (i == 0 || ids[i] != ids[i - 1]))
			values[k++] = VAL_INT(ids[i]);
	const struct list_query q = {.eyes = eyes,
				     .conds = {{&t->v[0], CMP_IN, values, k}},
				     .n_conds = 1,
				     .limit = (int)k};
	*ret_page = (struct list_page){.n = 0};
	return k ? row_list(cx->tx, cx->arena, t, &q, cx->fail, ret_page) : OK;
}

const void *about_find(const struct list_page *page, const struct fields *t, int64_t id)
{
	size_t low = 0, high = page->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		const char *rec = (const char *)page->rows + mid * t->size;
		int64_t at = field_value(&t->v[0], rec).i;
		if (at == id)
			return rec;
		if (at < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct customer *about_customer(const struct about *about, int64_t id)
{
	return about_find(&about->customers, &customer_fields, id);
}

const struct ticket *about_ticket(const struct about *about, int64_t id)
{
	return about_find(&about->tickets, &ticket_fields, id);
}

static enum err load_customers(struct ctx *cx, const int64_t *ids, size_t n,
			       struct about *ret_about)
{
	*ret_about = (struct about){.customers = {.n = 0}};
	return about_load(cx, &customer_fields, EYES_SYSTEM, ids, n, &ret_about->customers);
}

enum err about_name_tickets(struct ctx *cx, void *recs, size_t n)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);
	struct ticket *t = recs;
	struct about about;

	for (size_t i = 0; i < n; i++)
		ids[i] = t[i].customer_id;
	enum err e = load_customers(cx, ids, n, &about);
	for (size_t i = 0; !e && i < n; i++) {
		const struct customer *c = about_customer(&about, ids[i]);
		if (!c)
			continue;
		t[i].customer_name = c->name;
		t[i].customer_number = c->number;
	}
	return e;
}

enum err about_name_follow_ups(struct ctx *cx, void *recs, size_t n)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);
	struct follow_up *f = recs;
	struct about about;

	for (size_t i = 0; i < n; i++)
		ids[i] = f[i].customer_id;
	enum err e = load_customers(cx, ids, n, &about);
	for (size_t i = 0; !e && i < n; i++) {
		const struct customer *c = about_customer(&about, ids[i]);
		if (!c)
			continue;
		f[i].customer_name = c->name;
		f[i].customer_number = c->number;
	}
	return e;
}

enum err about_name_nudges(struct ctx *cx, void *recs, size_t n)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);
	struct nudge *v = recs;
	struct about about;

	for (size_t i = 0; i < n; i++)
		ids[i] = v[i].customer_id;
	enum err e = load_customers(cx, ids, n, &about);
	for (size_t i = 0; !e && i < n; i++) {
		const struct customer *c = about_customer(&about, ids[i]);
		v[i].customer_name = c ? c->name : STR("");
	}
	return e;
}

static void name_deadline(const struct about *about, struct deadline *d)
{
	const struct customer *c = about_customer(about, d->customer_id);
	const struct ticket *t =
		d->subject == SUBJECT_TICKET ? about_ticket(about, d->subject_id) : NULL;

	if (c) {
		d->customer_name = c->name;
		d->customer_number = c->number;
	}
	if (t) {
		d->ticket_number = t->number;
		d->ticket_title = t->title;
	}
}

enum err about_deadlines(struct ctx *cx, void *recs, size_t n, struct about *ret_about)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);
	struct deadline *d = recs;

	for (size_t i = 0; i < n; i++)
		ids[i] = d[i].customer_id;
	enum err e = load_customers(cx, ids, n, ret_about);
	for (size_t i = 0; i < n; i++)
		ids[i] = d[i].subject == SUBJECT_TICKET ? d[i].subject_id : 0;
	if (!e)
		e = about_load(cx, &ticket_fields, EYES_SYSTEM, ids, n, &ret_about->tickets);
	for (size_t i = 0; !e && i < n; i++)
		name_deadline(ret_about, &d[i]);
	return e;
}

enum err about_name_deadlines(struct ctx *cx, void *recs, size_t n)
{
	struct about about;

	return about_deadlines(cx, recs, n, &about);
}
