/* named_policy - the response standard that somebody names on the command line. */
#ifndef APP_NAMED_POLICY_H
#define APP_NAMED_POLICY_H

#include "app/app.h"

/* The document of a standard: a version by its id (the store must be open), a file, or presets
 * joined by commas; checked by policy_parse.  In the app's arena. */
MUST_CHECK enum err named_policy_read(struct app *app, const char *name, struct str *ret_text);

/* genjin policy replay: what would have happened under another standard (A7). */
int policy_replay(struct app *app);

#endif
