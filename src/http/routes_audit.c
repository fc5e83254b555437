/* The audit trail's own check, a stretch at a time, so that a page can show how far it is. */
#include "http/route.h"
#include "service/audit_verify.h"

enum { STRETCH_ROWS = 20000 };

/* clang-format off */
#define COUNT "{\"type\":\"integer\"}"
static const char verification_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"good\",\"rows\","
	"\"first\",\"last\",\"waiting\",\"anchors\",\"fault_count\",\"faults\",\"done\",\"end\"],"
	"\"properties\":{\"good\":{\"type\":\"boolean\"},\"rows\":" COUNT ",\"first\":" COUNT ","
	"\"last\":" COUNT ",\"waiting\":" COUNT ",\"anchors\":" COUNT ",\"fault_count\":" COUNT ","
	"\"faults\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"kind\",\"sequence\",\"id\",\"text\"],"
	"\"properties\":{\"kind\":{\"type\":\"string\"},\"sequence\":" COUNT ","
	"\"id\":{\"type\":[\"string\",\"null\"]},\"text\":{\"type\":\"string\"}}}},"
	"\"done\":{\"type\":\"boolean\"},\"end\":" COUNT "}}";
/* clang-format on */

static enum err verification(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct audit_verifier v = {0};
	struct jw w = {.buf = &rep->body};
	struct str from;
	enum err e = OK;

	if (request_arg(cx, req, "from", &from) && (str_to_int(from, &v.from) || v.from < 1))
		return fail_at(cx->fail, ERR_INPUT, "from", "out_of_range");
	while (!e && !v.done && v.rows < STRETCH_ROWS)
		e = audit_verify(cx, &v);
	return e ? e : audit_verify_report(cx, &v, &w);
}

static const struct route_arg verification_args[] = {
	{"from", "integer",
	 "number of the first row; the one after `last` of the stretch before"},
	{0},
};

static const struct route rows[] = {
	ROUTE(GET, "/audit/verification", PERM_AUDIT_READ, verification,
	      .reply_schema = verification_schema, .args = verification_args,
	      .text = "Check a stretch of the audit trail; anchors are checked by genjin audit "
		      "verify"),
};
ROUTE_BLOCK(audit_routes, rows);
