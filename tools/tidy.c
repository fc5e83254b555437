/* tidy - the rules of the house that a compiler does not check.
 *
 * usage: tidy FILE...   (paths from the root of the project)
 *
 * Fails on an include that goes up a floor, a file over 800 lines (tests 1,000), a header over
 * 120, a function over 70, a banned call, and a prototype in a header that no comment explains.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 4096, FILE_MAX = 800, TEST_MAX = 1000, HEADER_MAX = 120, FUNCTION_MAX = 70 };

/* Who may see whom: a floor sees itself and those of lower rank.  sys stands beside domain. */
static const struct {
	const char *name;
	int rank;
} floors[] = {{"base", 0},    {"sys", 1},  {"domain", 1}, {"store", 2},
	      {"service", 3}, {"http", 4}, {"sched", 4},  {"app", 5}};

static const char *const banned[] = {"strcpy",	  "strncpy",  "strcat",	   "strncat", "stpcpy",
				     "sprintf",	  "vsprintf", "strtok",	   "atoi",    "atol",
				     "localtime", "gmtime",   "setlocale", "alloca",  "gets",
				     "system",	  "popen",    "ctime",	   "asctime"};

static int faults;

static void fault(const char *file, int line, const char *what, const char *detail)
{
	printf("%s:%d: %s%s%s\n", file, line, what, *detail ? ": " : "", detail);
	faults++;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);
	return n >= k && strcmp(s + n - k, end) == 0;
}

/* Index of the floor that a path "store/row.h" begins with, or -1. */
static int floor_of(const char *path)
{
	for (int i = 0; i < (int)(sizeof floors / sizeof *floors); i++) {
		size_t n = strlen(floors[i].name);
		if (strncmp(path, floors[i].name, n) == 0 && path[n] == '/')
			return i;
	}
	return -1;
}

static void check_include(const char *file, int number, const char *line)
{
	const char *quote = strchr(line, '"');
	if (strncmp(line, "#include", 8) || !quote || strncmp(file, "src/", 4))
		return;
	if (ends_with(file, "_test.c") || ends_with(file, "fixture.h"))
		return; /* a test may reach for whatever it needs */
	int from = floor_of(file + 4), to = floor_of(quote + 1);
	if (from < 0 || to < 0 || from == to || floors[to].rank < floors[from].rank)
		return;
	fault(file, number, "include goes up a floor or across it", quote);
}

static bool is_word(int c)
{
	return isalnum(c) || c == '_';
}

static void check_call(const char *file, int number, const char *line, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = strstr(line, name); p; p = strstr(p + 1, name)) {
		bool starts = p == line || !is_word((unsigned char)p[-1]);
		if (starts && p[n] == '(' && (p == line || p[-1] != '.'))
			fault(file, number, "banned call", name);
	}
}

static void check_calls(const char *file, int number, const char *line)
{
	const char *s = line + strspn(line, " \t");
	if (strncmp(s, "*", 1) == 0 || strncmp(s, "/*", 2) == 0)
		return;
	for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
		check_call(file, number, line, banned[i]);
	if (!ends_with(file, "sys/clock.c"))
		check_call(file, number, line, "time");
}

/* What is known while a header is read. */
struct header {
	bool comment;	 /* inside one */
	bool documented; /* one stands right above, or above the lines before */
};

static void check_prototype(const char *file, int number, const char *line, struct header *h)
{
	if (strstr(line, "/*") && !strstr(line, "*/"))
		h->comment = true;
	if (strstr(line, "*/")) {
		h->comment = false;
		h->documented = true;
		return;
	}
	if (h->comment)
		return;
	if (!*line) {
		h->documented = false;
		return;
	}
	bool declares = isalpha((unsigned char)*line) && strchr(line, '(') &&
			strncmp(line, "typedef", 7) && strncmp(line, "struct ", 7) &&
			strncmp(line, "enum {", 6) && strncmp(line, "extern const", 12) &&
			strncmp(line, "ENUM_", 5) && strncmp(line, "static inline", 13) &&
			!strchr(line, '{');
	if (declares && !h->documented)
		fault(file, number, "prototype without a comment", line);
}

static void check_size(const char *file, int lines, bool test, bool header)
{
	char text[32];
	int max = header ? HEADER_MAX : test ? TEST_MAX : FILE_MAX;

	/* Contracts of a whole floor may be longer than a usual header. */
	if (header && (ends_with(file, "http/route.h") || ends_with(file, "base/field.h") ||
		       ends_with(file, "store/fixture.h")))
		max = FILE_MAX;
	snprintf(text, sizeof text, "%d lines, at most %d", lines, max);
	if (lines > max)
		fault(file, lines, "file too long", text);
}

static void check_file(const char *file)
{
	char line[LINE], detail[32];
	int number = 0, body = 0;
	bool header = ends_with(file, ".h");
	bool test = ends_with(file, "_test.c") || strncmp(file, "tests/", 6) == 0;
	struct header h = {0};
	FILE *in = fopen(file, "r");

	if (!in) {
		fault(file, 0, "cannot be read", "");
		return;
	}
	while (fgets(line, sizeof line, in)) {
		number++;
		line[strcspn(line, "\r\n")] = 0;
		check_include(file, number, line);
		check_calls(file, number, line);
		if (header)
			check_prototype(file, number, line, &h);
		if (strcmp(line, "{") == 0)
			body = number;
		if (line[0] == '}' && body) {
			snprintf(detail, sizeof detail, "%d lines", number - body + 1);
			if (number - body + 1 > FUNCTION_MAX)
				fault(file, body, "function too long", detail);
			body = 0;
		}
	}
	fclose(in);
	check_size(file, number, test, header);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		check_file(argv[i]);
	if (faults)
		printf("tidy: %d faults\n", faults);
	return faults ? 1 : 0;
}
