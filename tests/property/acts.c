/* What people and the clock do in a firm: valid and invalid, in time and back-dated. */
#include "property.h"

#include "domain/company.h"
#include "domain/customer.h"
#include "domain/follow_up.h"
#include "domain/ticket.h"
#include "domain/user.h"
#include "service/access.h"
#include "service/classification.h"
#include "service/customers.h"
#include "service/fire.h"
#include "service/follow_ups.h"
#include "service/policies.h"
#include "service/tickets.h"

static int64_t any(struct firm *m, const struct made *k)
{
	return k->n ? k->id[firm_random(m, k->n)] : 1;
}

static void remember(struct made *k, int64_t id)
{
	if (k->n < RECORDS)
		k->id[k->n++] = id;
}

static bool often(struct firm *m, uint64_t one_in)
{
	return firm_random(m, one_in) == 0;
}

/* Now, or some time ago, or (rarely, and refused) in the future. */
static struct instant some_time(struct firm *m)
{
	uint64_t k = firm_random(m, 40);
	if (k < 20)
		return INSTANT_NONE;
	if (k == 39)
		return instant_add(m->now, span_of_s(60));
	return instant_add(m->now, span_of_s(-(int64_t)firm_random(m, k < 30 ? 7200 : 900000)));
}

static struct instant later(struct firm *m, uint64_t days)
{
	return instant_add(m->now, span_of_s((int64_t)firm_random(m, days * 86400) - 60));
}

static enum err make_customer(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	struct customer c;

	fields_clear(&customer_fields, &c);
	c.name = str_fmt(cx->arena, "客户%llu", (unsigned long long)firm_random(m, 1000));
	c.tier = (int)firm_random(m, 4);
	c.stage = (int)firm_random(m, 5);
	c.strategic = often(m, 8);
	c.owner_id = m->users[firm_random(m, PEOPLE)];
	if (often(m, 3))
		c.cooperation_since.day =
			world_date(cx->world, cx->now).day - (int32_t)firm_random(m, 400);
	if (often(m, 4))
		c.last_contact_at = some_time(m);
	enum err e = resource_create(cx, &customer_resource, &c);
	if (!e)
		remember(&m->customers, c.id);
	return e;
}

static enum err edit_customer(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	struct customer old, c;

	enum err e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM,
			      any(m, &m->customers), &old);
	if (e)
		return e;
	c = old;
	switch (firm_random(m, 6)) {
	case 0:
	case 1:
		c.tier = (int)firm_random(m, 4);
		break;
	case 2:
		c.stage = (int)firm_random(m, 5);
		break;
	case 3:
		c.state = c.state == CUSTOMER_ACTIVE ? CUSTOMER_PAUSED : CUSTOMER_ACTIVE;
		break;
	case 4:
		c.owner_id = m->users[firm_random(m, PEOPLE)];
		break;
	default:
		c.cooperation_since.day =
			world_date(cx->world, cx->now).day - (int32_t)firm_random(m, 400);
		break;
	}
	return resource_change(cx, &customer_resource, &old, &c, 0);
}

static enum err make_order(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	struct order o;

	fields_clear(&order_fields, &o);
	o.customer_id = any(m, &m->customers);
	o.amount = (int64_t)firm_random(m, 10000000);
	o.ordered_on.day = world_date(cx->world, cx->now).day + 1 -
			   (int32_t)firm_random(m, often(m, 3) ? 200 : 10);
	return resource_create(cx, &order_resource, &o);
}

static enum err make_ticket(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	struct ticket t;

	fields_clear(&ticket_fields, &t);
	t.customer_id = any(m, &m->customers);
	t.title = STR("问题");
	t.type = (int)firm_random(m, 5);
	t.urgency = (int)firm_random(m, 3);
	t.channel = (int)firm_random(m, 8);
	t.submitted_at = some_time(m);
	t.by_staff = often(m, 6);
	if (often(m, 2))
		t.owner_id = m->users[firm_random(m, PEOPLE)];
	enum err e = resource_create(cx, &ticket_resource, &t);
	if (!e)
		remember(&m->tickets, t.id);
	return e;
}

static enum err edit_ticket(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	struct ticket old, t;

	enum err e = row_load(cx->tx, cx->arena, &ticket_fields, EYES_SYSTEM,
			      any(m, &m->tickets), &old);
	if (e)
		return e;
	t = old;
	t.urgency = (int)firm_random(m, 3);
	t.type = (int)firm_random(m, 5);
	return resource_change(cx, &ticket_resource, &old, &t, UINT64_MAX);
}

