#include "base/test.h"

#include "service/relay.h"

#define TEXT(lit)                                                                              \
	{                                                                                      \
		lit, sizeof(lit) - 1                                                           \
	}

static const struct presence editor = {
	.record = PRESENCE_TICKET, .id = 7, .editing = true, .user_id = 9, .until = {12345}};

static const struct news all[] = {
	{.to = {.perm = PERM_LOGIN}, .event = "schedule", .data = TEXT("{}")},
	{.to = {.user_id = 5, .perm = PERM_LOGIN}, .data = TEXT("")}, /* their streams end */
	{.to = {.perm = PERM_CUSTOMER_READ,
		.placed = true,
		.places = {{7, TEXT("/1/4/")}, {0, TEXT("")}}},
	 .event = "record",
	 .data = TEXT("{\"record\": \"customer\", \"id\": \"1\"}")},
	{.to = {.perm = PERM_TICKET_READ, .placed = true},
	 .event = "presence",
	 .data = TEXT("{}"),
	 .who = &editor},
};

static bool same(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static void test_there_and_back(void **state)
{
	struct arena *a = arena_new();
	(void)state;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const struct news *n = &all[i];
		struct buf text = {0};
		struct presence who;
		struct news back;
		assert_int_equal(relay_write(n, &text), OK);
		assert_int_equal(relay_read(a, buf_str(&text), &back, &who), OK);
		assert_int_equal(back.to.user_id, n->to.user_id);
		assert_int_equal(back.to.perm, n->to.perm);
		assert_int_equal(back.to.placed, n->to.placed);
		for (size_t k = 0; k < 2; k++) {
			assert_int_equal(back.to.places[k].owner_id, n->to.places[k].owner_id);
			assert_true(same(back.to.places[k].path, n->to.places[k].path));
		}
		assert_true(same(back.data, n->data));
		assert_int_equal(back.event != NULL, n->event != NULL);
		if (n->event)
			assert_string_equal(back.event, n->event);
		assert_int_equal(back.who != NULL, n->who != NULL);
		if (n->who)
			assert_memory_equal(back.who, n->who, sizeof editor);
		buf_done(&text);
	}
	arena_free(a);
}

/* Cut off anywhere before its data it is not understood. */
static void test_what_is_not_understood(void **state)
{
	struct arena *a = arena_new();
	struct buf text = {0};
	struct presence who;
	struct news n;
	(void)state;

	assert_int_equal(relay_write(&all[2], &text), OK);
	struct str whole = buf_str(&text);
	for (size_t i = 0; i < whole.n - all[2].data.n; i++)
		assert_int_equal(relay_read(a, str_slice(whole, 0, i), &n, &who), ERR_INPUT);
	assert_int_equal(
		relay_read(a, STR("0 no.such 0 0 - 0 - customer 0 0 0 0 0 x {}"), &n, &who),
		ERR_INPUT);
	buf_done(&text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_what_is_not_understood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
