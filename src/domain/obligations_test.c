#include "domain/obligations.h"

#include "domain/workcal_fixture.h"

/* Monday 2026-03-02 09:00 in Shanghai: the minutes of the stories count from here. */
#define T0 INT64_C(1772413200)
enum { EVENTS = 64, VIP = 1 };

struct bench {
	struct arena *arena;
	struct policy policies[3];
	struct named_calendar calendars[1];
	struct standards standards;
};

/* One standard in three versions that differ in what a reopened ticket's clocks do; the third
 * does not speak of answers. */
static const char *const policy_text =
	"{\"schema\":\"genjin.policy/1\",\"calendar\":\"cn\",\"reopen\":\"%s\","
	"\"defaults\":{\"warn\":[{\"pct\":50},{\"pct\":80}],"
	"\"escalate\":[{\"after\":\"0s\",\"to\":\"supervisor\"},{\"after\":\"4h\"}]},"
	"\"rules\":[{\"id\":\"vip\",\"when\":{\"tier\":[\"vip\"]},\"targets\":{%s"
	"\"update\":\"2h\",\"solution\":\"8h\",\"call_back\":\"12h\",\"apology\":\"4h\","
	"\"department_reply\":\"4h\",\"follow_up\":{\"every\":\"1w\",\"roll\":\"next\"},"
	"\"first_follow_up\":{\"within\":\"3wd\",\"mode\":\"end_of_day\"}}},"
	"{\"id\":\"rest\",\"default\":true,\"targets\":{%s\"update\":\"4h\","
	"\"solution\":\"24h\",\"call_back\":\"24h\",\"apology\":\"24h\","
	"\"department_reply\":\"8h\",\"follow_up\":{\"every\":\"1mo\",\"roll\":\"next\"},"
	"\"first_follow_up\":\"7d\"}}]}";

static struct bench *bench_new(struct arena *a, const struct fixture *fx)
{
	static const char *const reopens[] = {"continue", "new_cycle", "ignore"};
	struct bench *b = ARENA_NEW(a, struct bench);

	b->arena = a;
	b->calendars[0] = (struct named_calendar){1, STR("cn"), fx->office};
	for (int i = 0; i < 3; i++) {
		struct fail f = {.arena = a};
		json_t *doc;
		struct str text =
			str_fmt(a, policy_text, reopens[i], i < 2 ? "\"response\":\"1h\"," : "",
				i < 2 ? "\"response\":\"2h\"," : "");
		assert_int_equal(json_read(a, text, &f, &doc), OK);
		if (policy_parse(a, doc, &f, &b->policies[i]))
			fail_msg("%s", fail_line(a, &f.items[0]).p);
		b->policies[i].id = i + 1;
	}
	b->standards = (struct standards){b->policies, 3, b->calendars, 1};
	return b;
}

static struct instant minute(int64_t m)
{
	return instant_of_s(T0 + m * 60);
}

static struct str terms_data(struct bench *b, int tier, int64_t policy)
{
	struct match m = {.tier = tier, .type = TYPE_TECHNICAL, .tags = STR("")};
	return match_format(b->arena, &m, policy);
}

struct story {
	struct bench *b;
	struct ticket ticket;
	struct ticket_event events[EVENTS];
	size_t n;
};

static struct story *story_new(struct bench *b)
{
	struct story *s = ARENA_NEW(b->arena, struct story);
	s->b = b;
	fields_clear(&ticket_fields, &s->ticket);
	s->ticket.id = 7;
	s->ticket.customer_id = 8;
	s->ticket.owner_id = 9;
	s->ticket.submitted_at = minute(0);
	return s;
}

