/* Endpoints of exports: lists as files, the sheets of the documents. */
#include "http/request.h"
#include "service/customers.h"
#include "service/exports.h"
#include "service/follow_ups.h"
#include "service/tickets.h"

/* What a request asks for, and the request itself for its filters. */
struct asked {
	struct export_order order;
	const struct request *req;
};

/* Reads the list, with its filters as the list itself takes them: a use case. */
static enum err read_list(struct ctx *cx, void *arg)
{
	struct asked *a = arg;
	const struct resource *r = a->order.kind->resource;
	struct list_query *q = &a->order.query;

	enum err e = request_list(cx, a->req, r->fields, q);
	if (!e && r->leaves_out) {
		if (q->n_conds == sizeof q->conds / sizeof *q->conds)
			return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_filters");
		q->conds[q->n_conds++] = (struct cond){
			.field = field_find(r->fields, str_of(r->leaves_out)), .cmp = CMP_NULL};
	}
	return e ? e : export_read(cx, &a->order);
}

/* /exports/{kind}/{format}: the path's own words. */
static enum err run(struct ctx *cx, struct request *req, const char *format,
		    struct asked *ret_asked)
{
	struct str path = str_of(req->route->path), part, name = STR("");
	const struct export_args *args = req->body;
	struct asked *a = ret_asked;

	for (int i = 0; i < 3 && str_split(&path, '/', &part); i++)
		name = part;
	*a = (struct asked){.req = req,
			    .order = {.kind = export_kind_find(name),
				      .reason = args->reason,
				      .filters = req->query,
				      .format = format}};
	if (!a->order.kind)
		return ERR_BUG;
	enum err e = ctx_run(cx, TX_WRITE, export_begin, &a->order);
	return e ? e : ctx_run(cx, TX_READ, read_list, a);
}

static void name_file(struct ctx *cx, const struct asked *a, struct reply *rep)
{
	rep->download = true;
	rep->filename =
		str_fmt(cx->arena, "%.*s.%s", STR_ARG(a->order.table.name), a->order.format);
}

static enum err as_csv(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct asked a;

	enum err e = run(cx, req, "csv", &a);
	if (e)
		return e;
	name_file(cx, &a, rep);
	rep->content_type = "text/csv; charset=utf-8";
	return table_csv(&a.order.table, &rep->body);
}

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static enum err as_xlsx(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct asked a;

	enum err e = run(cx, req, "xlsx", &a);
	if (e)
		return e;
	name_file(cx, &a, rep);
	rep->content_type = XLSX_TYPE;
	return table_xlsx(cx->arena, &a.order.table, &rep->body);
}

static enum err as_table(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct asked a;

	enum err e = run(cx, req, "table", &a);
	return e ? e : table_json(&a.order.table, &w);
}

static const char table_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"title\","
	"\"columns\",\"rows\"],\"properties\":{\"title\":{\"type\":\"string\"},"
	"\"columns\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	"\"rows\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{"
	"\"type\":\"string\"}}}}}";

#define EXPORT_AS(kind, f, format, fn, what, ...)                                              \
	ROUTE(POST, "/exports/" kind "/" format, PERM_CUSTOMER_EXPORT, fn, .mode = ROUTE_HASH, \
	      .filters = f, .body = &export_args_fields, .status = 200,                        \
	      .text = "Take " what ", with the reason", __VA_ARGS__)
#define EXPORT(kind, f, what)                                                                  \
	EXPORT_AS(kind, f, "csv", as_csv, what " as CSV", .reply_type = "text/csv"),           \
		EXPORT_AS(kind, f, "xlsx", as_xlsx, what " as a workbook",                     \
			  .reply_type = XLSX_TYPE)
#define SHEET(kind, f, what)                                                                   \
	EXPORT(kind, f, what), EXPORT_AS(kind, f, "table", as_table, what " to print",         \
					 .reply_schema = table_schema)

static const struct route rows[] = {
	EXPORT("customer", &customer_fields, "customers"),
	EXPORT("contact", &contact_fields, "contacts"),
	EXPORT("order", &order_fields, "orders"),
	EXPORT("ticket", &ticket_fields, "tickets"),
	EXPORT("follow_up", &follow_up_fields, "follow-ups"),
	SHEET("sheet_customer", &customer_fields, "the sheet of customers (D1)"),
	SHEET("sheet_ticket", &ticket_fields, "the sheet of problems (D3)"),
};
ROUTE_BLOCK(export_routes, rows);
