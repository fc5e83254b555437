/* order_history - the cell 历史合作记录(金额/产品) of the customer sheet (D1) as orders.
 *
 * The cell is people's own words: "年度合作50万元(云服务)、试订单10万元(设备)".  What it says
 * without doubt becomes orders, all else stays text.  Pure; not for the sheet of orders, which
 * has columns. */
#ifndef DOMAIN_ORDER_HISTORY_H
#define DOMAIN_ORDER_HISTORY_H

#include "domain/customer.h"

enum { HISTORY_ORDERS = 50 };

struct history_terms {
	struct date since;   /* the day on which the cooperation began, or none */
	struct date today;   /* no order is of a later day */
	struct str currency; /* of the company */
};
struct order_history {
	struct order v[HISTORY_ORDERS]; /* number (what it is called), amount, product, day */
	bool dated[HISTORY_ORDERS]; /* the day is its own, and not that of the cooperation */
	size_t n;
	struct str rest; /* what is no order, as it stands; "" = nothing */
};

/* Reads a cell; texts are borrowed from it, rest lies in arena.  Entries stand between 、 ; ，
 * , or line ends.  One is an order when it is, and is nothing besides: perhaps a day, perhaps
 * what it is called (without a digit), one sum with its unit (万元, 元, "USD 500.00"), perhaps
 * the product in brackets, perhaps a day.  About, more than, altogether, a range, a sum without
 * a unit: no order. One without a day of its own is of the day on which the cooperation began,
 * but only when the cell has no other entry; without that it is no order, for a day would be
 * invented.  元 is CNY, and no order where the company's currency is another one. */
void order_history_read(struct arena *a, struct str cell, const struct history_terms *terms,
			struct order_history *ret);

#endif
