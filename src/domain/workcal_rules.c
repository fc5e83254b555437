#include "domain/workcal_rules.h"

#include "domain/cncal.h"
#include "domain/lunar.h"

#include <stdlib.h>

enum { DAY_S = 86400, DAY_NAME_MAX = 40 };

/* A growing list of spans. */
struct span_list {
	struct arena *arena;
	struct workcal_span *v;
	size_t n, cap;
};

static const char *const weekday_keys[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static void add_span(struct span_list *l, int32_t from, int32_t to)
{
	if (from < to)
		*ARENA_PUSH(l->arena, l->v, l->n, l->cap) = (struct workcal_span){from, to};
}

static void add_spans(struct span_list *l, struct workcal_spans s)
{
	for (size_t i = 0; i < s.n; i++)
		add_span(l, s.v[i].from, s.v[i].to);
}

static int by_from(const void *x, const void *y)
{
	const struct workcal_span *a = x;
	const struct workcal_span *b = y;
	return (a->from > b->from) - (a->from < b->from);
}

/* Sorts and unites overlapping and touching spans: time is never counted twice. */
static struct workcal_spans unite(struct span_list *l)
{
	size_t n = 0;

	if (l->n > 1)
		qsort(l->v, l->n, sizeof *l->v, by_from);
	for (size_t i = 0; i < l->n; i++) {
		if (n && l->v[i].from <= l->v[n - 1].to) {
			if (l->v[i].to > l->v[n - 1].to)
				l->v[n - 1].to = l->v[i].to;
		} else {
			l->v[n++] = l->v[i];
		}
	}
	return (struct workcal_spans){l->v, n};
}

/* What is left of sorted spans without sorted breaks. */
static struct workcal_spans subtract(struct arena *a, struct workcal_spans from,
				     struct workcal_spans breaks)
{
	struct span_list out = {.arena = a};
	for (size_t i = 0; i < from.n; i++) {
		int32_t at = from.v[i].from;
		int32_t end = from.v[i].to;
		for (size_t k = 0; k < breaks.n && at < end; k++) {
			if (breaks.v[k].to <= at || breaks.v[k].from >= end)
				continue;
			add_span(&out, at, breaks.v[k].from);
			at = breaks.v[k].to;
		}
		add_span(&out, at, end);
	}
	return (struct workcal_spans){out.v, out.n};
}

static bool two_digits(struct str s, size_t i, int max, int *ret)
{
	if (s.n < i + 2 || s.p[i] < '0' || s.p[i] > '9' || s.p[i + 1] < '0' || s.p[i + 1] > '9')
		return false;
	*ret = (s.p[i] - '0') * 10 + (s.p[i + 1] - '0');
	return *ret <= max;
}

/* "HH:MM" or "HH:MM:SS", 24:00 included. */
static bool parse_time(struct str s, int32_t *ret)
{
	int h;
	int m;
	int sec = 0;
	if ((s.n != 5 && s.n != 8) || !two_digits(s, 0, 24, &h) || s.p[2] != ':' ||
	    !two_digits(s, 3, 59, &m))
		return false;
	if (s.n == 8 && (s.p[5] != ':' || !two_digits(s, 6, 59, &sec)))
		return false;
	*ret = h * 3600 + m * 60 + sec;
	return *ret <= DAY_S;
}

/* One [start, end]: the part on its own day to `own`, an overnight rest to `next`. */
static bool parse_interval(const json_t *v, struct span_list *own, struct span_list *next)
{
	int32_t from;
	int32_t to;
	if (!json_is_array(v) || json_array_size(v) != 2 ||
	    !parse_time(json_text(json_array_get(v, 0)), &from) ||
	    !parse_time(json_text(json_array_get(v, 1)), &to))
		return false;
	if (from == to || from == DAY_S)
		return false;
	if (from < to) {
		add_span(own, from, to);
		return true;
	}
	if (!next) /* a break cannot be overnight */
		return false;
	add_span(own, from, DAY_S);
	add_span(next, 0, to);
	return true;
}

static bool parse_intervals(const json_t *list, struct span_list *own, struct span_list *next)
{
	if (!json_is_array(list))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!parse_interval(json_array_get(list, i), own, next))
			return false;
	return true;
}

