/* Notices of the State Council read as they are pasted, against the table of days. */
#include "domain/holiday_list.h"

#include "base/buf.h"
#include "base/test.h"
#include "domain/cncal.h"

static const char notice_2024[] =
	"经国务院批准，现将2024年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期"
	"的具体安排通知如下。\n"
	"一、元旦：1月1日放假，与周末连休。\n"
	"二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励"
	"各"
	"单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。\n"
	"三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。\n"
	"四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。\n"
	"五、端午节：6月10日放假，与周末连休。\n"
	"六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。\n"
	"七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。\n"
	"节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。\n"
	"2023年10月25日\n";
static const char notice_2025[] =
	"各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n"
	"一、元旦：1月1日（周三）放假1天，不调休。\n"
	"二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月2"
	"6日"
	"（周日）、2月8日（周六）上班。\n"
	"三、清明节：4月4日（周五）至6日（周日）放假，共3天。\n"
	"四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。\n"
	"五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。\n"
	"六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月"
	"11日"
	"（周六）上班。\n"
	"国务院办公厅\n2024年11月12日\n";
static const char notice_2026[] =
	"　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\r\n"
	"　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9"
	"天。"
	"2月14日（周六）、2月28日（周六）上班。\r\n"
	"　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。\r\n"
	"　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。\r\n"
	"　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。\r\n"
	"　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。\r\n"
	"　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日"
	"（周六"
	"）上班。\r\n";

static enum err read_text(struct arena *a, struct str text, int32_t year, struct fail *f,
			  struct holiday_list *l)
{
	*f = (struct fail){.arena = a};
	return holiday_list_read(a, text, year, f, l);
}

/* The list says of every day of the year what the table says. */
static void same_as_table(const struct holiday_list *l, int32_t year, bool named)
{
	size_t k = 0;

	for (size_t i = 0; i < cncal_count(); i++) {
		struct date d = cncal_date(i);
		char text[16];
		if (date_ymd(d).year != year)
			continue;
		date_format(d, text);
		if (k == l->n || l->v[k].date.day != d.day)
			fail_msg("%s is not in the list", text);
		if (l->v[k].work != (cncal_day(d) == CNDAY_WORK))
			fail_msg("%s is of the other kind", text);
		if (named && !str_is(l->v[k].name, cncal_name(d)))
			fail_msg("%s is called %s", text, l->v[k].name.p);
		k++;
	}
	assert_int_equal(k, l->n);
}

static void golden(void **state)
{
	static const struct {
		int32_t year;
		const char *text;
		size_t warnings;
	} rows[] = {{2024, notice_2024, 1}, {2025, notice_2025, 0}, {2026, notice_2026, 0}};
	struct arena *a = arena_new();
	struct holiday_list l;
	struct fail f;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(read_text(a, str_of(rows[i].text), rows[i].year, &f, &l), OK);
		same_as_table(&l, rows[i].year, true);
		assert_int_equal(l.n_warnings, rows[i].warnings);
	}
	assert_int_equal(read_text(a, str_of(notice_2024), 2024, &f, &l), OK);
	assert_string_equal(l.warnings[0].code, "advice_only");
	assert_int_equal(l.warnings[0].line, 3);
	arena_free(a);
}

