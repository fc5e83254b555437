#include "base/test.h"

#include "sys/clock.h"
#include "sys/file.h"
#include "sys/ids.h"
#include "sys/random.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_replace_and_read(void **state)
{
	(void)state;
	char dir[] = "/tmp/genjin-file-XXXXXX";
	struct arena *a = arena_new();
	struct str s;

	assert_non_null(mkdtemp(dir));
	struct str path = str_fmt(a, "%s/f", dir);
	assert_int_equal(file_read(a, path.p, 100, &s), ERR_NOT_FOUND);
	assert_int_equal(file_replace(path.p, STR("old"), 0600), OK);
	assert_int_equal(file_replace(path.p, STR("newer"), 0600), OK);
	assert_int_equal(file_read(a, path.p, 5, &s), OK);
	assert_true(str_is(s, "newer"));
	assert_int_equal(file_read(a, path.p, 4, &s), ERR_LIMIT);
	assert_int_equal(file_read(a, dir, 100, &s), ERR_IO);
	assert_int_equal(file_replace("/nonexistent/f", STR("x"), 0600), ERR_NOT_FOUND);
	unlink(path.p);
	assert_int_equal(rmdir(dir), 0); /* no temporary file was left */
	arena_free(a);
}

/* A secret is created once, and refused as soon as others may read it. */
static void test_secret_file(void **state)
{
	(void)state;
	char dir[] = "/tmp/genjin-file-XXXXXX";
	struct arena *a = arena_new();
	struct str s;

	assert_non_null(mkdtemp(dir));
	struct str path = str_fmt(a, "%s/key", dir);
	assert_int_equal(file_create(path.p, STR("first"), 0400), OK);
	assert_int_equal(file_create(path.p, STR("second"), 0400), ERR_CONFLICT);
	assert_int_equal(file_read_secret(a, path.p, 100, &s), OK);
	assert_true(str_is(s, "first"));
	static const unsigned open_to_others[] = {0440, 0404, 0420, 0402};
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(chmod(path.p, open_to_others[i]), 0);
		assert_int_equal(file_read_secret(a, path.p, 100, &s), ERR_DENIED);
	}
	unlink(path.p);
	assert_int_equal(rmdir(dir), 0);
	arena_free(a);
}

static void test_append(void **state)
{
	(void)state;
	char dir[] = "/tmp/genjin-file-XXXXXX";
	struct arena *a = arena_new();
	struct str s;

	assert_non_null(mkdtemp(dir));
	struct str path = str_fmt(a, "%s/lines", dir);
	assert_int_equal(file_append(path.p, STR("one\n")), OK);
	assert_int_equal(file_append(path.p, STR("two\n")), OK);
	assert_int_equal(file_read_secret(a, path.p, 100, &s), OK);
	assert_true(str_is(s, "one\ntwo\n"));
	unlink(path.p);
	assert_int_equal(rmdir(dir), 0);
	arena_free(a);
}

static void test_lock_is_exclusive(void **state)
{
	(void)state;
	char path[] = "/tmp/genjin-lock-XXXXXX";
	int first = -1, second = -1;

	close(mkstemp(path));
	assert_int_equal(file_lock(path, &first), OK);
	assert_int_equal(file_lock(path, &second), ERR_BUSY);
	file_unlock(first);
	assert_int_equal(file_lock(path, &second), OK);
	file_unlock(second);
	unlink(path);
}

static void write_clock(const char *path, struct str text)
{
	assert_int_equal(file_replace(path, text, 0600), OK);
}

/* It goes forth and back, and stays where it is when the file says nothing. */
static void test_clock_from_file(void **state)
{
	(void)state;
	char path[] = "/tmp/genjin-clock-XXXXXX";
	struct instant later, earlier;

	close(mkstemp(path));
	assert_int_equal(instant_parse(STR("2031-06-06T07:30:00Z"), &later), OK);
	assert_int_equal(instant_parse(STR("2026-03-02T02:00:00Z"), &earlier), OK);
	write_clock(path, STR("2031-06-06T07:30:00Z\n"));
	assert_int_equal(clock_set_from(path), OK);
	assert_int_equal(clock_now().us, later.us);
	write_clock(path, STR(" 2026-03-02T10:00:00+08:00"));
	assert_int_equal(clock_set_from(path), OK);
	assert_int_equal(clock_now().us, earlier.us);
	write_clock(path, STR("tomorrow"));
	assert_int_equal(clock_set_from(path), ERR_INPUT);
	assert_int_equal(clock_set_from("/nonexistent/clock"), ERR_NOT_FOUND);
	assert_int_equal(clock_now().us, earlier.us);
	clock_set(INSTANT_NONE);
	unlink(path);
}

enum { THREADS = 4, IDS = 20000 };

static void *take_ids(void *arg)
{
	int64_t *out = arg;
	for (int i = 0; i < IDS; i++)
		out[i] = id_new();
	return NULL;
}

static int by_value(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return (a > b) - (a < b);
}

static void test_ids_are_unique_and_grow(void **state)
{
	(void)state;
	int64_t *all = calloc((size_t)THREADS * IDS, sizeof *all);
	pthread_t t[THREADS];

	assert_non_null(all);
	ids_set_node(255);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, take_ids, all + i * IDS), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < THREADS; i++)
		for (int k = 1; k < IDS; k++)
			assert_true(all[i * IDS + k] > all[i * IDS + k - 1]);
	qsort(all, (size_t)THREADS * IDS, sizeof *all, by_value);
	assert_true(all[0] > 0);
	for (int i = 1; i < THREADS * IDS; i++)
		assert_true(all[i] != all[i - 1]);
	free(all);
}

static void test_ids_after_and_counted(void **state)
{
	(void)state;
	int64_t far = id_new() + (INT64_C(1) << 50);

	ids_start_after(far);
	assert_true(id_new() > far);
	ids_count_from(100);
	assert_int_equal(id_new(), 100);
	assert_int_equal(id_new(), 101);
	ids_count_from(0);
	assert_true(id_new() > far);
}

static void test_random_texts(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct str x = random_base64url(a, 32), y = random_base64url(a, 32);

	assert_int_equal(x.n, 43);
	assert_false(str_eq(x, y));
	assert_int_equal(random_hex(a, 16).n, 32);
	for (int i = 0; i < 100; i++)
		assert_true(random_below(3) < 3);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replace_and_read),
		cmocka_unit_test(test_secret_file),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_lock_is_exclusive),
		cmocka_unit_test(test_clock_from_file),
		cmocka_unit_test(test_ids_are_unique_and_grow),
		cmocka_unit_test(test_ids_after_and_counted),
		cmocka_unit_test(test_random_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
