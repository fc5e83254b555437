#include "domain/pool.h"

static struct instant after_days(const struct tz *tz, struct instant from, int64_t days)
{
	struct date last = {tz_date(tz, from).day + (int32_t)days};

	return tz_date_start(tz, (struct date){last.day + 1});
}

/* Strategic customers stay with whom the company chose for them, and those who bought with whom
 * they bought from, if it says so. */
static bool falls_back(const struct company *rule, const struct customer *c)
{
	return rule->recall_days > 0 && c->owner_id && c->state == CUSTOMER_ACTIVE &&
	       !c->merged_into_id && !c->strategic &&
	       !(rule->recall_keeps_buyers && c->order_count > 0);
}

struct instant recall_at(const struct company *rule, const struct tz *tz,
			 const struct customer *c)
{
	struct instant from = c->owner_since;

	if (!falls_back(rule, c))
		return INSTANT_NONE;
	if (instant_is_set(c->last_contact_at) &&
	    (!instant_is_set(from) || instant_cmp(c->last_contact_at, from) > 0))
		from = c->last_contact_at;
	if (!instant_is_set(from))
		from = c->created_at;
	struct instant at = after_days(tz, from, rule->recall_days);
	if (instant_is_set(rule->recall_since)) {
		struct instant told = after_days(tz, rule->recall_since, RECALL_NOTICE_DAYS);
		if (instant_cmp(told, at) > 0)
			at = told;
	}
	return at;
}
