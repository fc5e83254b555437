/* The cells of the documents' sheets (D1, D3). */
#include "service/customers.h"
#include "service/export_cell.h"
#include "service/tickets.h"

enum { WAN = 10000 };

static enum err field_cell(struct ctx *cx, const struct fields *t, const char *name,
			   const void *rec, unsigned reveal, struct str *ret_text)
{
	return export_field(cx, field_find(t, str_of(name)), rec, reveal, ret_text);
}

/* "50万元" where it is whole, "123456.70元", "USD 500.00", as the language writes it. */
static struct str money(struct ctx *cx, const struct order *o)
{
	bool yuan = str_is(o->currency, "CNY"), wan = yuan && o->amount % (WAN * 100) == 0;
	const char *key = wan ? "sheet.wan" : yuan ? "sheet.yuan" : "sheet.money";
	struct str n =
		wan && message_get(cx->lang, "sheet.wan")[0] == '{'
			? str_fmt(cx->arena, "%lld", (long long)(o->amount / (WAN * 100)))
			: export_amount(cx, o->amount);

	return message_format(cx->arena, cx->lang, key,
			      (struct message_arg[]){{"n", n}, {"currency", o->currency}}, 2);
}

/* "年度合作50万元(云服务)": each order by its name, sum and product. */
static enum err history(struct ctx *cx, const struct customer *c, struct str *ret_text)
{
	struct order *orders;
	struct str out = STR("");
	size_t n;

	enum err e = row_find(cx->tx, cx->arena, &order_fields, "customer_id", VAL_INT(c->id),
			      &orders, &n);
	for (size_t i = 0; !e && i < n; i++) {
		bool product = orders[i].product.n > 0;
		out = str_fmt(cx->arena, "%.*s%s%.*s%.*s%s%.*s%s", STR_ARG(out),
			      i ? message_get(cx->lang, "sheet.and") : "",
			      STR_ARG(orders[i].number), STR_ARG(money(cx, &orders[i])),
			      product ? "(" : "", STR_ARG(orders[i].product),
			      product ? ")" : "");
	}
	*ret_text = out;
	return e;
}

/* A day alone of an instant. */
static struct str day(struct ctx *cx, struct instant t)
{
	char out[16];

	if (!instant_is_set(t))
		return STR("");
	date_format(world_date(cx->world, t), out);
	return str_dup(cx->arena, str_of(out));
}

static enum err customer_cell(struct ctx *cx, const char *column, const struct export_row *row,
			      struct str *ret_text)
{
	static const char *const fields[][2] = {
		{"number", "number"},		{"name", "name"}, {"industry", "industry"},
		{"since", "cooperation_since"}, {"tags", "tags"},
	};
	static const char *const contact[][2] = {
		{"contact", "name"}, {"title", "title"}, {"phone", "phone"}};
	const struct customer *c = row->rec;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(column, fields[i][0]) == 0)
			return field_cell(cx, &customer_fields, fields[i][1], c, row->reveal,
					  ret_text);
	for (size_t i = 0; row->contact && i < sizeof contact / sizeof *contact; i++)
		if (strcmp(column, contact[i][0]) == 0)
			return field_cell(cx, &contact_fields, contact[i][1], row->contact,
					  row->contact_reveal, ret_text);
	if (strcmp(column, "history") == 0)
		return history(cx, c, ret_text);
	if (strcmp(column, "touched") == 0)
		*ret_text = day(cx, c->last_contact_at);
	return OK;
}

/* 处理中 until it is solved: being put aside is not an answer for a customer. */
static struct str progress(struct ctx *cx, const struct ticket *t)
{
	if (t->state == TICKET_CANCELLED)
		return str_of(message_get(cx->lang, "ticket_state.cancelled"));
	bool solved = t->state == TICKET_RESOLVED || t->state == TICKET_ARCHIVED;
	return export_word(cx, "state", &ticket_state_names,
			   solved ? TICKET_RESOLVED : TICKET_OPEN);
}

static enum err ticket_cell(struct ctx *cx, const char *column, const struct export_row *row,
			    struct str *ret_text)
{
	static const char *const fields[][2] = {
		{"number", "number"},
		{"title", "title"},
		{"type", "type"},
		{"submitted", "submitted_at"},
		{"responded", "responded_at"},
		{"owner", "owner_id"},
		{"result", "result"},
		{"confirmation", "confirmation"},
		{"archived", "archived_at"},
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(column, fields[i][0]) == 0)
			return field_cell(cx, &ticket_fields, fields[i][1], row->rec,
					  row->reveal, ret_text);
	*ret_text =
		strcmp(column, "customer") == 0 ? row->customer->name : progress(cx, row->rec);
	return OK;
}

enum err sheet_cell(struct ctx *cx, const struct export_kind *kind, const char *column,
		    const struct export_row *row, struct str *ret_text)
{
	struct str text = STR("");
	enum err e = kind->resource->fields == &customer_fields
			     ? customer_cell(cx, column, row, &text)
			     : ticket_cell(cx, column, row, &text);

	*ret_text = text.n ? text : STR("-");
	return e;
}
