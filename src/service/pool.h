/* pool - customers that nobody owns: claimed, given back, and fallen back by themselves.
 *
 * Giving one back is a change of owner to none, by whoever may change the customer. */
#ifndef SERVICE_POOL_H
#define SERVICE_POOL_H

#include "domain/customer.h"
#include "service/ctx.h"

enum { CLAIMS_PER_DAY = 20, CLAIM_WINDOW_S = 24 * 3600 };

/* Makes the actor the owner of a customer of the pool within reach of customer.claim.
 * ERR_CONFLICT "already_owned", "not_active", "owned_max" (argument max), or merged; ERR_LIMIT
 * "claim_quota" with arguments seconds and max. */
MUST_CHECK enum err pool_claim(struct ctx *cx, int64_t id, struct customer *ret_customer);

/* Once a day for each customer: lets it fall back when its time has come, else tells its owner
 * when that is near.  *c is brought up to date. */
MUST_CHECK enum err pool_pass(struct ctx *cx, struct customer *c);

#endif
