#include "sys/zfile.h"

#include "sys/file.h"
#include "sys/random.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 256 * 1024 };

struct zwriter {
	gzFile gz; /* NULL once it is synced */
	int fd;	   /* a second descriptor, for fsync */
	char path[PATH_MAX], temporary[PATH_MAX];
	bool published;
};

struct zreader {
	gzFile gz;
	struct buf text; /* what was read and not yet given */
	size_t at;	 /* the first byte that was not given */
	bool ended;
};

enum err zfile_create(const char *path, struct zwriter **ret)
{
	struct zwriter *z;
	uint64_t r;

	if (access(path, F_OK) == 0)
		return ERR_CONFLICT;
	z = calloc(1, sizeof *z);
	if (!z)
		return ERR_BUSY;
	random_bytes(&r, sizeof r);
	int n = snprintf(z->temporary, sizeof z->temporary, "%s.%016llx.tmp", path,
			 (unsigned long long)r);
	if (n < 0 || (size_t)n >= sizeof z->temporary) {
		free(z);
		return ERR_LIMIT;
	}
	snprintf(z->path, sizeof z->path, "%s", path);
	z->fd = open(z->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err e = z->fd < 0 ? file_err() : OK;
	int second = e ? -1 : fcntl(z->fd, F_DUPFD_CLOEXEC, 0);
	z->gz = second < 0 ? NULL : gzdopen(second, "wb3");
	if (!e && !z->gz) {
		e = ERR_BUSY;
		if (second >= 0)
			close(second);
	}
	if (z->gz)
		gzbuffer(z->gz, CHUNK);
	if (e)
		zfile_drop(z);
	else
		*ret = z;
	return e;
}

/* What went wrong within zlib; errno is that of its write. */
static enum err writing_failed(gzFile gz)
{
	int code = Z_OK;

	gzerror(gz, &code);
	if (code == Z_ERRNO)
		return file_err();
	return code == Z_MEM_ERROR ? ERR_BUSY : ERR_BUG;
}

enum err zfile_write(struct zwriter *z, struct str bytes)
{
	while (bytes.n) {
		unsigned n = bytes.n < INT_MAX ? (unsigned)bytes.n : INT_MAX;
		int done = gzwrite(z->gz, bytes.p, n);
		if (done <= 0)
			return writing_failed(z->gz);
		bytes = str_slice(bytes, (size_t)done, bytes.n);
	}
	return OK;
}

enum err zfile_sync(struct zwriter *z)
{
	enum err e = OK;

	if (gzflush(z->gz, Z_FINISH) != Z_OK)
		e = writing_failed(z->gz);
	int rc = gzclose(z->gz);
	z->gz = NULL;
	if (!e && rc != Z_OK)
		e = rc == Z_ERRNO ? file_err() : ERR_IO;
	if (!e && fsync(z->fd) != 0)
		e = file_err();
	return e;
}

const char *zfile_temporary(const struct zwriter *z)
{
	return z->temporary;
}

enum err zfile_publish(struct zwriter *z)
{
	int rc = renameat2(AT_FDCWD, z->temporary, AT_FDCWD, z->path, RENAME_NOREPLACE);

	/* A file system that cannot promise not to replace. */
	if (rc != 0 && errno == EINVAL && access(z->path, F_OK) != 0)
		rc = rename(z->temporary, z->path);
	if (rc != 0)
		return file_err();
	z->published = true;
	return file_sync_dir(z->path);
}

void zfile_drop(struct zwriter *z)
{
	if (!z)
		return;
	if (z->gz)
		gzclose(z->gz);
	if (z->fd >= 0) {
		close(z->fd);
		if (!z->published)
			unlink(z->temporary);
	}
	free(z);
}

enum err zfile_open(const char *path, struct zreader **ret)
{
	struct zreader *z = calloc(1, sizeof *z);

	if (!z)
		return ERR_BUSY;
	z->gz = gzopen(path, "rbe");
	if (!z->gz) {
		free(z);
		return file_err();
	}
	gzbuffer(z->gz, CHUNK);
	*ret = z;
	return OK;
}

/* Reads another chunk behind what is there. */
static enum err fill(struct zreader *z)
{
	int code = Z_OK;

	if (z->at) { /* what was given makes room */
		memmove(z->text.p, z->text.p + z->at, z->text.n - z->at);
		z->text.n -= z->at;
		z->at = 0;
	}
	if (z->text.n + CHUNK > BUF_MAX)
		return ERR_LIMIT;
	char *room = buf_room(&z->text, CHUNK);
	if (!room)
		return ERR_BUSY;
	int n = gzread(z->gz, room, CHUNK);
	gzerror(z->gz, &code);
	if (n < 0 || (n == 0 && code != Z_OK))
		return code == Z_ERRNO	     ? file_err()
		       : code == Z_MEM_ERROR ? ERR_BUSY
					     : ERR_INPUT;
	buf_wrote(&z->text, (size_t)n);
	z->ended = n == 0;
	return OK;
}

enum err zfile_line(struct zreader *z, struct str *ret_line, bool *ret_more)
{
	size_t looked = z->at;
	ptrdiff_t end;
	enum err e = OK;

	while ((end = str_find(buf_str(&z->text), '\n', looked)) < 0 && !z->ended) {
		looked = z->text.n - z->at;
		e = fill(z);
		if (e)
			return e;
	}
	*ret_more = end >= 0 || z->at < z->text.n;
	if (!*ret_more)
		return OK;
	size_t to = end >= 0 ? (size_t)end : z->text.n;
	*ret_line = str_slice(buf_str(&z->text), z->at, to);
	z->at = end >= 0 ? to + 1 : to;
	return OK;
}

void zfile_close(struct zreader *z)
{
	if (!z)
		return;
	gzclose(z->gz);
	buf_done(&z->text);
	free(z);
}
