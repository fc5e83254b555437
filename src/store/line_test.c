#include "store/fixture.h"
#include "store/line.h"

#include <pthread.h>

/* What one end has heard; the test waits for it. */
struct end {
	pthread_mutex_t mutex;
	pthread_cond_t news;
	int heard, missed;
	int lasts; /* of them said to be the last */
	char last[64];
	struct line *line;
};

static void on_heard(void *arg, struct str text)
{
	struct end *end = arg;

	pthread_mutex_lock(&end->mutex);
	end->heard++;
	end->lasts += str_ends(text, STR("last"));
	snprintf(end->last, sizeof end->last, "%.*s", STR_ARG(text));
	pthread_cond_signal(&end->news);
	pthread_mutex_unlock(&end->mutex);
}

static void on_missed(void *arg)
{
	struct end *end = arg;

	pthread_mutex_lock(&end->mutex);
	end->missed++;
	pthread_cond_signal(&end->news);
	pthread_mutex_unlock(&end->mutex);
}

static void end_open(struct end *end, struct store *s)
{
	*end = (struct end){.heard = 0};
	pthread_mutex_init(&end->mutex, NULL);
	pthread_cond_init(&end->news, NULL);
	assert_int_equal(line_open(s, (struct line_ears){on_heard, on_missed, end}, &end->line),
			 OK);
}

/* Waits for a while until *count is at least `wanted`; whether it is. */
static bool end_waits(struct end *end, const int *count, int wanted, int ms)
{
	struct timespec until;
	int late = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ms % 1000 * 1000000L;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&end->mutex);
	while (*count < wanted && !late)
		late = pthread_cond_timedwait(&end->news, &end->mutex, &until);
	bool is = *count >= wanted;
	pthread_mutex_unlock(&end->mutex);
	return is;
}

static int end_count(struct end *end, const int *count)
{
	pthread_mutex_lock(&end->mutex);
	int n = *count;
	pthread_mutex_unlock(&end->mutex);
	return n;
}

/* Says it again until the other end, which may not listen yet, hears it. */
static void greet(struct end *from, struct end *to)
{
	int before = end_count(to, &to->heard);

	for (int i = 0; i < 1000; i++) {
		line_say(from->line, STR("hello"));
		if (end_waits(to, &to->heard, before + 1, 20))
			return;
	}
	fail_msg("nothing is heard");
}

static void test_programs_hear_each_other(void **state)
{
	static char too_long[LINE_TEXT_MAX + 2];
	struct fixture fx;
	struct end a, b;
	(void)state;

	if (!fixture_has_pg())
		skip();
	memset(too_long, 'x', sizeof too_long - 1);
	fixture_init(&fx, true);
	end_open(&a, fx.store);
	end_open(&b, fx.store);
	greet(&a, &b);
	greet(&b, &a);
	int before = end_count(&a, &a.heard);
	line_say(a.line, str_of(too_long));
	line_say(a.line, STR("it's the last"));
	while (!end_waits(&b, &b.lasts, 1, 20000))
		fail_msg("nothing is heard");
	line_close(a.line);
	line_close(b.line);
	assert_int_equal(a.heard, before); /* not what it said itself */
	assert_int_equal(b.missed, 0);
	assert_string_equal(b.last, "it's the last");
	fixture_done(&fx);
}

static void test_comes_back(void **state)
{
	struct fixture fx;
	struct end a, b;
	(void)state;

	if (!fixture_has_pg())
		skip();
	fixture_init(&fx, true);
	end_open(&a, fx.store);
	end_open(&b, fx.store);
	greet(&a, &b);
	PGconn *c = PQconnectdb(fx.url.p);
	PGresult *r = PQexec(c, "select pg_terminate_backend(pid) from pg_stat_activity "
				"where query like '%notify%' or query like 'listen%'");
	PQclear(r);
	PQfinish(c);
	assert_true(end_waits(&b, &b.missed, 1, 20000));
	greet(&a, &b);
	line_close(a.line);
	line_close(b.line);
	fixture_done(&fx);
}

static void test_a_file_has_no_line(void **state)
{
	struct fixture fx;
	struct line *line;
	(void)state;

	fixture_init(&fx, false);
	assert_int_equal(
		line_open(fx.store, (struct line_ears){on_heard, on_missed, NULL}, &line), OK);
	assert_null(line);
	line_say(line, STR("x"));
	line_close(line);
	fixture_done(&fx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_programs_hear_each_other),
		cmocka_unit_test(test_comes_back),
		cmocka_unit_test(test_a_file_has_no_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
