/* S0's table: what is counted, and that merging changes nothing. */
#include "domain/evidence.h"

#include "base/test.h"

enum { TICKETS = 300, PARTS = 4 };

static int64_t random_below(uint64_t *seed, uint64_t n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (int64_t)((*seed >> 11) % n);
}

/* A ticket of a tier with a response target; answered after so many seconds, -1: never. */
static void add(struct evidence *e, struct arena *a, struct ticket t, int tier,
		const char *target, int64_t answer_s)
{
	struct obligation o[2] = {0};
	struct obligations all = {.v = o, .n = 2, .match = {.tier = tier}};

	o[0].deadline.kind = DL_SOLUTION;
	o[0].deadline.target = STR("96h");
	o[1].deadline.kind = DL_RESPONSE;
	o[1].deadline.target = str_of(target);
	t.submitted_at = instant_of_s(1000);
	t.responded_at = answer_s < 0 ? INSTANT_NONE : instant_of_s(1000 + answer_s);
	evidence_add(e, a, &t, &all);
}

static void counts(void **state)
{
	struct arena *a = arena_new();
	struct evidence e = {0};
	const struct evidence_tier *vip = &e.tiers[TIER_VIP];

	(void)state;
	add(&e, a, (struct ticket){.state = TICKET_OPEN}, TIER_VIP, "48h", 7200);
	add(&e, a, (struct ticket){.state = TICKET_RESOLVED}, TIER_VIP, "24h", 3600);
	add(&e, a, (struct ticket){.state = TICKET_ARCHIVED, .confirmation = CONFIRMATION_FAIR},
	    TIER_VIP, "24h", -1);
	add(&e, a, (struct ticket){.state = TICKET_CANCELLED}, TIER_VIP, "24h", 60);
	add(&e, a, (struct ticket){.state = TICKET_ON_HOLD, .by_staff = true}, TIER_VIP, "1h",
	    60);
	evidence_sort(&e);
	assert_int_equal(e.tickets, 4);
	assert_int_equal(e.solved, 2);
	assert_int_equal(e.confirmed[CONFIRMATION_NONE], 3);
	assert_int_equal(e.confirmed[CONFIRMATION_FAIR], 1);
	assert_int_equal(vip->answered, 2);
	assert_int_equal(vip->answer_s, 7200 + 3600);
	assert_int_equal(vip->n_limits, 2);
	assert_true(str_is(vip->limits[0].target, "24h") && vip->limits[0].n == 2);
	assert_true(str_is(vip->limits[1].target, "48h") && vip->limits[1].n == 1);
	assert_int_equal(e.tiers[TIER_ORDINARY].n_limits, 0);
	arena_free(a);
}

static void same(const struct evidence *x, const struct evidence *y)
{
	assert_int_equal(x->tickets, y->tickets);
	assert_int_equal(x->solved, y->solved);
	assert_memory_equal(x->confirmed, y->confirmed, sizeof x->confirmed);
	for (int i = 0; i < TIER_COUNT; i++) {
		const struct evidence_tier *a = &x->tiers[i], *b = &y->tiers[i];
		assert_int_equal(a->answered, b->answered);
		assert_int_equal(a->answer_s, b->answer_s);
		assert_int_equal(a->n_limits, b->n_limits);
		for (size_t k = 0; k < a->n_limits; k++) {
			assert_true(str_eq(a->limits[k].target, b->limits[k].target));
			assert_int_equal(a->limits[k].n, b->limits[k].n);
		}
	}
}

static void merging_changes_nothing(void **state)
{
	static const char *const targets[] = {"24h", "48h", "8h open", "1wd", "72h"};

	(void)state;
	for (uint64_t round = 1; round <= 20; round++) {
		struct arena *a = arena_new();
		struct evidence whole = {0}, merged = {0}, part[PARTS] = {0};
		uint64_t seed = round * 7919;

		for (int i = 0; i < TICKETS; i++) {
			const struct ticket t = {
				.state = (int)random_below(&seed, TICKET_CANCELLED + 1),
				.confirmation = (int)random_below(&seed, CONFIRMATION_COUNT),
				.by_staff = random_below(&seed, 5) == 0};
			int tier = (int)random_below(&seed, TIER_COUNT);
			const char *target = targets[random_below(&seed, 5)];
			int64_t answer_s = random_below(&seed, 90000) - 1;
			add(&whole, a, t, tier, target, answer_s);
			add(&part[random_below(&seed, PARTS)], a, t, tier, target, answer_s);
		}
		for (int i = PARTS; i-- > 0;)
			evidence_merge(&merged, a, &part[i]);
		evidence_sort(&whole);
		evidence_sort(&merged);
		same(&whole, &merged);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(merging_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
