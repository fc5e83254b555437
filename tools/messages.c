/* messages - turns data/messages/{zh-CN,zh-TW,en}.json into a table in C.
 *
 * usage: messages OUT.c zh-CN.json zh-TW.json en.json
 * The first file is the source.  A key that is missing or stray in another language, a value
 * that is no text, or placeholders that differ fail the build, with every fault listed. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANGUAGES = 3 };

static int faults;

static void fault(const char *file, const char *key, const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", file, key, what);
	faults++;
}

/* Whether every {name} of a also stands in b. */
static bool placeholders_in(const char *a, const char *b)
{
	for (const char *p = strchr(a, '{'); p; p = strchr(p + 1, '{')) {
		const char *end = strchr(p, '}');
		if (!end)
			return false;
		size_t n = (size_t)(end - p) + 1;
		const char *q = b;
		while ((q = strchr(q, '{')) && strncmp(q, p, n) != 0)
			q++;
		if (!q)
			return false;
	}
	return true;
}

static void compare(json_t *source, json_t *other, const char *file)
{
	const char *key;
	json_t *v;

	json_object_foreach (source, key, v) {
		const char *s = json_string_value(v);
		const json_t *o = json_object_get(other, key);
		if (!s)
			fault("source", key, "is no text");
		else if (!o)
			fault(file, key, "is missing");
		else if (!json_is_string(o))
			fault(file, key, "is no text");
		else if (!placeholders_in(s, json_string_value(o)) ||
			 !placeholders_in(json_string_value(o), s))
			fault(file, key, "placeholders differ");
	}
	json_object_foreach (other, key, v) {
		if (!json_object_get(source, key))
			fault(file, key, "is not in the source language");
	}
}

static void print_quoted(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', out);
		if (*s == '\n')
			fputs("\\n", out);
		else
			fputc(*s, out);
	}
	fputc('"', out);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool print_table(const char *path, json_t *const lang[LANGUAGES])
{
	size_t n = json_object_size(lang[0]);
	const char **keys = calloc(n + 1, sizeof *keys);
	const char *key;
	json_t *v;
	FILE *out = fopen(path, "w");
	size_t i = 0;

	if (!keys || !out) {
		perror(path);
		free(keys);
		return false;
	}
	json_object_foreach (lang[0], key, v) {
		keys[i++] = key;
	}
	qsort(keys, n, sizeof *keys, by_name);
	fputs("/* Made by tools/messages from data/messages. */\n"
	      "#include \"base/message_table.h\"\n\n"
	      "const struct message_row message_rows[] = {\n",
	      out);
	for (i = 0; i < n; i++) {
		fprintf(out, "\t{\"%s\", {", keys[i]);
		for (int l = 0; l < LANGUAGES; l++) {
			print_quoted(out, json_string_value(json_object_get(lang[l], keys[i])));
			fputs(l + 1 < LANGUAGES ? ", " : "}},\n", out);
		}
	}
	fprintf(out, "};\nconst size_t message_rows_n = %zu;\n", n);
	free(keys);
	return fclose(out) == 0;
}

int main(int argc, char **argv)
{
	json_t *lang[LANGUAGES];

	if (argc != 2 + LANGUAGES) {
		fputs("usage: messages OUT.c zh-CN.json zh-TW.json en.json\n", stderr);
		return 2;
	}
	for (int i = 0; i < LANGUAGES; i++) {
		json_error_t je;
		lang[i] = json_load_file(argv[2 + i], JSON_REJECT_DUPLICATES, &je);
		if (!json_is_object(lang[i])) {
			fprintf(stderr, "%s:%d: %s\n", argv[2 + i], je.line, je.text);
			return 1;
		}
	}
	for (int i = 1; i < LANGUAGES; i++)
		compare(lang[0], lang[i], argv[2 + i]);
	bool ok = faults == 0 && print_table(argv[1], lang);
	for (int i = 0; i < LANGUAGES; i++)
		json_decref(lang[i]);
	return ok ? 0 : 1;
}
