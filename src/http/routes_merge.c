/* Endpoints of duplicates: which customers may be one, and making them one. */
#include "http/bulk_body.h"
#include "service/customers.h"
#include "service/duplicates.h"
#include "service/merge.h"

/* clang-format off */
static const char duplicates_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"items\"],"
	"\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"customer\",\"reasons\",\"score\"],"
	"\"properties\":{\"customer\":{\"$ref\":\"#/components/schemas/customer\"},"
	"\"reasons\":{\"type\":\"array\",\"items\":{\"enum\":[\"phone\",\"email\",\"name\","
	"\"short_name\",\"number\"]}},\"score\":{\"type\":\"integer\"}}}}}}";
static const char merge_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"customer\","
	"\"duplicate\",\"moves\",\"applied\"],\"properties\":{"
	"\"customer\":{\"$ref\":\"#/components/schemas/customer\"},"
	"\"duplicate\":{\"$ref\":\"#/components/schemas/customer\"},"
	"\"moves\":{\"type\":\"object\",\"additionalProperties\":false,\"description\":"
	"\"What goes over, as far as you may see it.\",\"required\":[\"contacts\",\"orders\","
	"\"tickets\",\"follow_ups\",\"deadlines\"],\"properties\":{"
	"\"contacts\":{\"type\":\"integer\"},\"orders\":{\"type\":\"integer\"},"
	"\"tickets\":{\"type\":\"integer\"},\"follow_ups\":{\"type\":\"integer\"},"
	"\"deadlines\":{\"type\":\"integer\"}}},"
	"\"applied\":{\"type\":\"boolean\"}}}";

static const char body_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"duplicate_id\",\"duplicate_version\"],\"properties\":{"
	"\"duplicate_id\":{\"type\":\"string\",\"pattern\":\"^[1-9][0-9]*$\"},"
	"\"duplicate_version\":{\"type\":\"integer\"},"
	"\"take\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":"
	"\"Fields whose value is the duplicate's.\"},"
	"\"set\":{\"$ref\":\"#/components/schemas/customer_edit\"},"
	"\"dry_run\":{\"type\":\"boolean\",\"description\":\"Only say what would go over.\"}}}";
/* clang-format on */

static enum err write_duplicate(struct ctx *cx, struct duplicate *d, struct jw *w)
{
	jw_obj(w);
	jw_key(w, "customer");
	enum err e = resource_encode(cx, &customer_resource, &d->customer, w);
	jw_key(w, "reasons");
	jw_arr(w);
	for (int r = 0; r < alike_reason_names.n; r++)
		if (d->reasons >> r & 1)
			jw_cstr(w, names_get(&alike_reason_names, r));
	jw_end_arr(w);
	jw_kint(w, "score", d->score);
	jw_end_obj(w);
	return e;
}

static enum err duplicates(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct duplicate *v = NULL;
	struct customer c;
	size_t n = 0;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, id, &c);
	if (!e && !c.merged_into_id)
		e = duplicates_find(cx, &c, &v, &n);
	if (e)
		return e;
	jw_obj(&w);
	jw_key(&w, "items");
	jw_arr(&w);
	for (size_t i = 0; !e && i < n; i++)
		e = write_duplicate(cx, &v[i], &w);
	jw_end_arr(&w);
	jw_end_obj(&w);
	return e;
}

/* The names of fields whose value is the duplicate's. */
static enum err read_take(struct ctx *cx, const struct request *req, uint64_t *take)
{
	json_t *list = json_object_get(req->json, "take"), *v;
	size_t i;

	if (list && !json_is_array(list))
		return fail_at(cx->fail, ERR_INPUT, "take", "not_a_list");
	json_array_foreach (list, i, v) {
		const struct field *fd = field_find(&customer_fields, json_text(v));
		if (!fd || fd->flags & F_HIDDEN)
			return fail_at(cx->fail, ERR_INPUT, "take", "unknown_field");
		if (!(fd->flags & F_EDIT))
			return fail_at(cx->fail, ERR_INPUT, "take", "read_only");
		*take |= UINT64_C(1) << (fd - customer_fields.v);
	}
	return OK;
}

static enum err read_set(struct ctx *cx, const struct request *req, struct merge *m)
{
	json_t *object = json_object_get(req->json, "set");
	struct customer *given = ARENA_NEW(cx->arena, struct customer);

	fields_clear(&customer_fields, given);
	m->given = given;
	if (!object)
		return OK;
	cx->fail->within = STR("set.");
	enum err e = fields_decode(&customer_fields, cx->arena, object, F_EDIT, given, &m->set,
				   cx->fail);
	cx->fail->within = STR("");
	return e;
}

static enum err write_result(struct ctx *cx, struct merge_result *r, struct jw *w)
{
	const struct merge_moves *moves = &r->moves;

	jw_obj(w);
	jw_key(w, "customer");
	enum err e = resource_encode(cx, &customer_resource, &r->customer, w);
	jw_key(w, "duplicate");
	if (!e)
		e = resource_encode(cx, &customer_resource, &r->duplicate, w);
	jw_key(w, "moves");
	jw_obj(w);
	jw_kint(w, "contacts", moves->contacts);
	jw_kint(w, "orders", moves->orders);
	jw_kint(w, "tickets", moves->tickets);
	jw_kint(w, "follow_ups", moves->follow_ups);
	jw_kint(w, "deadlines", moves->deadlines);
	jw_end_obj(w);
	jw_kbool(w, "applied", r->applied);
	jw_end_obj(w);
	return e;
}

static enum err read_merge(struct ctx *cx, const struct request *req, struct merge *m)
{
	static const char *const known[] = {"duplicate_id", "duplicate_version", "take",
					    "set",	    "dry_run",		 NULL};

	m->version = req->if_match;
	enum err e = request_id(req, 0, &m->id);
	if (!e)
		e = bulk_known(cx, req->json, known);
	if (!e)
		e = bulk_id(cx, json_object_get(req->json, "duplicate_id"), "duplicate_id",
			    &m->duplicate_id);
	if (!e)
		e = bulk_version(cx, req->json, "duplicate_version", &m->duplicate_version);
	if (!e)
		e = bulk_flag(cx, req, "dry_run", &m->dry_run);
	if (!e)
		e = read_take(cx, req, &m->take);
	return e ? e : read_set(cx, req, m);
}

static enum err merge(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct merge m = {0};
	struct merge_result r;

	enum err e = read_merge(cx, req, &m);
	if (!e)
		e = customer_merge(cx, &m, &r);
	if (e)
		return e;
	rep->version = r.customer.version;
	return write_result(cx, &r, &w);
}

static const struct route rows[] = {
	ROUTE(GET, "/customers/{id}/duplicates", PERM_CUSTOMER_READ, duplicates,
	      .reply_schema = duplicates_schema,
	      .text = "Customers that may be the same one, and why"),
	ROUTE(POST, "/customers/{id}/merge", PERM_CUSTOMER_WRITE, merge,
	      .body_schema = body_schema, .reply_schema = merge_schema, .status = 200,
	      .if_match = true,
	      .text = "Put a duplicate into a customer; dry_run says what would go over"),
};
ROUTE_BLOCK(merge_routes, rows);
