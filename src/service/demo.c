#include "service/demo.h"

#include "domain/user.h"
#include "service/access.h"
#include "service/customers.h"
#include "service/demo_scene.h"
#include "service/follow_ups.h"
#include "service/numbers.h"
#include "service/tickets.h"

enum {
	DEMO_USERS = 9,
	PAGE_ROWS = 20000, /* written in one transaction, or a few more */
	DOCUMENT_CUSTOMERS = 2,
	DOCUMENT_TICKETS = 2,
	DOCUMENT_FOLLOW_UPS = 4,
	CUSTOMERS_OF_SALES = 400, /* one person looks after so many */
	TICKETS_OF_AGENT = 4500,  /* one person answers so many in a year */
	TICKETS_OF_ENGINEER = 12000,
	PEOPLE_MAX = 150, /* in one department */
};

/* Where the job is; all of it lies in its arguments and its place between steps. */
struct demo {
	struct demo_terms terms;
	struct instant now; /* when it was ordered: history ends there */
	int64_t made;	    /* customers */
	int64_t department[DEMO_DEPARTMENTS];
};

/* Staff: the first of each department leads it. */
static const struct {
	const char *login, *name, *roles;
	int department;
} staff[DEMO_USERS] = {
	{"zhou", "周敏", "[\"service_manager\"]", DEMO_SERVICE},
	{"li", "李静", "[\"service_agent\"]", DEMO_SERVICE},
	{"wang", "王芳", "[\"service_agent\"]", DEMO_SERVICE},
	{"zhang", "张伟", "[\"sales\"]", DEMO_SALES},
	{"liu", "刘洋", "[\"sales\"]", DEMO_SALES},
	{"chen", "陈晨", "[\"sales\"]", DEMO_SALES},
	{"zhao", "赵强", "[\"after_sales_engineer\"]", DEMO_ENGINEERING},
	{"sun", "孙磊", "[\"after_sales_engineer\"]", DEMO_ENGINEERING},
	{"wu", "吴杰", "[\"auditor\"]", DEMO_SERVICE},
};

/* The rest of a larger company, by department. */
static const struct {
	const char *login, *roles;
	int64_t few; /* of the staff above */
} ranks[DEMO_DEPARTMENTS] = {
	[DEMO_SERVICE] = {"service", "[\"service_agent\"]", 2},
	[DEMO_SALES] = {"sales", "[\"sales\"]", 3},
	[DEMO_ENGINEERING] = {"engineer", "[\"after_sales_engineer\"]", 2},
};

static struct instant days_before(struct instant t, int64_t days)
{
	return instant_add(t, span_of_s(-days * S_PER_DAY));
}

/* The login, or, where somebody has it, one that says what it is. */
static enum err free_login(struct ctx *cx, struct str login, struct str *ret)
{
	struct user *v;
	size_t n;

	*ret = login;
	enum err e = row_find(cx->tx, cx->arena, &user_fields, "login", VAL_STR(*ret), &v, &n);
	if (!e && n)
		*ret = str_fmt(cx->arena, "demo.%.*s.%lld", STR_ARG(login),
			       (long long)ctx_id(cx));
	return e;
}

struct person {
	struct str login, name, roles;
	int department;
};

static enum err make_user(struct ctx *cx, const struct demo *d, const struct person *p,
			  int64_t supervisor_id, int64_t *ret_id)
{
	struct user u;

	fields_clear(&user_fields, &u);
	enum err e = free_login(cx, p->login, &u.login);
	if (e)
		return e;
	u.name = p->name;
	u.roles = p->roles;
	u.department_id = d->department[p->department];
	u.supervisor_id = supervisor_id;
	u.email = str_fmt(cx->arena, "%.*s@example.com", STR_ARG(p->login));
	u.demo = true;
	e = resource_create(cx, &user_resource, &u);
	*ret_id = u.id;
	return e;
}

