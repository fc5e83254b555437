#include "sys/tzfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char zone_root[] = "/usr/share/zoneinfo/";

enum { NAME_MAX_BYTES = 64, FILE_MAX_BYTES = 1 << 20 };

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool tzfile_name_ok(struct str name)
{
	/* Every name in the database begins with a capital; posix/, right/, localtime,
	 * posixrules and the .tab files do not, and are no zones. */
	if (!name.n || name.n > NAME_MAX_BYTES || name.p[0] < 'A' || name.p[0] > 'Z')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool plain = is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
			     c == '_';
		bool slash = c == '/' && name.p[i - 1] != '/' && i + 1 < name.n;
		if (!plain && !slash)
			return false;
	}
	return true;
}

/* Reads a whole regular file into the arena. */
static enum err read_all(struct arena *a, int fd, struct str *ret_bytes)
{
	struct stat st;
	if (fstat(fd, &st))
		return ERR_IO;
	if (!S_ISREG(st.st_mode))
		return ERR_NOT_FOUND;
	if (st.st_size > FILE_MAX_BYTES)
		return ERR_INPUT;
	size_t size = (size_t)st.st_size;
	char *p = arena_alloc(a, size);
	size_t got = 0;
	while (got < size) {
		ssize_t n = read(fd, p + got, size - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ERR_IO;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	*ret_bytes = (struct str){p, got};
	return OK;
}

enum err tzfile_load(struct arena *a, struct str name, const struct tz **ret_tz)
{
	struct str bytes;

	if (!tzfile_name_ok(name))
		return ERR_INPUT;
	char path[sizeof zone_root + NAME_MAX_BYTES];
	snprintf(path, sizeof path, "%s%.*s", zone_root, STR_ARG(name));
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
	enum err e = read_all(a, fd, &bytes);
	close(fd);
	if (e)
		return e;
	return tz_parse(a, bytes, ret_tz);
}

const struct tz *tzfile_cache_find(struct tzfile_cache *c, struct str name)
{
	const struct tz *tz = NULL;

	if (str_is(name, "UTC"))
		return tz_utc();
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->v[i].name, name))
			return c->v[i].tz;
	if (tzfile_load(c->arena, name, &tz))
		return NULL; /* not remembered: a stream of nonsense must not fill the cache */
	struct tzfile_cached *slot = ARENA_PUSH(c->arena, c->v, c->n, c->cap);
	slot->name = str_dup(c->arena, name);
	slot->tz = tz;
	return tz;
}

static const struct tz *find(void *arg, struct str name)
{
	return tzfile_cache_find(arg, name);
}

struct tz_source tzfile_source(struct tzfile_cache *c)
{
	return (struct tz_source){find, c};
}

static int by_name(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* Lines of "CN<tab>+3114+12128<tab>Asia/Shanghai<tab>remark"; # begins a comment. */
enum err tzfile_names(struct arena *a, struct str **ret_names, size_t *ret_n)
{
	struct str text, line, part;
	struct str *v = NULL;
	size_t n = 0, cap = 0;
	int fd = open(str_fmt(a, "%szone.tab", zone_root).p, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	enum err e = read_all(a, fd, &text);
	close(fd);
	if (e)
		return e;
	while (text.n && str_split(&text, '\n', &line)) {
		bool found = line.n && line.p[0] != '#';
		for (int i = 0; found && i < 3; i++)
			found = str_split(&line, '\t', &part);
		if (found && tzfile_name_ok(part))
			*ARENA_PUSH(a, v, n, cap) = part;
	}
	*ARENA_PUSH(a, v, n, cap) = STR("UTC");
	qsort(v, n, sizeof *v, by_name);
	*ret_names = v;
	*ret_n = n;
	return OK;
}
