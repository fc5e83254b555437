/* pack - packs the built web UI into a table in C, each file also by gzip and brotli.
 *
 * usage: pack DIR OUT.c DEPFILE
 * Walks DIR (which may be missing: then the table has one plain page, so that a program built
 * without the UI says so).  A file below assets/ has a hash in its name and never changes. */
#include <brotli/encode.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { FILES_MAX = 2000, PATH_LEN = 1024 };

struct file {
	char path[PATH_LEN]; /* as it is asked for */
	unsigned char *data;
	size_t n;
	unsigned char *gzip;
	size_t gzip_n; /* 0: nothing won */
	unsigned char *brotli;
	size_t brotli_n;
};

struct pack {
	struct file *files;
	size_t n;
	FILE *deps;
};

static const char missing[] =
	"<!doctype html><meta charset=\"utf-8\"><title>Genjin</title>"
	"<p>跟进 Genjin</p><p>This program was built without its web pages. "
	"The API is at <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p>\n";

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void *need(void *p)
{
	if (!p)
		die("pack: out of memory");
	return p;
}

/* Whether a packed size is worth the unpacking; not for pictures. */
static size_t worth(size_t packed, size_t n)
{
	return packed + packed / 20 < n ? packed : 0;
}

static void squeeze_brotli(struct file *f)
{
	f->brotli_n = BrotliEncoderMaxCompressedSize(f->n) + 1;
	f->brotli = need(malloc(f->brotli_n));
	if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS,
				   BROTLI_MODE_GENERIC, f->n, f->data, &f->brotli_n, f->brotli))
		die("pack: brotli");
	f->brotli_n = worth(f->brotli_n, f->n);
}

static void squeeze_gzip(struct file *f)
{
	z_stream z = {0};

	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		die("pack: deflateInit2");
	size_t room = deflateBound(&z, (uLong)f->n);
	f->gzip = need(malloc(room + 1));
	z.next_in = f->data;
	z.avail_in = (uInt)f->n;
	z.next_out = f->gzip;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		die("pack: deflate");
	f->gzip_n = worth(z.total_out, f->n);
	deflateEnd(&z);
}

static struct file *add(struct pack *p, const char *path, const void *data, size_t n)
{
	if (p->n == FILES_MAX) {
		fputs("pack: too many files\n", stderr);
		exit(1);
	}
	struct file *f = &p->files[p->n++];
	snprintf(f->path, sizeof f->path, "%s", path);
	f->data = need(malloc(n + 1));
	memcpy(f->data, data, n);
	f->n = n;
	squeeze_gzip(f);
	squeeze_brotli(f);
	return f;
}

static void add_file(struct pack *p, const char *disk, const char *path, size_t size)
{
	FILE *in = fopen(disk, "rb");
	char *data = need(malloc(size + 1));

	if (!in || fread(data, 1, size, in) != size)
		die(disk);
	fclose(in);
	add(p, path, data, size);
	free(data);
	fprintf(p->deps, " %s", disk);
}

static void walk(struct pack *p, const char *dir, const char *path)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	struct stat st;

	if (!d)
		return;
	fprintf(p->deps, " %s", dir);
	while ((entry = readdir(d))) {
		char disk[PATH_LEN];
		char below[PATH_LEN];
		if (entry->d_name[0] == '.')
			continue;
		int a = snprintf(disk, sizeof disk, "%s/%s", dir, entry->d_name);
		int b = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
		if (a >= PATH_LEN || b >= PATH_LEN || stat(disk, &st))
			die(disk);
		if (S_ISDIR(st.st_mode))
			walk(p, disk, below);
		else
			add_file(p, disk, below, (size_t)st.st_size);
	}
	closedir(d);
}

