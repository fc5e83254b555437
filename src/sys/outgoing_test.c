#include "base/test.h"

#include "sys/clock.h"
#include "sys/outgoing_rules.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* ---- what is public ---- */

// clang-format off
static const struct {
	int line;
	const char *text;
	bool is_public;
} addresses[] = {
	{__LINE__, "1.1.1.1", true},
	{__LINE__, "11.0.0.0", true},
	{__LINE__, "9.255.255.255", true},
	{__LINE__, "100.63.255.255", true},
	{__LINE__, "100.128.0.0", true},
	{__LINE__, "172.15.255.255", true},
	{__LINE__, "172.32.0.0", true},
	{__LINE__, "192.169.0.0", true},
	{__LINE__, "198.17.255.255", true},
	{__LINE__, "223.255.255.255", true},
	{__LINE__, "2400:3200::1", true},
	{__LINE__, "2606:4700:4700::1111", true},
	{__LINE__, "64:ff9b::101:101", true},
	{__LINE__, "::ffff:1.1.1.1", true},
	{__LINE__, "0.0.0.0", false},
	{__LINE__, "0.1.2.3", false},
	{__LINE__, "10.0.0.1", false},
	{__LINE__, "10.255.255.255", false},
	{__LINE__, "100.64.0.1", false},
	{__LINE__, "100.127.255.255", false},
	{__LINE__, "127.0.0.1", false},
	{__LINE__, "127.255.255.254", false},
	{__LINE__, "169.254.169.254", false}, /* metadata of clouds */
	{__LINE__, "169.254.0.1", false},
	{__LINE__, "172.16.0.1", false},
	{__LINE__, "172.31.255.255", false},
	{__LINE__, "192.0.0.8", false},
	{__LINE__, "192.0.2.1", false},
	{__LINE__, "192.88.99.1", false},
	{__LINE__, "192.168.0.1", false},
	{__LINE__, "198.18.0.1", false},
	{__LINE__, "198.19.255.255", false},
	{__LINE__, "198.51.100.7", false},
	{__LINE__, "203.0.113.7", false},
	{__LINE__, "224.0.0.1", false},
	{__LINE__, "239.255.255.250", false},
	{__LINE__, "240.0.0.1", false},
	{__LINE__, "255.255.255.255", false},
	{__LINE__, "::", false},
	{__LINE__, "::1", false},
	{__LINE__, "::127.0.0.1", false}, /* compatible, RFC 4291 2.5.5.1 */
	{__LINE__, "::ffff:127.0.0.1", false},
	{__LINE__, "::ffff:7f00:1", false},
	{__LINE__, "::ffff:10.0.0.1", false},
	{__LINE__, "::ffff:169.254.169.254", false},
	{__LINE__, "64:ff9b::7f00:1", false},
	{__LINE__, "64:ff9b::10.0.0.1", false},
	{__LINE__, "64:ff9b:1::1.1.1.1", false}, /* local NAT64, RFC 8215 */
	{__LINE__, "100::1", false},		 /* discard */
	{__LINE__, "2001::1", false},		 /* Teredo */
	{__LINE__, "2001:20::1", false},
	{__LINE__, "2001:db8::1", false},
	{__LINE__, "2002:7f00:1::", false}, /* 6to4 of 127.0.0.1 */
	{__LINE__, "2002:101:101::", false},
	{__LINE__, "3fff::1", false},
	{__LINE__, "fc00::1", false},
	{__LINE__, "fd12:3456::1", false},
	{__LINE__, "fe80::1", false},
	{__LINE__, "fec0::1", false},
	{__LINE__, "ff02::1", false},
	{__LINE__, "fd00:ec2::254", false}, /* metadata again */
};
// clang-format on

static void test_addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		struct address a;
		if (!address_parse(str_of(addresses[i].text), &a))
			fail_msg("line %d: %s is an address", addresses[i].line,
				 addresses[i].text);
		if (address_is_public(&a) != addresses[i].is_public)
			fail_msg("line %d: %s", addresses[i].line, addresses[i].text);
	}
}

