#include "base/test.h"

#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is tried within; bits of the child's exit code say what was possible. */
enum { INSIDE = 1, OUTSIDE = 2, RUN = 4, MOUNT = 8, READ = 16, MAKE = 32, ENTERED = 64 };

static bool can_open(const char *dir, const char *name, int flags)
{
	char path[300];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	int fd = open(path, flags, 0600);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int try_all(const char *inside, const char *outside)
{
	char path[300];
	char *const argv[] = {"/bin/true", NULL};
	struct sandbox got;
	int can = 0;

	snprintf(path, sizeof path, "%s/x.db", inside);
	const char *const paths[] = {path};
	if (sandbox_enter(paths, 1, &got))
		return 0;
	can |= got.landlock && got.seccomp ? ENTERED : 0;
	can |= can_open(inside, "x.db", O_RDWR | O_CREAT) ? INSIDE : 0;
	can |= can_open(outside, "there", O_WRONLY) ? OUTSIDE : 0;
	can |= can_open(outside, "new", O_WRONLY | O_CREAT) ? MAKE : 0;
	can |= can_open(outside, "there", O_RDONLY) ? READ : 0;
	can |= mount("none", outside, "tmpfs", 0, NULL) == 0 || errno != EPERM ? MOUNT : 0;
	execv(argv[0], argv);
	can |= errno != EPERM && errno != EACCES ? RUN : 0;
	return can;
}

static void test_what_is_given_up(void **state)
{
	char inside[] = "/tmp/genjin-box-XXXXXX", outside[] = "/tmp/genjin-out-XXXXXX";
	char path[300];
	int status;

	(void)state;
	if (!sandbox_landlock_version() || !sandbox_has_seccomp()) {
		print_message("this kernel has no Landlock or seccomp: NOT TESTED\n");
		skip();
	}
	assert_non_null(mkdtemp(inside));
	assert_non_null(mkdtemp(outside));
	assert_true(can_open(outside, "there", O_WRONLY | O_CREAT));
	pid_t child = fork();
	if (child == 0)
		_exit(try_all(inside, outside));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), ENTERED | INSIDE | READ);
	snprintf(path, sizeof path, "%s/x.db", inside);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof path, "%s/there", outside);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(inside), 0);
	assert_int_equal(rmdir(outside), 0);
}

static void test_a_directory_that_is_not_there(void **state)
{
	const char *const paths[] = {"/nonexistent/x.db"};
	struct sandbox got;
	int status;

	(void)state;
	if (!sandbox_landlock_version())
		skip();
	pid_t child = fork();
	if (child == 0)
		_exit(sandbox_enter(paths, 1, &got) == ERR_IO ? 7 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_given_up),
		cmocka_unit_test(test_a_directory_that_is_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
