/* A customer of an invented company: who it is, what it buys, and who keeps in touch with it.
 */
#include "service/demo_scene.h"

#include "service/deadlines.h"
#include "service/numbers.h"

#include <stdlib.h>

enum {
	HOUR = 3600,
	DAY = 86400,
	NUMBERS_TAKEN = 2, /* by the rows of the documents, which have numbers of their own */
};

int64_t demo_at_work(const struct demo_scene *s, int department, int64_t lot, struct instant at)
{
	const struct demo_people *p = &s->people[department];

	for (size_t i = 0; i < p->n; i++) {
		size_t k = ((size_t)lot + i) % p->n;
		if (demo_on_duty(&s->plan, (int64_t)k, at))
			return p->v[k];
	}
	return p->v[(size_t)lot % p->n];
}

struct match demo_match(const struct demo_client *client, struct instant at)
{
	struct match m = client->standings[0].match;

	for (size_t i = 1; i < client->n_standings; i++)
		if (instant_cmp(client->standings[i].from, at) <= 0)
			m = client->standings[i].match;
	return m;
}

enum err demo_deadlines(struct demo_scene *s, struct obligations *all)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < all->n; i++) {
		struct deadline *d = &all->v[i].deadline;
		e = deadline_begin(s->cx, &all->v[i]);
		if (e)
			break;
		if (!d->open) {
			d->created_at = d->start_at;
			d->updated_at = instant_is_set(d->met_at) ? d->met_at : d->start_at;
		}
		demo_put(&s->rows, s->cx, DEMO_DEADLINE, d);
	}
	return e;
}

enum err demo_follow_up(struct demo_scene *s, struct demo_client *client,
			const struct follow_up *f)
{
	struct obligations want;
	enum err e = follow_up_obligations(s->cx->arena, f, s->cx->now, &want);

	if (!e)
		e = demo_deadlines(s, &want);
	for (size_t i = 0; !e && i < want.n; i++) {
		const struct deadline *d = &want.v[i].deadline;
		if (d->open && d->kind == DL_PLAN)
			client->touch = instant_min(client->touch, d->due_at);
	}
	if (f->state == FOLLOW_UP_DONE)
		*ARENA_PUSH(s->cx->arena, client->contacts, client->n_contacts, client->cap) =
			f->done_at;
	demo_put(&s->rows, s->cx, DEMO_FOLLOW_UP, f);
	s->follow_ups++;
	return e;
}

/* ---- who it is ---- */

static struct str make_name(struct demo_scene *s, struct demo_client *k,
			    const struct demo_trade *trade)
{
	const struct demo_words *w = &s->words;
	struct str city = demo_pick(&k->dice, &w->cities);
	struct str first = demo_pick(&k->dice, &w->first_characters);
	struct str second = demo_pick(&k->dice, &w->second_characters);

	return str_fmt(s->cx->arena, "%.*s%.*s%.*s%.*s", STR_ARG(city), STR_ARG(first),
		       STR_ARG(second), STR_ARG(trade->ending));
}

int64_t demo_number(const struct demo_scene *s, int64_t index, struct date day)
{
	struct date since = number_since(s->cx, NUMBER_CUSTOMER, day);
	int64_t before = date_is_set(since) ? demo_joined_before(&s->plan, since) : 0;

	return index - before + 1 + NUMBERS_TAKEN;
}

