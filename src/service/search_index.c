#include "service/search_index.h"

#include "service/customers.h"
#include "service/tickets.h"

typedef enum err (*index_one)(struct ctx *cx, int64_t id);

static enum err index_customer(struct ctx *cx, int64_t id)
{
	struct customer c;
	enum err e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, id, &c);

	return e ? e : customer_index(cx, &c);
}

static enum err index_ticket(struct ctx *cx, int64_t id)
{
	struct ticket t;
	enum err e = row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM, id, &t);

	return e ? e : ticket_index(cx, &t);
}

static enum err index_all(struct ctx *cx, enum query page, index_one index)
{
	enum { PAGE = 500 };
	int64_t ids[PAGE], after = 0;
	size_t n = PAGE;
	enum err e = OK;

	while (!e && n == PAGE) {
		e = tx_ids(cx->tx, page, &VAL_INT(after), 1, ids, PAGE, &n);
		for (size_t i = 0; !e && i < n; i++) {
			after = ids[i];
			e = index(cx, ids[i]);
			arena_reset(cx->arena);
		}
	}
	return e;
}

enum err search_index_make(struct tx *tx, struct instant now, struct fail *f)
{
	const struct actor system = actor_system();
	struct ctx cx = {.tx = tx, .fail = f, .actor = &system, .now = now};

	cx.arena = arena_new();
	enum err e = cx.arena ? OK : ERR_BUSY;
	if (!e)
		e = index_all(&cx, Q_CUSTOMERS_INDEXED_AFTER, index_customer);
	if (!e)
		e = index_all(&cx, Q_TICKETS_AFTER, index_ticket);
	if (!e)
		e = tx_exec(tx, Q_SEARCH_STATE_SET, NULL, 0, NULL);
	arena_free(cx.arena);
	return e;
}

struct renewal {
	struct instant now;
	struct fail *f;
	bool made;
};

static enum err renew(struct tx *tx, void *arg)
{
	struct renewal *r = arg;
	int64_t locked, stale;

	r->made = false;
	/* Another node may be at it, too: after the lock what it did is seen. */
	enum err e = tx_one_int(tx, Q_SCHEMA_LOCK, NULL, 0, &locked);
	if (!e)
		e = tx_one_int(tx, Q_SEARCH_STATE, NULL, 0, &stale);
	if (!e && stale)
		e = search_index_make(tx, r->now, r->f);
	r->made = !e && stale;
	return e;
}

enum err search_index_renew(struct store *s, struct instant now, struct fail *f, bool *ret_made)
{
	struct renewal r = {.now = now, .f = f};

	enum err e = store_run(s, TX_WRITE, renew, &r);
	if (e && f->n == 0)
		fail_at(f, e, "db", "migration_failed");
	if (!e)
		*ret_made = r.made;
	return e;
}
