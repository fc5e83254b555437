#include "base/str.h"

#include <assert.h>
#include <stdio.h>

struct str str_of(const char *s)
{
	return (struct str){s, s ? strlen(s) : 0};
}

struct str str_dup(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){p, s.n};
}

struct str str_vfmt(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	assert(n >= 0);
	char *p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){p, (size_t)n};
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct str s = str_vfmt(a, fmt, ap);
	va_end(ap);
	return s;
}

struct str str_cat(struct arena *a, struct str x, struct str y)
{
	char *p = arena_alloc(a, x.n + y.n + 1);
	if (x.n)
		memcpy(p, x.p, x.n);
	if (y.n)
		memcpy(p + x.n, y.p, y.n);
	return (struct str){p, x.n + y.n};
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.p == b.p || a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *b)
{
	return str_eq(a, str_of(b));
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_slice(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

struct str str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct str){s.p ? s.p + from : NULL, to - from};
}

static size_t space_at_start(struct str s)
{
	if (s.n && strchr(" \t\r\n\v\f", s.p[0]) && s.p[0])
		return 1;
	return str_starts(s, STR("\xe3\x80\x80")) ? 3 : 0;
}

static size_t space_at_end(struct str s)
{
	if (s.n && strchr(" \t\r\n\v\f", s.p[s.n - 1]) && s.p[s.n - 1])
		return 1;
	return str_ends(s, STR("\xe3\x80\x80")) ? 3 : 0;
}

struct str str_trim(struct str s)
{
	size_t k;
	while ((k = space_at_start(s)) > 0)
		s = str_slice(s, k, s.n);
	while ((k = space_at_end(s)) > 0)
		s = str_slice(s, 0, s.n - k);
	return s;
}

ptrdiff_t str_find(struct str s, char c, size_t from)
{
	if (from >= s.n)
		return -1;
	const char *q = memchr(s.p + from, c, s.n - from);
	return q ? q - s.p : -1;
}

bool str_split(struct str *rest, char sep, struct str *ret_part)
{
	if (!rest->p)
		return false;
	ptrdiff_t i = str_find(*rest, sep, 0);
	if (i < 0) {
		*ret_part = *rest;
		*rest = (struct str){NULL, 0};
	} else {
		*ret_part = str_slice(*rest, 0, (size_t)i);
		*rest = str_slice(*rest, (size_t)i + 1, rest->n);
	}
	return true;
}

struct str str_lower(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 32) : s.p[i];
	return (struct str){p, s.n};
}

enum err str_to_int(struct str s, int64_t *ret_value)
{
	bool neg = s.n && s.p[0] == '-';
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
	int64_t v = 0;

	if (i == s.n)
		return ERR_INPUT;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return ERR_INPUT;
		int d = s.p[i] - '0';
		if (__builtin_mul_overflow(v, (int64_t)10, &v) ||
		    __builtin_sub_overflow(v, (int64_t)d, &v))
			return ERR_INPUT;
	}
	if (!neg && __builtin_sub_overflow((int64_t)0, v, &v))
		return ERR_INPUT;
	*ret_value = v;
	return OK;
}

static bool continues(struct str s, size_t i, size_t count)
{
	if (s.n - i <= count)
		return false;
	for (size_t k = 1; k <= count; k++)
		if (((unsigned char)s.p[i + k] & 0xc0) != 0x80)
			return false;
	return true;
}

size_t utf8_next(struct str s, size_t i, uint32_t *ret_cp)
{
	const unsigned char *p = (const unsigned char *)s.p + i;

	if (i >= s.n)
		return 0;
	if (p[0] < 0x80) {
		*ret_cp = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf && continues(s, i, 1)) {
		*ret_cp = (uint32_t)(p[0] & 31) << 6 | (p[1] & 63);
		return 2;
	}
	if ((p[0] & 0xf0) == 0xe0 && continues(s, i, 2)) {
		uint32_t c =
			(uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
		*ret_cp = c;
		return c >= 0x800 && (c < 0xd800 || c > 0xdfff) ? 3 : 0;
	}
	if ((p[0] & 0xf8) == 0xf0 && continues(s, i, 3)) {
		uint32_t c = (uint32_t)(p[0] & 7) << 18 | (uint32_t)(p[1] & 63) << 12 |
			     (uint32_t)(p[2] & 63) << 6 | (p[3] & 63);
		*ret_cp = c;
		return c >= 0x10000 && c <= 0x10ffff ? 4 : 0;
	}
	return 0;
}

bool utf8_valid(struct str s)
{
	uint32_t c;
	for (size_t i = 0; i < s.n;) {
		size_t k = utf8_next(s, i, &c);
		if (!k)
			return false;
		i += k;
	}
	return true;
}

size_t utf8_len(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

size_t utf8_put(char *out, uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 63));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 63));
		out[2] = (char)(0x80 | (cp & 63));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 63));
	out[2] = (char)(0x80 | (cp >> 6 & 63));
	out[3] = (char)(0x80 | (cp & 63));
	return 4;
}