static void make_customer(struct demo_scene *s, struct demo_client *k)
{
	struct customer *c = &k->c;
	struct dice *d = &k->dice;
	const struct demo_trade *trade =
		&s->words.trades[dice_below(d, (int64_t)s->words.n_trades)];
	const struct demo_people *sales = &s->people[DEMO_SALES];
	struct instant joined = demo_joined(&s->plan, k->index);
	struct date day = world_date(s->cx->world, joined);
	int64_t lot = dice_below(d, 100);
	bool old = day.day < s->plan.first.day;

	demo_born(s->cx, &customer_fields, c, joined);
	c->name = make_name(s, k, trade);
	c->industry = trade->industry;
	c->tier = lot < 15 ? TIER_VIP : lot < 80 ? TIER_ORDINARY : TIER_POTENTIAL;
	c->tier_manual = true;
	c->strategic = lot == 0;
	c->owner_id = sales->v[(size_t)k->index % sales->n];
	c->owner_since = joined;
	c->department_id = s->department[DEMO_SALES];
	c->state = lot < 98 || !dice_chance(d, 800) ? CUSTOMER_ACTIVE
		   : lot == 98			    ? CUSTOMER_PAUSED
						    : CUSTOMER_CLOSED;
	if (c->tier != TIER_POTENTIAL) {
		c->cooperation_since = day;
		if (old)
			c->cooperation_since.day -= (int32_t)dice_between(d, 100, 2000, 1);
	}
	c->contact_since = joined;
	c->preferred_channel = CHANNEL_PHONE;
	c->sort_key = search_sort_key(s->cx->tx, s->cx->arena, c->name);
	c->number = number_nth(s->cx, NUMBER_CUSTOMER, day, demo_number(s, k->index, day));
	k->problem = (size_t)dice_below(d, (int64_t)s->words.n_problems);
}

static void make_contacts(struct demo_scene *s, struct demo_client *k, struct search_text *st)
{
	const struct demo_words *w = &s->words;
	struct dice *d = &k->dice;
	int64_t n = dice_between(d, 1, 3, 1);

	for (int64_t i = 0; i < n; i++) {
		struct contact x;
		demo_born(s->cx, &contact_fields, &x, k->c.created_at);
		x.customer_id = k->c.id;
		struct str surname = demo_pick(d, &w->surnames),
			   given = demo_pick(d, &w->given);
		x.name = str_fmt(s->cx->arena, "%.*s%.*s", STR_ARG(surname), STR_ARG(given));
		x.title = demo_pick(d, &w->titles);
		x.phone =
			str_fmt(s->cx->arena, "139%08lld", (long long)dice_below(d, 100000000));
		if (dice_chance(d, 400))
			x.email = str_fmt(s->cx->arena, "contact%lld.%lld@example.com",
					  (long long)k->index, (long long)i);
		x.is_primary = i == 0;
		search_add(st, SEARCH_NAME, x.name);
		search_add(st, SEARCH_PHONE, x.phone);
		demo_put(&s->rows, s->cx, DEMO_CONTACT, &x);
	}
}

/* ---- what it buys ---- */

static void make_orders(struct demo_scene *s, struct demo_client *k, int64_t *ret_in_window)
{
	struct customer *c = &k->c;
	struct dice *d = &k->dice;
	struct date today = world_date(s->cx->world, s->plan.now);
	struct date window =
		date_add_months(today, -s->cx->world->classification.window_months);
	struct date day = c->cooperation_since;

	c->order_count = c->order_total = *ret_in_window = 0;
	for (; date_is_set(day) && day.day <= today.day;
	     day.day += (int32_t)dice_between(d, 50, 260, 0)) {
		struct order o;
		demo_born(s->cx, &order_fields, &o,
			  instant_add(tz_date_start(s->plan.zone, day), span_of_s(10 * HOUR)));
		if (instant_cmp(o.created_at, s->plan.now) > 0)
			o.created_at = o.updated_at = s->plan.now;
		o.customer_id = c->id;
		o.product = demo_pick(d, &s->words.products);
		o.quantity = dice_between(d, 1, 20, 2);
		o.amount = o.quantity * dice_between(d, 1, c->tier == TIER_VIP ? 300 : 60, 1) *
			   20000;
		o.currency = s->cx->world->company.currency;
		o.ordered_on = day;
		if (!date_is_set(c->first_order_on))
			c->first_order_on = day;
		c->last_order_on = day;
		c->order_count++;
		c->order_total += o.amount;
		c->order_currency = o.currency;
		*ret_in_window += day.day > window.day;
		demo_put(&s->rows, s->cx, DEMO_ORDER, &o);
	}
}

/* ---- what it was and is ---- */

static void add_standing(struct demo_scene *s, struct demo_client *k, struct date day,
			 enum stage stage)
{
	struct standing *v = ARENA_ARRAY(s->cx->arena, k->n_standings + 1, struct standing);