static void test_own_address(void **state)
{
	struct address a;

	(void)state;
	assert_true(address_parse(STR("127.0.0.1"), &a) && address_is_own(&a));
	assert_true(address_parse(STR("1.1.1.1"), &a) && !address_is_own(&a));
}

/* ---- addresses as people and attackers write them ---- */

// clang-format off
static const struct {
	int line;
	const char *url;
	const char *code; /* NULL: goes to `host` at `port` */
	const char *host;
	int port;
} urls[] = {
	{__LINE__, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", NULL,
	 "qyapi.weixin.qq.com", 443},
	{__LINE__, "HTTP://Example.COM", NULL, "example.com", 80},
	{__LINE__, "https://example.com.:443/x", NULL, "example.com", 443},
	{__LINE__, "https://example.com?x=1", NULL, "example.com", 443},
	{__LINE__, "https://xn--fiqs8s.example/", NULL, "xn--fiqs8s.example", 443},
	{__LINE__, "http://1.1.1.1/", NULL, "1.1.1.1", 80},
	{__LINE__, "http://[2606:4700:4700::1111]/", NULL, "2606:4700:4700::1111", 80},
	{__LINE__, "http://127.0.0.1/", "outgoing_address"},
	{__LINE__, "http://127.0.0.1./", "outgoing_address"},
	{__LINE__, "http://[::1]/", "outgoing_address"},
	{__LINE__, "http://[::ffff:127.0.0.1]/", "outgoing_address"},
	{__LINE__, "http://[::ffff:7f00:1]/", "outgoing_address"},
	{__LINE__, "http://[64:ff9b::7f00:1]/", "outgoing_address"},
	{__LINE__, "http://169.254.169.254/latest/meta-data/", "outgoing_address"},
	{__LINE__, "http://localhost/", "outgoing_address"},
	{__LINE__, "http://LOCALHOST./", "outgoing_address"},
	{__LINE__, "http://x.localhost/", "outgoing_address"},
	{__LINE__, "http://0/", "outgoing_url"},
	{__LINE__, "http://0177.0.0.1/", "outgoing_url"},
	{__LINE__, "http://0x7f.0.0.1/", "outgoing_url"},
	{__LINE__, "http://0x7f000001/", "outgoing_url"},
	{__LINE__, "http://2130706433/", "outgoing_url"},
	{__LINE__, "http://127.1/", "outgoing_url"},
	{__LINE__, "http://127.0.1/", "outgoing_url"},
	{__LINE__, "http://1.2.3.4.5/", "outgoing_url"},
	{__LINE__, "http://256.1.1.1/", "outgoing_url"},
	{__LINE__, "http://::1/", "outgoing_url"},
	{__LINE__, "http://[127.0.0.1]/", "outgoing_url"},
	{__LINE__, "http://[::1%25lo]/", "outgoing_url"},
	{__LINE__, "http://[::1]x/", "outgoing_url"},
	{__LINE__, "http://[::1/", "outgoing_url"},
	{__LINE__, "http://user@example.com/", "outgoing_url"},
	{__LINE__, "http://example.com@127.0.0.1/", "outgoing_url"},
	{__LINE__, "http://example.com:80@127.0.0.1/", "outgoing_url"},
	{__LINE__, "http://example.com\\@127.0.0.1/", "outgoing_url"},
	{__LINE__, "http://example.com#@127.0.0.1/", "outgoing_url"},
	{__LINE__, "http://%31%32%37.0.0.1/", "outgoing_url"},
	{__LINE__, "http://１２７.0.0.1/", "outgoing_url"},
	{__LINE__, "http://例子.example/", "outgoing_url"},
	{__LINE__, "http://exa mple.com/", "outgoing_url"},
	{__LINE__, "http://example.com/\r\nX: y", "outgoing_url"},
	{__LINE__, "http://.example.com/", "outgoing_url"},
	{__LINE__, "http://example..com/", "outgoing_url"},
	{__LINE__, "http://example.com../", "outgoing_url"},
	{__LINE__, "http://example.com:/", "outgoing_url"},
	{__LINE__, "http://example.com:0/", "outgoing_url"},
	{__LINE__, "http://example.com:65536/", "outgoing_url"},
	{__LINE__, "http://example.com:+80/", "outgoing_url"},
	{__LINE__, "http://example.com:80:80/", "outgoing_url"},
	{__LINE__, "http:///x", "outgoing_url"},
	{__LINE__, "http:/example.com/", "outgoing_url"},
	{__LINE__, "//example.com/", "outgoing_url"},
	{__LINE__, "example.com", "outgoing_url"},
	{__LINE__, "", "outgoing_url"},
	{__LINE__, "ftp://example.com/", "outgoing_url"},
	{__LINE__, "file:///etc/passwd", "outgoing_url"},
	{__LINE__, "gopher://example.com/", "outgoing_url"},
	{__LINE__, "javascript:alert(1)", "outgoing_url"},
	{__LINE__, "http://example.com:22/", "outgoing_port"},
	{__LINE__, "https://example.com:8443/", "outgoing_port"},
	{__LINE__, "http://127.0.0.1:6379/", "outgoing_port"},
};
// clang-format on