static int64_t wanted(const struct demo *d, int department)
{
	const struct demo_terms *t = &d->terms;
	int64_t n = department == DEMO_SALES ? t->customers / CUSTOMERS_OF_SALES
		    : department == DEMO_SERVICE
			    ? t->tickets * 12 / t->months / TICKETS_OF_AGENT
			    : t->tickets * 12 / t->months / TICKETS_OF_ENGINEER;
	return n < PEOPLE_MAX ? n : PEOPLE_MAX;
}

/* Who else works there, below the one who leads it. */
static enum err make_ranks(struct ctx *cx, const struct demo *d, const struct demo_words *w,
			   int department, int64_t head_id)
{
	struct dice dice = dice_of((uint64_t)d->terms.seed, 5, (uint64_t)department);
	enum err e = OK;

	for (int64_t i = ranks[department].few; !e && i < wanted(d, department); i++) {
		struct str surname = demo_pick(&dice, &w->surnames);
		struct str given = demo_pick(&dice, &w->given);
		const struct person p = {.login = str_fmt(cx->arena, "%s%lld",
							  ranks[department].login,
							  (long long)i + 1),
					 .name = str_fmt(cx->arena, "%.*s%.*s",
							 STR_ARG(surname), STR_ARG(given)),
					 .roles = str_of(ranks[department].roles),
					 .department = department};
		int64_t id;
		e = make_user(cx, d, &p, head_id, &id);
	}
	return e;
}

static enum err lead(struct ctx *cx, int64_t department_id, int64_t head_id)
{
	struct department old, p;

	enum err e = row_load(cx->tx, cx->arena, &department_fields, EYES_SYSTEM, department_id,
			      &old);
	p = old;
	p.head_id = head_id;
	return e ? e : resource_change(cx, &department_resource, &old, &p, UINT64_MAX);
}

static enum err make_staff(struct ctx *cx, struct demo *d)
{
	static const int heads[DEMO_DEPARTMENTS] = {0, 3, 6};
	int64_t user[DEMO_USERS];
	struct demo_words w;
	enum err e = demo_words_load(cx->arena, &w);

	for (int i = 0; !e && i < DEMO_DEPARTMENTS; i++) {
		struct department p;
		fields_clear(&department_fields, &p);
		p.name = w.departments.v[i];
		e = resource_create(cx, &department_resource, &p);
		d->department[i] = p.id;
	}
	for (int i = 0; !e && i < DEMO_USERS; i++) {
		const struct person p = {str_of(staff[i].login), str_of(staff[i].name),
					 str_of(staff[i].roles), staff[i].department};
		e = make_user(cx, d, &p, i ? user[0] : 0, &user[i]);
	}
	for (int i = 0; !e && i < DEMO_DEPARTMENTS; i++) {
		e = lead(cx, d->department[i], user[heads[i]]);
		if (!e)
			e = make_ranks(cx, d, &w, i, user[heads[i]]);
	}
	return e;
}

/* ---- the rows of the documents ---- */

static enum err make_contact(struct ctx *cx, int64_t customer_id, const char *name,
			     const char *title, struct str phone)
{
	struct contact k;

	fields_clear(&contact_fields, &k);
	k.customer_id = customer_id;
	k.name = str_of(name);
	k.title = str_of(title);
	k.phone = phone;
	k.is_primary = true;
	return resource_create(cx, &contact_resource, &k);
}

static enum err act(struct ctx *cx, int64_t ticket_id, enum event_kind kind, const char *text)
{
	struct ticket_action a = {.ticket_id = ticket_id,
				  .version = -1,
				  .kind = kind,
				  .at = cx->now,
				  .text = str_of(text),
				  .until = INSTANT_NONE,
				  .confirmation = kind == EV_CALLED_BACK
							  ? CONFIRMATION_SATISFIED
							  : CONFIRMATION_NONE};
	struct ticket t;
	return ticket_act(cx, &a, &t);
}

static enum err make_ticket(struct ctx *cx, const struct demo_scene *s,
			    const struct customer *c, const char *title, enum urgency urgency,
			    enum ticket_type type, struct ticket *t)
{
	fields_clear(&ticket_fields, t);
	t->customer_id = c->id;
	t->title = str_of(title);
	t->urgency = (int)urgency;
	t->type = (int)type;
	t->channel = CHANNEL_PHONE;
	t->owner_id = s->people[DEMO_SERVICE].v[urgency == URGENCY_URGENT ? 0 : 1];
	t->department_id = s->department[DEMO_SERVICE];
	t->submitted_at = cx->now;
	return resource_create(cx, &ticket_resource, t);
}