/* A word of a story: the name of an event, or one that changes the terms, or "asked:3". */
static void tell(struct story *s, struct str word, int64_t at)
{
	struct ticket_event *ev = &s->events[s->n++];
	ptrdiff_t colon = str_find(word, ':', 0);
	struct str name = colon > 0 ? str_slice(word, 0, (size_t)colon) : word;
	struct str arg = colon > 0 ? str_slice(word, (size_t)colon + 1, word.n) : STR("");

	fields_clear(&ticket_event_fields, ev);
	ev->seq = (int64_t)s->n;
	ev->at = minute(at);
	ev->kind = names_find(&event_kind_names, name);
	if (str_is(name, "created"))
		ev->data = terms_data(s->b, TIER_ORDINARY, arg.n ? arg.p[0] - '0' : 1);
	else if (str_is(name, "vip") || str_is(name, "ordinary"))
		ev->data = terms_data(s->b, str_is(name, "vip") ? TIER_VIP : TIER_ORDINARY, 1);
	else if (str_is(name, "policy"))
		ev->data = terms_data(s->b, TIER_ORDINARY, arg.p[0] - '0');
	else if (arg.n)
		ev->data = str_fmt(s->b->arena, "{\"department\":\"%.*s\"}", STR_ARG(arg));
	if (str_is(name, "vip") || str_is(name, "ordinary") || str_is(name, "policy"))
		ev->kind = EV_RECLASSIFIED;
	assert_true(ev->kind >= 0);
	if (ev->kind == EV_CANCELLED)
		s->ticket.state = TICKET_CANCELLED;
	if (ev->kind == EV_ARCHIVED)
		s->ticket.state = TICKET_ARCHIVED;
}

static void tell_all(struct story *s, struct str text)
{
	struct str part, word;
	int64_t at;

	while (text.n && str_split(&text, ',', &part)) {
		part = str_trim(part);
		assert_true(str_split(&part, ' ', &word));
		assert_int_equal(str_to_int(str_trim(part), &at), OK);
		tell(s, word, at);
	}
}

static struct obligations story_at(struct story *s, struct instant now)
{
	struct obligations out;
	assert_int_equal(ticket_obligations(s->b->arena, &s->b->standards, &s->ticket,
					    s->events, s->n, now, &out),
			 OK);
	return out;
}

/* An instant in minutes of the story, "-" when there is none. */
static struct str when(struct arena *a, struct instant t)
{
	return instant_is_set(t) ? str_fmt(a, "%lld", (long long)((instant_s(t) - T0) / 60))
				 : STR("-");
}

/* "solution#1 missed! due=120 met=- missed=120 rest", the ! for one that is still open. */
static struct str describe(struct arena *a, const struct deadline *d)
{
	struct str s = str_fmt(a, "%s#%lld %s%s", names_get(&deadline_kind_names, d->kind),
			       (long long)d->cycle, names_get(&deadline_state_names, d->state),
			       d->open ? "!" : "");
	if (instant_is_set(d->due_at))
		s = str_fmt(a, "%.*s due=%.*s", STR_ARG(s), STR_ARG(when(a, d->due_at)));
	if (instant_is_set(d->met_at))
		s = str_fmt(a, "%.*s met=%.*s", STR_ARG(s), STR_ARG(when(a, d->met_at)));
	if (instant_is_set(d->missed_at))
		s = str_fmt(a, "%.*s missed=%.*s", STR_ARG(s), STR_ARG(when(a, d->missed_at)));
	if (d->state == DS_PAUSED)
		s = str_fmt(a, "%.*s left=%lld", STR_ARG(s), (long long)d->remaining_s / 60);
	return d->rule.n && !str_is(d->rule, "rest")
		       ? str_fmt(a, "%.*s %.*s", STR_ARG(s), STR_ARG(d->rule))
		       : s;
}

static struct str describe_all(struct arena *a, const struct obligations *all)
{
	struct str s = STR("");
	for (size_t i = 0; i < all->n; i++)
		s = str_fmt(a, "%.*s%s%.*s", STR_ARG(s), i ? "; " : "",
			    STR_ARG(describe(a, &all->v[i].deadline)));
	return s;
}

struct row {
	int line;
	const char *events;
	int64_t now;
	const char *want;
};

static void check_rows(void **state, const struct row *rows, size_t n)
{
	struct arena *a = arena_new();
	struct bench *b = bench_new(a, *state);

	for (size_t i = 0; i < n; i++) {
		struct story *s = story_new(b);
		tell_all(s, str_of(rows[i].events));
		struct obligations all = story_at(s, minute(rows[i].now));
		struct str got = describe_all(a, &all);
		if (!str_is(got, rows[i].want))
			fail_msg("line %d:\n got  %s\n want %s", rows[i].line, got.p,
				 rows[i].want);
	}
	arena_free(a);
}
#define CHECK_ROWS(state, rows) check_rows(state, rows, sizeof rows / sizeof *rows)

