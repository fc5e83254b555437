#include "base/time.h"

#include <stdio.h>

/* Days from civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
struct date date_of(int32_t year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (struct date){(int32_t)(era * 146097 + doe - 719468)};
}

struct ymd date_ymd(struct date d)
{
	int64_t z = (int64_t)d.day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (int)((5 * doy + 2) / 153);
	int month = mp < 10 ? mp + 3 : mp - 9;
	return (struct ymd){(int32_t)(yoe + era * 400 + (month <= 2)), month,
			    (int)(doy - (153 * mp + 2) / 5 + 1)};
}

int days_in_month(int32_t year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

int date_weekday(struct date d)
{
	int w = (int)(((int64_t)d.day + 3) % 7); /* 1970-01-01 was a Thursday */
	return w < 0 ? w + 7 : w;
}

struct date date_add_months(struct date d, int months)
{
	struct ymd c = date_ymd(d);
	int64_t m = (int64_t)c.year * 12 + (c.month - 1) + months;
	int64_t year = (m >= 0 ? m : m - 11) / 12;
	int month = (int)(m - year * 12) + 1;
	int last = days_in_month((int32_t)year, month);
	return date_of((int32_t)year, month, c.day < last ? c.day : last);
}

/* Reads exactly n digits at s.p[*i], moving *i past them. */
static bool digits(struct str s, size_t *i, size_t n, int *ret_value)
{
	int v = 0;
	if (s.n < *i + n)
		return false;
	for (size_t k = 0; k < n; k++) {
		char c = s.p[*i + k];
		if (c < '0' || c > '9')
			return false;
		v = v * 10 + (c - '0');
	}
	*i += n;
	*ret_value = v;
	return true;
}

static bool literal(struct str s, size_t *i, char c)
{
	if (*i >= s.n || s.p[*i] != c)
		return false;
	++*i;
	return true;
}

static bool civil(struct str s, size_t *i, struct date *ret_date)
{
	int y, m, d;
	if (!digits(s, i, 4, &y) || !literal(s, i, '-') || !digits(s, i, 2, &m) ||
	    !literal(s, i, '-') || !digits(s, i, 2, &d))
		return false;
	if (m < 1 || m > 12 || d < 1 || d > days_in_month(y, m))
		return false;
	*ret_date = date_of(y, m, d);
	return true;
}

enum err date_parse(struct str s, struct date *ret_date)
{
	size_t i = 0;
	struct date d;
	if (!civil(s, &i, &d) || i != s.n)
		return ERR_INPUT;
	*ret_date = d;
	return OK;
}

/* v with so many digits, leading zeros included. */
static char *put_digits(char *out, int n, int32_t v)
{
	for (int i = n; i > 0; v /= 10)
		out[--i] = (char)('0' + v % 10);
	return out + n;
}

void date_format(struct date d, char out[16])
{
	struct ymd x = date_ymd(d);

	if (x.year < 0 || x.year > 9999) {
		snprintf(out, 16, "%04d-%02d-%02d", (int)(x.year % 1000000), x.month, x.day);
		return;
	}
	char *p = put_digits(out, 4, x.year);
	*p++ = '-';
	p = put_digits(p, 2, x.month);
	*p++ = '-';
	*put_digits(p, 2, x.day) = 0;
}

/* An optional fraction of a second, to microseconds; further digits are cut off. */
static bool fraction(struct str s, size_t *i, int64_t *ret_us)
{
	int64_t us = 0;
	int n = 0;

	*ret_us = 0;
	if (!literal(s, i, '.'))
		return true;
	for (; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i, n++)
		if (n < 6)
			us = us * 10 + (s.p[*i] - '0');
	for (int k = n; k < 6; k++)
		us *= 10;
	*ret_us = us;
	return n > 0;
}

static bool offset(struct str s, size_t *i, int64_t *ret_s)
{
	int h, m;
	*ret_s = 0;
	if (literal(s, i, 'Z') || literal(s, i, 'z'))
		return true;
	bool minus = *i < s.n && s.p[*i] == '-';
	if (!minus && (*i >= s.n || s.p[*i] != '+'))
		return false;
	++*i;
	if (!digits(s, i, 2, &h) || !literal(s, i, ':') || !digits(s, i, 2, &m) || h > 23 ||
	    m > 59)
		return false;
	*ret_s = (minus ? -1 : 1) * (h * 3600 + m * 60);
	return true;
}

enum err instant_parse(struct str s, struct instant *ret_instant)
{
	size_t i = 0;
	struct date d;
	int hh, mm, ss;
	int64_t us, off;

	if (!civil(s, &i, &d) ||
	    !(literal(s, &i, 'T') || literal(s, &i, 't') || literal(s, &i, ' ')))
		return ERR_INPUT;
	if (!digits(s, &i, 2, &hh) || !literal(s, &i, ':') || !digits(s, &i, 2, &mm) ||
	    !literal(s, &i, ':') || !digits(s, &i, 2, &ss) || hh > 23 || mm > 59 || ss > 59)
		return ERR_INPUT;
	if (!fraction(s, &i, &us) || !offset(s, &i, &off) || i != s.n)
		return ERR_INPUT;
	int64_t secs = (int64_t)d.day * S_PER_DAY + hh * 3600 + mm * 60 + ss - off;
	*ret_instant = (struct instant){secs * US_PER_S + us};
	return OK;
}

void instant_format(struct instant t, char out[32])
{
	int64_t s = instant_s(t);
	int64_t us = t.us - s * US_PER_S;
	int64_t day = (s >= 0 ? s : s - (S_PER_DAY - 1)) / S_PER_DAY;
	int sec = (int)(s - day * S_PER_DAY);

	date_format((struct date){(int32_t)day}, out);
	char *p = out + strlen(out);
	*p++ = 'T';
	p = put_digits(p, 2, sec / 3600);
	*p++ = ':';
	p = put_digits(p, 2, sec / 60 % 60);
	*p++ = ':';
	p = put_digits(p, 2, sec % 60);
	if (us) {
		*p++ = '.';
		p = put_digits(p, 6, (int32_t)us);
	}
	*p++ = 'Z';
	*p = 0;
}

void instant_format_mail(struct instant t, char out[32])
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int64_t s = instant_s(t);
	int64_t day = (s >= 0 ? s : s - (S_PER_DAY - 1)) / S_PER_DAY;
	struct date d = {(int32_t)day};
	struct ymd c = date_ymd(d);
	int sec = (int)(s - day * S_PER_DAY);

	snprintf(out, 32, "%s, %02d %s %04d %02d:%02d:%02d", days[date_weekday(d)], c.day,
		 months[c.month - 1], c.year, sec / 3600, sec / 60 % 60, sec % 60);
}