static bool parse_weekly(struct arena *a, const json_t *week, struct workcal_rules *r)
{
	struct span_list day[7];
	size_t known = 0;

	for (int w = 0; w < 7; w++)
		day[w] = (struct span_list){.arena = a};
	if (!json_is_object(week))
		return false;
	for (int w = 0; w < 7; w++) {
		const json_t *list = json_object_get(week, weekday_keys[w]);
		if (!list)
			continue;
		known++;
		if (!parse_intervals(list, &day[w], &day[(w + 1) % 7]))
			return false;
	}
	for (int w = 0; w < 7; w++)
		r->weekly[w] = unite(&day[w]);
	/* "monday" would otherwise close the day without a word. */
	return known == json_object_size(week);
}

static int by_date(const void *x, const void *y)
{
	const struct workcal_dated *a = x;
	const struct workcal_dated *b = y;
	return (a->date.day > b->date.day) - (a->date.day < b->date.day);
}

/* {date: [intervals]}; breaks have no overnight part. */
static bool parse_dated(struct arena *a, json_t *map, bool overnight, struct workcal_dates *ret,
			const char **ret_key)
{
	const char *key;
	json_t *list;
	size_t n = 0;

	if (!json_is_object(map))
		return false;
	struct workcal_dated *v = ARENA_ARRAY(a, json_object_size(map), struct workcal_dated);
	json_object_foreach (map, key, list) {
		struct span_list own = {.arena = a};
		struct span_list next = {.arena = a};
		*ret_key = key;
		if (date_parse(str_of(key), &v[n].date) ||
		    !parse_intervals(list, &own, overnight ? &next : NULL))
			return false;
		v[n].own = unite(&own);
		v[n++].next = unite(&next);
	}
	if (n > 1)
		qsort(v, n, sizeof *v, by_date);
	*ret = (struct workcal_dates){v, n};
	return true;
}

static bool parse_holidays(struct arena *a, const json_t *list, struct workcal_dates *ret,
			   size_t *ret_i)
{
	if (!json_is_array(list))
		return false;
	size_t n = json_array_size(list);
	struct workcal_dated *v = ARENA_ARRAY(a, n, struct workcal_dated);
	for (*ret_i = 0; *ret_i < n; ++*ret_i)
		if (date_parse(json_text(json_array_get(list, *ret_i)), &v[*ret_i].date))
			return false;
	if (n > 1)
		qsort(v, n, sizeof *v, by_date);
	*ret = (struct workcal_dates){v, n};
	return true;
}

static bool has_hours(struct workcal_dates d)
{
	for (size_t i = 0; i < d.n; i++)
		if (d.v[i].own.n)
			return true;
	return false;
}

static int by_named(const void *x, const void *y)
{
	const struct workcal_named *a = x;
	const struct workcal_named *b = y;
	return (a->date.day > b->date.day) - (a->date.day < b->date.day);
}

/* {date: text} */
static bool parse_names(struct arena *a, json_t *map, struct workcal_rules *r,
			const char **ret_key)
{
	const char *key;
	json_t *text;
	size_t n = 0;

	if (!json_is_object(map))
		return false;
	struct workcal_named *v = ARENA_ARRAY(a, json_object_size(map), struct workcal_named);
	json_object_foreach (map, key, text) {
		*ret_key = key;
		struct str name = json_text(text);
		if (date_parse(str_of(key), &v[n].date) || !name.n ||
		    utf8_len(name) > DAY_NAME_MAX)
			return false;
		v[n++].name = str_dup(a, name).p;
	}
	if (n > 1)
		qsort(v, n, sizeof *v, by_named);
	r->names = v;
	r->n_names = n;
	return true;
}

static enum err bad(struct fail *f, const char *key)
{
	return fail_at(f, ERR_INPUT, key, "bad_calendar");
}

/* The value of a key, with null as good as missing. */
static json_t *member(const json_t *obj, const char *key)
{
	json_t *v = json_object_get(obj, key);
	return json_is_null(v) ? NULL : v;
}

static enum err parse_zone(struct arena *a, const json_t *cal, const struct tz_source *zones,
			   struct fail *f, struct workcal_rules *r)
{
	const json_t *name = member(cal, "time_zone");
	r->zone = name ? str_dup(a, json_text(name)) : STR("UTC");
	r->tz = name ? zones->find(zones->arg, r->zone) : tz_utc();
	return r->tz ? OK : fail_at(f, ERR_INPUT, "time_zone", "bad_time_zone");
}