static void test_clocks_become_deadlines(void **state)
{
	static const struct row rows[] = {
		{__LINE__, "created 0", 0,
		 "response#1 running! due=120; solution#1 running! due=1440"},
		/* On the very second of due nothing is late; later it is, and is owed a word.
		 */
		{__LINE__, "created 0", 120,
		 "response#1 running! due=120; solution#1 running! due=1440"},
		{__LINE__, "created 0", 121,
		 "response#1 missed! due=120 missed=120; solution#1 running! due=1440; "
		 "apology#1 running! due=1560"},
		{__LINE__, "created 0, replied 90", 200,
		 "response#1 met due=120 met=90; solution#1 running! due=1440"},
		{__LINE__, "created 0, replied 121, apologised 130", 200,
		 "response#1 missed due=120 met=121 missed=120; "
		 "solution#1 running! due=1440; apology#1 met due=1560 met=130"},
		/* A hold freezes the solution, not the first answer; the time is not counted.
		 */
		{__LINE__, "created 0, held 60", 100,
		 "response#1 running! due=120; solution#1 paused! left=1380"},
		{__LINE__, "created 0, replied 10, held 60, resumed 100", 110,
		 "response#1 met due=120 met=10; solution#1 running! due=1480"},
		/* A hold that begins after due moves nothing. */
		{__LINE__, "created 0, replied 10, held 1500, apologised 1501, resumed 1600",
		 1700,
		 "response#1 met due=120 met=10; solution#1 missed! due=1440 missed=1440; "
		 "apology#1 met due=2880 met=1501"},
		/* Resolved straight from a hold; the call-back begins. */
		{__LINE__, "created 0, replied 10, held 60, resolved 1600", 1600,
		 "response#1 met due=120 met=10; solution#1 met due=1440 met=1600; "
		 "call_back#1 running! due=3040"},
		/* The oldest unanswered message counts; each answer ends a cycle. */
		{__LINE__,
		 "created 0, replied 5, customer_message 10, customer_message 90, "
		 "replied 100, customer_message 200",
		 210,
		 "response#1 met due=120 met=5; update#1 met due=250 met=100; "
		 "update#2 running! due=440; solution#1 running! due=1440"},
	};
	CHECK_ROWS(state, rows);
}

static void test_reopened_and_called_back(void **state)
{
	static const struct row rows[] = {
		/* Continue: the closed time does not count, the call-back is void. */
		{__LINE__, "created 0, replied 5, resolved 100, reopened 400", 400,
		 "response#1 met due=120 met=5; solution#1 running! due=1740; "
		 "call_back#1 cancelled due=1540"},
		/* A new cycle keeps the first one's result. */
		{__LINE__, "created:2 0, replied 5, resolved 100, reopened 400", 400,
		 "response#1 met due=120 met=5; solution#1 met due=1440 met=100; "
		 "solution#2 running! due=1840; call_back#1 cancelled due=1540"},
		/* A response that only the solution stopped runs on; missed stays missed. */
		{__LINE__, "created 0, resolved 130, apologised 131, reopened 400", 400,
		 "response#1 missed! due=120 missed=120; solution#1 running! due=1710; "
		 "call_back#1 cancelled due=1570; apology#1 met due=1560 met=131"},
		{__LINE__,
		 "created 0, replied 5, resolved 100, called_back 200, reopened 300, "
		 "resolved 400",
		 400,
		 "response#1 met due=120 met=5; solution#1 met due=1640 met=400; "
		 "call_back#1 met due=1540 met=200; call_back#2 running! due=1840"},
		/* Archived for a reason, without asking. */
		{__LINE__, "created 0, replied 5, resolved 100, archived 200", 300,
		 "response#1 met due=120 met=5; solution#1 met due=1440 met=100; "
		 "call_back#1 cancelled due=1540"},
		{__LINE__, "created 0, cancelled 60", 300,
		 "response#1 cancelled; solution#1 cancelled"},
	};
	CHECK_ROWS(state, rows);
}

static void test_terms_change(void **state)
{
	static const struct row rows[] = {
		/* Retroactive from the start, with the pauses. */
		{__LINE__, "created 0, replied 5, held 60, resumed 120, vip 180", 180,
		 "response#1 met due=120 met=5; solution#1 running! due=540 vip"},
		/* What is past by the change is missed at the change. */
		{__LINE__, "created 0, vip 90", 90,
		 "response#1 missed! due=60 missed=90 vip; solution#1 running! due=480 vip; "
		 "apology#1 running! due=330 vip"},
		/* And going back restores. */
		{__LINE__, "created 0, vip 90, ordinary 100", 100,
		 "response#1 running! due=120; solution#1 running! due=1440"},
		/* What was finished keeps its result and the rule that judged it, also when it
		 * is logged after the change. */
		{__LINE__, "created 0, vip 90, replied 80", 90,
		 "response#1 met due=120 met=80; solution#1 running! due=480 vip"},
		/* A version that sets no such limit. */
		{__LINE__, "created 0, policy:3 90", 90, "solution#1 running! due=1440"},
		{__LINE__, "created 0, replied 80, policy:3 90", 90,
		 "response#1 met due=120 met=80; solution#1 running! due=1440"},
	};
	CHECK_ROWS(state, rows);
}

