#include "domain/classify.h"

#include "base/test.h"

static struct class_facts buyer(int64_t id, int64_t total)
{
	return (struct class_facts){.customer_id = id,
				    .orders = 1,
				    .orders_in_window = 1,
				    .total = total,
				    .since = DATE_NONE,
				    .first_order = date_of(2024, 3, 1),
				    .last_order = date_of(2024, 3, 1),
				    .last_contact = DATE_NONE};
}

static int greater(const void *x, const void *y)
{
	const struct class_facts *a = x, *b = y;
	if (a->total != b->total)
		return a->total > b->total ? -1 : 1;
	return (a->customer_id > b->customer_id) - (a->customer_id < b->customer_id);
}

/* T7: the top 10 % by amount are exactly those of a plain sort. */
static void test_top_is_a_plain_sort(void **state)
{
	(void)state;
	struct rng r = test_seed(7);
	for (long round = 0; round < test_rounds(200); round++) {
		struct arena *a = arena_new();
		size_t n = 1 + rng_below(&r, 400);
		struct class_facts *f = ARENA_ARRAY(a, n, struct class_facts);
		size_t buyers = 0;
		for (size_t i = 0; i < n; i++) {
			f[i] = buyer((int64_t)i + 1, (int64_t)rng_below(&r, 50) * 100);
			buyers += f[i].total > 0;
		}
		struct class_facts *sorted = arena_grow(a, f, n, n, sizeof *f);
		qsort(sorted, n, sizeof *sorted, greater);
		size_t want = buyers / 10 ? buyers / 10 : (buyers > 0);
		struct top_line line = {0};
		assert_int_equal(class_top_count((int64_t)buyers, 10), want);
		if (want)
			line = (struct top_line){sorted[want - 1].total,
						 sorted[want - 1].customer_id};
		for (size_t i = 0; i < n; i++)
			assert_int_equal(class_is_top(&line, &f[sorted[i].customer_id - 1]),
					 i < want);
		arena_free(a);
	}
}

/* T6: new up to three months, stable after, cold and at risk by silence. */
static void test_stages(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *today;
		const char *last_contact;
		enum stage stage;
	} rows[] = {
		{__LINE__, "2024-03-01", NULL, STAGE_NEW},
		{__LINE__, "2024-06-01", NULL,
		 STAGE_NEW}, /* the corresponding day still counts */
		{__LINE__, "2024-06-02", "2024-05-30", STAGE_STABLE},
		{__LINE__, "2024-06-02", NULL, STAGE_COLD}, /* 93 days after the order */
		{__LINE__, "2024-08-27", NULL, STAGE_COLD},
		{__LINE__, "2024-08-28", NULL, STAGE_CHURN_RISK}, /* 180 days */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct class_facts f = buyer(1, 5);
		struct date today;
		assert_int_equal(date_parse(str_of(rows[i].today), &today), OK);
		if (rows[i].last_contact)
			assert_int_equal(
				date_parse(str_of(rows[i].last_contact), &f.last_contact), OK);
		if (classify(&class_rules_default, &f, TIER_ORDINARY, today).stage !=
		    rows[i].stage)
			fail_msg("line %d", rows[i].line);
	}
	struct class_facts none = {.since = DATE_NONE,
				   .first_order = DATE_NONE,
				   .last_order = DATE_NONE,
				   .last_contact = DATE_NONE};
	struct classes c =
		classify(&class_rules_default, &none, TIER_ORDINARY, date_of(2024, 1, 1));
	assert_int_equal(c.stage, STAGE_POTENTIAL);
	assert_int_equal(c.tier, TIER_POTENTIAL);
	none.strategic = true;
	c = classify(&class_rules_default, &none, TIER_ORDINARY, date_of(2024, 1, 1));
	assert_int_equal(c.tier, TIER_VIP);
	/* Cooperation that was only entered: the stage follows it, the tier stays. */
	none.strategic = false;
	none.since = date_of(2023, 11, 1);
	c = classify(&class_rules_default, &none, TIER_MIDDLE, date_of(2024, 1, 1));
	assert_int_equal(c.stage, STAGE_NEW);
	assert_int_equal(c.tier, TIER_MIDDLE);
}

static void test_rules_are_checked(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct class_rules r = class_rules_default;
	json_t *doc;
	assert_int_equal(json_read(a, STR("{\"cold_days\":30,\"churn_days\":10}"), &f, &doc),
			 OK);
	assert_int_equal(class_rules_parse(doc, &f, &r), ERR_INPUT);
	assert_string_equal(fail_code(&f), "below_cold_days");
	fail_clear(&f);
	assert_int_equal(json_read(a, STR("{\"cold_dais\":30}"), &f, &doc), OK);
	assert_int_equal(class_rules_parse(doc, &f, &r), ERR_INPUT);
	fail_clear(&f);
	assert_int_equal(json_read(a, STR("{\"cold_days\":30,\"often\":4}"), &f, &doc), OK);
	assert_int_equal(class_rules_parse(doc, &f, &r), OK);
	assert_int_equal(r.cold_days, 30);
	assert_int_equal(r.often, 4);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_top_is_a_plain_sort),
		cmocka_unit_test(test_stages),
		cmocka_unit_test(test_rules_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
