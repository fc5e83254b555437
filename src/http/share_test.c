#include "base/test.h"

#include "http/share.h"

#include <pthread.h>
#include <sodium.h>

static void test_limit(void **state)
{
	struct share *s = share_new(2);
	share_slot a, b, c, d;

	(void)state;
	assert_true(share_enter(s, STR("10.0.0.1"), &a));
	assert_true(share_enter(s, STR("10.0.0.1"), &b));
	assert_false(share_enter(s, STR("10.0.0.1"), &c));
	assert_int_equal(c, 0);
	assert_true(share_enter(s, STR("10.0.0.2"), &d) || a == d);
	share_leave(s, c);
	share_leave(s, b);
	assert_true(share_enter(s, STR("10.0.0.1"), &c));
	assert_false(share_enter(s, STR("10.0.0.1"), &b));
	share_free(s);
	share_free(NULL);
}

static void test_no_limit(void **state)
{
	struct share *s = share_new(0);
	share_slot slot;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_true(share_enter(s, STR("x"), &slot));
		assert_int_equal(slot, 0);
	}
	share_free(s);
}

enum { THREADS = 8, TURNS = 20000, MAX = 3 };

struct turns {
	struct share *s;
	_Atomic int inside;
	_Atomic int most;
};

static void *take_turns(void *arg)
{
	struct turns *t = arg;
	share_slot slot;

	for (int i = 0; i < TURNS; i++) {
		if (!share_enter(t->s, STR("one"), &slot))
			continue;
		int n = ++t->inside;
		if (n > t->most)
			t->most = n;
		t->inside--;
		share_leave(t->s, slot);
	}
	return NULL;
}

/* Never more than may be, and none is lost. */
static void test_threads(void **state)
{
	struct turns t = {.s = share_new(MAX)};
	pthread_t threads[THREADS];
	share_slot slot;

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_turns, &t), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_in_range(t.most, 1, MAX);
	for (int i = 0; i < MAX; i++)
		assert_true(share_enter(t.s, STR("one"), &slot));
	assert_false(share_enter(t.s, STR("one"), &slot));
	share_free(t.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_no_limit),
		cmocka_unit_test(test_threads),
	};

	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
