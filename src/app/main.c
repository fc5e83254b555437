/* genjin - one program, one command a file.  This file has the table of commands and turns
 * argv into a struct app; it does no work itself. */
#include "app/app.h"

#include "service/import_reader.h"
#include "sys/log.h"

#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct command commands[] = {
	{.name = "serve",
	 .args = "",
	 .text = "Run the server.",
	 .fn = cmd_serve,
	 .more = "Nothing else is needed: a new database is made where --db says.  At the "
		 "first\n"
		 "start it prints a setup token, with which the first administrator is made."},
	{.name = "init",
	 .args = "",
	 .text = "Make or update the database, and stop.",
	 .fn = cmd_init,
	 .more = "With --company it also sets the company up: its calendars and, by --presets, "
		 "its\n"
		 "response standard (see 'genjin policy presets').",
	 .options = {{"company", "NAME", "name of the company"},
		     {"presets", "NAMES", "presets of the response standard, s1,s0,s4"},
		     {"locale", "LANGUAGE", "zh-CN, zh-TW or en"}}},
	{.name = "demo",
	 .args = "",
	 .text = "Fill an empty database with a company to look at.",
	 .fn = cmd_demo,
	 .options = {{"customers", "N", "how many customers, 200 unless given"},
		     {"tickets", "N", "how many tickets they have had"},
		     {"years", "N", "in how many years, 1 unless given"},
		     {"months", "N", "in how many months instead"},
		     {"seed", "N", "another company for another number"}}},
	{.name = "user",
	 .args = "add LOGIN | password LOGIN | list",
	 .fn = cmd_user,
	 .text = "Add users, set passwords (read from standard input), list users.",
	 .options = {{"name", "NAME", "the person's name (add); the login otherwise"},
		     {"roles", "ROLES",
		      "names of roles with commas (add), administrator,sales"}}},
	{.name = "import",
	 .args = "FILE",
	 .text = "Load customers or other records from a CSV file or a workbook (XLSX).",
	 .fn = cmd_import,
	 .more = "Columns are found by their titles in Chinese or English, as in the "
		 "documents' table 1;\n"
		 "UTF-8, GB18030 and UTF-16, comma, semicolon or tab.",
	 .options = {{"type", "TYPE",
		      "customer (unless given), contact, order, ticket, "
		      "follow_up, survey"},
		     {"sheet", "NAME", "sheet of a workbook, the first unless given"},
		     {"dry-run", NULL, "only check, write nothing"},
		     {"all-or-nothing", NULL, "write nothing when a row is bad"},
		     {"duplicates", "HOW",
		      "what is known already: refuse (unless given), "
		      "skip, update, new"},
		     {"by", "KEYS", "how it is known: number, name, phone, with commas"},
		     {"json", NULL, "print the report as JSON"}}},
	{.name = "export",
	 .args = "KIND [FILTER...]",
	 .text = "Take a list or a sheet of the documents as a file: CSV, workbook or PDF.",
	 .fn = cmd_export,
	 .more = "KIND is customer, contact, order, ticket, follow_up, or a sheet to print:\n"
		 "sheet_customer (D1), sheet_ticket (D3).  A FILTER is one of the API's, like "
		 "tier=vip,\n"
		 "'submitted_at[gte]=2026-03-01T00:00:00+08:00' or sort=-number.  Seen with "
		 "the "
		 "eyes of\n"
		 "--user (rights, masks, daily number), or else of whoever runs the machine, "
		 "who "
		 "sees all;\n"
		 "the audit trail keeps it with its reason in either case.",
	 .options = {{"format", "FORMAT", "csv (unless given), xlsx, pdf"},
		     {"user", "LOGIN", "as this person may see it; then --reason is needed"},
		     {"reason", "TEXT", "why it is taken"},
		     {"language", "LANGUAGE", "zh-CN, zh-TW or en"},
		     {"output", "FILE", "where to write it; standard output unless given"}}},
	{.name = "policy",
	 .args = "presets | show PRESET | list | lint FILE | publish FILE | diff A B | "
		 "replay FILE",
	 .text = "Response standards: what comes with the product, check, put in force.",
	 .fn = cmd_policy,
	 .more = "FILE may also be presets joined by commas: genjin policy publish s1,s0,s4 "
		 "--reason ...; A and B are files, presets or ids of versions.",
	 .options = {{"reason", "TEXT", "why it is published (publish)"},
		     {"name", "NAME", "name of the version (publish)"},
		     {"keep", NULL, "open deadlines keep their version (publish)"},
		     {"calendar", "CODE=FILE", "with this calendar in place of one (replay)"},
		     {"from", "DATE", "deadlines that began on that day or later (replay)"},
		     {"to", "DATE", "and before this one (replay)"},
		     {"before-from", "DATE",
		      "compare with the tickets submitted on that day or later (replay)"},
		     {"before-to", "DATE", "and before this one (replay)"},
		     {"csv", NULL, "print the report as CSV (replay)"},
		     {"xlsx", "FILE", "write the report into a workbook (replay)"},
		     {"json", NULL, "print as JSON (diff, replay)"}}},
	{.name = "explain",
	 .args = "DEADLINE",
	 .text = "Why is it due then? The arithmetic of a deadline.",
	 .fn = cmd_explain,
	 .options = {{"json", NULL, "as JSON"}}},
	{.name = "audit",
	 .args = "verify | rekey",
	 .text = "Check that the audit trail is whole; go on with it under a new key.",
	 .fn = cmd_audit,
	 .looks_only = true,
	 .writes = "rekey",
	 .more = "verify names the first row that was changed, removed, moved or invented, and "
		 "how it\n"
		 "shows; the exit code is 1 when there is one.\n"
		 "rekey checks the whole trail first, closes the old key by a row and goes on "
		 "under "
		 "a new\n"
		 "one, which is added to the file of --audit-key: the old ones stay in it, to "
		 "verify what\n"
		 "they signed.  Stop the program before, and give each node the new file; one "
		 "that still\n"
		 "has the old key can write nothing.  Killed at any point, the trail is whole "
		 "and "
		 "rekey\n"
		 "can be called again.",
	 .options = {{"from", "N", "begin with row N (verify)"},
		     {"anchors", "FILE", "the anchors, when not those of --audit-anchor"},
		     {"json", NULL, "as JSON"}}},
	{.name = "backup",
	 .args = "FILE | DIRECTORY",
	 .text = "Write everything into one file, also while others work.",
	 .fn = cmd_backup,
	 .looks_only = true,
	 .more = "The file is the state of one instant, compressed, readable by this user "
		 "alone, "
		 "and\n"
		 "gets its name when it is on the disk and was restored into a temporary "
		 "SQLite "
		 "file\n"
		 "beside it.  In a directory it is called genjin-TIME.backup.  The key of the "
		 "audit "
		 "trail\n"
		 "(--audit-key) is not in it: keep it apart.",
	 .options = {{"with-key", NULL, "also the key of the audit trail"},
		     {"no-check", NULL, "do not restore it to see whether that works"},
		     {"json", NULL, "print the report as JSON"}}},
	{.name = "restore",
	 .args = "FILE",
	 .text = "Put a backup into an empty database.",
	 .fn = cmd_restore,
	 .more = "From SQLite to PostgreSQL and back, too.  All or nothing; a damaged file, "
		 "one "
		 "of a\n"
		 "newer program and a database that is not empty are refused.  Put the key of "
		 "the audit\n"
		 "trail where --audit-key says before the program is started.",
	 .options = {{"dry-run", NULL, "only check the file"},
		     {"json", NULL, "print the report as JSON"}}},
	{.name = "migrate",
	 .args = "",
	 .text = "Bring an older database up to this program.",
	 .fn = cmd_migrate},
	{.name = "check",
	 .args = "",
	 .text = "Check configuration and database, and stop.",
	 .fn = cmd_check},
	{.name = "config",
	 .args = "",
	 .text = "Show the settings, their values and where each came from.",
	 .fn = cmd_config,
	 .more = "Secrets are shown as ***.",
	 .options = {{"json", NULL, "as JSON"}}},
	{.name = "doctor",
	 .args = "",
	 .text = "Check the installation and say what to do where something is wrong.",
	 .fn = cmd_doctor,
	 .looks_only = true,
	 .more = "Settings, keys, disk, clock, zones, mail, schema, integrity; also while it "
		 "serves.\nThe exit code is 1 when a line says fail.",
	 .options = {{"json", NULL, "as JSON"}}},
	{.name = "openapi",
	 .args = "",
	 .text = "Print the API as an OpenAPI 3.1 document.",
	 .fn = cmd_openapi},
	{.name = "clock",
	 .args = "eval",
	 .fn = cmd_clock,
	 .text = "Compute deadlines, one JSON request a line from standard input."},
	{.name = "help",
	 .args = "[COMMAND]",
	 .text = "Say how the program or a command is used.",
	 .fn = cmd_help,
	 .options = {{"man", NULL, "print the manual page"}}},
	{.name = "completion",
	 .args = "bash | zsh",
	 .text = "Print what makes a shell complete commands and options.",
	 .fn = cmd_completion,
	 .more = "bash: genjin completion bash > "
		 "/usr/share/bash-completion/completions/genjin\n"
		 "zsh:  genjin completion zsh > /usr/share/zsh/vendor-completions/_genjin"},
};
const size_t commands_n = sizeof commands / sizeof *commands;

