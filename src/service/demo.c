#include "service/demo.h"

#include "domain/user.h"
#include "service/access.h"
#include "service/customers.h"
#include "service/follow_ups.h"
#include "service/tickets.h"
#include "service/world.h"

enum { DEMO_USERS = 9, DEMO_DEPARTMENTS = 3, DEMO_PAGE = 20, DOCUMENT_CUSTOMERS = 2 };

/* Where the job is; all of it lies in its place between steps. */
struct demo {
	uint64_t seed;
	int64_t customers; /* wanted */
	int64_t made;
	int64_t tickets;
	int64_t follow_ups;
	int64_t department[DEMO_DEPARTMENTS]; /* service, sales, engineering */
	int64_t user[DEMO_USERS];
};

/* Staff: the first of each department leads it. */
static const struct {
	const char *login, *name, *roles;
	int department;
} staff[DEMO_USERS] = {
	{"zhou", "周敏", "[\"service_manager\"]", 0},
	{"li", "李静", "[\"service_agent\"]", 0},
	{"wang", "王芳", "[\"service_agent\"]", 0},
	{"zhang", "张伟", "[\"sales\"]", 1},
	{"liu", "刘洋", "[\"sales\"]", 1},
	{"chen", "陈晨", "[\"sales\"]", 1},
	{"zhao", "赵强", "[\"after_sales_engineer\"]", 2},
	{"sun", "孙磊", "[\"after_sales_engineer\"]", 2},
	{"wu", "吴杰", "[\"auditor\"]", 0},
};
static const char *const departments[] = {"客服部", "销售部", "技术部"};
static const char *const cities[] = {"北京", "上海", "广州", "深圳", "杭州", "苏州",
				     "成都", "武汉", "西安", "南京", "青岛", "厦门"};
static const char *const words[] = {"东方", "华信", "金桥", "瑞丰", "天成", "恒达",
				    "明远", "新源", "博雅", "锦程", "远航", "嘉禾",
				    "宏图", "立信", "安泰", "鼎盛"};
static const char *const trades[][2] = {{"科技有限公司", "软件"},     {"制造集团", "制造"},
					{"贸易有限公司", "贸易"},     {"电子有限公司", "电子"},
					{"食品股份有限公司", "食品"}, {"物流有限公司", "物流"},
					{"医疗器械有限公司", "医疗"}};
static const char *const surnames[] = {"王", "李", "张", "刘", "陈",
				       "杨", "黄", "赵", "吴", "周"};
static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "磊", "军", "洋", "勇", "艳"};
static const char *const problems[] = {
	"登录异常，无法进入系统", "设备运行有异响", "发票抬头需要更正", "请求延长保修期",
	"到货数量与订单不符",	  "咨询新产品报价", "操作手册看不懂",	"维修人员未按时上门"};
static const char *const contents[] = {"询问产品使用情况，运行正常", "介绍新品，客户有兴趣",
				       "了解下季度采购计划", "回访满意度，客户认可服务",
				       "解答使用疑问，已发操作手册"};

#define PICK(r, list) (list)[below(r, sizeof(list) / sizeof *(list))]

/* splitmix64: the same company for the same seed. */
static uint64_t below(uint64_t *r, uint64_t n)
{
	uint64_t z = *r += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) % n;
}

static struct instant days_before(struct instant t, int64_t days, int64_t seconds)
{
	return instant_add(t, span_of_s(-days * S_PER_DAY + seconds));
}

/* The login, or, where somebody has it, one that says what it is. */
static enum err free_login(struct ctx *cx, const char *login, struct str *ret)
{
	struct user *v;
	size_t n;

	*ret = str_of(login);
	enum err e = row_find(cx->tx, cx->arena, &user_fields, "login", VAL_STR(*ret), &v, &n);
	if (!e && n)
		*ret = str_fmt(cx->arena, "demo.%s.%lld", login, (long long)ctx_id(cx));
	return e;
}

static enum err make_user(struct ctx *cx, struct demo *d, int i)
{
	struct user u;

