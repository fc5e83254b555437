#include "sys/cage.h"

#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_S = 120, LONGEST = 1 << 30, CONTROL = 3 };

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
	int fd; /* sends the socket of each piece of work */
	pid_t pid;
};

static bool put_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static bool get_all(int fd, char *p, size_t n)
{
	while (n) {
		ssize_t k = recv(fd, p, n, 0);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
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

/* The next socket; -1 at the end of the server. */
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
	const struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
	if (c && c->cmsg_type == SCM_RIGHTS)
		memcpy(&got, CMSG_DATA(c), sizeof got);
	return got;
}

bool cage_is(int argc, char **argv)
{
	return argc == 3 && strcmp(argv[1], NAME) == 0;
}

_Noreturn void cage_serve(const struct cage_options *o, char **argv)
{
	bool locked = strcmp(argv[2], LOCKED) == 0;
	struct sandbox got;
	int fd;

	signal(SIGCHLD, SIG_IGN); /* children need nobody who waits for them */
	signal(SIGINT, SIG_IGN);  /* of a terminal: it ends with the server */
	signal(SIGTERM, SIG_IGN);
	closefrom(CONTROL + 1);
	if (o->load)
		o->load();
	if ((locked && sandbox_enter(NULL, 0, &got)) || !put_all(CONTROL, "r", 1))
		_exit(1);
	while ((fd = next_socket(CONTROL)) >= 0) {
		if (fork() == 0)
			be_child(o, locked, fd);
		close(fd);
	}
	_exit(0);
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

/* The socket of a child; -1: none. */
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

enum err cage_run(struct cage *c, struct str head, struct str body, struct buf *reply)
{
	size_t n = head.n + body.n, got = 0;
	char ready;

	if (n > LONGEST)
		return ERR_INPUT;
	int fd = ask_for_child(c);
	if (fd < 0)
		return ERR_BUSY;
	enum err e = put_size(fd, n) && get_all(fd, &ready, 1) ? OK : ERR_BUSY;
	if (!e &&
	    !(put_all(fd, head.p, head.n) && put_all(fd, body.p, body.n) &&
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

void cage_stop(struct cage *c)
{
	if (!c)
		return;
	close(c->fd);
	waitpid(c->pid, NULL, 0);
	free(c);
}
