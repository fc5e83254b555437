#include "domain/deadline.h"

#include "base/test.h"

enum { NOW = 1000 };

static struct step at(int no, int64_t when)
{
	return (struct step){.no = no, .at = instant_of_s(when), .done_at = INSTANT_NONE};
}

static struct step fired(int no, int64_t when, int64_t done)
{
	struct step s = at(no, when);
	s.done_at = instant_of_s(done);
	return s;
}

static const struct carry change = {.now = {NOW * US_PER_S}, .tell_highest = true};
static const struct carry hold_end = {
	.now = {NOW * US_PER_S}, .was_paused = true, .ran_from = {970 * US_PER_S}};

static void test_text_form(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct step steps[2] = {at(0, 5), fired(1, 7, 9)}, *back;
	steps[1].kind = STEP_ESCALATION;
	steps[1].to = TO_DEPARTMENT_HEAD;
	steps[1].urgent = steps[1].dropped = true;
	size_t n;
	assert_int_equal(steps_parse(a, steps_format(a, steps, 2), &back, &n), OK);
	assert_int_equal(n, 2);
	assert_memory_equal(&back[1].at, &steps[1].at, sizeof steps[1].at);
	assert_true(back[1].kind == STEP_ESCALATION && back[1].to == TO_DEPARTMENT_HEAD);
	assert_true(back[1].urgent && back[1].dropped && !instant_is_set(back[0].done_at));
	assert_int_equal(steps_parse(a, STR("0 warning nobody 0 5 - 0"), &back, &n), ERR_BUG);
	assert_int_equal(steps_parse(a, STR("0 warning"), &back, &n), ERR_BUG);
	assert_int_equal(steps_parse(a, STR(""), &back, &n), OK);
	assert_int_equal(n, 0);
	arena_free(a);
}

static void test_fired_steps_stay_fired(void **state)
{
	(void)state;
	struct step old[] = {fired(0, 500, 500), fired(1, 900, 905)};
	struct step new[] = {at(0, 400), at(1, 2000)};
	steps_carry(old, 2, new, 2, &change);
	assert_true(instant_is_set(new[0].done_at));  /* earlier than before: not again */
	assert_false(instant_is_set(new[1].done_at)); /* moved later, past its firing: again */
}

static void test_pending_step_is_not_lost(void **state)
{
	(void)state;
	/* Due at 990, the scheduler has not come yet; a note at 1000 recomputes the same
	 * instants. */
	struct step old[] = {at(0, 990)};
	struct step new[] = {at(0, 990)};
	steps_carry(old, 1, new, 1, &change);
	assert_false(instant_is_set(new[0].done_at));
}

static void test_only_the_highest_after_a_change(void **state)
{
	(void)state;
	struct step new[] = {at(0, 500), at(1, 700), at(2, 900), at(3, 1500)};
	steps_carry(NULL, 0, new, 4, &change);
	assert_true(new[0].dropped &&new[1].dropped && !new[2].dropped);
	assert_int_equal(instant_s(steps_next(new, 4)), 900);
}

static void test_steps_within_a_hold_are_dropped(void **state)
{
	(void)state;
	struct step old[] = {at(0, 950), at(1, 990)};
	struct step new[] = {at(0, 960), at(1, 1200), at(2, 980)};
	steps_carry(old, 2, new, 2, &hold_end);
	assert_true(new[0].dropped);
	assert_int_equal(instant_s(steps_next(new, 2)), 1200);
	/* The hold ended at 970, the scheduler comes at 1000: what lay between is told. */
	steps_carry(old, 2, new, 3, &hold_end);
	assert_int_equal(instant_s(steps_next(new, 3)), 980);
}

static void test_on_hold_only_what_was_due_speaks(void **state)
{
	(void)state;
	struct step steps[] = {at(0, 1200)};
	struct instant now = instant_of_s(NOW);
	struct deadline d = {.remaining_s = INT_NONE};
	assert_int_equal(instant_s(deadline_next_fire(&d, steps, 1, now)), 1200);
	d.remaining_s = -60;
	assert_false(instant_is_set(deadline_next_fire(&d, steps, 1, now)));
	steps[0] = at(0, 990);
	assert_int_equal(instant_s(deadline_next_fire(&d, steps, 1, now)), 990);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_form),
		cmocka_unit_test(test_fired_steps_stay_fired),
		cmocka_unit_test(test_pending_step_is_not_lost),
		cmocka_unit_test(test_only_the_highest_after_a_change),
		cmocka_unit_test(test_steps_within_a_hold_are_dropped),
		cmocka_unit_test(test_on_hold_only_what_was_due_speaks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
