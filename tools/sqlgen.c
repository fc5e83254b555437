/* sqlgen - makes query.h, query.c and migration.c from db/query and db/migrate.
 *
 * usage: sqlgen QUERY_DIR MIGRATE_DIR OUT_H OUT_QUERIES_C OUT_MIGRATIONS_C DEPFILE
 *
 * A statement is headed by "-- name: customer_by_number"; comment lines around that line
 * become the comment of its number in the enum.  "-- name: x @pg" is the twin that replaces
 * the text of x on PostgreSQL.  In a migration, lines after "-- @sqlite" or "-- @pg" are for
 * that database alone, until "-- @all".  Tokens:
 *
 *   {id} {int} {text} {blob}   column types; {id} is the primary key
 *   {skip_locked}              "for update skip locked" on PostgreSQL, nothing on SQLite
 *   {columns:customer}         all columns of a record type; the program fills it in
 *   ?1                         parameter; $1 on PostgreSQL
 *
 * Anything wrong ends the build with file:line. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LITE, PG, DIALECTS };

struct text {
	char *p;
	size_t n;
};

struct statement {
	char *name;
	struct text comment;
	struct text sql[DIALECTS]; /* sql[PG].p NULL: the same text, translated */
	const char *file;
	int line;
};

struct migration {
	int version;
	char *name;
	struct text sql[DIALECTS];
	uint64_t checksum;
};

struct gen {
	struct statement *statements;
	size_t n_statements;
	struct migration *migrations;
	size_t n_migrations;
	struct text inputs; /* for the depfile */
	const char *file;
	int line;
};

