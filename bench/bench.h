/* bench - what the measuring programs share: time, medians, lines of results.
 *
 * A program prints a line "name value unit" per figure; script/bench reads them.  The "ceiling"
 * programs do the least that could do the job, without the product; the "ours" programs are the
 * product's own code. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

/* Seconds on the monotonic clock; CPU seconds of this thread. */
double bench_now(void);
double bench_cpu(void);
/* A pseudo random number, the same sequence in every run. */
uint64_t bench_random(void);
/* The median of v[n]; sorts it. */
double bench_median(double *v, int n);
/* Prints a result. */
void bench_say(const char *name, double value, const char *unit);
/* Says what failed and ends the program. */
void bench_die(const char *what, const char *why) __attribute__((noreturn));

/* The texts of a typical row. */
extern const char bench_title[], bench_note[];

#endif