	if (k->n_standings)
		memcpy(v, k->standings, k->n_standings * sizeof *v);
	v[k->n_standings] =
		(struct standing){.from = k->n_standings ? tz_date_start(s->plan.zone, day)
							 : (struct instant){INT64_MIN},
				  .match = {.tier = k->c.tier,
					    .stage = (int)stage,
					    .type = -1,
					    .urgency = -1,
					    .channel = -1,
					    .strategic = k->c.strategic,
					    .tags = STR("")},
				  .policy_id = s->cx->world->company.policy_id};
	k->standings = v;
	k->n_standings++;
}

/* New for the months of the rules, then stable. */
static void begin_standings(struct demo_scene *s, struct demo_client *k)
{
	struct date since = k->c.cooperation_since;
	struct date today = world_date(s->cx->world, s->plan.now);

	if (!date_is_set(since)) {
		add_standing(s, k, today, STAGE_POTENTIAL);
		return;
	}
	struct date settled = date_add_months(since, s->cx->world->classification.new_months);
	settled.day++;
	bool was_new = tz_date_start(s->plan.zone, settled).us > k->c.created_at.us;
	add_standing(s, k, since, was_new ? STAGE_NEW : STAGE_STABLE);
	if (was_new && settled.day <= today.day)
		add_standing(s, k, settled, STAGE_STABLE);
}

/* What the nightly classification would say by now; a customer out of touch has grown cold. */
static void end_standings(struct demo_scene *s, struct demo_client *k, int64_t in_window)
{
	struct customer *c = &k->c;
	const struct world *world = s->cx->world;
	struct date today = world_date(world, s->plan.now), last = c->last_order_on;
	struct class_facts facts = {.customer_id = c->id,
				    .orders = c->order_count,
				    .orders_in_window = in_window,
				    .total = c->order_total,
				    .since = c->cooperation_since,
				    .first_order = c->first_order_on,
				    .last_order = c->last_order_on,
				    .last_contact = DATE_NONE,
				    .strategic = c->strategic};

	if (k->n_contacts)
		facts.last_contact = world_date(world, k->contacts[k->n_contacts - 1]);
	struct classes now =
		classify(&world->classification, &facts, (enum tier)c->tier, today);
	c->frequency_band = (int)now.frequency;
	c->amount_band = (int)now.amount;
	c->stage = (int)now.stage;
	if (c->stage == k->standings[k->n_standings - 1].match.stage)
		return;
	if (date_is_set(facts.last_contact) && facts.last_contact.day > last.day)
		last = facts.last_contact;
	last.day += c->stage == STAGE_COLD ? world->classification.cold_days
					   : world->classification.churn_days;
	add_standing(s, k, last, (enum stage)c->stage);
}

static void put_tier_changes(struct demo_scene *s, const struct demo_client *k)
{
	for (size_t i = 1; i < k->n_standings; i++) {
		int was = k->standings[i - 1].match.stage, is = k->standings[i].match.stage;
		struct tier_change x;
		demo_born(s->cx, &tier_change_fields, &x, k->standings[i].from);
		x.customer_id = k->c.id;
		x.field = STR("stage");
		x.old_value = str_of(names_get(&stage_names, was));
		x.new_value = str_of(names_get(&stage_names, is));
		x.reason = was == STAGE_NEW ? STR("months_since_first_order")
					    : STR("days_since_last_contact");
		demo_put(&s->rows, s->cx, DEMO_TIER_CHANGE, &x);
	}
}

/* ---- who keeps in touch ---- */

static int by_instant(const void *x, const void *y)
{
	return instant_cmp(*(const struct instant *)x, *(const struct instant *)y);
}