static void test_urls(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct fail f = {.arena = a, .within = STR("")};
		struct outgoing_target t;
		enum err e = outgoing_judge(NULL, a, str_of(urls[i].url), "url", &f, &t);
		const char *want = urls[i].code ? urls[i].code : "";
		if ((e != OK) != (urls[i].code != NULL) || strcmp(fail_code(&f), want) != 0)
			fail_msg("line %d: %s: %s", urls[i].line, urls[i].url, fail_code(&f));
		if (!e && (!str_is(t.host, urls[i].host) || t.port != urls[i].port ||
			   t.path.p[0] != '/'))
			fail_msg("line %d: %s: %s %d", urls[i].line, urls[i].url, t.host.p,
				 t.port);
	}
	arena_free(a);
}

static void test_rules(void **state)
{
	static const struct {
		int line;
		const char *rules;
		const char *url;
		bool goes;
	} rows[] = {
		{__LINE__, "127.0.0.1", "http://127.0.0.1/", true},
		{__LINE__, "127.0.0.1", "http://127.0.0.1:8080/", false},
		{__LINE__, "127.0.0.1:8080", "http://127.0.0.1:8080/", true},
		{__LINE__, "127.0.0.1:8080", "http://127.0.0.1/", false},
		{__LINE__, "10.0.0.0/8, 192.168.0.0/16", "http://192.168.7.7/", true},
		{__LINE__, "10.0.0.0/8,192.168.0.0/16:81", "http://192.168.7.7:81/", true},
		{__LINE__, "10.0.0.0/9", "http://10.128.0.1/", false},
		{__LINE__, "[fd00::/8]:8443", "https://[fd12::1]:8443/", true},
		{__LINE__, "fd00::/8", "https://[fd12::1]/", true},
		{__LINE__, "fd00::/8", "https://[fe80::1]/", false},
		{__LINE__, "127.0.0.1", "http://[::ffff:127.0.0.1]/", true},
		{__LINE__, "Hooks.Inner:8080", "http://hooks.inner:8080/x", true},
		{__LINE__, "hooks.inner:8080", "http://hooks.inner.evil.example:8080/", false},
		{__LINE__, "localhost", "http://localhost/", true},
		{__LINE__, "", "http://localhost/", false},
	};
	static const char *const bad[] = {"10.0.0.0/33", "10.0.0.0/x", "http://x/", "x:0",
					  "x:70000",	 "0177.0.0.1", "[::1",	    "a..b"};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fail f = {.arena = a, .within = STR("")};
		struct outgoing_rules r = {0};
		struct outgoing_target t;
		assert_int_equal(outgoing_rules_parse(a, str_of(rows[i].rules), &f, &r), OK);
		enum err e = outgoing_judge(&r, a, str_of(rows[i].url), "url", &f, &t);
		if ((e == OK) != rows[i].goes)
			fail_msg("line %d: %s", rows[i].line, fail_code(&f));
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct fail f = {.arena = a, .within = STR("")};
		struct outgoing_rules r = {0};
		if (outgoing_rules_parse(a, str_of(bad[i]), &f, &r) != ERR_INPUT)
			fail_msg("%s is no rule", bad[i]);
	}
	arena_free(a);
}

