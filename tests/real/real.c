#include "real.h"

#include "domain/deadline.h"
#include "service/audit_chain.h"
#include "store/migrate.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/ids.h"
#include "sys/tzfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 64 << 20 };

enum err real_run(struct real *r, enum tx_mode mode, use_case fn, void *arg)
{
	struct fail fail = {.arena = arena_new()};
	struct run run = {.home = &r->home,
			  .actor = &r->actor,
			  .now = r->now,
			  .lang = LANG_EN,
			  .arena = fail.arena,
			  .fail = &fail};

	enum err e = run_use_case(&run, mode, fn, arg);
	if (e) {
		fprintf(stderr, "real: %s\n", err_name(e));
		for (size_t i = 0; i < fail.n; i++)
			fprintf(stderr, "  %.*s\n",
				STR_ARG(fail_line(fail.arena, &fail.items[i])));
	}
	arena_free(fail.arena);
	return e;
}

bool real_agrees(const struct deadline *a, const struct deadline *b)
{
	return a->state == b->state && a->open == b->open && a->start_at.us == b->start_at.us &&
	       a->due_at.us == b->due_at.us && a->met_at.us == b->met_at.us &&
	       a->missed_at.us == b->missed_at.us && a->remaining_s == b->remaining_s &&
	       a->owner_id == b->owner_id && str_eq(a->rule, b->rule) &&
	       str_eq(a->target, b->target);
}

static const struct audit_log trail = {.key = {{1}}};

static enum err open_home(struct real *r, const char *url)
{
	struct fail fail = {.arena = arena_new()};
	struct store_options options = {
		.url = str_of(url), .no_sync = true, .skip_schema = true};

	enum err e = store_open(&options, &fail, &r->home.store);
	if (!e)
		e = store_migrate(r->home.store, &migrations_built_in, r->now, &fail, NULL);
	if (e)
		fprintf(stderr, "real: %s %s\n", err_name(e), fail_code(&fail));
	arena_free(fail.arena);
	r->home.audit = &trail;
	r->home.worlds = worlds_new((struct zone_loader){tzfile_load});
	return e;
}

static enum err read_text(struct arena *a, const char *path, struct str *ret_text)
{
	enum err e = file_read(a, path, FILE_BYTES, ret_text);
	if (e)
		fprintf(stderr, "real: cannot read %s\n", path);
	return e;
}

static enum err do_run(struct real *r, struct arena *a, int argc, char **argv)
{
	struct str text, policy, calendar = STR("");
	const char *what = argv[1];

	if (strcmp(what, "names") == 0)
		return real_names(r);
	enum err e = argc > 3 ? read_text(a, argv[3], &text) : ERR_INPUT;
	if (!e && strcmp(what, "orders") == 0)
		return real_orders(r, a, text, argv + 4, argc - 4);
	if (!e)
		e = argc > 4 ? read_text(a, argv[4], &policy) : ERR_INPUT;
	if (!e && argc > 5)
		e = read_text(a, argv[5], &calendar);
	if (!e && strcmp(what, "tickets") == 0)
		return real_tickets(r, a, text, policy, calendar);
	return e ? e : ERR_INPUT;
}

int main(int argc, char **argv)
{
	struct real r = {.actor = actor_system(), .now = instant_floor(clock_now())};

	if (argc < 3) {
		fputs("usage: real-test names DB | orders DB FILE DATE... |"
		      " tickets DB FILE POLICY [CALENDAR]\n",
		      stderr);
		return 2;
	}
	struct arena *a = arena_new();
	enum err e = open_home(&r, argv[2]);
	if (!e)
		e = do_run(&r, a, argc, argv);
	store_close(r.home.store);
	worlds_free(r.home.worlds);
	arena_free(a);
	if (e)
		fprintf(stderr, "real: %s\n", err_name(e));
	return e ? EXIT_FAILURE : EXIT_SUCCESS;
}
