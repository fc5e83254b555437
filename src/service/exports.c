#include "service/exports.h"

#include "service/customers.h"
#include "service/export_cell.h"
#include "service/follow_ups.h"
#include "service/tickets.h"

enum { PAGE = 200 };

static const struct field args_rows[] = {
	F_TEXT(struct export_args, reason, F_NEW | F_REQUIRED | F_LINES, .min = 2, .max = 500),
};
const struct fields export_args_fields =
	FIELDS(struct export_args, "export_args", "", args_rows);

/* The sheets of the document, column for column; titles "sheet_customer.<column>". */
static const char *const d1[] = {"number", "name", "industry", "contact", "title", "phone",
				 "since",  "tags", "history",  "touched", NULL};
static const char *const d3[] = {"number",    "customer",     "title",	  "type",
				 "submitted", "responded",    "owner",	  "progress",
				 "result",    "confirmation", "archived", NULL};

const struct export_kind export_kinds[] = {
	{"customer", "export.customer", &customer_resource, NULL},
	{"contact", "export.contact", &contact_resource, NULL},
	{"order", "export.order", &order_resource, NULL},
	{"ticket", "export.ticket", &ticket_resource, NULL},
	{"follow_up", "export.follow_up", &follow_up_resource, NULL},
	{"sheet_customer", "export.sheet_customer", &customer_resource, d1},
	{"sheet_ticket", "export.sheet_ticket", &ticket_resource, d3},
	{.name = NULL},
};

const struct export_kind *export_kind_find(struct str name)
{
	for (const struct export_kind *k = export_kinds; k->name; k++)
		if (str_is(name, k->name))
			return k;
	return NULL;
}

static void drop_buf(void *b)
{
	buf_done(b);
}

/* {"reason":[null,"..."],"filters":[null,"tier=vip"],"format":[null,"csv"]} */
static enum err note(struct ctx *cx, const struct export_order *o)
{
	struct buf *b = ARENA_NEW(cx->arena, struct buf);
	struct jw w = {.buf = b};
	const struct {
		const char *name;
		struct str value;
	} told[] = {{"reason", o->reason},
		    {"filters", o->filters},
		    {"format", str_of(o->format)},
		    {"kind", str_of(o->kind->name)}};

	arena_defer(cx->arena, drop_buf, b);
	jw_obj(&w);
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		jw_key(&w, told[i].name);
		jw_arr(&w);
		jw_null(&w);
		jw_str(&w, told[i].value);
		jw_end_arr(&w);
	}
	jw_end_obj(&w);
	return buf_ok(b) ? audit(cx, "export", o->kind->resource->fields->name, 0, buf_str(b))
			 : ERR_LIMIT;
}

static enum err check_quota(struct ctx *cx)
{
	const struct value v[] = {VAL_INT(cx->actor->user_id),
				  VAL_TIME(instant_add(cx->now, span_of_s(-EXPORT_WINDOW_S)))};
	int64_t most = cx->world->company.exports_per_day, seconds = EXPORT_WINDOW_S;
	struct rows *rows = NULL;
	int64_t locked, n = 0;
	bool more = false;

	if (!cx->actor->user_id)
		return OK; /* a command of whoever runs the machine */
	enum err e = tx_one_int(cx->tx, Q_USER_LOCK, v, 1, &locked);
	if (!e)
		e = tx_query(cx->tx, Q_EXPORT_COUNT, v, 2, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more) {
		n = rows_int(rows, 0);
		if (n)
			seconds -= instant_s(cx->now) -
				   instant_s((struct instant){rows_int(rows, 1)});
	}
	rows_done(rows);
	if (e || n < most)
		return e;
	fail_at(cx->fail, ERR_LIMIT, NULL, "export_quota");
	fail_arg_int(cx->fail, "seconds", seconds); /* first: it is Retry-After */
	fail_arg_int(cx->fail, "max", most);
	return ERR_LIMIT;
}

enum err export_begin(struct ctx *cx, void *order)
{
	const struct export_order *o = order;

	if (actor_scope(cx->actor, PERM_CUSTOMER_EXPORT) == SCOPE_NONE ||
	    actor_scope(cx->actor, o->kind->resource->read) == SCOPE_NONE)
		return ERR_DENIED;
	enum err e = check_quota(cx);
	return e ? e : note(cx, o);
}

/* The narrower of the right to export and the right to read. */
static struct eyes eyes_of(const struct ctx *cx, const struct resource *r)
{
	bool read =
		actor_scope(cx->actor, r->read) < actor_scope(cx->actor, PERM_CUSTOMER_EXPORT);

