/* Endpoints of the wording of mails. */
#include "http/route.h"
#include "service/templates.h"

/* clang-format off */
#define TEXT "{\"type\":\"string\"}"
#define WORDING "{\"type\":\"object\",\"additionalProperties\":false," \
	"\"required\":[\"subject\",\"body\"],\"properties\":{\"subject\":" TEXT ",\"body\":" TEXT "}}"
static const char list_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"items\"],"
	"\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"key\",\"locale\",\"placeholders\","
	"\"default\",\"own\"],\"properties\":{\"key\":" TEXT ",\"locale\":" TEXT ","
	"\"placeholders\":{\"type\":\"array\",\"items\":" TEXT "},\"default\":" WORDING ","
	"\"own\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/message_template\"},"
	"{\"type\":\"null\"}]}}}}}}";
static const char preview_schema[] = WORDING;
/* clang-format on */

static enum err list(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	(void)req;
	return templates_write(cx, &w);
}

static enum err preview(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};

	return template_preview_write(cx, req->body, &w);
}

static const struct route rows[] = {
	ROUTE(GET, "/templates", PERM_SETTING_WRITE, list, .reply_schema = list_schema,
	      .text = "All mails in all languages: the usual wording and the company's own"),
	ROUTE(GET, "/templates/{id}", PERM_SETTING_WRITE, rest_get,
	      .resource = &message_template_resource, .reply = &message_template_fields,
	      .text = "One of the company's own wordings"),
	REST_WRITE("/templates", &message_template_resource, &message_template_fields,
		   PERM_SETTING_WRITE, "company's own wordings"),
	REST_DELETE("/templates", &message_template_resource, PERM_SETTING_WRITE,
		    "company's own wordings"),
	ROUTE(POST, "/templates/preview", PERM_SETTING_WRITE, preview, .mode = ROUTE_READ,
	      .body = &message_template_fields, .reply_schema = preview_schema, .status = 200,
	      .text = "A wording filled with sample values"),
};
ROUTE_BLOCK(template_routes, rows);
