/* Every customer has its next follow-up, and the due queue shows each once, earliest first. */
#include "real.h"

#include "domain/customer.h"
#include "domain/deadline.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/my_day.h"

#include <stdio.h>
#include <string.h>

enum { PAGE = 500, QUEUE_PAGE = 200, CURSOR = 400 };

/* A walk over pages; the cursor outlives the arena of each. */
struct walk {
	char cursor[CURSOR];
	size_t cursor_n;
	bool end;
	char last_due[40];
	int64_t seen;
	int64_t wrong; /* of the queue: out of order; of the customers: another answer */
};

static void set_cursor(struct walk *w, struct str next)
{
	w->end = next.n == 0 || next.n >= CURSOR;
	memcpy(w->cursor, next.p, w->end ? 0 : next.n);
	w->cursor_n = w->end ? 0 : next.n;
}

/* The stored follow-up against the set that the facts give, and against the plain question
 * "when is it due that began then?". */
static enum err check_customer(struct ctx *cx, const struct customer *c, struct walk *w)
{
	struct obligations want;
	struct deadline *rows;
	struct instant due;
	struct match m;
	size_t n;

	enum err e = obligations_load(cx, SUBJECT_CUSTOMER, c->id, &want);
	if (!e)
		e = row_find(cx->tx, cx->arena, &deadline_fields, "subject_id", VAL_INT(c->id),
			     &rows, &n);
	if (!e)
		e = customer_match(cx, c, &m);
	if (!e)
		e = due_of_kind(&cx->world->standards, cx->world->company.policy_id, &m,
				DL_FOLLOW_UP, c->contact_since, &due);
	if (e)
		return e;
	w->seen++;
	w->wrong += !(n == 1 && want.n == 1 && rows[0].kind == DL_FOLLOW_UP &&
		      real_agrees(&rows[0], &want.v[0].deadline) &&
		      rows[0].due_at.us == due.us && c->next_touch_at.us == due.us);
	return OK;
}

static enum err customers_page(struct ctx *cx, void *arg)
{
	struct walk *w = arg;
	struct list_query q = {
		.eyes = EYES_SYSTEM, .limit = PAGE, .cursor = {w->cursor, w->cursor_n}};
	struct list_page page;

	enum err e = row_list(cx->tx, cx->arena, &customer_fields, &q, cx->fail, &page);
	for (size_t i = 0; !e && i < page.n; i++)
		e = check_customer(cx, (const struct customer *)page.rows + i, w);
	if (!e)
		set_cursor(w, page.next);
	return e;
}

static void check_item(struct walk *w, const json_t *item)
{
	struct str due = json_get_text(item, "due_at");
	bool fits = due.n && due.n < sizeof w->last_due;

	w->seen++;
	w->wrong += !fits || !str_is(json_get_text(item, "kind"), "follow_up") ||
		    str_cmp(due, str_of(w->last_due)) < 0;
	if (fits) {
		memcpy(w->last_due, due.p, due.n);
		w->last_due[due.n] = 0;
	}
}

static enum err queue_page(struct ctx *cx, void *arg)
{
	struct walk *w = arg;
	struct my_day day = {
		.team = true, .limit = QUEUE_PAGE, .cursor = {w->cursor, w->cursor_n}};
	struct buf b = {0};
	struct jw jw = {.buf = &b};
	json_t *doc, *item;
	size_t i;

	enum err e = my_day_write(cx, &day, &jw);
	if (!e)
		e = json_read(cx->arena, buf_str(&b), cx->fail, &doc);
	buf_done(&b);
	if (e)
		return e;
	json_array_foreach (json_object_get(doc, "items"), i, item)
		check_item(w, item);
	set_cursor(w, json_get_text(doc, "next"));
	return OK;
}

static enum err count(struct ctx *cx, void *coverage)
{
	return coverage_count(cx, coverage);
}

enum err real_names(struct real *r)
{
	struct walk queue = {.end = false}, customers = {.end = false};
	struct coverage coverage;

	enum err e = real_run(r, TX_READ, count, &coverage);
	while (!e && !customers.end)
		e = real_run(r, TX_READ, customers_page, &customers);
	while (!e && !queue.end)
		e = real_run(r, TX_READ, queue_page, &queue);
	if (e)
		return e;
	printf("coverage\t%lld\t%lld\t%lld\n", (long long)coverage.active,
	       (long long)coverage.without, (long long)coverage.beyond);
	printf("pure\t%lld\t%lld\n", (long long)customers.seen, (long long)customers.wrong);
	printf("queue\t%lld\t%lld\n", (long long)queue.seen, (long long)queue.wrong);
	return OK;
}
