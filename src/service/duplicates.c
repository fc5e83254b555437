#include "service/duplicates.h"

#include "domain/alike.h"
#include "service/about.h"

#include <stdlib.h>

ENUM_DEFINE(alike_reason, ALIKE_REASONS);

/* What is looked at: contacts of the customer, rows of a search, candidates in all. */
enum { CONTACTS_MAX = 10, FOUND_MAX = 50, CANDIDATES_MAX = 200, VARIANTS = 8 };

static const int weights[] = {
	[ALIKE_PHONE] = 40,	 [ALIKE_EMAIL] = 40,  [ALIKE_NAME] = 40,
	[ALIKE_SHORT_NAME] = 25, [ALIKE_NUMBER] = 30,
};

/* A search for the duplicates of one customer. */
struct hunt {
	struct ctx *cx;
	const struct customer *c;
	struct contact *contacts;
	size_t n_contacts;
	int64_t ids[CANDIDATES_MAX]; /* found so far */
	size_t n;
	struct list_page rows;	  /* them, in order of id */
	struct list_page reached; /* their contacts */
};

static void add_id(struct hunt *h, int64_t id)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->ids[i] == id)
			return;
	if (id != h->c->id && h->n < CANDIDATES_MAX)
		h->ids[h->n++] = id;
}

static struct list_query query_of(struct hunt *h)
{
	return (struct list_query){
		.eyes = ctx_eyes(h->cx, PERM_CUSTOMER_READ),
		.conds = {{.field = field_find(&customer_fields, STR("merged_into_id")),
			   .cmp = CMP_NULL}},
		.n_conds = 1,
		.descending = true,
		.limit = FOUND_MAX,
	};
}

static enum err add_found(struct hunt *h, const struct list_query *q)
{
	struct list_page page;

	enum err e = row_list(h->cx->tx, h->cx->arena, &customer_fields, q, h->cx->fail, &page);
	for (size_t i = 0; !e && i < page.n; i++)
		add_id(h, ((struct customer *)page.rows)[i].id);
	return e;
}

/* Those that are found by words, the newest ones. */
static enum err search(struct hunt *h, struct str words)
{
	struct list_query q = query_of(h);

	q.search = words;
	q.whole_phones = true; /* what is alike is compared here, and shown masked */
	return words.n ? add_found(h, &q) : OK;
}

/* The usual ways to write the same name, whatever the number of those that contain it. */
static enum err by_name(struct hunt *h)
{
	static const char *const ends[VARIANTS - 1] = {
		"", "有限公司", "有限责任公司", "有限責任公司", "股份有限公司", "集团", "集團"};
	struct value names[VARIANTS];
	struct str core = alike_name(h->cx->arena, h->c->name);
	struct list_query q = query_of(h);

	for (size_t i = 0; i < VARIANTS - 1; i++)
		names[i] = VAL_STR(str_fmt(h->cx->arena, "%.*s%s", STR_ARG(core), ends[i]));
	names[VARIANTS - 1] = VAL_STR(h->c->name);
	q.conds[q.n_conds++] = (struct cond){field_find(&customer_fields, STR("name")), CMP_IN,
					     names, VARIANTS};
	enum err e = add_found(h, &q);
	return e ? e : search(h, core);
}

static enum err by_email(struct hunt *h, struct str email)
{
	int64_t ids[FOUND_MAX];
	size_t n;

	if (!email.n)
		return OK;
	enum err e =
		tx_ids(h->cx->tx, Q_CUSTOMERS_BY_EMAIL, &VAL_STR(email), 1, ids, FOUND_MAX, &n);
	for (size_t i = 0; !e && i < n; i++)
		add_id(h, ids[i]);
	return e;
}

/* Beginning with the surest, since there is room for so many only. */
static enum err gather(struct hunt *h)
{
	struct arena *a = h->cx->arena;
	size_t n = h->n_contacts < CONTACTS_MAX ? h->n_contacts : CONTACTS_MAX;
	enum err e = OK;

