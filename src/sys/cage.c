#include "sys/cage.h"

#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_S = 120, LONGEST = 1 << 30, CONTROL = 3, PAUSE_MS = 100, TRIES = 10 };

/* Its second argument, and its third. */
#define NAME "(reader)"
#define LOCKED "locked"

/* Sanitizers reserve terabytes of addresses for themselves. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { MEMORY_IS_LIMITED = 0 };
#else
enum { MEMORY_IS_LIMITED = 1 };
#endif

struct cage {
	const struct cage_options *options;
	int fd; /* sends the socket of each piece of work; each reader that comes says so */
	pid_t pid;
	_Atomic int64_t renewed;
	_Atomic bool gone;
};

/* All of it, or false. */
static bool pass_all(int fd, char *p, size_t n, bool out)
{
	while (n) {
		ssize_t k = out ? send(fd, p, n, MSG_NOSIGNAL) : recv(fd, p, n, 0);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static bool put_all(int fd, const char *p, size_t n)
{
	return pass_all(fd, (char *)p, n, true); /* which only looks at it */
}

static bool get_all(int fd, char *p, size_t n)
{
	return pass_all(fd, p, n, false);
}

static bool put_size(int fd, size_t n)
{
	return put_all(fd, (const char *)&n, sizeof n);
}

static size_t longest_reply(const struct cage_options *o, size_t request)
{
	return o->reply + 3 * request;
}

/* ---- the child ---- */

static bool limit(int what, rlim_t n)
{
	struct rlimit l = {n, n};

	return setrlimit((__rlimit_resource_t)what, &l) == 0;
}

/* No new descriptor, no process, no file's growth; later ones cannot be raised again. */
static bool enter_limits(const struct cage_options *o, size_t request)
{
	return limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_FSIZE, 0) &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, (rlim_t)o->cpu_s) &&
	       (!MEMORY_IS_LIMITED || limit(RLIMIT_AS, o->memory + 5 * request));
}

/* The socket is descriptor 0, and there is no other.  A byte says that the child is ready. */
static _Noreturn void be_child(const struct cage_options *o, bool locked, int fd)
{
	struct buf reply = {0};
	size_t n = 0;

	if (dup2(fd, 0) < 0)
		_exit(1);
	closefrom(1);
	if (!get_all(0, (char *)&n, sizeof n) || n > LONGEST || !enter_limits(o, n) ||
	    (locked && sandbox_lock()) || !put_all(0, "r", 1))
		_exit(1);
	char *request = malloc(n + 1);
	struct arena *a = arena_new();
	if (!request || !a || !get_all(0, request, n))
		_exit(1);
	reply.max = longest_reply(o, n);
	o->work(a, (struct str){request, n}, &reply);
	if (buf_ok(&reply) && put_size(0, buf_str(&reply).n))
		put_all(0, buf_str(&reply).p, buf_str(&reply).n);
	_exit(0);
}

/* ---- the program that waits ---- */

/* It is two processes, so that either may be killed: the reader, who waits for work, and its
 * keeper, who waits for the reader's end and makes another.  A reader that has lost its keeper
 * becomes one.  What is asked meanwhile lies in the socket, which both of them hold. */

/* Waits for the end of a child, and of what else is there; whether it ended by itself. */
static bool wait_for(pid_t child)
{
	int status = 0;
	pid_t pid;

	do {
		pid = waitpid(-1, &status, 0);
	} while (pid != child && (pid > 0 || errno == EINTR));
	return pid == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Keeps a reader until the server ends.  Returns in each reader, which then can read the end
 * of its keeper from the descriptor. */
static int keep(void)
{
	const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
	int fds[2];

	signal(SIGCHLD, SIG_DFL);
	for (;; nanosleep(&pause, NULL)) {
		if (pipe2(fds, O_CLOEXEC) != 0)
			continue;
		pid_t reader = fork();
		if (reader == 0) {
			close(fds[1]);
			signal(SIGCHLD, SIG_IGN); /* children need nobody who waits for them */
			return fds[0];
		}
		close(fds[0]);
		if (reader > 0 && wait_for(reader))
			_exit(0);
		close(fds[1]);
	}
}

/* The socket of the next piece of work; -1: it came without one. */
static int next_socket(int fd)
{
	char byte;
	struct iovec iov = {&byte, 1};
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int))];
	struct msghdr m = {.msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = room,
			   .msg_controllen = sizeof room};
	ssize_t n;
	int got = -1;

	do {
		n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		_exit(n < 0); /* 0: the end of the server */
	const struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_type == SCM_RIGHTS)
		memcpy(&got, CMSG_DATA(c), sizeof got);
	return got;
}

/* Waits for work until the keeper ends. */
static void be_reader(const struct cage_options *o, bool locked, int keeper)
{
	struct pollfd fds[] = {{.fd = CONTROL, .events = POLLIN}, {.fd = keeper}};

	send(CONTROL, "r", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	for (;;) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[1].revents)
			return;
		int fd = next_socket(CONTROL);
		if (fd >= 0 && fork() == 0)
			be_child(o, locked, fd);
		close(fd);
	}
}

