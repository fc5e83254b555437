/* Real tickets of a help desk, played live: the clock moves from event to event and the
 * scheduler fires in between, so that what is stored at the end was made step by step. */
#include "real.h"

#include "domain/company.h"
#include "domain/deadline.h"
#include "domain/user.h"
#include "service/access.h"
#include "service/customers.h"
#include "service/deadlines.h"
#include "service/fire.h"
#include "service/policies.h"
#include "service/tickets.h"
#include "sys/tzfile.h"

#include <stdio.h>
#include <stdlib.h>

enum { CUSTOMERS = 20, OPENED = 1, ANSWERED = 8, SOLVED = 6 };

/* One thing that happened; several of a case are in order. */
struct happening {
	struct instant at;
	size_t line;
	size_t desk_case; /* place in cases */
	int kind;
};

struct desk_case {
	int64_t number;
	int64_t ticket_id;
	bool opened, answered;
	size_t solved; /* place of the last one in v, + 1 */
};

struct desk {
	struct real *r;
	struct arena *arena;
	const struct tz *zone;
	struct happening *v;
	size_t n, cap;
	struct desk_case *cases;
	size_t n_cases, cap_cases;
	int64_t customers[CUSTOMERS];
	struct str policy, calendar;
	const struct happening *h; /* the one in hand */
	int64_t deadlines, differ;
};

/* "2010-10-20 10:48:21" on the wall of the zone. */
static enum err time_in(const struct tz *zone, struct str s, struct instant *ret_instant)
{
	int64_t h, m, sec;
	struct date d;

	enum err e = date_parse(str_slice(s, 0, 10), &d);
	if (e || s.n != 19 || str_to_int(str_slice(s, 11, 13), &h) ||
	    str_to_int(str_slice(s, 14, 16), &m) || str_to_int(str_slice(s, 17, 19), &sec))
		return ERR_INPUT;
	*ret_instant = tz_instant(zone, local_of(d, (int32_t)(h * 3600 + m * 60 + sec)));
	return OK;
}

/* Lines of a case lie together.  The first opening, the first answer after it and the last
 * solution count; what is left of a case that is never opened is not played. */
static void keep(struct desk *d, int64_t number, struct happening h)
{
	struct desk_case *c = d->n_cases ? &d->cases[d->n_cases - 1] : NULL;

	if (!c || c->number != number) {
		c = ARENA_PUSH(d->arena, d->cases, d->n_cases, d->cap_cases);
		c->number = number;
	}
	bool wanted = h.kind == OPENED ? !c->opened
				       : c->opened && (h.kind == SOLVED ||
						       (h.kind == ANSWERED && !c->answered));
	if (!wanted)
		return;
	c->opened |= h.kind == OPENED;
	c->answered |= h.kind == ANSWERED;
	if (h.kind == SOLVED && c->solved)
		d->v[c->solved - 1].kind = 0; /* not the last one */
	h.desk_case = d->n_cases - 1;
	*ARENA_PUSH(d->arena, d->v, d->n, d->cap) = h;
	if (h.kind == SOLVED)
		c->solved = d->n;
}

static enum err read_events(struct desk *d, struct str text)
{
	struct str line, cell[3];
	int64_t number, kind;
	size_t row = 0;

	while (text.n && str_split(&text, '\n', &line)) {
		struct happening h = {.line = ++row};
		line = str_trim(line);
		if (row == 1 || !line.n)
			continue;
		for (int i = 0; i < 3; i++)
			if (!str_split(&line, ',', &cell[i]))
				return ERR_INPUT;
		if (str_to_int(cell[0], &number) || str_to_int(cell[1], &kind) ||
		    time_in(d->zone, cell[2], &h.at))
			return ERR_INPUT;
		h.kind = (int)kind;
		keep(d, number, h);
	}
	return OK;
}