static const char *type_of(const char *path)
{
	static const char *const types[][2] = {
		{".html", "text/html; charset=utf-8"},
		{".js", "text/javascript; charset=utf-8"},
		{".css", "text/css; charset=utf-8"},
		{".json", "application/json"},
		{".webmanifest", "application/manifest+json"},
		{".svg", "image/svg+xml"},
		{".png", "image/png"},
		{".ico", "image/x-icon"},
		{".woff2", "font/woff2"},
		{".txt", "text/plain; charset=utf-8"},
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
		if (strcmp(dot, types[i][0]) == 0)
			return types[i][1];
	return "application/octet-stream";
}

static void print_bytes(FILE *out, const char *name, size_t i, const unsigned char *p, size_t n)
{
	fprintf(out, "static const unsigned char %s%zu[] = {", name, i);
	for (size_t k = 0; k < n; k++)
		fprintf(out, k % 32 ? "%u," : "\n%u,", p[k]);
	fputs(n ? "\n};\n" : "0};\n", out);
}

/* Equal bytes, equal tag; packed ones are other bytes. */
static void print_coding(FILE *out, const char *coding, const char *array, size_t i, size_t n,
			 unsigned long sum)
{
	if (n)
		fprintf(out,
			"\t\t[%s] = {.data = %s%zu, .n = %zu, .etag = \"\\\"%08lx-%s\\\"\"},\n",
			coding, array, i, n, sum, array);
}

static void print_row(FILE *out, size_t i, const struct file *f)
{
	bool forever = strncmp(f->path, "/assets/", 8) == 0;
	unsigned long sum = crc32(crc32(0, NULL, 0), f->data, (uInt)f->n);

	fprintf(out, "\t{.path = \"%s\", .type = \"%s\", .forever = %s, .codings = {\n",
		f->path, type_of(f->path), forever ? "true" : "false");
	fprintf(out,
		"\t\t[CODING_NONE] = {.data = d%zu, .n = %zu, .etag = "
		"\"\\\"%08lx-%zx\\\"\"},\n",
		i, f->n, sum, f->n);
	print_coding(out, "CODING_GZIP", "g", i, f->gzip_n, sum);
	print_coding(out, "CODING_BROTLI", "b", i, f->brotli_n, sum);
	fputs("\t}},\n", out);
}

static void print(FILE *out, const struct pack *p)
{
	fputs("/* Made by tools/pack. */\n#include \"http/assets.h\"\n\n", out);
	for (size_t i = 0; i < p->n; i++) {
		print_bytes(out, "d", i, p->files[i].data, p->files[i].n);
		if (p->files[i].gzip_n)
			print_bytes(out, "g", i, p->files[i].gzip, p->files[i].gzip_n);
		if (p->files[i].brotli_n)
			print_bytes(out, "b", i, p->files[i].brotli, p->files[i].brotli_n);
	}
	fputs("const struct asset assets[] = {\n", out);
	for (size_t i = 0; i < p->n; i++)
		print_row(out, i, &p->files[i]);
	fprintf(out, "};\nconst size_t assets_n = %zu;\n", p->n);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

int main(int argc, char **argv)
{
	struct pack p = {0};

	if (argc != 4) {
		fputs("usage: pack DIR OUT.c DEPFILE\n", stderr);
		return 2;
	}
	FILE *out = fopen(argv[2], "w");
	p.deps = fopen(argv[3], "w");
	if (!out || !p.deps)
		die(argv[2]);
	p.files = need(calloc(FILES_MAX, sizeof *p.files));
	fprintf(p.deps, "%s:", argv[2]);
	walk(&p, argv[1], "");
	if (p.n == 0)
		add(&p, "/index.html", missing, sizeof missing - 1);
	qsort(p.files, p.n, sizeof *p.files, by_path);
	print(out, &p);
	for (size_t i = 0; i < p.n; i++) {
		free(p.files[i].data);
		free(p.files[i].gzip);
		free(p.files[i].brotli);
	}
	free(p.files);
	fclose(p.deps);
	return fclose(out) == 0 ? 0 : 1;
}
