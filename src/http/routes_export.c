/* Endpoints of exports: lists as files, the sheets of the documents. */
#include "http/request.h"
#include "http/table_schema.h"
#include "service/customers.h"
#include "service/exports.h"
#include "service/follow_ups.h"
#include "service/tickets.h"

/* /exports/{kind}/{format}: the path's own words. */
static enum err make(struct ctx *cx, struct request *req, const struct table_format *format,
		     struct reply *rep, struct export_order *ret_order)
{
	struct str path = str_of(req->route->path), part, name = STR("");
	const struct export_args *args = req->body;
	struct export_order *o = ret_order;

	for (int i = 0; i < 3 && str_split(&path, '/', &part); i++)
		name = part;
	*o = (struct export_order){.kind = export_kind_find(name),
				   .reason = args->reason,
				   .filters = req->query,
				   .format = format};
	if (!o->kind)
		return ERR_BUG;
	/* The filters are the list's. */
	enum err e = request_list(cx, req, o->kind->resource->fields, &o->query);
	if (!e)
		e = export_make(cx, o);
	if (e)
		return e;
	rep->made = &o->table->file;
	rep->content_type = format->media_type;
	return OK;
}

static enum err as_table(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct export_order o;

	return make(cx, req, &table_json, rep, &o);
}

static enum err as_file(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct str path = str_of(req->route->path), format = STR("");
	struct export_order o;

	while (path.n && str_split(&path, '/', &format))
		;
	const struct table_format *f = table_format_find(format);
	enum err e = f ? make(cx, req, f, rep, &o) : ERR_BUG;
	if (e)
		return e;
	rep->download = true;
	rep->filename = str_fmt(cx->arena, "%.*s.%s", STR_ARG(o.table->head.name), f->name);
	return OK;
}

#define EXPORT_AS(kind, f, format, fn, what, ...)                                              \
	ROUTE(POST, "/exports/" kind "/" format, PERM_CUSTOMER_EXPORT, fn, .mode = ROUTE_LONG, \
	      .filters = f, .body = &export_args_fields, .status = 200,                        \
	      .text = "Take " what ", with the reason", __VA_ARGS__)
#define EXPORT_FILE(kind, f, format, what, type)                                               \
	EXPORT_AS(kind, f, format, as_file, what, .reply_type = type)
#define EXPORT(kind, f, what)                                                                  \
	EXPORT_FILE(kind, f, "csv", what " as CSV", "text/csv"),                               \
		EXPORT_FILE(kind, f, "xlsx", what " as a workbook", XLSX_TYPE),                \
		EXPORT_FILE(kind, f, "pdf", what " as pages to print", "application/pdf")
#define SHEET(kind, f, what)                                                                   \
	EXPORT(kind, f, what), EXPORT_AS(kind, f, "table", as_table, what " to show",          \
					 .reply_schema = TABLE_SCHEMA)

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