static int by_time(const void *x, const void *y)
{
	const struct happening *a = x, *b = y;
	int c = instant_cmp(a->at, b->at);
	return c ? c : (a->line > b->line) - (a->line < b->line);
}

static enum err set_up(struct ctx *cx, void *arg)
{
	struct company_start start = {
		.name = STR("Help desk"), .locale = STR("en"), .time_zone = STR("Europe/Rome")};
	(void)arg;
	return company_start(cx, &start);
}

static enum err publish_calendar(struct ctx *cx, void *arg)
{
	const struct desk *d = arg;
	struct policy_publish p = {.version = -1, .reason = STR("real data")};
	struct calendar_version v;
	struct job job;

	fields_clear(&calendar_version_fields, &v);
	v.code = STR("desk");
	v.name = STR("Help desk");
	v.document = d->calendar;
	enum err e = resource_create(cx, &calendar_resource, &v);
	p.id = v.id;
	return e ? e : calendar_publish(cx, &p, &v, &job);
}

static enum err publish_policy(struct ctx *cx, void *arg)
{
	const struct desk *d = arg;
	struct policy_publish p = {.version = -1, .reason = STR("real data")};
	struct policy_version v;
	struct job job;

	fields_clear(&policy_version_fields, &v);
	v.name = STR("Real data");
	v.document = d->policy;
	enum err e = resource_create(cx, &policy_resource, &v);
	p.id = v.id;
	return e ? e : policy_publish(cx, &p, &v, &job);
}

static enum err add_user(struct ctx *cx, const char *login, int64_t supervisor, int64_t *ret_id)
{
	struct user u;

	fields_clear(&user_fields, &u);
	u.login = u.name = str_of(login);
	u.roles = STR("[\"service_agent\"]");
	u.supervisor_id = supervisor;
	enum err e = resource_create(cx, &user_resource, &u);
	*ret_id = u.id;
	return e;
}

static enum err add_people(struct ctx *cx, void *arg)
{
	struct desk *d = arg;
	int64_t head, agent;
	struct customer c;

	enum err e = add_user(cx, "head", 0, &head);
	if (!e)
		e = add_user(cx, "agent", head, &agent);
	for (int i = 0; !e && i < CUSTOMERS; i++) {
		fields_clear(&customer_fields, &c);
		c.name = str_fmt(cx->arena, "Customer %d", i);
		c.owner_id = agent;
		c.tier = TIER_ORDINARY;
		c.stage = STAGE_STABLE;
		e = resource_create(cx, &customer_resource, &c);
		d->customers[i] = c.id;
	}
	return e;
}

/* Even cases are urgent, odd ones general: the data do not say. */
static enum err open_ticket(struct ctx *cx, void *arg)
{
	struct desk *d = arg;
	struct desk_case *k = &d->cases[d->h->desk_case];
	struct ticket t;

	fields_clear(&ticket_fields, &t);
	t.customer_id = d->customers[k->number % CUSTOMERS];
	t.title = str_fmt(cx->arena, "Case %lld", (long long)k->number);
	t.type = TYPE_TECHNICAL;
	t.urgency = k->number % 2 ? URGENCY_GENERAL : URGENCY_URGENT;
	enum err e = resource_create(cx, &ticket_resource, &t);
	k->ticket_id = t.id;
	return e;
}

static enum err act(struct ctx *cx, void *arg)
{
	struct desk *d = arg;
	struct ticket t;
	const struct ticket_action a = {
		.ticket_id = d->cases[d->h->desk_case].ticket_id,
		.version = -1,
		.kind = d->h->kind == ANSWERED ? EV_REPLIED : EV_RESOLVED,
		.at = INSTANT_NONE,
		.until = INSTANT_NONE,
		.text = STR("as recorded"),
	};
	return ticket_act(cx, &a, &t);
}