static enum err make_visit(struct ctx *cx, const struct customer *c, enum channel channel,
			   const char *content, const char *feedback, const char *action,
			   struct instant action_due)
{
	struct follow_up f;

	fields_clear(&follow_up_fields, &f);
	f.customer_id = c->id;
	f.owner_id = c->owner_id;
	f.state = FOLLOW_UP_DONE;
	f.purpose = PURPOSE_VISIT;
	f.channel = (int)channel;
	f.done_at = cx->now;
	f.content = str_of(content);
	f.feedback = str_of(feedback);
	f.next_action = str_of(action);
	f.next_action_due_at = action_due;
	return resource_create(cx, &follow_up_resource, &f);
}

/* An instant of the documents, moved by whole weeks so that their Monday, 25 March 2024, is the
 * one before last: what they tell has just happened. */
static struct instant at(const struct ctx *cx, struct instant today, const char *text)
{
	struct date monday = date_of(2024, 3, 25);
	struct date now = world_date(cx->world, today);
	int64_t weeks = (now.day - date_weekday(now) - 7 - monday.day) / 7;
	struct instant t = INSTANT_NONE;

	if (instant_parse(str_of(text), &t))
		return INSTANT_NONE;
	return instant_add(t, span_of_s(weeks * 7 * S_PER_DAY));
}

static enum err make_known(struct ctx *cx, const struct demo_scene *s, const char *number,
			   const char *name, const char *industry, int owner,
			   struct customer *c)
{
	fields_clear(&customer_fields, c);
	c->number = str_of(number);
	c->name = str_of(name);
	c->industry = str_of(industry);
	c->owner_id = s->people[DEMO_SALES].v[owner];
	c->cooperation_since = date_of(2024, 1, 15);
	return resource_create(cx, &customer_resource, c);
}

/* Tables 1 to 3 of S1, with their numbers and times (D1, D2, D3). */
static enum err make_documents(struct ctx *cx, const struct demo_scene *s)
{
	struct instant today = cx->now;
	struct customer a, b;
	struct ticket t;

	cx->now = at(cx, today, "2024-03-25T09:30:00+08:00");
	enum err e = make_known(cx, s, "C2024001", "A科技有限公司", "软件", 0, &a);
	if (!e)
		e = make_contact(cx, a.id, "张经理", "采购经理", STR("13812345678"));
	if (!e)
		e = make_known(cx, s, "C2024002", "B制造集团", "制造", 1, &b);
	if (!e)
		e = make_ticket(cx, s, &a, "系统登录异常", URGENCY_URGENT, TYPE_TECHNICAL, &t);
	cx->now = at(cx, today, "2024-03-25T10:00:00+08:00");
	if (!e)
		e = act(cx, t.id, EV_REPLIED, "已收到，正在处理");
	if (!e)
		e = make_visit(cx, &a, CHANNEL_PHONE, "确认产品体验", "满意", "发送操作手册",
			       at(cx, today, "2024-03-28T18:00:00+08:00"));
	cx->now = at(cx, today, "2024-03-25T14:00:00+08:00");
	if (!e)
		e = act(cx, t.id, EV_RESOLVED, "重置密码并修复权限");
	if (!e)
		e = act(cx, t.id, EV_CALLED_BACK, "客户满意");
	cx->now = at(cx, today, "2024-03-25T15:00:00+08:00");
	if (!e)
		e = act(cx, t.id, EV_ARCHIVED, "");
	cx->now = at(cx, today, "2024-03-26T14:15:00+08:00");
	if (!e)
		e = make_ticket(cx, s, &b, "售后响应慢", URGENCY_GENERAL, TYPE_SERVICE, &t);
	cx->now = at(cx, today, "2024-03-26T14:45:00+08:00");
	if (!e)
		e = act(cx, t.id, EV_REPLIED, "已转售后主管");
	cx->now = days_before(today, 3);
	if (!e)
		e = make_visit(cx, &a, CHANNEL_PHONE, "季度回访", "继续合作", "", INSTANT_NONE);
	if (!e)
		e = make_visit(cx, &b, CHANNEL_VISIT, "上门了解售后问题", "希望加快", "",
			       INSTANT_NONE);
	cx->now = today;
	return e;
}

