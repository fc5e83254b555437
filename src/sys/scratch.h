/* scratch - a file in memory, for libraries that write only to a named one. */
#ifndef SYS_SCRATCH_H
#define SYS_SCRATCH_H

#include "base/buf.h"

struct scratch {
	int fd;
	char path[32]; /* under which this process can open it */
};

/* ERR_IO: there is no memory or no descriptor for it. */
MUST_CHECK enum err scratch_open(struct scratch *ret_scratch);
/* Appends all that was written. */
MUST_CHECK enum err scratch_read(const struct scratch *s, struct buf *b);
/* The file is gone. */
void scratch_close(struct scratch *s);

#endif
