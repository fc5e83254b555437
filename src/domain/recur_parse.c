/* The text of a rule: recur_parse() of recur.h. */
#include "domain/recur.h"

enum part {
	PART_FREQ,
	PART_INTERVAL,
	PART_COUNT,
	PART_UNTIL,
	PART_WKST,
	PART_BYDAY,
	PART_BYMONTH,
	PART_BYMONTHDAY,
	PART_BYYEARDAY,
	PART_BYWEEKNO,
	PART_BYSETPOS,
	PARTS
};
#define PART_BIT(p) (1U << (p))

static const char *const part_names[PARTS] = {
	[PART_FREQ] = "FREQ",		[PART_INTERVAL] = "INTERVAL",
	[PART_COUNT] = "COUNT",		[PART_UNTIL] = "UNTIL",
	[PART_WKST] = "WKST",		[PART_BYDAY] = "BYDAY",
	[PART_BYMONTH] = "BYMONTH",	[PART_BYMONTHDAY] = "BYMONTHDAY",
	[PART_BYYEARDAY] = "BYYEARDAY", [PART_BYWEEKNO] = "BYWEEKNO",
	[PART_BYSETPOS] = "BYSETPOS",
};

static const char *const weekday_names[7] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static enum err bad(struct fail *f)
{
	return fail_at(f, ERR_INPUT, "rule", "bad_case");
}

/* Names are case-insensitive in iCalendar. */
static char upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static bool is_name(struct str s, const char *name)
{
	size_t i = 0;
	for (; i < s.n && name[i]; i++)
		if (upper(s.p[i]) != name[i])
			return false;
	return i == s.n && !name[i];
}

static bool weekday(struct str s, int *ret)
{
	for (int w = 0; w < 7; w++) {
		if (is_name(s, weekday_names[w])) {
			*ret = w;
			return true;
		}
	}
	return false;
}

/* Up to nine digits, with a sign if `sign`. */
static bool number(struct str s, bool sign, int64_t *ret)
{
	size_t digits = s.n;
	if (digits && (s.p[0] == '+' || s.p[0] == '-')) {
		if (!sign)
			return false;
		digits--;
	}
	return digits > 0 && digits <= 9 && !str_to_int(s, ret);
}

static bool positive(struct str s, int64_t *ret)
{
	return number(s, false, ret) && *ret > 0;
}

/* Numbers from 1 to max; with `minus` also from -max to -1. */
static bool list(struct arena *a, struct str s, int64_t max, bool minus, struct recur_list *ret)
{
	struct str item;
	size_t cap = 0;
	int64_t v;
	*ret = (struct recur_list){0};
	while (str_split(&s, ',', &item)) {
		if (!number(item, minus, &v) || !v || v > max || v < (minus ? -max : 1))
			return false;
		*ARENA_PUSH(a, ret->v, ret->n, cap) = (int16_t)v;
	}
	return true;
}

static bool by_day(struct arena *a, struct str s, struct recur *r)
{
	struct str item;
	size_t cap = 0;
	while (str_split(&s, ',', &item)) {
		int64_t nth = 0;
		int w;
		if (item.n < 2 || !weekday(str_slice(item, item.n - 2, item.n), &w))
			return false;
		struct str prefix = str_slice(item, 0, item.n - 2);
		if (prefix.n && (!number(prefix, true, &nth) || !nth || nth > 53 || nth < -53))
			return false;
		*ARENA_PUSH(a, r->by_day, r->n_by_day, cap) =
			(struct recur_day){(int8_t)w, (int8_t)nth};
	}
	return true;
}

/* YYYYMMDDTHHMMSSZ: the only form that goes with a start that has a zone. */
static bool until(struct arena *a, struct str s, struct instant *ret)
{
	if (s.n != 16 || s.p[8] != 'T' || s.p[15] != 'Z')
		return false;
	struct str iso = str_fmt(a, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", s.p, s.p + 4, s.p + 6,
				 s.p + 9, s.p + 11, s.p + 13);
	return !instant_parse(iso, ret);
}

