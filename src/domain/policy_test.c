#include "domain/lint.h"
#include "domain/standards.h"

#include "base/test.h"

static json_t *load(struct arena *a, const char *name)
{
	char text[65536];
	struct fail f = {.arena = a};
	json_t *doc = NULL;
	const char *root = getenv("SOURCE_ROOT");
	FILE *in =
		fopen(str_fmt(a, "%s/data/presets/%s.json", root ? root : ".", name).p, "rb");
	assert_non_null(in);
	size_t n = fread(text, 1, sizeof text, in);
	fclose(in);
	assert_int_equal(json_read(a, (struct str){text, n}, &f, &doc), OK);
	return doc;
}

static struct policy parse(struct arena *a, const json_t *doc)
{
	struct fail f = {.arena = a};
	struct policy p;
	if (policy_parse(a, doc, &f, &p))
		fail_msg("%s", fail_line(a, &f.items[0]).p);
	return p;
}

static int64_t seconds(const struct policy *p, struct match m, enum deadline_kind kind)
{
	const struct rule *r = policy_rule(p, &m, kind);
	if (!r)
		return -1;
	return r->limits[kind].kind == LIMIT_NONE ? 0 : r->limits[kind].amount;
}

/* R1, R3, R4, F1-F3, V9: the documents' numbers. */
static void test_presets_have_the_numbers(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct policy s0 = parse(a, load(a, "s0")), s1 = parse(a, load(a, "s1"));
	struct policy s3 = parse(a, load(a, "s3")), s4 = parse(a, load(a, "s4"));
	struct match m = {.tier = TIER_VIP};
	assert_int_equal(seconds(&s0, m, DL_RESPONSE), 24 * 3600);
	assert_int_equal(seconds(&s3, m, DL_RESPONSE), 24 * 3600);
	assert_int_equal(seconds(&s4, m, DL_FOLLOW_UP), 1);
	assert_int_equal(policy_rule(&s4, &m, DL_FOLLOW_UP)->limits[DL_FOLLOW_UP].unit,
			 EVERY_WEEK);
	m.tier = TIER_ORDINARY;
	assert_int_equal(seconds(&s0, m, DL_RESPONSE), 48 * 3600);
	assert_int_equal(seconds(&s3, m, DL_RESPONSE), 72 * 3600);
	assert_int_equal(policy_rule(&s4, &m, DL_FOLLOW_UP)->limits[DL_FOLLOW_UP].unit,
			 EVERY_MONTH);
	m.tier = TIER_MIDDLE;
	assert_int_equal(seconds(&s3, m, DL_RESPONSE), 48 * 3600);
	m.tier = TIER_POTENTIAL;
	assert_int_equal(seconds(&s0, m, DL_RESPONSE), 72 * 3600);
	m.urgency = URGENCY_URGENT;
	assert_int_equal(seconds(&s1, m, DL_RESPONSE), 2 * 3600);
	assert_int_equal(seconds(&s1, m, DL_SOLUTION), 24 * 3600);
	assert_int_equal(seconds(&s1, m, DL_CALL_BACK), 24 * 3600);
	m.urgency = URGENCY_GENERAL;
	assert_int_equal(seconds(&s1, m, DL_SOLUTION), 48 * 3600);
	m.stage = STAGE_NEW;
	m.type = TYPE_INQUIRY;
	assert_int_equal(seconds(&s1, m, DL_RESPONSE), 24 * 3600);
	assert_int_equal(seconds(&s1, m, DL_FIRST), 3);
	assert_int_equal(seconds(&s4, m, DL_FIRST), 7 * 86400);
	m.urgency = URGENCY_SUGGESTION;
	assert_int_equal(seconds(&s1, m, DL_SOLUTION), 0); /* no limit, said openly */
	arena_free(a);
}