/* The part of a dated section that is wrong: the entry, or the section itself. */
static enum err bad_entry(struct arena *a, struct fail *f, const char *section, const char *key)
{
	return bad(f, key ? str_fmt(a, "%s.%s", section, key).p : section);
}

static enum err parse_dates(struct arena *a, const json_t *calendar, struct fail *f,
			    struct workcal_rules *r)
{
	const struct {
		const char *name;
		bool overnight;
		struct workcal_dates *ret;
	} sections[] = {
		{"workdays", true, &r->workdays},
		{"shifts", true, &r->shifts},
		{"breaks", false, &r->breaks},
	};
	const char *key = NULL;
	size_t i = SIZE_MAX;

	json_t *v = member(calendar, "holidays");
	if (v && !parse_holidays(a, v, &r->holidays, &i))
		return bad(f, i == SIZE_MAX ? "holidays" : str_fmt(a, "holidays[%zu]", i).p);
	for (size_t k = 0; k < sizeof sections / sizeof *sections; k++) {
		key = NULL;
		v = member(calendar, sections[k].name);
		if (v && !parse_dated(a, v, sections[k].overnight, sections[k].ret, &key))
			return bad_entry(a, f, sections[k].name, key);
	}
	key = NULL;
	v = member(calendar, "names");
	if (v && !parse_names(a, v, r, &key))
		return bad_entry(a, f, "names", key);
	v = member(calendar, "known_until");
	if (v && date_parse(json_text(v), &r->known_until))
		return bad(f, "known_until");
	return OK;
}

enum err workcal_rules_parse(struct arena *a, const json_t *calendar,
			     const struct tz_source *zones, struct fail *f,
			     struct workcal_rules *ret_rules)
{
	struct workcal_rules r = {0};
	json_t *v;

	if (!json_is_object(calendar))
		return bad(f, NULL);
	enum err e = parse_zone(a, calendar, zones, f, &r);
	if (e)
		return e;
	v = member(calendar, "preset");
	if (v && !str_is(json_text(v), "CN"))
		return bad(f, "preset");
	r.china = v != NULL;
	v = member(calendar, "weekly");
	if (v && !parse_weekly(a, v, &r))
		return bad(f, "weekly");
	e = parse_dates(a, calendar, f, &r);
	if (e)
		return e;
	r.empty = !has_hours(r.workdays) && !has_hours(r.shifts);
	for (int w = 0; w < 7; w++)
		r.empty = r.empty && !r.weekly[w].n;
	*ret_rules = r;
	return OK;
}