	fields_clear(&user_fields, &u);
	enum err e = free_login(cx, staff[i].login, &u.login);
	if (e)
		return e;
	u.name = str_of(staff[i].name);
	u.roles = str_of(staff[i].roles);
	u.department_id = d->department[staff[i].department];
	u.supervisor_id = i == 0 ? 0 : d->user[0];
	u.email = str_fmt(cx->arena, "%s@example.com", staff[i].login);
	u.demo = true;
	e = resource_create(cx, &user_resource, &u);
	d->user[i] = u.id;
	return e;
}

static enum err make_staff(struct ctx *cx, struct demo *d)
{
	enum err e = OK;

	for (int i = 0; !e && i < 3; i++) {
		struct department p;
		fields_clear(&department_fields, &p);
		p.name = str_of(departments[i]);
		e = resource_create(cx, &department_resource, &p);
		d->department[i] = p.id;
	}
	for (int i = 0; !e && i < DEMO_USERS; i++)
		e = make_user(cx, d, i);
	for (int i = 0; !e && i < 3; i++) {
		static const int heads[] = {0, 3, 6};
		struct department old, p;
		e = row_load(cx->tx, cx->arena, &department_fields, EYES_SYSTEM,
			     d->department[i], &old);
		p = old;
		p.head_id = d->user[heads[i]];
		if (!e)
			e = resource_change(cx, &department_resource, &old, &p, UINT64_MAX);
	}
	return e;
}

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

static enum err make_ticket(struct ctx *cx, struct demo *d, const struct customer *c,
			    const char *title, enum urgency urgency, enum ticket_type type,
			    struct ticket *t)
{
	fields_clear(&ticket_fields, t);
	t->customer_id = c->id;
	t->title = str_of(title);
	t->urgency = (int)urgency;
	t->type = (int)type;
	t->channel = CHANNEL_PHONE;
	t->owner_id = d->user[1 + d->tickets % 2];
	t->department_id = d->department[0];
	t->submitted_at = cx->now;
	d->tickets++;
	return resource_create(cx, &ticket_resource, t);
}

static enum err make_visit(struct ctx *cx, struct demo *d, const struct customer *c,
			   enum channel channel, const char *content, const char *feedback,
			   const char *action, struct instant action_due)
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
	d->follow_ups++;
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

static enum err make_known(struct ctx *cx, struct demo *d, const char *number, const char *name,
			   const char *industry, int owner, struct customer *c)
{
	fields_clear(&customer_fields, c);
	c->number = str_of(number);
	c->name = str_of(name);
	c->industry = str_of(industry);
	c->owner_id = d->user[owner];
	c->cooperation_since = date_of(2024, 1, 15);
	return resource_create(cx, &customer_resource, c);
}

/* Tables 1 to 3 of S1, with their numbers and times (D1, D2, D3). */
static enum err make_documents(struct ctx *cx, struct demo *d)
{
	struct instant today = cx->now;
	struct customer a, b;
	struct ticket t;

	cx->now = at(cx, today, "2024-03-25T09:30:00+08:00");
	enum err e = make_known(cx, d, "C2024001", "A科技有限公司", "软件", 3, &a);
	if (!e)
		e = make_contact(cx, a.id, "张经理", "采购经理", STR("13812345678"));
	if (!e)
		e = make_known(cx, d, "C2024002", "B制造集团", "制造", 4, &b);
	if (!e)
		e = make_ticket(cx, d, &a, "系统登录异常", URGENCY_URGENT, TYPE_TECHNICAL, &t);
	cx->now = at(cx, today, "2024-03-25T10:00:00+08:00");
	if (!e)
		e = act(cx, t.id, EV_REPLIED, "已收到，正在处理");
	if (!e)
		e = make_visit(cx, d, &a, CHANNEL_PHONE, "确认产品体验", "满意", "发送操作手册",
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
		e = make_ticket(cx, d, &b, "售后响应慢", URGENCY_GENERAL, TYPE_SERVICE, &t);
	cx->now = at(cx, today, "2024-03-26T14:45:00+08:00");
	if (!e)
		e = act(cx, t.id, EV_REPLIED, "已转售后主管");
	cx->now = days_before(today, 3, 0);
	if (!e)
		e = make_visit(cx, d, &a, CHANNEL_PHONE, "季度回访", "继续合作", "",
			       INSTANT_NONE);
	if (!e)
		e = make_visit(cx, d, &b, CHANNEL_VISIT, "上门了解售后问题", "希望加快", "",
			       INSTANT_NONE);
	cx->now = today;
	return e;
}

static enum err add_orders(struct ctx *cx, uint64_t *r, const struct customer *c, int64_t age)
{
	enum err e = OK;

