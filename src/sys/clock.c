#include "sys/clock.h"

#include "sys/file.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t test_now = INT64_MIN;

struct instant clock_now(void)
{
	struct timespec t;
	int64_t fixed = atomic_load(&test_now);

	if (fixed != INT64_MIN)
		return (struct instant){fixed};
	clock_gettime(CLOCK_REALTIME, &t);
	return (struct instant){(int64_t)t.tv_sec * US_PER_S + t.tv_nsec / 1000};
}

int64_t clock_monotonic_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

void clock_set(struct instant t)
{
	atomic_store(&test_now, t.us);
}

enum err clock_set_from(const char *path)
{
	struct arena *a = arena_new();
	struct instant t;
	struct str text;

	if (!a)
		return ERR_BUSY;
	enum err e = file_read(a, path, 100, &text);
	if (!e)
		e = instant_parse(str_trim(text), &t);
	if (!e)
		clock_set(t);
	arena_free(a);
	return e;
}
