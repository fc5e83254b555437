/* When customers fall back into the public pool. */
#include "domain/pool.h"

#include "domain/workcal_fixture.h"

static int setup(void **state)
{
	return fixture_setup(state, FIXTURE_CHINA("[[\"09:00\",\"18:00\"]]"));
}

static struct instant at(const char *s)
{
	struct instant t = INSTANT_NONE;
	if (*s)
		assert_int_equal(instant_parse(str_of(s), &t), OK);
	return t;
}

static const struct tz *zone(struct fixture *fx, const char *name)
{
	const struct tz *tz;
	assert_int_equal(tzfile_load(fx->arena, str_of(name), &tz), OK);
	return tz;
}

static void is_at(int line, struct instant got, const char *want)
{
	char text[32] = "";
	if (instant_is_set(got))
		instant_format(got, text);
	if (strcmp(text, want))
		fail_msg("line %d: %s, not %s", line, text, want);
}

static struct customer owned(const char *since, const char *contact)
{
	return (struct customer){.owner_id = 7,
				 .state = CUSTOMER_ACTIVE,
				 .owner_since = at(since),
				 .created_at = at("2026-01-01T00:00:00Z"),
				 .last_contact_at = at(contact)};
}

/* Whole days after the later of contact and owner, in the company's zone. */
static void days(void **state)
{
	static const struct {
		int line;
		const char *zone;
		int64_t days;
		const char *since, *contact, *rule, *want;
	} rows[] = {
		{__LINE__, "Asia/Shanghai", 1, "2026-03-02T02:00:00Z", "", "",
		 "2026-03-03T16:00:00Z"},
		{__LINE__, "Asia/Shanghai", 30, "2026-03-02T02:00:00Z", "", "",
		 "2026-04-01T16:00:00Z"},
		/* the last second of a day, and the first of the next */
		{__LINE__, "Asia/Shanghai", 30, "2026-03-02T15:59:59Z", "", "",
		 "2026-04-01T16:00:00Z"},
		{__LINE__, "Asia/Shanghai", 30, "2026-03-02T16:00:00Z", "", "",
		 "2026-04-02T16:00:00Z"},
		{__LINE__, "Asia/Shanghai", 30, "2026-03-02T02:00:00Z", "2026-03-10T02:00:00Z",
		 "", "2026-04-09T16:00:00Z"},
		{__LINE__, "Asia/Shanghai", 30, "2026-03-02T02:00:00Z", "2026-02-10T02:00:00Z",
		 "", "2026-04-01T16:00:00Z"},
		/* from of old, without an owner's time: since it is there */
		{__LINE__, "Asia/Shanghai", 30, "", "", "", "2026-01-31T16:00:00Z"},
		/* a day of 23 hours */
		{__LINE__, "America/New_York", 1, "2026-03-07T15:00:00Z", "", "",
		 "2026-03-09T04:00:00Z"},
		/* a rule is told three whole days before it takes anybody */
		{__LINE__, "Asia/Shanghai", 1, "2020-03-02T02:00:00Z", "",
		 "2026-03-02T02:00:00Z", "2026-03-05T16:00:00Z"},
		{__LINE__, "Asia/Shanghai", 30, "2026-03-02T02:00:00Z", "",
		 "2026-03-02T02:00:00Z", "2026-04-01T16:00:00Z"},
		{__LINE__, "Asia/Shanghai", 0, "2026-03-02T02:00:00Z", "", "", ""},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct customer c = owned(rows[i].since, rows[i].contact);
		const struct company rule = {.recall_days = rows[i].days,
					     .recall_since = at(rows[i].rule)};
		is_at(rows[i].line, recall_at(&rule, zone(*state, rows[i].zone), &c),
		      rows[i].want);
	}
}

static void who_stays(void **state)
{
	const struct tz *tz = zone(*state, "Asia/Shanghai");
	struct company rule = {
		.recall_days = 30, .recall_since = INSTANT_NONE, .recall_keeps_buyers = true};
	struct customer c[6];

	for (int i = 0; i < 6; i++)
		c[i] = owned("2026-03-02T02:00:00Z", "");
	c[0].owner_id = 0;
	c[1].state = CUSTOMER_PAUSED;
	c[2].state = CUSTOMER_CLOSED;
	c[3].strategic = true;
	c[4].merged_into_id = 9;
	c[5].order_count = 1;
	for (int i = 0; i < 6; i++)
		is_at(i, recall_at(&rule, tz, &c[i]), "");
	rule.recall_keeps_buyers = false;
	is_at(__LINE__, recall_at(&rule, tz, &c[5]), "2026-04-01T16:00:00Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days),
		cmocka_unit_test(who_stays),
	};
	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