	for (uint64_t i = below(r, 5); !e && i > 0; i--) {
		struct order o;
		fields_clear(&order_fields, &o);
		o.customer_id = c->id;
		o.product = str_of(below(r, 2) ? "标准版年费" : "设备采购");
		o.amount = (int64_t)(1 + below(r, 200)) * 50000;
		o.quantity = 1;
		o.ordered_on = world_date(
			cx->world, days_before(cx->now, (int64_t)below(r, (uint64_t)age), 0));
		e = resource_create(cx, &order_resource, &o);
	}
	return e;
}

/* Contacts at about the standard's pace up to now, now and then one too late. */
static enum err add_follow_ups(struct ctx *cx, struct demo *d, uint64_t *r,
			       const struct customer *c, struct instant today)
{
	int64_t every = c->tier == TIER_VIP ? 7 : 30;
	enum err e = OK;

	for (int k = 0; !e && k < 40; k++) {
		if (below(r, 50) == 0)
			break; /* forgotten: shows in the late list */
		int64_t gap = every * 2 / 3 + (int64_t)below(r, (uint64_t)every / 2);
		struct instant next = instant_add(cx->now, span_of_s(gap * S_PER_DAY));
		if (instant_cmp(next, today) >= 0)
			break;
		cx->now = next;
		e = make_visit(cx, d, c, (enum channel)below(r, 3), PICK(r, contents), "", "",
			       INSTANT_NONE);
	}
	return e;
}

static enum err add_ticket(struct ctx *cx, struct demo *d, uint64_t *r,
			   const struct customer *c, struct instant today)
{
	struct ticket t;
	bool recent = below(r, 4) == 0;
	int64_t age = recent ? 0 : 2 + (int64_t)below(r, 40);

	cx->now = days_before(today, age, recent ? -(int64_t)below(r, 20000) : 0);
	enum err e = make_ticket(cx, d, c, PICK(r, problems), (enum urgency)(below(r, 5) == 0),
				 (enum ticket_type)below(r, 5), &t);
	if (e || recent)
		return e;
	cx->now = instant_add(cx->now, span_of_s(600 + (int64_t)below(r, 5000)));
	e = act(cx, t.id, EV_REPLIED, "您好，已收到，马上为您处理");
	cx->now = instant_add(cx->now, span_of_s(3600 + (int64_t)below(r, 70000)));
	if (!e)
		e = act(cx, t.id, EV_RESOLVED, "已处理完毕");
	cx->now = instant_add(cx->now, span_of_s(3600 + (int64_t)below(r, 60000)));
	if (!e && below(r, 10))
		e = act(cx, t.id, EV_CALLED_BACK, "回访满意");
	return e;
}

static enum err make_customer(struct ctx *cx, struct demo *d, struct instant today)
{
	uint64_t r = d->seed + (uint64_t)d->made * 977;
	uint64_t tier = below(&r, 10), trade = below(&r, sizeof trades / sizeof *trades);
	int64_t age = 40 + (int64_t)below(&r, 300);
	struct customer c;

	fields_clear(&customer_fields, &c);
	c.name = str_fmt(cx->arena, "%s%s%s", PICK(&r, cities), PICK(&r, words),
			 trades[trade][0]);
	c.industry = str_of(trades[trade][1]);
	c.tier = tier < 2 ? TIER_VIP : tier < 8 ? TIER_ORDINARY : TIER_POTENTIAL;
	c.stage = age < 90 ? STAGE_NEW : STAGE_STABLE;
	c.owner_id = d->user[3 + d->made % 3];
	cx->now = days_before(today, age < 100 ? age : 100, 0);
	c.cooperation_since = world_date(cx->world, days_before(today, age, 0));
	enum err e = resource_create(cx, &customer_resource, &c);
	if (!e)
		e = make_contact(
			cx, c.id,
			str_fmt(cx->arena, "%s%s", PICK(&r, surnames), PICK(&r, given)).p,
			"经理",
			str_fmt(cx->arena, "139%08llu",
				(unsigned long long)below(&r, 100000000)));
	if (!e && c.tier != TIER_POTENTIAL)
		e = add_orders(cx, &r, &c, age);
	if (!e)
		e = add_follow_ups(cx, d, &r, &c, today);
	if (!e && below(&r, 3) == 0)
		e = add_ticket(cx, d, &r, &c, today);
	cx->now = today;
	d->made++;
	return e;
}

static enum err make_page(struct ctx *cx, struct demo *d)
{
	struct instant today = cx->now;
	enum err e = OK;

