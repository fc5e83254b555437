/* blob - files that are named by their content (BLAKE2b-256, in hexadecimal), in one directory.
 *
 * A file is written under another name, synced, renamed, and its directory is synced: a name of
 * 64 digits stands for a whole file, after a power cut too.  Equal contents are one file.  What
 * refers to a file, and when it may go, is the caller's to know. */
#ifndef SYS_BLOB_H
#define SYS_BLOB_H

#include "base/str.h"

enum { BLOB_HEAD = 4096 };

/* A file on its way into the directory. */
struct blob;

/* Makes the directory, which nobody else may read, unless it is there.  ERR_NOT_FOUND: the one
 * that it would lie in is not; ERR_DENIED, ERR_FULL, ERR_IO. */
MUST_CHECK enum err blob_make_dir(const char *dir);
/* Begins a file.  Gives it.  ERR_NOT_FOUND: no such directory; ERR_DENIED, ERR_FULL, ERR_IO. */
MUST_CHECK enum err blob_begin(const char *dir, struct blob **ret_blob);
/* Appends bytes.  ERR_FULL, ERR_IO: it can only be dropped then. */
MUST_CHECK enum err blob_write(struct blob *b, const void *bytes, size_t n);
/* Ends the content and syncs it; again is fine.  Size, name and head hold from then on. */
MUST_CHECK enum err blob_end(struct blob *b);
int64_t blob_size(const struct blob *b);
const char *blob_name(const struct blob *b);
/* Its first bytes, at most BLOB_HEAD; borrowed from the blob. */
struct str blob_head(const struct blob *b);
/* Gives it its name and syncs that.  Once more, for a transaction that is run again, is fine
 * while the file is there; else ERR_BUSY: somebody has removed it since. */
MUST_CHECK enum err blob_publish(struct blob *b);
/* Frees it; removes the file unless it was published.  NULL is fine. */
void blob_drop(struct blob *b);

/* Opens a file for reading; gives the descriptor.  ERR_NOT_FOUND, ERR_DENIED, ERR_IO. */
MUST_CHECK enum err blob_open(const char *dir, struct str name, int *ret_fd, int64_t *ret_size);
/* Reads a file to its end.  ERR_INPUT: its content is not what its name says. */
MUST_CHECK enum err blob_check(const char *dir, struct str name);
/* Removes a file; one that is not there is fine. */
MUST_CHECK enum err blob_remove(const char *dir, struct str name);
/* Removes what was never published and is older than `age_s` by the machine's clock, and calls
 * fn with the name of every published file that is.  An error of fn ends the walk. */
MUST_CHECK enum err blob_walk(const char *dir, int64_t age_s,
			      enum err (*fn)(void *arg, struct str name), void *arg);

#endif
