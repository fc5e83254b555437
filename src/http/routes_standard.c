/* Endpoints of response standards, calendars and the company's settings. */
#include "domain/embedded.h"
#include "http/explain_schema.h"
#include "http/route.h"
#include "service/classification.h"
#include "service/policies.h"
#include "service/replays.h"

struct publish_args {
	struct str reason;
	bool move;
};
static const struct field publish_rows[] = {
	F_TEXT(struct publish_args, reason, F_NEW | F_REQUIRED | F_LINES, .min = 1,
	       .max = 2000),
	F_BOOL(struct publish_args, move, F_NEW),
};
static const struct fields publish_args =
	FIELDS(struct publish_args, "publication", "", publish_rows);

struct preset_args {
	struct str name;
	struct str presets;
};
static const struct field preset_rows[] = {
	F_TEXT(struct preset_args, name, F_NEW | F_REQUIRED, .min = 1, .max = 200),
	F_TEXT(struct preset_args, presets, F_NEW | F_REQUIRED, .min = 1, .max = 100),
};
static const struct fields preset_args =
	FIELDS(struct preset_args, "preset_choice", "", preset_rows);

static const struct field replay_rows[] = {
	F_REF(struct replay_order, calendar_id, F_NEW, "calendar"),
	F_DATE(struct replay_order, from, F_NEW),
	F_DATE(struct replay_order, to, F_NEW),
	F_DATE(struct replay_order, before_from, F_NEW),
	F_DATE(struct replay_order, before_to, F_NEW),
};
static const struct fields replay_args =
	FIELDS(struct replay_order, "replay_order", "", replay_rows);

struct classify_args {
	struct date date;
};
static const struct field classify_rows[] = {
	F_DATE(struct classify_args, date, F_NEW),
};
static const struct fields classify_args =
	FIELDS(struct classify_args, "classification", "", classify_rows);

static const struct field start_rows[] = {
	F_TEXT(struct company_start, name, F_NEW | F_REQUIRED, .min = 1, .max = 200),
	F_TEXT(struct company_start, locale, F_NEW | F_REQUIRED, .max = 10),
	F_TEXT(struct company_start, time_zone, F_NEW, .max = 60),
	F_TEXT(struct company_start, presets, F_NEW, .max = 100),
};
static const struct fields start_args =
	FIELDS(struct company_start, "company_start", "", start_rows);

/* clang-format off */
#define STRING "{\"type\":\"string\"}"
#define INTEGER "{\"type\":\"integer\"}"
#define INSTANT "{\"type\":\"string\",\"format\":\"date-time\"}"
#define KIND "{\"enum\":[\"response\",\"update\",\"solution\",\"call_back\"," \
	"\"department_reply\",\"apology\",\"first_follow_up\",\"follow_up\",\"plan\",\"action\"]}"
#define MATCH "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" \
	"\"tier\":" STRING ",\"stage\":" STRING ",\"type\":" STRING ",\"urgency\":" STRING "," \
	"\"channel\":" STRING ",\"strategic\":{\"type\":\"boolean\"},\"tag\":" STRING "}}"
#define OBJECT(required, properties) \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" required "]," \
	"\"properties\":{" properties "}}"
#define ARRAY(items) "{\"type\":\"array\",\"items\":" items "}"

static const char lint_schema[] = OBJECT("\"findings\",\"examples\",\"errors\"",
	"\"findings\":" ARRAY(OBJECT(
		"\"level\",\"code\",\"rule\",\"other\",\"kind\",\"cells\"",
		"\"level\":{\"enum\":[\"error\",\"warning\",\"info\"]},"
		"\"code\":{\"enum\":[\"uncovered\",\"unreachable\",\"overlap\"]},"
		"\"rule\":" STRING ",\"other\":" STRING ",\"kind\":" KIND ","
		"\"cells\":" INTEGER ",\"example\":" MATCH)) ","
	"\"examples\":" ARRAY(OBJECT("\"kind\",\"start\",\"due\",\"got\",\"ok\"",
		"\"kind\":" KIND ",\"start\":" INSTANT ",\"due\":" INSTANT ","
		"\"got\":" INSTANT ",\"ok\":{\"type\":\"boolean\"}")) ","
	"\"errors\":" INTEGER);
static const char presets_schema[] = OBJECT("\"items\"",
	"\"items\":" ARRAY(OBJECT("\"name\",\"document\"",
		"\"name\":" STRING ",\"document\":{\"type\":\"object\",\"description\":"
		"\"See data/policy.schema.json.\",\"required\":[\"schema\",\"calendar\","
		"\"rules\"],\"properties\":{\"schema\":" STRING ",\"calendar\":" STRING ","
		"\"title\":{\"type\":\"object\",\"additionalProperties\":" STRING "},"
		"\"source\":" STRING ",\"rules\":" ARRAY("{\"type\":\"object\"}") "}}")));
