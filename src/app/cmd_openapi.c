/* genjin openapi: api/openapi.json is this output. */
#include "app/app.h"

#include "http/openapi.h"

#include <stdio.h>

int cmd_openapi(struct app *app)
{
	struct buf b = {0};

	openapi_write(&b);
	bool ok = buf_ok(&b) && fwrite(b.p, 1, b.n, stdout) == b.n;
	buf_done(&b);
	return ok ? EXIT_DONE : app_failed(app, ERR_IO);
}
