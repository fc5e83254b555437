/* Endpoints of customers, contacts, orders, tags and coverage. */
#include "http/route.h"
#include "service/customers.h"
#include "service/pool.h"
#include "service/timeline.h"

static const char coverage_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"active\",\"without\",\"beyond\",\"covered\"],\"properties\":{"
	"\"active\":{\"type\":\"integer\",\"description\":\"Active customers.\"},"
	"\"without\":{\"type\":\"integer\",\"description\":\"Those without a next touch.\"},"
	"\"beyond\":{\"type\":\"integer\",\"description\":\"Those beyond their standard.\"},"
	"\"covered\":{\"type\":\"boolean\",\"description\":\"Nobody is kept waiting.\"}}}";

/* clang-format off */
static const char timeline_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"items\","
	"\"next\"],\"properties\":{\"items\":{\"type\":\"array\",\"items\":{"
	"\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"at\",\"type\","
	"\"id\",\"title\",\"text\",\"user_id\",\"channel\",\"ticket_id\","
	"\"ticket_number\",\"data\"],\"properties\":{"
	"\"at\":{\"type\":\"string\",\"format\":\"date-time\"},"
	"\"type\":{\"enum\":[\"follow_up\",\"plan\",\"ticket\",\"ticket_event\","
	"\"order\",\"tier_change\",\"contact\"]},"
	"\"id\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
	"\"text\":{\"type\":\"string\"},\"user_id\":{\"type\":[\"string\",\"null\"]},"
	"\"channel\":{\"type\":[\"string\",\"null\"]},"
	"\"ticket_id\":{\"type\":[\"string\",\"null\"]},"
	"\"ticket_number\":{\"type\":[\"string\",\"null\"]},"
	"\"data\":{\"type\":\"object\",\"additionalProperties\":{\"type\":["
	"\"string\",\"integer\"]}}}}},\"next\":{\"type\":[\"string\",\"null\"]}}}";
/* clang-format on */

/* A list of types with commas between them; follow-ups are both done and to come. */
static enum err read_types(struct ctx *cx, struct str list, unsigned *ret_types)
{
	struct str part, allowed = STR("");
	unsigned types = 0;

	while (str_split(&list, ',', &part)) {
		int type = names_find(&timeline_type_names, part);
		if (type >= 0) {
			types |= 1u << type;
			continue;
		}
		for (int i = 0; i < timeline_type_names.n; i++)
			allowed = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(allowed),
					  i ? ", " : "", names_get(&timeline_type_names, i));
		fail_at(cx->fail, ERR_INPUT, "types", "not_one_of");
		fail_arg(cx->fail, "allowed", allowed);
		return ERR_INPUT;
	}
	if (types >> TIMELINE_FOLLOW_UP & 1)
		types |= 1u << TIMELINE_PLAN;
	*ret_types = types;
	return OK;
}

static enum err timeline(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct timeline t = {
		.types = (1u << timeline_type_names.n) - 1, .limit = 50, .cursor = STR("")};
	struct str types, limit;
	int64_t n;

	enum err e = request_id(req, 0, &t.customer_id);
	if (!e && request_arg(cx, req, "types", &types))
		e = read_types(cx, types, &t.types);
	if (!e && request_arg(cx, req, "limit", &limit)) {
		if (str_to_int(limit, &n) || n < 1 || n > 200)
			return fail_at(cx->fail, ERR_INPUT, "limit", "out_of_range");
		t.limit = (size_t)n;
	}
	request_arg(cx, req, "cursor", &t.cursor);
	return e ? e : timeline_write(cx, &t, &w);
}

static const struct route_arg timeline_args[] = {
	{"types", "string", "only these types, with commas between them"},
	{"limit", "integer", "up to 200"},
	{"cursor", "string", "of the page before"},
	{0},
};

static enum err claim(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct customer c;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = pool_claim(cx, id, &c);
	return e ? e : rest_show(cx, &customer_resource, &c, rep);
}

static enum err coverage(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct coverage c;

	(void)req;
	enum err e = coverage_count(cx, &c);
	if (e)
		return e;
	jw_obj(&w);
	jw_kint(&w, "active", c.active);
	jw_kint(&w, "without", c.without);
	jw_kint(&w, "beyond", c.beyond);
	jw_kbool(&w, "covered", c.without == 0 && c.beyond == 0);
	jw_end_obj(&w);
	return OK;
}

