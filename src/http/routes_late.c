/* Endpoints of what is late, and of giving it to others. */
#include "http/bulk_body.h"
#include "service/deadlines.h"
#include "service/late.h"
#include "service/reassign.h"

/* clang-format off */
#define OBJECT(required, properties) "{\"type\":\"object\",\"additionalProperties\":false," \
	"\"required\":[" required "],\"properties\":{" properties "}}"
#define ARRAY(items) "{\"type\":\"array\",\"items\":" items "}"
#define OR_NULL(schema) "{\"anyOf\":[{\"type\":\"null\"}," schema "]}"
#define STRING "{\"type\":\"string\"}"
#define INTEGER "{\"type\":\"integer\"}"
#define ID_OR_NULL "{\"type\":[\"string\",\"null\"]}"
#define TIME "{\"type\":\"string\",\"format\":\"date-time\"}"
#define TIME_OR_NULL "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"
#define PART_OF(record, name) "{\"$ref\":\"#/components/schemas/" record "/properties/" name "\"}"

static const char late_schema[] = OBJECT(
	"\"now\",\"total\",\"owners\",\"items\",\"next\"",
	"\"now\":" TIME ",\"total\":" INTEGER ","
	"\"owners\":" ARRAY(OBJECT("\"owner_id\",\"count\",\"oldest_due_at\"",
		"\"owner_id\":" ID_OR_NULL ",\"count\":" INTEGER ",\"oldest_due_at\":" TIME)) ","
	"\"items\":" ARRAY(OBJECT("\"@fields\",\"late_s\",\"open_late_s\",\"step\","
		"\"reason\",\"customer\",\"ticket\",\"can\"",
		"\"@fields\":0,"
		"\"late_s\":{\"type\":\"integer\",\"description\":\"Seconds by the clock.\"},"
		"\"open_late_s\":{\"type\":[\"integer\",\"null\"],\"description\":"
		"\"Seconds of the calendar's open time; null: it is not counted by it.\"},"
		"\"step\":" OR_NULL(OBJECT("\"kind\",\"to\",\"at\"",
			"\"kind\":{\"enum\":[\"warning\",\"breach\",\"escalation\"]},"
			"\"to\":{\"enum\":[\"owner\",\"supervisor\",\"department_head\","
			"\"parent_department_head\"]},\"at\":" TIME)) ","
		"\"reason\":" OR_NULL(OBJECT("\"kind\",\"text\",\"at\"",
			"\"kind\":{\"enum\":[\"apology\",\"snooze\",\"hold\"]},"
			"\"text\":" STRING ",\"at\":" TIME_OR_NULL)) ","
		"\"customer\":" OBJECT("\"id\",\"number\",\"name\",\"tier\"",
			"\"id\":" STRING ",\"number\":" STRING ",\"name\":" STRING ","
			"\"tier\":" PART_OF("customer", "tier")) ","
		"\"ticket\":" OR_NULL(OBJECT("\"id\",\"number\",\"title\",\"urgency\",\"state\"",
			"\"id\":" STRING ",\"number\":" STRING ",\"title\":" STRING ","
			"\"urgency\":" PART_OF("ticket", "urgency") ","
			"\"state\":" PART_OF("ticket", "state"))) ","
		"\"can\":" OBJECT("\"reassign\"", "\"reassign\":{\"type\":\"boolean\"}"))) ","
	"\"next\":" ID_OR_NULL);

#define IDS "{\"type\":\"array\",\"minItems\":1,\"maxItems\":500,\"items\":" STRING "}"
#define SOME_OF(record, name) ARRAY(PART_OF(record, name))
static const char reassign_schema[] = OBJECT("\"owner_id\",\"text\"",
	"\"ids\":" IDS ",\"filter\":{\"type\":\"object\",\"additionalProperties\":false,"
	"\"description\":\"Instead of ids: all of the late list that it finds.\","
	"\"properties\":{\"owner_id\":" STRING ",\"department_id\":" STRING ","
	"\"kind\":" SOME_OF("deadline", "kind") ",\"tier\":" SOME_OF("customer", "tier") "}},"
	"\"owner_id\":" STRING ",\"text\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":1000},"
	"\"dry_run\":{\"type\":\"boolean\",\"description\":\"Only report.\"},"
	"\"partial\":{\"type\":\"boolean\",\"description\":"
	"\"Give the good ones even when others are refused.\"}");
