/* The calendar against a reference that looks at every minute, on random calendars around the
 * clock changes of ten zones; and the laws of workcal.h to the second. */
#include "domain/workcal.h"

#include "base/test.h"
#include "sys/tzfile.h"

enum { DAYS_BEFORE = 12, DAYS = 34, MINUTES = DAYS * 1440, RAW_MAX = 3 };

/* Places and days where something happens to the clock. */
static const struct {
	const char *zone;
	int year, month, day;
} scenes[] = {
	{"Asia/Shanghai", 2031, 6, 6},	      {"Asia/Shanghai", 1988, 4, 17},
	{"Asia/Shanghai", 1988, 9, 11},	      {"America/New_York", 2031, 3, 9},
	{"America/New_York", 2031, 11, 2},    {"Europe/Paris", 2031, 3, 30},
	{"Europe/Paris", 2045, 10, 29},	      {"Australia/Lord_Howe", 2031, 4, 6},
	{"Australia/Lord_Howe", 2031, 10, 5}, {"America/Sao_Paulo", 2016, 10, 16},
	{"America/Sao_Paulo", 2017, 2, 19},   {"Pacific/Apia", 2011, 12, 30},
	{"Asia/Tehran", 2020, 3, 21},	      {"Asia/Tehran", 2021, 9, 22},
	{"America/St_Johns", 2009, 3, 8},     {"America/St_Johns", 2009, 11, 1},
	{"Pacific/Kwajalein", 1993, 8, 21},   {"Antarctica/Troll", 2031, 3, 30},
	{"America/Toronto", 1919, 3, 30},     {"UTC", 2032, 2, 29},
};

struct raw_day {
	int n;
	int from[RAW_MAX], to[RAW_MAX]; /* minutes; to < from: overnight */
};

/* A random calendar before anybody has interpreted it; dated entries by day of the window. */
struct raw {
	struct raw_day week[7], shift[DAYS], workday[DAYS], breaks[DAYS];
	bool has_shift[DAYS], has_workday[DAYS], holiday[DAYS];
};

struct world {
	struct arena *arena;
	struct tzfile_cache cache;
	const struct tz *tz;
	struct date first;
	struct raw raw;
	int64_t base_s;		     /* of minute 0 */
	unsigned char open[MINUTES]; /* what the reference says */
	int32_t before[MINUTES + 1]; /* open minutes before */
	const struct workcal *cal;
};

static int random_minute(struct rng *r)
{
	static const int steps[] = {15, 30, 60};
	int step = steps[rng_below(r, 3)];
	return (int)rng_below(r, (uint64_t)(1440 / step)) * step;
}

static void random_day(struct rng *r, struct raw_day *d, bool overnight)
{
	d->n = (int)rng_below(r, RAW_MAX + 1);
	for (int i = 0; i < d->n; i++) {
		do {
			d->from[i] = random_minute(r);
			d->to[i] = rng_below(r, 8) ? random_minute(r) : 1440;
		} while (d->from[i] == d->to[i] || (!overnight && d->to[i] < d->from[i]));
	}
}

static void random_raw(struct rng *r, struct raw *raw)
{
	memset(raw, 0, sizeof *raw);
	for (int w = 0; w < 7; w++)
		if (rng_below(r, 4))
			random_day(r, &raw->week[w], true);
	raw->week[rng_below(r, 7)] = (struct raw_day){1, {540}, {1080}};
	for (int i = 0; i < DAYS; i++) {
		raw->holiday[i] = !rng_below(r, 6);
		raw->has_shift[i] = !rng_below(r, 9);
		raw->has_workday[i] = !rng_below(r, 9);
		if (raw->has_shift[i])
			random_day(r, &raw->shift[i], true);
		if (raw->has_workday[i])
			random_day(r, &raw->workday[i], true);
		if (!rng_below(r, 6))
			random_day(r, &raw->breaks[i], false);
	}
}

static void put_minute(struct jw *w, int m)
{
	char text[32];
	snprintf(text, sizeof text, "%02d:%02d", m / 60, m % 60);
	jw_cstr(w, text);
}

