#include "service/search_index.h"

#include "service/customers.h"
#include "service/tickets.h"
#include "store/search.h"
#include "sys/clock.h"
#include "sys/log.h"

enum { PAGE = 200, TELL_US = 5000000 };

/* The records of a kind by pages; says every few seconds how far it has come. */
static enum err index_all(struct ctx *cx, const char *kind, enum query page,
			  enum err (*index)(struct ctx *cx, const int64_t *ids, size_t n))
{
	int64_t ids[PAGE], after = 0, done = 0, told = clock_monotonic_us();
	size_t n = PAGE;
	enum err e = OK;

	while (!e && n == PAGE) {
		e = tx_ids(cx->tx, page, &VAL_INT(after), 1, ids, PAGE, &n);
		if (!e && n) {
			after = ids[n - 1];
			e = index(cx, ids, n);
		}
		arena_reset(cx->arena);
		done += (int64_t)n;
		if (clock_monotonic_us() - told < TELL_US)
			continue;
		told = clock_monotonic_us();
		log_event(LEVEL_INFO, "search.indexing", LOG_STR("kind", str_of(kind)),
			  LOG_INT("done", done));
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
		e = tx_exec(tx, Q_SEARCH_SURVEY, NULL, 0, NULL);
	if (!e)
		e = search_empty(tx);
	if (!e)
		e = index_all(&cx, "customer", Q_CUSTOMERS_INDEXED_AFTER, customers_index_new);
	if (!e)
		e = index_all(&cx, "ticket", Q_TICKETS_AFTER, tickets_index_new);
	if (!e)
		e = search_filled(tx);
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
