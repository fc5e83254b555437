#include "sys/ids.h"

#include "base/time.h"

#include <assert.h>
#include <stdatomic.h>
#include <time.h>

enum { NODE_BITS = 8, SEQUENCE_BITS = 12 };
#define EPOCH_MS INT64_C(1704067200000) /* 2024-01-01T00:00:00Z */

static _Atomic int64_t node;
static _Atomic int64_t last;	 /* milliseconds << SEQUENCE_BITS | sequence */
static _Atomic int64_t counting; /* the next id when counting, else 0 */

void ids_set_node(unsigned n)
{
	assert(n < 1u << NODE_BITS);
	atomic_store(&node, n);
}

/* Not clock_now(): a test clock that stands still must not make ids run far ahead of it. */
static int64_t now_tick(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	int64_t ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 - EPOCH_MS;
	return (ms < 0 ? 0 : ms) << SEQUENCE_BITS;
}

static int64_t with_node(int64_t tick)
{
	int64_t ms = tick >> SEQUENCE_BITS;
	int64_t sequence = tick & ((1 << SEQUENCE_BITS) - 1);

	return ms << (NODE_BITS + SEQUENCE_BITS) | atomic_load(&node) << SEQUENCE_BITS |
	       sequence;
}

void ids_start_after(int64_t id)
{
	/* The next millisecond is above the id whatever its node. */
	int64_t tick = ((id >> (NODE_BITS + SEQUENCE_BITS)) + 1) << SEQUENCE_BITS;
	int64_t old = atomic_load(&last);

	while (old < tick && !atomic_compare_exchange_weak(&last, &old, tick))
		;
}

int64_t id_new(void)
{
	if (atomic_load(&counting))
		return atomic_fetch_add(&counting, 1);
	int64_t now = now_tick();
	int64_t old = atomic_load(&last);
	int64_t next;
	do
		next = now > old ? now : old + 1;
	while (!atomic_compare_exchange_weak(&last, &old, next));
	return with_node(next);
}

void ids_count_from(int64_t first)
{
	atomic_store(&counting, first);
}
