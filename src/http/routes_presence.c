/* The endpoint of who looks at a record. */
#include "http/route.h"
#include "service/presence.h"

/* clang-format off */
static const char others_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"others\",\"life_s\"],"
	"\"properties\":{\"others\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"user_id\",\"editing\"],\"properties\":{"
	"\"user_id\":{\"type\":\"string\"},\"editing\":{\"type\":\"boolean\"}}}},"
	"\"life_s\":{\"type\":\"integer\",\"description\":"
	"\"Whoever says nothing for so many seconds counts as gone.\"}}}";
/* clang-format on */

static enum err say(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	return presence_say(cx, req->body, &w);
}

static const struct route rows[] = {
	ROUTE(POST, "/presence", PERM_LOGIN, say, .mode = ROUTE_READ, .body = &presence_fields,
	      .reply_schema = others_schema, .status = 200,
	      .text = "Say that I look at a record or change it, and hear who else does"),
};
ROUTE_BLOCK(presence_routes, rows);
