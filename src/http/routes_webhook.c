/* Endpoints of group robots and webhooks, and of what was delivered to them. */
#include "http/route.h"
#include "service/webhooks.h"

static enum err test(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct delivery d;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = webhook_test(cx, id, &d);
	return e ? e : rest_show(cx, &delivery_resource, &d, rep);
}

static enum err list(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct list_query q;
	struct list_page page;
	struct value of;
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (!e)
		e = request_list(cx, req, &delivery_fields, &q);
	if (!e)
		e = deliveries_narrow(cx, id, &q, &of);
	if (!e)
		e = row_list(cx->tx, cx->arena, &delivery_fields, &q, cx->fail, &page);
	return e ? e : rest_show_page(cx, &delivery_resource, &page, rep);
}

static enum err read_ids(const struct request *req, int64_t *ret_webhook, int64_t *ret_id)
{
	enum err e = request_id(req, 0, ret_webhook);

	return e ? e : request_id(req, 1, ret_id);
}

static enum err show(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct delivery d;
	int64_t webhook, id;

	enum err e = read_ids(req, &webhook, &id);
	if (!e)
		e = delivery_load(cx, webhook, id, &d);
	return e ? e : rest_show(cx, &delivery_resource, &d, rep);
}

static enum err send_again(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct delivery d;
	int64_t webhook, id;

	enum err e = read_ids(req, &webhook, &id);
	if (!e)
		e = delivery_send_again(cx, webhook, id, &d);
	return e ? e : rest_show(cx, &delivery_resource, &d, rep);
}

static const struct route rows[] = {
	REST_READ("/webhooks", &webhook_resource, &webhook_fields, PERM_SETTING_WRITE,
		  "webhooks"),
	REST_WRITE("/webhooks", &webhook_resource, &webhook_fields, PERM_SETTING_WRITE,
		   "webhooks"),
	REST_DELETE("/webhooks", &webhook_resource, PERM_SETTING_WRITE, "webhooks"),
	ROUTE(POST, "/webhooks/{id}/test", PERM_SETTING_WRITE, test, .reply = &delivery_fields,
	      .status = 202, .text = "Send a test message now; the delivery tells the result"),
	ROUTE(GET, "/webhooks/{webhook_id}/deliveries", PERM_SETTING_WRITE, list,
	      .list = &delivery_fields, .text = "What was sent to a webhook, or waits"),
	ROUTE(GET, "/webhooks/{webhook_id}/deliveries/{id}", PERM_SETTING_WRITE, show,
	      .reply = &delivery_fields, .text = "One delivery"),
	ROUTE(POST, "/webhooks/{webhook_id}/deliveries/{id}/resend", PERM_SETTING_WRITE,
	      send_again, .reply = &delivery_fields, .status = 202,
	      .text = "Send it once more, under the same webhook-id"),
};
ROUTE_BLOCK(webhook_routes, rows);
