/* Endpoints for whoever runs the installation. */
#include "http/route.h"
#include "service/demo.h"
#include "service/health.h"
#include "sys/tzfile.h"

/* clang-format off */
#define TEXT "{\"type\":\"string\"}"
#define COUNT "{\"type\":\"integer\",\"minimum\":0}"
#define INSTANT "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"
#define OBJECT(required, properties) \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" required "]," \
	"\"properties\":{" properties "}}"
static const char health_schema[] = OBJECT(
	"\"version\",\"started_at\",\"now\",\"node\",\"database\",\"scheduler\",\"outbox\","
	"\"jobs\",\"sessions\",\"streams\",\"audit_waiting\",\"customers\",\"tickets_open\",\"deadlines_open\","
	"\"counted_at\","
	"\"calendars\",\"warnings\"",
	"\"version\":" TEXT ",\"started_at\":" INSTANT ",\"now\":" INSTANT ",\"node\":" TEXT ","
	"\"database\":" OBJECT("\"kind\",\"size_bytes\",\"schema\"",
		"\"kind\":{\"enum\":[\"sqlite\",\"pg\"]},\"size_bytes\":" COUNT ","
		"\"schema\":" COUNT) ","
	"\"scheduler\":" OBJECT("\"last_tick_at\",\"next_fire_at\",\"overdue\"",
		"\"last_tick_at\":" INSTANT ",\"next_fire_at\":" INSTANT ",\"overdue\":" COUNT) ","
	"\"outbox\":" OBJECT("\"queued\",\"sending\",\"failed\",\"oldest_queued_at\","
		"\"mail_configured\"",
		"\"queued\":" COUNT ",\"sending\":" COUNT ",\"failed\":" COUNT ","
		"\"oldest_queued_at\":" INSTANT ",\"mail_configured\":{\"type\":\"boolean\"}") ","
	"\"jobs\":" OBJECT("\"running\",\"failed\"", "\"running\":" COUNT ",\"failed\":" COUNT) ","
	"\"sessions\":" COUNT ",\"streams\":" COUNT ",\"audit_waiting\":" COUNT ","
	"\"customers\":" COUNT ","
	"\"tickets_open\":" COUNT ",\"deadlines_open\":" COUNT ","
	"\"counted_at\":{\"type\":\"string\",\"format\":\"date-time\",\"description\":"
		"\"When customers, tickets and deadlines were counted: now, or minutes ago in a large company.\"},"
	"\"calendars\":{\"type\":\"array\",\"items\":" OBJECT("\"code\",\"known_until\"",
		"\"code\":" TEXT ",\"known_until\":{\"type\":[\"string\",\"null\"],"
		"\"format\":\"date\"}") "},"
	"\"warnings\":{\"type\":\"array\",\"items\":" OBJECT("\"code\",\"params\"",
		"\"code\":{\"enum\":[\"mail_not_configured\",\"scheduler_late\",\"calendar_ends\","
		"\"outbox_old\",\"mail_failed\",\"job_failed\",\"disk_low\",\"audit_unsigned\",\"audit_unsealed\","
		"\"webhook_failing\",\"import_reader_gone\"]},"
		"\"params\":{\"type\":\"object\",\"additionalProperties\":"
		"{\"type\":[\"string\",\"integer\"]}}") "}");
static const char zones_schema[] = OBJECT("\"items\"",
	"\"items\":{\"type\":\"array\",\"items\":" TEXT "}");
/* clang-format on */

static enum err health(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	(void)req;
	return health_write(cx, &w);
}

static enum err time_zones(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct str *names;
	size_t n;

	(void)req;
	enum err e = tzfile_names(cx->arena, &names, &n);
	if (e)
		return ERR_IO;
	jw_obj(&w);
	jw_key(&w, "items");
	jw_arr(&w);
	for (size_t i = 0; i < n; i++)
		jw_str(&w, names[i]);
	jw_end_arr(&w);
	jw_end_obj(&w);
	return OK;
}

static enum err demo(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct demo_terms terms = {
		.seed = 1, .customers = DEMO_CUSTOMERS, .tickets = INT_NONE, .months = 12};
	struct job job;

	(void)req;
	enum err e = demo_start(cx, &terms, &job);
	return e ? e : rest_show(cx, &job_resource, &job, rep);
}

static const struct route rows[] = {
	ROUTE(GET, "/time-zones", PERM_LOGIN, time_zones, .reply_schema = zones_schema,
	      .text = "The time zones of the server's database"),
	ROUTE(POST, "/demo", PERM_SETTING_WRITE, demo, .reply = &job_fields, .status = 202,
	      .text = "Fill a company without customers with a demonstration, as a job"),
	ROUTE(GET, "/health-report", PERM_SETTING_WRITE, health, .reply_schema = health_schema,
	      .text = "How the installation is doing, and what needs looking after"),
};
ROUTE_BLOCK(operation_routes, rows);
