#include "base/buf.h"
#include "base/csv.h"

#include "base/test.h"

/* Rows joined by | and /, errors as !code. */
static struct str dump(struct arena *a, struct str text)
{
	struct csv c = {.text = text, .separator = csv_sniff(text)};
	struct str out = STR("");
	struct str *cells;
	size_t n;

	for (int guard = 0; guard < 100; guard++) {
		struct fail f = {.arena = a};
		if (csv_row(&c, a, &f, &cells, &n)) {
			out = str_fmt(a, "%.*s!%s/", STR_ARG(out), fail_code(&f));
			continue;
		}
		if (n == 0)
			return out;
		for (size_t i = 0; i < n; i++)
			out = str_fmt(a, "%.*s%s%.*s", STR_ARG(out), i ? "|" : "",
				      STR_ARG(cells[i]));
		out = str_fmt(a, "%.*s/", STR_ARG(out));
	}
	return STR("endless");
}

static void test_rows(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *in;
		const char *out;
	} rows[] = {
		{__LINE__, "a,b\nc,d\n", "a|b/c|d/"},
		{__LINE__, "a;b\r\nc;d", "a|b/c|d/"},
		{__LINE__, "a\tb\rc\td\r", "a|b/c|d/"},
		{__LINE__, "\n\na,\"x\ny\",\"q\"\"q\"\n,,\n", "a|x\ny|q\"q/||/"},
		{__LINE__, "a,\"b\nc", "!bad_quotes/"},
		{__LINE__, "a,\"b\"c\nd,e\n", "!bad_quotes/d|e/"},
		{__LINE__, "", ""},
		{__LINE__, "企业名称,行业\n东方,软件", "企业名称|行业/东方|软件/"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		struct str got = dump(a, str_of(rows[i].in));
		if (!str_is(got, rows[i].out))
			fail_msg("line %d: %.*s", rows[i].line, STR_ARG(got));
		arena_free(a);
	}
}

static void test_encodings(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct str t;
	assert_int_equal(csv_to_utf8(a, STR("\xef\xbb\xbf客户"), &f, &t), OK);
	assert_true(str_is(t, "客户"));
	assert_int_equal(csv_to_utf8(a, STR("\xbf\xcd\xbb\xa7"), &f, &t), OK); /* GB18030 */
	assert_true(str_is(t, "客户"));
	assert_int_equal(csv_to_utf8(a, STR("\xff\xfe\xa2\x5b\x37\x62"), &f, &t), OK);
	assert_true(str_is(t, "客户"));
	assert_int_equal(csv_to_utf8(a, STR("ab\xff\xff"), &f, &t), ERR_INPUT);
	assert_string_equal(fail_code(&f), "bad_text_encoding");
	assert_true(str_is(f.items[0].args[0].value, "2"));
	arena_free(a);
}

static void test_formulas_are_defused(void **state)
{
	(void)state;
	struct buf b = {0};
	csv_put(&b, STR("=1+1"), true);
	csv_put(&b, STR("-5.2"), false);
	csv_put(&b, STR("a\"b,c"), false);
	assert_string_equal(b.p, "\"'=1+1\",-5.2,\"a\"\"b,c\"");
	buf_done(&b);
}

/* Law: what csv_put writes, csv_row reads. */
static void test_round_trip(void **state)
{
	(void)state;
	static const char alphabet[] = "ab,\";\n\r\t x";
	struct rng r = test_seed(3);
	for (long round = 0; round < test_rounds(2000); round++) {
		struct arena *a = arena_new();
		struct fail f = {.arena = a};
		struct buf b = {0};
		char cells[4][8];
		struct str *got;
		size_t n;
		for (int i = 0; i < 4; i++) {
			size_t len = rng_below(&r, 7);
			for (size_t k = 0; k < len; k++)
				cells[i][k] = alphabet[rng_below(&r, sizeof alphabet - 1)];
			cells[i][len] = 0;
			if (cells[i][0] && strchr("\t\r", cells[i][0]))
				cells[i][0] = 'z';
			csv_put(&b, str_of(i ? cells[i] : "x"), i == 0);
		}
		struct csv c = {.text = buf_str(&b), .separator = ','};
		assert_int_equal(csv_row(&c, a, &f, &got, &n), OK);
		assert_int_equal(n, 4);
		for (size_t i = 1; i < 4; i++)
			assert_true(str_is(got[i], cells[i]));
		buf_done(&b);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_formulas_are_defused),
		cmocka_unit_test(test_round_trip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
