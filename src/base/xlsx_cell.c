#include "base/xlsx_cell.h"

#include "base/time.h"

#include <math.h>
#include <stdlib.h>

enum {
	COLUMN_LETTERS = 3,
	FIRST_1900 = 61 /* after the day that never was */,
	DAYS_MAX = 2958465,
	DAY_S = 86400
};

bool xlsx_builtin_is_date(int64_t id)
{
	/* 27-36 and 50-58 are the days and times of the Chinese editions. */
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
	       (id >= 50 && id <= 58);
}

/* The end of a part that shows no value: "text", [condition] or \c; i when there is none. */
static size_t skip_literal(struct str code, size_t i)
{
	char c = code.p[i], end = c == '"' ? '"' : ']';

	if (c == '\\' || c == '_' || c == '*')
		return i + 2;
	if (c != '"' && c != '[')
		return i;
	ptrdiff_t close = str_find(code, end, i + 1);
	return close < 0 ? code.n : (size_t)close + 1;
}

/* [h], [mm], [ss]: a length of time, which is no day. */
static bool is_elapsed(struct str code, size_t i)
{
	return code.p[i] == '[' && i + 1 < code.n && strchr("hHmMsS", code.p[i + 1]);
}

bool xlsx_code_is_date(struct str code)
{
	for (size_t i = 0; i < code.n && code.p[i] && code.p[i] != ';';) {
		size_t next = skip_literal(code, i);
		if (is_elapsed(code, i))
			return false;
		if (next == i && strchr("yYmMdDhHsS", code.p[i]))
			return true;
		i = next > i ? next : i + 1;
	}
	return false;
}

/* The whole text as a number. */
static bool parse_number(struct arena *a, struct str s, double *ret_value)
{
	char *end;

	if (!s.n || s.n > 40 || !strchr("+-.0123456789", s.p[0]) || str_find(s, 'x', 0) >= 0)
		return false;
	struct str copy = str_dup(a, s);
	*ret_value = strtod(copy.p, &end);
	return end == copy.p + copy.n && isfinite(*ret_value);
}

struct str xlsx_date(struct arena *a, struct str number, bool from_1904)
{
	double v;
	char day[16];

	if (!parse_number(a, number, &v) || v < 0 || v >= DAYS_MAX + 1)
		return number;
	int64_t s = (int64_t)(v * DAY_S + 0.5), days = s / DAY_S, left = s % DAY_S;
	if (!from_1904 && days == FIRST_1900 - 1)
		return number;
	struct date zero = from_1904		? date_of(1904, 1, 1)
			   : days >= FIRST_1900 ? date_of(1899, 12, 30)
						: date_of(1899, 12, 31);
	date_format((struct date){zero.day + (int32_t)days}, day);
	struct str out = days || from_1904 ? str_of(day) : STR("");
	if (left || !out.n)
		out = str_fmt(a, "%.*s%s%02d:%02d", STR_ARG(out), out.n ? " " : "",
			      (int)(left / 3600), (int)(left / 60 % 60));
	if (left % 60)
		out = str_fmt(a, "%.*s:%02d", STR_ARG(out), (int)(left % 60));
	return str_dup(a, out);
}

struct str xlsx_number(struct arena *a, struct str number)
{
	size_t digits = 0;
	bool power = false;
	double v;

	for (size_t i = 0; i < number.n; i++) {
		digits += number.p[i] >= '0' && number.p[i] <= '9';
		power |= number.p[i] == 'e' || number.p[i] == 'E';
	}
	if ((digits <= 15 && !power) || !parse_number(a, number, &v))
		return number;
	return v > -1e15 && v < 1e15 && v == (double)(int64_t)v ? str_fmt(a, "%.0f", v)
								: str_fmt(a, "%.15g", v);
}

int64_t xlsx_column(struct str name)
{
	int64_t column = 0;
	size_t i = 0;

	for (; i < name.n && name.p[i] >= 'A' && name.p[i] <= 'Z'; i++) {
		if (i == COLUMN_LETTERS)
			return -1;
		column = column * 26 + (name.p[i] - 'A' + 1);
	}
	return column - 1;
}

/* The code point of "_xHHHH_" at s.p[i]; 0: there is none that may stand in a text. */
static uint32_t escape_at(struct str s, size_t i)
{
	uint32_t cp = 0;

	if (i + 7 > s.n || s.p[i] != '_' || s.p[i + 1] != 'x' || s.p[i + 6] != '_')
		return 0;
	for (size_t k = i + 2; k < i + 6; k++) {
		const char *hex = "0123456789abcdef", *at;
		at = s.p[k] ? strchr(hex, s.p[k] >= 'A' && s.p[k] <= 'F' ? s.p[k] + 32 : s.p[k])
			    : NULL;
		if (!at)
			return 0;
		cp = cp * 16 + (uint32_t)(at - hex);
	}
	bool fits = (cp >= ' ' && (cp < 0xd800 || cp > 0xdfff)) || cp == '\t' || cp == '\n' ||
		    cp == '\r';
	return fits ? cp : 0;
}

struct str xlsx_unescape(struct arena *a, struct str s)
{
	size_t n = 0;

	if (str_find(s, '_', 0) < 0)
		return s;
	char *out = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = escape_at(s, i);
		if (cp) {
			n += utf8_put(out + n, cp);
			i += 7;
		} else {
			out[n++] = s.p[i++];
		}
	}
	return (struct str){out, n};
}
