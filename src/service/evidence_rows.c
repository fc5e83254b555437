#include "service/evidence_rows.h"

#include "domain/policy.h"
#include "service/world.h"

enum { HOUR_S = 3600 };

static struct str say(struct ctx *cx, const char *key)
{
	return message_format(cx->arena, cx->lang, key, NULL, 0);
}

static struct str say_one(struct ctx *cx, const char *key, const char *name, struct str value)
{
	const struct message_arg arg = {name, value};
	return message_format(cx->arena, cx->lang, key, &arg, 1);
}

/* Tenths as "12" or "12.5". */
static struct str tenths(struct arena *a, int64_t n)
{
	return n % 10 ? str_fmt(a, "%lld.%lld", (long long)(n / 10), (long long)(n % 10))
		      : str_fmt(a, "%lld", (long long)(n / 10));
}

/* n of d in tenths of a percent, rounded. */
static int64_t share(int64_t n, int64_t d)
{
	return (n * 1000 + d / 2) / d;
}

static struct str percent(struct ctx *cx, int64_t tenths_of_percent)
{
	return str_cat(cx->arena, tenths(cx->arena, tenths_of_percent), STR("%"));
}

static struct str duration(struct ctx *cx, int64_t s)
{
	if (s < HOUR_S)
		return say_one(cx, "replay.minutes", "n",
			       str_fmt(cx->arena, "%lld", (long long)((s + 30) / 60)));
	return say_one(cx, "replay.hours", "n",
		       tenths(cx->arena, (s * 10 + HOUR_S / 2) / HOUR_S));
}

struct str limit_words(struct ctx *cx, struct str target)
{
	static const char *const every[] = {[EVERY_DAY] = "replay.every_day",
					    [EVERY_WEEK] = "replay.every_week",
					    [EVERY_MONTH] = "replay.every_month",
					    [EVERY_YEAR] = "replay.every_year",
					    [EVERY_WORKING_DAY] = "replay.every_working_day"};
	struct limit l;

	if (limit_parse(target, &l))
		return target;
	struct str n = str_fmt(cx->arena, "%lld", (long long)l.amount);
	switch (l.kind) {
	case LIMIT_CLOCK:
		return duration(cx, l.amount);
	case LIMIT_OPEN:
		return say_one(cx, "replay.open_time", "time", duration(cx, l.amount));
	case LIMIT_DAYS:
		return say_one(cx, "replay.working_days", "n", n);
	case LIMIT_EVERY:
		return say_one(cx, every[l.unit], "n", n);
	default:
		return target;
	}
}

/* A column of the report. */
struct column {
	const json_t *json;
	bool fact; /* its facts are told; not of the second one of the same span */
};

static int64_t number(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

static const json_t *tier_of(const struct column *c, size_t i)
{
	return json_array_get(json_object_get(c->json, "tiers"), i);
}

static struct str limits_cell(struct ctx *cx, const json_t *tier)
{
	struct str all = STR("");
	json_t *limit;
	size_t i;

	json_array_foreach (json_object_get(tier, "limits"), i, limit)
		all = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(all),
			      i ? message_get(cx->lang, "sheet.and") : "",
			      STR_ARG(limit_words(cx, json_text(limit))));
	return all.n ? all : STR("–");
}

/* Messages for what became less, and more. */
struct direction {
	const char *less, *more;
};
static const struct direction of_time = {"replay.shorter", "replay.longer"};
static const struct direction of_rate = {"replay.down", "replay.up"};

static struct str change(struct ctx *cx, const struct direction *d, int64_t before,
			 int64_t after, struct str difference)
{
	const struct message_arg args[] = {
		{"n", difference},
		{"percent",
		 before ? percent(cx, share(after > before ? after - before : before - after,
					    before))
			: STR("–")}};

	return after == before ? say(cx, "replay.unchanged")
			       : message_format(cx->arena, cx->lang,
						after < before ? d->less : d->more, args, 2);
}

static struct str time_change(struct ctx *cx, int64_t before, int64_t after)
{
	return change(cx, &of_time, before, after,
		      duration(cx, after > before ? after - before : before - after));
}

/* Only a single limit on either side, of the same clock, can be compared. */
static struct str limit_change(struct ctx *cx, const json_t *before, const json_t *after)
{
	const json_t *x = json_object_get(before, "limits"),
		     *y = json_object_get(after, "limits");
	struct limit a, b;

	if (json_array_size(x) != 1 || json_array_size(y) != 1 ||
	    limit_parse(json_text(json_array_get(x, 0)), &a) ||
	    limit_parse(json_text(json_array_get(y, 0)), &b) || a.kind != b.kind ||
	    (a.kind != LIMIT_CLOCK && a.kind != LIMIT_OPEN))
		return STR("");
	return time_change(cx, a.amount, b.amount);
}

static struct str *row(struct ctx *cx, struct evidence_rows *r, const char *key,
		       struct str tier)
{
	struct str *cells = r->cells[r->n++];

	cells[0] = tier.n ? say_one(cx, key, "tier", tier) : say(cx, key);
	return cells;
}

