/* The clocks of a ticket where each has its own calendar, and the fold against a simulation
 * that lives through every minute.  The format's edge cases are rows of clock_eval_test. */
#include "domain/clocks.h"

#include "domain/workcal_fixture.h"

static int setup(void **state)
{
	return fixture_setup(state, "{\"weekly\":{\"mon\":[[\"09:00\",\"18:00\"]],"
				    "\"tue\":[[\"09:00\",\"12:00\"],[\"13:00\",\"17:00\"]],"
				    "\"wed\":[[\"22:00\",\"02:00\"]],"
				    "\"fri\":[[\"08:00\",\"09:30\"]]}}");
}

static const int64_t monday = 1938729600; /* 2031-06-09T00:00:00Z */

static struct instant minute(int64_t m)
{
	return instant_of_s(monday + m * 60);
}

static struct target hours(const struct workcal *cal, int64_t h)
{
	return (struct target){.kind = TARGET_WORK, .cal = cal, .work = {h * 3600 * US_PER_S}};
}

static struct clocks fold(const struct fixture *fx, const struct clock_event *ev, size_t n,
			  const struct clock_options *o, struct instant now)
{
	struct clocks c;
	assert_int_equal(clocks_fold(fx->arena, ev, n, o, now, &c), OK);
	return c;
}

/* Response by the wall clock while the solution has office hours. */
static void test_two_calendars(void **state)
{
	const struct fixture *fx = *state;
	struct clock_options o = {.pausable = CLOCK_BIT(CLOCK_RESOLVE)};
	const struct clock_event ev[] = {{.at = minute(17 * 60), .type = CLOCK_CREATED}};
	o.targets[CLOCK_RESPONSE] = hours(workcal_always(), 4);
	o.targets[CLOCK_RESOLVE] = hours(fx->office, 4);
	struct clocks c = fold(fx, ev, 1, &o, minute(17 * 60));
	assert_int_equal(c.clock[CLOCK_RESPONSE].run.due.us, minute(21 * 60).us);
	assert_int_equal(c.clock[CLOCK_RESOLVE].run.due.us, minute(24 * 60 + 12 * 60).us);
	assert_int_equal(c.next_due.us, minute(21 * 60).us);
	assert_int_equal(c.clock[CLOCK_UPDATE].run.state, CLOCK_STATE_NONE);
}

/* A promised instant is not moved by a hold, and is missed in one. */
static void test_promised_by(void **state)
{
	const struct fixture *fx = *state;
	struct clock_options o = {.pausable = CLOCKS_ALL};
	const struct clock_event ev[] = {
		{.at = minute(600), .type = CLOCK_CREATED},
		{.at = minute(610), .type = CLOCK_PAUSED},
		{.at = minute(900), .type = CLOCK_RESUMED},
	};
	o.targets[CLOCK_RESOLVE] =
		(struct target){.kind = TARGET_AT, .cal = fx->office, .at = minute(700)};
	assert_int_equal(fold(fx, ev, 2, &o, minute(700)).clock[CLOCK_RESOLVE].run.breached,
			 false);
	assert_int_equal(fold(fx, ev, 2, &o, minute(701)).clock[CLOCK_RESOLVE].run.breached,
			 true);
	struct clock_run r = fold(fx, ev, 3, &o, minute(900)).clock[CLOCK_RESOLVE].run;
	assert_int_equal(r.due.us, minute(700).us);
	assert_true(r.breached && r.state == CLOCK_STATE_RUNNING);
}

