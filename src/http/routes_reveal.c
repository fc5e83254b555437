/* Endpoints of confidential values on request, and of who has seen them. */
#include "http/route.h"
#include "service/customers.h"
#include "service/reveals.h"

/* clang-format off */
#define TEXT "{\"type\":\"string\"}"
static const char viewers_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"items\"],"
	"\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"user_id\",\"user_name\",\"action\","
	"\"record\",\"record_id\",\"contact\",\"fields\",\"reason\",\"times\",\"last_at\"],"
	"\"properties\":{\"user_id\":" TEXT ",\"user_name\":" TEXT ","
	"\"action\":{\"enum\":[\"seen\",\"reveal\"]},"
	"\"record\":{\"enum\":[\"customer\",\"contact\"]},\"record_id\":" TEXT ","
	"\"contact\":" TEXT ",\"fields\":{\"type\":\"array\",\"items\":{"
	"\"enum\":[\"phone\",\"email\",\"wechat\",\"note\"]}},"
	"\"reason\":" TEXT ",\"times\":{\"type\":\"integer\"},"
	"\"last_at\":{\"type\":\"string\",\"format\":\"date-time\"}}}}}}";
/* clang-format on */

static enum err reveal(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct reveal_args *args = req->body;
	struct jw w = {.buf = &rep->body};
	struct contact c;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = contact_reveal(cx, id, args->reason, &c);
	return e ? e
		 : resource_encode_revealed(cx, &contact_resource, &c, MASK_PHONE | MASK_EMAIL,
					    &w);
}

static enum err viewers(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	int64_t id;

	enum err e = request_id(req, 0, &id);
	return e ? e : viewers_write(cx, id, &w);
}

static const struct route rows[] = {
	ROUTE(POST, "/contacts/{id}/reveal", PERM_CONTACT_ASK, reveal,
	      .body = &reveal_args_fields, .reply = &contact_fields, .status = 200,
	      .secret = true, .text = "Ask for a contact's full details, with the reason"),
	ROUTE(GET, "/customers/{id}/viewers", PERM_CUSTOMER_WRITE, viewers,
	      .reply_schema = viewers_schema,
	      .text = "Who was shown confidential values of a customer"),
};
ROUTE_BLOCK(reveal_routes, rows);