static void test_departments_and_apologies(void **state)
{
	static const struct row rows[] = {
		{__LINE__,
		 "created 0, replied 5, department_asked:3 10, department_asked:4 20, "
		 "department_replied:4 30",
		 30,
		 "response#1 met due=120 met=5; solution#1 running! due=1440; "
		 "department_reply#1 running! due=490; department_reply#2 met due=500 met=30"},
		/* One word covers all breaches before it. */
		{__LINE__, "created 0, department_asked:3 0, apologised 600", 700,
		 "response#1 missed! due=120 missed=120; solution#1 running! due=1440; "
		 "department_reply#1 missed! due=480 missed=480; "
		 "apology#1 met due=1560 met=600"},
		/* The next breach wants its own. */
		{__LINE__, "created 0, department_asked:3 0, apologised 300", 700,
		 "response#1 missed! due=120 missed=120; solution#1 running! due=1440; "
		 "department_reply#1 missed! due=480 missed=480; "
		 "apology#1 met due=1560 met=300; apology#2 running! due=1920"},
		/* In an archived ticket nobody can answer for the department any more. */
		{__LINE__,
		 "created 0, replied 5, department_asked:3 10, resolved 50, "
		 "called_back 60, archived 70",
		 80,
		 "response#1 met due=120 met=5; solution#1 met due=1440 met=50; "
		 "call_back#1 met due=1490 met=60; department_reply#1 cancelled due=490"},
	};
	CHECK_ROWS(state, rows);
}

static void test_made_by_staff_owes_no_answer(void **state)
{
	struct arena *a = arena_new();
	struct story *s = story_new(bench_new(a, *state));

	s->ticket.by_staff = true;
	tell_all(s, STR("created 0"));
	struct obligations all = story_at(s, minute(300));
	assert_string_equal(describe_all(a, &all).p, "solution#1 running! due=1440");
	assert_int_equal(all.v[0].deadline.owner_id, 9);
	arena_free(a);
}

static struct obligations customer_at(struct bench *b, const struct customer *c,
				      const struct instant *contacts, size_t n,
				      struct instant now)
{
	struct customer_facts f = {.customer = c,
				   .match = {.tier = c->tier, .tags = STR("")},
				   .policy_id = 1,
				   .since = c->contact_since,
				   .contacts = contacts,
				   .n_contacts = n};
	struct obligations out;
	assert_int_equal(customer_obligations(b->arena, &b->standards, &f, now, &out), OK);
	return out;
}

static struct instant clock_time(const char *text)
{
	struct instant t;
	assert_int_equal(instant_parse(str_of(text), &t), OK);
	return t;
}

static void assert_due(const struct obligation *o, const char *due, enum deadline_state state)
{
	char got[32], want[32];
	instant_format(o->deadline.due_at, got);
	instant_format(clock_time(due), want);
	assert_string_equal(got, want);
	assert_int_equal(o->deadline.state, state);
}

/* A cycle is judged by what the customer was when it ended (replay, A7). */
static void test_standings(void **state)
{
	struct arena *a = arena_new();
	struct bench *b = bench_new(a, *state);
	struct customer c;
	struct obligations out;

	fields_clear(&customer_fields, &c);
	c.contact_since = clock_time("2026-03-02T10:00:00+08:00");
	const struct instant contacts[] = {clock_time("2026-03-12T09:00:00+08:00"),
					   clock_time("2026-03-24T09:00:00+08:00")};
	const struct standing standings[] = {
		{{INT64_MIN}, {.tier = VIP, .tags = STR("")}, 1},
		{clock_time("2026-03-20T00:00:00+08:00"),
		 {.tier = TIER_ORDINARY, .tags = STR("")},
		 1},
		{clock_time("2026-03-25T00:00:00+08:00"), {.tier = VIP, .tags = STR("")}, 1},
	};
	const struct customer_facts f = {.customer = &c,
					 .match = {.tier = VIP, .tags = STR("")},
					 .policy_id = 1,
					 .standings = standings,
					 .n_standings = 3,
					 .since = c.contact_since,
					 .contacts = contacts,
					 .n_contacts = 2};
	struct instant now = clock_time("2026-03-26T09:00:00+08:00");
	assert_int_equal(customer_obligations(a, &b->standards, &f, now, &out), OK);
	assert_int_equal(out.n, 3);
	assert_due(&out.v[0], "2026-03-09T18:00:00+08:00", DS_MISSED);
	assert_due(&out.v[1], "2026-04-13T18:00:00+08:00", DS_MET); /* monthly then */
	assert_due(&out.v[2], "2026-03-31T18:00:00+08:00", DS_RUNNING);
	/* Steps of what has ended, as replay counts them. */
	assert_int_equal(out.v[0].n_steps, 0);
	assert_int_equal(obligation_steps(a, &out.v[0]), OK);
	assert_int_equal(out.v[0].n_steps, out.v[2].n_steps);
	arena_free(a);
}

