#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const char bench_title[] = "客户投诉回访超时，需尽快处理并反馈结果";
const char bench_note[] = "已电话联系客户\"张先生\"，约定明日下午再次回访；客户要求书面答复并抄"
			  "送主管，逾期将升级处理";

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double bench_now(void)
{
	return seconds(CLOCK_MONOTONIC);
}

double bench_cpu(void)
{
	return seconds(CLOCK_THREAD_CPUTIME_ID);
}

uint64_t bench_random(void)
{
	static uint64_t x = 88172645463325252U;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

static int by_value(const void *a, const void *b)
{
	double d = *(const double *)a - *(const double *)b;
	return (d > 0) - (d < 0);
}

double bench_median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof *v, by_value);
	return n ? v[n / 2] : 0;
}

void bench_say(const char *name, double value, const char *unit)
{
	printf("%s %.9g %s\n", name, value, unit);
	fflush(stdout);
}

void bench_die(const char *what, const char *why)
{
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(1);
}
