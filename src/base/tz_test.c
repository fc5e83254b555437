/* Zones against a search that knows nothing of transitions, and damaged files. */
#include "base/tz.h"

#include "base/test.h"

static const char *const zone_names[] = {
	"Asia/Shanghai",     "America/New_York",  "Europe/Paris",     "Australia/Lord_Howe",
	"America/Sao_Paulo", "Pacific/Apia",	  "Asia/Tehran",      "America/St_Johns",
	"Europe/Dublin",     "Africa/Casablanca", "Antarctica/Troll", "Pacific/Kwajalein",
	"America/Juneau",    "Asia/Gaza",
};
enum { ZONES = sizeof zone_names / sizeof *zone_names };

static struct str read_zone(struct arena *a, const char *name)
{
	struct str path = str_fmt(a, "/usr/share/zoneinfo/%s", name);
	char *p = arena_alloc(a, 1 << 16);
	FILE *f = fopen(path.p, "rb");
	assert_non_null(f);
	size_t n = fread(p, 1, 1 << 16, f);
	fclose(f);
	return (struct str){p, n};
}

static const struct tz *load(struct arena *a, const char *name)
{
	const struct tz *tz = NULL;
	assert_int_equal(tz_parse(a, read_zone(a, name), &tz), OK);
	return tz;
}

static void test_known_readings(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *zone;
		const char *local;
		const char *instant;
	} rows[] = {
		{__LINE__, "Asia/Shanghai", "2031-06-06T09:00:00", "2031-06-06T01:00:00Z"},
		{__LINE__, "Asia/Shanghai", "1988-07-01T09:00:00", "1988-07-01T00:00:00Z"},
		{__LINE__, "America/New_York", "2031-03-09T02:30:00", "2031-03-09T07:30:00Z"},
		{__LINE__, "America/New_York", "2031-11-02T01:30:00", "2031-11-02T05:30:00Z"},
		{__LINE__, "Europe/Paris", "2031-03-30T02:30:00", "2031-03-30T01:30:00Z"},
		{__LINE__, "Australia/Lord_Howe", "2031-10-05T02:15:00",
		 "2031-10-04T15:45:00Z"},
		{__LINE__, "America/Sao_Paulo", "2016-10-16T00:00:00", "2016-10-16T03:00:00Z"},
		{__LINE__, "Pacific/Apia", "2011-12-30T09:00:00", "2011-12-30T19:00:00Z"},
		{__LINE__, "Pacific/Apia", "2011-12-31T09:00:00", "2011-12-30T19:00:00Z"},
		{__LINE__, "Europe/Paris", "2531-07-01T12:00:00", "2531-07-01T10:00:00Z"},
		{__LINE__, "Europe/Paris", "9999-01-01T12:00:00", "9999-01-01T11:00:00Z"},
		{__LINE__, "Asia/Shanghai", "1900-01-01T00:00:00", "1899-12-31T15:54:17Z"},
	};
	struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct instant as_utc;
		char out[32];
		const struct tz *tz = load(a, rows[i].zone);
		assert_int_equal(
			instant_parse(str_cat(a, str_of(rows[i].local), STR("Z")), &as_utc),
			OK);
		instant_format(tz_instant(tz, (struct local){instant_s(as_utc)}), out);
		if (strcmp(out, rows[i].instant))
			fail_msg("line %d: got %s", rows[i].line, out);
	}
	arena_free(a);
}

/* The first instant at which the wall shows `l`, found by looking; or the reading shifted by
 * the offset before the gap. */
static int64_t naive_instant(const struct tz *tz, struct local l)
{
	int32_t before = tz_at(tz, l.s - TZ_OFFSET_MAX).offset_s;
	for (int64_t s = l.s - TZ_OFFSET_MAX; s <= l.s + TZ_OFFSET_MAX; s++) {
		int32_t offset = tz_at(tz, s).offset_s;
		if (s + offset == l.s)
			return s;
		if (s + offset > l.s)
			return l.s - before;
		before = offset;
	}
	return INT64_MIN;
}

