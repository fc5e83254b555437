/* genjin config: the settings as this program sees them. */
#include "app/app.h"

#include "base/json.h"

#include <stdio.h>

static void put_json(struct app *app, struct jw *w)
{
	jw_arr(w);
	for (size_t i = 0; i < settings_n; i++) {
		const struct setting *s = &settings[i];
		jw_obj(w);
		jw_kcstr(w, "name", s->name);
		jw_kstr(w, "value", config_show(app->arena, s, &app->config));
		jw_kcstr(w, "source", config_source(s, &app->config));
		jw_kcstr(w, "default", s->value);
		jw_kcstr(w, "text", s->text);
		jw_end_obj(w);
	}
	jw_end_arr(w);
}

int cmd_config(struct app *app)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	if (app->argc)
		return app_usage(app);
	if (app_option(app, "json")) {
		put_json(app, &w);
		printf("%.*s\n", STR_ARG(buf_str(&b)));
		buf_done(&b);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < settings_n; i++) {
		struct str value = config_show(app->arena, &settings[i], &app->config);
		printf("%-16s %-12s %.*s\n", settings[i].name,
		       config_source(&settings[i], &app->config), STR_ARG(value));
	}
	return EXIT_DONE;
}
