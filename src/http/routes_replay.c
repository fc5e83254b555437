/* Endpoints of a replay's report: as a file, and S0's table of it. */
#include "http/request.h"
#include "http/table_schema.h"
#include "service/replay_sheets.h"

static enum err as_file(struct ctx *cx, struct request *req, const struct table_format *format,
			struct reply *rep)
{
	struct replay_file f = {.format = format};

	enum err e = request_id(req, 0, &f.job_id);
	if (!e)
		e = replay_export(cx, &f);
	if (e)
		return e;
	rep->made = &f.table->file;
	rep->content_type = format->media_type;
	rep->download = true;
	rep->filename = str_fmt(cx->arena, "%.*s.%s", STR_ARG(f.name), format->name);
	return OK;
}

static enum err as_csv(struct ctx *cx, struct request *req, struct reply *rep)
{
	return as_file(cx, req, &table_csv, rep);
}

static enum err as_workbook(struct ctx *cx, struct request *req, struct reply *rep)
{
	return as_file(cx, req, &table_xlsx, rep);
}

static enum err evidence(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct replay_file f = {.format = &table_json};

	enum err e = request_id(req, 0, &f.job_id);
	if (!e)
		e = replay_show_evidence(cx, &f);
	if (e)
		return e;
	rep->made = &f.table->file;
	rep->content_type = f.format->media_type;
	return OK;
}

static const struct route rows[] = {
	ROUTE(POST, "/jobs/{id}/replay/csv", PERM_POLICY_WRITE, as_csv, .mode = ROUTE_LONG,
	      .status = 200, .reply_type = "text/csv",
	      .text = "Take the report of my replay as CSV, its tables one below the other"),
	ROUTE(POST, "/jobs/{id}/replay/xlsx", PERM_POLICY_WRITE, as_workbook,
	      .mode = ROUTE_LONG, .status = 200, .reply_type = XLSX_TYPE,
	      .text = "Take the report of my replay as a workbook, a sheet for each table"),
	ROUTE(GET, "/jobs/{id}/replay/evidence", PERM_POLICY_WRITE, evidence,
	      .reply_schema = TABLE_SCHEMA,
	      .text = "Before and after, of my replay: response, satisfaction, problems "
		      "solved"),
};
ROUTE_BLOCK(replay_routes, rows);