#define FIELD_CHANGES ARRAY("{\"type\":\"object\",\"additionalProperties\":false," \
	"\"required\":[\"path\"],\"properties\":{\"path\":" STRING ",\"was\":{},\"becomes\":{}}}")
static const char differences_schema[] = OBJECT("\"rules\",\"defaults\"",
	"\"rules\":" ARRAY(OBJECT("\"id\",\"change\",\"fields\"",
		"\"id\":" STRING ",\"change\":{\"enum\":[\"added\",\"removed\",\"changed\","
		"\"moved\"]},\"fields\":" FIELD_CHANGES)) ",\"defaults\":" FIELD_CHANGES);
#define SIDE "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"object\",\"additionalProperties\":false," \
	"\"required\":[\"outcome\",\"start_at\",\"due_at\",\"met_at\",\"rule\",\"counted\",\"time_zone\"," \
	"\"lines\"],\"properties\":{\"outcome\":{\"enum\":[\"open\",\"met\",\"met_late\",\"missed\"]}," \
	"\"start_at\":" OR_NONE ",\"due_at\":" OR_NONE ",\"met_at\":" OR_NONE "," EXPLANATION_PROPERTIES "}}]}"
#define OR_NONE "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"
static const char why_both_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"old\",\"new\"],"
	"\"properties\":{\"old\":" SIDE ",\"new\":" SIDE "}}";
static const char matrix_schema[] = OBJECT("\"dimensions\",\"left_out\",\"cells\"",
	"\"dimensions\":{\"type\":\"object\",\"additionalProperties\":"
	ARRAY("{\"type\":[\"string\",\"boolean\"]}") "},\"left_out\":" ARRAY(STRING) ","
	"\"cells\":" ARRAY(OBJECT("\"match\",\"targets\"",
		"\"match\":" MATCH ",\"targets\":{\"type\":\"object\",\"propertyNames\":" KIND ","
		"\"additionalProperties\":" OBJECT("\"target\",\"rule\"",
			"\"target\":{\"type\":[\"string\",\"null\"]},\"rule\":" STRING) "}")));
/* clang-format on */
static const char policy_job_schema[] =
	"{\"type\":\"object\",\"required\":[\"policy\",\"job\"],\"properties\":{"
	"\"policy\":{\"$ref\":\"#/components/schemas/policy\"},"
	"\"job\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/job\"},{\"type\":\"null\"}]}}}";
static const char calendar_job_schema[] =
	"{\"type\":\"object\",\"required\":[\"calendar\",\"job\"],\"properties\":{"
	"\"calendar\":{\"$ref\":\"#/components/schemas/calendar\"},"
	"\"job\":{\"$ref\":\"#/components/schemas/job\"}}}";

static enum err preset_list(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	(void)cx;
	(void)req;
	jw_obj(&w);
	jw_key(&w, "items");
	jw_arr(&w);
	for (const struct embedded *p = presets; p->name; p++) {
		jw_obj(&w);
		jw_kcstr(&w, "name", p->name);
		jw_key(&w, "document");
		jw_raw(&w, str_trim((struct str){(const char *)p->data, p->n}));
		jw_end_obj(&w);
	}
	jw_end_arr(&w);
	jw_end_obj(&w);
	return OK;
}

static enum err from_presets(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct preset_args *a = req->body;
	struct policy_version v;

	enum err e = policy_from_presets(cx, a->presets, a->name, &v);
	return e ? e : rest_show(cx, &policy_resource, &v, rep);
}

static enum err lint(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct policy_version v;
	int64_t id, errors;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = resource_load(cx, &policy_resource, PERM_POLICY_READ, id, &v);
	return e ? e : policy_lint_write(cx, v.document, &w, &errors);
}

static enum err differences(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct str text;
	int64_t id, with = 0;

	if (request_arg(cx, req, "with", &text) && (str_to_int(text, &with) || with <= 0))
		return fail_at(cx->fail, ERR_INPUT, "with", "not_an_id");
	enum err e = request_id(req, 0, &id);
	return e ? e : policy_differences_write(cx, id, with, &w);
}

static enum err matrix(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	int64_t id;

	enum err e = request_id(req, 0, &id);
	return e ? e : policy_matrix_write(cx, id, &w);
}

