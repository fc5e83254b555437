/* The cells of the documents' sheets (D1, D3). */
#include "service/customers.h"
#include "service/export_cell.h"
#include "service/tickets.h"

enum { WAN = 10000 };

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
static struct str history(struct ctx *cx, const struct export_row *row)
{
	const char *and = message_get(cx->lang, "sheet.and");
	struct str *parts = ARENA_ARRAY(cx->arena, row->n_orders, struct str);
	size_t n = 0, room = 0;

	for (size_t i = 0; i < row->n_orders; i++) {
		const struct order *o = &row->orders[i];
		bool product = o->product.n > 0;
		parts[i] = str_fmt(cx->arena, "%s%.*s%.*s%s%.*s%s", i ? and : "",
				   STR_ARG(o->number), STR_ARG(money(cx, o)),
				   product ? "(" : "", STR_ARG(o->product), product ? ")" : "");
		room += parts[i].n;
	}
	char *text = arena_alloc(cx->arena, room + 1);
	for (size_t i = 0; i < row->n_orders; n += parts[i++].n)
		memcpy(text + n, parts[i].p, parts[i].n);
	return (struct str){text, n};
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

static struct str customer_cell(struct ctx *cx, const char *column,
				const struct export_row *row)
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
			return export_field(cx, row->names,
					    field_find(&customer_fields, str_of(fields[i][1])),
					    c, row->reveal);
	for (size_t i = 0; row->contact && i < sizeof contact / sizeof *contact; i++)
		if (strcmp(column, contact[i][0]) == 0)
			return export_field(cx, row->names,
					    field_find(&contact_fields, str_of(contact[i][1])),
					    row->contact, row->contact_reveal);
	if (strcmp(column, "history") == 0)
		return history(cx, row);
	return strcmp(column, "touched") == 0 ? day(cx, c->last_contact_at) : STR("");
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

static struct str ticket_cell(struct ctx *cx, const char *column, const struct export_row *row)
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
			return export_field(cx, row->names,
					    field_find(&ticket_fields, str_of(fields[i][1])),
					    row->rec, row->reveal);
	return strcmp(column, "customer") == 0 ? row->customer->name : progress(cx, row->rec);
}

struct str sheet_cell(struct ctx *cx, const struct export_kind *kind, const char *column,
		      const struct export_row *row)
{
	struct str text = kind->resource->fields == &customer_fields
				  ? customer_cell(cx, column, row)
				  : ticket_cell(cx, column, row);

	return text.n ? text : STR("-");
}
