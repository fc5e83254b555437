/* scratch - a temporary file without a name, for what is made whole before it is sent.
 *
 * It lies in TMPDIR, or in /tmp, and is gone with its descriptor, after a crash too. */
#ifndef SYS_SCRATCH_H
#define SYS_SCRATCH_H

#include "base/str.h"

struct scratch {
	int fd;	       /* -1: none */
	char path[32]; /* under which this process can open it */
};

/* ERR_FULL, ERR_DENIED, ERR_IO: no file can be made there. */
MUST_CHECK enum err scratch_open(struct scratch *ret_scratch);
/* Appends bytes.  ERR_FULL, ERR_IO: it can only be closed then. */
MUST_CHECK enum err scratch_write(struct scratch *s, struct str bytes);
/* Its bytes so far, also those that a library wrote by its path.  ERR_IO. */
MUST_CHECK enum err scratch_size(const struct scratch *s, int64_t *ret_size);
/* Gives the descriptor to the caller, who reads from offset 0 and closes it. */
int scratch_take(struct scratch *s);
/* The file is gone; nothing when it was taken or closed before. */
void scratch_close(struct scratch *s);

#endif