static enum err freq(struct str s, struct fail *f, enum recur_freq *ret)
{
	static const char *const names[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
	static const char *const finer[] = {"SECONDLY", "MINUTELY", "HOURLY"};
	for (int i = 0; i < 4; i++) {
		if (is_name(s, names[i])) {
			*ret = (enum recur_freq)i;
			return OK;
		}
	}
	for (int i = 0; i < 3; i++)
		if (is_name(s, finer[i]))
			return fail_at(f, ERR_UNSUPPORTED, "rule", "unsupported");
	return bad(f);
}

static bool value_of(struct arena *a, enum part p, struct str s, struct recur *r)
{
	int64_t v = 0;
	bool ok = false;
	switch (p) {
	case PART_INTERVAL:
		ok = positive(s, &v);
		r->interval = (int32_t)v;
		break;
	case PART_COUNT:
		ok = positive(s, &r->count);
		break;
	case PART_UNTIL:
		ok = until(a, s, &r->until);
		break;
	case PART_WKST:
		ok = weekday(s, &r->week_start);
		break;
	case PART_BYDAY:
		ok = by_day(a, s, r);
		break;
	case PART_BYMONTH:
		ok = list(a, s, 12, false, &r->by_month);
		break;
	case PART_BYMONTHDAY:
		ok = list(a, s, 31, true, &r->by_month_day);
		break;
	case PART_BYYEARDAY:
		ok = list(a, s, 366, true, &r->by_year_day);
		break;
	case PART_BYWEEKNO:
		ok = list(a, s, 53, true, &r->by_week_no);
		break;
	case PART_BYSETPOS:
		ok = list(a, s, 366, true, &r->by_set_pos);
		break;
	case PART_FREQ:
	case PARTS:
		break;
	}
	return ok;
}

static enum err read_part(struct arena *a, struct str part, unsigned *seen, struct fail *f,
			  struct recur *r)
{
	ptrdiff_t eq = str_find(part, '=', 0);
	if (eq <= 0)
		return bad(f);
	struct str name = str_slice(part, 0, (size_t)eq);
	struct str value = str_slice(part, (size_t)eq + 1, part.n);
	int p = 0;
	while (p < PARTS && !is_name(name, part_names[p]))
		p++;
	if (p == PARTS)
		return fail_at(f, ERR_UNSUPPORTED, "rule", "unsupported");
	if (*seen & PART_BIT(p))
		return bad(f);
	*seen |= PART_BIT(p);
	if (p == PART_FREQ)
		return freq(value, f, &r->freq);
	return value_of(a, (enum part)p, value, r) ? OK : bad(f);
}

/* The combinations that RFC 5545 section 3.3.10 forbids. */
static bool allowed(const struct recur *r, unsigned seen)
{
	const unsigned by = PART_BIT(PART_BYDAY) | PART_BIT(PART_BYMONTH) |
			    PART_BIT(PART_BYMONTHDAY) | PART_BIT(PART_BYYEARDAY) |
			    PART_BIT(PART_BYWEEKNO);
	bool nth = false;

	for (size_t i = 0; i < r->n_by_day; i++)
		nth = nth || r->by_day[i].nth != 0;
	if (!(seen & PART_BIT(PART_FREQ)))
		return false;
	if (seen & PART_BIT(PART_COUNT) && seen & PART_BIT(PART_UNTIL))
		return false;
	if (nth && r->freq != RECUR_MONTHLY && r->freq != RECUR_YEARLY)
		return false;
	if (nth && r->by_week_no.n)
		return false;
	if (r->by_week_no.n && r->freq != RECUR_YEARLY)
		return false;
	if (r->by_month_day.n && r->freq == RECUR_WEEKLY)
		return false;
	if (r->by_year_day.n && r->freq != RECUR_YEARLY)
		return false;
	return !r->by_set_pos.n || seen & by;
}

enum err recur_parse(struct arena *a, struct str text, struct fail *f, struct recur *ret_rule)
{
	struct recur r = {.interval = 1, .until = INSTANT_NONE};
	unsigned seen = 0;
	struct str part;

	if (!text.n)
		return bad(f);
	while (str_split(&text, ';', &part)) {
		enum err e = read_part(a, part, &seen, f, &r);
		if (e)
			return e;
	}
	if (!allowed(&r, seen))
		return bad(f);
	*ret_rule = r;
	return OK;
}