static void test_cadence_of_a_customer(void **state)
{
	struct arena *a = arena_new();
	struct bench *b = bench_new(a, *state);
	struct customer c;

	fields_clear(&customer_fields, &c);
	c.id = 5;
	c.tier = VIP;
	c.contact_since = clock_time("2026-03-02T10:00:00+08:00");
	struct instant now = clock_time("2026-03-20T10:00:00+08:00");
	struct obligations all = customer_at(b, &c, NULL, 0, now);
	assert_int_equal(all.n, 1);
	assert_due(&all.v[0], "2026-03-09T18:00:00+08:00", DS_MISSED);
	assert_true(all.v[0].deadline.open);
	/* A contact before anything was owed does not count; each later one ends a cycle. */
	const struct instant contacts[] = {clock_time("2026-03-01T09:00:00+08:00"),
					   clock_time("2026-03-09T18:00:00+08:00"),
					   clock_time("2026-03-17T09:00:00+08:00")};
	all = customer_at(b, &c, contacts, 3, now);
	assert_int_equal(all.n, 3);
	assert_due(&all.v[0], "2026-03-09T18:00:00+08:00", DS_MET);
	assert_due(&all.v[1], "2026-03-16T18:00:00+08:00", DS_MISSED);
	assert_due(&all.v[2], "2026-03-24T18:00:00+08:00", DS_RUNNING);
	assert_false(all.v[1].deadline.open);
	assert_true(all.v[2].deadline.cycle > all.v[1].deadline.cycle);
	assert_int_equal(all.v[2].deadline.subject_id, 5);
	/* What happens after `now` is not known yet. */
	all = customer_at(b, &c, contacts, 3, clock_time("2026-03-16T10:00:00+08:00"));
	assert_int_equal(all.n, 2);
	assert_due(&all.v[1], "2026-03-16T18:00:00+08:00", DS_RUNNING);
	c.state = CUSTOMER_PAUSED;
	assert_int_equal(customer_at(b, &c, contacts, 3, now).n, 0);
	arena_free(a);
}

static void test_first_follow_up(void **state)
{
	struct arena *a = arena_new();
	struct bench *b = bench_new(a, *state);
	struct customer c;
	struct instant now = clock_time("2026-02-12T10:00:00+08:00");

	fields_clear(&customer_fields, &c);
	c.tier = VIP;
	c.contact_since = now;
	/* Wednesday before the holiday; Saturday the 14th is worked. */
	c.first_order_on = date_of(2026, 2, 11);
	struct obligations all = customer_at(b, &c, NULL, 0, now);
	assert_due(&all.v[0], "2026-02-14T18:00:00+08:00", DS_RUNNING);
	assert_int_equal(all.v[0].deadline.kind, DL_FIRST);
	/* A talk on the day of the purchase counts, one on the day before does not. */
	struct instant talk = clock_time("2026-02-11T00:00:00+08:00");
	all = customer_at(b, &c, &talk, 1, now);
	assert_due(&all.v[0], "2026-02-14T18:00:00+08:00", DS_MET);
	talk = clock_time("2026-02-10T23:59:59+08:00");
	all = customer_at(b, &c, &talk, 1, now);
	assert_due(&all.v[0], "2026-02-14T18:00:00+08:00", DS_RUNNING);
	/* By the clock: seven whole days after the day of the purchase. */
	c.tier = TIER_ORDINARY;
	all = customer_at(b, &c, NULL, 0, now);
	assert_due(&all.v[0], "2026-02-18T23:59:59+08:00", DS_RUNNING);
	/* Beyond the days off that are published an answer is provisional. */
	c.tier = VIP;
	assert_false(customer_at(b, &c, NULL, 0, now).v[1].deadline.provisional);
	c.contact_since = now = clock_time("2029-03-02T10:00:00+08:00");
	all = customer_at(b, &c, NULL, 0, now);
	assert_true(all.v[all.n - 1].deadline.provisional);
	arena_free(a);
}

