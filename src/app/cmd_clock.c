/* genjin clock eval: the deadline engine on its own. */
#include "app/app.h"

#include "app/cmd_clock_eval.h"

#include <stdio.h>
#include <string.h>

int cmd_clock(struct app *app)
{
	if (app->argc != 1 || strcmp(app->argv[0], "eval") != 0)
		return app_usage(app);
	return clock_eval_run(stdin, stdout);
}