/* ---- requests, to a server of our own ---- */

struct peer {
	int fd;
	int port;
	const char *head; /* what it answers, before `filler` bytes of x */
	size_t filler;
	bool slow; /* a byte in 50 ms */
	atomic_int connections;
	char got[4096];
	pthread_t thread;
};

static void answer(struct peer *p, int fd)
{
	static const char xs[65536] = {[0 ... 65535] = 'x'};
	size_t n = 0;
	ssize_t k;

	memset(p->got, 0, sizeof p->got);
	while (n < sizeof p->got - 1 && !strstr(p->got, "\r\n\r\nhello") &&
	       (k = recv(fd, p->got + n, sizeof p->got - 1 - n, 0)) > 0)
		n += (size_t)k;
	send(fd, p->head, strlen(p->head), MSG_NOSIGNAL);
	for (size_t i = 0; p->slow && i < 1000; i++) {
		usleep(50000);
		if (send(fd, "x", 1, MSG_NOSIGNAL) < 0)
			break;
	}
	for (size_t i = 0; i < p->filler; i += sizeof xs)
		if (send(fd, xs, sizeof xs, MSG_NOSIGNAL) < 0)
			break;
}

static void *peer_main(void *arg)
{
	struct peer *p = arg;
	int fd;

	while ((fd = accept(p->fd, NULL, NULL)) >= 0) {
		atomic_fetch_add(&p->connections, 1);
		answer(p, fd);
		shutdown(fd, SHUT_RDWR);
		close(fd);
	}
	return NULL;
}

static void peer_start(struct peer *p)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t n = sizeof sa;

	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	p->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(p->fd, (struct sockaddr *)(void *)&sa, sizeof sa), 0);
	assert_int_equal(listen(p->fd, 8), 0);
	assert_int_equal(getsockname(p->fd, (struct sockaddr *)(void *)&sa, &n), 0);
	p->port = ntohs(sa.sin_port);
	assert_int_equal(pthread_create(&p->thread, NULL, peer_main, p), 0);
}

static void peer_stop(struct peer *p)
{
	shutdown(p->fd, SHUT_RDWR);
	pthread_join(p->thread, NULL);
	close(p->fd);
}

/* One request to the peer by this host and these rules ("%d" is its port). */
static enum err ask(struct arena *a, const struct peer *p, const char *host, const char *rules,
		    struct outgoing_answer *ret)
{
	static const char *const headers[] = {"X-Test: yes", NULL};
	struct fail f = {.arena = a, .within = STR("")};
	struct outgoing_rules r = {.authorities = STR("")};
	struct outgoing_request req = {
		.headers = headers, .body = STR("hello"), .limit_ms = 700};

	req.url = str_fmt(a, "http://%s:%d/hook", host, p->port);
	assert_int_equal(outgoing_rules_parse(a, str_fmt(a, rules, p->port), &f, &r), OK);
	struct outgoing *o = outgoing_new(&r);
	enum err e = outgoing_post(o, a, &req, ret);
	outgoing_free(o);
	return e;
}

static void test_only_where_it_is_allowed(void **state)
{
	/* By the host's port alone a name may pass the first look; its address does not. */
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]",
					    "localhost.", "127.0.0.1."};
	struct peer p = {.head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};
	struct arena *a = arena_new();
	struct outgoing_answer got;

	(void)state;
	peer_start(&p);
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		assert_int_equal(ask(a, &p, hosts[i], "10.0.0.0/8:%d", &got), ERR_DENIED);
		assert_true(str_starts(got.error, STR("refused")));
		assert_int_equal(got.status, 0);
	}
	assert_int_equal(atomic_load(&p.connections), 0);
	assert_int_equal(ask(a, &p, "127.0.0.1", "127.0.0.0/8:%d", &got), OK);
	assert_int_equal(got.status, 200);
	assert_true(str_is(got.body, "ok") && !got.cut && got.error.n == 0);
	assert_non_null(strstr(p.got, "POST /hook HTTP/1.1\r\n"));
	assert_non_null(strstr(p.got, "X-Test: yes\r\n"));
	assert_non_null(strstr(p.got, "\r\n\r\nhello"));
	assert_int_equal(ask(a, &p, "localhost", "localhost:%d", &got), OK);
	assert_int_equal(atomic_load(&p.connections), 2);
	peer_stop(&p);
	arena_free(a);
}

