/* genjin help, completion: what the tables of commands and settings say, for people, for man(1)
 * and for shells. */
#include "app/app.h"

#include <ctype.h>
#include <stdio.h>

void help_print(void)
{
	puts("Genjin (跟进): no customer is kept waiting.\n\nusage: genjin COMMAND "
	     "[options]\n");
	for (size_t i = 0; i < commands_n; i++)
		printf("  %-10s  %s\n", commands[i].name, commands[i].text);
	puts("\nStart with:  genjin serve --db genjin.db --listen 127.0.0.1:8080\n"
	     "'genjin COMMAND --help' says more about a command and lists the settings.");
}

void help_print_command(const struct command *c)
{
	printf("usage: genjin %s %s\n\n%s\n", c->name, c->args, c->text);
	if (c->more)
		printf("\n%s\n", c->more);
	if (c->options[0].name)
		puts("\nOptions:");
	for (size_t i = 0; i < COMMAND_OPTIONS && c->options[i].name; i++)
		printf("  --%s %s\n        %s\n", c->options[i].name,
		       c->options[i].arg ? c->options[i].arg : "", c->options[i].text);
	puts("\nSettings (also from the environment as GENJIN_NAME, or a file given by "
	     "--config,\n"
	     "with lines name = value):");
	for (size_t i = 0; i < settings_n; i++)
		printf("  --%s%s\n        %s%s%s%s\n", settings[i].name,
		       settings[i].type == SETTING_BOOL ? " true|false" : " VALUE",
		       settings[i].text, settings[i].value[0] ? " [" : "", settings[i].value,
		       settings[i].value[0] ? "]" : "");
}

/* ---- the manual page ---- */

/* Text for troff: no character of it may be taken for a request or an escape. */
static void put_roff(const char *text)
{
	for (const char *p = text; *p; p++) {
		if ((p == text || p[-1] == '\n') && (*p == '.' || *p == '\''))
			fputs("\\&", stdout);
		if (*p == '\\')
			fputs("\\e", stdout);
		else if (*p == '-')
			fputs("\\-", stdout);
		else
			putchar(*p);
	}
}

static void put_man_option(const char *name, const char *arg, const char *text)
{
	fputs(".TP\n\\fB\\-\\-", stdout);
	put_roff(name);
	fputs("\\fR", stdout);
	if (arg) {
		fputs(" \\fI", stdout);
		put_roff(arg);
		fputs("\\fR", stdout);
	}
	putchar('\n');
	put_roff(text);
	putchar('\n');
}

static void put_man_command(const struct command *c)
{
	fputs(".SS \"", stdout);
	put_roff(c->name);
	if (c->args[0])
		putchar(' ');
	put_roff(c->args);
	fputs("\"\n", stdout);
	put_roff(c->text);
	putchar('\n');
	if (c->more) {
		fputs(".PP\n", stdout);
		put_roff(c->more);
		putchar('\n');
	}
	for (size_t i = 0; i < COMMAND_OPTIONS && c->options[i].name; i++)
		put_man_option(c->options[i].name, c->options[i].arg, c->options[i].text);
}

static void put_man_setting(const struct setting *s)
{
	put_man_option(s->name, s->type == SETTING_BOOL ? "true|false" : "VALUE", s->text);
	if (s->value[0]) {
		fputs("(default: ", stdout);
		put_roff(s->value);
		fputs(")\n", stdout);
	}
}

static void print_man(void)
{
	printf(".TH GENJIN 1 \"\" \"genjin %s\" \"Genjin\"\n", GENJIN_VERSION);
	puts(".SH NAME\ngenjin \\- no customer is kept waiting\n"
	     ".SH SYNOPSIS\n.B genjin\n.I COMMAND\n[\\fIoptions\\fR]\n"
	     ".SH DESCRIPTION\nGenjin computes when each customer is owed an answer, a "
	     "solution "
	     "or a call,\nshows each person what is due next, reminds before it is late, "
	     "escalates when it is,\nand records what was done.\n"
	     "It is one program with SQLite inside; PostgreSQL serves several of them.\n"
	     ".SH COMMANDS");
	for (size_t i = 0; i < commands_n; i++)
		put_man_command(&commands[i]);
	puts(".SH SETTINGS\nEach command takes all of them. Later ones win: the default, the "
	     "file of\n\\fB\\-\\-config\\fR (lines name = value), the environment "
	     "(GENJIN_NAME), the command line.\nA secret may also stand in a file of its own, "
	     "named by name_file or\nGENJIN_NAME_FILE.");
	for (size_t i = 0; i < settings_n; i++)
		put_man_setting(&settings[i]);
	puts(".SH EXIT STATUS\n.TP\n.B 0\nIt is done.\n.TP\n.B 1\nIt did not work; standard "
	     "error says why.\n.TP\n.B 2\nIt was called wrongly.\n"
	     ".SH EXAMPLES\n.nf\ngenjin serve \\-\\-db /var/lib/genjin/genjin.db\n"
	     "genjin import customers.csv \\-\\-dry\\-run\n.fi");
}

