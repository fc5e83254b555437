#include "base/test.h"

#include "sys/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a child can do beyond its work, as bits. */
enum { FILES = 1, SOCKETS = 2, PROCESSES = 4, RUNS = 8, REMOVES = 16, SIGNALS = 32, CODE = 64 };

static int try_all(void)
{
	char *const argv[] = {"/bin/true", NULL};
	int can = 0;

	can |= open("/etc/passwd", O_RDONLY) >= 0 ? FILES : 0;
	can |= socket(AF_INET, SOCK_STREAM, 0) >= 0 ? SOCKETS : 0;
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	can |= child > 0 ? PROCESSES : 0;
	execv(argv[0], argv);
	can |= errno != EPERM ? RUNS : 0;
	can |= unlink("/nonexistent") == 0 || errno != EPERM ? REMOVES : 0;
	can |= kill(getppid(), 0) == 0 || errno != EPERM ? SIGNALS : 0;
	can |= mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
			       MAP_FAILED
		       ? CODE
		       : 0;
	return can;
}

static void eat(void)
{
	for (;;) {
		char *p = malloc(1 << 20);
		if (!p)
			_exit(0);
		memset(p, 1, 1 << 20);
	}
}

static void work(struct arena *a, struct str request, struct buf *reply)
{
	(void)a;
	if (str_is(request, "crash"))
		__builtin_trap();
	while (str_is(request, "spin"))
		continue;
	if (str_is(request, "eat"))
		eat();
	if (str_is(request, "try"))
		buf_put_int(reply, try_all());
	if (str_is(request, "long"))
		while (buf_ok(reply) && buf_str(reply).n < 3 << 20)
			buf_puts(reply, "0123456789");
	if (str_starts(request, STR("echo")))
		buf_put_str(reply, request);
}

static const struct cage_options options = {
	.work = work, .cpu_s = 1, .memory = 256 << 20, .reply = 1 << 20};

static struct cage *start(void)
{
	struct cage *c;

	assert_int_equal(cage_start(&options, true, &c), OK);
	return c;
}

static void expect(struct cage *c, const char *request, enum err want, const char *reply)
{
	struct buf b = {0};

	assert_int_equal(cage_run(c, str_slice(str_of(request), 0, 1),
				  str_slice(str_of(request), 1, strlen(request)), &b),
			 want);
	if (!want)
		assert_string_equal(str_is(buf_str(&b), reply) ? reply : "another", reply);
	buf_done(&b);
}

static void test_work_is_done(void **state)
{
	struct cage *c = start();
	struct buf large = {0}, b = {0};

	(void)state;
	expect(c, "echo me", OK, "echo me");
	expect(c, "nothing", OK, "");
	buf_puts(&large, "echo");
	for (int i = 0; i < 1 << 20; i++)
		buf_puts(&large, "0123456789");
	assert_int_equal(cage_run(c, STR(""), buf_str(&large), &b), OK);
	assert_true(str_eq(buf_str(&large), buf_str(&b)));
	buf_done(&large);
	buf_done(&b);
	cage_stop(c);
}

static void test_a_child_ends_alone(void **state)
{
	struct cage *c = start();

	(void)state;
	expect(c, "crash", ERR_INPUT, NULL);
	expect(c, "spin", ERR_INPUT, NULL);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	expect(c, "eat", ERR_INPUT, NULL);
#endif
	expect(c, "long", ERR_INPUT, NULL);
	expect(c, "echo", OK, "echo");
	cage_stop(c);
}

static void test_a_child_can_do_nothing_else(void **state)
{
	struct cage *c = start();

	(void)state;
	expect(c, "try", OK, "0");
	cage_stop(c);
}

static void test_nothing_is_left(void **state)
{
	struct cage *c = start();

	(void)state;
	expect(c, "echo", OK, "echo");
	cage_stop(c);
	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
	cage_stop(NULL);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_work_is_done),
		cmocka_unit_test(test_a_child_ends_alone),
		cmocka_unit_test(test_a_child_can_do_nothing_else),
		cmocka_unit_test(test_nothing_is_left),
	};
	if (cage_is(argc, argv))
		cage_serve(&options, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