/* A fact of both columns, -1 where there is none. */
static void fact_cells(struct ctx *cx, const struct column *c, const int64_t *v,
		       struct str (*word)(struct ctx *cx, int64_t v), struct str *cells)
{
	for (int i = 0; i < 2; i++)
		cells[1 + i] = c[i].fact && v[i] >= 0 ? word(cx, v[i]) : STR("–");
	cells[3] = c[1].fact ? STR("") : say(cx, "replay.fact");
}

static void tier_rows(struct ctx *cx, const struct column *c, size_t i, struct evidence_rows *r)
{
	const json_t *t[] = {tier_of(&c[0], i), tier_of(&c[1], i)};
	struct str name = json_get_text(t[0], "tier");
	struct str tier = say(cx, str_fmt(cx->arena, "tier.%.*s", STR_ARG(name)).p);
	int64_t mean[2];
	bool empty = true;

	for (int k = 0; k < 2; k++) {
		mean[k] = number(t[k], "answered") ? number(t[k], "mean_s") : -1;
		empty &= mean[k] < 0 && !json_array_size(json_object_get(t[k], "limits"));
	}
	/* S0 names these two; the others when there was anything. */
	if (empty && !str_is(name, "vip") && !str_is(name, "ordinary"))
		return;
	struct str *cells = row(cx, r, "replay.limit", tier);
	cells[1] = limits_cell(cx, t[0]);
	cells[2] = limits_cell(cx, t[1]);
	cells[3] = limit_change(cx, t[0], t[1]);
	cells = row(cx, r, "replay.mean", tier);
	fact_cells(cx, c, mean, duration, cells);
	if (c[1].fact && mean[0] >= 0 && mean[1] >= 0)
		cells[3] = time_change(cx, mean[0], mean[1]);
}

/* So many of so many, in both columns. */
struct rate {
	int64_t n[2], of[2];
};

static void rate_row(struct ctx *cx, const struct column *c, const char *key,
		     const struct rate *rate, struct evidence_rows *r)
{
	struct str *cells = row(cx, r, key, STR(""));
	int64_t v[2];

	for (int i = 0; i < 2; i++)
		v[i] = rate->of[i] ? share(rate->n[i], rate->of[i]) : -1;

	fact_cells(cx, c, v, percent, cells);
	if (c[1].fact && v[0] >= 0 && v[1] >= 0)
		cells[3] = change(cx, &of_rate, v[0], v[1],
				  tenths(cx->arena, v[1] > v[0] ? v[1] - v[0] : v[0] - v[1]));
}

static void rate_rows(struct ctx *cx, const struct column *c, struct evidence_rows *r)
{
	struct rate content, solved;

	for (int i = 0; i < 2; i++) {
		content.n[i] = number(c[i].json, "satisfied") +
			       number(c[i].json, "basically_satisfied");
		content.of[i] = content.n[i] + number(c[i].json, "dissatisfied");
		solved.n[i] = number(c[i].json, "solved");
		solved.of[i] = number(c[i].json, "tickets");
	}
	rate_row(cx, c, "replay.satisfaction", &content, r);
	rate_row(cx, c, "replay.solved", &solved, r);
}

/* The days of a span as people write them, the last one included; "" = no bound. */
static struct str span_cell(struct ctx *cx, const json_t *column)
{
	static const char *const keys[] = {"from", "to"};
	struct message_arg args[] = {{"from", STR("")}, {"to", STR("")}};

	for (int i = 0; i < 2; i++) {
		struct instant t;
		char day[16];
		if (instant_parse(json_get_text(column, keys[i]), &t))
			continue;
		if (i)
			t = instant_add(t, span_of_s(-1));
		date_format(world_date(cx->world, t), day);
		args[i].value = str_dup(cx->arena, str_of(day));
	}
	bool from = args[0].value.n > 0, to = args[1].value.n > 0;
	return message_format(cx->arena, cx->lang,
			      from ? (to ? "replay.from_until" : "replay.from")
				   : (to ? "replay.until" : "replay.all_time"),
			      args, 2);
}

void evidence_rows(struct ctx *cx, const json_t *report, struct evidence_rows *ret_rows)
{
	static const char *const titles[] = {"replay.measure", "replay.before", "replay.after",
					     "replay.change"};
	const json_t *found = json_object_get(report, "evidence");
	struct evidence_rows *r = ret_rows;
	struct column c[] = {{json_object_get(found, "before"), true},
			     {json_object_get(found, "after"), false}};
	struct str *cells;

	*r = (struct evidence_rows){.n = 0};
	for (int i = 0; i < EVIDENCE_COLUMNS; i++)
		r->titles[i] = say(cx, titles[i]);
	if (!c[0].json || !c[1].json)
		return;
	c[1].fact =
		!json_equal(json_object_get(c[0].json, "from"),
			    json_object_get(c[1].json, "from")) ||
		!json_equal(json_object_get(c[0].json, "to"), json_object_get(c[1].json, "to"));
	for (size_t i = 0; i < TIER_COUNT; i++)
		tier_rows(cx, c, i, r);
	rate_rows(cx, c, r);
	cells = row(cx, r, "replay.span", STR(""));
	cells[1] = span_cell(cx, c[0].json);
	cells[2] = span_cell(cx, c[1].json);
	cells[3] = STR("");
}