static enum err act_on_ticket(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	struct ticket t;
	struct ticket_action a = {
		.ticket_id = any(m, &m->tickets),
		.version = -1,
		.kind = (enum event_kind)(EV_CUSTOMER_MESSAGE +
					  firm_random(m, EV_CANCELLED - EV_CUSTOMER_MESSAGE)),
		.at = some_time(m),
		.text = often(m, 12) ? STR("") : STR("如此"),
		.until = INSTANT_NONE,
		.confirmation = (enum confirmation)firm_random(m, 4),
	};

	if (a.kind == EV_RECLASSIFIED || a.kind == EV_POLICY_CHANGED)
		a.kind = often(m, 6) ? EV_CANCELLED : EV_REPLIED;
	if (a.kind == EV_ASSIGNED)
		a.owner_id = m->users[firm_random(m, PEOPLE)];
	if (a.kind == EV_DEPARTMENT_ASKED || a.kind == EV_DEPARTMENT_REPLIED)
		a.department_id = m->departments[firm_random(m, OFFICES)];
	if (a.kind == EV_HELD && often(m, 2))
		a.until = later(m, 3);
	return ticket_act(cx, &a, &t);
}

static enum err make_follow_up(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	struct follow_up f;

	fields_clear(&follow_up_fields, &f);
	f.customer_id = any(m, &m->customers);
	f.content = STR("谈过");
	if (often(m, 2)) {
		f.state = FOLLOW_UP_DONE;
		f.done_at = some_time(m);
		if (often(m, 3)) {
			f.next_action = STR("报价");
			f.next_action_due_at = later(m, 5);
		}
	}
	if (f.state == FOLLOW_UP_PLANNED || often(m, 4))
		f.planned_at = later(m, 10);
	enum err e = resource_create(cx, &follow_up_resource, &f);
	if (!e)
		remember(&m->follow_ups, f.id);
	return e;
}

static enum err end_follow_up(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	int64_t id = any(m, &m->follow_ups);
	struct follow_up f;
	struct follow_up_record r = {.id = id, .version = -1, .done_at = some_time(m)};

	fields_clear(&follow_up_fields, &r.given);
	switch (firm_random(m, 3)) {
	case 0:
		return follow_up_cancel(cx, id, -1, &f);
	case 1:
		return follow_up_action_done(cx, id, -1, &f);
	default:
		return follow_up_done(cx, &r, &f);
	}
}

static enum err publish(struct ctx *cx, void *arg)
{
	static const char *const mixes[] = {"s1,s0,s4", "s0,s4", "s3,s4", "s1,s4", "s4,s1"};
	struct firm *m = arg;
	struct policy_version v;
	struct job job = {0};
	struct policy_publish p = {.version = -1, .reason = STR("so"), .move = often(m, 2)};
	struct str mix = str_of(mixes[firm_random(m, 5)]);

	enum err e = policy_from_presets(cx, mix, mix, &v);
	p.id = v.id;
	if (!e)
		e = policy_publish(cx, &p, &v, &job);
	m->job = e ? 0 : job.id;
	return e;
}

static enum err publish_calendar(struct ctx *cx, void *arg)
{
	static const char *const days[] = {"[[\"09:00\",\"18:00\"]]", "[[\"08:00\",\"12:00\"]]",
					   "[[\"10:00\",\"13:00\"],[\"14:00\",\"20:00\"]]"};
	struct firm *m = arg;
	const char *d = days[firm_random(m, 3)];
	struct calendar_version v;
	struct job job = {0};
	struct policy_publish p = {.version = -1, .reason = STR("so")};

	fields_clear(&calendar_version_fields, &v);
	v.code = STR("cn");
	v.name = STR("日历");
	v.document = str_fmt(cx->arena,
			     "{\"time_zone\":\"Asia/Shanghai\",\"preset\":\"CN\",\"weekly\":{"
			     "\"mon\":%s,\"tue\":%s,\"wed\":%s,\"thu\":%s,\"fri\":%s}}",
			     d, d, d, d, d);
	enum err e = resource_create(cx, &calendar_resource, &v);
	p.id = v.id;
	if (!e)
		e = calendar_publish(cx, &p, &v, &job);
	m->job = e ? 0 : job.id;
	return e;
}

static enum err classify_all(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	struct job job;
	enum err e = classify_start(cx, DATE_NONE, &job);
	m->job = e ? 0 : job.id;
	return e;
}

