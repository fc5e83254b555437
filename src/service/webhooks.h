/* webhooks - group robots and webhooks as people keep them, and what is to be said to them.
 *
 * What is said stands in the ledger of notices.h, written in the transaction of its deadline;
 * webhook_outbox.h sends it. */
#ifndef SERVICE_WEBHOOKS_H
#define SERVICE_WEBHOOKS_H

#include "domain/webhook.h"
#include "service/notices.h"
#include "service/resource.h"

extern const struct resource webhook_resource;
extern const struct resource delivery_resource;

/* Says a step of say->deadline to every webhook that is on for its kind and department; `say`
 * is as it was said to a person.  Once each, as with people. */
MUST_CHECK enum err webhooks_say(struct ctx *cx, const struct notice_say *say);

/* Queues a test message, to be sent at once, also to one that is turned off. */
MUST_CHECK enum err webhook_test(struct ctx *cx, int64_t id, struct delivery *ret_delivery);
/* One delivery of a webhook.  ERR_NOT_FOUND: it is not of that one. */
MUST_CHECK enum err delivery_load(struct ctx *cx, int64_t webhook_id, int64_t id,
				  struct delivery *ret_delivery);
/* Narrows a list to the deliveries of a webhook; *id must outlive the query. */
MUST_CHECK enum err deliveries_narrow(struct ctx *cx, int64_t webhook_id, struct list_query *q,
				      struct value *id);
/* Sends it once more, and all that were in the same message, under the same webhook-id.
 * ERR_CONFLICT: "webhook_disabled", or "delivery_under_way". */
MUST_CHECK enum err delivery_send_again(struct ctx *cx, int64_t webhook_id, int64_t id,
					struct delivery *ret_delivery);
/* Turns one off whose peer said that it is gone; what waits for it is given up. */
MUST_CHECK enum err webhook_turn_off(struct ctx *cx, int64_t id);

#endif
