/* arena - memory by lifetime: a request, a scheduler tick, a CLI run, a snapshot.
 *
 * Everything allocated in an arena dies with it, at once.  An allocation never returns NULL:
 * when memory is out, control goes to the escape that the owner of the arena has set (a
 * request boundary that rolls its transaction back), or the process ends if there is none.
 * Sanitizer builds allocate one by one so that every overrun is seen. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>

struct arena;

/* A new, empty arena; the caller must arena_free() it.  NULL when memory is out. */
struct arena *arena_new(void);

/* Frees the arena and all that lies in it, cleanups first.  NULL is fine. */
void arena_free(struct arena *a);

/* Empties the arena for reuse, keeping a block of it. */
void arena_reset(struct arena *a);

/* What an allocation ends with that cannot be had: for whoever allocates elsewhere for an
 * arena. */
_Noreturn void arena_out_of_memory(struct arena *a);
/* Sets where control goes when memory is out (longjmp with value 1); NULL: the process ends.
 * The arena keeps the pointer: it must outlive every later allocation. */
void arena_set_escape(struct arena *a, jmp_buf *escape);

/* n zeroed bytes in the arena, aligned for any type.  n == 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull));

/* count * size zeroed bytes in the arena; an overflow of the product counts as out of memory.
 */
void *arena_array(struct arena *a, size_t count, size_t size) __attribute__((returns_nonnull));

/* A larger copy of an array in the arena: old_count elements are kept, the rest is zero. */
void *arena_grow(struct arena *a, const void *old, size_t old_count, size_t new_count,
		 size_t size) __attribute__((returns_nonnull));

/* Runs fn(arg) when the arena is freed or reset, last registered first.  For objects of C
 * libraries that must not leak. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* Bytes that the arena holds from the system, for tests and metrics. */
size_t arena_size(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

/* Appends one element to a counted array in the arena, doubling its capacity when full:
 * *items, *n and *cap belong together.  Returns the new, zeroed element. */
#define ARENA_PUSH(a, items, n, cap)                                                           \
	(((n) == (cap) ? ((items) = arena_grow((a), (items), (n), (cap) ? 2 * (cap) : 8,       \
					       sizeof *(items)),                               \
			  (cap) = (cap) ? 2 * (cap) : 8)                                       \
		       : 0),                                                                   \
	 &(items)[(n)++])

#endif
