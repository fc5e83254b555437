/* ceiling-pure - the least code for business time, JSON and a password, without the product.
 *
 * usage: ceiling-pure; prints nanoseconds and milliseconds. */
#include "bench.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 20 * 366, CASES = 1 << 16, OPENS = 9 * 3600, CLOSES = 18 * 3600, ROUNDS = 5 };
#define ZONE_S (8 * 3600)
#define DAY_S 86400

/* Mon-Fri 09:00-18:00 with a prefix sum of open seconds for each day since 2010-01-01. */
static int64_t before[DAYS + 1];
static const int64_t first = INT64_C(1262304000) - ZONE_S;

static int day_of(int64_t t)
{
	return (int)((t - first) / DAY_S);
}

static int64_t open_until(int64_t t)
{
	int d = day_of(t);
	int64_t s = t - first - (int64_t)d * DAY_S;
	if (before[d + 1] == before[d] || s <= OPENS)
		return before[d];
	return before[d] + (s < CLOSES ? s : CLOSES) - OPENS;
}

static int64_t add(int64_t t, int64_t need)
{
	int64_t goal = open_until(t) + need;
	int low = day_of(t), step = 1, high = low + 1;

	while (high < DAYS && before[high] < goal) {
		low = high;
		step <<= 1;
		high += step;
	}
	if (high > DAYS)
		high = DAYS;
	while (low < high) {
		int mid = (low + high) / 2;
		if (before[mid + 1] < goal)
			low = mid + 1;
		else
			high = mid;
	}
	return first + (int64_t)low * DAY_S + OPENS + goal - before[low];
}

static void calendar(void)
{
	static int64_t at[CASES], need[CASES], pause[CASES];
	double adds[ROUNDS], cases[ROUNDS];
	int64_t sum = 0;

	for (int d = 0; d < DAYS; d++) /* 2010-01-01 was a Friday */
		before[d + 1] = before[d] + ((d + 4) % 7 < 5 ? CLOSES - OPENS : 0);
	for (int i = 0; i < CASES; i++) {
		at[i] = first + (int64_t)(bench_random() % ((uint64_t)DAYS * DAY_S * 3 / 4));
		need[i] = (int64_t)(1 + bench_random() % 80) * 3600;
		pause[i] = (int64_t)(bench_random() % 200000);
	}
	for (int r = 0; r < ROUNDS; r++) {
		double t = bench_cpu();
		for (int i = 0; i < CASES; i++)
			sum += add(at[i], need[i]);
		adds[r] = (bench_cpu() - t) / CASES * 1e9;
		t = bench_cpu();
		for (int i = 0; i < CASES; i++) {
			int64_t start = at[i], left = need[i], due = add(start, left);
			for (int k = 0; k < 2; k++) {
				left -= open_until(start + pause[i]) - open_until(start);
				start += 2 * pause[i];
				due = add(start, left > 0 ? left : 0);
			}
			sum += due + open_until(start + pause[i]) - open_until(start);
		}
		cases[r] = (bench_cpu() - t) / CASES * 1e9;
	}
	bench_say("add", bench_median(adds, ROUNDS), "ns");
	bench_say("case", bench_median(cases, ROUNDS) + (sum == 1), "ns");
}

static char *put(char *o, const char *s, size_t n)
{
	memcpy(o, s, n);
	return o + n;
}
#define PUT(o, literal) put(o, literal, sizeof(literal) - 1)

static char *put_string(char *o, const char *s)
{
	*o++ = '"';
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c < 32 || c == '"' || c == '\\')
			*o++ = '\\';
		*o++ = (char)c;
	}
	*o++ = '"';
	return o;
}

static char *put_int(char *o, int64_t v)
{
	char t[24], *p = t + sizeof t;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		*--p = '-';
	return put(o, p, (size_t)(t + sizeof t - p));
}

static size_t write_list(char *out)
{
	char *o = PUT(out, "{\"items\":[");

	for (int i = 0; i < 50; i++) {
		o = put_int(PUT(o, "{\"id\":"), 1000 + i);
		o = put_string(PUT(o, ",\"no\":"), "SL-2024-001000");
		o = put_string(PUT(o, ",\"title\":"), bench_title);
		o = put_string(PUT(o, ",\"status\":"), "open");
		o = put_int(PUT(o, ",\"priority\":"), 2);
		o = put_int(PUT(o, ",\"ownerId\":"), 1000 + i % 97);
		o = put_int(PUT(o, ",\"teamId\":"), i % 12);
		o = put_string(PUT(o, ",\"channel\":"), "phone");
		o = put_string(PUT(o, ",\"createdAt\":"), "2024-05-06T09:12:00+08:00");
		o = put_string(PUT(o, ",\"updatedAt\":"), "2024-05-07T10:00:00+08:00");
		o = put_string(PUT(o, ",\"dueAt\":"), "2024-05-09T18:00:00+08:00");
		o = put_int(PUT(o, ",\"pausedSeconds\":"), 3600);
		o = PUT(o, ",\"breached\":false");
		o = put_string(PUT(o, ",\"tags\":"), "回访");
		o = put_string(PUT(o, ",\"note\":"), bench_note);
		o = PUT(o, "},");
	}
	return (size_t)(o - out);
}

static void json(void)
{
	static char out[1 << 16];
	double took[ROUNDS];
	size_t n = 0;

	for (int r = 0; r < ROUNDS; r++) {
		double t = bench_cpu();
		for (int i = 0; i < 2000; i++)
			n += write_list(out);
		took[r] = (bench_cpu() - t) / 2000 * 1e6;
	}
	bench_say("json", bench_median(took, ROUNDS), "us");
	bench_say("json.bytes", (double)n / 2000 / ROUNDS, "B");
}

static void password(void)
{
	char hash[crypto_pwhash_STRBYTES];
	double took[ROUNDS];

	if (sodium_init() < 0)
		bench_die("sodium", "init");
	for (int r = 0; r < ROUNDS; r++) {
		double t = bench_cpu();
		if (crypto_pwhash_str(hash, "correct horse battery", 21, 2, 19456 * 1024))
			bench_die("argon2id", "memory");
		took[r] = (bench_cpu() - t) * 1e3;
	}
	bench_say("password", bench_median(took, ROUNDS), "ms");
}

int main(void)
{
	calendar();
	json();
	password();
	return 0;
}
