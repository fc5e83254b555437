/* Endpoints of the standard in words: drafts, publication, taking note. */
#include "http/route.h"
#include "service/standard_texts.h"

struct publication {
	struct str reason;
};
static const struct field publication_rows[] = {
	F_TEXT(struct publication, reason, F_NEW | F_REQUIRED | F_LINES, .min = 1, .max = 2000),
};
static const struct fields publication_args =
	FIELDS(struct publication, "text_publication", "", publication_rows);

/* clang-format off */
#define TEXT "{\"type\":\"string\"}"
#define NULLABLE "{\"type\":[\"string\",\"null\"]"
#define OBJECT(required, properties) \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" required "]," \
	"\"properties\":{" properties "}}"
#define ITEMS(object) "\"items\":{\"type\":\"array\",\"items\":" object "}"

static const char waiting_schema[] = OBJECT("\"items\"",
	ITEMS(OBJECT("\"id\",\"title\"", "\"id\":" TEXT ",\"title\":" TEXT)));
static const char readers_schema[] = OBJECT("\"items\",\"missing\"",
	ITEMS(OBJECT("\"user_id\",\"name\",\"department_id\",\"acknowledged_at\"",
		"\"user_id\":" TEXT ",\"name\":" TEXT ",\"department_id\":" NULLABLE "},"
		"\"acknowledged_at\":" NULLABLE ",\"format\":\"date-time\"}")) ","
	"\"missing\":{\"type\":\"integer\"}");
/* clang-format on */

static enum err publish(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct publication *a = req->body;
	struct standard_text t;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = standard_text_publish(cx, id, req->if_match, a->reason, &t);
	return e ? e : rest_show(cx, &standard_text_resource, &t, rep);
}

static enum err acknowledge(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct standard_text t;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = standard_text_acknowledge(cx, id, &t);
	return e ? e : rest_show(cx, &standard_text_resource, &t, rep);
}

static enum err readers(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	int64_t id;

	enum err e = request_id(req, 0, &id);
	return e ? e : standard_text_readers_write(cx, id, &w);
}

static enum err waiting(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	(void)req;
	return standard_texts_waiting_write(cx, &w);
}

static const struct route rows[] = {
	ROUTE(GET, "/standard-texts/waiting", PERM_POLICY_READ, waiting,
	      .reply_schema = waiting_schema,
	      .text = "The texts that I have still to take note of"),
	REST_READ("/standard-texts", &standard_text_resource, &standard_text_fields,
		  PERM_POLICY_READ, "standard texts"),
	REST_WRITE("/standard-texts", &standard_text_resource, &standard_text_fields,
		   PERM_POLICY_WRITE, "standard texts"),
	REST_DELETE("/standard-texts", &standard_text_resource, PERM_POLICY_WRITE,
		    "standard texts"),
	ROUTE(POST, "/standard-texts/{id}/publish", PERM_POLICY_PUBLISH, publish,
	      .body = &publication_args, .reply = &standard_text_fields, .status = 200,
	      .text = "Publish a draft; the text that it replaces is replaced"),
	ROUTE(POST, "/standard-texts/{id}/acknowledge", PERM_POLICY_READ, acknowledge,
	      .reply = &standard_text_fields, .status = 200,
	      .text = "I have read it and work by it"),
	ROUTE(GET, "/standard-texts/{id}/readers", PERM_POLICY_WRITE, readers,
	      .reply_schema = readers_schema,
	      .text = "Who has taken note of a text, and who has not"),
};
ROUTE_BLOCK(standard_text_routes, rows);