static enum err replay(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct replay_order order = *(const struct replay_order *)req->body;
	struct job job;

	enum err e = request_id(req, 0, &order.policy_id);
	if (!e)
		e = replay_order(cx, &order, &job);
	return e ? e : rest_show(cx, &job_resource, &job, rep);
}

/* A number or a name of the query string; ERR_INPUT names it. */
static enum err number_arg(struct ctx *cx, struct request *req, const char *name, int64_t *ret)
{
	struct str text;

	if (!request_arg(cx, req, name, &text))
		return fail_at(cx->fail, ERR_INPUT, name, "required");
	return str_to_int(text, ret) || *ret <= 0
		       ? fail_at(cx->fail, ERR_INPUT, name, "not_an_id")
		       : OK;
}

static enum err name_arg(struct ctx *cx, struct request *req, const char *name,
			 const struct names *names, int *ret)
{
	struct str text, allowed = STR("");

	if (!request_arg(cx, req, name, &text))
		return fail_at(cx->fail, ERR_INPUT, name, "required");
	*ret = names_find(names, text);
	if (*ret >= 0)
		return OK;
	for (int i = 0; i < names->n; i++)
		allowed = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(allowed), i ? ", " : "",
				  names_get(names, i));
	fail_at(cx->fail, ERR_INPUT, name, "not_one_of");
	fail_arg(cx->fail, "allowed", allowed);
	return ERR_INPUT;
}

static enum err why_both(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct replay_question q = {0};
	struct str calendar;
	int subject = 0, kind = 0;

	enum err e = request_id(req, 0, &q.policy_id);
	if (!e && request_arg(cx, req, "calendar_id", &calendar))
		e = number_arg(cx, req, "calendar_id", &q.calendar_id);
	if (!e)
		e = name_arg(cx, req, "subject", &subject_names, &subject);
	if (!e)
		e = number_arg(cx, req, "subject_id", &q.subject_id);
	if (!e)
		e = name_arg(cx, req, "kind", &deadline_kind_names, &kind);
	if (!e)
		e = number_arg(cx, req, "cycle", &q.cycle);
	q.subject = (enum subject)subject;
	q.kind = (enum deadline_kind)kind;
	return e ? e : replay_explain(cx, &q, &w);
}

static enum err write_with_job(struct ctx *cx, const char *name, const struct resource *r,
			       void *rec, struct job *job, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	jw_obj(&w);
	jw_key(&w, name);
	enum err e = resource_encode(cx, r, rec, &w);
	jw_key(&w, "job");
	if (!e && job->id)
		e = resource_encode(cx, &job_resource, job, &w);
	else
		jw_null(&w);
	jw_end_obj(&w);
	return e;
}

static struct policy_publish publish_of(const struct request *req)
{
	const struct publish_args *a = req->body;
	return (struct policy_publish){
		.version = req->if_match, .reason = a->reason, .move = a->move};
}

static enum err publish(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct policy_publish p = publish_of(req);
	struct policy_version v;
	struct job job = {0};

	enum err e = request_id(req, 0, &p.id);
	if (!e)
		e = policy_publish(cx, &p, &v, &job);
	return e ? e : write_with_job(cx, "policy", &policy_resource, &v, &job, rep);
}

static enum err publish_calendar(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct policy_publish p = publish_of(req);
	struct calendar_version v;
	struct job job = {0};

	enum err e = request_id(req, 0, &p.id);
	if (!e)
		e = calendar_publish(cx, &p, &v, &job);
	return e ? e : write_with_job(cx, "calendar", &calendar_resource, &v, &job, rep);
}

static enum err load_company(struct ctx *cx, struct company *c)
{
	return row_load(cx->tx, cx->arena, &company_fields, EYES_SYSTEM, cx->world->company.id,
			c);
}

static enum err company_get(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct company c;

	(void)req;
	enum err e = load_company(cx, &c);
	return e ? e : rest_show(cx, &company_resource, &c, rep);
}

/* Its row has an id only now: the world of this transaction does not know it yet. */
static enum err company_make(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct company *c;
	struct list_query q = {.eyes = EYES_SYSTEM, .limit = 1};
	struct list_page page;

	enum err e = company_start(cx, req->body);
	if (!e)
		e = row_list(cx->tx, cx->arena, &company_fields, &q, cx->fail, &page);
	if (e)
		return e;
	c = page.rows;
	return rest_show(cx, &company_resource, (void *)(uintptr_t)c, rep);
}

