#include "sys/scratch.h"

#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum err scratch_open(struct scratch *ret_scratch)
{
	const char *dir = getenv("TMPDIR");
	char name[4096];

	if (!dir || !*dir)
		dir = "/tmp";
	if ((size_t)snprintf(name, sizeof name, "%s/genjin-XXXXXX", dir) >= sizeof name)
		return ERR_LIMIT;
	int fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return file_err() == ERR_NOT_FOUND ? ERR_IO : file_err();
	unlink(name);
	*ret_scratch = (struct scratch){.fd = fd};
	snprintf(ret_scratch->path, sizeof ret_scratch->path, "/proc/self/fd/%d", fd);
	return OK;
}

enum err scratch_write(struct scratch *s, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(s->fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_err() == ERR_FULL ? ERR_FULL : ERR_IO;
		bytes = str_slice(bytes, (size_t)n, bytes.n);
	}
	return OK;
}

enum err scratch_size(const struct scratch *s, int64_t *ret_size)
{
	struct stat st;

	if (fstat(s->fd, &st) != 0)
		return ERR_IO;
	*ret_size = st.st_size;
	return OK;
}

int scratch_take(struct scratch *s)
{
	int fd = s->fd;

	s->fd = -1;
	return fd;
}

void scratch_close(struct scratch *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}