static void test_plans_and_actions(void **state)
{
	struct arena *a = arena_new();
	struct obligations all;
	struct follow_up f;

	(void)state;
	fields_clear(&follow_up_fields, &f);
	f.id = 3;
	f.owner_id = 9;
	f.created_at = minute(0);
	f.planned_at = minute(100);
	assert_int_equal(follow_up_obligations(a, &f, minute(100), &all), OK);
	assert_string_equal(describe_all(a, &all).p, "plan#1 running! due=100");
	assert_int_equal(instant_s(all.v[0].steps[1].at), instant_s(minute(100)) + 1);
	f.state = FOLLOW_UP_DONE;
	f.done_at = minute(130);
	f.next_action = STR("send the offer");
	f.next_action_owner_id = 4;
	f.next_action_due_at = minute(200);
	assert_int_equal(follow_up_obligations(a, &f, minute(210), &all), OK);
	assert_string_equal(describe_all(a, &all).p,
			    "plan#1 missed due=100 met=130 missed=100; "
			    "action#1 missed! due=200 missed=200");
	assert_int_equal(all.v[1].deadline.owner_id, 4);
	f.next_action_done_at = minute(200);
	assert_int_equal(follow_up_obligations(a, &f, minute(210), &all), OK);
	assert_string_equal(describe(a, &all.v[1].deadline).p, "action#1 met due=200 met=200");
	f.state = FOLLOW_UP_CANCELLED;
	assert_int_equal(follow_up_obligations(a, &f, minute(210), &all), OK);
	assert_int_equal(all.n, 0);
	arena_free(a);
}

/* What happens in a random life; the first ones change no terms and reopen nothing. */
static const char *const words[] = {
	"replied",    "customer_message",
	"held",	      "resumed",
	"resolved",   "called_back",
	"apologised", "department_asked:3",
	"noted",      "department_replied:3",
	"archived",   "department_asked:4",
	"vip",	      "ordinary",
	"policy:2",   "policy:3",
	"reopened",
};
enum { WORDS_PLAIN = 12, WORDS_TERMS = 16, WORDS_ALL = 17 };

/* A random life of the first n_words of them, in order of time, no two at one second. */
static void random_life(struct rng *r, struct story *s, size_t n_words)
{
	static const char *const first[] = {"created:1", "created:2", "created:3"};
	size_t n = rng_below(r, 16);
	int64_t at = 0;

	s->ticket.by_staff = rng_below(r, 8) == 0;
	tell(s, str_of(first[rng_below(r, 3)]), 0);
	for (size_t i = 0; i < n; i++) {
		at += 1 + (int64_t)rng_below(r, rng_below(r, 3) ? 200 : 2000);
		tell(s, str_of(words[rng_below(r, n_words)]), at);
	}
	s->ticket.state = TICKET_OPEN;
}

static struct instant random_now(struct rng *r, const struct story *s)
{
	return instant_add(s->events[s->n - 1].at,
			   span_of_s((int64_t)rng_below(r, 5 * 86400) - 2 * 86400));
}

static void check_steps(const struct obligation *o)
{
	const struct deadline *d = &o->deadline;
	for (size_t i = 0; i < o->n_steps; i++) {
		const struct step *p = &o->steps[i];
		assert_true(instant_cmp(p->at, d->start_at) >= 0);
		assert_true(i == 0 || instant_cmp(o->steps[i - 1].at, p->at) <= 0);
		assert_int_equal(p->no, i);
		if (p->kind == STEP_BREACH)
			assert_int_equal(p->at.us, d->due_at.us + US_PER_S);
	}
}

static void check_open(const struct obligations *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct deadline *d = &all->v[i].deadline;
		if (d->open && d->state != DS_PAUSED) {
			assert_true(instant_is_set(d->due_at));
			assert_true(all->v[i].n_steps > 0);
		}
		assert_int_equal(d->state == DS_MISSED, instant_is_set(d->missed_at));
		check_steps(&all->v[i]);
		for (size_t k = 0; k < i; k++)
			assert_false(all->v[k].deadline.kind == d->kind &&
				     all->v[k].deadline.cycle == d->cycle);
	}
}

