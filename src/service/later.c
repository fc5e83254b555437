#include "service/later.h"

#include "service/audit.h"
#include "service/customers.h"
#include "service/numbers.h"

void later_go_back(struct later *l, const struct later *mark)
{
	l->n_entries = mark->n_entries;
	l->n_customers = mark->n_customers;
	l->counter = mark->counter;
	l->count = mark->count;
}

void later_index(struct ctx *cx, int64_t customer_id)
{
	struct later *l = cx->later;

	*ARENA_PUSH(cx->arena, l->customers, l->n_customers, l->room_customers) = customer_id;
}

bool later_indexes(const struct ctx *cx, int64_t customer_id)
{
	const struct later *l = cx->later;

	for (size_t i = l ? l->n_customers : 0; i > 0; i--)
		if (l->customers[i - 1] == customer_id)
			return true;
	return false;
}

enum err later_write(struct ctx *cx)
{
	struct later *l = cx->later;

	enum err e = l->n_entries ? audit_entries(cx, l->entries, l->n_entries) : OK;
	if (!e)
		e = customers_index_new(cx, l->customers, l->n_customers);
	if (!e)
		e = number_write(cx);
	if (!e)
		l->n_entries = l->n_customers = 0;
	return e;
}