static void put_day(struct jw *w, const struct raw_day *d)
{
	jw_arr(w);
	for (int i = 0; i < d->n; i++) {
		jw_arr(w);
		put_minute(w, d->from[i]);
		put_minute(w, d->to[i]);
		jw_end_arr(w);
	}
	jw_end_arr(w);
}

static void put_dated(struct jw *w, const char *key, struct date first, const struct raw_day *v,
		      const bool *has)
{
	char text[16];
	jw_key(w, key);
	jw_obj(w);
	for (int i = 0; i < DAYS; i++) {
		if (has ? !has[i] : !v[i].n)
			continue;
		date_format((struct date){first.day + i}, text);
		jw_key(w, text);
		put_day(w, &v[i]);
	}
	jw_end_obj(w);
}

/* The calendar as JSON, so that the parser is part of what is tested. */
static void raw_json(const struct world *wd, const char *zone, struct buf *out)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	struct jw w = {.buf = out};
	jw_obj(&w);
	jw_kcstr(&w, "time_zone", zone);
	jw_key(&w, "weekly");
	jw_obj(&w);
	for (int i = 0; i < 7; i++) {
		jw_key(&w, names[i]);
		put_day(&w, &wd->raw.week[i]);
	}
	jw_end_obj(&w);
	jw_key(&w, "holidays");
	jw_arr(&w);
	for (int i = 0; i < DAYS; i++)
		if (wd->raw.holiday[i])
			jw_date(&w, (struct date){wd->first.day + i});
	jw_end_arr(&w);
	put_dated(&w, "shifts", wd->first, wd->raw.shift, wd->raw.has_shift);
	put_dated(&w, "workdays", wd->first, wd->raw.workday, wd->raw.has_workday);
	put_dated(&w, "breaks", wd->first, wd->raw.breaks, NULL);
	jw_end_obj(&w);
}

static void paint(unsigned char *minutes, const struct raw_day *d, bool next_day)
{
	for (int i = 0; i < d->n; i++) {
		bool night = d->to[i] < d->from[i];
		if (next_day && !night)
			continue;
		int from = next_day ? 0 : d->from[i];
		int to = !next_day && night ? 1440 : d->to[i];
		memset(minutes + from, 1, (size_t)(to - from));
	}
}

/* The reference's hours of day i on the wall clock: which minutes are open. */
static void naive_day(const struct world *w, int i, unsigned char minutes[1440])
{
	const struct raw *raw = &w->raw;
	int weekday = date_weekday((struct date){w->first.day + i});

	memset(minutes, 0, 1440);
	if (raw->has_shift[i]) {
		paint(minutes, &raw->shift[i], false);
	} else if (raw->has_workday[i]) {
		paint(minutes, &raw->workday[i], false);
	} else if (!raw->holiday[i]) {
		paint(minutes, &raw->week[weekday], false);
		paint(minutes, &raw->week[(weekday + 6) % 7], true);
	}
	if (i > 0 && raw->has_shift[i - 1])
		paint(minutes, &raw->shift[i - 1], true);
	else if (i > 0 && raw->has_workday[i - 1])
		paint(minutes, &raw->workday[i - 1], true);
	for (int k = 0; k < raw->breaks[i].n; k++)
		memset(minutes + raw->breaks[i].from[k], 0,
		       (size_t)(raw->breaks[i].to[k] - raw->breaks[i].from[k]));
}

/* An interval of day i: every minute from its first to its last end that bears the date. */
static void naive_interval(struct world *w, int i, int from, int to)
{
	struct date d = {w->first.day + i};
	int64_t a = (instant_s(tz_instant(w->tz, local_of(d, from * 60))) - w->base_s) / 60;
	int64_t b = (instant_s(tz_instant(w->tz, local_of(d, to * 60))) - w->base_s) / 60;
	for (int64_t m = a < 0 ? 0 : a; m < b && m < MINUTES; m++)
		if (tz_date(w->tz, instant_of_s(w->base_s + m * 60)).day == d.day)
			w->open[m] = 1;
}

