/* Differences of standards, and the table of one. */
#include "domain/policy_diff.h"

#include "base/test.h"
#include "domain/matrix.h"

static json_t *read_doc(struct arena *a, const char *text)
{
	struct fail f = {.arena = a};
	json_t *doc;

	assert_int_equal(json_read(a, str_of(text), &f, &doc), OK);
	return doc;
}

/* One line: "d:path was>becomes; id change path was>becomes ...". */
static struct str line_of(struct arena *a, const char *was, const char *becomes)
{
	struct policy_diff d;
	struct buf b = {0};
	struct jw w = {.buf = &b};

	policy_diff(a, read_doc(a, was), read_doc(a, becomes), &d);
	policy_diff_encode(&w, &d);
	struct str s = buf_keep(&b, a);
	return s;
}

#define DOC(rules) "{\"schema\":\"genjin.policy/1\",\"calendar\":\"cn\",\"rules\":[" rules "]}"
#define A "{\"id\":\"a\",\"when\":{\"tier\":[\"vip\"]},\"targets\":{\"response\":\"2h\"}}"
#define B "{\"id\":\"b\",\"targets\":{\"response\":null}}"
#define C "{\"id\":\"c\",\"targets\":{\"solution\":{\"within\":\"3wd\"}}}"
#define FIELDS_OF_NONE "{\"rules\":[],\"defaults\":[]}"

