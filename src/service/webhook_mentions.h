/* webhook_mentions - whom a robot's message calls by name (@): the people in charge of what it
 * tells.
 *
 * Only where the webhook's setting says so, for a telephone number or a chat id leaves the
 * house by it (Z1).  What each kind of robot takes: service/webhook_message. */
#ifndef SERVICE_WEBHOOK_MENTIONS_H
#define SERVICE_WEBHOOK_MENTIONS_H

#include "domain/webhook.h"
#include "service/ctx.h"
#include "service/webhook_message.h"

/* The people in charge of these notices, each once, at most WEBHOOK_MENTIONS: those who are
 * known to the robot's product by chat id or, but for Feishu, by a mobile number of the
 * mainland, and who are not disabled.  None when w->mentions is off.  In arena. */
MUST_CHECK enum err webhook_mentions(struct ctx *cx, const struct webhook *w,
				     const struct notice *v, size_t n,
				     struct webhook_mention **ret_v, size_t *ret_n);

#endif
