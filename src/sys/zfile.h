/* zfile - a gzip file that is written once and durably, and read line by line.
 *
 * The file has another name until it is whole and on the disk, so that no half one is ever
 * taken for it; a file that is there is never replaced.  Reading also takes a file that
 * somebody has unpacked.  What stands in the lines is the caller's. */
#ifndef SYS_ZFILE_H
#define SYS_ZFILE_H

#include "base/buf.h"

struct zwriter;
struct zreader;

/* Begins a file that only this user may read.  ERR_CONFLICT: there is one; ERR_NOT_FOUND: no
 * such directory; ERR_DENIED, ERR_FULL, ERR_IO.  Gives the writer. */
MUST_CHECK enum err zfile_create(const char *path, struct zwriter **ret);
/* Appends bytes. */
MUST_CHECK enum err zfile_write(struct zwriter *z, struct str bytes);
/* Ends the content and syncs it; nothing more can be written. */
MUST_CHECK enum err zfile_sync(struct zwriter *z);
/* The name that the file has for the time being, to read it after zfile_sync. */
const char *zfile_temporary(const struct zwriter *z);
/* Gives it its name and syncs that.  ERR_CONFLICT: somebody else has made such a file. */
MUST_CHECK enum err zfile_publish(struct zwriter *z);
/* Frees the writer; removes the file unless it was published.  NULL is fine. */
void zfile_drop(struct zwriter *z);

/* Opens a file.  ERR_NOT_FOUND, ERR_DENIED, ERR_IO.  Gives the reader. */
MUST_CHECK enum err zfile_open(const char *path, struct zreader **ret);
/* The next line without its end, borrowed until the next call; *ret_more false at the end.
 * ERR_INPUT: not gzip, cut short, or its check sum is wrong; ERR_LIMIT: a line is too long. */
MUST_CHECK enum err zfile_line(struct zreader *z, struct str *ret_line, bool *ret_more);
/* NULL is fine. */
void zfile_close(struct zreader *z);

#endif