/* ---- pages of customers ---- */

/* The people of the demonstration, each in its department. */
static enum err load_people(struct ctx *cx, const struct demo *d, struct demo_scene *s)
{
	int64_t *v[DEMO_DEPARTMENTS];
	struct user *users;
	size_t n;

	enum err e = row_find(cx->tx, cx->arena, &user_fields, "demo", VAL_INT(1), &users, &n);
	for (int k = 0; k < DEMO_DEPARTMENTS; k++)
		v[k] = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	for (size_t i = 0; !e && i < n; i++) {
		if (str_is(users[i].roles, staff[0].roles))
			s->manager = users[i].id;
		for (int k = 0; k < DEMO_DEPARTMENTS; k++)
			if (users[i].department_id == d->department[k] &&
			    str_is(users[i].roles, ranks[k].roles))
				v[k][s->people[k].n++] = users[i].id;
	}
	for (int k = 0; !e && k < DEMO_DEPARTMENTS; k++) {
		s->people[k].v = v[k];
		e = s->people[k].n ? OK : ERR_CONFLICT; /* somebody has moved them away */
	}
	return e;
}

static enum err set_scene(struct ctx *cx, const struct demo *d, struct demo_scene *s)
{
	*s = (struct demo_scene){.cx = cx,
				 .plan = {.seed = (uint64_t)d->terms.seed,
					  .customers = d->terms.customers,
					  .tickets = d->terms.customers ? d->terms.tickets : 0,
					  .now = d->now,
					  .zone = cx->world->zone,
					  .cal = cx->world->calendar->cal}};
	memcpy(s->department, d->department, sizeof s->department);
	cx->now = d->now;
	enum err e = demo_words_load(cx->arena, &s->words);
	if (!e)
		e = load_people(cx, d, s);
	return e ? e : demo_plan_make(cx->arena, (int)d->terms.months, &s->plan);
}

static enum err make_page(struct demo_scene *s, struct demo *d)
{
	enum err e = OK;

	while (!e && d->made < d->terms.customers && demo_size(&s->rows) < PAGE_ROWS)
		e = demo_customer(s, d->made++);
	return e ? e : demo_write(s->cx, &s->rows);
}

/* The counters of numbers stand where the numbers that were given end. */
static enum err reach_numbers(struct demo_scene *s)
{
	struct ctx *cx = s->cx;
	const struct demo_plan *p = &s->plan;
	enum err e = OK;

	for (int32_t i = 0; !e && i < p->days; i++) {
		struct date day = {p->first.day + i};
		struct date since = number_since(cx, NUMBER_TICKET, day);
		int64_t n = demo_place_since(p, p->places[i + 1], since);
		if (n > 0 && p->places[i + 1] > p->places[i])
			e = number_reach(cx, NUMBER_TICKET, day, n);
	}
	return e;
}

static enum err reach_customers(struct demo_scene *s)
{
	struct ctx *cx = s->cx;
	enum err e = OK;

	int64_t i = 0;

	/* The last customer of each day; a later day of the same count only goes on. */
	while (!e && i < s->plan.customers) {
		struct date day = world_date(cx->world, demo_joined(&s->plan, i));
		int64_t next = demo_joined_before(&s->plan, (struct date){day.day + 1});
		i = next > i ? next : s->plan.customers;
		e = number_reach(cx, NUMBER_CUSTOMER, day, demo_number(s, i - 1, day));
	}
	return e;
}

/* The numbers of a place, in order. */
static struct str place_write(struct arena *a, const struct demo *d)
{
	return str_fmt(a, "%lld %lld %lld %lld", (long long)d->made,
		       (long long)d->department[0], (long long)d->department[1],
		       (long long)d->department[2]);
}

