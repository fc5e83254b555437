/* Endpoints of imports: preview, import, refused rows, undo, templates, remembered layouts. */
#include "http/route.h"

#include "service/batches.h"
#include "service/import_mappings.h"
#include "service/import_reader.h"
#include "service/import_report.h"
#include "service/imports.h"

static bool flag(struct ctx *cx, const struct request *req, const char *name)
{
	struct str v;
	return request_arg(cx, req, name, &v) && (str_is(v, "1") || str_is(v, "true"));
}

static enum err read_start(struct ctx *cx, const struct request *req, struct import_start *s)
{
	struct str choice = STR("refuse");

	*s = (struct import_start){
		.name = STR("import.csv"),
		.text = req->text,
		.dry_run = flag(cx, req, "dry_run"),
		.all_or_nothing = flag(cx, req, "all_or_nothing"),
	};
	request_arg(cx, req, "name", &s->name);
	request_arg(cx, req, "type", &s->type);
	request_arg(cx, req, "by", &s->by);
	request_arg(cx, req, "duplicates", &choice);
	int n = names_find(&duplicate_choice_names, choice);
	if (n < 0) {
		fail_at(cx->fail, ERR_INPUT, "duplicates", "not_one_of");
		fail_arg(cx->fail, "allowed", STR("refuse, skip, update, new"));
		return ERR_INPUT;
	}
	s->duplicates = (enum duplicate_choice)n;
	return OK;
}

/* Before the transaction, which others may wait for. */
static enum err read_file(struct ctx *cx, struct request *req)
{
	struct import_bytes file = {.content = req->raw, .sheet = STR("")};

	request_arg(cx, req, "sheet", &file.sheet);
	return import_read(cx->home->reader, &file, cx->arena, cx->fail, &req->text);
}

static enum err import(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct import_start start;
	struct job job;

	enum err e = read_start(cx, req, &start);
	if (!e)
		e = import_start(cx, &start, &job);
	return e ? e : rest_show(cx, &job_resource, &job, rep);
}

static enum err preview(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct import_start start;

	enum err e = read_start(cx, req, &start);
	return e ? e : import_preview_write(cx, &start, &w);
}

static enum err import_template(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct str locale, type = STR("customer");
	enum lang lang = cx->lang;

	if (request_arg(cx, req, "locale", &locale)) {
		int n = names_find(&lang_names, locale);
		if (n < 0) {
			fail_at(cx->fail, ERR_INPUT, "locale", "not_one_of");
			fail_arg(cx->fail, "allowed", STR("zh-CN, zh-TW, en"));
			return ERR_INPUT;
		}
		lang = (enum lang)n;
	}
	request_arg(cx, req, "type", &type);
	rep->content_type = "text/csv; charset=utf-8";
	rep->download = true;
	rep->filename = message_format(
		cx->arena, lang, str_fmt(cx->arena, "import.file_name.%.*s", STR_ARG(type)).p,
		NULL, 0);
	return import_template_write(cx, type, lang, &rep->body);
}

static enum err refused_rows(struct ctx *cx, struct request *req, struct reply *rep)
{
	int64_t id;

	rep->content_type = "text/csv; charset=utf-8";
	rep->download = true;
	rep->filename = message_format(cx->arena, cx->lang, "import.refused_name", NULL, 0);
	enum err e = request_id(req, 0, &id);
	return e ? e : import_refused_write(cx, id, &rep->body);
}

static enum err undo(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct job job;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = batch_undo(cx, id, &job);
	return e ? e : rest_show(cx, &job_resource, &job, rep);
}

static const char preview_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"headers\","
	"\"columns\",\"rows\"],\"properties\":{"
	"\"headers\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"header\",\"column\"],\"properties\":{"
	"\"header\":{\"type\":\"string\"},\"column\":{\"type\":\"string\","
	"\"description\":\"What the column would fill; empty: nothing.\"}}}},"
	"\"columns\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"name\",\"title\",\"needed\"],"
	"\"properties\":{\"name\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
	"\"needed\":{\"type\":\"boolean\"}}}},"
	"\"rows\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{"
	"\"type\":\"string\"}}}}}";

#define TYPE_TEXT                                                                              \
	"customer, contact, order, ticket, follow_up or survey; customer when left out"

static const struct route_arg template_args[] = {
	{"type", "string", TYPE_TEXT},
	{"locale", "string", "language of the file; the reader's when left out"},
	{0},
};
static const struct route_arg preview_args[] = {
	{"type", "string", TYPE_TEXT},
	{"sheet", "string", "sheet of a workbook; the first visible one when left out"},
	{0},
};
static const struct route_arg import_args[] = {
	{"type", "string", TYPE_TEXT},
	{"name", "string", "name of the file"},
	{"sheet", "string", "sheet of a workbook; the first visible one when left out"},
	{"dry_run", "boolean", "only check"},
	{"all_or_nothing", "boolean", "write nothing when a row is bad"},
	{"duplicates", "string", "what is known already: refuse, skip, update or new"},
	{"by", "string", "how it is known: number, name, phone, with commas between them"},
	{0},
};

static const struct route rows[] = {
	ROUTE(GET, "/jobs/{id}/errors.csv", PERM_LOGIN, refused_rows, .reply_type = "text/csv",
	      .text = "The rows that my import has refused, with the reasons"),
	ROUTE(POST, "/jobs/{id}/undo", PERM_CUSTOMER_IMPORT, undo, .reply = &job_fields,
	      .status = 202, .text = "Take my import back, as a job, as far as nobody went on"),
	ROUTE(GET, "/imports/template", PERM_CUSTOMER_IMPORT, import_template,
	      .reply_type = "text/csv", .args = template_args,
	      .text = "An empty file for the import, with one sample row"),
	ROUTE(POST, "/imports/preview", PERM_CUSTOMER_IMPORT, preview, .mode = ROUTE_READ,
	      .before = read_file, .reply_schema = preview_schema, .status = 200,
	      .args = preview_args, .max_body = 64u << 20,
	      .text = "How a file would be read: its columns, its first rows"),
	ROUTE(POST, "/imports", PERM_CUSTOMER_IMPORT, import, .before = read_file,
	      .reply = &job_fields, .status = 202, .args = import_args, .max_body = 64u << 20,
	      .text = "Import records of a type from a CSV file or a workbook (XLSX), as a "
		      "job"),
	REST_READ("/import-mappings", &import_mapping_resource, &import_mapping_fields,
		  PERM_CUSTOMER_IMPORT, "remembered layouts of files, mine or shared with me"),
	REST_WRITE("/import-mappings", &import_mapping_resource, &import_mapping_fields,
		   PERM_CUSTOMER_IMPORT, "remembered layouts"),
	REST_DELETE("/import-mappings", &import_mapping_resource, PERM_CUSTOMER_IMPORT,
		    "remembered layouts"),
};
ROUTE_BLOCK(import_routes, rows);
