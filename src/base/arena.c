#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ALIGN = 16,
	FIRST_BLOCK = 8 * 1024,
	LARGEST_BLOCK = 1024 * 1024,
	LARGEST_KEPT = 256 * 1024, /* over a reset */
};

struct block {
	struct block *next;
	size_t cap;
	size_t used;
	_Alignas(ALIGN) unsigned char data[];
};

struct cleanup {
	struct cleanup *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct block *top; /* the newest block */
	struct cleanup *cleanups;
	jmp_buf *escape;
	size_t size;
};

_Noreturn void arena_out_of_memory(struct arena *a)
{
	if (a->escape)
		longjmp(*a->escape, 1);
	fputs("genjin: out of memory\n", stderr);
	_Exit(EXIT_FAILURE); /* no bug, so no core; whoever watches it starts it again */
}

static struct block *block_new(size_t cap)
{
	struct block *b = calloc(1, sizeof *b + cap);
	if (b)
		b->cap = cap;
	return b;
}

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof *a);
	if (!a)
		return NULL;
	a->top = block_new(FIRST_BLOCK);
	if (!a->top) {
		free(a);
		return NULL;
	}
	a->size = FIRST_BLOCK;
	return a;
}

static void run_cleanups(struct arena *a)
{
	while (a->cleanups) {
		struct cleanup *c = a->cleanups;
		a->cleanups = c->next;
		c->fn(c->arg);
	}
}

static struct block *newest_kept(const struct arena *a)
{
	struct block *b = a->top;

	while (b->next && b->cap > LARGEST_KEPT)
		b = b->next;
	return b;
}

void arena_reset(struct arena *a)
{
	run_cleanups(a);
	/* A newer one is larger: whoever needs as much again finds it there. */
	struct block *kept = newest_kept(a);
	for (struct block *b = a->top, *next; b; b = next) {
		next = b->next;
		if (b != kept)
			free(b);
	}
	memset(kept->data, 0, kept->used);
	kept->used = 0;
	kept->next = NULL;
	a->top = kept;
	a->size = kept->cap;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	free(a->top);
	free(a);
}

void arena_set_escape(struct arena *a, jmp_buf *escape)
{
	a->escape = escape;
}

static size_t next_block_size(const struct arena *a, size_t need)
{
#ifdef ARENA_ONE_BY_ONE
	(void)a;
	return need;
#else
	size_t n = a->top->cap * 2;
	if (n > LARGEST_BLOCK)
		n = LARGEST_BLOCK;
	return n < need ? need : n;
#endif
}

static int fits(const struct block *b, size_t n)
{
#ifdef ARENA_ONE_BY_ONE
	(void)b;
	(void)n;
	return 0;
#else
	return b->cap - b->used >= n;
#endif
}

void *arena_alloc(struct arena *a, size_t n)
{
	if (n > SIZE_MAX / 2)
		arena_out_of_memory(a);
	n = n ? (n + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
	if (!fits(a->top, n)) {
		struct block *b = block_new(next_block_size(a, n));
		if (!b)
			arena_out_of_memory(a);
		b->next = a->top;
		a->top = b;
		a->size += b->cap;
	}
	void *p = a->top->data + a->top->used;
	a->top->used += n;
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n))
		arena_out_of_memory(a);
	return arena_alloc(a, n);
}

void *arena_grow(struct arena *a, const void *old, size_t old_count, size_t new_count,
		 size_t size)
{
	void *p = arena_array(a, new_count, size);
	if (old_count)
		memcpy(p, old, old_count * size);
	return p;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct cleanup *c = ARENA_NEW(a, struct cleanup);
	c->fn = fn;
	c->arg = arg;
	c->next = a->cleanups;
	a->cleanups = c;
}

size_t arena_size(const struct arena *a)
{
	return a->size;
}