/* Beyond all characters: getopt_long gives "h" and "?" as themselves. */
enum { OPT_HELP = 1000, OPT_CONFIG, OPT_SETTING = 1100, OPT_COMMAND = 1200, OPT_MAX = 64 };

static void fill_options(const struct command *c, struct option o[OPT_MAX])
{
	size_t n = 0;

	o[n++] = (struct option){"help", no_argument, NULL, OPT_HELP};
	o[n++] = (struct option){"config", required_argument, NULL, OPT_CONFIG};
	for (size_t i = 0; i < settings_n; i++)
		o[n++] = (struct option){settings[i].name, required_argument, NULL,
					 OPT_SETTING + (int)i};
	for (size_t i = 0; i < COMMAND_OPTIONS && c->options[i].name; i++)
		o[n++] = (struct option){c->options[i].name,
					 c->options[i].arg ? required_argument : no_argument,
					 NULL, OPT_COMMAND + (int)i};
}

static void set_log_level(struct str name)
{
	static const char *const levels[] = {"debug", "info", "warn", "error"};

	for (int i = 0; i < 4; i++)
		if (str_is(name, levels[i]))
			log_set_level((enum log_level)i);
}

/* Reads the options; -1: go on, else the exit code.  The file and the environment are read
 * first, so the settings of the command line are kept until then. */
