/* The engine's test entrance as a program of its own, for tests and fuzzing without the rest.
 */
#include "app/cmd_clock_eval.h"

int main(void)
{
	return clock_eval_run(stdin, stdout);
}
