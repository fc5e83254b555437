#include "base/test.h"

#include "service/live.h"

static const struct live_who one_who = {.user_id = 1};
static const struct actor one = {.user_id = 1, .department_path = STR("")};

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

static void join_as(struct live *live, const struct actor *actor, uint64_t after,
		    struct ears *ears)
{
	struct live_waiter waiter = {on_sleep, on_wake, ears};
	const struct live_who who = {.user_id = actor->user_id};

	assert_int_equal(live_join(live, &who, actor, after, waiter, &ears->l), OK);
	assert_true(live_read(ears->l, ears->text, sizeof ears->text) > 0); /* the greeting */
}

static void join(struct live *live, int64_t user_id, uint64_t after, struct ears *ears)
{
	const struct actor actor = {.user_id = user_id, .department_path = STR("")};

	join_as(live, &actor, after, ears);
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
	struct news n = {.to = audience_user(user_id), .event = event, .data = STR("{}")};

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
	assert_int_equal(live_join(live, &one_who, &one, 1003, waiter, &a.l), OK);
	assert_non_null(strstr(hear(&a), "id: 1004\n"));
	assert_int_equal(live_join(live, &one_who, &one, 12, waiter, &b.l), OK);
	assert_non_null(strstr(hear(&b), "event: reset\n"));
	assert_int_equal(live_join(live, &one_who, &one, 1004, waiter, &c.l), OK);
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

/* A record is told to those who reach where it lies or lay, by the scope of the permission. */
static void test_reach(void **state)
{
	static const struct {
		int line;
		int64_t user_id;
		const char *path;
		enum scope scope;
		bool hears;
	} cases[] = {
		{__LINE__, 1, "/1/", SCOPE_ALL, true},	      /* everything */
		{__LINE__, 1, "/1/", SCOPE_NONE, false},      /* the permission is not held */
		{__LINE__, 1, "/1/", SCOPE_DEPARTMENT, true}, /* above where it lies */
		{__LINE__, 1, "/1/4/", SCOPE_DEPARTMENT, true},
		{__LINE__, 1, "/2/", SCOPE_DEPARTMENT, true}, /* where it lay */
		{__LINE__, 1, "/1/40/", SCOPE_DEPARTMENT, false},
		{__LINE__, 1, "", SCOPE_DEPARTMENT, false}, /* of no department */
		{__LINE__, 7, "", SCOPE_DEPARTMENT, true},  /* the owner */
		{__LINE__, 7, "/3/", SCOPE_OWN, true},
		{__LINE__, 8, "/3/", SCOPE_OWN, true}, /* who was the owner */
		{__LINE__, 1, "/1/4/", SCOPE_OWN, false},
	};
	struct live *live = live_new((struct instant){1000});
	const struct news n = {.to = {.perm = PERM_CUSTOMER_READ,
				      .placed = true,
				      .places = {{7, STR("/1/4/")}, {8, STR("/2/")}}},
			       .event = "x",
			       .data = STR("{}")};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct actor actor = {.user_id = cases[i].user_id,
				      .department_path = str_of(cases[i].path)};
		struct ears ears = {0};
		actor.scope[PERM_CUSTOMER_READ] = (unsigned char)cases[i].scope;
		join_as(live, &actor, 0, &ears);
		assert_string_equal(hear(&ears), "");
		live_publish(live, &n);
		if ((strcmp(hear(&ears), "") != 0) != cases[i].hears ||
		    ears.wakes != cases[i].hears)
			fail_msg("line %d", cases[i].line);
		live_leave(ears.l);
	}
	live_free(live);
}

/* A record that belongs to nobody in particular is heard by whoever may read such records. */
static void test_unplaced(void **state)
{
	struct live *live = live_new((struct instant){1000});
	struct actor actor = {.user_id = 1, .department_path = STR("")};
	const struct news n = {.to = {.perm = PERM_TAG_WRITE}, .event = "x", .data = STR("{}")};
	struct ears without = {0}, with = {0};
	(void)state;

	join_as(live, &actor, 0, &without);
	actor.scope[PERM_TAG_WRITE] = SCOPE_OWN;
	join_as(live, &actor, 0, &with);
	live_publish(live, &n);
	assert_string_equal(hear(&without), "");
	assert_string_not_equal(hear(&with), "");
	live_leave(without.l);
	live_leave(with.l);
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
	assert_int_equal(live_join(live, &one_who, &one, 0, (struct live_waiter){0}, &more),
			 ERR_LIMIT);
	for (int i = 0; i < LIVE_PER_USER; i++)
		live_leave(e[i].l);
	live_free(live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_hears), cmocka_unit_test(test_taken_up_again),
		cmocka_unit_test(test_ends),	  cmocka_unit_test(test_reach),
		cmocka_unit_test(test_unplaced),  cmocka_unit_test(test_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
