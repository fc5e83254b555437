/* Runs a fuzz target over files: each as it is, then cut short and with bytes changed by a
 * fixed generator, so that the ordinary tests keep what a fuzzer has found.
 *
 * usage: driver FILE... */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 20, VARIANTS = 60 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x >> 11;
}

/* An exact copy, so that a read past the end is seen. */
static void run(const uint8_t *data, size_t n, uint64_t *x, int changes)
{
	uint8_t *copy = malloc(n ? n : 1);
	if (!copy)
		abort();
	memcpy(copy, data, n);
	for (int i = 0; n && i < changes; i++) {
		uint8_t *at = copy + next(x) % n;
		*at = next(x) % 2 ? (uint8_t)next(x) : copy[next(x) % n];
	}
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

int main(int argc, char **argv)
{
	uint8_t *data = malloc(FILE_MAX);
	uint64_t x = 88172645463325252;

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		if (!f || !data) {
			perror(argv[i]);
			return 1;
		}
		size_t n = fread(data, 1, FILE_MAX, f);
		fclose(f);
		run(data, n, &x, 0);
		for (int k = 0; k < VARIANTS; k++)
			run(data, k % 3 ? n : next(&x) % (n + 1), &x, 1 + k % 5);
	}
	free(data);
	printf("%d files\n", argc - 1);
	return 0;
}
