/* Endpoints of follow-ups: plans, records, next actions. */
#include "http/route.h"
#include "service/follow_ups.h"

static enum err done(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct follow_up_record r = {.version = req->if_match, .set = req->body_set};
	struct follow_up f;

	enum err e = request_id(req, 0, &r.id);
	if (e)
		return e;
	memcpy(&r.given, req->body, sizeof r.given);
	r.done_at = r.given.done_at;
	e = follow_up_done(cx, &r, &f);
	return e ? e : rest_show(cx, &follow_up_resource, &f, rep);
}

static enum err cancel(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct follow_up f;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = follow_up_cancel(cx, id, req->if_match, &f);
	return e ? e : rest_show(cx, &follow_up_resource, &f, rep);
}

static enum err action_done(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct follow_up f;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = follow_up_action_done(cx, id, req->if_match, &f);
	return e ? e : rest_show(cx, &follow_up_resource, &f, rep);
}

static enum err undo(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct follow_up f;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = follow_up_undo(cx, id, req->if_match, &f);
	return e ? e : rest_show(cx, &follow_up_resource, &f, rep);
}

static const struct route rows[] = {
	REST_READ("/follow-ups", &follow_up_resource, &follow_up_fields, PERM_FOLLOW_UP_READ,
		  "follow-ups"),
	REST_WRITE("/follow-ups", &follow_up_resource, &follow_up_fields, PERM_FOLLOW_UP_WRITE,
		   "follow-ups"),
	ROUTE(POST, "/follow-ups/{id}/done", PERM_FOLLOW_UP_WRITE, done,
	      .body = &follow_up_fields, .body_when = F_EDIT, .reply = &follow_up_fields,
	      .status = 200, .text = "Turn a plan into the record"),
	ROUTE(POST, "/follow-ups/{id}/cancel", PERM_FOLLOW_UP_WRITE, cancel,
	      .reply = &follow_up_fields, .status = 200, .text = "Cancel a plan"),
	ROUTE(POST, "/follow-ups/{id}/action-done", PERM_FOLLOW_UP_WRITE, action_done,
	      .reply = &follow_up_fields, .status = 200,
	      .text = "The next action has been done"),
	ROUTE(POST, "/follow-ups/{id}/undo", PERM_FOLLOW_UP_WRITE, undo,
	      .reply = &follow_up_fields, .status = 200,
	      .text = "Take the last act back, within five minutes"),
};
ROUTE_BLOCK(follow_up_routes, rows);
