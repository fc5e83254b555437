/* app - what every command of the program shares: options, the open store, how it ends.
 *
 * A command is a row of the table in main.c and a file cmd_x.c with its function. */
#ifndef APP_APP_H
#define APP_APP_H

#include "app/config.h"
#include "service/ctx.h"

/* Exit codes: what a script may rely on. */
enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1, /* it did not work */
	EXIT_USAGE = 2,	 /* it was called wrongly */
};

enum { COMMAND_OPTIONS = 12 };
/* An option of one command, --name or --name VALUE. */
struct command_option {
	const char *name;
	const char *arg;  /* what VALUE is called; NULL: it has none */
	const char *text; /* for --help */
};

struct app;
struct command {
	const char *name;
	const char *args; /* for --help: "LOGIN" */
	const char *text; /* one line */
	const char *more; /* what the help says besides; may be NULL */
	struct command_option options[COMMAND_OPTIONS];
	int (*fn)(struct app *app); /* returns an exit code */
	bool looks_only;	    /* it writes nothing, not even to the audit trail, */
	const char *writes;	    /* unless this is its first argument; or NULL */
};

/* All commands, in the order of the help. */
extern const struct command commands[];
extern const size_t commands_n;
/* A command by its name; NULL: there is none. */
const struct command *command_find(const char *name);
/* Prints what the program can do; how one command is used, with all settings. */
void help_print(void);
void help_print_command(const struct command *c);

struct app {
	struct arena *arena;
	struct fail fail;
	struct config config;
	const struct command *command;
	const char *given[COMMAND_OPTIONS]; /* by option; "" when it has no value */
	int argc;			    /* arguments that are no options */
	char **argv;
	struct home home;
};

/* Whether it writes nothing as it was called. */
bool app_looks_only(const struct app *app);
/* The value of an option of the command; NULL when it was not given. */
const char *app_option(const struct app *app, const char *name);
/* Opens the store and what belongs to it.  A database without any schema gets it at once; an
 * older one only when `migrate` says so.  Says what is wrong on stderr. */
MUST_CHECK enum err app_open(struct app *app, bool migrate);
/* Opens the store alone, of any schema if that is skipped.  Says what is wrong on stderr. */
MUST_CHECK enum err app_open_store(struct app *app, bool skip_schema);
/* The same, only looking and saying nothing: app->fail has what is wrong. */
MUST_CHECK enum err app_open_reader(struct app *app);
/* Where the key of the audit trail lies, in arena; "": the setting is missing. */
struct str app_key_path(struct app *app);
/* The file that the test clock is read from, also at each SIGUSR1; NULL: none. */
const char *app_clock_file(const struct app *app);
/* Finds the key of the audit trail, or makes one when it has none (part of app_open). */
MUST_CHECK enum err app_open_trail(struct app *app);
/* Seals what this program has added to the trail (part of app_close). */
void app_close_trail(struct app *app);
/* Takes the mark off a new key that has taken over. */
void app_settle_key(struct app *app, struct audit_log *log);
/* Where the anchors of the audit trail lie, in arena; "": nowhere. */
struct str app_anchor_path(struct app *app);
/* The folder of attached files, in arena; "": nowhere. */
struct str app_files_path(struct app *app);
/* Sets home.files; makes the folder unless the command only looks (part of app_open). */
MUST_CHECK enum err app_open_files(struct app *app);
/* Starts who reads the files of imports, before the sandbox is entered; app_close ends it. */
MUST_CHECK enum err app_start_import_reader(struct app *app);
/* Closes what app_open has opened. */
void app_close(struct app *app);
/* Runs a use case as the system, in the user's language. */
MUST_CHECK enum err app_run(struct app *app, enum tx_mode mode, use_case fn, void *arg);
/* A ctx of the system without transaction, for work that makes its own (passwords). */
struct ctx app_ctx(struct app *app, const struct actor *actor);
/* Says on stderr what failed; returns EXIT_FAILED. */
int app_failed(const struct app *app, enum err e);
/* Says how the command is used; returns EXIT_USAGE. */
int app_usage(const struct app *app);
/* A line from the terminal without echo, or from a pipe; in arena.  ERR_INPUT: none came. */
MUST_CHECK enum err app_ask_secret(struct app *app, const char *prompt, struct str *ret_text);

/* The commands; each in its cmd_x.c. */
int cmd_serve(struct app *app);
int cmd_init(struct app *app);
int cmd_user(struct app *app);
int cmd_doctor(struct app *app);
int cmd_backup(struct app *app);
int cmd_restore(struct app *app);
int cmd_migrate(struct app *app);
int cmd_check(struct app *app);
int cmd_config(struct app *app);
int cmd_help(struct app *app);
int cmd_completion(struct app *app);
int cmd_openapi(struct app *app);
int cmd_clock(struct app *app);
int cmd_demo(struct app *app);
int cmd_import(struct app *app);
int cmd_export(struct app *app);
int cmd_policy(struct app *app);
int cmd_audit(struct app *app);
int cmd_explain(struct app *app);

#endif
