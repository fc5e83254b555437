#include "domain/alike.h"

#include "base/test.h"

static void test_names(void **state)
{
	static const struct {
		int line;
		const char *a, *b;
		bool same;
	} rows[] = {
		{__LINE__, "东方科技有限公司", "东方科技", true},
		{__LINE__, "东方科技有限公司", "东方科技股份有限公司", true},
		{__LINE__, "东方科技有限责任公司", " 东方　科技 ", true},
		{__LINE__, "東方科技股份有限公司", "東方科技集團", true},
		{__LINE__, "东方科技集团有限公司", "东方科技", true},
		{__LINE__, "东方（北京）科技", "东方(北京)科技有限公司", true},
		{__LINE__, "ACME Co., Ltd.", "Acme", true},
		{__LINE__, "Acme Corporation", "ＡＣＭＥ Inc.", true},
		{__LINE__, "Taco Ltd", "Ta", false}, /* no word of its own */
		{__LINE__, "东方科技", "东方贸易", false},
		{__LINE__, "东方科技有限公司", "新东方科技有限公司", false},
		{__LINE__, "有限公司", "公司", false}, /* nothing else is left */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		bool same = str_eq(alike_name(a, str_of(rows[i].a)),
				   alike_name(a, str_of(rows[i].b)));
		if (same != rows[i].same)
			fail_msg("line %d: %s, %s", rows[i].line, rows[i].a, rows[i].b);
		assert_true(alike_name(a, str_of(rows[i].a)).n > 0);
		arena_free(a);
	}
}

static void test_phones(void **state)
{
	static const struct {
		int line;
		const char *a, *b;
		bool same;
	} rows[] = {
		{__LINE__, "13800001234", "+86 138-0000-1234", true},
		{__LINE__, "13800001234", "0086 13800001234", true},
		{__LINE__, "13800001234", "8613800001234", true},
		{__LINE__, "１３８００００１２３４", "138 0000 1234", true},
		{__LINE__, "010-88886666", "+86 10 8888 6666", true},
		{__LINE__, "(010) 88886666转802", "010-88886666", true},
		{__LINE__, "010-88886666 ext. 12", "+861088886666,34", true},
		{__LINE__, "0912-345-678", "+886 912 345 678", true},
		{__LINE__, "+852 2345 6789", "23456789", true},
		{__LINE__, "88886666", "010-88886666", false}, /* of another town, perhaps */
		{__LINE__, "010-88886666", "021-88886666", false},
		{__LINE__, "13800001234", "13800001235", false},
		{__LINE__, "+1 380 000 1234", "+86 380 000 1234", false},
		{__LINE__, "110", "110", false}, /* too short to be somebody's */
		{__LINE__, "", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str a = str_of(rows[i].a), b = str_of(rows[i].b);
		if (alike_phone(a, b) != rows[i].same || alike_phone(b, a) != rows[i].same)
			fail_msg("line %d: %s, %s", rows[i].line, rows[i].a, rows[i].b);
		/* Whatever is the same is found by its tail. */
		struct arena *arena = arena_new();
		if (rows[i].same)
			assert_true(
				str_eq(alike_phone_tail(arena, a), alike_phone_tail(arena, b)));
		arena_free(arena);
	}
}

static void test_mobiles(void **state)
{
	static const struct {
		int line;
		const char *text, *mobile;
	} rows[] = {
		{__LINE__, "13800001234", "13800001234"},
		{__LINE__, "+86 138-0000-1234", "13800001234"},
		{__LINE__, "0086 13800001234", "13800001234"},
		{__LINE__, "8613800001234", "13800001234"},
		{__LINE__, "１３８ 0000 1234 转 5", "13800001234"},
		{__LINE__, "12800001234", ""},
		{__LINE__, "+1 380 000 1234", ""},
		{__LINE__, "+13800001234", ""}, /* eleven digits, but of the USA */
		{__LINE__, "138000012345", ""},
		{__LINE__, "1380000123", ""},
		{__LINE__, "010-88886666", ""},
		{__LINE__, "+852 2345 6789", ""},
		{__LINE__, "", ""},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!str_is(alike_mobile(a, str_of(rows[i].text)), rows[i].mobile))
			fail_msg("line %d: %s", rows[i].line, rows[i].text);
	arena_free(a);
}

static void test_numbers(void **state)
{
	static const struct {
		int line;
		const char *a, *b;
		bool same;
	} rows[] = {
		{__LINE__, "C2024001", "c-2024-001", true},
		{__LINE__, "C2024001", "2024001", true},
		{__LINE__, "Ｃ2024001", "C 2024001", true},
		{__LINE__, "C2024001", "K2024001", false},
		{__LINE__, "C2024001", "C2024002", false},
		{__LINE__, "C1", "1", false}, /* says nothing */
		{__LINE__, "", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		if (alike_numbers(a, str_of(rows[i].a), str_of(rows[i].b)) != rows[i].same)
			fail_msg("line %d: %s, %s", rows[i].line, rows[i].a, rows[i].b);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_phones),
		cmocka_unit_test(test_mobiles),
		cmocka_unit_test(test_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