static void test_reopen_policies(void **state)
{
	const struct fixture *fx = *state;
	struct clock_options o = {.pausable = CLOCKS_ALL, .reopen = REOPEN_NEW_CYCLE};
	const struct clock_event ev[] = {
		{.at = minute(540), .type = CLOCK_CREATED},
		{.at = minute(600), .type = CLOCK_RESOLVED},
		{.at = minute(660), .type = CLOCK_REOPENED},
	};
	o.targets[CLOCK_RESOLVE] = hours(fx->office, 2);
	struct clock_result r = fold(fx, ev, 3, &o, minute(690)).clock[CLOCK_RESOLVE];
	assert_int_equal(r.n_cycles, 1);
	assert_int_equal(r.cycles[0].elapsed.us, 3600 * US_PER_S);
	assert_int_equal(r.cycles[0].stopped_at.us, minute(600).us);
	assert_int_equal(r.run.start.us, minute(660).us);
	assert_int_equal(r.run.due.us, minute(780).us);
	o.reopen = REOPEN_IGNORE;
	r = fold(fx, ev, 3, &o, minute(690)).clock[CLOCK_RESOLVE];
	assert_int_equal(r.run.state, CLOCK_STATE_STOPPED);
	o.reopen = REOPEN_CONTINUE;
	r = fold(fx, ev, 3, &o, minute(690)).clock[CLOCK_RESOLVE];
	assert_int_equal(r.run.due.us, minute(720).us);
	assert_int_equal(r.run.n_pauses, 1);
}

/* Every message-to-reply cycle is kept with what it was judged by. */
static void test_cycles(void **state)
{
	const struct fixture *fx = *state;
	struct target vip[CLOCKS] = {{0}};
	struct clock_options o = {.pausable = CLOCKS_ALL};
	const struct clock_event ev[] = {
		{.at = minute(540), .type = CLOCK_MESSAGE},
		{.at = minute(640), .type = CLOCK_REPLIED},
		{.at = minute(650), .type = CLOCK_TIER_CHANGED, .targets = vip},
		{.at = minute(660), .type = CLOCK_MESSAGE},
		{.at = minute(670), .type = CLOCK_REPLIED},
		{.at = minute(680), .type = CLOCK_MESSAGE},
	};
	vip[CLOCK_UPDATE] = hours(fx->office, 1);
	o.targets[CLOCK_UPDATE] = hours(fx->office, 2);
	struct clock_result r = fold(fx, ev, 6, &o, minute(690)).clock[CLOCK_UPDATE];
	assert_int_equal(r.n_cycles, 2);
	assert_int_equal(r.cycles[0].target.work.us, 7200 * US_PER_S);
	assert_false(r.cycles[0].breached);
	assert_int_equal(r.cycles[1].target.work.us, 3600 * US_PER_S);
	assert_int_equal(r.cycles[1].due.us, minute(720).us);
	assert_int_equal(r.run.due.us, minute(740).us);
	assert_ptr_equal(clocks_worst(&r), &r.cycles[0]);
}

/* One clock lived through minute by minute; knows no intervals and no arithmetic of due. */
struct life {
	bool started, active, held, by_resolve;
	int64_t used; /* minutes */
	int64_t due;  /* minute, -1: not reached */
};

static void live_event(struct life *l, enum clock c, const struct clock_event *ev)
{
	switch (ev->type) {
	case CLOCK_CREATED:
		if (c != CLOCK_UPDATE && !l->started)
			l->active = l->started = true;
		break;
	case CLOCK_REPLIED:
		if (c == CLOCK_RESPONSE && l->active) {
			l->active = false;
			l->by_resolve = false;
		}
		break;
	case CLOCK_PAUSED:
		l->held = true;
		break;
	case CLOCK_RESUMED:
		l->held = false;
		break;
	case CLOCK_RESOLVED:
		if (l->active) {
			l->active = false;
			l->by_resolve = true;
		}
		l->held = false;
		break;
	case CLOCK_REOPENED:
		if (l->started && !l->active && l->by_resolve)
			l->active = true;
		break;
	default:
		break;
	}
}

static struct life live(const struct workcal *cal, enum clock c, const struct clock_event *ev,
			size_t n, int64_t need, int64_t until)
{
	struct life l = {.due = -1};
	size_t next = 0;
	for (int64_t m = 0; m < until; m++) {
		for (; next < n && ev[next].at.us <= minute(m).us; next++)
			live_event(&l, c, &ev[next]);
		bool open;
		assert_int_equal(workcal_is_open(cal, minute(m), &open), OK);
		if (l.due == m && (!l.active || l.held))
			l.due++; /* a pause that begins on the very second takes due along */
		if (!l.active || l.held || !open)
			continue;
		l.used++;
		if (l.used == need)
			l.due = m + 1;
	}
	for (; next < n && ev[next].at.us <= minute(until).us; next++)
		live_event(&l, c, &ev[next]);
	return l;
}

