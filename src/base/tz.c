#include "base/tz.h"

#include "base/tz_rule.h"

/* Stretch i is [at[i], at[i + 1]) with offset[i]; at[0] is INT64_MIN and at[n] INT64_MAX. */
struct tz {
	size_t n;
	const int64_t *at;
	const int32_t *offset;
	int64_t cycle_end; /* from here on the last 400 years repeat; INT64_MAX: they do not */
};

/* The Gregorian calendar, weekdays included, repeats after 400 years = 146,097 days; so does
 * every zone that follows a yearly rule.  A table that long is therefore enough for ever. */
enum { CYCLE_YEARS = 400 };
static const int64_t cycle_s = 146097 * S_PER_DAY;

#define FAR_FUTURE (INT64_C(1) << 40)

struct cursor {
	const unsigned char *p;
	size_t left;
};

struct header {
	uint32_t isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt;
	char version;
};

struct builder {
	struct arena *arena;
	int64_t *at;
	int32_t *offset;
	size_t n, cap;
};

static uint64_t big_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static const unsigned char *take(struct cursor *c, size_t n)
{
	if (n > c->left)
		return NULL;
	const unsigned char *p = c->p;
	c->p += n;
	c->left -= n;
	return p;
}

static bool read_header(struct cursor *c, struct header *h)
{
	const unsigned char *p = take(c, 44);
	if (!p || memcmp(p, "TZif", 4))
		return false;
	h->version = (char)p[4];
	h->isutcnt = (uint32_t)big_endian(p + 20, 4);
	h->isstdcnt = (uint32_t)big_endian(p + 24, 4);
	h->leapcnt = (uint32_t)big_endian(p + 28, 4);
	h->timecnt = (uint32_t)big_endian(p + 32, 4);
	h->typecnt = (uint32_t)big_endian(p + 36, 4);
	h->charcnt = (uint32_t)big_endian(p + 40, 4);
	/* A megabyte of transitions is no zone; and the sums below cannot overflow. */
	return (h->isutcnt | h->isstdcnt | h->leapcnt | h->timecnt | h->typecnt | h->charcnt) <
	       1U << 20;
}

/* Skips the block of version 1, whose times have 32 bits. */
static bool skip_old_block(struct cursor *c)
{
	struct header h;
	if (!read_header(c, &h) || h.version < '2')
		return false;
	return take(c, (size_t)h.timecnt * 5 + (size_t)h.typecnt * 6 + h.charcnt +
			       (size_t)h.leapcnt * 8 + h.isstdcnt + h.isutcnt) != NULL;
}

static void push(struct builder *b, int64_t at, int32_t offset)
{
	if (b->n && b->offset[b->n - 1] == offset)
		return; /* only the name or the DST flag changed */
	if (b->n == b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 64;
		b->at = arena_grow(b->arena, b->at, b->n, cap, sizeof *b->at);
		b->offset = arena_grow(b->arena, b->offset, b->n, cap, sizeof *b->offset);
		b->cap = cap;
	}
	b->at[b->n] = at;
	b->offset[b->n++] = offset;
}

static bool type_offset(const unsigned char *types, uint32_t count, unsigned index,
			int32_t *ret)
{
	if (index >= count)
		return false;
	*ret = (int32_t)(uint32_t)big_endian(types + (size_t)index * 6, 4);
	return *ret > -TZ_OFFSET_MAX && *ret < TZ_OFFSET_MAX;
}

/* Reads the 64-bit block; *ret_last is the last transition, INT64_MIN when there is none. */
static bool read_block(struct cursor *c, struct builder *b, int64_t *ret_last)
{
	struct header h;
	int32_t offset;
	int64_t last = INT64_MIN;

	if (!read_header(c, &h) || !h.typecnt || h.leapcnt)
		return false;
	const unsigned char *times = take(c, (size_t)h.timecnt * 8);
	const unsigned char *indexes = take(c, h.timecnt);
	const unsigned char *types = take(c, (size_t)h.typecnt * 6);
	if (!times || !indexes || !types ||
	    !take(c, (size_t)h.charcnt + h.isstdcnt + h.isutcnt))
		return false;
	/* Before the first transition type 0 holds (RFC 8536 section 3.2). */
	if (!type_offset(types, h.typecnt, 0, &offset))
		return false;
	push(b, INT64_MIN, offset);
	for (uint32_t i = 0; i < h.timecnt; i++) {
		int64_t at = (int64_t)big_endian(times + (size_t)i * 8, 8);
		if ((i && at <= last) || !type_offset(types, h.typecnt, indexes[i], &offset))
			return false;
		/* Some compilers begin with the Big Bang, -2^59; none goes on for 30,000 years.
		 */
		if (at < -(INT64_C(1) << 59) || at > FAR_FUTURE)
			return false;
		push(b, at, offset);
		last = at;
	}
	*ret_last = last;
	return true;
}

