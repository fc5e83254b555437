#include "domain/attachment.h"

#include "base/test.h"

/* What people and programs send as a name, and what is kept of it. */
static void test_names(void **state)
{
	static const struct {
		int line;
		const char *given, *kept;
	} v[] = {
		{__LINE__, "合同 2026.pdf", "合同 2026.pdf"},
		{__LINE__, "../../etc/passwd", "passwd"},
		{__LINE__, "C:\\temp\\a.txt", "a.txt"},
		{__LINE__, "..", "file"},
		{__LINE__, "", "file"},
		{__LINE__, "a/", "file"},
		{__LINE__, ".bashrc", "bashrc"},
		{__LINE__, "a\r\nSet-Cookie: x", "aSet-Cookie_ x"},
		{__LINE__, "photo\xE2\x80\xAEgnp.exe", "photognp.exe"},
		{__LINE__,
		 "a\xE2\x81\xA6"
		 "b\xE2\x80\x8B.txt",
		 "ab.txt"},
		{__LINE__, "a\"b<c>|?*.txt", "a_b_c____.txt"},
		{__LINE__, "name. . ", "name"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct str got = attachment_name(a, str_of(v[i].given));
		if (!str_is(got, v[i].kept))
			fail_msg("line %d: \"%.*s\"", v[i].line, STR_ARG(got));
	}
	arena_free(a);
}

static void test_long_name_keeps_its_ending(void **state)
{
	struct arena *a = arena_new();
	char long_name[1000];

	(void)state;
	memset(long_name, 'x', sizeof long_name);
	memcpy(long_name + sizeof long_name - 6, ".docx", 6);
	struct str got = attachment_name(a, str_of(long_name));
	assert_int_equal(utf8_len(got), ATTACHMENT_NAME_MAX);
	assert_true(str_ends(got, STR(".docx")));
	arena_free(a);
}

static void test_types(void **state)
{
	(void)state;
	assert_string_equal(attachment_media_type(STR("\x89PNG\r\n\x1A\n....")), "image/png");
	assert_string_equal(attachment_media_type(STR("<html><script>alert(1)</script>")),
			    "text/plain");
	assert_string_equal(attachment_media_type(STR("<svg onload=alert(1)>")), "text/plain");
	assert_string_equal(attachment_media_type(STR("%PDF-1.7")), "application/pdf");
	assert_string_equal(attachment_media_type(STR("\0\1\2")), "application/octet-stream");
	assert_string_equal(attachment_media_type(STR("\xE5\x90\x88\xE5\x90")), "text/plain");
	assert_true(attachment_is_program(STR("MZ\x90")));
	assert_true(attachment_is_program(STR("\177ELF\2")));
	assert_true(attachment_is_program(STR("#!/bin/sh")));
	assert_false(attachment_is_program(STR("#!AMR\n")));
	assert_false(attachment_is_program(STR("M")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_long_name_keeps_its_ending),
		cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
