/* random - unguessable bytes from the kernel.
 *
 * The only source of randomness: services get what they need as arguments, so that a test can
 * hand in what it likes.  Not a seeded generator: see base/test.h. */
#ifndef SYS_RANDOM_H
#define SYS_RANDOM_H

#include "base/str.h"

/* Fills p with n random bytes.  Never fails: the process ends when the kernel has none. */
void random_bytes(void *p, size_t n);
/* n random bytes as 2n lower-case hexadecimal digits, in arena. */
struct str random_hex(struct arena *a, size_t n);
/* n random bytes in base64url without padding (RFC 4648 section 5), in arena. */
struct str random_base64url(struct arena *a, size_t n);
/* A random number in [0, n), n >= 1, without bias: jitter, node numbers. */
uint32_t random_below(uint32_t n);

#endif
