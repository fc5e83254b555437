#include "sys/random.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* getentropy, not getrandom: <sys/random.h> would find this module's own header. */
void random_bytes(void *p, size_t n)
{
	unsigned char *out = p;

	while (n) {
		size_t k = n < 256 ? n : 256;
		if (getentropy(out, k) !=
		    0) { /* a guessable token would be worse than no program */
			fputs("genjin: getentropy failed\n", stderr);
			abort();
		}
		out += k;
		n -= k;
	}
}

struct str random_hex(struct arena *a, size_t n)
{
	unsigned char *raw = arena_alloc(a, n);
	char *out = arena_alloc(a, 2 * n + 1);

	random_bytes(raw, n);
	sodium_bin2hex(out, 2 * n + 1, raw, n);
	return (struct str){out, 2 * n};
}

struct str random_base64url(struct arena *a, size_t n)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	size_t room = sodium_base64_encoded_len(n, variant);
	unsigned char *raw = arena_alloc(a, n);
	char *out = arena_alloc(a, room);

	random_bytes(raw, n);
	sodium_bin2base64(out, room, raw, n, variant);
	return (struct str){out, room - 1};
}

uint32_t random_below(uint32_t n)
{
	uint32_t least =
		(UINT32_MAX - n + 1) % n; /* 2^32 mod n: those below would weigh more */
	uint32_t x;

	do
		random_bytes(&x, sizeof x);
	while (x < least);
	return x % n;
}