static void words(void **state)
{
	static const struct {
		int line;
		const char *text;
		const char *want; /* "date off|work name;..." or the code and line refused */
	} rows[] = {
		{__LINE__, "元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
		 "2022-12-31 off 元旦;2023-01-01 off 元旦;2023-01-02 off 元旦;"},
		{__LINE__, "元旦：12月31日至1月1日放假。",
		 "2022-12-31 off 元旦;2023-01-01 off 元旦;"},
		{__LINE__, "1月28日、29日上班", "2023-01-28 work ;2023-01-29 work ;"},
		{__LINE__, "（一） 端午节: 6 月 22 日 放假 ； 6月25日(週日)補班。",
		 "2023-06-22 off 端午节;2023-06-25 work 端午节;"},
		{__LINE__, "3、五一劳动节：放假时间为4月29日—30日。",
		 "2023-04-29 off 五一劳动节;2023-04-30 off 五一劳动节;"},
		{__LINE__, "国庆节：10月1日至\n2日放假，10月7日上班，10月8日上班",
		 "2023-10-01 off 国庆节;2023-10-02 off 国庆节;2023-10-07 work 国庆节;"
		 "2023-10-08 work 国庆节;"},
		{__LINE__, "元旦：1月1日放假。\n春节：1月22日。", "holiday_line 2"},
		{__LINE__, "元旦：1月1日至放假", "holiday_line 1"},
		{__LINE__, "元旦：2月30日放假", "holiday_line 1"},
		{__LINE__, "元旦：1月1日至6月1日放假", "holiday_line 1"},
		{__LINE__, "元旦：1月2日不放假", "holiday_line 1"},
		{__LINE__, "元旦：1月1日放假。1月1日上班。", "holiday_twice 1"},
		{__LINE__, "大家好", "holidays_missing "},
		{__LINE__, "", "holidays_missing "},
		{__LINE__, "2023年11月4日", "holidays_missing "},
	};
	struct arena *a = arena_new();
	struct holiday_list l;
	struct fail f;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b = {0};
		if (read_text(a, str_of(rows[i].text), 2023, &f, &l)) {
			buf_printf(&b, "%s %.*s", fail_code(&f),
				   STR_ARG(f.items[0].n_args ? f.items[0].args[0].value
							     : STR("")));
			l.n = 0;
		}
		for (size_t k = 0; k < l.n; k++) {
			char date[16];
			date_format(l.v[k].date, date);
			buf_printf(&b, "%s %s %.*s;", date, l.v[k].work ? "work" : "off",
				   STR_ARG(l.v[k].name));
		}
		if (!str_is(buf_str(&b), rows[i].want))
			fail_msg("line %d: %.*s", rows[i].line, STR_ARG(buf_str(&b)));
		buf_done(&b);
	}
	arena_free(a);
}

static void doubts(void **state)
{
	static const struct {
		int line;
		const char *text, *code;
	} rows[] = {
		{__LINE__, "元旦：1月1日（周四）放假。", NULL},
		{__LINE__, "元旦：1月1日（周五）放假。", "weekday_differs"},
		{__LINE__, "元旦：1月1日（周四）至3日（周日）放假。", "weekday_differs"},
		{__LINE__, "元旦：1月5日上班。", "not_a_weekend"},
		{__LINE__, "元旦：1月1日至3日放假，共2天。", "count_differs"},
		{__LINE__, "元旦：1月1日放假2天。", "count_differs"},
		{__LINE__, "元旦：2019年1月1日放假。", "other_year"},
	};
	struct arena *a = arena_new();
	struct holiday_list l;
	struct fail f;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(read_text(a, str_of(rows[i].text), 2026, &f, &l), OK);
		if (l.n_warnings != (rows[i].code != NULL) ||
		    (rows[i].code && strcmp(l.warnings[0].code, rows[i].code)))
			fail_msg("line %d: %zu warnings", rows[i].line, l.n_warnings);
	}
	arena_free(a);
}

/* The table's days of a year in one of the forms of files. */
static void write_file(struct buf *b, const char *head, const char *row, const char *foot,
		       bool basic, const char *const kinds[2])
{
	bool first = true;

	buf_puts(b, head);
	for (size_t i = 0; i < cncal_count(); i++) {
		char date[16], day[16];
		struct date d = cncal_date(i);
		struct ymd c = date_ymd(d);
		if (c.year != 2026)
			continue;
		date_format(d, date);
		snprintf(day, sizeof day, "%04d%02d%02d", (int)c.year % 10000, c.month % 100,
			 c.day % 100);
		if (row[0] == '{' && !first)
			buf_putc(b, ',');
		first = false;
		for (const char *p = row; *p; p++) {
			if (*p == '@')
				buf_puts(b, basic ? day : date);
			else if (*p == '#')
				buf_puts(b, cncal_name(d));
			else if (*p == '$')
				buf_puts(b, kinds[cncal_day(d) == CNDAY_WORK]);
			else
				buf_putc(b, *p);
		}
	}
	buf_puts(b, foot);
}

