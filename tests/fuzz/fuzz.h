/* fuzz - what the targets share.  Each says in its first lines what must hold for any bytes. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Takes one input; gives 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as text, as it is. */
static inline struct str fuzz_text(const uint8_t *data, size_t size)
{
	return (struct str){(const char *)data, size};
}

/* What must hold; a fuzzer sees the abort. */
#define fuzz_must(holds)                                                                       \
	do {                                                                                   \
		if (!(holds)) {                                                                \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__,      \
				#holds);                                                       \
			abort();                                                               \
		}                                                                              \
	} while (0)

#endif