static void naive_compile(struct world *w)
{
	unsigned char minutes[1440];
	memset(w->open, 0, sizeof w->open);
	for (int i = 0; i < DAYS; i++) {
		naive_day(w, i, minutes);
		for (int m = 0; m < 1440; m++) {
			int from = m;
			while (m < 1440 && minutes[m])
				m++;
			if (m > from)
				naive_interval(w, i, from, m);
		}
	}
	for (int m = 0; m < MINUTES; m++)
		w->before[m + 1] = w->before[m] + w->open[m];
}

static void build(struct world *w, struct rng *r)
{
	size_t scene = rng_below(r, sizeof scenes / sizeof *scenes);
	struct buf json = {0};
	struct fail f = {.arena = w->arena};
	json_t *root;
	struct tz_source zones = tzfile_source(&w->cache);
	struct workcal_rules *rules = ARENA_NEW(w->arena, struct workcal_rules);

	w->tz = tzfile_cache_find(&w->cache, str_of(scenes[scene].zone));
	assert_non_null(w->tz);
	w->first = date_of(scenes[scene].year, scenes[scene].month, scenes[scene].day);
	w->first.day -= DAYS_BEFORE + (int32_t)rng_below(r, 8);
	random_raw(r, &w->raw);
	raw_json(w, scenes[scene].zone, &json);
	assert_int_equal(json_read(w->arena, buf_str(&json), &f, &root), OK);
	assert_int_equal(workcal_rules_parse(w->arena, root, &zones, &f, rules), OK);
	buf_done(&json);
	assert_int_equal(workcal_compile(w->arena, rules, (struct date){w->first.day - 40},
					 (struct date){w->first.day + DAYS + 4000}, &w->cal),
			 OK);
	/* Midnight of the first day in UTC, cut to a minute: offsets here are whole minutes. */
	w->base_s = instant_s(tz_date_start(w->tz, w->first));
	naive_compile(w);
}

/* A second inside the window, far enough from its ends that the reference knows its answers. */
static int64_t random_second(const struct world *w, struct rng *r)
{
	int64_t m = 2880 + (int64_t)rng_below(r, MINUTES - 5760);
	if (rng_below(r, 2)) { /* move to a border: that is where mistakes are */
		while (m < MINUTES - 2880 && w->open[m] == w->open[m - 1])
			m++;
		return w->base_s + m * 60 + (int64_t)rng_below(r, 3) - 1;
	}
	return w->base_s + m * 60 + (int64_t)rng_below(r, 60);
}

static int64_t naive_before(const struct world *w, int64_t s)
{
	int64_t m = (s - w->base_s) / 60;
	return (int64_t)w->before[m] * 60 + (w->open[m] ? (s - w->base_s) % 60 : 0);
}

static bool naive_open(const struct world *w, int64_t s)
{
	return w->open[(s - w->base_s) / 60];
}

/* The first second in the window after which `target` open seconds have passed, or -1. */
static int64_t naive_reach(const struct world *w, int64_t from, int64_t need)
{
	int64_t target = naive_before(w, from) + need;
	if (need == 0)
		return from;
	for (int64_t m = (from - w->base_s) / 60; m < MINUTES; m++)
		if ((int64_t)w->before[m + 1] * 60 >= target)
			return w->base_s + m * 60 + target - (int64_t)w->before[m] * 60;
	return -1;
}

static int64_t naive_next_open(const struct world *w, int64_t s)
{
	for (int64_t m = (s - w->base_s) / 60; m < MINUTES; m++, s = w->base_s + m * 60)
		if (w->open[m])
			return s;
	return -1;
}

static struct work seconds(int64_t s)
{
	return (struct work){s * US_PER_S};
}

static int64_t elapsed(const struct world *w, int64_t a, int64_t b)
{
	struct work got = {-1};
	assert_int_equal(workcal_elapsed(w->cal, instant_of_s(a), instant_of_s(b), &got), OK);
	return got.us / US_PER_S;
}

static int64_t add(const struct world *w, int64_t from, int64_t need, enum edge edge)
{
	struct instant at = INSTANT_NONE;
	assert_int_equal(workcal_add(w->cal, instant_of_s(from), seconds(need), edge, &at), OK);
	return instant_s(at);
}

