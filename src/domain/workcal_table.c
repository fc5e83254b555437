#include "domain/workcal_table.h"

#include <stdlib.h>

/* A change of the offset nearer than this makes a day irregular: converted interval by
 * interval.  Twice the largest offset, so that nothing of the change can reach a regular day.
 */
enum { NEAR_CHANGE_S = 3 * 86400 };

struct piece {
	int64_t from;
	int64_t to;
};

struct piece_list {
	struct arena *arena;
	struct piece *v;
	size_t n, cap;
};

struct table {
	struct arena *arena;
	const struct workcal_rules *rules;
	struct workcal_day *day;
	int32_t *workdays;
	struct workcal_seg *seg;
	size_t n_seg, cap_seg;
	struct workcal_day week[7]; /* base_s unused; before_s: open seconds of that day */
	int64_t open_s;
	int32_t open_days;
	struct arena *scratch;
};

static void add_seg(struct table *t, int64_t from, int64_t to, int64_t before)
{
	*ARENA_PUSH(t->arena, t->seg, t->n_seg, t->cap_seg) =
		(struct workcal_seg){(int32_t)from, (int32_t)to, (int32_t)before};
}

/* The segments of the seven plain weekdays, shared by all days that are like them. */
static void plain_week(struct table *t)
{
	for (int w = 0; w < 7; w++) {
		struct workcal_spans s = t->rules->weekly[w];
		int64_t open = 0;
		t->week[w].seg = (uint32_t)t->n_seg;
		t->week[w].n_seg = (uint32_t)s.n;
		for (size_t k = 0; k < s.n; k++) {
			add_seg(t, s.v[k].from, s.v[k].to, open);
			open += s.v[k].to - s.v[k].from;
		}
		t->week[w].before_s = open;
	}
}

static int by_from(const void *x, const void *y)
{
	const struct piece *a = x;
	const struct piece *b = y;
	return (a->from > b->from) - (a->from < b->from);
}

/* Adds what of [from, to) bears the local date d. */
static void add_cut(struct piece_list *l, const struct tz *tz, struct date d, int64_t from,
		    int64_t to)
{
	int64_t midnight = (int64_t)d.day * S_PER_DAY;
	while (from < to) {
		struct tz_stretch r = tz_at(tz, from);
		int64_t lo = midnight - r.offset_s;
		int64_t hi = lo + S_PER_DAY;
		int64_t end = to < r.to_s ? to : r.to_s;
		lo = lo > from ? lo : from;
		hi = hi < end ? hi : end;
		if (lo < hi)
			*ARENA_PUSH(l->arena, l->v, l->n, l->cap) = (struct piece){lo, hi};
		from = end;
	}
}

/* The open instants of date d: each end converted by itself, cut to the date, united. */
static struct piece_list pieces_of(struct table *t, struct date d, struct workcal_spans spans)
{
	const struct tz *tz = t->rules->tz;
	struct piece_list l = {.arena = t->scratch};
	size_t n = 0;

	for (size_t i = 0; i < spans.n; i++)
		add_cut(&l, tz, d, instant_s(tz_instant(tz, local_of(d, spans.v[i].from))),
			instant_s(tz_instant(tz, local_of(d, spans.v[i].to))));
	if (l.n > 1)
		qsort(l.v, l.n, sizeof *l.v, by_from);
	for (size_t i = 0; i < l.n; i++) {
		if (n && l.v[i].from <= l.v[n - 1].to) {
			if (l.v[i].to > l.v[n - 1].to)
				l.v[n - 1].to = l.v[i].to;
		} else {
			l.v[n++] = l.v[i];
		}
	}
	l.n = n;
	return l;
}

/* A day with hours of its own, or near a change of the offset. */
static int64_t irregular_day(struct table *t, struct date d, struct workcal_day *day)
{
	enum day_rule rule;
	struct workcal_spans spans = workcal_rules_hours(t->scratch, t->rules, d, &rule);
	struct piece_list l = pieces_of(t, d, spans);
	int64_t open = 0;

	day->base_s = instant_s(tz_date_start(t->rules->tz, d));
	day->seg = (uint32_t)t->n_seg;
	day->n_seg = (uint32_t)l.n;
	for (size_t i = 0; i < l.n; i++) {
		add_seg(t, l.v[i].from - day->base_s, l.v[i].to - day->base_s, open);
		open += l.v[i].to - l.v[i].from;
	}
	return open;
}

static bool far_from_change(const struct tz_stretch *r, int64_t base)
{
	return (r->from_s == INT64_MIN || base - NEAR_CHANGE_S >= r->from_s) &&
	       (r->to_s == INT64_MAX || base + NEAR_CHANGE_S < r->to_s);
}

static void fill(struct table *t, struct date first, int32_t n)
{
	size_t n_special;
	const struct date *special = workcal_rules_special(t->scratch, t->rules, &n_special);
	size_t next = 0;
	int w = date_weekday(first);
	struct tz_stretch r =
		tz_at(t->rules->tz, (int64_t)first.day * S_PER_DAY - TZ_OFFSET_MAX);

	for (int32_t i = 0; i < n; i++, w = w == 6 ? 0 : w + 1) {
		struct date d = {first.day + i};
		struct workcal_day *day = &t->day[i];
		int64_t base = (int64_t)d.day * S_PER_DAY - r.offset_s;
		int64_t open;
		while (base >= r.to_s) {
			r = tz_at(t->rules->tz, r.to_s);
			base = (int64_t)d.day * S_PER_DAY - r.offset_s;
		}
		while (next < n_special && special[next].day < d.day)
			next++;
		bool is_special = next < n_special && special[next].day == d.day;
		if (!is_special && far_from_change(&r, base)) {
			*day = t->week[w];
			day->base_s = base;
			open = t->week[w].before_s;
		} else {
			open = irregular_day(t, d, day);
		}
		day->before_s = t->open_s;
		t->open_s += open;
		t->workdays[i] = t->open_days;
		t->open_days += open > 0;
	}
	t->day[n].base_s = instant_s(tz_date_start(t->rules->tz, (struct date){first.day + n}));
	t->day[n].before_s = t->open_s;
	t->workdays[n] = t->open_days;
}

enum err workcal_compile(struct arena *a, const struct workcal_rules *rules, struct date first,
			 struct date last, const struct workcal **ret_cal)
{
	if (last.day < first.day || rules->empty)
		return ERR_INPUT;
	int32_t n = last.day - first.day + 1;
	struct table t = {
		.arena = a,
		.rules = rules,
		.day = ARENA_ARRAY(a, (size_t)n + 1, struct workcal_day),
		.workdays = ARENA_ARRAY(a, (size_t)n + 1, int32_t),
		.scratch = a,
	};
	plain_week(&t);
	fill(&t, first, n);
	struct workcal *cal = ARENA_NEW(a, struct workcal);
	*cal = (struct workcal){
		.tz = rules->tz,
		.rules = rules,
		.first = first,
		.n = n,
		.day = t.day,
		/* Breaks may leave nothing; a day without segments still points somewhere. */
		.seg = t.seg ? t.seg : ARENA_NEW(a, struct workcal_seg),
		.workdays = t.workdays,
	};
	*ret_cal = cal;
	return OK;
}
