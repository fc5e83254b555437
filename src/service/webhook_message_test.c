#include "service/webhook_message.h"

#include "base/test.h"

#include <string.h>

/* 2026-03-02T02:00:00Z.  The signatures were computed by Python's hmac from the peers' own
 * documents. */
static const struct instant now = {INT64_C(1772416800) * 1000000};

static const struct webhook_message message = {
	.id = 7,
	.at = {INT64_C(1772416800) * 1000000},
	.type = {"deadline.breach", 15},
	.data = {"{\"a\":1}", 7},
	.text = {"two\nlines \"quoted\"", 18},
};

static struct webhook_request make(struct arena *a, enum webhook_kind kind, const char *url,
				   const char *secret)
{
	const struct webhook w = {
		.kind = (int)kind, .url = str_of(url), .secret = str_of(secret)};
	struct webhook_request r;

	assert_int_equal(webhook_request_make(a, &w, &message, now, &r), OK);
	return r;
}

static bool has_header(const struct webhook_request *r, const char *line)
{
	for (size_t i = 0; r->headers[i]; i++)
		if (strcmp(r->headers[i], line) == 0)
			return true;
	return false;
}

static void same(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("%.*s\nis not\n%s", STR_ARG(got), want);
}

static void test_wecom(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	struct webhook_request r = make(a, WEBHOOK_WECOM, "https://x.example/send?key=k", "");

	same(r.url, "https://x.example/send?key=k");
	same(r.body, "{\"msgtype\":\"text\",\"text\":{\"content\":\"two\\u000alines "
		     "\\\"quoted\\\"\"}}");
	assert_true(has_header(&r, "webhook-id: msg_7"));
	arena_free(a);
}

/* Milliseconds, in the address; the secret is the key. */
static void test_dingtalk(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	struct webhook_request r = make(
		a, WEBHOOK_DINGTALK, "https://x.example/robot/send?access_token=t", "SECabc");

	same(r.url, "https://x.example/robot/send?access_token=t&timestamp=1772416800000"
		    "&sign=1mCoFuK1BdCWQTcIFLyQQtWUFa9w0PotxCWAjPO9P1s%3D");
	assert_true(str_starts(r.body, STR("{\"msgtype\":\"text\"")));
	arena_free(a);
}

/* Seconds as text, in the body; the secret is in the key, too, and the text is empty. */
static void test_feishu(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	struct webhook_request r = make(a, WEBHOOK_FEISHU, "https://x.example/hook/h", "fs");

	same(r.url, "https://x.example/hook/h");
	same(r.body, "{\"timestamp\":\"1772416800\",\"sign\":"
		     "\"EbK7Aojggk8FAovyAaIe0BeoumKV6vbTPLlXl5ZsrRU=\",\"msg_type\":\"text\","
		     "\"content\":{\"text\":\"two\\u000alines \\\"quoted\\\"\"}}");
	arena_free(a);
}