static void differences(void **state)
{
	static const struct {
		int line;
		const char *was, *becomes, *want;
	} rows[] = {
		{__LINE__, DOC(A "," B "," C), DOC(A "," B "," C), FIELDS_OF_NONE},
		{__LINE__, DOC(A "," B), DOC(B "," A),
		 "{\"rules\":[{\"id\":\"a\",\"change\":\"moved\",\"fields\":[{\"path\":"
		 "\"position\",\"was\":1,\"becomes\":2}]}],\"defaults\":[]}"},
		{__LINE__, DOC(A "," B "," C), DOC(C "," A "," B),
		 "{\"rules\":[{\"id\":\"c\",\"change\":\"moved\",\"fields\":[{\"path\":"
		 "\"position\",\"was\":3,\"becomes\":1}]}],\"defaults\":[]}"},
		{__LINE__, DOC(A "," B), DOC(A),
		 "{\"rules\":[{\"id\":\"b\",\"change\":\"removed\",\"fields\":[{\"path\":"
		 "\"id\","
		 "\"was\":\"b\"},{\"path\":\"targets.response\",\"was\":null}]}],"
		 "\"defaults\":[]}"},
		{__LINE__, DOC(B), DOC(A "," B),
		 "{\"rules\":[{\"id\":\"a\",\"change\":\"added\",\"fields\":[{\"path\":\"id\","
		 "\"becomes\":\"a\"},{\"path\":\"when.tier\",\"becomes\":[\"vip\"]},"
		 "{\"path\":\"targets.response\",\"becomes\":\"2h\"}]}],\"defaults\":[]}"},
		{__LINE__, DOC(A), DOC("{\"id\":\"a\",\"targets\":{\"response\":null}}"),
		 "{\"rules\":[{\"id\":\"a\",\"change\":\"changed\",\"fields\":[{\"path\":"
		 "\"when.tier\",\"was\":[\"vip\"]},{\"path\":\"targets.response\",\"was\":"
		 "\"2h\",\"becomes\":null}]}],\"defaults\":[]}"},
		{__LINE__, DOC(C), DOC("{\"id\":\"c\",\"targets\":{\"solution\":\"3wd\"}}"),
		 "{\"rules\":[{\"id\":\"c\",\"change\":\"changed\",\"fields\":[{\"path\":"
		 "\"targets.solution\",\"was\":{\"within\":\"3wd\"},\"becomes\":\"3wd\"}]}],"
		 "\"defaults\":[]}"},
		{__LINE__, "{\"calendar\":\"cn\",\"rules\":[],\"examples\":[1]}",
		 "{\"calendar\":\"always\",\"defaults\":{\"warn\":[{\"pct\":80}]},\"rules\":[]"
		 "}",
		 "{\"rules\":[],\"defaults\":[{\"path\":\"calendar\",\"was\":\"cn\","
		 "\"becomes\":\"always\"},{\"path\":\"defaults.warn\",\"becomes\":"
		 "[{\"pct\":80}]}]}"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str got = line_of(a, rows[i].was, rows[i].becomes);
		if (!str_is(got, rows[i].want))
			fail_msg("line %d: %s", rows[i].line, got.p);
	}
	arena_free(a);
}

static const json_t *matrix_of(struct arena *a, const json_t *doc)
{
	struct fail f = {.arena = a};
	struct policy p;
	struct buf b = {0};
	struct jw w = {.buf = &b};

	assert_int_equal(policy_parse(a, doc, &f, &p), OK);
	policy_matrix_encode(a, &p, &w);
	const json_t *m = read_doc(a, str_dup(a, buf_str(&b)).p);
	buf_done(&b);
	return m;
}

static void table(void **state)
{
	struct arena *a = arena_new();
	const json_t *m = matrix_of(
		a, read_doc(a, DOC("{\"id\":\"u\",\"when\":{\"urgency\":[\"urgent\"]},"
				   "\"targets\":{\"response\":\"2h\"}},"
				   "{\"id\":\"v\",\"when\":{\"tier\":[\"vip\"]},\"targets\":"
				   "{\"response\":null,\"follow_up\":\"every 1w\"}},"
				   "{\"id\":\"d\",\"default\":true,\"targets\":"
				   "{\"response\":\"48h\"}}")));
	const json_t *cells = json_object_get(m, "cells");
	int urgent = 0, none = 0, weekly = 0;

	(void)state;
	assert_int_equal(json_object_size(json_object_get(m, "dimensions")), 2);
	assert_int_equal(json_array_size(cells), 4 * 3);
	for (size_t i = 0; i < json_array_size(cells); i++) {
		const json_t *cell = json_array_get(cells, i);
		const json_t *match = json_object_get(cell, "match");
		const json_t *targets = json_object_get(cell, "targets");
		const json_t *response = json_object_get(targets, "response");
		bool vip = str_is(json_get_text(match, "tier"), "vip");
		if (str_is(json_get_text(match, "urgency"), "urgent"))
			urgent += str_is(json_get_text(response, "rule"), "u");
		else if (vip)
			none += json_is_null(json_object_get(response, "target"));
		weekly += json_object_get(targets, "follow_up") != NULL;
		assert_true(vip == (json_object_get(targets, "follow_up") != NULL));
	}
	assert_int_equal(urgent, 4);
	assert_int_equal(none, 2);
	assert_int_equal(weekly, 3);
	arena_free(a);
}

static void bounded(void **state)
{
	struct arena *a = arena_new();
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 30; i++)
		buf_printf(
			&b,
			"{\"id\":\"t%d\",\"when\":{\"tag\":[\"t%d\"],\"tier\":[\"vip\"],"
			"\"stage\":[\"new\"],\"type\":[\"inquiry\"],\"urgency\":[\"urgent\"],"
			"\"channel\":[\"phone\"]},\"targets\":{\"response\":\"2h\"}},",
			i, i);
	buf_puts(&b, "{\"id\":\"d\",\"default\":true,\"targets\":{\"response\":\"48h\"}}");
	struct str doc = str_fmt(
		a, "{\"schema\":\"genjin.policy/1\",\"calendar\":\"cn\",\"rules\":[%.*s]}",
		STR_ARG(buf_str(&b)));
	const json_t *m = matrix_of(a, read_doc(a, doc.p));
	const json_t *left = json_object_get(m, "left_out");
	assert_int_equal(json_array_size(left), 2);
	assert_true(str_is(json_text(json_array_get(left, 0)), "channel"));
	assert_true(str_is(json_text(json_array_get(left, 1)), "tag"));
	assert_int_equal(json_array_size(json_object_get(m, "cells")), 4 * 5 * 5 * 3);
	buf_done(&b);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences),
		cmocka_unit_test(table),
		cmocka_unit_test(bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
