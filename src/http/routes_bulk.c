/* Endpoints that change many records at once. */
#include "http/bulk_body.h"
#include "service/customers.h"

/* clang-format off */
#define EDIT "{\"$ref\":\"#/components/schemas/customer_edit\"}"
static const char customers_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"items\"],"
	"\"properties\":{\"items\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":500,"
	"\"items\":{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"id\",\"version\"],\"properties\":{\"id\":{\"type\":\"string\"},"
	"\"version\":{\"type\":\"integer\"},\"set\":" EDIT "}}},\"set\":" EDIT ","
	"\"dry_run\":{\"type\":\"boolean\",\"description\":\"Only report.\"},"
	"\"partial\":{\"type\":\"boolean\",\"description\":"
	"\"Change the good rows even when others are refused.\"}}}";
static const char customers_report[] = BULK_REPORT_SCHEMA(EDIT);
#undef EDIT
/* clang-format on */

/* The fields that a body sets, for all items or for one. */
struct given {
	struct customer *values;
	uint64_t set;
};

/* A field that is shown masked cannot be given to many: nobody could see what it replaces. */
static enum err check_masks(struct ctx *cx, uint64_t set)
{
	for (size_t i = 0; i < customer_fields.n; i++)
		if ((set >> i & 1) && customer_fields.v[i].mask)
			return fail_at(cx->fail, ERR_INPUT, customer_fields.v[i].name,
				       "read_only");
	return OK;
}

static enum err read_given(struct ctx *cx, json_t *object, struct str within,
			   struct given *ret_given)
{
	struct given g = {.values = ARENA_NEW(cx->arena, struct customer)};

	*ret_given = (struct given){NULL, 0};
	if (!object)
		return OK;
	fields_clear(&customer_fields, g.values);
	cx->fail->within = within;
	enum err e = fields_decode(&customer_fields, cx->arena, object, F_EDIT, g.values,
				   &g.set, cx->fail);
	if (!e)
		e = check_masks(cx, g.set);
	cx->fail->within = STR("");
	if (!e)
		*ret_given = g;
	return e;
}

static enum err read_item(struct ctx *cx, json_t *v, size_t i, const struct given *all,
			  struct bulk_item *item)
{
	static const char *const known[] = {"id", "version", "set", NULL};
	struct given own;

	cx->fail->within = str_fmt(cx->arena, "items[%zu].", i);
	enum err e = json_is_object(v) ? bulk_known(cx, v, known)
				       : fail_at(cx->fail, ERR_INPUT, NULL, "not_an_object");
	if (!e)
		e = bulk_id(cx, json_object_get(v, "id"), "id", &item->id);
	if (!e)
		e = bulk_version(cx, v, "version", &item->version);
	if (!e)
		e = read_given(cx, json_object_get(v, "set"),
			       str_fmt(cx->arena, "items[%zu].set.", i), &own);
	cx->fail->within = STR("");
	if (e)
		return e;
	const struct given *g = own.set ? &own : all;
	item->given = g->values;
	item->set = g->set;
	return g->set ? OK : fail_at(cx->fail, ERR_INPUT, "set", "required");
}

static enum err read_items(struct ctx *cx, const struct request *req,
			   struct bulk_item **ret_items, size_t *ret_n)
{
	const json_t *list = json_object_get(req->json, "items");
	struct given all;
	size_t n;

	enum err e = bulk_length(cx, list, "items", &n);
	if (!e)
		e = read_given(cx, json_object_get(req->json, "set"), STR("set."), &all);
	if (e)
		return e;
	struct bulk_item *items = ARENA_ARRAY(cx->arena, n, struct bulk_item);
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);
	for (size_t i = 0; !e && i < n; i++) {
		e = read_item(cx, json_array_get(list, i), i, &all, &items[i]);
		ids[i] = items[i].id;
	}
	if (!e)
		e = bulk_once(cx, ids, n, "items");
	*ret_items = items;
	*ret_n = n;
	return e;
}

static enum err customers(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const known[] = {"items", "set", "dry_run", "partial", NULL};
	struct jw w = {.buf = &rep->body};
	struct bulk_report report;
	struct bulk_item *items;
	struct bulk_how how;
	size_t n;

	enum err e = bulk_known(cx, req->json, known);
	if (!e)
		e = bulk_how_read(cx, req, &how);
	if (!e)
		e = read_items(cx, req, &items, &n);
	if (!e)
		e = bulk_change(cx, &customer_resource, items, n, &how, &report);
	if (!e)
		bulk_write(&report, &w);
	return e;
}

static const struct route rows[] = {
	ROUTE(POST, "/customers/bulk", PERM_CUSTOMER_WRITE, customers,
	      .body_schema = customers_schema, .reply_schema = customers_report, .status = 200,
	      .text = "Change some fields of up to 500 customers: all of them, or none"),
};
ROUTE_BLOCK(bulk_routes, rows);
