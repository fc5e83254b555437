#include "sys/file.h"

#include "sys/random.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

enum err file_err(void)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case EWOULDBLOCK:
		return ERR_BUSY;
	case EEXIST:
		return ERR_CONFLICT;
	default:
		return ERR_IO;
	}
}

/* Reads until the end or until `room` bytes are there. */
static enum err read_all(int fd, char *p, size_t room, size_t *ret_n)
{
	size_t n = 0;

	while (n < room) {
		ssize_t k = read(fd, p + n, room - n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return file_err();
		if (k == 0)
			break;
		n += (size_t)k;
	}
	*ret_n = n;
	return OK;
}

/* Whether only this user, or root, can have written and can read it. */
static bool is_private(const struct stat *st)
{
	return (st->st_uid == geteuid() || st->st_uid == 0) && (st->st_mode & 077) == 0;
}

static enum err read_file(struct arena *a, const char *path, size_t max, bool secret,
			  struct str *ret_text)
{
	struct stat st;
	enum err e = OK;
	size_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return file_err();
	if (fstat(fd, &st) != 0)
		e = file_err();
	else if (!S_ISREG(st.st_mode))
		e = ERR_IO;
	else if (secret && !is_private(&st))
		e = ERR_DENIED;
	else if ((uint64_t)st.st_size > max)
		e = ERR_LIMIT;
	if (!e) {
		char *p = arena_alloc(a, (size_t)st.st_size + 1);
		e = read_all(fd, p, (size_t)st.st_size, &n);
		if (!e)
			*ret_text = (struct str){p, n};
	}
	close(fd);
	return e;
}

enum err file_read(struct arena *a, const char *path, size_t max, struct str *ret_text)
{
	return read_file(a, path, max, false, ret_text);
}

enum err file_read_secret(struct arena *a, const char *path, size_t max, struct str *ret_text)
{
	return read_file(a, path, max, true, ret_text);
}

static enum err write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t k = write(fd, s.p, s.n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return file_err();
		s = str_slice(s, (size_t)k, s.n);
	}
	return OK;
}

/* The directory part of a path, "." when it has none. */
static enum err dir_of(const char *path, char out[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	if (n >= PATH_MAX)
		return ERR_LIMIT;
	if (slash == path)
		snprintf(out, PATH_MAX, "/");
	else if (!slash)
		snprintf(out, PATH_MAX, ".");
	else
		snprintf(out, PATH_MAX, "%.*s", (int)n, path);
	return OK;
}

enum err file_sync_dir(const char *path)
{
	char dir[PATH_MAX];
	enum err e = dir_of(path, dir);

	if (e)
		return e;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return file_err();
	if (fsync(fd) != 0)
		e = file_err();
	close(fd);
	return e;
}

static enum err write_new(const char *path, struct str content, int flags, unsigned mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, (mode_t)mode);
	if (fd < 0)
		return file_err();
	enum err e = write_all(fd, content);
	if (!e && fsync(fd) != 0)
		e = file_err();
	if (close(fd) != 0 && !e)
		e = file_err();
	return e;
}

enum err file_create(const char *path, struct str content, unsigned mode)
{
	enum err e = write_new(path, content, O_EXCL, mode);

	return e ? e : file_sync_dir(path);
}

enum err file_append(const char *path, struct str content)
{
	enum err e = write_new(path, content, O_APPEND, 0600);

	return e ? e : file_sync_dir(path);
}

enum err file_copy(int from, int to)
{
	char part[64 * 1024];
	off_t at = 0;

	for (;;) {
		ssize_t k = pread(from, part, sizeof part, at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return k < 0 ? file_err() : OK;
		enum err e = write_all(to, (struct str){part, (size_t)k});
		if (e)
			return e;
		at += k;
	}
}

static enum err copy_new(const char *path, int from, unsigned mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		return file_err();
	enum err e = file_copy(from, fd);
	if (!e && fsync(fd) != 0)
		e = file_err();
	if (close(fd) != 0 && !e)
		e = file_err();
	return e;
}

/* A name beside a path that nobody else has. */
static enum err name_beside(const char *path, char temp[PATH_MAX])
{
	uint64_t r;

	random_bytes(&r, sizeof r);
	int n = snprintf(temp, PATH_MAX, "%s.%016llx.tmp", path, (unsigned long long)r);
	return n < 0 || n >= PATH_MAX ? ERR_LIMIT : OK;
}

/* Gives a file that was written, or not (e), its name. */
static enum err put_in_place(const char *temp, const char *path, enum err e)
{
	if (!e && rename(temp, path) != 0)
		e = file_err();
	if (e) {
		unlink(temp);
		return e;
	}
	return file_sync_dir(path);
}

enum err file_replace(const char *path, struct str content, unsigned mode)
{
	char temp[PATH_MAX];

	enum err e = name_beside(path, temp);
	return e ? e : put_in_place(temp, path, write_new(temp, content, O_EXCL, mode));
}

enum err file_replace_from(const char *path, int from, unsigned mode)
{
	char temp[PATH_MAX];

	enum err e = name_beside(path, temp);
	return e ? e : put_in_place(temp, path, copy_new(temp, from, mode));
}

enum err file_lock(const char *path, int *ret_fd)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_err();
	/* By number: the prototype is in <sys/file.h>, which would find this module's header.
	 */
	if (syscall(SYS_flock, fd, LOCK_EX | LOCK_NB) != 0) {
		enum err e = file_err();
		close(fd);
		return e;
	}
	*ret_fd = fd;
	return OK;
}

void file_unlock(int fd)
{
	if (fd >= 0)
		close(fd);
}

enum err file_on_disk(const char *path, bool *ret_local, const char **ret_name)
{
	static const struct {
		unsigned magic;
		const char *name;
	} unfit[] = {
		{NFS_SUPER_MAGIC, "nfs"},
		{SMB_SUPER_MAGIC, "smb"},
		{SMB2_SUPER_MAGIC, "smb"},
		{CIFS_SUPER_MAGIC, "cifs"},
		{CEPH_SUPER_MAGIC, "ceph"},
		{V9FS_MAGIC, "9p"},
		{OVERLAYFS_SUPER_MAGIC, "overlay"},
		{TMPFS_MAGIC, "tmpfs"},
		{RAMFS_MAGIC, "ramfs"},
		{FUSE_SUPER_MAGIC, "fuse"},
	};
	char dir[PATH_MAX];
	struct statfs st;
	enum err e = dir_of(path, dir);

	if (e)
		return e;
	if (statfs(dir, &st) != 0)
		return file_err();
	*ret_local = true;
	*ret_name = "disk";
	for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
		if ((unsigned)st.f_type == unfit[i].magic) {
			*ret_local = false;
			*ret_name = unfit[i].name;
		}
	}
	return OK;
}

enum err file_free_bytes(const char *path, int64_t *ret_bytes)
{
	struct statvfs fs;

	if (statvfs(path, &fs))
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	*ret_bytes = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	return OK;
}
