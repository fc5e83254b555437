/* Real purchases: customers of their buyers, orders as time goes by, classes as of each date.
 */
#include "real.h"

#include "domain/company.h"
#include "service/classification.h"
#include "service/customers.h"
#include "service/policies.h"

#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 300, BUYERS = 10000, DIGITS = 8 };

/* "high" from 200 dollars and from three orders in twelve months on. */
static const char rules[] = "{\"large\":20000,\"small\":5000,\"often\":3,\"seldom\":1}";

struct purchase {
	char buyer[DIGITS];
	struct date day;
	int64_t quantity;
	int64_t cents;
	bool loaded;
};

struct shop {
	struct real *r;
	struct purchase *v;
	size_t n, cap;
	struct date until; /* orders up to here are loaded now */
	struct {
		char name[DIGITS];
		int64_t id;
	} buyers[BUYERS]; /* as they first bought */
	size_t n_buyers;
	size_t next; /* of v, where the next batch begins */
	struct job job;
	const char *date;
};

/* "29.33" in cents. */
static enum err cents_of(struct str s, int64_t *ret_cents)
{
	ptrdiff_t dot = str_find(s, '.', 0);
	int64_t whole, part;

	if (dot < 0 || s.n != (size_t)dot + 3 ||
	    str_to_int(str_slice(s, 0, (size_t)dot), &whole) ||
	    str_to_int(str_slice(s, (size_t)dot + 1, s.n), &part))
		return ERR_INPUT;
	*ret_cents = whole * 100 + part;
	return OK;
}

static enum err date_in(struct str s, struct date *ret_date)
{
	int64_t n;
	enum err e = str_to_int(s, &n);
	if (!e)
		*ret_date = date_of((int32_t)(n / 10000), (int)(n / 100 % 100), (int)(n % 100));
	return e;
}

/* "00004 0001 19970101  2   29.33": master id, buyer, day, quantity, amount. */
static enum err read_line(struct str line, struct purchase *p)
{
	struct str cell, cells[5];
	size_t n = 0;

	while (line.n && str_split(&line, ' ', &cell))
		if (cell.n && n < 5)
			cells[n++] = cell;
	if (n != 5 || cells[1].n >= DIGITS)
		return ERR_INPUT;
	*p = (struct purchase){.buyer = ""};
	memcpy(p->buyer, cells[1].p, cells[1].n);
	enum err e = date_in(cells[2], &p->day);
	if (!e)
		e = str_to_int(cells[3], &p->quantity);
	return e ? e : cents_of(cells[4], &p->cents);
}

static int64_t buyer_id(const struct shop *s, const char *name)
{
	for (size_t i = s->n_buyers; i > 0; i--)
		if (strcmp(s->buyers[i - 1].name, name) == 0)
			return s->buyers[i - 1].id;
	return 0;
}

static enum err add_buyer(struct ctx *cx, struct shop *s, const char *name, int64_t *ret_id)
{
	struct customer c;

	if (s->n_buyers == BUYERS)
		return ERR_LIMIT;
	fields_clear(&customer_fields, &c);
	c.name = str_of(name);
	enum err e = resource_create(cx, &customer_resource, &c);
	memcpy(s->buyers[s->n_buyers].name, name, DIGITS);
	s->buyers[s->n_buyers++].id = *ret_id = c.id;
	return e;
}

static enum err add_order(struct ctx *cx, struct shop *s, const struct purchase *p)
{
	struct order o;
	int64_t id = buyer_id(s, p->buyer);
	enum err e = id ? OK : add_buyer(cx, s, p->buyer, &id);

	fields_clear(&order_fields, &o);
	o.customer_id = id;
	o.quantity = p->quantity;
	o.amount = p->cents;
	o.ordered_on = p->day;
	return e ? e : resource_create(cx, &order_resource, &o);
}

static enum err load_batch(struct ctx *cx, void *arg)
{
	struct shop *s = arg;
	enum err e = OK;

	for (int k = 0; !e && s->next < s->n && k < BATCH; s->next++) {
		struct purchase *p = &s->v[s->next];
		if (p->loaded || p->day.day > s->until.day)
			continue;
		p->loaded = true;
		k++;
		e = add_order(cx, s, p);
	}
	return e;
}

static enum err set_up(struct ctx *cx, void *arg)
{
	struct company_start start = {
		.name = STR("CDNOW"), .locale = STR("en"), .presets = STR("s0,s4")};
	(void)arg;
	return company_start(cx, &start);
}

static enum err set_rules(struct ctx *cx, void *arg)
{
	struct company old = cx->world->company, c = old;

	(void)arg;
	c.currency = STR("USD");
	c.classification = str_of(rules);
	return resource_change(cx, &company_resource, &old, &c, UINT64_MAX);
}

static enum err start(struct ctx *cx, void *arg)
{
	struct shop *s = arg;
	return classify_start(cx, s->until, &s->job);
}

static enum err classify_all(struct shop *s)
{
	struct fail fail = {.arena = arena_new()};
	struct run run = {.home = &s->r->home,
			  .actor = &s->r->actor,
			  .now = s->r->now,
			  .arena = arena_new(),
			  .fail = &fail};
	enum err e = real_run(s->r, TX_WRITE, start, s);
	struct job job;

	if (!e)
		e = job_run(&run, s->job.id, NULL, NULL, &job);
	arena_free(run.arena);
	arena_free(fail.arena);
	return e;
}

static enum err show(struct ctx *cx, void *arg)
{
	const struct shop *s = arg;
	struct list_query q = {.eyes = EYES_SYSTEM, .limit = 100000};
	struct list_page page;

	enum err e = row_list(cx->tx, cx->arena, &customer_fields, &q, cx->fail, &page);
	for (size_t i = 0; !e && i < page.n; i++) {
		const struct customer *c = (const struct customer *)page.rows + i;
		printf("class\t%s\t%.*s\t%s\t%s\t%s\t%s\n", s->date, STR_ARG(c->name),
		       names_get(&tier_names, c->tier), names_get(&stage_names, c->stage),
		       names_get(&band_names, c->frequency_band),
		       names_get(&band_names, c->amount_band));
	}
	return e;
}

static enum err one_date(struct shop *s, const char *date)
{
	enum err e = date_parse(str_of(date), &s->until);

	s->date = date;
	s->next = 0;
	s->r->now = instant_of_s(((int64_t)s->until.day + 1) * S_PER_DAY);
	while (!e && s->next < s->n)
		e = real_run(s->r, TX_WRITE, load_batch, s);
	if (!e)
		e = classify_all(s);
	return e ? e : real_run(s->r, TX_READ, show, s);
}

enum err real_orders(struct real *r, struct arena *a, struct str text, char **dates, int n)
{
	struct shop *s = ARENA_NEW(a, struct shop);
	struct str line;
	enum err e = OK;

	s->r = r;
	while (!e && text.n && str_split(&text, '\n', &line))
		if (str_trim(line).n)
			e = read_line(str_trim(line), ARENA_PUSH(a, s->v, s->n, s->cap));
	r->now = instant_of_s(date_of(1997, 1, 1).day * S_PER_DAY);
	if (!e)
		e = real_run(r, TX_WRITE, set_up, NULL);
	if (!e)
		e = real_run(r, TX_WRITE, set_rules, NULL);
	for (int i = 0; !e && i < n; i++)
		e = one_date(s, dates[i]);
	return e;
}