/* When somebody will call next: before it is due; rarely too late. */
static enum err next_contact(struct demo_scene *s, struct demo_client *k, struct instant last,
			     bool first, struct instant *ret_at)
{
	enum { USUAL_DAYS = 30 };
	struct dice *d = &k->dice;
	const struct match m = demo_match(k, last);
	struct instant due, at;

	enum err e = due_of_kind(&s->cx->world->standards, s->cx->world->company.policy_id, &m,
				 DL_FOLLOW_UP, last, &due);
	if (e)
		return e;
	if (!instant_is_set(due))
		due = instant_add(last, span_of_s(USUAL_DAYS * DAY));
	int64_t span = instant_diff(due, last).us / US_PER_S;
	if (!first && dice_chance(d, 20)) {
		at = instant_add(due, span_of_s(dice_between(d, HOUR, 3 * DAY, 1)));
		return demo_office(&s->plan, d, at, ret_at);
	}
	at = instant_add(last, span_of_s(first ? dice_between(d, 2 * HOUR, 20 * HOUR, 0)
					       : span * dice_between(d, 50, 92, 0) / 100));
	e = demo_office(&s->plan, d, at, &at);
	if (!e && instant_cmp(at, due) >= 0)
		at = instant_add(due, span_of_s(-dice_between(d, 300, 3 * HOUR, 0)));
	*ret_at = instant_floor(at);
	return e;
}

/* The next action that a contact leads to, and when it was done. */
static enum err add_action(struct demo_scene *s, struct demo_client *k, struct follow_up *f)
{
	struct dice *d = &k->dice;
	struct instant done;

	f->next_action = demo_pick(d, &s->words.actions);
	f->next_action_owner_id = f->owner_id;
	enum err e = demo_office(
		&s->plan, d,
		instant_add(f->done_at, span_of_s(dice_between(d, DAY, 6 * DAY, 0))),
		&f->next_action_due_at);
	int64_t span = instant_diff(f->next_action_due_at, f->done_at).us / US_PER_S;
	int64_t part =
		dice_chance(d, 40) ? dice_between(d, 101, 140, 0) : dice_between(d, 20, 98, 0);
	done = instant_add(f->done_at, span_of_s(span * part / 100));
	if (instant_cmp(done, s->plan.now) <= 0)
		f->next_action_done_at = instant_floor(done);
	return e;
}

static enum err add_contact(struct demo_scene *s, struct demo_client *k, struct instant at,
			    bool first)
{
	static const enum channel channels[] = {CHANNEL_PHONE, CHANNEL_PHONE,  CHANNEL_PHONE,
						CHANNEL_VISIT, CHANNEL_ONLINE, CHANNEL_EMAIL};
	static const enum purpose purposes[] = {PURPOSE_RELATION, PURPOSE_NEEDS, PURPOSE_SALE,
						PURPOSE_SATISFACTION, PURPOSE_VISIT};
	struct dice *d = &k->dice;
	struct follow_up f;
	enum err e = OK;

	demo_born(s->cx, &follow_up_fields, &f, at);
	f.customer_id = k->c.id;
	f.owner_id = k->c.owner_id;
	if (demo_on_leave(&s->plan, k->index % (int64_t)s->people[DEMO_SALES].n, at))
		f.owner_id = s->people[DEMO_SALES]
				     .v[(size_t)(k->index + 1) % s->people[DEMO_SALES].n];
	f.department_id = k->c.department_id;
	f.state = FOLLOW_UP_DONE;
	f.purpose = (int)(first ? PURPOSE_VISIT
				: purposes[dice_below(d, sizeof purposes / sizeof *purposes)]);
	f.channel = (int)channels[dice_below(d, sizeof channels / sizeof *channels)];
	f.done_at = at;
	f.content = first ? s->words.first_content : demo_pick(d, &s->words.contents);
	f.feedback = demo_pick(d, &s->words.feedback);
	if (dice_chance(d, 200)) { /* it had been planned */
		f.planned_at = instant_add(at, span_of_s(dice_between(d, 0, HOUR, 0)));
		f.created_at = instant_add(at, span_of_s(-dice_between(d, HOUR, 2 * DAY, 0)));
	}
	if (dice_chance(d, 80))
		e = add_action(s, k, &f);
	return e ? e : demo_follow_up(s, k, &f);
}

/* A call that somebody has put down for one of the next days. */
static enum err add_plan(struct demo_scene *s, struct demo_client *k, struct instant last)
{
	struct dice *d = &k->dice;
	struct follow_up f;
	struct instant at;