bool cage_is(int argc, char **argv)
{
	return argc == 3 && strcmp(argv[1], NAME) == 0;
}

_Noreturn void cage_serve(const struct cage_options *o, char **argv)
{
	bool locked = strcmp(argv[2], LOCKED) == 0;
	struct sandbox got;

	signal(SIGINT, SIG_IGN); /* of a terminal: it ends with the server */
	signal(SIGTERM, SIG_IGN);
	closefrom(CONTROL + 1);
	if (o->load)
		o->load();
	if (locked && sandbox_enter(NULL, 0, &got))
		_exit(1);
	for (;;) {
		int keeper = keep();
		be_reader(o, locked, keeper);
		close(keeper);
	}
}

/* ---- the server ---- */

/* Without the signals that are ignored or blocked here, and without our environment. */
static int spawn(bool locked, int fd, pid_t *ret_pid)
{
	char *argv[] = {"genjin", NAME, locked ? LOCKED : "limited", NULL}, *env[] = {NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t all, none;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc) {
		posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	sigfillset(&all);
	sigemptyset(&none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setsigmask(&attr, &none);
	rc = posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	if (!rc) /* first, since one of the next may be its number */
		rc = posix_spawn_file_actions_adddup2(&actions, fd, CONTROL);
	for (int i = 0; !rc && i < CONTROL; i++)
		rc = posix_spawn_file_actions_addopen(&actions, i, "/dev/null", O_RDWR, 0);
	if (!rc)
		rc = posix_spawn(ret_pid, "/proc/self/exe", &actions, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

enum err cage_start(const struct cage_options *o, bool locked, struct cage **ret_cage)
{
	struct cage *c = calloc(1, sizeof *c);
	int fds[2];
	char ready;

	if (!c || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
		free(c);
		return ERR_IO;
	}
	c->options = o;
	c->fd = fds[0];
	int rc = spawn(locked, fds[1], &c->pid);
	close(fds[1]);
	if (rc == 0 && get_all(c->fd, &ready, 1)) {
		*ret_cage = c;
		return OK;
	}
	close(c->fd);
	if (rc == 0)
		waitpid(c->pid, NULL, 0);
	free(c);
	return ERR_IO;
}

static bool hand_over(const struct cage *c, int fd)
{
	struct iovec iov = {"w", 1};
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof fd)] = {0};
	struct msghdr m = {.msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = room,
			   .msg_controllen = sizeof room};
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(h), &fd, sizeof fd);
	return sendmsg(c->fd, &m, MSG_NOSIGNAL) == 1;
}

/* The socket of a child that may still come to nothing; -1: none. */
static int ask_for_child(const struct cage *c)
{
	const struct timeval patience = {.tv_sec = WAIT_S};
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
		return -1;
	bool given =
		hand_over(c, fds[1]) &&
		setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
		setsockopt(fds[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0;
	close(fds[1]);
	if (given)
		return fds[0];
	close(fds[0]);
	return -1;
}

/* The socket of a child that is ready for n bytes; -1: none.  A reader may have been killed
 * with what it was asked in its hands: the next one is asked again. */
static int child_for(const struct cage *c, size_t n)
{
	char ready;

	for (int i = 0; i < TRIES; i++) {
		int fd = ask_for_child(c);
		if (fd < 0 || (put_size(fd, n) && get_all(fd, &ready, 1)))
			return fd;
		close(fd);
	}
	return -1;
}

enum err cage_run(struct cage *c, struct str head, struct str body, struct buf *reply)
{
	size_t n = head.n + body.n, got = 0;
	enum err e = OK;

	if (n > LONGEST)
		return ERR_INPUT;
	int fd = child_for(c, n);
	if (fd < 0)
		return ERR_BUSY;
	if (!(put_all(fd, head.p, head.n) && put_all(fd, body.p, body.n) &&
	      get_all(fd, (char *)&got, sizeof got) && got <= longest_reply(c->options, n)))
		e = ERR_INPUT;
	reply->max = longest_reply(c->options, n) + 1;
	char *room = e ? NULL : buf_room(reply, got + 1);
	if (!e && !room)
		e = ERR_BUSY;
	if (!e && !get_all(fd, room, got))
		e = ERR_INPUT;
	if (!e)
		buf_wrote(reply, got);
	close(fd);
	return e;
}

struct cage_state cage_state(struct cage *c)
{
	char byte;
	ssize_t n;

	if (!c)
		return (struct cage_state){.gone = true};
	while ((n = recv(c->fd, &byte, 1, MSG_DONTWAIT)) > 0)
		atomic_fetch_add(&c->renewed, 1);
	if (n == 0)
		atomic_store(&c->gone, true);
	waitpid(c->pid, NULL, WNOHANG); /* the first keeper, if it was killed */
	return (struct cage_state){atomic_load(&c->renewed), atomic_load(&c->gone)};
}

void cage_stop(struct cage *c)
{
	if (!c)
		return;
	close(c->fd);
	waitpid(c->pid, NULL, 0);
	free(c);
}