static void files(void **state)
{
	static const struct {
		const char *head, *row, *foot;
		bool basic;
		const char *kinds[2];
	} forms[] = {
		{"date,name,kind\n", "@,#,$\n", "", false, {"off", "work"}},
		{"\xef\xbb\xbf"
		 "date;kind;name\r\n",
		 "@;$;#\r\n",
		 "",
		 false,
		 {"休", "班"}},
		{"{\"year\":2026,\"days\":[",
		 "{\"date\":\"@\",\"name\":\"#\",\"isOffDay\":$}",
		 "]}",
		 false,
		 {"true", "false"}},
		{"BEGIN:VCALENDAR\r\n",
		 "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:@\r\nSUMMARY:#（$\r\n "
		 "）\r\nEND:VEVENT\r\n",
		 "END:VCALENDAR\r\n",
		 true,
		 {"休", "班"}},
	};
	struct arena *a = arena_new();
	struct holiday_list l;
	struct fail f;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct buf b = {0};
		write_file(&b, forms[i].head, forms[i].row, forms[i].foot, forms[i].basic,
			   forms[i].kinds);
		if (read_text(a, buf_str(&b), 2026, &f, &l))
			fail_msg("form %zu: %s", i, fail_code(&f));
		same_as_table(&l, 2026, true);
		buf_done(&b);
	}
	static const char *const bad[] = {
		"date,name,kind\n2026-01-01,x,maybe\n", "date,name,kind\n2026-13-01,x,off\n",
		"{\"days\":[{\"date\":\"x\",\"isOffDay\":true}]}",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101T090000\nEND:VEVENT\n",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(read_text(a, str_of(bad[i]), 2026, &f, &l), ERR_INPUT);
		assert_string_equal(fail_code(&f), "holiday_line");
		assert_true(str_is(f.items[0].field, "text"));
	}
	arena_free(a);
}

/* Whatever is pasted, the answer is a list or a refusal. */
static void anything(void **state)
{
	static const char *const seeds[] = {
		notice_2024,
		notice_2025,
		notice_2026,
		"date,name,kind\n2026-01-01,元旦,off\n",
		"{\"days\":[{\"date\":\"2026-01-01\",\"isOffDay\":true}]}",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\nSUMMARY:x\nEND:"
		"VEVENT"};
	struct rng r = test_seed(20261104);

	(void)state;
	for (long i = 0; i < test_rounds(6000); i++) {
		struct arena *a = arena_new();
		struct str seed = str_of(seeds[rng_below(&r, 6)]);
		char *p = malloc(seed.n + 1);
		size_t n = rng_below(&r, seed.n + 1);
		memcpy(p, seed.p + (seed.n - n) / 2, n);
		for (uint64_t k = rng_below(&r, 12); n && k; k--)
			p[rng_below(&r, n)] =
				rng_below(&r, 3)
					? "0123456789年月日至、（）\n"[rng_below(&r, 10)]
					: (char)rng_below(&r, 256);
		struct holiday_list l = {0};
		struct fail f;
		if (read_text(a, (struct str){p, n}, 2026, &f, &l) == OK) {
			assert_true(l.n > 0 && l.n <= HOLIDAYS_MAX);
			for (size_t k = 1; k < l.n; k++)
				assert_true(l.v[k - 1].date.day < l.v[k].date.day);
		} else {
			assert_true(f.n > 0);
		}
		free(p);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden), cmocka_unit_test(words),    cmocka_unit_test(doubts),
		cmocka_unit_test(files),  cmocka_unit_test(anything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
