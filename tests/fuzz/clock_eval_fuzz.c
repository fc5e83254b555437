/* Any bytes at all into the case format: no crash, no endless loop, one answer a line.
 *
 * clang -fsanitize=fuzzer links this with libFuzzer; elsewhere fuzz_driver.c runs the corpus.
 */
#include "app/cmd_clock_eval.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *out = NULL;
	size_t n = 0;

	if (!size)
		return 0;
	FILE *from = fmemopen((void *)(uintptr_t)data, size, "r");
	FILE *to = open_memstream(&out, &n);
	if (from && to && clock_eval_run(from, to))
		abort();
	if (from)
		fclose(from);
	if (to)
		fclose(to);
	free(out);
	return 0;
}