/* What the scheduler does on the way to `to`. */
static enum err move_clock(struct real *r, struct instant to)
{
	for (;;) {
		struct instant next;
		struct fired fired;
		enum err e = real_run(r, TX_READ, fire_next, &next);
		if (e)
			return e;
		if (!instant_is_set(next) || instant_cmp(next, to) > 0)
			break;
		if (instant_cmp(next, r->now) > 0)
			r->now = next;
		e = real_run(r, TX_WRITE, fire_due, &fired);
		if (e)
			return e;
		if (!fired.deadlines && !fired.holds)
			break; /* only notices wait, which nobody sends here */
	}
	r->now = to;
	return OK;
}

static enum err play(struct desk *d)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < d->n; i++) {
		d->h = &d->v[i];
		if (!d->h->kind)
			continue;
		e = move_clock(d->r, d->h->at);
		if (!e)
			e = real_run(d->r, TX_WRITE, d->h->kind == OPENED ? open_ticket : act,
				     d);
	}
	return e ? e : move_clock(d->r, instant_of_s(date_of(2012, 12, 31).day * S_PER_DAY));
}

static void print_time(struct instant t)
{
	if (instant_is_set(t))
		printf("\t%lld", (long long)instant_s(t));
	else
		printf("\t-");
}

static const struct deadline *wanted(const struct obligations *o, const struct deadline *d)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].deadline.kind == d->kind && o->v[i].deadline.cycle == d->cycle)
			return &o->v[i].deadline;
	return NULL;
}

/* The law: the stored rows are the fold of the events. */
static enum err check(struct ctx *cx, void *arg)
{
	struct desk *d = arg;
	const struct desk_case *k = &d->cases[d->h->desk_case];
	struct obligations want;
	struct deadline *rows;
	size_t n;

	enum err e = obligations_load(cx, SUBJECT_TICKET, k->ticket_id, &want);
	if (!e)
		e = row_find(cx->tx, cx->arena, &deadline_fields, "subject_id",
			     VAL_INT(k->ticket_id), &rows, &n);
	for (size_t i = 0; !e && i < n; i++) {
		const struct deadline *w = wanted(&want, &rows[i]);
		d->differ += !w || !real_agrees(&rows[i], w);
		printf("deadline\t%lld\t%s\t%lld\t%s", (long long)k->number,
		       names_get(&deadline_kind_names, rows[i].kind), (long long)rows[i].cycle,
		       names_get(&deadline_state_names, rows[i].state));
		print_time(rows[i].start_at);
		print_time(rows[i].due_at);
		print_time(rows[i].met_at);
		putchar('\n');
	}
	if (!e) {
		d->deadlines += (int64_t)n;
		d->differ += n != want.n;
	}
	return e;
}

enum err real_tickets(struct real *r, struct arena *a, struct str text, struct str policy,
		      struct str calendar)
{
	struct desk *d = ARENA_NEW(a, struct desk);

	*d = (struct desk){.r = r, .arena = a, .policy = policy, .calendar = calendar};
	r->now = instant_of_s(date_of(2010, 1, 1).day * S_PER_DAY);
	enum err e = tzfile_load(a, STR("Europe/Rome"), &d->zone);
	if (!e)
		e = read_events(d, text);
	if (!e)
		e = real_run(r, TX_WRITE, set_up, d);
	if (!e && calendar.n)
		e = real_run(r, TX_WRITE, publish_calendar, d);
	if (!e)
		e = real_run(r, TX_WRITE, publish_policy, d);
	if (!e)
		e = real_run(r, TX_WRITE, add_people, d);
	if (e)
		return e;
	qsort(d->v, d->n, sizeof *d->v, by_time);
	e = play(d);
	for (size_t i = 0; !e && i < d->n; i++) {
		d->h = &d->v[i];
		if (d->h->kind == OPENED)
			e = real_run(r, TX_READ, check, d);
	}
	if (!e)
		printf("fold\t%lld\t%lld\n", (long long)d->deadlines, (long long)d->differ);
	return e;
}