static void test_standard(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	struct webhook_request r = make(a, WEBHOOK_STANDARD, "https://x.example/",
					"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

	same(r.body, "{\"type\":\"deadline.breach\",\"timestamp\":\"2026-03-02T02:00:00Z\","
		     "\"data\":{\"a\":1}}");
	assert_true(has_header(&r, "webhook-id: msg_7"));
	assert_true(has_header(&r, "webhook-timestamp: 1772416800"));
	assert_true(has_header(
		&r, "webhook-signature: v1,Eb2Gj21Ypi0EQtzTTzbg3gB8QaTBqj/3iGmQz3A2Z8Q="));
	arena_free(a);
}

/* Whom a robot calls: by chat id, else by number; WeCom beside the text, DingTalk both, Feishu
 * in it and by chat id alone. */
static void test_mentions(void **state)
{
	static const struct webhook_mention people[] = {
		{{"Li", 2}, {"", 0}, {"13800001234", 11}},
		{{"Wang", 4}, {"ou_1", 4}, {"", 0}},
	};
	struct arena *a = arena_new();
	struct webhook_message m = message;
	struct webhook_request r;

	(void)state;
	m.mentions = people;
	m.n_mentions = 2;
	m.text = STR("t");
	struct webhook w = {.url = STR("https://x.example/"), .secret = STR("")};
	w.kind = WEBHOOK_WECOM;
	assert_int_equal(webhook_request_make(a, &w, &m, now, &r), OK);
	same(r.body, "{\"msgtype\":\"text\",\"text\":{\"content\":\"t\",\"mentioned_list\":"
		     "[\"ou_1\"],\"mentioned_mobile_list\":[\"13800001234\"]}}");
	same(webhook_mention_line(a, WEBHOOK_WECOM, people, 2), "");
	w.kind = WEBHOOK_DINGTALK;
	assert_int_equal(webhook_request_make(a, &w, &m, now, &r), OK);
	same(r.body, "{\"msgtype\":\"text\",\"text\":{\"content\":\"t\"},\"at\":{\"atUserIds\":"
		     "[\"ou_1\"],\"atMobiles\":[\"13800001234\"],\"isAtAll\":false}}");
	same(webhook_mention_line(a, WEBHOOK_DINGTALK, people, 2), "@13800001234 @ou_1");
	w.kind = WEBHOOK_FEISHU;
	assert_int_equal(webhook_request_make(a, &w, &m, now, &r), OK);
	same(r.body, "{\"msg_type\":\"text\",\"content\":{\"text\":\"t\"}}");
	same(webhook_mention_line(a, WEBHOOK_FEISHU, people, 2),
	     "<at user_id=\"ou_1\">Wang</at>");
	arena_free(a);
}

static void test_answers(void **state)
{
	static const struct {
		int line;
		enum webhook_kind kind;
		int status;
		const char *body;
		enum webhook_verdict verdict;
		const char *error;
	} rows[] = {
		{__LINE__, WEBHOOK_WECOM, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}",
		 WEBHOOK_TAKEN, ""},
		{__LINE__, WEBHOOK_WECOM, 200, "{\"errcode\":93000,\"errmsg\":\"bad\\nkey\"}",
		 WEBHOOK_REFUSED, "93000 bad key"},
		{__LINE__, WEBHOOK_WECOM, 200, "{\"errcode\":45009,\"errmsg\":\"limit\"}",
		 WEBHOOK_BUSY, "45009 limit"},
		{__LINE__, WEBHOOK_WECOM, 200, "{\"errcode\":\"0\"}", WEBHOOK_REFUSED,
		 "HTTP 200 {\"errcode\":\"0\"}"},
		{__LINE__, WEBHOOK_WECOM, 200, "", WEBHOOK_REFUSED, "HTTP 200"},
		{__LINE__, WEBHOOK_DINGTALK, 200, "{\"errcode\":130101}", WEBHOOK_BUSY,
		 "130101"},
		{__LINE__, WEBHOOK_DINGTALK, 302, "", WEBHOOK_REFUSED, "HTTP 302"},
		{__LINE__, WEBHOOK_FEISHU, 200, "{\"code\":0}", WEBHOOK_TAKEN, ""},
		{__LINE__, WEBHOOK_FEISHU, 200, "{\"StatusCode\":0}", WEBHOOK_TAKEN, ""},
		{__LINE__, WEBHOOK_FEISHU, 200, "{\"code\":9499,\"msg\":\"Bad Request\"}",
		 WEBHOOK_REFUSED, "9499 Bad Request"},
		{__LINE__, WEBHOOK_FEISHU, 200, "{\"errcode\":0}", WEBHOOK_REFUSED,
		 "HTTP 200 {\"errcode\":0}"},
		{__LINE__, WEBHOOK_STANDARD, 204, "", WEBHOOK_TAKEN, ""},
		{__LINE__, WEBHOOK_STANDARD, 200, "{\"errcode\":1}", WEBHOOK_TAKEN, ""},
		{__LINE__, WEBHOOK_STANDARD, 410, "", WEBHOOK_GONE, "HTTP 410"},
		{__LINE__, WEBHOOK_STANDARD, 429, "slow", WEBHOOK_BUSY, "HTTP 429 slow"},
		{__LINE__, WEBHOOK_STANDARD, 503, "", WEBHOOK_BUSY, "HTTP 503"},
		{__LINE__, WEBHOOK_STANDARD, 500, "\xff\xfe", WEBHOOK_REFUSED, "HTTP 500"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str error;
		if (webhook_answer(a, rows[i].kind, rows[i].status, str_of(rows[i].body),
				   &error) != rows[i].verdict ||
		    !str_is(error, rows[i].error))
			fail_msg("line %d: %s", rows[i].line, error.p);
	}
	arena_free(a);
}

static void test_a_long_answer_is_a_short_error(void **state)
{
	static char body[5000];
	struct arena *a = arena_new();
	struct str error;

	(void)state;
	for (size_t i = 0; i + 3 < sizeof body; i += 3)
		memcpy(body + i, "错", 3);
	assert_int_equal(webhook_answer(a, WEBHOOK_STANDARD, 500, str_of(body), &error),
			 WEBHOOK_REFUSED);
	assert_in_range(error.n, WEBHOOK_ERROR_MAX - 4, WEBHOOK_ERROR_MAX);
	assert_true(utf8_valid(error));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wecom),
		cmocka_unit_test(test_dingtalk),
		cmocka_unit_test(test_feishu),
		cmocka_unit_test(test_standard),
		cmocka_unit_test(test_mentions),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_a_long_answer_is_a_short_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
