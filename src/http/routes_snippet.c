/* Endpoints of snippets. */
#include "http/route.h"
#include "service/snippets.h"

static const struct field place_rows[] = {
	F_REF(struct snippet_place_in, ticket_id, F_NEW, "ticket"),
	F_REF(struct snippet_place_in, customer_id, F_NEW, "customer"),
};
static const struct fields place_args =
	FIELDS(struct snippet_place_in, "snippet_place", "", place_rows);

static const char text_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"text\"],"
	"\"properties\":{\"text\":{\"type\":\"string\"}}}";

static enum err render(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	int64_t id;

	enum err e = request_id(req, 0, &id);
	return e ? e : snippet_render(cx, id, req->body, &w);
}

static const struct route rows[] = {
	REST_READ("/snippets", &snippet_resource, &snippet_fields, PERM_LOGIN,
		  "snippets that are mine or shared with me"),
	REST_WRITE("/snippets", &snippet_resource, &snippet_fields, PERM_LOGIN, "snippets"),
	REST_DELETE("/snippets", &snippet_resource, PERM_LOGIN, "snippets"),
	ROUTE(POST, "/snippets/{id}/render", PERM_LOGIN, render, .mode = ROUTE_READ,
	      .body = &place_args, .reply_schema = text_schema, .status = 200,
	      .text = "A snippet as it reads in a ticket or at a customer"),
};
ROUTE_BLOCK(snippet_routes, rows);
