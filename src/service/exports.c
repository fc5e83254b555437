#include "service/exports.h"

#include "service/customers.h"
#include "service/export_cell.h"
#include "service/follow_ups.h"
#include "service/tickets.h"
#include "service/world.h"

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
		    {"format", str_of(o->format->name)},
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
			 : ERR_BUSY;
}

enum err export_quota(struct ctx *cx)
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

/* Quota and audit row: a use case that writes. */
static enum err begin(struct ctx *cx, void *order)
{
	const struct export_order *o = order;

	if (actor_scope(cx->actor, PERM_CUSTOMER_EXPORT) == SCOPE_NONE ||
	    actor_scope(cx->actor, o->kind->resource->read) == SCOPE_NONE)
		return ERR_DENIED;
	enum err e = export_quota(cx);
	return e ? e : note(cx, o);
}

struct eyes export_eyes(const struct ctx *cx, const struct resource *r)
{
	bool read =
		actor_scope(cx->actor, r->read) < actor_scope(cx->actor, PERM_CUSTOMER_EXPORT);

	return ctx_eyes(cx, read ? r->read : PERM_CUSTOMER_EXPORT);
}

static const struct import_type *type_of(const struct export_kind *k)
{
	return import_type_find(str_of(k->resource->fields->name));
}

static struct str import_cell(struct ctx *cx, const struct import_column *c,
			      const struct export_row *row)
{
	if (c->fills == FILLS_NUMBER)
		return row->customer->number;
	if (c->fills == FILLS_NAME)
		return row->customer->name;
	if (c->part == 0)
		return export_field(cx, row->names, c->field, row->rec, row->reveal);
	return row->contact ? export_field(cx, row->names, c->field, row->contact,
					   row->contact_reveal)
			    : STR("");
}

/* An export on its way. */
struct export_work {
	struct export_order *order;
	struct export_names names;
	struct import_column columns[CSV_COLUMNS];
	struct str *cells;
	size_t n_cells;
};

static struct str title_of(struct ctx *cx, const struct export_work *w, size_t i)
{
	const struct export_kind *k = w->order->kind;

	if (!k->columns)
		return import_title(cx, cx->lang, type_of(k), &w->columns[i]);
	struct str key = str_fmt(cx->arena, "%s.%s", k->name, k->columns[i]);
	return str_of(message_get(cx->lang, key.p));
}

/* Who took it, and when. */
static struct str taken_by(struct ctx *cx)
{
	struct str machine = str_of(message_get(cx->lang, "export.machine"));
	const struct message_arg args[] = {
		{"name", cx->actor->user_id ? cx->actor->name : machine},
		{"time", world_local_time(cx->world, cx->arena, cx->now)}};

	return message_format(cx->arena, cx->lang, "export.taken_by", args, 2);
}

struct table_head export_head(struct ctx *cx)
{
	struct table_head h = {.company = str_dup(cx->arena, cx->world->company.name),
			       .taken_by = taken_by(cx),
			       .now = cx->now,
			       .lang = cx->lang};
	char date[16];

	date_format(world_date(cx->world, cx->now), date);
	h.date = str_dup(cx->arena, str_of(date));
	return h;
}

static struct table_head head_of(struct ctx *cx, struct export_work *w)
{
	const struct export_kind *k = w->order->kind;
	struct table_head h = export_head(cx);

	h.name = str_of(message_get(cx->lang, k->title));
	if (!k->columns)
		h.columns = import_all_columns(type_of(k), w->columns, CSV_COLUMNS);
	while (k->columns && k->columns[h.columns])
		h.columns++;
	h.titles = ARENA_ARRAY(cx->arena, h.columns, struct str);
	for (size_t i = 0; i < h.columns; i++)
		h.titles[i] = title_of(cx, w, i);
	return h;
}

static enum err put_page(struct ctx *cx, struct export_work *w, const struct list_page *recs)
{
	const struct export_kind *k = w->order->kind;
	struct export_page page;

	enum err e =
		export_page_load(cx, k->resource, &w->names, recs, k->columns != NULL, &page);
	for (size_t i = 0; !e && i < page.n; i++) {
		struct export_row row = export_page_row(cx, &page, i);
		for (size_t c = 0; c < w->n_cells; c++)
			w->cells[c] = k->columns ? sheet_cell(cx, k, k->columns[c], &row)
						 : import_cell(cx, &w->columns[c], &row);
		e = table_put(w->order->table, cx->arena, w->cells);
	}
	return e;
}

/* What was seen of a page outlives the page's arena. */
static void keep_sightings(struct ctx *cx, struct ctx *one)
{
	for (const struct sighting *s = one->seen; s; s = s->next) {
		struct sighting *kept = ARENA_NEW(cx->arena, struct sighting);
		*kept = *s;
		kept->next = cx->seen;
		cx->seen = kept;
	}
	one->seen = NULL;
}

/* Page by page, each in an arena that is emptied after it. */
static enum err put_pages(struct ctx *cx, struct export_work *w, struct arena *scratch)
{
	const struct resource *r = w->order->kind->resource;
	struct list_query q = w->order->query;
	struct ctx one = *cx;
	enum err e = OK;

	one.arena = scratch;
	one.seen = NULL;
	q.eyes = export_eyes(cx, r);
	q.limit = PAGE;
	q.page = 0;
	q.cursor = STR("");
	do {
		struct list_page page = {.next = STR("")};
		e = row_list(cx->tx, scratch, r->fields, &q, cx->fail, &page);
		if (!e && page.n)
			e = put_page(&one, w, &page);
		keep_sightings(cx, &one);
		q.cursor = str_dup(cx->arena, page.next);
		arena_reset(scratch);
	} while (!e && q.cursor.n);
	return e;
}

static void drop_arena(void *a)
{
	arena_free(a);
}

/* Reads the list into the table: a use case that reads, and may run again. */
static enum err read_list(struct ctx *cx, void *order)
{
	struct export_order *o = order;
	struct export_work *w = ARENA_NEW(cx->arena, struct export_work);
	struct arena *scratch = arena_new();

	if (!scratch)
		return ERR_BUSY;
	arena_defer(cx->arena, drop_arena, scratch);
	arena_set_escape(scratch, cx->escape);
	table_drop(o->table);
	w->order = o;
	struct table_head head = head_of(cx, w);
	w->n_cells = head.columns;
	w->cells = ARENA_ARRAY(cx->arena, head.columns, struct str);
	enum err e = export_names_load(cx, &w->names);
	if (!e)
		e = table_begin(cx->arena, o->format, &head, cx->fail, &o->table);
	if (!e)
		e = put_pages(cx, w, scratch);
	arena_set_escape(scratch, NULL);
	return e;
}

/* What lists leave out unless asked is not exported. */
static enum err leave_out(struct ctx *cx, const struct resource *r, struct list_query *q)
{
	if (!r->leaves_out)
		return OK;
	if (q->n_conds == sizeof q->conds / sizeof *q->conds)
		return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_filters");
	q->conds[q->n_conds++] = (struct cond){
		.field = field_find(r->fields, str_of(r->leaves_out)), .cmp = CMP_NULL};
	return OK;
}

enum err export_make(struct ctx *cx, struct export_order *order)
{
	enum err e = leave_out(cx, order->kind->resource, &order->query);

	if (!e)
		e = ctx_run(cx, TX_WRITE, begin, order);
	if (!e)
		e = ctx_run(cx, TX_READ, read_list, order);
	return e ? e : table_end(order->table);
}