static enum err company_change(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct company old, c;

	enum err e = load_company(cx, &old);
	c = old;
	for (size_t i = 0; !e && i < company_fields.n; i++)
		if (req->body_set >> i & 1)
			e = field_set(&company_fields.v[i], &c,
				      field_value(&company_fields.v[i], req->body));
	c.version = req->if_match;
	if (!e)
		e = resource_change(cx, &company_resource, &old, &c, req->body_set);
	return e ? e : rest_show(cx, &company_resource, &c, rep);
}

static enum err classify_all(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct job job;
	enum err e = classify_start(cx, ((struct classify_args *)req->body)->date, &job);
	return e ? e : rest_show(cx, &job_resource, &job, rep);
}

static const struct route_arg differences_args[] = {
	{"with", "string", "version that it is compared with; the one in force when left out"},
	{0},
};

static const struct route_arg why_both_args[] = {
	{"subject", "string", "customer or ticket"},
	{"subject_id", "string", "its id"},
	{"kind", "string", "of the deadline"},
	{"cycle", "integer", "which of that kind, as the report's differences say"},
	{"calendar_id", "string", "version of a calendar that the replay was made with"},
	{0},
};

static const struct route rows[] = {
	ROUTE(GET, "/presets", PERM_POLICY_READ, preset_list, .reply_schema = presets_schema,
	      .text = "The response standards that come with the product"),
	REST_READ("/policies", &policy_resource, &policy_version_fields, PERM_POLICY_READ,
		  "versions of the response standard"),
	REST_WRITE("/policies", &policy_resource, &policy_version_fields, PERM_POLICY_WRITE,
		   "versions of the response standard"),
	REST_DELETE("/policies", &policy_resource, PERM_POLICY_WRITE,
		    "versions of the response standard"),
	ROUTE(POST, "/policies/from-presets", PERM_POLICY_WRITE, from_presets,
	      .body = &preset_args, .reply = &policy_version_fields, .status = 201,
	      .text = "Make a draft of presets"),
	ROUTE(GET, "/policies/{id}/lint", PERM_POLICY_READ, lint, .reply_schema = lint_schema,
	      .text = "What is wrong or doubtful about it"),
	ROUTE(GET, "/policies/{id}/differences", PERM_POLICY_READ, differences,
	      .reply_schema = differences_schema, .args = differences_args,
	      .text = "What it changes in another version, rule by rule"),
	ROUTE(GET, "/policies/{id}/matrix", PERM_POLICY_READ, matrix,
	      .reply_schema = matrix_schema,
	      .text = "Its targets as a table, with the rules that give them"),
	ROUTE(POST, "/policies/{id}/replay", PERM_POLICY_WRITE, replay, .body = &replay_args,
	      .reply = &job_fields, .status = 202,
	      .text = "What history would have looked like under it, as a job whose report "
		      "says"),
	ROUTE(GET, "/policies/{id}/explain", PERM_POLICY_WRITE, why_both,
	      .reply_schema = why_both_schema, .args = why_both_args,
	      .text = "Why a deadline ended as it did, and how it would have under the "
		      "version"),
	ROUTE(POST, "/policies/{id}/publish", PERM_POLICY_PUBLISH, publish,
	      .body = &publish_args, .reply_schema = policy_job_schema, .status = 200,
	      .text = "Put a draft in force, with a reason"),
	REST_READ("/calendars", &calendar_resource, &calendar_version_fields, PERM_LOGIN,
		  "versions of calendars"),
	REST_WRITE("/calendars", &calendar_resource, &calendar_version_fields,
		   PERM_CALENDAR_WRITE, "versions of calendars"),
	REST_DELETE("/calendars", &calendar_resource, PERM_CALENDAR_WRITE,
		    "versions of calendars"),
	ROUTE(POST, "/calendars/{id}/publish", PERM_CALENDAR_WRITE, publish_calendar,
	      .body = &publish_args, .reply_schema = calendar_job_schema, .status = 200,
	      .text = "Put a calendar in force, with a reason"),
	ROUTE(GET, "/company", PERM_LOGIN, company_get, .reply = &company_fields,
	      .text = "The company's settings"),
	ROUTE(POST, "/company", PERM_SETTING_WRITE, company_make, .body = &start_args,
	      .reply = &company_fields, .status = 201,
	      .text = "Set the company up: its settings, calendars and first standard"),
	ROUTE(PATCH, "/company", PERM_SETTING_WRITE, company_change, .body = &company_fields,
	      .body_when = F_EDIT, .reply = &company_fields, .if_match = true,
	      .text = "Change the company's settings"),
	ROUTE(POST, "/classification", PERM_SETTING_WRITE, classify_all, .body = &classify_args,
	      .reply = &job_fields, .status = 202, .text = "Classify all customers, as a job"),
};
ROUTE_BLOCK(standard_routes, rows);
