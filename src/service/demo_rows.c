#include "service/demo_rows.h"

#include "domain/customer.h"
#include "domain/deadline.h"
#include "domain/follow_up.h"
#include "domain/ticket.h"
#include "service/resource.h"

static const struct fields *fields_of(enum demo_table table)
{
	static const struct fields *const all[DEMO_TABLES] = {
		[DEMO_CUSTOMER] = &customer_fields,   [DEMO_CONTACT] = &contact_fields,
		[DEMO_ORDER] = &order_fields,	      [DEMO_TIER_CHANGE] = &tier_change_fields,
		[DEMO_TICKET] = &ticket_fields,	      [DEMO_EVENT] = &ticket_event_fields,
		[DEMO_FOLLOW_UP] = &follow_up_fields, [DEMO_DEADLINE] = &deadline_fields,
	};
	return all[table];
}

void demo_born(struct ctx *cx, const struct fields *t, void *rec, struct instant at)
{
	struct record *head = rec;

	fields_clear(t, rec);
	head->id = ctx_id(cx);
	head->version = 1;
	head->created_at = head->updated_at = at;
}

void demo_put(struct demo_rows *rows, struct ctx *cx, enum demo_table table, const void *rec)
{
	size_t size = fields_of(table)->size, n = rows->table[table].n;

	if (n == rows->table[table].cap) {
		size_t cap = n ? 2 * n : 64;
		rows->table[table].v =
			arena_grow(cx->arena, rows->table[table].v, n, cap, size);
		rows->table[table].cap = cap;
	}
	memcpy(rows->table[table].v + n * size, rec, size);
	rows->table[table].n++;
}

struct search_text *demo_found_by(struct demo_rows *rows, struct ctx *cx, enum search_kind kind,
				  int64_t id)
{
	size_t n = rows->found[kind].n;

	if (n == rows->found[kind].cap) {
		size_t cap = n ? 2 * n : 64;
		rows->found[kind].ids = arena_grow(cx->arena, rows->found[kind].ids, n, cap,
						   sizeof *rows->found[kind].ids);
		rows->found[kind].texts = arena_grow(cx->arena, rows->found[kind].texts, n, cap,
						     sizeof *rows->found[kind].texts);
		rows->found[kind].cap = cap;
	}
	rows->found[kind].n++;
	rows->found[kind].ids[n] = id;
	rows->found[kind].texts[n].n = 0;
	return &rows->found[kind].texts[n];
}

size_t demo_size(const struct demo_rows *rows)
{
	size_t n = 0;

	for (int i = 0; i < DEMO_TABLES; i++)
		n += rows->table[i].n;
	return n;
}

enum err demo_write(struct ctx *cx, const struct demo_rows *rows)
{
	enum err e = OK;

	for (int i = 0; !e && i < DEMO_TABLES; i++)
		e = row_insert_many(cx->tx, fields_of((enum demo_table)i), rows->table[i].v,
				    rows->table[i].n);
	for (int i = 0; !e && i <= SEARCH_TICKET; i++)
		e = search_put_new(cx->tx, (enum search_kind)i, rows->found[i].ids,
				   rows->found[i].texts, rows->found[i].n);
	return e;
}
