#include "domain/classify.h"

const struct class_rules class_rules_default = {
	.new_months = 3,
	.cold_days = 90,
	.churn_days = 180,
	.top_percent = 10,
	.window_months = 12,
	.often = 6,
	.seldom = 1,
	.large = 10000000,
	.small = 1000000,
};

static const struct {
	const char *key;
	size_t offset;
	int64_t min, max;
} int_rows[] = {
	{"new_months", offsetof(struct class_rules, new_months), 1, 120},
	{"cold_days", offsetof(struct class_rules, cold_days), 1, 3660},
	{"churn_days", offsetof(struct class_rules, churn_days), 1, 3660},
	{"top_percent", offsetof(struct class_rules, top_percent), 0, 100},
	{"window_months", offsetof(struct class_rules, window_months), 1, 120},
};

static const struct {
	const char *key;
	size_t offset;
} long_rows[] = {
	{"often", offsetof(struct class_rules, often)},
	{"seldom", offsetof(struct class_rules, seldom)},
	{"large", offsetof(struct class_rules, large)},
	{"small", offsetof(struct class_rules, small)},
};

/* True when the key is one of ours and its value was stored. */
static bool take(const char *key, int64_t v, struct class_rules *r)
{
	for (size_t i = 0; i < sizeof int_rows / sizeof *int_rows; i++)
		if (strcmp(key, int_rows[i].key) == 0) {
			if (v < int_rows[i].min || v > int_rows[i].max)
				return false;
			*(int *)((char *)r + int_rows[i].offset) = (int)v;
			return true;
		}
	for (size_t i = 0; i < sizeof long_rows / sizeof *long_rows; i++)
		if (strcmp(key, long_rows[i].key) == 0 && v >= 0) {
			*(int64_t *)((char *)r + long_rows[i].offset) = v;
			return true;
		}
	return false;
}

enum err class_rules_parse(const json_t *doc, struct fail *f, struct class_rules *ret_rules)
{
	struct class_rules r = class_rules_default;
	enum err e = OK;
	const char *key;
	json_t *v;

	if (!json_is_object(doc))
		return fail_at(f, ERR_INPUT, "classification", "not_an_object");
	json_object_foreach ((json_t *)(uintptr_t)doc, key, v)
		if (!json_is_integer(v) || !take(key, json_integer_value(v), &r))
			e = fail_at(f, ERR_INPUT, key, "out_of_range");
	if (!e && (r.churn_days < r.cold_days))
		e = fail_at(f, ERR_INPUT, "churn_days", "below_cold_days");
	if (!e)
		*ret_rules = r;
	return e;
}

int64_t class_top_count(int64_t buyers, int percent)
{
	if (buyers == 0 || percent == 0)
		return 0;
	int64_t top = buyers * percent / 100;
	return top ? top : 1;
}

bool class_is_top(const struct top_line *line, const struct class_facts *f)
{
	if (line->total <= 0 || f->total < line->total)
		return false;
	return f->total > line->total || f->customer_id <= line->customer_id;
}

static enum band frequency_of(const struct class_rules *r, int64_t orders)
{
	if (orders == 0)
		return BAND_NONE;
	if (orders >= r->often)
		return BAND_HIGH;
	return orders <= r->seldom ? BAND_LOW : BAND_MIDDLE;
}

static enum band amount_of(const struct class_rules *r, const struct class_facts *f)
{
	if (f->orders == 0)
		return BAND_NONE;
	if (f->total >= r->large)
		return BAND_HIGH;
	return f->total < r->small ? BAND_LOW : BAND_MIDDLE;
}

/* Where cooperation began; DATE_NONE: not yet. */
static struct date cooperation(const struct class_facts *f)
{
	if (!date_is_set(f->first_order))
		return f->since;
	if (date_is_set(f->since) && f->since.day < f->first_order.day)
		return f->since;
	return f->first_order;
}

static int32_t later(int32_t day, struct date d)
{
	return date_is_set(d) && d.day > day ? d.day : day;
}

static enum stage stage_of(const struct class_rules *r, const struct class_facts *f,
			   struct date today, const char **ret_reason)
{
	struct date begin = cooperation(f);

	if (!date_is_set(begin) || begin.day > today.day) {
		*ret_reason = "no_orders";
		return STAGE_POTENTIAL;
	}
	if (today.day <= date_add_months(begin, r->new_months).day) {
		*ret_reason = "months_since_first_order";
		return STAGE_NEW;
	}
	int32_t silent = today.day - later(later(begin.day, f->last_order), f->last_contact);
	*ret_reason = "days_since_last_contact";
	if (silent >= r->churn_days)
		return STAGE_CHURN_RISK;
	return silent >= r->cold_days ? STAGE_COLD : STAGE_STABLE;
}

struct classes classify(const struct class_rules *rules, const struct class_facts *f,
			enum tier present, struct date today)
{
	struct classes c = {.tier = present, .tier_reason = "kept"};

	c.stage = stage_of(rules, f, today, &c.stage_reason);
	c.frequency = frequency_of(rules, f->orders_in_window);
	c.amount = amount_of(rules, f);
	if (f->strategic) {
		c.tier = TIER_VIP;
		c.tier_reason = "strategic";
	} else if (f->is_top) {
		c.tier = TIER_VIP;
		c.tier_reason = "top_percent";
	} else if (f->orders > 0) {
		c.tier = TIER_ORDINARY;
		c.tier_reason = "has_orders";
	} else if (c.stage == STAGE_POTENTIAL) {
		c.tier = TIER_POTENTIAL;
		c.tier_reason = "no_orders";
	}
	return c;
}