/* The text between the two newlines at the end. */
static bool read_footer(struct cursor *c, struct str *ret_text)
{
	struct str rest = {(const char *)c->p, c->left};
	if (rest.n < 2 || rest.p[0] != '\n')
		return false;
	ptrdiff_t end = str_find(rest, '\n', 1);
	if (end < 0)
		return false;
	*ret_text = str_slice(rest, 1, (size_t)end);
	return true;
}

static int32_t year_of(int64_t s)
{
	return date_ymd((struct date){(int32_t)(s / S_PER_DAY)}).year;
}

/* Continues the table by the rule, two changes a year, for a little over one cycle. */
static int64_t follow_rule(struct builder *b, const struct tz_rule *rule, int64_t last)
{
	int32_t year = last > -FAR_FUTURE ? year_of(last) : 1970;

	for (int32_t y = year; y <= year + CYCLE_YEARS + 2; y++) {
		struct tz_rule_change change[2];
		tz_rule_year(rule, y, change);
		for (int i = 0; i < 2; i++)
			if (change[i].at_s > last && change[i].at_s > b->at[b->n - 1])
				push(b, change[i].at_s, change[i].offset_s);
	}
	return b->at[b->n - 1];
}

enum err tz_parse(struct arena *a, struct str bytes, const struct tz **ret_tz)
{
	struct cursor c = {(const unsigned char *)bytes.p, bytes.n};
	struct builder b = {.arena = a};
	struct str footer;
	struct tz_rule rule;
	int64_t last;
	int64_t cycle_end = INT64_MAX;

	if (!skip_old_block(&c) || !read_block(&c, &b, &last) || !read_footer(&c, &footer))
		return ERR_INPUT;
	if (footer.n) {
		if (tz_rule_parse(footer, &rule))
			return ERR_INPUT;
		if (rule.has_dst)
			cycle_end = follow_rule(&b, &rule, last);
		else if (last == INT64_MIN)
			b.offset[0] = rule.std_offset_s;
	}
	size_t n = b.n;
	if (b.n == b.cap)
		b.at = arena_grow(a, b.at, n, n + 1, sizeof *b.at);
	b.at[n] = INT64_MAX;
	struct tz *tz = ARENA_NEW(a, struct tz);
	*tz = (struct tz){n, b.at, b.offset, cycle_end};
	*ret_tz = tz;
	return OK;
}

const struct tz *tz_utc(void)
{
	static const int64_t at[] = {INT64_MIN, INT64_MAX};
	static const int32_t offset[] = {0};
	static const struct tz utc = {1, at, offset, INT64_MAX};
	return &utc;
}

struct tz_stretch tz_at(const struct tz *tz, int64_t s)
{
	int64_t shift = 0;
	if (s >= tz->cycle_end) {
		shift = ((s - tz->cycle_end) / cycle_s + 1) * cycle_s;
		s -= shift;
	}
	size_t lo = 0;
	size_t hi = tz->n;	       /* at[lo] <= s < at[hi] */
	if (hi && tz->at[hi - 1] <= s) /* most zones have kept their offset for long */
		lo = hi - 1;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (tz->at[mid] <= s)
			lo = mid;
		else
			hi = mid;
	}
	int64_t from = tz->at[lo];
	int64_t to = tz->at[hi];
	return (struct tz_stretch){from == INT64_MIN ? from : from + shift,
				   to == INT64_MAX ? to : to + shift, tz->offset[lo]};
}

struct local tz_local(const struct tz *tz, struct instant t)
{
	int64_t s = instant_s(t);
	return (struct local){s + tz_at(tz, s).offset_s};
}

struct date tz_date(const struct tz *tz, struct instant t)
{
	return local_date(tz_local(tz, t));
}

struct instant tz_instant(const struct tz *tz, struct local l)
{
	struct tz_stretch r = tz_at(tz, l.s - TZ_OFFSET_MAX);
	int32_t before = r.offset_s;
	for (;;) {
		int64_t s = l.s - r.offset_s;
		if (s < r.from_s) /* skipped between the stretch before and this one */
			return instant_of_s(l.s - before);
		if (s < r.to_s)
			return instant_of_s(s);
		before = r.offset_s;
		r = tz_at(tz, r.to_s);
	}
}

struct instant tz_date_start(const struct tz *tz, struct date d)
{
	int64_t midnight = (int64_t)d.day * S_PER_DAY;
	struct tz_stretch r = tz_at(tz, midnight - TZ_OFFSET_MAX);
	for (;;) {
		int64_t s = midnight - r.offset_s;
		if (s < r.from_s)
			s = r.from_s;
		if (s < r.to_s)
			return instant_of_s(s);
		r = tz_at(tz, r.to_s);
	}
}

struct date local_date(struct local l)
{
	int64_t q = l.s / S_PER_DAY;
	return (struct date){(int32_t)(l.s % S_PER_DAY < 0 ? q - 1 : q)};
}

int32_t local_second(struct local l)
{
	int64_t r = l.s % S_PER_DAY;
	return (int32_t)(r < 0 ? r + S_PER_DAY : r);
}