static enum err place_read(struct str place, struct demo *d)
{
	int64_t *const v[] = {&d->made, &d->department[0], &d->department[1],
			      &d->department[2]};
	struct str part;

	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		if (!str_split(&place, ' ', &part) || str_to_int(part, v[i]))
			return ERR_BUG;
	return OK;
}

static enum err args_read(struct ctx *cx, const struct job *job, struct demo *d)
{
	json_t *args;

	enum err e = json_read(cx->arena, job->args, cx->fail, &args);
	if (e)
		return e;
	d->terms = (struct demo_terms){
		.seed = json_integer_value(json_object_get(args, "seed")),
		.customers = json_integer_value(json_object_get(args, "customers")),
		.tickets = json_integer_value(json_object_get(args, "tickets")),
		.months = json_integer_value(json_object_get(args, "months"))};
	return instant_parse(json_get_text(args, "now"), &d->now);
}

enum err demo_start(struct ctx *cx, const struct demo_terms *terms, struct job *ret_job)
{
	struct list_query q = {.eyes = EYES_SYSTEM};
	struct demo_terms t = *terms;
	char now[32];
	int64_t n;

	if (!cx->world->company.id)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "not_set_up");
	enum err e = row_count(cx->tx, &customer_fields, &q, &n);
	if (!e && n)
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "has_customers");
	if (t.tickets < 0)
		t.tickets = t.customers * t.months * DEMO_TICKETS_OF_CUSTOMER / 12;
	instant_format(cx->now, now);
	struct str args = str_fmt(cx->arena,
				  "{\"seed\":%lld,\"customers\":%lld,\"tickets\":%lld,"
				  "\"months\":%lld,\"now\":\"%s\"}",
				  (long long)t.seed, (long long)t.customers,
				  (long long)t.tickets, (long long)t.months, now);
	if (!e)
		e = audit(cx, "demo", "company", cx->world->company.id, STR(""));
	return e ? e : job_start(cx, "demo", args, t.customers, ret_job);
}

static void report(struct ctx *cx, struct job *job, int64_t customers,
		   const struct demo_scene *s)
{
	job_count(cx->arena, job, "customers", customers);
	job_count(cx->arena, job, "tickets", s->tickets);
	job_count(cx->arena, job, "events", (int64_t)s->rows.table[DEMO_EVENT].n);
	job_count(cx->arena, job, "follow_ups", s->follow_ups);
	job_count(cx->arena, job, "deadlines", (int64_t)s->rows.table[DEMO_DEADLINE].n);
}

/* The rows of the documents come last: they take the numbers after the invented ones. */
static enum err finish(struct ctx *cx, struct job *job, struct demo_scene *s)
{
	int64_t unowned = 0;
	enum err e = reach_numbers(s);

	if (!e)
		e = reach_customers(s);
	if (!e)
		e = make_documents(cx, s);
	if (!e)
		e = demo_kit(s, &unowned);
	job_count(cx->arena, job, "customers", DOCUMENT_CUSTOMERS + unowned);
	job_count(cx->arena, job, "tickets", DOCUMENT_TICKETS);
	job_count(cx->arena, job, "follow_ups", DOCUMENT_FOLLOW_UPS);
	job->state = JOB_DONE;
	return e;
}

enum err demo_step(struct ctx *cx, struct job *job)
{
	const struct instant now = cx->now;
	struct demo d = {0};
	struct demo_scene s;

	enum err e = args_read(cx, job, &d);
	bool first = job->place.n == 0;
	if (!e)
		e = first ? make_staff(cx, &d) : place_read(job->place, &d);
	if (!e && !first)
		e = set_scene(cx, &d, &s);
	const int64_t was = d.made;
	if (!e && !first)
		e = was < d.terms.customers ? make_page(&s, &d) : finish(cx, job, &s);
	cx->now = now;
	if (e)
		return e;
	if (!first)
		report(cx, job, d.made - was, &s);
	job->done = d.made;
	job->place = place_write(cx->arena, &d);
	return OK;
}