static int64_t subtract(const struct world *w, int64_t from, int64_t need, enum edge edge)
{
	struct instant at = INSTANT_NONE;
	assert_int_equal(workcal_subtract(w->cal, instant_of_s(from), seconds(need), edge, &at),
			 OK);
	return instant_s(at);
}

static void check_against_reference(const struct world *w, struct rng *r)
{
	int64_t a = random_second(w, r);
	int64_t b = random_second(w, r);
	int64_t lo = a < b ? a : b;
	int64_t hi = a < b ? b : a;
	int64_t open = naive_before(w, hi) - naive_before(w, lo);
	bool is;

	assert_int_equal(elapsed(w, lo, hi), open);
	assert_int_equal(elapsed(w, hi, lo), 0);
	assert_int_equal(workcal_is_open(w->cal, instant_of_s(a), &is), OK);
	assert_int_equal(is, naive_open(w, a));
	assert_int_equal(add(w, lo, open, EDGE_NEAR), naive_reach(w, lo, open));
	int64_t far = naive_next_open(w, naive_reach(w, lo, open));
	if (far >= 0)
		assert_int_equal(add(w, lo, open, EDGE_FAR), far);
}

static void check_segments(const struct world *w, struct rng *r)
{
	int64_t a = random_second(w, r);
	int64_t b = random_second(w, r);
	struct opening *v;
	size_t n;
	int64_t sum = 0;

	assert_int_equal(
		workcal_segments(w->arena, w->cal, instant_of_s(a), instant_of_s(b), &v, &n),
		OK);
	for (size_t i = 0; i < n; i++) {
		int64_t from = instant_s(v[i].from);
		int64_t to = instant_s(v[i].to);
		assert_true(from < to && from >= a && to <= b);
		assert_true(!i || instant_s(v[i - 1].to) < from);
		assert_int_equal(naive_before(w, to) - naive_before(w, from), to - from);
		sum += to - from;
	}
	assert_int_equal(sum, a < b ? naive_before(w, b) - naive_before(w, a) : 0);
}

static void check_laws(const struct world *w, struct rng *r)
{
	int64_t from = random_second(w, r);
	int64_t x = (int64_t)rng_below(r, 200000);
	int64_t y = (int64_t)rng_below(r, 200000);
	int64_t near = add(w, from, x, EDGE_NEAR);

	assert_int_equal(elapsed(w, from, near), x);
	assert_int_equal(elapsed(w, from, add(w, from, x, EDGE_FAR)), x);
	assert_true(near <= add(w, from, x, EDGE_FAR));
	assert_int_equal(add(w, near, y, EDGE_NEAR),
			 x || y ? add(w, from, x + y, EDGE_NEAR) : from);
	int64_t back = subtract(w, near, x, EDGE_NEAR);
	assert_int_equal(elapsed(w, back, near), x);
	assert_true(x ? back >= from : back == near);
	bool after_open;
	assert_int_equal(workcal_is_open(w->cal, instant_of_s(back), &after_open), OK);
	assert_true(!x || after_open);
	int64_t far_back = subtract(w, near, x, EDGE_FAR);
	assert_int_equal(workcal_is_open(w->cal, instant_of_s(far_back - 1), &after_open), OK);
	assert_true(after_open && far_back <= back);
	assert_int_equal(elapsed(w, far_back, near), x);
}

static bool naive_workday(const struct world *w, struct date d)
{
	int64_t from = instant_s(tz_date_start(w->tz, d));
	int64_t to = instant_s(tz_date_start(w->tz, (struct date){d.day + 1}));
	return naive_before(w, to) > naive_before(w, from);
}