int cmd_help(struct app *app)
{
	const struct command *c;

	if (app_option(app, "man")) {
		print_man();
		return EXIT_DONE;
	}
	if (app->argc == 0) {
		help_print();
		return EXIT_DONE;
	}
	c = app->argc == 1 ? command_find(app->argv[0]) : NULL;
	if (!c)
		return app_usage(app);
	help_print_command(c);
	return EXIT_DONE;
}

/* ---- completion ---- */

/* The words that a command's arguments may begin with: "add LOGIN | list" has add and list. */
static void put_words(const char *args, const char *between)
{
	const char *sep = "";

	for (const char *p = args; *p;) {
		size_t n = strcspn(p, " |");
		if (n && islower((unsigned char)p[0])) {
			printf("%s%.*s", sep, (int)n, p);
			sep = between;
		}
		p += strcspn(p, "|");
		p += strspn(p, "| ");
	}
}

static void print_bash(void)
{
	puts("# bash completion of genjin; made by: genjin completion bash\n"
	     "_genjin()\n{\n"
	     "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
	     "\tlocal words=\"\" flags=\"--help\"");
	fputs("\tlocal settings=\"--config", stdout);
	for (size_t i = 0; i < settings_n; i++)
		printf(" --%s", settings[i].name);
	fputs("\"\n\tif [ \"$COMP_CWORD\" = 1 ]; then\n\t\twords=\"", stdout);
	for (size_t i = 0; i < commands_n; i++)
		printf("%s%s", i ? " " : "", commands[i].name);
	puts("\"\n\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n\t\treturn\n\tfi");
	fputs("\tcase $before in\n\t", stdout);
	for (size_t i = 0, n = 0; i < settings_n; i++)
		if (settings[i].type == SETTING_BOOL)
			printf("%s--%s", n++ ? " | " : "", settings[i].name);
	puts(")\n\t\tCOMPREPLY=($(compgen -W \"true false\" -- \"$word\"))\n\t\treturn ;;\n"
	     "\tesac\n\tcase ${COMP_WORDS[1]} in");
	for (size_t i = 0; i < commands_n; i++) {
		printf("\t%s) words=\"", commands[i].name);
		put_words(commands[i].args, " ");
		fputs("\" flags=\"--help", stdout);
		for (size_t k = 0; k < COMMAND_OPTIONS && commands[i].options[k].name; k++)
			printf(" --%s", commands[i].options[k].name);
		puts("\" ;;");
	}
	puts("\tesac\n"
	     "\tcase $word in\n"
	     "\t-*) COMPREPLY=($(compgen -W \"$flags $settings\" -- \"$word\")) ;;\n"
	     "\t*) COMPREPLY=($(compgen -W \"$words\" -- \"$word\") "
	     "$(compgen -f -- \"$word\")) ;;\n"
	     "\tesac\n}\ncomplete -o filenames -F _genjin genjin");
}

/* A description within '...[...]' of zsh. */
static void put_zsh(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p == '\'')
			fputs("'\\''", stdout);
		else if (strchr("[]:\\", *p))
			printf("\\%c", *p);
		else
			putchar(*p == '\n' ? ' ' : *p);
	}
}

static void put_zsh_option(const char *name, const char *arg, const char *text)
{
	printf("\t\t'--%s%s[", name, arg ? "=" : "");
	put_zsh(text);
	fputs("]", stdout);
	if (arg) {
		putchar(':');
		put_zsh(arg);
		fputs(strcmp(arg, "true|false") == 0 ? ":(true false)" : ":_files", stdout);
	}
	puts("' \\");
}

static void print_zsh(void)
{
	puts("#compdef genjin\n# made by: genjin completion zsh\n_genjin() {\n"
	     "\tlocal -a commands settings\n\tcommands=(");
	for (size_t i = 0; i < commands_n; i++) {
		printf("\t\t'%s:", commands[i].name);
		put_zsh(commands[i].text);
		puts("'");
	}
	puts("\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe command commands\n\t\treturn\n"
	     "\tfi\n\tlocal command=${words[2]}\n\tshift words\n\t(( CURRENT-- ))\n"
	     "\tsettings=( \\");
	put_zsh_option("config", "FILE", "file with settings");
	for (size_t i = 0; i < settings_n; i++)
		put_zsh_option(settings[i].name,
			       settings[i].type == SETTING_BOOL ? "true|false" : "VALUE",
			       settings[i].text);
	puts("\t)\n\tcase $command in");
	for (size_t i = 0; i < commands_n; i++) {
		printf("\t%s)\n\t\t_arguments \\\n", commands[i].name);
		for (size_t k = 0; k < COMMAND_OPTIONS && commands[i].options[k].name; k++)
			put_zsh_option(commands[i].options[k].name, commands[i].options[k].arg,
				       commands[i].options[k].text);
		fputs("\t\t\"${settings[@]}\" '1::argument:_alternative \"words:word:(",
		      stdout);
		put_words(commands[i].args, " ");
		puts(")\" \"files:file:_files\"' '*:file:_files' ;;");
	}
	puts("\tesac\n}\n_genjin \"$@\"");
}

int cmd_completion(struct app *app)
{
	const char *shell = app->argc == 1 ? app->argv[0] : "";

	if (strcmp(shell, "bash") == 0)
		print_bash();
	else if (strcmp(shell, "zsh") == 0)
		print_zsh();
	else
		return app_usage(app);
	return EXIT_DONE;
}