__attribute__((format(printf, 2, 3), noreturn)) static void die(const struct gen *g,
								const char *fmt, ...)
{
	va_list ap;

	if (g && g->file)
		fprintf(stderr, "%s:%d: ", g->file, g->line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void *grow(void *p, size_t n)
{
	void *q = realloc(p, n);
	if (!q)
		die(NULL, "sqlgen: out of memory");
	return q;
}

static void put(struct text *t, const char *p, size_t n)
{
	t->p = grow(t->p, t->n + n + 1);
	memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = 0;
}

static void puts_to(struct text *t, const char *s)
{
	put(t, s, strlen(s));
}

/* Removes white space at the end. */
static void trim(struct text *t)
{
	while (t->n && isspace((unsigned char)t->p[t->n - 1]))
		t->p[--t->n] = 0;
}

static struct text read_file(struct gen *g, const char *path)
{
	struct text t = {0};
	char chunk[8192];
	size_t n;
	FILE *f = fopen(path, "rb");

	if (!f)
		die(NULL, "%s: %s", path, strerror(errno));
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		put(&t, chunk, n);
	fclose(f);
	puts_to(&g->inputs, " ");
	puts_to(&g->inputs, path);
	put(&t, "", 0);
	return t;
}

/* Appends what a {token} means in a dialect. */
static void put_token(const struct gen *g, struct text *out, const char *token, size_t n, int d)
{
	static const struct {
		const char *name;
		const char *sql[DIALECTS];
	} tokens[] = {
		{"id", {"integer primary key", "bigint primary key"}},
		{"int", {"integer", "bigint"}},
		{"text", {"text", "text collate \"C\""}},
		{"blob", {"blob", "bytea"}},
		{"skip_locked", {"", "for update skip locked"}},
	};

	if (n > 8 && !memcmp(token, "columns:", 8)) {
		puts_to(out, "{");
		put(out, token, n);
		puts_to(out, "}");
		return;
	}
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
		if (strlen(tokens[i].name) == n && !memcmp(tokens[i].name, token, n)) {
			puts_to(out, tokens[i].sql[d]);
			return;
		}
	}
	die(g, "unknown token {%.*s}", (int)n, token);
}

/* Copies a quoted text or identifier whole; returns the index behind it. */
static size_t put_quoted(const struct gen *g, struct text *out, const struct text *in, size_t i)
{
	size_t from = i;
	char quote = in->p[i++];

	while (i < in->n && in->p[i] != quote)
		i++;
	if (i == in->n)
		die(g, "a %c without its end", quote);
	put(out, in->p + from, i + 1 - from);
	return i + 1;
}

/* Copies SQL in one dialect: tokens, parameters; drops comments.  Its first line is `line`. */
static struct text translate(struct gen *g, const struct text *in, int d, int line)
{
	struct text out = {0};

	g->line = line;
	put(&out, "", 0);
	for (size_t i = 0; i < in->n;) {
		char c = in->p[i];
		g->line += c == '\n';
		if (c == '\'' || c == '"') {
			i = put_quoted(g, &out, in, i);
		} else if (c == '-' && in->p[i + 1] == '-') {
			i += strcspn(in->p + i, "\n");
		} else if (c == '{') {
			size_t n = strcspn(in->p + i, "}\n");
			if (in->p[i + n] != '}')
				die(g, "a { without its }");
			put_token(g, &out, in->p + i + 1, n - 1, d);
			i += n + 1;
		} else if (c == '?') {
			if (!isdigit((unsigned char)in->p[i + 1]))
				die(g, "a parameter needs its number: ?1");
			puts_to(&out, d == PG ? "$" : "?");
			i++;
		} else {
			put(&out, &c, 1);
			i++;
		}
	}
	trim(&out);
	return out;
}

static struct statement *find(struct gen *g, const char *name, size_t n)
{
	for (size_t i = 0; i < g->n_statements; i++)
		if (strlen(g->statements[i].name) == n &&
		    !memcmp(g->statements[i].name, name, n))
			return &g->statements[i];
	return NULL;
}

/* Begins the statement of a "-- name:" line; gives the text its lines go to. */
static struct text *begin_statement(struct gen *g, const char *line, struct text *comment)
{
	size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_");
	const char *rest = line + n;
	bool twin = !strncmp(rest, " @pg", 4);

	if (twin)
		rest += 4;
	if (n == 0 || !islower((unsigned char)line[0]) || (*rest != '\n' && *rest))
		die(g, "a name is [a-z][a-z0-9_]*, then nothing or @pg");
	struct statement *s = find(g, line, n);
	if (twin) {
		if (!s || s->sql[PG].p)
			die(g, "%.*s: @pg has one statement of that name above it", (int)n,
			    line);
		put(&s->sql[PG], "", 0);
		return &s->sql[PG];
	}
	if (s)
		die(g, "%s is already at %s:%d", s->name, s->file, s->line);
	g->statements = grow(g->statements, (g->n_statements + 1) * sizeof *g->statements);
	s = &g->statements[g->n_statements++];
	*s = (struct statement){.file = g->file, .line = g->line, .comment = *comment};
	*comment = (struct text){0};
	s->name = strndup(line, n);
	put(&s->sql[LITE], "", 0);
	return &s->sql[LITE];
}

static bool is_blank(const char *line)
{
	return line[strspn(line, " \t\r\n")] == 0;
}

static void check_statement(struct gen *g, struct text *sql)
{
	trim(sql);
	if (sql->n && sql->p[sql->n - 1] == ';')
		die(g, "a statement ends without ;");
}

/* Reads one file of statements. */
static void read_queries(struct gen *g, const char *path)
{
	struct text all = read_file(g, path);
	struct text comment = {0};
	/* By name, since g->statements moves as it grows. */
	struct text *sql = NULL;

	g->file = path;
	g->line = 0;
	for (char *line = all.p; *line;) {
		size_t n = strcspn(line, "\n");
		bool last = line[n] == 0;
		line[n] = 0;
		g->line++;
		if (!strncmp(line, "-- name: ", 9)) {
			sql = begin_statement(g, line + 9, &comment);
		} else if (!strncmp(line, "--", 2)) {
			puts_to(&comment, comment.n ? "\n" : "");
			puts_to(&comment, line + 2 + (line[2] == ' '));
		} else if (is_blank(line)) {
			sql = sql && sql->n == 0 ? sql : NULL;
			comment = sql ? comment : (struct text){0};
		} else if (!sql) {
			die(g, "a statement without a \"-- name:\" above it");
		} else {
			if (comment.n && sql->n == 0) { /* comment below the name line */
				struct statement *s = &g->statements[g->n_statements - 1];
				puts_to(&s->comment, s->comment.n ? "\n" : "");
				put(&s->comment, comment.p, comment.n);
				comment = (struct text){0};
			}
			puts_to(sql, line);
			puts_to(sql, "\n");
		}
		line += n + !last;
	}
}

/* Reads one migration, "0001_core.sql", into its two texts. */
static void read_migration(struct gen *g, const char *path, const char *name)
{
	struct text all = read_file(g, path);
	struct text raw[DIALECTS] = {{0}};
	bool wanted[DIALECTS] = {true, true};
	struct migration m = {.checksum = UINT64_C(0xcbf29ce484222325)};

	g->file = path;
	g->line = 0;
	if (strspn(name, "0123456789") != 4 || name[4] != '_')
		die(g, "a migration is named NNNN_name.sql");
	m.version = (int)strtol(name, NULL, 10);
	m.name = strndup(name, strlen(name) - 4);
	for (size_t i = 0; i < all.n; i++) /* FNV-1a: against edits, not against attack */
		m.checksum = (m.checksum ^ (unsigned char)all.p[i]) * UINT64_C(0x100000001b3);
	for (char *line = all.p; *line;) {
		size_t n = strcspn(line, "\n");
		g->line++;
		if (n >= 4 && !memcmp(line, "-- @", 4)) {
			wanted[LITE] =
				!strncmp(line + 4, "sqlite", 6) || !strncmp(line + 4, "all", 3);
			wanted[PG] =
				!strncmp(line + 4, "pg", 2) || !strncmp(line + 4, "all", 3);
			if (!wanted[LITE] && !wanted[PG])
				die(g, "only -- @sqlite, -- @pg and -- @all");
		} else {
			for (int d = 0; d < DIALECTS; d++)
				put(&raw[d], wanted[d] ? line : "", wanted[d] ? n : 0);
		}
		for (int d = 0; d < DIALECTS; d++)
			puts_to(&raw[d], "\n");
		line += n + (line[n] == '\n');
	}
	for (int d = 0; d < DIALECTS; d++)
		m.sql[d] = translate(g, &raw[d], d, 1);
	g->migrations = grow(g->migrations, (g->n_migrations + 1) * sizeof *g->migrations);
	g->migrations[g->n_migrations++] = m;
}

/* Turns what was read into the texts of both dialects. */
static void finish_statements(struct gen *g)
{
	for (size_t i = 0; i < g->n_statements; i++) {
		struct statement *s = &g->statements[i];
		g->file = s->file;
		g->line = s->line;
		check_statement(g, &s->sql[LITE]);
		if (s->sql[LITE].n == 0)
			die(g, "%s has no text", s->name);
		struct text pg = s->sql[PG].p ? s->sql[PG] : s->sql[LITE];
		check_statement(g, &pg);
		s->sql[PG] = translate(g, &pg, PG, s->line + 1);
		s->sql[LITE] = translate(g, &s->sql[LITE], LITE, s->line + 1);
	}
	g->file = NULL;
}

/* Versions must run from the first file's on without a hole or a double. */
static void check_migrations(struct gen *g)
{
	for (size_t i = 1; i < g->n_migrations; i++)
		if (g->migrations[i].version != g->migrations[i - 1].version + 1)
			die(NULL, "db/migrate: %s does not follow %s", g->migrations[i].name,
			    g->migrations[i - 1].name);
}

static int is_sql(const struct dirent *d)
{
	size_t n = strlen(d->d_name);
	return n > 4 && d->d_name[0] != '.' && !strcmp(d->d_name + n - 4, ".sql");
}

static void read_dir(struct gen *g, const char *dir, bool migrations)
{
	struct dirent **list;
	int n = scandir(dir, &list, is_sql, alphasort);

	if (n < 0)
		die(NULL, "%s: %s", dir, strerror(errno));
	puts_to(&g->inputs, " "); /* a file added to the directory is a change, too */
	puts_to(&g->inputs, dir);
	for (int i = 0; i < n; i++) {
		struct text path = {0};
		puts_to(&path, dir);
		puts_to(&path, "/");
		puts_to(&path, list[i]->d_name);
		if (migrations)
			read_migration(g, path.p, list[i]->d_name);
		else
			read_queries(g, path.p);
		free(list[i]);
	}
	free(list);
}

static FILE *create(const char *path)
{
	FILE *f = fopen(path, "w");
	if (!f)
		die(NULL, "%s: %s", path, strerror(errno));
	fprintf(f, "/* Generated by tools/sqlgen.c; do not edit. */\n");
	return f;
}

static void finish(FILE *f, const char *path)
{
	if (ferror(f) || fclose(f))
		die(NULL, "%s: cannot be written", path);
}

static void print_upper(FILE *f, const char *s)
{
	for (; *s; s++)
		fputc(toupper((unsigned char)*s), f);
}

/* A C string literal, a line of it for each line of the text. */
static void print_literal(FILE *f, const struct text *t)
{
	fputs("\n\t\t\"", f);
	for (size_t i = 0; i < t->n; i++) {
		char c = t->p[i];
		if (c == '\n' && (i == 0 || t->p[i - 1] == '\n'))
			continue; /* empty lines kept the count of lines, no more */
		if (c == '\n')
			fputs(i + 1 < t->n ? "\\n\"\n\t\t\"" : "\\n", f);
		else if (c == '\t')
			fputs(" ", f);
		else if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else
			fputc(c, f);
	}
	fputc('"', f);
}

/* The comment of an enumerator; a comment's end in it is broken up. */
static void print_comment(FILE *f, const struct text *t)
{
	fputs("\t/* ", f);
	for (size_t i = 0; i < t->n; i++) {
		if (t->p[i] == '\n')
			fputs("\n\t * ", f);
		else if (t->p[i] == '/' && i && t->p[i - 1] == '*')
			fputs(" /", f);
		else
			fputc(t->p[i], f);
	}
	fputs(" */\n", f);
}

static void write_header(const struct gen *g, const char *path)
{
	FILE *f = create(path);

	fputs("/* query - the named statements of db/query. */\n"
	      "#ifndef STORE_QUERY_H\n#define STORE_QUERY_H\n\nenum query {\n",
	      f);
	for (size_t i = 0; i < g->n_statements; i++) {
		if (g->statements[i].comment.n)
			print_comment(f, &g->statements[i].comment);
		fputs("\tQ_", f);
		print_upper(f, g->statements[i].name);
		fputs(",\n", f);
	}
	fputs("\tQ_COUNT\n};\n\n"
	      "/* A statement's name and its text by enum dialect. */\n"
	      "struct query_text {\n\tconst char *name;\n\tconst char *sql[2];\n};\n"
	      "extern const struct query_text query_texts[Q_COUNT];\n\n#endif\n",
	      f);
	finish(f, path);
}

static void write_queries(const struct gen *g, const char *path)
{
	FILE *f = create(path);

	fputs("#include \"store/query.h\"\n\nconst struct query_text query_texts[Q_COUNT] = "
	      "{\n",
	      f);
	for (size_t i = 0; i < g->n_statements; i++) {
		const struct statement *s = &g->statements[i];
		fputs("\t[Q_", f);
		print_upper(f, s->name);
		fprintf(f, "] = {\"%s\", {", s->name);
		print_literal(f, &s->sql[LITE]);
		fputs(",", f);
		print_literal(f, &s->sql[PG]);
		fputs("}},\n", f);
	}
	fputs("};\n", f);
	finish(f, path);
}

static void write_migrations(const struct gen *g, const char *path)
{
	FILE *f = create(path);

	fputs("#include \"store/migrate.h\"\n\nstatic const struct migration list[] = {\n", f);
	for (size_t i = 0; i < g->n_migrations; i++) {
		const struct migration *m = &g->migrations[i];
		fprintf(f, "\t{%d, \"%s\", \"%016llx\", {", m->version, m->name,
			(unsigned long long)m->checksum);
		print_literal(f, &m->sql[LITE]);
		fputs(",", f);
		print_literal(f, &m->sql[PG]);
		fputs("}},\n", f);
	}
	fputs("};\nconst struct migrations migrations_built_in = {list, sizeof list / sizeof "
	      "*list};\n",
	      f);
	finish(f, path);
}

int main(int argc, char **argv)
{
	struct gen g = {0};

	if (argc != 7)
		die(NULL, "usage: sqlgen QUERY_DIR MIGRATE_DIR OUT_H OUT_QUERIES_C "
			  "OUT_MIGRATIONS_C DEPFILE");
	read_dir(&g, argv[1], false);
	read_dir(&g, argv[2], true);
	finish_statements(&g);
	check_migrations(&g);
	if (g.n_statements == 0 || g.n_migrations == 0)
		die(NULL, "sqlgen: no statements or no migrations");
	write_header(&g, argv[3]);
	write_queries(&g, argv[4]);
	write_migrations(&g, argv[5]);
	FILE *f = fopen(argv[6], "w");
	if (!f)
		die(NULL, "%s: %s", argv[6], strerror(errno));
	fprintf(f, "%s:%s\n", argv[3], g.inputs.p);
	finish(f, argv[6]);
	return 0; /* memory is the system's to take back */
}