	for (size_t i = 0; !e && i < n; i++) {
		e = search(h, alike_phone_tail(a, h->contacts[i].phone));
		if (!e)
			e = by_email(h, h->contacts[i].email);
	}
	if (!e)
		e = by_name(h);
	return e ? e : search(h, alike_digits(a, h->c->number));
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* The candidates within reach and their contacts. */
static enum err load(struct hunt *h)
{
	struct value *values = ARENA_ARRAY(h->cx->arena, h->n, struct value);
	struct list_query q = {
		.eyes = EYES_SYSTEM,
		.conds = {{field_find(&contact_fields, STR("customer_id")), CMP_IN, values, 0}},
		.n_conds = 1,
		.limit = CANDIDATES_MAX * CONTACTS_MAX,
	};

	qsort(h->ids, h->n, sizeof *h->ids, by_id);
	enum err e = about_load(h->cx, &customer_fields, ctx_eyes(h->cx, PERM_CUSTOMER_READ),
				h->ids, h->n, &h->rows);
	for (size_t i = 0; !e && i < h->rows.n; i++)
		values[q.conds[0].n_values++] =
			VAL_INT(((struct customer *)h->rows.rows)[i].id);
	return e ? e
		 : row_list(h->cx->tx, h->cx->arena, &contact_fields, &q, h->cx->fail,
			    &h->reached);
}

static bool same_email(struct arena *a, struct str x, struct str y)
{
	return x.n && str_eq(str_lower(a, str_trim(x)), str_lower(a, str_trim(y)));
}

static unsigned reasons_of_contacts(const struct hunt *h, int64_t customer_id)
{
	const struct contact *theirs = h->reached.rows;
	unsigned m = 0;

	for (size_t i = 0; i < h->reached.n; i++) {
		if (theirs[i].customer_id != customer_id)
			continue;
		for (size_t k = 0; k < h->n_contacts; k++) {
			if (alike_phone(theirs[i].phone, h->contacts[k].phone))
				m |= 1u << ALIKE_PHONE;
			if (same_email(h->cx->arena, theirs[i].email, h->contacts[k].email))
				m |= 1u << ALIKE_EMAIL;
		}
	}
	return m;
}

static unsigned reasons_of(const struct hunt *h, const struct customer *c)
{
	struct arena *a = h->cx->arena;
	unsigned m = reasons_of_contacts(h, c->id);

	if (str_eq(alike_whole_name(a, c->name), alike_whole_name(a, h->c->name)))
		m |= 1u << ALIKE_NAME;
	else if (str_eq(alike_name(a, c->name), alike_name(a, h->c->name)))
		m |= 1u << ALIKE_SHORT_NAME;
	if (alike_numbers(a, c->number, h->c->number))
		m |= 1u << ALIKE_NUMBER;
	return m;
}

static int by_score(const void *a, const void *b)
{
	const struct duplicate *x = a, *y = b;
	if (x->score != y->score)
		return y->score - x->score;
	return (y->customer.id > x->customer.id) - (y->customer.id < x->customer.id);
}

static void judge(const struct hunt *h, struct duplicate *v, size_t *ret_n)
{
	const struct customer *rows = h->rows.rows;
	size_t n = 0;

	for (size_t i = 0; i < h->rows.n; i++) {
		unsigned reasons = rows[i].merged_into_id ? 0 : reasons_of(h, &rows[i]);
		if (!reasons)
			continue;
		v[n] = (struct duplicate){.customer = rows[i], .reasons = reasons};
		for (int r = 0; r < alike_reason_names.n; r++)
			if (reasons >> r & 1)
				v[n].score += weights[r];
		n++;
	}
	qsort(v, n, sizeof *v, by_score);
	*ret_n = n < DUPLICATES_MAX ? n : DUPLICATES_MAX;
}

enum err duplicates_find(struct ctx *cx, const struct customer *c,
			 struct duplicate **ret_duplicates, size_t *ret_n)
{
	struct hunt *h = ARENA_NEW(cx->arena, struct hunt);
	struct duplicate *v = ARENA_ARRAY(cx->arena, CANDIDATES_MAX, struct duplicate);

	h->cx = cx;
	h->c = c;
	enum err e = row_find(cx->tx, cx->arena, &contact_fields, "customer_id", VAL_INT(c->id),
			      &h->contacts, &h->n_contacts);
	if (!e)
		e = gather(h);
	if (!e)
		e = load(h);
	if (e)
		return e;
	judge(h, v, ret_n);
	*ret_duplicates = v;
	return OK;
}
