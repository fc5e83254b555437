#include "base/test.h"

#include "service/presence.h"

static struct presence who(int64_t user_id, int64_t id, int64_t at_s)
{
	return (struct presence){.record = PRESENCE_CUSTOMER,
				 .id = id,
				 .user_id = user_id,
				 .until = {(at_s + PRESENCE_LIFE_S) * 1000000}};
}

static size_t others(const struct presences *all, int64_t id, int64_t but, int64_t at_s)
{
	struct presence v[8];

	return presences_at(all, PRESENCE_CUSTOMER, id, but, (struct instant){at_s * 1000000},
			    v, 8);
}

static void test_comes_and_goes(void **state)
{
	struct presences *all = calloc(1, sizeof *all);
	struct presence p = who(1, 7, 0);
	(void)state;

	assert_true(presences_note(all, &p));
	p = who(1, 7, 20);
	assert_false(presences_note(all, &p)); /* only the time is new */
	p.editing = true;
	assert_true(presences_note(all, &p));
	assert_int_equal(others(all, 7, 2, 64), 1);
	assert_int_equal(others(all, 7, 1, 64), 0); /* oneself is no other */
	assert_int_equal(others(all, 8, 2, 64), 0);
	assert_int_equal(others(all, 7, 2, 65), 0); /* was not heard of again */
	p.gone = true;
	assert_true(presences_note(all, &p));
	assert_false(presences_note(all, &p));
	assert_int_equal(others(all, 7, 2, 20), 0);
	free(all);
}

/* A customer and a ticket of the same id are not the same. */
static void test_kinds(void **state)
{
	struct presences *all = calloc(1, sizeof *all);
	struct presence p = who(1, 7, 0), v[1];
	(void)state;

	p.record = PRESENCE_TICKET;
	presences_note(all, &p);
	assert_int_equal(others(all, 7, 2, 0), 0);
	assert_int_equal(presences_at(all, PRESENCE_TICKET, 7, 2, (struct instant){0}, v, 1),
			 1);
	free(all);
}

/* When it is full nobody comes in, but whoever is there stays; room comes with time. */
static void test_full(void **state)
{
	struct presences *all = calloc(1, sizeof *all);
	struct presence p;
	(void)state;

	for (int64_t i = 1; i <= PRESENCE_MAX; i++) {
		p = who(i, 7, 0);
		assert_true(presences_note(all, &p));
	}
	p = who(PRESENCE_MAX + 1, 7, 0);
	assert_false(presences_note(all, &p));
	assert_int_equal(others(all, 7, 0, 1), 8);
	p = who(PRESENCE_MAX + 1, 7, PRESENCE_LIFE_S);
	assert_true(presences_note(all, &p));
	assert_int_equal(others(all, 7, 0, PRESENCE_LIFE_S), 1);
	free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comes_and_goes),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
