#include "domain/explain.h"

#include <stdlib.h>

struct lines {
	struct arena *arena;
	struct explain_line *v;
	size_t n, cap;
};

static struct explain_line *add_line(struct lines *l, enum explain_kind kind,
				     struct instant from, struct instant to)
{
	struct explain_line *line = ARENA_PUSH(l->arena, l->v, l->n, l->cap);
	*line = (struct explain_line){
		.kind = kind,
		.from = from,
		.to = to,
		.first = DATE_NONE,
		.last = DATE_NONE,
		.name = "",
	};
	return line;
}

/* Adds the open stretches of [from, to), a line each. */
static enum err add_open(struct lines *l, const struct workcal *cal, struct instant from,
			 struct instant to)
{
	struct opening *v;
	size_t n;
	enum err e = workcal_segments(l->arena, cal, from, to, &v, &n);
	for (size_t i = 0; !e && i < n; i++) {
		struct explain_line *line = add_line(l, EXPLAIN_OPEN, v[i].from, v[i].to);
		line->work.us = v[i].to.us - v[i].from.us;
		line->spans = 1;
	}
	return e;
}

/* The open time of a run, between its pauses, in order. */
static enum err add_all_open(struct lines *l, const struct workcal *cal,
			     const struct target_run *run, struct instant until)
{
	struct instant from = run->start;
	enum err e = OK;

	for (size_t i = 0; !e && i < run->n_pauses; i++) {
		if (instant_cmp(run->pauses[i].from, until) >= 0)
			break;
		e = add_open(l, cal, from, run->pauses[i].from);
		from = run->pauses[i].to;
	}
	return e ? e : add_open(l, cal, from, until);
}

/* How coarsely lines are put together. */
enum grain { GRAIN_SPAN, GRAIN_DAY, GRAIN_WEEK, GRAIN_MONTH, GRAIN_YEAR, GRAIN_ALL };

/* Lines of the same group are merged. */
static int64_t group_of(const struct tz *tz, enum grain grain, struct instant t)
{
	struct date d = tz_date(tz, t);
	struct ymd c = date_ymd(d);
	switch (grain) {
	case GRAIN_DAY:
		return d.day;
	case GRAIN_WEEK:
		return d.day - date_weekday(d);
	case GRAIN_MONTH:
		return (int64_t)c.year * 12 + c.month;
	case GRAIN_YEAR:
		return c.year;
	case GRAIN_SPAN:
	case GRAIN_ALL:
		break;
	}
	return 0;
}

/* Merges lines of one group in place; returns how many are left, without touching anything
 * when `dry`. */
static size_t merge(const struct tz *tz, enum grain grain, struct lines *l, bool dry)
{
	size_t n = 0;
	int64_t group = 0;

	for (size_t i = 0; i < l->n; i++) {
		int64_t g = group_of(tz, grain, l->v[i].from);
		bool same = n && g == group;
		group = g;
		n += !same;
		if (dry)
			continue;
		if (!same) {
			l->v[n - 1] = l->v[i];
			continue;
		}
		l->v[n - 1].to = l->v[i].to;
		l->v[n - 1].work.us += l->v[i].work.us;
		l->v[n - 1].spans += l->v[i].spans;
	}
	return n;
}

static void shorten(const struct tz *tz, struct lines *l)
{
	int grain = GRAIN_SPAN;
	if (l->n <= EXPLAIN_OPEN_MAX)
		return;
	do
		grain++;
	while (grain < GRAIN_ALL && merge(tz, (enum grain)grain, l, true) > EXPLAIN_OPEN_MAX);
	l->n = merge(tz, (enum grain)grain, l, false);
}

/* Days off and make-up workdays from the start's date to the end's; days off in a row with the
 * same name are one line. */
static void add_days(struct lines *l, const struct workcal *cal, struct instant start,
		     struct instant end)
{
	const struct workcal_rules *rules = workcal_rules(cal);
	const struct tz *tz = workcal_zone(cal);
	struct explain_line *off = NULL;

