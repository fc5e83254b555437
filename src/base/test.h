/* test - what every unit test includes: cmocka and its prerequisites, and a seeded generator.
 * For x_test.c files only. */
#ifndef BASE_TEST_H
#define BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* A seeded xorshift generator for property tests; the seed is printed by test_seed(). */
struct rng {
	uint64_t x;
};

/* The seed from the environment variable SEED, or `usual`; printed so that a failure can be
 * repeated. */
static inline struct rng test_seed(uint64_t usual)
{
	const char *s = getenv("SEED");
	uint64_t x = s ? strtoull(s, NULL, 10) : usual;
	printf("SEED=%llu\n", (unsigned long long)x);
	return (struct rng){x * 2 + 1};
}

/* A number in [0, n), n >= 1. */
static inline uint64_t rng_below(struct rng *r, uint64_t n)
{
	r->x ^= r->x << 13;
	r->x ^= r->x >> 7;
	r->x ^= r->x << 17;
	return (r->x >> 11) % n;
}

/* How many rounds a property test makes: `usual`, times FACTOR from the environment (the night
 * run sets it above 1, the quick run below). */
static inline long test_rounds(long usual)
{
	const char *s = getenv("ROUNDS_FACTOR");
	double f = s ? strtod(s, NULL) : 1;
	long n = (long)((double)usual * f);
	return n < 1 ? 1 : n;
}

#endif