static void test_presets_can_be_joined(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	json_t *docs[] = {load(a, "s1"), load(a, "s0"), load(a, "s4")};
	struct policy p = parse(a, policy_join(a, docs, 3));
	struct match m = {.tier = TIER_VIP, .urgency = URGENCY_GENERAL, .type = TYPE_SERVICE};
	assert_int_equal(seconds(&p, m, DL_RESPONSE), 24 * 3600); /* S0: S1 leaves it open */
	assert_int_equal(seconds(&p, m, DL_SOLUTION), 48 * 3600); /* S1 */
	m.urgency = URGENCY_URGENT;
	assert_int_equal(seconds(&p, m, DL_RESPONSE), 2 * 3600);
	struct lint *lints;
	size_t n;
	policy_lint(a, &p, &lints, &n);
	for (size_t i = 0; i < n; i++)
		assert_true(lints[i].level != LINT_ERROR);
	arena_free(a);
}

static void test_documents_are_checked(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *rule;
		const char *field;
		const char *code;
	} rows[] = {
		{__LINE__, "{\"id\":\"a\",\"when\":{},\"targets\":{\"response\":\"2h\"}}",
		 "rules[0].when", "empty_condition"},
		{__LINE__,
		 "{\"id\":\"a\",\"when\":{\"tear\":[\"vip\"]},\"targets\":{\"response\":\"2h\"}"
		 "}",
		 "rules[0].when.tear", "unknown_field"},
		{__LINE__,
		 "{\"id\":\"a\",\"when\":{\"tier\":[\"gold\"]},\"targets\":{\"response\":"
		 "\"2h\"}}",
		 "rules[0].when.tier", "not_one_of"},
		{__LINE__,
		 "{\"id\":\"a\",\"when\":{\"tier\":[]},\"targets\":{\"response\":\"2h\"}}",
		 "rules[0].when.tier", "empty_condition"},
		{__LINE__, "{\"id\":\"a\",\"default\":true,\"targets\":{\"response\":\"0h\"}}",
		 "rules[0].targets.response", "not_a_duration"},
		{__LINE__,
		 "{\"id\":\"a\",\"default\":true,\"targets\":{\"response\":\"every 1w\"}}",
		 "rules[0].targets.response", "must_not_recur"},
		{__LINE__,
		 "{\"id\":\"a\",\"default\":true,\"targets\":{\"follow_up\":\"24h\"}}",
		 "rules[0].targets.follow_up", "must_recur"},
		{__LINE__, "{\"id\":\"a\",\"default\":true,\"targets\":{}}", "rules[0].targets",
		 "required"},
		{__LINE__, "{\"id\":\"a\",\"default\":true,\"targets\":{\"plan\":\"24h\"}}",
		 "rules[0].targets.plan", "unknown_field"},
		{__LINE__,
		 "{\"id\":\"a\",\"default\":true,\"warn\":[{\"pct\":100}],\"targets\":{"
		 "\"response\":\"2h\"}}",
		 "rules[0].warn[0].pct", "not_a_percentage"},
		{__LINE__,
		 "{\"id\":\"a\",\"default\":true,\"escalate\":[{\"after\":\"1h\",\"to\":"
		 "\"boss\"}],"
		 "\"targets\":{\"response\":\"2h\"}}",
		 "rules[0].escalate[0].to", "not_one_of"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		struct fail f = {.arena = a};
		struct policy p = {.id = 77};
		json_t *doc;
		struct str text = str_fmt(
			a,
			"{\"schema\":\"genjin.policy/1\",\"calendar\":\"cn\",\"rules\":[%s]}",
			rows[i].rule);
		assert_int_equal(json_read(a, text, &f, &doc), OK);
		enum err e = policy_parse(a, doc, &f, &p);
		if (e != ERR_INPUT || strcmp(fail_code(&f), rows[i].code) ||
		    !str_is(f.items[0].field, rows[i].field) || p.id != 77)
			fail_msg("line %d: %s", rows[i].line, fail_line(a, &f.items[0]).p);
		arena_free(a);
	}
}