/* The same life as it would be entered in any order gives the same. */
static void check_order(struct rng *r, struct story *s, struct instant now, struct str want)
{
	for (size_t i = s->n; i > 1; i--) {
		size_t k = rng_below(r, i);
		struct ticket_event tmp = s->events[k];
		s->events[k] = s->events[i - 1];
		s->events[i - 1] = tmp;
	}
	for (size_t i = 0; i < s->n; i++)
		s->events[i].seq = (int64_t)i + 1;
	struct obligations all = story_at(s, now);
	assert_string_equal(describe_all(s->b->arena, &all).p, want.p);
}

static void test_laws_of_tickets(void **state)
{
	struct rng r = test_seed(20260302);
	struct fixture *fx = *state;

	for (long i = 0; i < test_rounds(3000); i++) {
		struct arena *a = arena_new();
		struct story *s = story_new(bench_new(a, fx)), *known;
		random_life(&r, s, WORDS_ALL);
		struct instant now = random_now(&r, s);
		struct obligations all = story_at(s, now), again = story_at(s, now);
		struct str text = describe_all(a, &all);
		assert_string_equal(text.p, describe_all(a, &again).p);
		check_open(&all);
		/* What has not happened yet changes nothing. */
		known = ARENA_NEW(a, struct story);
		*known = *s;
		known->n = 0;
		for (size_t k = 0; k < s->n; k++)
			if (instant_cmp(s->events[k].at, now) <= 0)
				known->events[known->n++] = s->events[k];
		again = story_at(known, now);
		assert_string_equal(text.p, describe_all(a, &again).p);
		check_order(&r, s, now, text);
		arena_free(a);
	}
}

static const struct deadline *same_one(const struct obligations *all, const struct deadline *d)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].deadline.kind == d->kind && all->v[i].deadline.cycle == d->cycle)
			return &all->v[i].deadline;
	return NULL;
}

/* What is finished stays as it was when only later events are added; a change of terms is the
 * concern of whoever stores, except for the clocks, which know by what they were judged. */
static void test_the_finished_stays(void **state)
{
	struct rng r = test_seed(7);

	for (long i = 0; i < test_rounds(3000); i++) {
		struct arena *a = arena_new();
		struct story *s = story_new(bench_new(a, *state));
		bool changes = rng_below(&r, 2);
		random_life(&r, s, changes ? WORDS_TERMS : WORDS_PLAIN);
		struct instant now = random_now(&r, s);
		struct obligations before = story_at(s, now);
		struct obligations after = story_at(s, instant_add(now, span_of_s(864000)));
		for (size_t k = 0; k < before.n; k++) {
			const struct deadline *d = &before.v[k].deadline;
			/* A call-back given up takes its breach along, and that its apology. */
			if (d->open || d->kind == DL_APOLOGY ||
			    (changes && d->kind > DL_SOLUTION))
				continue;
			const struct deadline *x = same_one(&after, d);
			assert_non_null(x);
			assert_string_equal(describe(a, d).p, describe(a, x).p);
		}
		arena_free(a);
	}
}

/* Another standard, which differs in one thing. */
static struct policy changed(struct rng *r, struct arena *a, const struct policy *p)
{
	struct policy q = *p;
	enum deadline_kind kind = (enum deadline_kind)rng_below(r, DL_APOLOGY + 1);

	q.rules = arena_grow(a, p->rules, p->n_rules, p->n_rules, sizeof *p->rules);
	struct rule *rule = &q.rules[rng_below(r, q.n_rules)];
	uint64_t what = rng_below(r, 6);
	rule->limits[kind].amount += what == 0 ? 600 : 0;
	if (what == 1)
		rule->limits[kind].kind = LIMIT_UNSET;
	rule->notices[0].percent += what == 2 ? 10 : 0;
	rule->pausable ^= (unsigned)(what == 3) << kind;
	q.reopen = (enum reopen)((q.reopen + (what == 4)) % 3);
	q.far_edge ^= what == 5;
	return q;
}