	for (int i = 0; !e && i < DEMO_PAGE && d->made < d->customers; i++)
		e = make_customer(cx, d, today);
	return e;
}

/* The numbers of a place, in order. */
enum { PLACE_NUMBERS = 3 + DEMO_DEPARTMENTS + DEMO_USERS };

static void list_numbers(struct demo *d, int64_t *ret_v[PLACE_NUMBERS])
{
	size_t n = 0;

	ret_v[n++] = &d->made;
	ret_v[n++] = &d->tickets;
	ret_v[n++] = &d->follow_ups;
	for (int i = 0; i < DEMO_DEPARTMENTS; i++)
		ret_v[n++] = &d->department[i];
	for (int i = 0; i < DEMO_USERS; i++)
		ret_v[n++] = &d->user[i];
}

static enum err place_read(struct str place, struct demo *d)
{
	int64_t *v[PLACE_NUMBERS];
	struct str part;

	list_numbers(d, v);
	for (size_t i = 0; i < PLACE_NUMBERS; i++)
		if (!str_split(&place, ' ', &part) || str_to_int(part, v[i]))
			return ERR_BUG;
	return OK;
}

static struct str place_write(struct arena *a, struct demo *d)
{
	int64_t *v[PLACE_NUMBERS];
	struct buf b = {0};

	list_numbers(d, v);
	for (size_t i = 0; i < PLACE_NUMBERS; i++)
		buf_printf(&b, "%s%lld", i ? " " : "", (long long)*v[i]);
	struct str place = str_dup(a, buf_str(&b));
	buf_done(&b);
	return place;
}

enum err demo_start(struct ctx *cx, int64_t customers, int64_t seed, struct job *ret_job)
{
	struct list_query q = {.eyes = EYES_SYSTEM};
	int64_t n;

	if (!cx->world->company.id)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "not_set_up");
	enum err e = row_count(cx->tx, &customer_fields, &q, &n);
	if (!e && n)
		e = fail_at(cx->fail, ERR_CONFLICT, NULL, "has_customers");
	if (!e)
		e = audit(cx, "demo", "company", cx->world->company.id, STR(""));
	return e ? e
		 : job_start(cx, "demo",
			     str_fmt(cx->arena, "{\"seed\":%lld,\"customers\":%lld}",
				     (long long)seed, (long long)customers),
			     customers, ret_job);
}

static void report(struct ctx *cx, struct job *job, const struct demo *was,
		   const struct demo *d)
{
	job_count(cx->arena, job, "customers", d->made - was->made);
	job_count(cx->arena, job, "tickets", d->tickets - was->tickets);
	job_count(cx->arena, job, "follow_ups", d->follow_ups - was->follow_ups);
}

enum err demo_step(struct ctx *cx, struct job *job)
{
	struct demo d = {0};
	json_t *args;

	enum err e = json_read(cx->arena, job->args, cx->fail, &args);
	if (e)
		return e;
	d.seed = (uint64_t)json_integer_value(json_object_get(args, "seed"));
	d.customers = json_integer_value(json_object_get(args, "customers"));
	bool first = job->place.n == 0;
	e = first ? OK : place_read(job->place, &d);
	const struct demo was = d;
	if (!e)
		e = first ? make_staff(cx, &d) : make_page(cx, &d);
	if (!e && first)
		e = make_documents(cx, &d);
	if (e)
		return e;
	report(cx, job, &was, &d);
	if (first)
		job_count(cx->arena, job, "customers", DOCUMENT_CUSTOMERS);
	job->done = d.made;
	job->place = place_write(cx->arena, &d);
	if (d.made >= d.customers)
		job->state = JOB_DONE;
	return OK;
}
