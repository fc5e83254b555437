#include "service/later.h"

#include "base/test.h"

/* What a refused row noted is gone, what came before it stays. */
static void goes_back(void **state)
{
	struct later l = {0};
	struct ctx cx = {.arena = arena_new(), .later = &l};

	(void)state;
	later_index(&cx, 1);
	l.counter = STR("customer:2026");
	l.count = 5;
	l.n_entries = 2;
	const struct later mark = l;
	for (int64_t id = 2; id < 100; id++)
		later_index(&cx, id);
	l.counter = STR("ticket:2026");
	l.count = 7;
	l.n_entries = 9;
	later_go_back(&l, &mark);
	assert_true(later_indexes(&cx, 1));
	for (int64_t id = 2; id < 100; id++)
		assert_false(later_indexes(&cx, id));
	assert_int_equal(l.n_entries, 2);
	assert_int_equal(l.count, 5);
	assert_true(str_is(l.counter, "customer:2026"));
	later_index(&cx, 2);
	assert_true(later_indexes(&cx, 1) && later_indexes(&cx, 2));
	arena_free(cx.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(goes_back)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