	if (!rules)
		return;
	struct date last = tz_date(tz, end);
	for (struct date d = tz_date(tz, start); d.day <= last.day; d.day++) {
		enum day_rule rule = workcal_rules_day(rules, d);
		const char *name = workcal_rules_name(rules, d);
		if (rule == DAY_HOLIDAY && off && !strcmp(off->name, name)) {
			off->last = d;
			continue;
		}
		off = NULL;
		if (rule != DAY_HOLIDAY && rule != DAY_MAKE_UP)
			continue;
		struct explain_line *line =
			add_line(l, rule == DAY_HOLIDAY ? EXPLAIN_DAY_OFF : EXPLAIN_MAKE_UP,
				 tz_date_start(tz, d), INSTANT_NONE);
		line->first = d;
		line->last = d;
		line->name = name;
		off = rule == DAY_HOLIDAY ? line : NULL;
	}
}

static enum err add_pauses(struct lines *l, const struct workcal *cal,
			   const struct target_run *run, struct instant until)
{
	enum err e = OK;
	for (size_t i = 0; !e && i < run->n_pauses; i++) {
		struct pause p = run->pauses[i];
		if (instant_cmp(p.from, until) > 0)
			break;
		e = workcal_elapsed(cal, p.from, p.to,
				    &add_line(l, EXPLAIN_PAUSE, p.from, p.to)->work);
	}
	return e;
}

static int by_time(const void *x, const void *y)
{
	const struct explain_line *a = x;
	const struct explain_line *b = y;
	/* The start leads even when a day off began at the midnight before it. */
	if ((a->kind == EXPLAIN_START) != (b->kind == EXPLAIN_START))
		return a->kind == EXPLAIN_START ? -1 : 1;
	int c = instant_cmp(a->from, b->from);
	return c ? c : (int)b->kind - (int)a->kind;
}

enum err explain(struct arena *a, const struct workcal *cal, const struct target_run *run,
		 struct instant until, struct instant due, struct explanation *ret)
{
	struct lines l = {.arena = a};
	struct work sum = {0};

	enum err e = add_all_open(&l, cal, run, until);
	if (e)
		return e;
	shorten(workcal_zone(cal), &l);
	for (size_t i = 0; i < l.n; i++)
		sum.us += l.v[i].work.us;
	add_line(&l, EXPLAIN_START, run->start, INSTANT_NONE);
	add_days(&l, cal, run->start, until);
	e = add_pauses(&l, cal, run, until);
	if (e)
		return e;
	qsort(l.v, l.n, sizeof *l.v, by_time);
	add_line(&l, EXPLAIN_SUM, INSTANT_NONE, INSTANT_NONE)->work = sum;
	if (instant_is_set(due))
		add_line(&l, EXPLAIN_DUE, due, INSTANT_NONE);
	*ret = (struct explanation){l.v, l.n};
	return OK;
}

static void encode_dates(struct jw *w, const struct explain_line *line)
{
	jw_key(w, "first");
	jw_date(w, line->first);
	jw_key(w, "last");
	jw_date(w, line->last);
	jw_kcstr(w, "name", line->name);
}

static void encode_line(struct jw *w, const struct explain_line *line)
{
	static const char *const kinds[] = {"start", "open", "day_off", "make_up",
					    "pause", "sum",  "due"};
	jw_obj(w);
	jw_kcstr(w, "kind", kinds[line->kind]);
	switch (line->kind) {
	case EXPLAIN_START:
	case EXPLAIN_DUE:
		jw_ktime(w, "at", line->from);
		break;
	case EXPLAIN_OPEN:
		jw_kint(w, "spans", line->spans);
		/* fall through */
	case EXPLAIN_PAUSE:
		jw_ktime(w, "from", line->from);
		jw_ktime(w, "to", line->to);
		jw_kint(w, "seconds", line->work.us / US_PER_S);
		break;
	case EXPLAIN_SUM:
		jw_kint(w, "seconds", line->work.us / US_PER_S);
		break;
	case EXPLAIN_DAY_OFF:
	case EXPLAIN_MAKE_UP:
		encode_dates(w, line);
		break;
	}
	jw_end_obj(w);
}

void explain_encode(struct jw *w, const struct explanation *x)
{
	jw_arr(w);
	for (size_t i = 0; i < x->n; i++)
		encode_line(w, &x->v[i]);
	jw_end_arr(w);
}