static void test_a_proxy_of_the_environment_is_ignored(void **state)
{
	struct peer p = {.head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
	struct arena *a = arena_new();
	struct outgoing_answer got;

	(void)state;
	peer_start(&p);
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
	assert_int_equal(ask(a, &p, "127.0.0.1", "127.0.0.1:%d", &got), OK);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	peer_stop(&p);
	arena_free(a);
}

static void test_redirects_are_not_followed(void **state)
{
	struct peer inner = {.head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
	struct peer p = {0};
	struct arena *a = arena_new();
	struct outgoing_answer got;

	(void)state;
	peer_start(&inner);
	p.head = str_fmt(a,
			 "HTTP/1.1 307 Temporary Redirect\r\nLocation: "
			 "http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n",
			 inner.port)
			 .p;
	peer_start(&p);
	/* Even where the operator allows both. */
	assert_int_equal(ask(a, &p, "127.0.0.1",
			     str_fmt(a, "127.0.0.1:%d 127.0.0.1:%%d", inner.port).p, &got),
			 OK);
	assert_int_equal(got.status, 307);
	assert_int_equal(atomic_load(&inner.connections), 0);
	peer_stop(&p);
	peer_stop(&inner);
	arena_free(a);
}

static void test_a_long_answer_is_cut(void **state)
{
	struct peer p = {.head = "HTTP/1.1 200 OK\r\n\r\n", .filler = 8 << 20};
	struct arena *a = arena_new();
	struct outgoing_answer got;

	(void)state;
	peer_start(&p);
	assert_int_equal(ask(a, &p, "127.0.0.1", "127.0.0.1:%d", &got), OK);
	assert_int_equal(got.body.n, OUTGOING_ANSWER_MAX);
	assert_true(got.cut);
	assert_int_equal(got.status, 200);
	peer_stop(&p);
	p.filler = OUTGOING_ANSWER_MAX;
	peer_start(&p);
	assert_int_equal(ask(a, &p, "127.0.0.1", "127.0.0.1:%d", &got), OK);
	assert_int_equal(got.body.n, OUTGOING_ANSWER_MAX);
	assert_false(got.cut);
	peer_stop(&p);
	arena_free(a);
}

static void test_a_slow_answer_ends_at_the_limit(void **state)
{
	struct peer p = {.head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
			 .slow = true};
	struct arena *a = arena_new();
	struct outgoing_answer got;
	int64_t began = clock_monotonic_us();

	(void)state;
	peer_start(&p);
	assert_int_equal(ask(a, &p, "127.0.0.1", "127.0.0.1:%d", &got), ERR_IO);
	int64_t took = clock_monotonic_us() - began;
	assert_in_range(took, 600000, 2000000);
	assert_int_equal(got.status, 0);
	assert_true(got.error.n > 0);
	peer_stop(&p);
	arena_free(a);
}

static void test_what_is_no_http_is_no_answer(void **state)
{
	struct peer p = {.head = "220 mail.example ESMTP\r\n"};
	struct arena *a = arena_new();
	struct outgoing_answer got;

	(void)state;
	peer_start(&p);
	assert_int_equal(ask(a, &p, "127.0.0.1", "127.0.0.1:%d", &got), ERR_IO);
	assert_true(got.error.n > 0);
	peer_stop(&p);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_own_address),
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_only_where_it_is_allowed),
		cmocka_unit_test(test_a_proxy_of_the_environment_is_ignored),
		cmocka_unit_test(test_redirects_are_not_followed),
		cmocka_unit_test(test_a_long_answer_is_cut),
		cmocka_unit_test(test_a_slow_answer_ends_at_the_limit),
		cmocka_unit_test(test_what_is_no_http_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
