#include "base/test.h"

#include "service/live.h"

/* A listener that counts how often it was put to sleep and woken. */
struct ears {
	int sleeps;
	int wakes;
	struct listener *l;
	char text[2 * LIVE_TEXT_MAX];
};

static void on_sleep(void *arg)
{
	((struct ears *)arg)->sleeps++;
}

static void on_wake(void *arg)
{
	((struct ears *)arg)->wakes++;
}

static void join(struct live *live, int64_t user_id, uint64_t after, struct ears *ears)
{
	struct live_waiter waiter = {on_sleep, on_wake, ears};
	const struct live_who who = {.user_id = user_id};

	assert_int_equal(live_join(live, &who, after, waiter, &ears->l), OK);
	assert_true(live_read(ears->l, ears->text, sizeof ears->text) > 0); /* the greeting */
}

/* What is new, as text; "" when nothing is, NULL at the end. */
static const char *hear(struct ears *ears)
{
	ptrdiff_t n = live_read(ears->l, ears->text, sizeof ears->text - 1);

	if (n < 0)
		return NULL;
	ears->text[n] = 0;
	return ears->text;
}

static void publish(struct live *live, int64_t user_id, const char *event)
{
	struct news n = {.user_id = user_id, .event = event, .data = STR("{}")};

	live_publish(live, &n);
}

static void test_who_hears(void **state)
{
	struct live *live = live_new((struct instant){1000});
	struct ears a = {0};
	struct ears b = {0};
	(void)state;

	join(live, 1, 0, &a);
	join(live, 2, 0, &b);
	assert_string_equal(hear(&a), "");
	assert_string_equal(hear(&b), "");
	publish(live, 1, "mine");
	assert_int_equal(a.wakes, 1);
	assert_int_equal(b.wakes, 0);
	assert_string_equal(hear(&a), "id: 1000\nevent: mine\ndata: {}\n\n");
	publish(live, 0, "all");
	assert_string_equal(hear(&a), "id: 1001\nevent: all\ndata: {}\n\n");
	assert_string_equal(hear(&b), "id: 1001\nevent: all\ndata: {}\n\n");
	assert_string_equal(hear(&a), "");
	live_beat(live);
	assert_string_equal(hear(&a), ":\n\n");
	live_leave(a.l);
	live_leave(b.l);
	live_free(live);
}

static void test_taken_up_again(void **state)
{
	struct live *live = live_new((struct instant){1000});
	struct ears a = {0};
	struct ears b = {0};
	struct ears c = {0};
	struct live_waiter waiter = {on_sleep, on_wake, &a};
	(void)state;

	for (int i = 0; i < 5; i++)
		publish(live, 0, "x");
	assert_int_equal(live_join(live, &(struct live_who){.user_id = 1}, 1003, waiter, &a.l),
			 OK);
	assert_non_null(strstr(hear(&a), "id: 1004\n"));
	assert_int_equal(live_join(live, &(struct live_who){.user_id = 1}, 12, waiter, &b.l),
			 OK);
	assert_non_null(strstr(hear(&b), "event: reset\n"));
	assert_int_equal(live_join(live, &(struct live_who){.user_id = 1}, 1004, waiter, &c.l),
			 OK);
	assert_string_equal(hear(&c), "retry: 3000\n\n");
	for (int i = 0; i < LIVE_KEPT + 1; i++)
		publish(live, 0, "x");
	assert_non_null(strstr(hear(&c), "event: reset\n"));
	live_leave(a.l);
	live_leave(b.l);
	live_leave(c.l);
	live_free(live);
}

static void test_ends(void **state)
{
	struct live *live = live_new((struct instant){1000});
	struct ears a = {0};
	struct ears b = {0};
	(void)state;

	join(live, 1, 0, &a);
	join(live, 2, 0, &b);
	publish(live, 1, NULL);
	assert_null(hear(&a));
	assert_string_equal(hear(&b), "");
	live_close(live);
	assert_int_equal(b.wakes, 1);
	assert_null(hear(&b));
	live_leave(a.l);
	live_leave(b.l);
	live_free(live);
}

static void test_limit(void **state)
{
	struct live *live = live_new((struct instant){1000});
	struct ears e[LIVE_PER_USER] = {{0}};
	struct listener *more;
	(void)state;

	for (int i = 0; i < LIVE_PER_USER; i++)
		join(live, 1, 0, &e[i]);
	assert_int_equal(live_join(live, &(struct live_who){.user_id = 1}, 0,
				   (struct live_waiter){0}, &more),
			 ERR_LIMIT);
	for (int i = 0; i < LIVE_PER_USER; i++)
		live_leave(e[i].l);
	live_free(live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_hears),
		cmocka_unit_test(test_taken_up_again),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
