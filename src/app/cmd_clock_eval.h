/* cmd_clock_eval - `genjin clock eval`: questions to the deadline engine, one a line.
 *
 * NDJSON in, NDJSON out, in the same order; no database, no clock, no network.  The format is
 * doc/clock-eval.  It asks exactly the functions that the product runs on. */
#ifndef APP_CMD_CLOCK_EVAL_H
#define APP_CMD_CLOCK_EVAL_H

#include <stdio.h>

/* Answers every line of `in` on `out`.  Returns the exit status: 0 when all input was read,
 * however many cases were errors; 1 when reading or writing failed.  Borrows both files. */
int clock_eval_run(FILE *in, FILE *out);

#endif
