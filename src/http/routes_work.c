/* Endpoints of the daily work: my day, deadlines, notifications, jobs. */
#include "http/explain_schema.h"
#include "http/route.h"
#include "service/deadlines.h"
#include "service/explanations.h"
#include "service/jobs.h"
#include "service/my_day.h"
#include "service/notices.h"
#include "service/snoozes.h"

struct snooze_body {
	struct instant until;
	struct str reason;
};
static const struct field snooze_rows[] = {
	F_TIME(struct snooze_body, until, F_NEW | F_REQUIRED),
	F_TEXT(struct snooze_body, reason, F_NEW | F_REQUIRED | F_LINES, .max = 500),
};
static const struct fields snooze_args = FIELDS(struct snooze_body, "snooze", "", snooze_rows);

/* clang-format off */
static const char my_day_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"now\","
	"\"counts\",\"counts_more\",\"items\",\"next\"],\"properties\":{"
	"\"now\":{\"type\":\"string\",\"format\":\"date-time\"},"
	"\"counts\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":["
	"\"overdue\",\"today\",\"tomorrow\",\"this_week\",\"later\",\"paused\",\"snoozed\"],"
	"\"properties\":{"
	"\"overdue\":{\"type\":\"integer\"},\"today\":{\"type\":\"integer\"},"
	"\"tomorrow\":{\"type\":\"integer\"},\"this_week\":{\"type\":\"integer\"},"
	"\"later\":{\"type\":\"integer\"},\"paused\":{\"type\":\"integer\"},\"snoozed\":{\"type\":\"integer\"}}},"
	"\"counts_more\":{\"type\":\"array\",\"description\":\"Buckets that hold more than their count says: counting stops at 10,000.\","
	"\"items\":{\"enum\":[\"overdue\",\"today\",\"tomorrow\",\"this_week\",\"later\",\"paused\",\"snoozed\"]}},"
	"\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"@fields\",\"bucket\",\"closed_until\",\"customer\","
	"\"ticket\",\"can\"],\"properties\":{\"@fields\":0,"
	"\"bucket\":{\"enum\":[\"overdue\",\"today\",\"tomorrow\",\"this_week\",\"later\","
	"\"paused\",\"snoozed\"]},"
	"\"closed_until\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},"
	"\"customer\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":["
	"\"id\",\"number\",\"name\",\"tier\",\"stage\",\"preferred_channel\","
	"\"preferred_time\",\"contact\"],\"properties\":{"
	"\"id\":{\"type\":\"string\"},\"number\":{\"type\":\"string\"},"
	"\"name\":{\"type\":\"string\"},\"tier\":{\"$ref\":\"#/components/schemas/customer/properties/tier\"},"
	"\"stage\":{\"$ref\":\"#/components/schemas/customer/properties/stage\"},"
	"\"preferred_channel\":{\"$ref\":"
	"\"#/components/schemas/customer/properties/preferred_channel\"},"
	"\"preferred_time\":{\"type\":\"string\"},"
	"\"contact\":{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"id\",\"name\",\"phone\"],"
	"\"properties\":{\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},"
	"\"phone\":{\"type\":\"string\",\"description\":"
	"\"Masked for those who may not see it whole.\"}}}]}}},"
	"\"ticket\":{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"id\",\"number\",\"title\","
	"\"urgency\",\"state\"],\"properties\":{\"id\":{\"type\":\"string\"},"
	"\"number\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
	"\"urgency\":{\"$ref\":\"#/components/schemas/ticket/properties/urgency\"},"
	"\"state\":{\"$ref\":\"#/components/schemas/ticket/properties/state\"}}}]},"
	"\"can\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":["
	"\"settle\",\"reassign\",\"snooze\"],\"properties\":{\"settle\":{\"type\":\"boolean\"},"
	"\"reassign\":{\"type\":\"boolean\"},\"snooze\":{\"type\":\"boolean\"}}}}}},"
	"\"next\":{\"type\":[\"string\",\"null\"]}}}";
/* clang-format on */
/* clang-format off */
static const char explain_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"deadline\","
	"\"rule\",\"counted\",\"time_zone\",\"lines\",\"agrees\"],\"properties\":{"
	"\"deadline\":{\"$ref\":\"#/components/schemas/deadline\"},"
	EXPLANATION_PROPERTIES ","
	"\"agrees\":{\"type\":\"boolean\"}}}";
/* clang-format on */
static const char unread_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"unread\"],"
	"\"properties\":{\"unread\":{\"type\":\"integer\"}}}";

/* A list of buckets with commas between them. */
static enum err read_buckets(struct ctx *cx, struct str list, unsigned *ret_set)
{
	struct str part, allowed = STR("");

	*ret_set = 0;
	while (str_split(&list, ',', &part)) {
		int b = names_find(&bucket_names, part);
		if (b >= 0) {
			*ret_set |= 1u << b;
			continue;
		}
		for (b = 0; b < bucket_names.n; b++)
			allowed = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(allowed),
					  b ? ", " : "", names_get(&bucket_names, b));
		fail_at(cx->fail, ERR_INPUT, "bucket", "not_one_of");
		fail_arg(cx->fail, "allowed", allowed);
		return ERR_INPUT;
	}
	return OK;
}

static enum err my_day(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct my_day day = {.limit = 100, .cursor = STR("")};
	struct str scope = STR("mine"), limit, owner, buckets;
	int64_t n;

	request_arg(cx, req, "scope", &scope);
	request_arg(cx, req, "cursor", &day.cursor);
	if (request_arg(cx, req, "limit", &limit)) {
		if (str_to_int(limit, &n) || n < 1 || n > 200)
			return fail_at(cx->fail, ERR_INPUT, "limit", "out_of_range");
		day.limit = (int)n;
	}
	day.team = str_is(scope, "team");
	if (!day.team && !str_is(scope, "mine")) {
		fail_at(cx->fail, ERR_INPUT, "scope", "not_one_of");
		fail_arg(cx->fail, "allowed", STR("mine, team"));
		return ERR_INPUT;
	}
	if (request_arg(cx, req, "owner_id", &owner) &&
	    (str_to_int(owner, &day.owner_id) || day.owner_id <= 0))
		return fail_at(cx->fail, ERR_INPUT, "owner_id", "not_an_id");
	enum err e = request_arg(cx, req, "bucket", &buckets)
			     ? read_buckets(cx, buckets, &day.buckets)
			     : OK;
	return e ? e : my_day_write(cx, &day, &w);
}

static enum err why(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	int64_t id;

	enum err e = request_id(req, 0, &id);
	return e ? e : explanation_write(cx, id, &w);
}

static enum err snooze(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct snooze_body *body = req->body;
	struct snooze s = {
		.version = req->if_match, .until = body->until, .reason = body->reason};
	struct deadline d;

	enum err e = request_id(req, 0, &s.id);
	if (!e)
		e = deadline_snooze(cx, &s, &d);
	return e ? e : rest_show(cx, &deadline_resource, &d, rep);
}

static enum err unsnooze(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct deadline d;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = deadline_unsnooze(cx, id, req->if_match, &d);
	return e ? e : rest_show(cx, &deadline_resource, &d, rep);
}

/* Only what is to be seen in the app, and not before its time (quiet hours). */
static enum err notification_list(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct list_query q;
	struct list_page page;
	struct value app = VAL_STR(STR("app")), now = VAL_TIME(cx->now);

	enum err e = request_list(cx, req, &notice_fields, &q);
	if (e)
		return e;
	if (q.n_conds + 2 > sizeof q.conds / sizeof *q.conds)
		return fail_at(cx->fail, ERR_INPUT, NULL, "too_many_filters");
	q.conds[q.n_conds++] =
		(struct cond){field_find(&notice_fields, STR("channel")), CMP_EQ, &app, 1};
	q.conds[q.n_conds++] =
		(struct cond){field_find(&notice_fields, STR("send_at")), CMP_LE, &now, 1};
	e = row_list(cx->tx, cx->arena, &notice_fields, &q, cx->fail, &page);
	return e ? e : rest_show_page(cx, &notice_resource, &page, rep);
}

static enum err write_unread(struct ctx *cx, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	int64_t n;

	enum err e = notice_unread(cx, &n);
	if (e)
		return e;
	jw_obj(&w);
	jw_kint(&w, "unread", n);
	jw_end_obj(&w);
	return OK;
}

static enum err unread(struct ctx *cx, struct request *req, struct reply *rep)
{
	(void)req;
	return write_unread(cx, rep);
}

static enum err read_one(struct ctx *cx, struct request *req, struct reply *rep)
{
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = notice_read(cx, id);
	return e ? e : write_unread(cx, rep);
}

static enum err read_all(struct ctx *cx, struct request *req, struct reply *rep)
{
	(void)req;
	enum err e = notice_read(cx, 0);
	return e ? e : write_unread(cx, rep);
}

static enum err cancel_job(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct job job;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = job_cancel(cx, id, &job);
	return e ? e : rest_show(cx, &job_resource, &job, rep);
}

static const struct route_arg my_day_args[] = {
	{"scope", "string", "mine, or team: all in my reach"},
	{"owner_id", "string", "of this person, as far as in my reach"},
	{"bucket", "string", "only these buckets, with commas between them"},
	{"limit", "integer", "up to 200"},
	{"cursor", "string", "of the page before"},
	{0},
};
static const struct route rows[] = {
	ROUTE(GET, "/my-day", PERM_LOGIN, my_day, .reply_schema = my_day_schema,
	      .reply_part = &deadline_fields, .args = my_day_args,
	      .text = "What is due, earliest first"),
	REST_READ("/deadlines", &deadline_resource, &deadline_fields, PERM_CUSTOMER_READ,
		  "deadlines"),
	ROUTE(GET, "/deadlines/{id}/explain", PERM_CUSTOMER_READ, why,
	      .reply_schema = explain_schema, .text = "Why is it due then?"),
	ROUTE(POST, "/deadlines/{id}/snooze", PERM_CUSTOMER_READ, snooze, .body = &snooze_args,
	      .reply = &deadline_fields, .status = 200,
	      .text = "Put a deadline aside in its owner's queue, with the reason"),
	ROUTE(POST, "/deadlines/{id}/unsnooze", PERM_CUSTOMER_READ, unsnooze,
	      .reply = &deadline_fields, .status = 200, .text = "Take it up again"),
	ROUTE(GET, "/notifications", PERM_LOGIN, notification_list, .list = &notice_fields,
	      .text = "List my notifications"),
	ROUTE(GET, "/notifications/unread", PERM_LOGIN, unread, .reply_schema = unread_schema,
	      .text = "How many I have not read"),
	ROUTE(POST, "/notifications/{id}/read", PERM_LOGIN, read_one,
	      .reply_schema = unread_schema, .status = 200, .text = "Mark one as read"),
	ROUTE(POST, "/notifications/read-all", PERM_LOGIN, read_all,
	      .reply_schema = unread_schema, .status = 200, .text = "Mark all as read"),
	REST_READ("/jobs", &job_resource, &job_fields, PERM_LOGIN, "my jobs"),
	ROUTE(POST, "/jobs/{id}/cancel", PERM_LOGIN, cancel_job, .reply = &job_fields,
	      .status = 200, .text = "Stop one of my jobs; what it has done stays"),
};
ROUTE_BLOCK(work_routes, rows);