static int read_options(struct app *app, int argc, char **argv)
{
	struct option options[OPT_MAX] = {{0}};
	const char *set[OPT_MAX] = {NULL};
	const char *file = getenv("GENJIN_CONFIG");
	int opt;

	fill_options(app->command, options);
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (opt == OPT_HELP || opt == 'h') {
			help_print_command(app->command);
			return EXIT_DONE;
		}
		if (opt == '?')
			return app_usage(app);
		if (opt == OPT_CONFIG)
			file = optarg;
		else if (opt >= OPT_COMMAND)
			app->given[opt - OPT_COMMAND] = optarg ? optarg : "";
		else
			set[opt - OPT_SETTING] = optarg;
	}
	app->argc = argc - optind;
	app->argv = argv + optind;
	enum err e = config_load(app->arena, file, &app->fail, &app->config);
	for (size_t i = 0; !e && i < settings_n; i++) {
		const struct setting_value v = {str_of(set[i]), FROM_COMMAND_LINE};
		if (set[i])
			e = config_set(app->arena, &settings[i], v, &app->fail, &app->config);
	}
	set_log_level(app->config.log_level);
	return e ? app_failed(app, e) : -1;
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < commands_n; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

int main(int argc, char **argv)
{
	struct app app = {0};

	if (cage_is(argc, argv))
		cage_serve(&import_reader, argv);
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		help_print();
		return argc < 2 ? EXIT_USAGE : EXIT_DONE;
	}
	app.command = command_find(argv[1]);
	if (!app.command) {
		fprintf(stderr, "genjin: there is no command '%s'; try 'genjin --help'\n",
			argv[1]);
		return EXIT_USAGE;
	}
	app.arena = arena_new();
	if (!app.arena || sodium_init() < 0)
		return EXIT_FAILED;
	app.fail.arena = app.arena;
	int code = read_options(&app, argc - 1, argv + 1);
	if (code < 0)
		code = app.command->fn(&app);
	arena_free(app.arena);
	return code;
}