	enum err e = demo_office(
		&s->plan, d,
		instant_add(s->plan.now, span_of_s(dice_between(d, HOUR, 6 * DAY, 0))), &at);
	if (e)
		return e;
	demo_born(s->cx, &follow_up_fields, &f, last);
	f.customer_id = k->c.id;
	f.owner_id = k->c.owner_id;
	f.department_id = k->c.department_id;
	f.state = FOLLOW_UP_PLANNED;
	f.channel = CHANNEL_PHONE;
	f.planned_at = at;
	f.goal = demo_pick(d, &s->words.actions);
	return demo_follow_up(s, k, &f);
}

/* Calls and visits between the contacts that tickets led to; those count as well. */
static enum err keep_in_touch(struct demo_scene *s, struct demo_client *k)
{
	enum { FORGOTTEN = 4 }; /* of 1,000 customers, within the last two months */
	struct instant last = k->c.contact_since, end = s->plan.now, at = last;
	size_t n = k->n_contacts, i = 0;
	enum err e = OK;

	if (k->c.state != CUSTOMER_ACTIVE || dice_chance(&k->dice, FORGOTTEN))
		end = instant_add(end, span_of_s(-dice_between(&k->dice, 0, 60 * DAY, 0)));
	struct instant *known = ARENA_ARRAY(s->cx->arena, n, struct instant);
	if (n)
		memcpy(known, k->contacts, n * sizeof *known);
	qsort(known, n, sizeof *known, by_instant);
	for (bool first = date_is_set(k->c.cooperation_since); !e; first = false) {
		e = next_contact(s, k, last, first, &at);
		while (i < n && instant_cmp(known[i], last) <= 0)
			i++;
		if (!e && i < n && instant_cmp(known[i], at) <= 0) {
			last = known[i++];
			continue;
		}
		if (e || instant_cmp(at, end) > 0)
			break;
		e = add_contact(s, k, at, first);
		last = at;
	}
	if (!e && k->c.state == CUSTOMER_ACTIVE && dice_chance(&k->dice, 120))
		e = add_plan(s, k, last);
	if (k->n_contacts)
		qsort(k->contacts, k->n_contacts, sizeof *k->contacts, by_instant);
	return e;
}

/* Its own deadlines, and what of them stands in its row. */
static enum err owe(struct demo_scene *s, struct demo_client *k)
{
	struct customer *c = &k->c;
	struct obligations want;
	const struct customer_facts facts = {
		.customer = c,
		.match = k->standings[k->n_standings - 1].match,
		.policy_id = s->cx->world->company.policy_id,
		.standings = k->standings,
		.n_standings = k->n_standings,
		.since = c->contact_since,
		.contacts = k->contacts,
		.n_contacts = k->n_contacts,
	};

	enum err e = customer_obligations(s->cx->arena, &s->cx->world->standards, &facts,
					  s->cx->now, &want);
	if (!e)
		e = demo_deadlines(s, &want);
	if (e)
		return e;
	c->next_touch_at = instant_min(k->touch, obligations_least_due(&want));
	if (k->n_contacts)
		c->last_contact_at = k->contacts[k->n_contacts - 1];
	return OK;
}

enum err demo_customer(struct demo_scene *s, int64_t index)
{
	struct demo_client k = {.index = index,
				.dice = dice_of(s->plan.seed, 4, (uint64_t)index),
				.touch = INSTANT_NONE};
	int64_t *places, in_window;
	size_t n;
	enum err e = OK;

	make_customer(s, &k);
	make_orders(s, &k, &in_window);
	begin_standings(s, &k);
	demo_places_of(&s->plan, s->cx->arena, index, &places, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = demo_ticket(s, &k, places[i]);
	if (!e)
		e = keep_in_touch(s, &k);
	if (e)
		return e;
	end_standings(s, &k, in_window);
	e = owe(s, &k);
	struct search_text *st = demo_found_by(&s->rows, s->cx, SEARCH_CUSTOMER, k.c.id);
	search_add(st, SEARCH_NAME, k.c.name);
	search_add(st, SEARCH_NUMBER, k.c.number);
	search_add(st, SEARCH_TEXT, k.c.industry);
	make_contacts(s, &k, st);
	put_tier_changes(s, &k);
	demo_put(&s->rows, s->cx, DEMO_CUSTOMER, &k.c);
	return e;
}