/* The customers that are not covered: without a next touch, or (gap=beyond) late. */
static enum err coverage_list(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct list_query q;
	struct list_page page;
	struct str gap = STR("without"), cursor = STR("");
	struct value active = VAL_STR(STR("active")), now = VAL_TIME(cx->now);

	request_arg(cx, req, "gap", &gap);
	request_arg(cx, req, "cursor", &cursor);
	bool beyond = str_is(gap, "beyond");
	if (!beyond && !str_is(gap, "without")) {
		fail_at(cx->fail, ERR_INPUT, "gap", "not_one_of");
		fail_arg(cx->fail, "allowed", STR("without, beyond"));
		return ERR_INPUT;
	}
	const struct field *touch = field_find(&customer_fields, STR("next_touch_at"));
	q = (struct list_query){
		.eyes = ctx_eyes(cx, PERM_COVERAGE_READ),
		.conds = {{field_find(&customer_fields, STR("state")), CMP_EQ, &active, 1},
			  {touch, beyond ? CMP_LT : CMP_NULL, &now, beyond}},
		.n_conds = 2,
		.sort = beyond ? touch : NULL,
		.cursor = cursor,
	};
	enum err e = row_list(cx->tx, cx->arena, &customer_fields, &q, cx->fail, &page);
	return e ? e : rest_show_page(cx, &customer_resource, &page, rep);
}

static const struct route_arg coverage_args[] = {
	{"gap", "string", "without (no next touch) or beyond (late)"},
	{"cursor", "string", "of the page before"},
	{0},
};

static const struct route rows[] = {
	REST_READ("/customers", &customer_resource, &customer_fields, PERM_CUSTOMER_READ,
		  "customers"),
	REST_WRITE("/customers", &customer_resource, &customer_fields, PERM_CUSTOMER_WRITE,
		   "customers"),
	REST_DELETE("/customers", &customer_resource, PERM_CUSTOMER_DELETE, "customers"),
	ROUTE(GET, "/customers/{id}/timeline", PERM_CUSTOMER_READ, timeline,
	      .reply_schema = timeline_schema, .args = timeline_args,
	      .text = "All that happened with a customer, newest first"),
	ROUTE(POST, "/customers/{id}/claim", PERM_CUSTOMER_CLAIM, claim,
	      .reply = &customer_fields, .status = 200,
	      .text = "Claim a customer out of the public pool"),
	REST_READ("/customers/{customer_id}/contacts", &contact_resource, &contact_fields,
		  PERM_CUSTOMER_READ, "contacts"),
	REST_WRITE("/customers/{customer_id}/contacts", &contact_resource, &contact_fields,
		   PERM_CUSTOMER_WRITE, "contacts"),
	REST_DELETE("/customers/{customer_id}/contacts", &contact_resource, PERM_CUSTOMER_WRITE,
		    "contacts"),
	REST_READ("/customers/{customer_id}/orders", &order_resource, &order_fields,
		  PERM_CUSTOMER_READ, "orders"),
	REST_WRITE("/customers/{customer_id}/orders", &order_resource, &order_fields,
		   PERM_CUSTOMER_WRITE, "orders"),
	REST_READ("/customers/{customer_id}/tier-changes", &tier_change_resource,
		  &tier_change_fields, PERM_CUSTOMER_READ, "changes of tier, stage and owner"),
	REST_READ("/tags", &tag_resource, &tag_fields, PERM_LOGIN, "tags"),
	REST_WRITE("/tags", &tag_resource, &tag_fields, PERM_TAG_WRITE, "tags"),
	REST_DELETE("/tags", &tag_resource, PERM_TAG_WRITE, "tags"),
	ROUTE(GET, "/coverage", PERM_COVERAGE_READ, coverage, .reply_schema = coverage_schema,
	      .text = "Is every active customer covered?"),
	ROUTE(GET, "/coverage/customers", PERM_COVERAGE_READ, coverage_list,
	      .list = &customer_fields, .args = coverage_args,
	      .text = "List the customers that are not covered"),
};
ROUTE_BLOCK(customer_routes, rows);
