#include "service/table_pdf.h"

#include "base/test.h"

#include <stdlib.h>
#include <unistd.h>

enum { COLUMNS = 3 };

static struct str titles[COLUMNS];

static struct table *begin(struct arena *a, struct fail *f)
{
	struct table *t;

	titles[0] = STR("编号");
	titles[1] = STR("名称");
	titles[2] = STR("说明");
	const struct table_head head = {.name = STR("表"),
					.titles = titles,
					.columns = COLUMNS,
					.company = STR("公司"),
					.date = STR("2026-03-02"),
					.taken_by = STR("王芳"),
					.now = {1772416800000000},
					.lang = LANG_ZH_CN};
	*f = (struct fail){.arena = a};
	assert_int_equal(table_begin(a, &table_pdf, &head, f, &t), OK);
	return t;
}

static void put(struct table *t, struct str number, struct str text)
{
	const struct str row[COLUMNS] = {number, STR("<b>&"), text};
	struct arena *scratch = arena_new();

	assert_int_equal(table_put(t, scratch, row), OK);
	arena_free(scratch);
}

/* The file's bytes, NUL-terminated; the caller frees them. */
static char *bytes_of(struct table *t, size_t *ret_n)
{
	int64_t size;

	assert_int_equal(scratch_size(&t->file, &size), OK);
	char *p = calloc(1, (size_t)size + 1);
	assert_int_equal(pread(t->file.fd, p, (size_t)size, 0), size);
	*ret_n = (size_t)size;
	return p;
}

static int pages_of(const char *p, size_t n)
{
	static const char page[] = "/Type /Page ";
	int pages = 0;

	for (size_t i = 0; i + sizeof page <= n; i++)
		pages += memcmp(p + i, page, sizeof page - 1) == 0;
	return pages;
}

/* Law: pages = what the rows need; a table without rows is one page of titles. */
static int pages_with(int rows, struct str text)
{
	struct arena *a = arena_new();
	struct fail f;
	struct table *t = begin(a, &f);
	size_t n;

	for (int i = 0; i < rows; i++)
		put(t, str_fmt(a, "%d", i), text);
	assert_int_equal(table_end(t), OK);
	char *p = bytes_of(t, &n);
	assert_memory_equal(p, "%PDF-1.5", 8);
	int pages = pages_of(p, n);
	free(p);
	arena_free(a);
	return pages;
}

static void test_pages(void **state)
{
	(void)state;
	assert_int_equal(pages_with(0, STR("")), 1);
	assert_int_equal(pages_with(20, STR("短")), 1);
	int many = pages_with(200, STR("短"));
	assert_in_range(many, 7, 12);
	assert_true(pages_with(200, STR("一\n二\n三")) > 2 * many);
}

static struct str repeated(struct arena *a, const char *part, size_t times)
{
	size_t n = strlen(part);
	char *p = arena_alloc(a, n * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(p + i * n, part, n);
	return (struct str){p, n * times};
}

static void test_a_cell_longer_than_a_page(void **state)
{
	(void)state;
	struct arena *a = arena_new();

	assert_true(pages_with(1, repeated(a, "长", 10000)) > 3);
	assert_true(pages_with(1, repeated(a, "W", 10000)) > 3);
	assert_int_equal(pages_with(1, STR("\001\x7f\t\r\n\u202e\u2029שלום")), 1);
	arena_free(a);
}

static void test_equal_tables_are_equal_bytes(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f;
	struct table *t[2];
	size_t n[2];
	char *p[2];

	for (int i = 0; i < 2; i++) {
		t[i] = begin(a, &f);
		put(t[i], STR("1"), STR("同样"));
		assert_int_equal(table_end(t[i]), OK);
		p[i] = bytes_of(t[i], &n[i]);
	}
	assert_int_equal(n[0], n[1]);
	assert_memory_equal(p[0], p[1], n[0]);
	free(p[0]);
	free(p[1]);
	arena_free(a);
}

static void test_limits(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f;
	struct table *t = begin(a, &f);
	const struct str row[COLUMNS] = {STR("1"), STR("2"), STR("3")};

	for (int i = 0; i < TABLE_SHEET_ROWS; i++)
		assert_int_equal(table_put(t, a, row), OK);
	assert_int_equal(table_put(t, a, row), ERR_INPUT);
	assert_string_equal(fail_code(&f), "too_many_rows");
	t = begin(a, &f);
	for (int i = 0; i < TABLE_PDF_PAGES / 100; i++)
		put(t, STR("1"), repeated(a, "行\n", 100 * 50));
	assert_int_equal(table_end(t), ERR_INPUT);
	assert_string_equal(fail_code(&f), "too_many_pages");
	arena_free(a);
}

/* A file that cannot be written is an error, and no crash when it is dropped. */
static void test_file_fails(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f;
	struct table *t = begin(a, &f);

	put(t, STR("1"), STR("x"));
	scratch_close(&t->file);
	assert_int_equal(table_end(t), ERR_IO);
	table_drop(t);
	table_drop(t);
	begin(a, &f); /* dropped with the arena, not ended */
	arena_free(a);
}

static void test_there_is_a_chinese_font(void **state)
{
	(void)state;
	struct arena *a = arena_new();

	assert_true(table_pdf_chinese_font(a).n > 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_a_cell_longer_than_a_page),
		cmocka_unit_test(test_equal_tables_are_equal_bytes),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_file_fails),
		cmocka_unit_test(test_there_is_a_chinese_font),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
