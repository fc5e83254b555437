/* Endpoints of looking at what was recorded, and of reminders by hand. */
#include "http/route.h"
#include "service/inspection.h"

static enum err show(struct ctx *cx, struct request *req, bool take_back, struct reply *rep)
{
	struct follow_up f;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = follow_up_inspect(cx, id, take_back, &f);
	return e ? e : rest_show(cx, &follow_up_resource, &f, rep);
}

static enum err inspect(struct ctx *cx, struct request *req, struct reply *rep)
{
	return show(cx, req, false, rep);
}

static enum err uninspect(struct ctx *cx, struct request *req, struct reply *rep)
{
	return show(cx, req, true, rep);
}

static const struct route rows[] = {
	ROUTE(POST, "/follow-ups/{id}/inspect", PERM_FOLLOW_UP_INSPECT, inspect,
	      .reply = &follow_up_fields, .status = 200, .text = "A record was looked at"),
	ROUTE(POST, "/follow-ups/{id}/uninspect", PERM_FOLLOW_UP_INSPECT, uninspect,
	      .reply = &follow_up_fields, .status = 200, .text = "It is to be looked at again"),
	REST_READ("/nudges", &nudge_resource, &nudge_fields, PERM_FOLLOW_UP_READ,
		  "reminders by hand"),
	ROUTE(POST, "/nudges", PERM_FOLLOW_UP_INSPECT, rest_create, .resource = &nudge_resource,
	      .body = &nudge_fields, .reply = &nudge_fields, .status = 201,
	      .text = "Remind somebody"),
};
ROUTE_BLOCK(inspection_routes, rows);
