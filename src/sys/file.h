/* file - whole files: read, replace durably, lock.
 *
 * Nothing here streams and nothing retries a failed fsync: after one, what the kernel holds is
 * unknown (trust: a failed fsync is final). */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include "base/str.h"

/* What the errno of a failed call on a file means. */
enum err file_err(void);
/* Reads a whole file, NUL-terminated, in arena.
 * ERR_NOT_FOUND, ERR_DENIED, ERR_LIMIT: longer than max bytes, ERR_IO. */
MUST_CHECK enum err file_read(struct arena *a, const char *path, size_t max,
			      struct str *ret_text);
/* The same for a secret: ERR_DENIED also when it belongs to somebody else than this user or
 * root, or when its group or the world may read or write it. */
MUST_CHECK enum err file_read_secret(struct arena *a, const char *path, size_t max,
				     struct str *ret_text);
/* Creates a file that is not there yet, and syncs it and its name.  ERR_CONFLICT: it is. */
MUST_CHECK enum err file_create(const char *path, struct str content, unsigned mode);
/* Appends to a file, creating it (mode 0600) if need be, and syncs it. */
MUST_CHECK enum err file_append(const char *path, struct str content);
/* Replaces or creates a file so that after a crash either the old or the new content is there:
 * temporary file beside it, fsync, rename, fsync of the directory.  mode as in chmod(2).
 * ERR_DENIED, ERR_FULL, ERR_IO; then the old content stands. */
MUST_CHECK enum err file_replace(const char *path, struct str content, unsigned mode);
/* The same with what a descriptor reads from its beginning. */
MUST_CHECK enum err file_replace_from(const char *path, int from, unsigned mode);
/* Copies what a descriptor reads from its beginning to another one.  ERR_FULL, ERR_IO. */
MUST_CHECK enum err file_copy(int from, int to);
/* fsyncs the directory that a path lies in, so that its name survives a power cut. */
MUST_CHECK enum err file_sync_dir(const char *path);

/* Creates the file if need be and locks it for this process alone; gives the descriptor, which
 * holds the lock until file_unlock() or the end of the process.  ERR_BUSY: another has it. */
MUST_CHECK enum err file_lock(const char *path, int *ret_fd);
/* Lets go; -1 is fine.  The file stays: removing it would race with the next owner. */
void file_unlock(int fd);

/* Whether the directory of a path lies on a local disk, where locks and fsync mean something:
 * not NFS, SMB, FUSE, overlay or tmpfs.  *ret_name: the kind, a constant, "nfs", "disk".
 * ERR_NOT_FOUND: no such directory. */
MUST_CHECK enum err file_on_disk(const char *path, bool *ret_local, const char **ret_name);
/* Bytes that may still be written to the file system of a path.  ERR_NOT_FOUND, ERR_IO. */
MUST_CHECK enum err file_free_bytes(const char *path, int64_t *ret_bytes);

#endif