static const char reassign_report[] = BULK_REPORT_SCHEMA(
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"properties\":{\"owner_id\":" ID_OR_NULL "}}");
/* clang-format on */

/* Adds the one name of an enumeration to a set of bits. */
static enum err add_name(struct ctx *cx, const struct names *names, struct str text,
			 const char *what, unsigned *set)
{
	struct str allowed = STR("");
	int i = names_find(names, text);

	if (i >= 0) {
		*set |= 1u << i;
		return OK;
	}
	for (i = 0; i < names->n; i++)
		allowed = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(allowed), i ? ", " : "",
				  names_get(names, i));
	fail_at(cx->fail, ERR_INPUT, what, "not_one_of");
	fail_arg(cx->fail, "allowed", allowed);
	return ERR_INPUT;
}

/* The query argument of that name: values of an enumeration with commas between them. */
static enum err read_set(struct ctx *cx, const struct request *req, const char *name,
			 const struct names *names, unsigned *set)
{
	struct str list, part;
	enum err e = OK;

	if (!request_arg(cx, req, name, &list))
		return OK;
	while (!e && str_split(&list, ',', &part))
		e = add_name(cx, names, part, name, set);
	return e;
}

static enum err read_id(struct ctx *cx, const struct request *req, const char *name,
			int64_t *ret_id)
{
	struct str text;

	if (!request_arg(cx, req, name, &text))
		return OK;
	if (str_to_int(text, ret_id) || *ret_id <= 0)
		return fail_at(cx->fail, ERR_INPUT, name, "not_an_id");
	return OK;
}

static enum err read_filter(struct ctx *cx, const struct request *req, struct late_filter *f)
{
	struct str owner;
	enum err e = OK;

	f->unowned = request_arg(cx, req, "owner_id", &owner) && str_is(owner, "none");
	if (!f->unowned)
		e = read_id(cx, req, "owner_id", &f->owner_id);
	if (!e)
		e = read_id(cx, req, "department_id", &f->department_id);
	if (!e)
		e = read_set(cx, req, "kind", &deadline_kind_names, &f->kinds);
	return e ? e : read_set(cx, req, "tier", &tier_names, &f->tiers);
}

static enum err late(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct late_page page = {.limit = 50, .cursor = STR("")};
	struct str limit, sort = STR("due_at");
	int64_t n;

	request_arg(cx, req, "cursor", &page.cursor);
	request_arg(cx, req, "sort", &sort);
	page.descending = str_is(sort, "-due_at");
	if (!page.descending && !str_is(sort, "due_at"))
		return fail_at(cx->fail, ERR_INPUT, "sort", "not_sortable");
	if (request_arg(cx, req, "limit", &limit)) {
		if (str_to_int(limit, &n) || n < 1 || n > 200)
			return fail_at(cx->fail, ERR_INPUT, "limit", "out_of_range");
		page.limit = (int)n;
	}
	enum err e = read_filter(cx, req, &page.filter);
	return e ? e : late_write(cx, &page, &w);
}

/* A list of names in the filter of a body. */
static enum err body_set(struct ctx *cx, const json_t *list, const char *name,
			 const struct names *names, unsigned *set)
{
	const json_t *v;
	size_t i;
	enum err e = OK;

	if (list && !json_is_array(list))
		return fail_at(cx->fail, ERR_INPUT, name, "not_a_list");
	json_array_foreach ((json_t *)list, i, v)
		if (!e)
			e = add_name(cx, names, json_text(v), name, set);
	return e;
}

static enum err body_filter(struct ctx *cx, json_t *object, struct late_filter *f)
{
	static const char *const known[] = {"owner_id", "department_id", "kind", "tier", NULL};
	const json_t *owner = json_object_get(object, "owner_id");
	const json_t *department = json_object_get(object, "department_id");