static size_t random_events(struct rng *r, struct clock_event *ev)
{
	static const enum clock_event_type types[] = {
		CLOCK_REPLIED,	CLOCK_PAUSED, CLOCK_RESUMED, CLOCK_RESOLVED,
		CLOCK_REOPENED, CLOCK_PAUSED, CLOCK_RESUMED, CLOCK_REOPENED};
	size_t n = 1 + rng_below(r, 9);
	int64_t m = (int64_t)rng_below(r, 600);
	for (size_t i = 0; i < n; i++) {
		ev[i] = (struct clock_event){
			.at = minute(m),
			.type = i ? types[rng_below(r, sizeof types / sizeof *types)]
				  : CLOCK_CREATED,
		};
		m += rng_below(r, 4) ? (int64_t)rng_below(r, 900) : 0;
	}
	return n;
}

static void test_against_life(void **state)
{
	const struct fixture *fx = *state;
	struct rng r = test_seed(12);
	for (long i = 0; i < test_rounds(300); i++) {
		struct clock_event ev[10];
		size_t n = random_events(&r, ev);
		int64_t need = 1 + (int64_t)rng_below(&r, 900);
		int64_t until = (int64_t)rng_below(&r, 9000);
		struct clock_options o = {.pausable = CLOCKS_ALL};
		for (int c = 0; c < CLOCKS; c++)
			o.targets[c] = (struct target){.kind = TARGET_WORK,
						       .cal = fx->office,
						       .work = {need * 60 * US_PER_S}};
		struct clocks got = fold(fx, ev, n, &o, minute(until));
		for (int c = 0; c < CLOCKS; c++) {
			const struct clock_run *run = &got.clock[c].run;
			struct life l = live(fx->office, (enum clock)c, ev, n, need, until);
			assert_int_equal(run->state != CLOCK_STATE_NONE, l.started);
			if (!l.started)
				continue;
			assert_int_equal(run->state == CLOCK_STATE_STOPPED, !l.active);
			assert_int_equal(run->state == CLOCK_STATE_PAUSED, l.active && l.held);
			assert_int_equal(run->elapsed.us, l.used * 60 * US_PER_S);
			assert_int_equal(run->remaining.us, (need - l.used) * 60 * US_PER_S);
			assert_true(l.used <= need || run->breached);
			assert_true(l.used >= need || !run->breached);
			if (l.used > need)
				assert_int_equal(run->due.us, minute(l.due).us);
		}
	}
}

/* Law: what happens after now changes nothing. */
static void test_future_is_ignored(void **state)
{
	const struct fixture *fx = *state;
	struct rng r = test_seed(13);
	for (long i = 0; i < test_rounds(200); i++) {
		struct clock_event ev[10];
		size_t n = random_events(&r, ev);
		size_t k = rng_below(&r, n + 1);
		struct clock_options o = {.pausable = CLOCKS_ALL};
		o.targets[CLOCK_RESOLVE] = hours(fx->office, 5);
		while (k < n && k && ev[k].at.us == ev[k - 1].at.us)
			k++; /* equal times are seen together */
		struct instant now = k ? ev[k - 1].at : (struct instant){ev[0].at.us - 1};
		struct clock_run a = fold(fx, ev, n, &o, now).clock[CLOCK_RESOLVE].run;
		struct clock_run b = fold(fx, ev, k, &o, now).clock[CLOCK_RESOLVE].run;
		assert_int_equal(a.state, b.state);
		assert_int_equal(a.due.us, b.due.us);
		assert_int_equal(a.elapsed.us, b.elapsed.us);
		assert_int_equal(a.breached, b.breached);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_calendars),
		cmocka_unit_test(test_promised_by),
		cmocka_unit_test(test_reopen_policies),
		cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_against_life),
		cmocka_unit_test(test_future_is_ignored),
	};
	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
