#include "sys/scratch.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum err scratch_open(struct scratch *ret_scratch)
{
	int fd = memfd_create("scratch", MFD_CLOEXEC);

	if (fd < 0)
		return ERR_IO;
	*ret_scratch = (struct scratch){.fd = fd};
	snprintf(ret_scratch->path, sizeof ret_scratch->path, "/proc/self/fd/%d", fd);
	return OK;
}

enum err scratch_read(const struct scratch *s, struct buf *b)
{
	struct stat st;

	if (fstat(s->fd, &st))
		return ERR_IO;
	for (off_t at = 0; at < st.st_size;) {
		char *to = buf_room(b, (size_t)(st.st_size - at));
		ssize_t n = to ? pread(s->fd, to, (size_t)(st.st_size - at), at) : -1;
		if (n <= 0)
			return to ? ERR_IO : ERR_LIMIT;
		buf_wrote(b, (size_t)n);
		at += n;
	}
	return OK;
}

void scratch_close(struct scratch *s)
{
	close(s->fd);
}