static struct str judged(struct bench *b, const struct standards *s,
			 const struct ticket_facts *f)
{
	struct buf buf = {0};
	struct obligations all;

	assert_int_equal(ticket_obligations_of(b->arena, s, f, &all), OK);
	for (size_t i = 0; i < all.n; i++) {
		assert_int_equal(obligation_steps(b->arena, &all.v[i]), OK);
		buf_put_str(&buf, describe(b->arena, &all.v[i].deadline));
		buf_put_str(&buf, all.v[i].deadline.target);
		for (size_t k = 0; k < all.v[i].n_steps; k++)
			buf_put_int(&buf, all.v[i].steps[k].at.us);
	}
	struct str text = str_dup(b->arena, buf_str(&buf));
	buf_done(&buf);
	return text;
}

static void test_alike_standards_judge_alike(void **state)
{
	struct rng r = test_seed(13);
	long alike = 0, unlike = 0;

	for (long i = test_rounds(3000); i > 0; i--) {
		struct arena *a = arena_new();
		struct bench *b = bench_new(a, *state);
		struct story *s = story_new(b);
		struct standards other = b->standards;
		struct policy policies[3] = {changed(&r, a, &b->policies[0]), b->policies[1],
					     b->policies[2]};
		struct ticket_facts f;
		random_life(&r, s, WORDS_PLAIN);
		other.policies = policies;
		assert_int_equal(ticket_facts_read(a, &s->ticket, s->events, s->n,
						   random_now(&r, s), &f),
				 OK);
		bool same = f.n_terms == 1 &&
			    standards_alike(&b->standards, &other, f.terms[0].policy_id,
					    &f.terms[0].match, (2u << DL_APOLOGY) - 1);
		struct str x = judged(b, &b->standards, &f), y = judged(b, &other, &f);
		if (same)
			assert_string_equal(x.p, y.p);
		alike += same;
		unlike += !str_eq(x, y);
		arena_free(a);
	}
	assert_true(alike > 0 && unlike > 0);
}

static int any_of(struct rng *r, const struct names *names)
{
	return (int)rng_below(r, (uint64_t)names->n + 1) - 1;
}

/* What was written is read back, as JSON reads it (a blank more), and nothing else is. */
static void test_match_is_read_back(void **state)
{
	struct rng r = test_seed(11);
	static const char *const tags[] = {"", "", "重点", "a\nb \"c\""};

	(void)state;
	for (long i = test_rounds(2000); i > 0; i--) {
		struct arena *a = arena_new();
		struct match m = {.tier = any_of(&r, &tier_names),
				  .stage = any_of(&r, &stage_names),
				  .type = any_of(&r, &ticket_type_names),
				  .urgency = any_of(&r, &urgency_names),
				  .channel = any_of(&r, &channel_names),
				  .strategic = rng_below(&r, 2),
				  .tags = str_of(tags[rng_below(&r, 4)])};
		int64_t id = rng_below(&r, 3) ? (int64_t)rng_below(&r, INT64_MAX) : 0;
		struct str text = match_format(a, &m, id);
		for (int json = 0; json < 2; json++) {
			struct match got;
			int64_t policy;
			struct str data = json ? str_fmt(a, "%.*s ", STR_ARG(text)) : text;
			assert_int_equal(match_parse(a, data, &got, &policy), OK);
			assert_int_equal(policy, id);
			assert_int_equal(got.tier, m.tier);
			assert_int_equal(got.stage, m.stage);
			assert_int_equal(got.type, m.type);
			assert_int_equal(got.urgency, m.urgency);
			assert_int_equal(got.channel, m.channel);
			assert_int_equal(got.strategic, m.strategic);
			assert_true(str_eq(got.tags, m.tags));
		}
		size_t cut = rng_below(&r, text.n);
		struct match got;
		int64_t policy;
		assert_int_equal(match_parse(a, str_slice(text, 0, cut), &got, &policy),
				 ERR_BUG);
		arena_free(a);
	}
}

static int setup(void **state)
{
	return fixture_setup(state, FIXTURE_CHINA("[[\"09:00\",\"18:00\"]]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clocks_become_deadlines),
		cmocka_unit_test(test_reopened_and_called_back),
		cmocka_unit_test(test_terms_change),
		cmocka_unit_test(test_departments_and_apologies),
		cmocka_unit_test(test_made_by_staff_owes_no_answer),
		cmocka_unit_test(test_cadence_of_a_customer),
		cmocka_unit_test(test_standings),
		cmocka_unit_test(test_first_follow_up),
		cmocka_unit_test(test_plans_and_actions),
		cmocka_unit_test(test_laws_of_tickets),
		cmocka_unit_test(test_the_finished_stays),
		cmocka_unit_test(test_alike_standards_judge_alike),
		cmocka_unit_test(test_match_is_read_back),
	};
	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