	return ctx_eyes(cx, read ? r->read : PERM_CUSTOMER_EXPORT);
}

static const struct import_type *type_of(const struct export_kind *k)
{
	return import_type_find(str_of(k->resource->fields->name));
}

/* The customer's first contact, and the customer that a record belongs to. */
static enum err load_others(struct ctx *cx, const struct resource *r, struct export_row *row)
{
	const struct field *of = field_find(r->fields, STR("customer_id"));
	struct customer *c = ARENA_NEW(cx->arena, struct customer);
	struct contact *contacts;
	size_t n = 0;

	row->reveal = resource_reveal(cx, r, row->rec);
	if (of) {
		row->customer = c;
		return row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM,
				field_value(of, row->rec).i, c);
	}
	enum err e = row_find(cx->tx, cx->arena, &contact_fields, "customer_id",
			      VAL_INT(((struct record *)row->rec)->id), &contacts, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (!row->contact || (contacts[i].is_primary && !row->contact->is_primary))
			row->contact = &contacts[i];
	if (!e && row->contact)
		row->contact_reveal = resource_reveal(cx, &contact_resource, row->contact);
	return e;
}

static enum err import_cell(struct ctx *cx, const struct import_column *c,
			    const struct export_row *row, struct str *ret_text)
{
	*ret_text = STR("");
	if (c->fills == FILLS_NUMBER)
		*ret_text = row->customer->number;
	else if (c->fills == FILLS_NAME)
		*ret_text = row->customer->name;
	else if (c->part == 0)
		return export_field(cx, c->field, row->rec, row->reveal, ret_text);
	else if (row->contact)
		return export_field(cx, c->field, row->contact, row->contact_reveal, ret_text);
	return OK;
}

/* An export on its way. */
struct export_work {
	struct export_order *order;
	struct import_column columns[CSV_COLUMNS];
};

static enum err put_record(struct ctx *cx, struct export_work *w, void *rec)
{
	const struct export_kind *k = w->order->kind;
	struct export_row row = {.rec = rec};
	enum err e = load_others(cx, k->resource, &row);

	if (e)
		return e;
	struct str *cells = table_row(cx->arena, &w->order->table);
	for (size_t i = 0; !e && i < w->order->table.columns; i++)
		e = k->columns ? sheet_cell(cx, k, k->columns[i], &row, &cells[i])
			       : import_cell(cx, &w->columns[i], &row, &cells[i]);
	return e;
}

static void put_titles(struct ctx *cx, struct export_work *w)
{
	const struct export_kind *k = w->order->kind;
	const struct import_type *type = type_of(k);
	struct table *t = &w->order->table;

	*t = (struct table){.name = str_of(message_get(cx->lang, k->title))};
	if (!k->columns)
		t->columns = import_all_columns(type, w->columns, CSV_COLUMNS);
	while (k->columns && k->columns[t->columns])
		t->columns++;
	t->titles = ARENA_ARRAY(cx->arena, t->columns, struct str);
	for (size_t i = 0; i < t->columns; i++)
		t->titles[i] =
			k->columns
				? str_of(message_get(cx->lang, str_fmt(cx->arena, "%s.%s",
								       k->name, k->columns[i])
								       .p))
				: import_title(cx, cx->lang, type, &w->columns[i]);
}

enum err export_read(struct ctx *cx, void *order)
{
	struct export_order *o = order;
	const struct resource *r = o->kind->resource;
	struct export_work *w = ARENA_NEW(cx->arena, struct export_work);
	struct list_query q = o->query;
	struct list_page page = {.next = STR("")};
	enum err e = OK;

	w->order = o;
	put_titles(cx, w);
	q.eyes = eyes_of(cx, r);
	q.limit = PAGE;
	q.page = 0;
	q.cursor = STR("");
	do {
		e = row_list(cx->tx, cx->arena, r->fields, &q, cx->fail, &page);
		if (!e && o->table.n + page.n > EXPORT_ROWS_MAX) {
			fail_at(cx->fail, ERR_INPUT, NULL, "too_many_rows");
			fail_arg_int(cx->fail, "max", EXPORT_ROWS_MAX);
			e = ERR_INPUT;
		}
		for (size_t i = 0; !e && i < page.n; i++)
			e = put_record(cx, w, (char *)page.rows + i * r->fields->size);
		q.cursor = page.next;
	} while (!e && page.next.n);
	return e;
}
