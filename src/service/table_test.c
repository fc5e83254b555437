#include "service/table.h"

#include "base/test.h"
#include "base/xlsx.h"

#include <stdlib.h>
#include <unistd.h>

enum { COLUMNS = 2, ROWS = 5000 };

static struct table *begin(struct arena *a, const struct table_format *format, struct fail *f)
{
	static struct str titles[COLUMNS];
	const struct table_head head = {
		.name = STR("表"), .titles = titles, .columns = COLUMNS, .lang = LANG_EN};
	struct table *t;

	titles[0] = STR("编号");
	titles[1] = STR("名称");
	*f = (struct fail){.arena = a};
	assert_int_equal(table_begin(a, format, &head, f, &t), OK);
	return t;
}

static void put_rows(struct table *t, int n)
{
	struct arena *scratch = arena_new();

	for (int i = 0; i < n; i++) {
		const struct str row[COLUMNS] = {str_fmt(scratch, "%d", i),
						 STR("=1+1 <b>&\"长\"")};
		assert_int_equal(table_put(t, scratch, row), OK);
		arena_reset(scratch);
	}
	arena_free(scratch);
}

static struct str content(struct arena *a, const struct table *t)
{
	int64_t size;

	assert_int_equal(scratch_size(&t->file, &size), OK);
	char *p = arena_alloc(a, (size_t)size + 1);
	assert_int_equal(pread(t->file.fd, p, (size_t)size, 0), size);
	return (struct str){p, (size_t)size};
}

static int lines_of(struct str s)
{
	int n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* Law: what is put comes out, whatever the format; more than any buffer holds. */
static void test_csv_and_workbook_say_the_same(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f;
	struct table *csv = begin(a, &table_csv, &f), *xlsx = begin(a, &table_xlsx, &f);
	struct str back;

	put_rows(csv, ROWS);
	put_rows(xlsx, ROWS);
	assert_int_equal(table_end(csv), OK);
	assert_int_equal(table_end(xlsx), OK);
	assert_int_equal(lines_of(content(a, csv)), ROWS + 1);
	assert_int_equal(xlsx_to_csv(a, content(a, xlsx), STR(""), &f, &back), OK);
	assert_int_equal(lines_of(back), ROWS + 1);
	assert_non_null(strstr(back.p, "\n\"4999\",\"'=1+1 <b>&\"\"长\"\"\""));
	assert_non_null(strstr(content(a, csv).p, "4999,\"'=1+1 <b>&\"\"长\"\"\""));
	arena_free(a);
}

static const bool second_is_figure[COLUMNS] = {false, true};

/* A second sheet with figures; a text among them stays text. */
static void put_second(struct table *t)
{
	static struct str titles[COLUMNS];
	const struct table_head head = {.name = STR("二"),
					.titles = titles,
					.columns = COLUMNS,
					.figures = second_is_figure,
					.lang = LANG_EN};
	const struct str rows[][COLUMNS] = {{STR("a"), STR("-17")}, {STR("42"), STR("=2")}};

	titles[0] = STR("组");
	titles[1] = STR("数");
	assert_int_equal(table_sheet(t, &head), OK);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(table_put(t, t->arena, rows[i]), OK);
	assert_int_equal(t->rows, 2);
}

static void test_two_sheets(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f;
	struct table *csv = begin(a, &table_csv, &f), *xlsx = begin(a, &table_xlsx, &f);
	struct table *json = begin(a, &table_json, &f);
	struct str back;

	put_rows(csv, 1);
	put_second(csv);
	assert_int_equal(table_end(csv), OK);
	assert_non_null(strstr(content(a, csv).p, "\r\n\r\n组,数\r\na,-17\r\n42,\"'=2\"\r\n"));
	put_rows(xlsx, 1);
	put_second(xlsx);
	assert_int_equal(table_end(xlsx), OK);
	assert_int_equal(xlsx_to_csv(a, content(a, xlsx), STR("二"), &f, &back), OK);
	assert_non_null(strstr(back.p, "-17"));
	assert_int_equal(lines_of(back), 3);
	assert_int_equal(xlsx_to_csv(a, content(a, xlsx), STR("表"), &f, &back), OK);
	assert_int_equal(lines_of(back), 2);
	assert_int_equal(table_sheet(json, &json->head), ERR_UNSUPPORTED);
	arena_free(a);
}

static void test_a_cell_too_long_for_a_workbook(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct fail f;
	struct table *t = begin(a, &table_xlsx, &f);
	char *long_text = arena_alloc(a, 32769);

	memset(long_text, 'x', 32768);
	const struct str row[COLUMNS] = {STR("1"), {long_text, 32767}};
	const struct str bad[COLUMNS] = {STR("2"), {long_text, 32768}};
	assert_int_equal(table_put(t, a, row), OK);
	assert_int_equal(table_put(t, a, bad), ERR_INPUT);
	assert_string_equal(fail_code(&f), "cell_too_long");
	arena_free(a); /* dropped midway */
}

/* Nothing is given that was cut: the descriptor is gone below the format. */
static void test_the_file_fails(void **state)
{
	(void)state;
	const struct table_format *const formats[] = {&table_csv, &table_json, &table_xlsx};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct arena *a = arena_new();
		struct fail f;
		struct table *t = begin(a, formats[i], &f);
		put_rows(t, 10);
		scratch_close(&t->file);
		assert_int_equal(table_end(t), ERR_IO);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv_and_workbook_say_the_same),
		cmocka_unit_test(test_two_sheets),
		cmocka_unit_test(test_a_cell_too_long_for_a_workbook),
		cmocka_unit_test(test_the_file_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
