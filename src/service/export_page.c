#include "service/export_page.h"

#include "domain/customer.h"
#include "domain/user.h"
#include "service/about.h"
#include "service/customers.h"

enum { ALL = 100000 }; /* rows that the system may have at once */

static enum err load_all(struct ctx *cx, const struct fields *t, struct list_page *ret_page)
{
	const struct list_query q = {.eyes = EYES_SYSTEM, .limit = ALL};

	enum err e = row_list(cx->tx, cx->arena, t, &q, cx->fail, ret_page);
	return !e && ret_page->next.n ? ERR_LIMIT : e;
}

enum err export_names_load(struct ctx *cx, struct export_names *ret_names)
{
	*ret_names = (struct export_names){.users = {.n = 0}};
	enum err e = load_all(cx, &user_fields, &ret_names->users);
	return e ? e : load_all(cx, &tag_fields, &ret_names->tags);
}

/* What belongs to customers of these ids, by customer, then in order of entry. */
static enum err load_of(struct ctx *cx, const struct fields *t, const struct value *ids,
			size_t n, struct list_page *ret_page)
{
	const struct field *of = field_find(t, STR("customer_id"));
	const struct list_query q = {.eyes = EYES_SYSTEM,
				     .conds = {{of, CMP_IN, ids, n}},
				     .n_conds = 1,
				     .sort = of,
				     .limit = ALL};

	enum err e = row_list(cx->tx, cx->arena, t, &q, cx->fail, ret_page);
	return !e && ret_page->next.n ? ERR_LIMIT : e;
}

static const void *rec_at(const struct export_page *page, size_t i)
{
	return (const char *)page->recs + i * page->resource->fields->size;
}

static enum err load_customers(struct ctx *cx, struct export_page *page, const struct field *of)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, page->n, int64_t);

	for (size_t i = 0; i < page->n; i++)
		ids[i] = field_value(of, rec_at(page, i)).i;
	return about_load(cx, &customer_fields, EYES_SYSTEM, ids, page->n, &page->customers);
}

enum err export_page_load(struct ctx *cx, const struct resource *r,
			  const struct export_names *names, const struct list_page *recs,
			  bool with_orders, struct export_page *ret_page)
{
	const struct field *of = field_find(r->fields, STR("customer_id"));
	struct export_page *page = ret_page;

	*page = (struct export_page){
		.resource = r, .names = names, .recs = recs->rows, .n = recs->n};
	if (of)
		return load_customers(cx, page, of);
	struct value *ids = ARENA_ARRAY(cx->arena, page->n, struct value);
	for (size_t i = 0; i < page->n; i++)
		ids[i] = VAL_INT(((const struct record *)rec_at(page, i))->id);
	enum err e = load_of(cx, &contact_fields, ids, page->n, &page->contacts);
	if (!e && with_orders)
		e = load_of(cx, &order_fields, ids, page->n, &page->orders);
	return e;
}

/* The records of a customer in such a list: the first one's place, and their number. */
static size_t find_of(const struct list_page *list, const struct fields *t, int64_t customer,
		      size_t *ret_n)
{
	const struct field *of = field_find(t, STR("customer_id"));
	const char *rows = list->rows;
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (field_value(of, rows + mid * t->size).i < customer)
			low = mid + 1;
		else
			high = mid;
	}
	high = low;
	while (high < list->n && field_value(of, rows + high * t->size).i == customer)
		high++;
	*ret_n = high - low;
	return low;
}

static const struct contact *first_contact(const struct export_page *page, int64_t customer)
{
	size_t n, from = find_of(&page->contacts, &contact_fields, customer, &n);
	const struct contact *v = (const struct contact *)page->contacts.rows + from;

	for (size_t i = 0; i < n; i++)
		if (v[i].is_primary)
			return &v[i];
	return n ? v : NULL;
}

static const struct customer nobody;

struct export_row export_page_row(struct ctx *cx, const struct export_page *page, size_t i)
{
	const struct fields *t = page->resource->fields;
	const struct field *of = field_find(t, STR("customer_id"));
	char *rec = (char *)page->recs + i * t->size;
	int64_t id = ((struct record *)(void *)rec)->id;
	struct export_row row = {.names = page->names, .rec = rec};

	row.reveal = resource_reveal(cx, page->resource, rec);
	if (of) {
		row.customer =
			about_find(&page->customers, &customer_fields, field_value(of, rec).i);
		if (!row.customer) /* it went between two statements */
			row.customer = &nobody;
		return row;
	}
	row.contact = first_contact(page, id);
	if (row.contact)
		row.contact_reveal = resource_reveal(cx, &contact_resource, row.contact);
	size_t from = find_of(&page->orders, &order_fields, id, &row.n_orders);
	row.orders = row.n_orders ? (const struct order *)page->orders.rows + from : NULL;
	return row;
}
