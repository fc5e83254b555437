/* cndays - turns data/cn-days.csv into the C table of domain/cncal.
 *
 * usage: cndays IN.csv OUT.c
 *
 * Rows are "date,name,kind" with kind "off" or "work", sorted by date, each date once.
 * Anything wrong ends the build with the line's number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int line_no;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "cn-days.csv:%d: %s\n", line_no, what);
	exit(1);
}

/* Days since 1970-01-01 of a proleptic Gregorian date. */
static long day_number(int y, int m, int d)
{
	long days = 0;
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	for (int i = 1970; i < y; i++)
		days += 365 + ((i % 4 == 0 && i % 100 != 0) || i % 400 == 0);
	int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return days + before[m - 1] + (m > 2 && leap) + d - 1;
}

static void put_row(FILE *out, char *line, long *last)
{
	int y, m, d;
	char *name = strchr(line, ',');
	char *kind = name ? strchr(name + 1, ',') : NULL;

	if (!kind)
		die("three columns are needed");
	*name++ = '\0';
	*kind++ = '\0';
	kind[strcspn(kind, "\r\n")] = '\0';
	if (strpbrk(name, "\"\\"))
		die("a name with a quote or a backslash");
	if (strlen(line) != 10 || sscanf(line, "%4d-%2d-%2d", &y, &m, &d) != 3 || m < 1 ||
	    m > 12 || d < 1 || d > 31 || y < 1970)
		die("no date");
	long day = day_number(y, m, d);
	if (day <= *last)
		die("not sorted, or a date twice");
	*last = day;
	if (strcmp(kind, "off") && strcmp(kind, "work"))
		die("kind is neither off nor work");
	fprintf(out, "\t{%ld, %s, \"%s\"}, /* %s */\n", day,
		kind[0] == 'o' ? "CNDAY_OFF" : "CNDAY_WORK", name, line);
}

int main(int argc, char **argv)
{
	char line[512];
	long last = -1;

	if (argc != 3)
		die("usage: cndays IN.csv OUT.c");
	FILE *in = fopen(argv[1], "r");
	FILE *out = in ? fopen(argv[2], "w") : NULL;
	if (!out)
		die("cannot open the files");
	fputs("/* Made by tools/cndays.c from data/cn-days.csv; do not edit. */\n"
	      "#include \"domain/cncal_table.h\"\n\nconst struct cnday_row cncal_rows[] = {\n",
	      out);
	while (fgets(line, sizeof line, in)) {
		line_no++;
		if (line_no == 1 && strncmp(line, "date,name,kind", 14))
			die("unknown columns");
		if (line_no > 1)
			put_row(out, line, &last);
	}
	fputs("};\nconst size_t cncal_row_count = sizeof cncal_rows / sizeof *cncal_rows;\n",
	      out);
	if (ferror(in) || fclose(out))
		die("read or write failed");
	fclose(in);
	return 0;
}
