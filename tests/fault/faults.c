/* faults - makes the n-th allocation, write, sync or talk of a program fail, once or from then
 * on, or kills it there.
 *
 * For LD_PRELOAD.  What is to fail stands in a file that FAULT_CONTROL names and both sides
 * have mapped (struct control): a test sets it and reads the count while the program runs.
 * Writes and syncs count on regular files alone; the log is none when it is a pipe.  A write is
 * also a new name for a file.  Talk is what goes through a local socket that has a name, which
 * is the database's: the connection is lost then.  A kill comes before any of these but
 * allocations, before a file is removed, and before anything that goes through another socket.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { NOTHING, ALLOCATION, WRITE, SYNC, ROOM, TALK, KILL };

struct control {
	_Atomic int32_t kind;	 /* what is counted */
	_Atomic int32_t forever; /* 1: not once, but from `at` on; 2: kill -9 instead */
	_Atomic int64_t at;	 /* which one fails, from 1; 0: none, they are only counted */
	_Atomic int64_t count;
	_Atomic int64_t failed;
	_Atomic int64_t hurry; /* 1: who waits for a time looks every 50 ms */
};

static struct control *control;

/* The C library's own, which need no dlsym (that allocates itself). */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *p, size_t n);

__attribute__((constructor)) static void map_control(void)
{
	const char *path = getenv("FAULT_CONTROL");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *p;

	if (fd < 0)
		return;
	p = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p != MAP_FAILED)
		control = p;
}

/* Counts one of a kind; whether it is to fail. */
static bool fails(enum kind kind)
{
	if (!control || atomic_load(&control->kind) != (int32_t)kind)
		return false;
	int64_t n = atomic_fetch_add(&control->count, 1) + 1, at = atomic_load(&control->at);
	int32_t how = atomic_load(&control->forever);
	if (at == 0 || (how == 1 ? n < at : n != at))
		return false;
	if (how == 2)
		(void)!raise(SIGKILL);
	atomic_fetch_add(&control->failed, 1);
	return true;
}

/* An allocation that fails, but in libseccomp: without memory it crashes or goes round for
 * ever, and a start that uses it has done nothing yet. */
static bool lacks_memory(const void *caller)
{
	Dl_info info;

	return fails(ALLOCATION) &&
	       !(dladdr(caller, &info) && strstr(info.dli_fname, "libseccomp"));
}

void *malloc(size_t n)
{
	if (lacks_memory(__builtin_return_address(0))) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(n);
}

void *calloc(size_t count, size_t n)
{
	if (lacks_memory(__builtin_return_address(0))) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_calloc(count, n);
}

void *realloc(void *p, size_t n)
{
	if (lacks_memory(__builtin_return_address(0))) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_realloc(p, n);
}

static bool is_file(int fd)
{
	struct stat st;

	return fd > 2 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* A step of the program, and perhaps its last. */
static void take_step(void)
{
	if (fails(KILL))
		kill(getpid(), SIGKILL);
}

/* 0, or the errno that a write to this descriptor ends with. */
static int refuse_write(int fd)
{
	if (!control || atomic_load(&control->kind) < WRITE || !is_file(fd))
		return 0;
	take_step();
	if (fails(ROOM))
		return ENOSPC;
	return fails(WRITE) ? EIO : 0;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRITING(type, name, params, args)                                                      \
	type name params                                                                       \
	{                                                                                      \
		static _Atomic(void *) found;                                                  \
		void *next = atomic_load(&found);                                              \
		int refused = refuse_write(fd);                                                \
		if (refused) {                                                                 \
			errno = refused;                                                       \
			return -1;                                                             \
		}                                                                              \
		if (!next) {                                                                   \
			next = (void *)NEXT(name);                                             \
			atomic_store(&found, next);                                            \
		}                                                                              \
		return ((__typeof__(&name))next)args;                                          \
	}

WRITING(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
WRITING(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))
WRITING(int, ftruncate, (int fd, off_t n), (fd, n))
WRITING(int, fallocate, (int fd, int mode, off_t at, off_t n), (fd, mode, at, n))
#if !defined(_FILE_OFFSET_BITS) || _FILE_OFFSET_BITS != 64
WRITING(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at))
WRITING(int, ftruncate64, (int fd, off64_t n), (fd, n))
#endif

/* posix_fallocate gives its error as the result. */
int posix_fallocate(int fd, off_t at, off_t n)
{
	int refused = refuse_write(fd);

	return refused ? refused : NEXT(posix_fallocate)(fd, at, n);
}

int rename(const char *from, const char *to)
{
	take_step();
	if (fails(WRITE)) {
		errno = EIO;
		return -1;
	}
	return NEXT(rename)(from, to);
}

int unlink(const char *path)
{
	take_step();
	return NEXT(unlink)(path);
}

/* The clock of a condition is known by how much it shows: one begins with the machine. */
int pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *lock,
			   const struct timespec *until)
{
	clockid_t id = until->tv_sec > 1000000000 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
	struct timespec soon = *until;

	if (control && atomic_load(&control->hurry)) {
		clock_gettime(id, &soon);
		soon.tv_nsec += 50000000;
		soon.tv_sec += soon.tv_nsec / 1000000000;
		soon.tv_nsec %= 1000000000;
	}
	if (soon.tv_sec > until->tv_sec)
		soon = *until;
	int e = pthread_cond_clockwait(cond, lock, id, &soon);
	return e == ETIMEDOUT && soon.tv_sec < until->tv_sec ? 0 : e;
}

#define SYNCING(name)                                                                          \
	int name(int fd)                                                                       \
	{                                                                                      \
		take_step();                                                                   \
		if (fails(SYNC)) {                                                             \
			errno = EIO;                                                           \
			return -1;                                                             \
		}                                                                              \
		return NEXT(name)(fd);                                                         \
	}

SYNCING(fsync)
SYNCING(fdatasync)

/* Whether a socket is lost from here on. */
static bool is_cut(int fd)
{
	struct sockaddr_storage peer;
	socklen_t n = sizeof peer;

	if (!control || atomic_load(&control->kind) < TALK ||
	    getpeername(fd, (struct sockaddr *)&peer, &n) != 0)
		return false;
	take_step();
	if (peer.ss_family != AF_UNIX || n <= sizeof peer.ss_family || !fails(TALK))
		return false;
	shutdown(fd, SHUT_RDWR);
	errno = ECONNRESET;
	return true;
}

#define TALKING(type, name, params, args)                                                      \
	type name params                                                                       \
	{                                                                                      \
		return is_cut(fd) ? -1 : NEXT(name) args;                                      \
	}

TALKING(ssize_t, send, (int fd, const void *p, size_t n, int flags), (fd, p, n, flags))
TALKING(ssize_t, sendmsg, (int fd, const struct msghdr *m, int flags), (fd, m, flags))
TALKING(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n))
TALKING(ssize_t, recv, (int fd, void *p, size_t n, int flags), (fd, p, n, flags))
