#include "base/tz_rule.h"

/* Reading position; p.n shrinks as text is used up. */
static bool next_is(struct str *s, char c)
{
	if (!s->n || *s->p != c)
		return false;
	*s = str_slice(*s, 1, s->n);
	return true;
}

static bool number(struct str *s, int max, int *ret)
{
	int v = 0;
	size_t i = 0;
	for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9' && i < 3; i++)
		v = v * 10 + (s->p[i] - '0');
	if (!i || v > max)
		return false;
	*s = str_slice(*s, i, s->n);
	*ret = v;
	return true;
}

/* A zone's name, which nobody needs: letters, or anything in angle brackets. */
static bool name(struct str *s)
{
	if (next_is(s, '<')) {
		ptrdiff_t end = str_find(*s, '>', 0);
		if (end < 0)
			return false;
		*s = str_slice(*s, (size_t)end + 1, s->n);
		return true;
	}
	size_t i = 0;
	while (i < s->n &&
	       ((s->p[i] >= 'A' && s->p[i] <= 'Z') || (s->p[i] >= 'a' && s->p[i] <= 'z')))
		i++;
	*s = str_slice(*s, i, s->n);
	return i >= 3;
}

/* [+-]hh[:mm[:ss]] */
static bool clock_time(struct str *s, int max_hours, int32_t *ret)
{
	int h = 0;
	int m = 0;
	int sec = 0;
	bool minus = next_is(s, '-');
	if (!minus)
		(void)next_is(s, '+');
	if (!number(s, max_hours, &h))
		return false;
	if (next_is(s, ':')) {
		if (!number(s, 59, &m))
			return false;
		if (next_is(s, ':') && !number(s, 59, &sec))
			return false;
	}
	int32_t v = h * 3600 + m * 60 + sec;
	*ret = minus ? -v : v;
	return true;
}

static bool rule_day(struct str *s, struct tz_rule_day *d)
{
	d->second = 2 * 3600;
	if (next_is(s, 'M')) {
		d->form = 'M';
		if (!number(s, 12, &d->month) || d->month < 1 || !next_is(s, '.') ||
		    !number(s, 5, &d->week) || d->week < 1 || !next_is(s, '.') ||
		    !number(s, 6, &d->day))
			return false;
	} else if (next_is(s, 'J')) {
		d->form = 'J';
		if (!number(s, 365, &d->day) || d->day < 1)
			return false;
	} else {
		d->form = '0';
		if (!number(s, 365, &d->day))
			return false;
	}
	return !next_is(s, '/') || clock_time(s, 167, &d->second);
}

enum err tz_rule_parse(struct str text, struct tz_rule *ret_rule)
{
	struct tz_rule r = {0};
	int32_t west;

	if (!name(&text) || !clock_time(&text, 24, &west))
		return ERR_INPUT;
	r.std_offset_s = -west; /* POSIX counts westwards */
	if (text.n) {
		r.has_dst = true;
		r.dst_offset_s = r.std_offset_s + 3600;
		if (!name(&text))
			return ERR_INPUT;
		if (text.n && *text.p != ',') {
			if (!clock_time(&text, 24, &west))
				return ERR_INPUT;
			r.dst_offset_s = -west;
		}
		if (!next_is(&text, ',') || !rule_day(&text, &r.start) ||
		    !next_is(&text, ',') || !rule_day(&text, &r.end) || text.n)
			return ERR_INPUT;
	}
	*ret_rule = r;
	return OK;
}

static int64_t local_second_of(const struct tz_rule_day *d, int32_t year)
{
	struct date day = date_of(year, 1, 1);
	if (d->form == 'M') {
		struct date first = date_of(year, d->month, 1);
		int sunday_based = (date_weekday(first) + 1) % 7;
		int n = 1 + (d->day - sunday_based + 7) % 7 + (d->week - 1) * 7;
		if (n > days_in_month(year, d->month)) /* week 5 means the last one */
			n -= 7;
		day.day = first.day + n - 1;
	} else if (d->form == 'J') {
		bool after_february = d->day >= 60;
		day.day += d->day - 1 + (after_february && days_in_month(year, 2) == 29);
	} else {
		day.day += d->day;
	}
	return (int64_t)day.day * S_PER_DAY + d->second;
}

void tz_rule_year(const struct tz_rule *rule, int32_t year, struct tz_rule_change ret_change[2])
{
	struct tz_rule_change start = {local_second_of(&rule->start, year) - rule->std_offset_s,
				       rule->dst_offset_s};
	struct tz_rule_change end = {local_second_of(&rule->end, year) - rule->dst_offset_s,
				     rule->std_offset_s};
	bool in_order = start.at_s <= end.at_s;
	ret_change[0] = in_order ? start : end;
	ret_change[1] = in_order ? end : start;
}