static const struct workcal_dated *find_date(struct workcal_dates dates, struct date d)
{
	size_t lo = 0;
	size_t hi = dates.n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (dates.v[mid].date.day < d.day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < dates.n && dates.v[lo].date.day == d.day ? &dates.v[lo] : NULL;
}

/* Hours of a Chinese make-up workday: those of the first weekday that has any. */
static struct workcal_spans make_up_hours(const struct workcal_rules *r)
{
	int w = 0;
	while (w < 6 && !r->weekly[w].n)
		w++;
	return r->weekly[w];
}

/* What China's notices say of a date.  Where the document knows a year that the table does not,
 * it holds all of that year's days itself, and nothing is estimated. */
static enum cnday china_day(const struct workcal_rules *r, struct date d, const char **ret_name)
{
	*ret_name = "";
	if (!r->china || (d.day > cncal_last().day && d.day <= r->known_until.day))
		return CNDAY_PLAIN;
	return cncal_estimate(d, ret_name);
}

/* The rule that applies to d, its spans on d, and the entry they came from (or NULL). */
static enum day_rule rule_of(const struct workcal_rules *r, struct date d,
			     struct workcal_spans *ret_own,
			     const struct workcal_dated **ret_entry)
{
	*ret_own = (struct workcal_spans){0};
	*ret_entry = find_date(r->shifts, d);
	enum day_rule rule = DAY_SHIFT;
	if (!*ret_entry) {
		*ret_entry = find_date(r->workdays, d);
		rule = DAY_MAKE_UP;
	}
	if (*ret_entry) {
		*ret_own = (*ret_entry)->own;
		return rule;
	}
	if (find_date(r->holidays, d))
		return DAY_HOLIDAY;
	const char *name;
	enum cnday day = china_day(r, d, &name);
	if (day == CNDAY_OFF)
		return DAY_HOLIDAY;
	*ret_own = day == CNDAY_WORK ? make_up_hours(r) : r->weekly[date_weekday(d)];
	return day == CNDAY_WORK ? DAY_MAKE_UP : DAY_WEEK;
}

const char *workcal_rules_name(const struct workcal_rules *rules, struct date d)
{
	const struct workcal_named wanted = {.date = d};
	const struct workcal_named *own = NULL;
	const char *name;

	if (rules->n_names)
		own = bsearch(&wanted, rules->names, rules->n_names, sizeof *rules->names,
			      by_named);
	if (own)
		return own->name;
	(void)china_day(rules, d, &name);
	return name;
}

bool workcal_rules_known(const struct workcal_rules *rules, struct date d)
{
	return !rules->china || cncal_known(d) ||
	       (d.day > cncal_last().day && d.day <= rules->known_until.day);
}

struct date workcal_rules_known_until(const struct workcal_rules *rules)
{
	struct date last = cncal_last();

	if (!rules->china)
		return DATE_NONE;
	return rules->known_until.day > last.day ? rules->known_until : last;
}

bool workcal_rules_decreed(const struct workcal_rules *rules, struct date d)
{
	const char *name;

	return !find_date(rules->shifts, d) && !find_date(rules->workdays, d) &&
	       !find_date(rules->holidays, d) && china_day(rules, d, &name) != CNDAY_PLAIN;
}

enum day_rule workcal_rules_day(const struct workcal_rules *rules, struct date d)
{
	struct workcal_spans own;
	const struct workcal_dated *entry;
	return rule_of(rules, d, &own, &entry);
}

struct workcal_spans workcal_rules_hours(struct arena *a, const struct workcal_rules *rules,
					 struct date d, enum day_rule *ret_rule)
{
	struct workcal_spans own;
	struct workcal_spans ignored;
	const struct workcal_dated *entry;
	const struct workcal_dated *eve;

	*ret_rule = rule_of(rules, d, &own, &entry);
	/* The night of a dated entry goes on whatever this date's own rule says. */
	rule_of(rules, (struct date){d.day - 1}, &ignored, &eve);
	if (eve && eve->next.n) {
		struct span_list l = {.arena = a};
		add_spans(&l, own);
		add_spans(&l, eve->next);
		own = unite(&l);
	}
	const struct workcal_dated *breaks = find_date(rules->breaks, d);
	return breaks ? subtract(a, own, breaks->own) : own;
}

/* A growing list of dates. */
struct date_list {
	struct arena *arena;
	struct date *v;
	size_t n, cap;
};

static void add_dates(struct date_list *l, struct workcal_dates dates)
{
	for (size_t i = 0; i < dates.n; i++) {
		*ARENA_PUSH(l->arena, l->v, l->n, l->cap) = dates.v[i].date;
		if (dates.v[i].next.n)
			*ARENA_PUSH(l->arena, l->v, l->n, l->cap) =
				(struct date){dates.v[i].date.day + 1};
	}
}

/* The table's dates, and after its end the estimated ones. */
static void add_china(struct date_list *l)
{
	struct date estimated[CNCAL_STATUTORY];
	for (size_t i = 0; i < cncal_count(); i++)
		*ARENA_PUSH(l->arena, l->v, l->n, l->cap) = cncal_date(i);
	for (int32_t y = date_ymd(cncal_last()).year + 1; y <= LUNAR_YEAR_MAX; y++) {
		size_t n = cncal_statutory(y, estimated);
		for (size_t i = 0; i < n; i++)
			*ARENA_PUSH(l->arena, l->v, l->n, l->cap) = estimated[i];
	}
}

static int by_day(const void *x, const void *y)
{
	const struct date *a = x;
	const struct date *b = y;
	return (a->day > b->day) - (a->day < b->day);
}

struct date *workcal_rules_special(struct arena *a, const struct workcal_rules *rules,
				   size_t *ret_n)
{
	struct date_list l = {.arena = a};
	size_t n = 0;

	add_dates(&l, rules->holidays);
	add_dates(&l, rules->workdays);
	add_dates(&l, rules->shifts);
	add_dates(&l, rules->breaks);
	if (rules->china)
		add_china(&l);
	if (l.n > 1)
		qsort(l.v, l.n, sizeof *l.v, by_day);
	for (size_t i = 0; i < l.n; i++)
		if (!n || l.v[n - 1].day != l.v[i].day)
			l.v[n++] = l.v[i];
	*ret_n = n;
	return l.v;
}
