#include "base/test.h"

#include "domain/demo_plan.h"
#include "domain/workcal_fixture.h"

#include <stdlib.h>

static int setup(void **state)
{
	return fixture_setup(state, FIXTURE_CHINA("[[\"09:00\",\"18:00\"]]"));
}

static struct demo_plan a_plan(struct fixture *fx, int64_t customers, int64_t tickets)
{
	struct demo_plan p = {.seed = 7,
			      .customers = customers,
			      .tickets = tickets,
			      .zone = workcal_zone(fx->office),
			      .cal = fx->office};

	assert_int_equal(instant_parse(STR("2026-03-02T15:00:00+08:00"), &p.now), OK);
	assert_int_equal(demo_plan_make(fx->arena, 24, &p), OK);
	return p;
}

/* Each place belongs to one customer, who had come by then. */
static void test_places_are_dealt_out(void **state)
{
	static const int64_t sizes[][2] = {{1, 9},	{2, 100},    {7, 3},  {9, 500},
					   {200, 1200}, {999, 5001}, {50, 0}, {5000, 40}};
	struct fixture *fx = *state;

	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct demo_plan p = a_plan(fx, sizes[k][0], sizes[k][1]);
		char *taken = arena_alloc(fx->arena, (size_t)p.tickets + 1);
		int64_t *v, all = 0;
		size_t n;
		memset(taken, 0, (size_t)p.tickets + 1);
		for (int64_t c = 0; c < p.customers; c++) {
			demo_places_of(&p, fx->arena, c, &v, &n);
			all += (int64_t)n;
			for (size_t i = 0; i < n; i++) {
				assert_in_range(v[i], 0, p.tickets - 1);
				assert_int_equal(taken[v[i]]++, 0);
				assert_true(instant_cmp(demo_joined(&p, c),
							demo_arrival(&p, v[i])) <= 0);
			}
		}
		assert_int_equal(all, p.tickets);
	}
}

static void test_arrivals(void **state)
{
	struct demo_plan p = a_plan(*state, 500, 20000);
	struct instant last = {INT64_MIN + 1};
	int64_t night = 0;

	for (int64_t i = 0; i < p.tickets; i++) {
		struct instant t = demo_arrival(&p, i);
		assert_true(instant_cmp(last, t) <= 0 && instant_cmp(t, p.now) <= 0);
		struct date d = tz_date(p.zone, t);
		int64_t at = instant_diff(t, tz_date_start(p.zone, d)).us / US_PER_S;
		night += at < 6 * 3600;
		assert_true(demo_place_since(&p, i, d) >= 0);
		assert_true(
			tz_date(p.zone, demo_arrival(&p, i - demo_place_since(&p, i, d))).day ==
			d.day);
		last = t;
	}
	assert_in_range(night, 10, p.tickets / 50);
}

/* Tickets of that many days from a date on. */
static int64_t tickets_in(const struct demo_plan *p, struct date from, int32_t days)
{
	int32_t i = from.day - p->first.day;
	return p->places[i + days] - p->places[i];
}

static void test_festivals_and_weekends_are_quiet(void **state)
{
	struct demo_plan p = a_plan(*state, 500, 100000);
	int64_t usual = tickets_in(&p, date_of(2025, 9, 15), 5); /* Monday to Friday */

	assert_true(tickets_in(&p, date_of(2025, 9, 20), 2) * 4 < usual);
	assert_true(tickets_in(&p, date_of(2025, 10, 1), 5) * 3 < usual);
	assert_true(tickets_in(&p, date_of(2025, 10, 9), 1) * 10 >
		    usual * 12 / 5);					   /* the rush */
	assert_true(tickets_in(&p, date_of(2025, 10, 11), 1) * 6 > usual); /* worked Saturday */
	assert_true(tickets_in(&p, date_of(2024, 3, 4), 5) * 10 < usual * 9); /* it has grown */
}

static void test_somebody_is_on_duty(void **state)
{
	struct demo_plan p = a_plan(*state, 10, 10);
	struct dice d = dice_of(1, 2, 3);
	int on = 0, leave = 0;

	for (int64_t hour = 0; hour < 24 * 364; hour++) {
		struct instant t = instant_add(p.now, span_of_s(-hour * 3600));
		on += demo_on_duty(&p, 3, t);
		leave += demo_on_leave(&p, 3, t);
		struct instant desk = demo_desk(&p, &d, t), office;
		assert_true(instant_cmp(desk, t) >= 0 &&
			    instant_diff(desk, t).us < 13 * 3600 * US_PER_S);
		assert_int_equal(demo_office(&p, &d, t, &office), OK);
		assert_true(instant_cmp(office, t) >= 0);
	}
	assert_in_range(on, 24 * 364 / 6, 24 * 364 / 3);
	assert_in_range(leave % (24 * 7), 0, 0); /* whole weeks */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places_are_dealt_out),
		cmocka_unit_test(test_arrivals),
		cmocka_unit_test(test_festivals_and_weekends_are_quiet),
		cmocka_unit_test(test_somebody_is_on_duty),
	};
	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