	if (!json_is_object(object))
		return fail_at(cx->fail, ERR_INPUT, "filter", "not_an_object");
	cx->fail->within = STR("filter.");
	enum err e = bulk_known(cx, object, known);
	f->unowned = str_is(json_text(owner), "none");
	if (!e && owner && !f->unowned)
		e = bulk_id(cx, owner, "owner_id", &f->owner_id);
	if (!e && department)
		e = bulk_id(cx, department, "department_id", &f->department_id);
	if (!e)
		e = body_set(cx, json_object_get(object, "kind"), "kind", &deadline_kind_names,
			     &f->kinds);
	if (!e)
		e = body_set(cx, json_object_get(object, "tier"), "tier", &tier_names,
			     &f->tiers);
	cx->fail->within = STR("");
	return e;
}

static enum err body_ids(struct ctx *cx, const json_t *list, int64_t **ret_ids, size_t *ret_n)
{
	size_t n;

	enum err e = bulk_length(cx, list, "ids", &n);
	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);
	for (size_t i = 0; !e && i < n; i++)
		e = bulk_id(cx, json_array_get(list, i), "ids", &ids[i]);
	*ret_ids = ids;
	*ret_n = n;
	return e ? e : bulk_once(cx, ids, n, "ids");
}

/* Either the deadlines by their ids, or those that a filter finds. */
static enum err body_which(struct ctx *cx, const struct request *req, struct reassign *r)
{
	const json_t *list = json_object_get(req->json, "ids");
	json_t *filter = json_object_get(req->json, "filter");
	struct late_filter f = {0};
	int64_t *ids;

	if (list && filter)
		return fail_at(cx->fail, ERR_INPUT, "filter", "ids_or_filter");
	enum err e = filter ? body_filter(cx, filter, &f) : body_ids(cx, list, &ids, &r->n);
	if (!e && filter)
		e = late_ids(cx, &f, BULK_MAX, &ids, &r->n);
	if (!e)
		r->ids = ids;
	return e;
}

static enum err reassign(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const known[] = {"ids",     "filter",  "owner_id", "text",
					    "dry_run", "partial", NULL};
	struct jw w = {.buf = &rep->body};
	struct reassign r = {.text = json_get_text(req->json, "text")};
	struct bulk_report report;

	enum err e = bulk_known(cx, req->json, known);
	if (!e)
		e = bulk_how_read(cx, req, &r.how);
	if (!e)
		e = bulk_id(cx, json_object_get(req->json, "owner_id"), "owner_id",
			    &r.owner_id);
	if (!e && utf8_len(r.text) > 1000) {
		fail_at(cx->fail, ERR_INPUT, "text", "too_long");
		fail_arg_int(cx->fail, "max", 1000);
		return ERR_INPUT;
	}
	if (!e)
		e = body_which(cx, req, &r);
	if (!e)
		e = deadlines_reassign(cx, &r, &report);
	if (!e)
		bulk_write(&report, &w);
	return e;
}

static const struct route_arg late_args[] = {
	{"owner_id", "string", "of this person; none: those that nobody has"},
	{"department_id", "string", "of this department"},
	{"kind", "string", "only these kinds, with commas between them"},
	{"tier", "string", "only of customers of these tiers, with commas between them"},
	{"sort", "string", "due_at (default): the longest late first; -due_at"},
	{"limit", "integer", "up to 200"},
	{"cursor", "string", "of the page before"},
	{0},
};

static const struct route rows[] = {
	ROUTE(GET, "/deadlines/late", PERM_COVERAGE_READ, late, .reply_schema = late_schema,
	      .reply_part = &deadline_fields, .args = late_args,
	      .text = "Who is late, since when, with what, and why"),
	ROUTE(POST, "/deadlines/reassign", PERM_CUSTOMER_READ, reassign,
	      .body_schema = reassign_schema, .reply_schema = reassign_report, .status = 200,
	      .text = "Give up to 500 deadlines to somebody else: all of them, or none"),
};
ROUTE_BLOCK(late_routes, rows);
