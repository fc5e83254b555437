#include "base/field.h"

#include "base/test.h"

#define COLOURS(X) X(COLOUR_RED, "red") X(COLOUR_BLUE, "blue")
ENUM_DECLARE(colour, COLOURS);
ENUM_DEFINE(colour, COLOURS);

struct thing {
	RECORD_HEAD;
	struct str name;
	struct str phone;
	int colour;
	int64_t amount;
	struct instant due_at;
	struct date born;
	bool active;
	struct str tags;
	struct str secret;
	struct str key;
};

static const struct field thing_rows[] = {
	RECORD_ROWS(struct thing),
	F_TEXT(struct thing, name, F_WRITE | F_REQUIRED, .min = 1, .max = 5),
	F_TEXT(struct thing, phone, F_WRITE, .mask = MASK_PHONE),
	F_ENUM(struct thing, colour, F_WRITE, colour_names),
	F_INT(struct thing, amount, F_NEW, .min = 0, .max = 100),
	F_TIME(struct thing, due_at, F_WRITE),
	F_DATE(struct thing, born, F_WRITE),
	F_BOOL(struct thing, active, F_WRITE),
	F_REFS(struct thing, tags, F_WRITE, "tag"),
	F_TEXT(struct thing, secret, F_HIDDEN),
	F_TEXT(struct thing, key, F_WRITE | F_HIDDEN),
};
static const struct fields thing_type = FIELDS(struct thing, "thing", "things", thing_rows);

static enum err decode(struct arena *a, const char *text, unsigned when, struct thing *t,
		       struct fail *f)
{
	json_t *root;
	uint64_t set;
	*f = (struct fail){.arena = a};
	if (json_read(a, str_of(text), f, &root))
		return ERR_INPUT;
	return fields_decode(&thing_type, a, root, when, t, &set, f);
}

static void test_decode_encode(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct thing t;
	struct fail f;
	fields_clear(&thing_type, &t);
	assert_int_equal(
		decode(a,
		       "{\"name\":\"客户\",\"phone\":\"13812345678\",\"colour\":\"blue\","
		       "\"due_at\":\"2031-01-01T08:00:00+08:00\",\"born\":\"2000-02-29\","
		       "\"tags\":[\"12\",\"15\"],\"active\":true,\"amount\":null,"
		       "\"key\":\"written, never read\"}",
		       F_NEW, &t, &f),
		OK);
	assert_true(str_is(t.key, "written, never read"));
	t.secret = STR("hash");
	struct buf b = {0};
	struct jw w = {.buf = &b};
	jw_obj(&w);
	fields_encode(&w, &thing_type, &t, 0);
	jw_end_obj(&w);
	assert_string_equal(
		b.p, "{\"id\":null,\"version\":null,\"created_at\":null,\"updated_at\":null,"
		     "\"name\":\"客户\",\"phone\":\"138****5678\",\"colour\":\"blue\","
		     "\"amount\":null,\"due_at\":\"2031-01-01T00:00:00Z\","
		     "\"born\":\"2000-02-29\",\"active\":true,\"tags\":[\"12\",\"15\"]}");
	buf_done(&b);
	arena_free(a);
}

static void test_refusals(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *json;
		unsigned when;
		const char *field;
		const char *code;
	} rows[] = {
		{__LINE__, "{\"name\":\"a\",\"oops\":1}", F_NEW, "oops", "unknown_field"},
		{__LINE__, "{\"name\":\"a\",\"secret\":\"x\"}", F_NEW, "secret",
		 "unknown_field"},
		{__LINE__, "{\"name\":\"a\",\"id\":\"5\"}", F_NEW, "id", "read_only"},
		{__LINE__, "{\"amount\":5}", F_EDIT, "amount", "read_only"},
		{__LINE__, "{}", F_NEW, "name", "required"},
		{__LINE__, "{\"name\":\"\"}", F_NEW, "name", "required"},
		{__LINE__, "{\"name\":null}", F_EDIT, "name", "required"},
		{__LINE__, "{\"name\":\"一二三四五六\"}", F_NEW, "name", "too_long"},
		{__LINE__, "{\"name\":5}", F_NEW, "name", "not_a_text"},
		{__LINE__, "{\"name\":\"a\",\"amount\":101}", F_NEW, "amount", "too_large"},
		{__LINE__, "{\"name\":\"a\",\"amount\":1.5}", F_NEW, "amount", "not_a_number"},
		{__LINE__, "{\"name\":\"a\",\"colour\":\"green\"}", F_NEW, "colour",
		 "not_one_of"},
		{__LINE__, "{\"name\":\"a\",\"born\":\"2001-02-29\"}", F_NEW, "born",
		 "not_a_date"},
		{__LINE__, "{\"name\":\"a\",\"tags\":[5]}", F_NEW, "tags", "not_an_id"},
		{__LINE__, "{\"name\":\"a\\u0001\"}", F_NEW, "name", "control_character"},
		{__LINE__, "{\"name\":\"a\\r\\nb\"}", F_NEW, "name", "line_break"},
		{__LINE__, "{\"name\":\"a\\nb\"}", F_NEW, "name", "line_break"},
		{__LINE__, "{\"name\":\"a\",\"name\":\"b\"}", F_NEW, "", "bad_json"},
		{__LINE__, "[]", F_NEW, "", "not_an_object"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		struct thing t;
		struct fail f;
		fields_clear(&thing_type, &t);
		enum err e = decode(a, rows[i].json, rows[i].when, &t, &f);
		if (e != ERR_INPUT || strcmp(fail_code(&f), rows[i].code) ||
		    !str_is(f.items[0].field, rows[i].field))
			fail_msg("line %d: %s", rows[i].line, fail_code(&f));
		arena_free(a);
	}
}

static void test_diff_masks(void **state)
{
	(void)state;
	struct thing x, y;
	fields_clear(&thing_type, &x);
	x.phone = STR("13812345678");
	y = x;
	y.phone = STR("13912345679");
	y.secret = STR("new");
	y.key = STR("newer");
	struct buf b = {0};
	struct jw w = {.buf = &b};
	uint64_t set = fields_diff(&w, &thing_type, &x, &y);
	assert_string_equal(b.p, "{\"phone\":[\"138****5678\",\"139****5679\"]}");
	assert_int_equal(__builtin_popcountll(set), 3);
	buf_done(&b);
}

static void test_database_round_trip(void **state)
{
	(void)state;
	struct thing x, y;
	fields_clear(&thing_type, &x);
	x.id = 7;
	x.name = STR("n");
	x.colour = COLOUR_BLUE;
	x.born = date_of(2020, 1, 1);
	fields_clear(&thing_type, &y);
	for (size_t i = 0; i < thing_type.n; i++)
		assert_int_equal(
			field_set(&thing_type.v[i], &y, field_value(&thing_type.v[i], &x)), OK);
	struct buf b = {0};
	struct jw w = {.buf = &b};
	assert_int_equal(fields_diff(&w, &thing_type, &x, &y), 0);
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode_encode),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_diff_masks),
		cmocka_unit_test(test_database_round_trip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
