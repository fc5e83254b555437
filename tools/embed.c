/* embed - makes a C table of files.
 *
 * usage: embed OUT_C SYMBOL FILE...
 *
 * Defines `const struct embedded SYMBOL[]` (name without folder and ending, bytes, length),
 * ended by a row without name; see src/domain/embedded.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void embed_file(FILE *out, const char *path)
{
	FILE *in = fopen(path, "rb");
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strchr(name, '.');
	int c;
	long n = 0;

	if (!in) {
		perror(path);
		exit(1);
	}
	fprintf(out, "\t{\"%.*s\", (const unsigned char[]){",
		(int)(dot ? (size_t)(dot - name) : strlen(name)), name);
	while ((c = fgetc(in)) != EOF)
		fprintf(out, "%s%d,", n++ % 24 ? "" : "\n\t\t", c);
	fprintf(out, "\n\t\t0}, %ld},\n", n);
	fclose(in);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: embed OUT_C SYMBOL FILE...\n", stderr);
		return 1;
	}
	FILE *out = fopen(argv[1], "wb");
	if (!out) {
		perror(argv[1]);
		return 1;
	}
	fputs("/* Made by tools/embed.c. */\n#include \"domain/embedded.h\"\n\n", out);
	fprintf(out, "const struct embedded %s[] = {\n", argv[2]);
	for (int i = 3; i < argc; i++)
		embed_file(out, argv[i]);
	fputs("\t{0},\n};\n", out);
	return fclose(out) ? 1 : 0;
}
