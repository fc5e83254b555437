#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Landlock by number: Debian 12's headers are older than what kernels know
 * (Documentation/userspace-api/landlock.rst). */
enum {
	CREATE_RULESET = 444,
	ADD_RULE = 445,
	RESTRICT_SELF = 446,
	VERSION_FLAG = 1,
	RULE_PATH_BENEATH = 1,
};

enum {
	EXECUTE = 1 << 0,
	WRITE_FILE = 1 << 1,
	REMOVE_DIR = 1 << 4,
	REMOVE_FILE = 1 << 5,
	MAKE_CHAR = 1 << 6,
	MAKE_DIR = 1 << 7,
	MAKE_REG = 1 << 8,
	MAKE_SOCK = 1 << 9,
	MAKE_FIFO = 1 << 10,
	MAKE_BLOCK = 1 << 11,
	MAKE_SYM = 1 << 12,
	REFER = 1 << 13,    /* version 2 */
	TRUNCATE = 1 << 14, /* version 3 */

	WRITES = WRITE_FILE | REMOVE_FILE | MAKE_REG,
	FIRST = EXECUTE | WRITES | REMOVE_DIR | MAKE_CHAR | MAKE_DIR | MAKE_SOCK | MAKE_FIFO |
		MAKE_BLOCK | MAKE_SYM,
};

enum { LOAD_S = 10 }; /* it takes a few milliseconds */

struct ruleset_attr {
	uint64_t handled_access_fs;
};

struct path_attr {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

int sandbox_landlock_version(void)
{
	long v = syscall(CREATE_RULESET, NULL, (size_t)0, VERSION_FLAG);

	return v > 0 ? (int)v : 0;
}

bool sandbox_has_seccomp(void)
{
	uint32_t action = SECCOMP_RET_ERRNO;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* Lets the directory of a path, or one file, be written. */
static enum err allow(int ruleset, const char *path, uint64_t access, bool directory)
{
	char dir[4096];
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	if (n >= sizeof dir)
		return ERR_LIMIT;
	snprintf(dir, sizeof dir, "%.*s", (int)n, path);
	if (directory)
		path = slash == path ? "/" : slash ? dir : ".";
	struct path_attr rule = {.allowed_access = access};
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return ERR_IO;
	long rc = syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
	return rc == 0 ? OK : ERR_IO;
}

static enum err enter_landlock(const char *const *paths, size_t n, int version)
{
	uint64_t more = (version >= 3 ? (uint64_t)TRUNCATE : 0);
	struct ruleset_attr all = {FIRST | more | (version >= 2 ? (uint64_t)REFER : 0)};
	enum err e = OK;
	long fd = syscall(CREATE_RULESET, &all, sizeof all, 0);

	if (fd < 0)
		return ERR_IO;
	for (size_t i = 0; !e && i < n; i++)
		e = allow((int)fd, paths[i], WRITES | more, true);
	if (!e)
		e = allow((int)fd, "/dev/null", WRITE_FILE | more, false);
	if (!e && syscall(RESTRICT_SELF, fd, 0) != 0)
		e = ERR_IO;
	close((int)fd);
	return e;
}

static void give_up(int signal)
{
	(void)signal;
	_exit(1);
}

/* The library goes round for ever when it has no memory for the filter's program: then the
 * start is given up. */
static int load(scmp_filter_ctx filter)
{
	const struct sigaction act = {.sa_handler = give_up};
	struct sigaction was;

	sigaction(SIGALRM, &act, &was);
	alarm(LOAD_S);
	int rc = seccomp_load(filter);
	alarm(0);
	sigaction(SIGALRM, &was, NULL);
	return rc;
}

static enum err enter_seccomp(void)
{
	static const char *const denied[] = {
		"acct",
		"add_key",
		"bpf",
		"chroot",
		"clock_adjtime",
		"clock_settime",
		"delete_module",
		"execve",
		"execveat",
		"finit_module",
		"fsconfig",
		"fsmount",
		"fsopen",
		"fspick",
		"init_module",
		"io_uring_setup",
		"ioperm",
		"iopl",
		"kcmp",
		"kexec_file_load",
		"kexec_load",
		"keyctl",
		"mount",
		"move_mount",
		"name_to_handle_at",
		"open_by_handle_at",
		"open_tree",
		"perf_event_open",
		"personality",
		"pivot_root",
		"process_vm_readv",
		"process_vm_writev",
		"quotactl",
		"reboot",
		"request_key",
		"sethostname",
		"setns",
		"settimeofday",
		"swapoff",
		"swapon",
		"umount2",
		"unshare",
		"userfaultfd",
		"vhangup",
#ifndef __SANITIZE_ADDRESS__ /* its search for leaks traces its own threads */
		"ptrace",
#endif
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int rc = filter ? 0 : -ENOMEM;

	for (size_t i = 0; rc == 0 && i < sizeof denied / sizeof *denied; i++) {
		int number = seccomp_syscall_resolve_name(denied[i]);
		/* An older library does not know the newest names. */
		if (number != __NR_SCMP_ERROR)
			rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
	}
	if (rc == 0)
		rc = load(filter);
	seccomp_release(filter);
	return rc == 0 ? OK : ERR_IO;
}

enum err sandbox_enter(const char *const *paths, size_t n, struct sandbox *ret_got)
{
	int version = sandbox_landlock_version();
	struct sandbox got = {version > 0, sandbox_has_seccomp()};
	enum err e = OK;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return ERR_IO;
	if (got.landlock)
		e = enter_landlock(paths, n, version);
	if (!e && got.seccomp)
		e = enter_seccomp();
	if (!e)
		*ret_got = got;
	return e;
}

enum err sandbox_lock(void)
{
	static const char *const allowed[] = {
		"brk",		"clock_gettime", "close",     "exit",	     "exit_group",
		"futex",	"getpid",	 "getrandom", "gettid",	     "madvise",
		"mremap",	"munmap",	 "read",      "recvfrom",    "rt_sigprocmask",
		"rt_sigreturn", "sched_yield",	 "sendto",    "sigaltstack", "write",
	};
	/* New code cannot be made of data. */
	static const char *const mapping[] = {"mmap", "mprotect"};
	scmp_filter_ctx filter;
	int rc = 0;

	if (!sandbox_has_seccomp())
		return OK;
	filter = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
			 ? seccomp_init(SCMP_ACT_ERRNO(EPERM))
			 : NULL;
	rc = filter ? 0 : -ENOMEM;
	for (size_t i = 0; rc == 0 && i < sizeof allowed / sizeof *allowed; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
				      seccomp_syscall_resolve_name(allowed[i]), 0);
	for (size_t i = 0; rc == 0 && i < sizeof mapping / sizeof *mapping; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
				      seccomp_syscall_resolve_name(mapping[i]), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc == 0 ? OK : ERR_IO;
}