static int64_t random_second(struct rng *r, const struct tz *tz)
{
	int64_t s = (int64_t)rng_below(r, 12000000000) - 4000000000;
	struct tz_stretch t = tz_at(tz, s);
	if (t.to_s != INT64_MAX && rng_below(r, 4)) /* mostly near a change */
		s = t.to_s + (int64_t)rng_below(r, 14400) - 7200;
	return s;
}

static void test_against_search(void **state)
{
	(void)state;
	struct rng r = test_seed(3);
	struct arena *a = arena_new();
	const struct tz *tz[ZONES];
	for (int i = 0; i < ZONES; i++)
		tz[i] = load(a, zone_names[i]);
	for (long i = 0; i < test_rounds(150); i++) {
		const struct tz *z = tz[rng_below(&r, ZONES)];
		int64_t s = random_second(&r, z);
		struct local l = {s + tz_at(z, s).offset_s + (int64_t)rng_below(&r, 7200) -
				  3600};
		assert_int_equal(instant_s(tz_instant(z, l)), naive_instant(z, l));
	}
	arena_free(a);
}

/* Stretches tile the time line, neighbours differ, and dates begin where they begin. */
static void test_tiling(void **state)
{
	(void)state;
	struct rng r = test_seed(4);
	struct arena *a = arena_new();
	for (int i = 0; i < ZONES; i++) {
		const struct tz *z = load(a, zone_names[i]);
		struct tz_stretch t = tz_at(z, INT64_MIN);
		for (int k = 0; k < 3000 && t.to_s != INT64_MAX; k++) {
			struct tz_stretch next = tz_at(z, t.to_s);
			assert_true(next.from_s == t.to_s && next.offset_s != t.offset_s);
			t = next;
		}
		for (int k = 0; k < 300; k++) {
			struct date d = tz_date(z, instant_of_s(random_second(&r, z)));
			struct instant from = tz_date_start(z, d);
			assert_true(tz_date(z, from).day >= d.day);
			assert_true(tz_date(z, (struct instant){from.us - US_PER_S}).day <
				    d.day);
		}
	}
	arena_free(a);
}

/* The rule goes on for ever: what holds in 2100 holds 400 and 7,600 years later. */
static void test_rule_repeats(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	const int64_t cycle = 146097 * S_PER_DAY;
	const struct tz *z = load(a, "Europe/Paris");
	for (int64_t s = 4102444800; s < 4102444800 + 366 * S_PER_DAY; s += 3600) {
		assert_int_equal(tz_at(z, s).offset_s, tz_at(z, s + cycle).offset_s);
		assert_int_equal(tz_at(z, s).offset_s, tz_at(z, s + 19 * cycle).offset_s);
		assert_int_equal(tz_at(z, s).to_s + cycle, tz_at(z, s + cycle).to_s);
	}
	arena_free(a);
}

static void test_damaged_files(void **state)
{
	(void)state;
	struct rng r = test_seed(5);
	struct arena *a = arena_new();
	struct str whole = read_zone(a, "America/New_York");
	const struct tz *tz;
	for (size_t n = 0; n < whole.n; n += 1 + rng_below(&r, 9)) {
		char *cut = malloc(n + 1); /* so that a read past the end is seen */
		memcpy(cut, whole.p, n);
		assert_int_equal(tz_parse(a, (struct str){cut, n}, &tz), ERR_INPUT);
		free(cut);
	}
	char *bytes = malloc(whole.n);
	struct arena *b = arena_new();
	for (long i = 0; i < test_rounds(1000); i++) {
		memcpy(bytes, whole.p, whole.n);
		for (int k = 0; k < 4; k++)
			bytes[rng_below(&r, whole.n)] = (char)rng_below(&r, 256);
		if (!tz_parse(b, (struct str){bytes, whole.n}, &tz))
			(void)tz_instant(tz,
					 (struct local){(int64_t)rng_below(&r, 4000000000)});
		arena_reset(b);
	}
	free(bytes);
	arena_free(b);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_readings), cmocka_unit_test(test_against_search),
		cmocka_unit_test(test_tiling),	       cmocka_unit_test(test_rule_repeats),
		cmocka_unit_test(test_damaged_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