/* Each with its share of a firm's days. */
static const struct {
	const char *name;
	use_case act; /* NULL: the clock moves */
	unsigned share;
} acts[] = {
	{"a new customer", make_customer, 10},
	{"a customer changes", edit_customer, 12},
	{"an order", make_order, 8},
	{"a new ticket", make_ticket, 14},
	{"a ticket changes", edit_ticket, 5},
	{"an act on a ticket", act_on_ticket, 50},
	{"a follow-up", make_follow_up, 14},
	{"the end of a follow-up", end_follow_up, 12},
	{"a new standard", publish, 3},
	{"a new calendar", publish_calendar, 2},
	{"classification", classify_all, 2},
	{"time passes", NULL, 30},
	{"downtime", NULL, 8},
};

static enum err finish_job(struct firm *m)
{
	struct run run = {.home = &m->home,
			  .actor = &m->actor,
			  .now = m->now,
			  .arena = arena_new(),
			  .fail = &m->fail};
	struct job job;
	enum err e = job_run(&run, m->job, NULL, NULL, &job);
	m->job = 0;
	arena_free(run.arena);
	return e;
}

enum err firm_act(struct firm *m)
{
	unsigned total = 0;
	size_t i = 0;

	for (size_t k = 0; k < sizeof acts / sizeof *acts; k++)
		total += acts[k].share;
	unsigned pick = (unsigned)firm_random(m, total);
	for (; pick >= acts[i].share; i++)
		pick -= acts[i].share;
	m->doing = acts[i].name;
	if (m->steady && (acts[i].act == publish || acts[i].act == publish_calendar))
		return OK;
	if (acts[i].act) {
		enum err e = firm_run(m, TX_WRITE, acts[i].act, m);
		return !e && m->job ? finish_job(m) : e;
	}
	struct instant to = instant_add(
		m->now, span_of_s(1 + (int64_t)firm_random(m, often(m, 4) ? 900000 : 20000)));
	if (str_is(str_of(acts[i].name), "downtime")) {
		m->now = to;
		return OK;
	}
	return firm_advance(m, to);
}

enum err firm_fire(struct firm *m)
{
	struct fired fired;
	enum err e;

	do {
		e = firm_run(m, TX_WRITE, fire_due, &fired);
	} while (!e && (fired.deadlines || fired.holds));
	return e;
}

enum err firm_advance(struct firm *m, struct instant to)
{
	struct instant next;
	struct fired fired = {0};
	enum err e = OK;

	for (int idle = 0; !e && idle < 2;) {
		e = firm_run(m, TX_READ, fire_next, &next);
		if (e || !instant_is_set(next) || instant_cmp(next, to) > 0)
			break;
		if (instant_cmp(next, m->now) > 0)
			m->now = next;
		e = firm_run(m, TX_WRITE, fire_due, &fired);
		idle = fired.deadlines || fired.holds ? 0 : idle + 1; /* mail waits for ever */
	}
	m->now = to;
	return e ? e : firm_fire(m);
}

enum err firm_found(struct ctx *cx, void *arg)
{
	const struct firm *m = arg;
	struct company_start start = {
		.name = STR("公司"), .locale = STR("zh-CN"), .presets = str_of(m->presets)};
	return company_start(cx, &start);
}

static enum err hire(struct ctx *cx, void *arg)
{
	struct firm *m = arg;
	enum err e = OK;

	for (int i = 0; !e && i < OFFICES; i++) {
		struct department d;
		fields_clear(&department_fields, &d);
		d.name = str_fmt(cx->arena, "部门%d", i);
		d.parent_id = i ? m->departments[i - 1] : 0;
		e = resource_create(cx, &department_resource, &d);
		m->departments[i] = d.id;
	}
	for (int i = 0; !e && i < PEOPLE; i++) {
		struct user u;
		fields_clear(&user_fields, &u);
		u.login = str_fmt(cx->arena, "user%d", i);
		u.name = u.login;
		u.roles = i ? STR("[\"service_agent\"]") : STR("[\"administrator\"]");
		u.department_id = m->departments[i % OFFICES];
		u.supervisor_id = i > 1 ? m->users[i - 1] : 0;
		if (i % 2)
			u.email = str_fmt(cx->arena, "user%d@example.com", i);
		e = resource_create(cx, &user_resource, &u);
		m->users[i] = u.id;
	}
	return e;
}

enum err firm_begin(struct firm *m)
{
	enum err e = firm_run(m, TX_WRITE, firm_found, m);
	if (!e)
		e = firm_run(m, TX_WRITE, hire, m);
	for (int i = 0; !e && i < 3; i++) {
		e = firm_run(m, TX_WRITE, make_customer, m);
		if (e == ERR_INPUT) /* a contact in the future */
			e = OK;
	}
	return e;
}
