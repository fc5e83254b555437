/* classify - which tier, stage and bands do a customer's facts give? (T1-T7)
 *
 * Pure: facts and a day in, classes out.  What a person set by hand is not touched here; the
 * service keeps overrides and writes the history. */
#ifndef DOMAIN_CLASSIFY_H
#define DOMAIN_CLASSIFY_H

#include "domain/customer.h"

/* Settings "classification"; the defaults are the documents' numbers where they give any. */
struct class_rules {
	int new_months;	       /* new: up to so many months since the first order (S1: 3) */
	int cold_days;	       /* cold: no order and no contact for so long */
	int churn_days;	       /* at risk: for so long */
	int top_percent;       /* high value: the top so many percent by amount (S1: 10) */
	int window_months;     /* frequency counts the orders of so many months */
	int64_t often, seldom; /* high from `often` orders, low up to `seldom` */
	int64_t large, small;  /* amount in minor units: high from large, low below small */
};
extern const struct class_rules class_rules_default;

/* Reads settings; missing members keep their defaults.  ERR_INPUT names the faulty ones. */
MUST_CHECK enum err class_rules_parse(const json_t *doc, struct fail *f,
				      struct class_rules *ret_rules);

/* What is known of a customer on a day; orders after it do not count. */
struct class_facts {
	int64_t customer_id;
	int64_t orders;
	int64_t orders_in_window;
	int64_t total;	   /* minor units */
	struct date since; /* cooperation since, as entered; DATE_NONE: not known */
	struct date first_order;
	struct date last_order;
	struct date last_contact; /* DATE_NONE: never */
	bool strategic;
	bool is_top; /* class_is_top says so */
};

struct classes {
	enum tier tier;
	enum stage stage;
	enum band frequency;
	enum band amount;
	const char
		*tier_reason; /* stable keys: "top_percent", "strategic", "has_orders", ... */
	const char *stage_reason;
};

/* How many of the buyers are the top percent: floor(buyers * percent / 100), at least one if
 * anybody bought and percent > 0. */
int64_t class_top_count(int64_t buyers, int percent);
/* The last customer of the top: who has more, or as much and a lower id, belongs to it.
 * Law: the same set as a plain sort of totals above 0, equal ones by id.   [classify_test.c] */
struct top_line {
	int64_t total; /* 0: nobody is in it */
	int64_t customer_id;
};
bool class_is_top(const struct top_line *line, const struct class_facts *facts);

/* The classes of one customer on a day.  Cooperation begins with the first order or the date
 * that was entered; without orders nothing is known of value, and the tier stays `present`. */
struct classes classify(const struct class_rules *rules, const struct class_facts *facts,
			enum tier present, struct date today);

#endif