static void check_days(const struct world *w, struct rng *r)
{
	struct date d = {w->first.day + 3 + (int32_t)rng_below(r, 10)};
	struct date until = {d.day + (int32_t)rng_below(r, 15)};
	int32_t count;
	int32_t naive = 0;
	bool is;

	for (struct date i = d; i.day < until.day; i.day++)
		naive += naive_workday(w, i);
	assert_int_equal(workcal_is_workday(w->cal, d, &is), OK);
	assert_int_equal(is, naive_workday(w, d));
	assert_int_equal(workcal_workday_count(w->cal, d, until, &count), OK);
	assert_int_equal(count, naive);
	struct date there;
	struct date back;
	int32_t n = 1 + (int32_t)rng_below(r, 8);
	assert_int_equal(workcal_workday_offset(w->cal, d, n, &there), OK);
	assert_int_equal(workcal_workday_count(w->cal, (struct date){d.day + 1}, there, &count),
			 OK);
	assert_int_equal(count, n - 1);
	assert_int_equal(workcal_workday_offset(w->cal, there, -n, &back), OK);
	assert_true(back.day <= d.day && (!is || back.day == d.day));
}

static void check_add_days(const struct world *w, struct rng *r)
{
	int64_t s = random_second(w, r);
	struct workdays days = {(int32_t)rng_below(r, 5), rng_below(r, 2), DAYS_END_OF_DAY};
	struct date from = tz_date(w->tz, instant_of_s(s));
	struct date d;
	struct instant at;
	bool open;

	if (days.before && w->first.day + 10 > from.day)
		return;
	assert_int_equal(workcal_add_days(w->cal, instant_of_s(s), days, &at), OK);
	d = tz_date(w->tz, (struct instant){at.us - US_PER_S});
	assert_int_equal(workcal_is_open(w->cal, (struct instant){at.us - US_PER_S}, &open),
			 OK);
	assert_true(open && (days.before ? d.day <= from.day : d.day >= from.day));
	assert_int_equal(elapsed(w, instant_s(at),
				 instant_s(tz_date_start(w->tz, (struct date){d.day + 1}))),
			 0);
	days.mode = DAYS_SAME_TIME;
	assert_int_equal(workcal_add_days(w->cal, instant_of_s(s), days, &at), OK);
	bool before;
	assert_int_equal(workcal_is_open(w->cal, at, &open), OK);
	assert_int_equal(workcal_is_open(w->cal, (struct instant){at.us - US_PER_S}, &before),
			 OK);
	assert_true(open || before);
}

static void test_random_calendars(void **state)
{
	(void)state;
	struct rng r = test_seed(20310606);
	struct arena *zones = arena_new();
	struct world *w = calloc(1, sizeof *w);
	w->cache.arena = zones;
	w->arena = arena_new();
	for (long i = 0; i < test_rounds(250); i++) {
		build(w, &r);
		for (int k = 0; k < 12; k++) {
			check_against_reference(w, &r);
			check_segments(w, &r);
			check_laws(w, &r);
			check_days(w, &r);
			check_add_days(w, &r);
		}
		arena_reset(w->arena);
	}
	arena_free(w->arena);
	arena_free(zones);
	free(w);
}

/* The constant has no table, and obeys the same laws. */
static void test_wall_clock(void **state)
{
	(void)state;
	const struct workcal *cal = workcal_always();
	struct instant at;
	struct instant t = instant_of_s(1938583800);
	struct work w;
	struct date d;
	int32_t n;
	bool is;

	assert_int_equal(workcal_add(cal, t, seconds(86400), EDGE_FAR, &at), OK);
	assert_int_equal(instant_s(at), 1938583800 + 86400);
	assert_int_equal(workcal_elapsed(cal, t, at, &w), OK);
	assert_int_equal(w.us, 86400 * US_PER_S);
	assert_int_equal(workcal_subtract(cal, at, w, EDGE_NEAR, &at), OK);
	assert_int_equal(at.us, t.us);
	assert_int_equal(workcal_is_open(cal, t, &is), OK);
	assert_true(is);
	assert_int_equal(workcal_workday_offset(cal, date_of(2031, 2, 28), 1, &d), OK);
	assert_int_equal(d.day, date_of(2031, 3, 1).day);
	assert_int_equal(
		workcal_workday_count(cal, date_of(2031, 1, 1), date_of(2032, 1, 1), &n), OK);
	assert_int_equal(n, 365);
	assert_int_equal(workcal_add(cal, t, seconds(3661 * S_PER_DAY), EDGE_NEAR, &at),
			 ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_calendars),
		cmocka_unit_test(test_wall_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