static void test_every_fault_is_named(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct policy p;
	json_t *doc;
	assert_int_equal(
		json_read(a,
			  STR("{\"schema\":\"genjin.policy/1\",\"edge\":\"round\",\"rules\":["
			      "{\"id\":\"a\",\"when\":{\"tear\":[\"vip\"]},\"targets\":{"
			      "\"response\":\"2x\"}},"
			      "{\"id\":\"a\",\"default\":true,\"targets\":{\"response\":\"2h\"}"
			      "}]}"),
			  &f, &doc),
		OK);
	assert_int_equal(policy_parse(a, doc, &f, &p), ERR_INPUT);
	static const char *const fields[] = {"calendar", "edge", "rules[0].when.tear",
					     "rules[0].targets.response", "rules[1].id"};
	assert_int_equal(f.n, sizeof fields / sizeof *fields);
	for (size_t i = 0; i < f.n; i++)
		assert_true(str_is(f.items[i].field, fields[i]));
	arena_free(a);
}

static void test_lint_finds_holes_and_dead_rules(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	json_t *doc;
	assert_int_equal(
		json_read(a,
			  STR("{\"schema\":\"genjin.policy/1\",\"calendar\":\"cn\",\"rules\":["
			      "{\"id\":\"vip\",\"when\":{\"tier\":[\"vip\"]},\"targets\":{"
			      "\"response\":\"2h\"}},"
			      "{\"id\":\"dead\",\"when\":{\"tier\":[\"vip\"],\"stage\":["
			      "\"new\"]},"
			      "\"targets\":{\"response\":\"1h\"}}]}"),
			  &f, &doc),
		OK);
	struct policy p = parse(a, doc);
	struct lint *l;
	size_t n;
	policy_lint(a, &p, &l, &n);
	bool hole = false, dead = false, overlap = false;
	for (size_t i = 0; i < n; i++) {
		hole |= strcmp(l[i].code, "uncovered") == 0 && l[i].level == LINT_ERROR &&
			l[i].cells == 3 * 5 * 5 * 3 * 8;
		dead |= strcmp(l[i].code, "unreachable") == 0 && str_is(l[i].rule, "dead");
		overlap |= strcmp(l[i].code, "overlap") == 0 && str_is(l[i].other, "dead");
	}
	assert_true(hole && dead && overlap);
	arena_free(a);
}

/* A7: whoever asks often gets the same as who asks once. */
static void test_known_terms_are_those_found(void **state)
{
	static const char *const names[] = {"s0", "s1", "s3", "s4"};
	const struct str tags[] = {STR(""), STR(""), STR("x"), STR("")};
	struct rng r = test_seed(7);
	struct arena *a = arena_new();
	struct policy policies[4];
	struct named_calendar cn = {1, STR("cn-office"), NULL};

	(void)state;
	for (int i = 0; i < 4; i++) {
		policies[i] = parse(a, load(a, names[i]));
		policies[i].id = (int64_t)(i + 1) << 41; /* they share places */
	}
	const struct standards once = {policies, 4, &cn, 1, NULL};
	struct standards often = once;
	often.known = ARENA_ARRAY(a, TERMS_KNOWN, struct terms_known);
	for (int i = 0; i < 200000; i++) {
		struct match m = {.tier = (int)rng_below(&r, 5) - 1,
				  .stage = -1,
				  .type = TYPE_TECHNICAL,
				  .urgency = (int)rng_below(&r, 4) - 1,
				  .channel = -1,
				  .strategic = rng_below(&r, 2),
				  .tags = tags[rng_below(&r, 4)]};
		int64_t policy = (int64_t)rng_below(&r, 6) << 41; /* two of them unknown */
		enum deadline_kind kind = (enum deadline_kind)rng_below(&r, DL_COUNT);
		struct terms x = terms_find(&once, policy, &m, kind);
		struct terms y = terms_find(&often, policy, &m, kind);
		if (x.kind != y.kind || x.policy != y.policy || x.rule != y.rule ||
		    x.limit != y.limit || x.calendar != y.calendar)
			fail_msg("policy %d, kind %d", (int)policy, (int)kind);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_presets_have_the_numbers),
		cmocka_unit_test(test_presets_can_be_joined),
		cmocka_unit_test(test_documents_are_checked),
		cmocka_unit_test(test_every_fault_is_named),
		cmocka_unit_test(test_lint_finds_holes_and_dead_rules),
		cmocka_unit_test(test_known_terms_are_those_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
