#include "base/arena.h"

#include "base/test.h"

#include <string.h>

static int order[3];
static int calls;

static void note(void *arg)
{
	order[calls++] = *(int *)arg;
}

static void test_zeroed_and_aligned(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	for (size_t n = 0; n < 5000; n += 37) {
		unsigned char *p = arena_alloc(a, n);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 255, n);
	}
	arena_reset(a);
	unsigned char *p = arena_alloc(a, 4096);
	for (size_t i = 0; i < 4096; i++)
		assert_int_equal(p[i], 0);
	arena_free(a);
	arena_free(NULL);
}

static void test_cleanups_run_last_first(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	int one = 1, two = 2;
	calls = 0;
	arena_defer(a, note, &one);
	arena_defer(a, note, &two);
	arena_reset(a);
	assert_int_equal(calls, 2);
	assert_int_equal(order[0], 2);
	arena_free(a);
	assert_int_equal(calls, 2);
}

static void test_out_of_memory_escapes(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	jmp_buf back;
	volatile int escaped = 0;
	if (setjmp(back)) {
		escaped = 1;
	} else {
		arena_set_escape(a, &back);
		arena_array(a, SIZE_MAX / 2, 3);
	}
	assert_int_equal(escaped, 1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeroed_and_aligned),
		cmocka_unit_test(test_cleanups_run_last_first),
		cmocka_unit_test(test_out_of_memory_escapes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
