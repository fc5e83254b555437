#include "sys/blob.h"

#include "sys/file.h"
#include "sys/random.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAME = 2 * crypto_generichash_BYTES, CHUNK = 64 * 1024 };

struct blob {
	char path[PATH_MAX]; /* until it is published */
	char final[PATH_MAX];
	char name[NAME + 1]; /* "" until it has ended */
	size_t dir;	     /* length of the directory's path, with its slash */
	int fd;
	bool published;
	int64_t size;
	crypto_generichash_state hash;
	size_t head_n;
	char head[BLOB_HEAD];
};

/* Whether a text is a name of ours: nothing else may become a part of a path. */
static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
			return false;
	return s.n == NAME;
}

static enum err path_of(const char *dir, struct str name, char out[PATH_MAX])
{
	if (!is_name(name))
		return ERR_NOT_FOUND;
	int n = snprintf(out, PATH_MAX, "%s/%.*s", dir, STR_ARG(name));
	return n < 0 || n >= PATH_MAX ? ERR_LIMIT : OK;
}

enum err blob_make_dir(const char *dir)
{
	if (mkdir(dir, 0700) == 0)
		return file_sync_dir(dir);
	return errno == EEXIST ? OK : file_err();
}

enum err blob_begin(const char *dir, struct blob **ret_blob)
{
	struct blob *b = calloc(1, sizeof *b);
	uint64_t r;

	if (!b)
		return ERR_BUSY;
	random_bytes(&r, sizeof r);
	b->dir = strlen(dir) + 1;
	int n = snprintf(b->path, sizeof b->path, "%s/%016llx.tmp", dir, (unsigned long long)r);
	if (n < 0 || (size_t)n >= sizeof b->path - NAME) {
		free(b);
		return ERR_LIMIT;
	}
	b->fd = open(b->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (b->fd < 0) {
		enum err e = file_err();
		free(b);
		return e;
	}
	crypto_generichash_init(&b->hash, NULL, 0, crypto_generichash_BYTES);
	*ret_blob = b;
	return OK;
}

static enum err write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return file_err();
		p += k;
		n -= (size_t)k;
	}
	return OK;
}

enum err blob_write(struct blob *b, const void *bytes, size_t n)
{
	size_t head = sizeof b->head - b->head_n < n ? sizeof b->head - b->head_n : n;

	memcpy(b->head + b->head_n, bytes, head);
	b->head_n += head;
	b->size += (int64_t)n;
	crypto_generichash_update(&b->hash, bytes, n);
	return write_all(b->fd, bytes, n);
}

static void name_of(crypto_generichash_state *hash, char name[NAME + 1])
{
	unsigned char sum[crypto_generichash_BYTES];

	crypto_generichash_final(hash, sum, sizeof sum);
	sodium_bin2hex(name, NAME + 1, sum, sizeof sum);
}

enum err blob_end(struct blob *b)
{
	if (b->name[0])
		return OK;
	enum err e = fsync(b->fd) == 0 ? OK : file_err();
	if (close(b->fd) != 0 && !e)
		e = file_err();
	b->fd = -1;
	if (e)
		return e;
	name_of(&b->hash, b->name);
	memcpy(b->final, b->path, b->dir);
	memcpy(b->final + b->dir, b->name, sizeof b->name);
	return OK;
}

int64_t blob_size(const struct blob *b)
{
	return b->size;
}

const char *blob_name(const struct blob *b)
{
	return b->name;
}

struct str blob_head(const struct blob *b)
{
	return (struct str){b->head, b->head_n};
}

enum err blob_publish(struct blob *b)
{
	if (b->published)
		return access(b->final, F_OK) == 0 ? OK : ERR_BUSY;
	if (!b->name[0])
		return ERR_BUG;
	if (rename(b->path, b->final) != 0)
		return file_err();
	b->published = true;
	return file_sync_dir(b->final);
}

void blob_drop(struct blob *b)
{
	if (!b)
		return;
	if (b->fd >= 0)
		close(b->fd);
	if (!b->published)
		unlink(b->path);
	free(b);
}

enum err blob_open(const char *dir, struct str name, int *ret_fd, int64_t *ret_size)
{
	char path[PATH_MAX];
	struct stat st;
	enum err e = path_of(dir, name, path);

	if (e)
		return e;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return file_err();
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return ERR_IO;
	}
	*ret_fd = fd;
	*ret_size = st.st_size;
	return OK;
}

enum err blob_check(const char *dir, struct str name)
{
	crypto_generichash_state hash;
	char found[NAME + 1], *chunk;
	int64_t size;
	ssize_t n = -1;
	int fd;
	enum err e = blob_open(dir, name, &fd, &size);

	if (e)
		return e;
	crypto_generichash_init(&hash, NULL, 0, crypto_generichash_BYTES);
	chunk = malloc(CHUNK);
	while (chunk && (n = read(fd, chunk, CHUNK)) > 0)
		crypto_generichash_update(&hash, (const unsigned char *)chunk, (size_t)n);
	e = n == 0 ? OK : chunk ? file_err() : ERR_BUSY;
	free(chunk);
	close(fd);
	if (e)
		return e;
	name_of(&hash, found);
	return str_is(name, found) ? OK : ERR_INPUT;
}

enum err blob_remove(const char *dir, struct str name)
{
	char path[PATH_MAX];
	enum err e = path_of(dir, name, path);

	if (e)
		return e;
	if (unlink(path) == 0)
		return file_sync_dir(path);
	return errno == ENOENT ? OK : file_err();
}

/* Removes one that was never published, or shows a published one. */
static enum err visit(int dir, const char *file, enum err (*fn)(void *arg, struct str name),
		      void *arg)
{
	struct str name = str_of(file);

	if (is_name(name))
		return fn(arg, name);
	if (str_ends(name, STR(".tmp")) && unlinkat(dir, file, 0) != 0 && errno != ENOENT)
		return file_err();
	return OK;
}

enum err blob_walk(const char *dir, int64_t age_s, enum err (*fn)(void *arg, struct str name),
		   void *arg)
{
	const struct dirent *entry;
	struct timespec now;
	struct stat st;
	enum err e = OK;
	DIR *d = opendir(dir);

	if (!d)
		return file_err();
	/* The times of files are the machine's, whatever clock the program was given. */
	clock_gettime(CLOCK_REALTIME, &now);
	while (!e && (entry = readdir(d))) {
		if (fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode) || now.tv_sec - st.st_mtime < age_s)
			continue;
		e = visit(dirfd(d), entry->d_name, fn, arg);
	}
	closedir(d);
	return e;
}
