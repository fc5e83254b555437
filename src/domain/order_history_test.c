#include "domain/order_history.h"

#include "base/test.h"

/* What a cell of one company, with it since 15 January 2024, becomes: "name|sum|product|day" an
 * entry, and the rest.  Amounts in minor units, a day that is its own with a *. */
static const struct {
	int line;
	const char *cell, *orders, *rest;
} rows[] = {
	/* The document's own. */
	{__LINE__, "年度合作50万元(云服务)", "年度合作|50000000|云服务|2024-01-15", ""},
	{__LINE__, "试订单10万元(设备)", "试订单|10000000|设备|2024-01-15", ""},
	{__LINE__, "-", "", "-"},
	{__LINE__, "", "", ""},
	/* As our own sheets write it. */
	{__LINE__, "年度合作CNY 500000.00(云服务)", "年度合作|50000000|云服务|2024-01-15", ""},
	{__LINE__, "年度合作50萬元(雲服務)", "年度合作|50000000|雲服務|2024-01-15", ""},
	{__LINE__, "USD 500.00", "|50000|USD|2024-01-15", ""},
	{__LINE__, "123456.70元", "|12345670||2024-01-15", ""},
	/* Ways to write it. */
	{__LINE__, "¥12,345,678.90（设备（二期））", "|1234567890|设备（二期）|2024-01-15", ""},
	{__LINE__, "合作 12.5 万 (SaaS, 一年)", "合作|12500000|SaaS, 一年|2024-01-15", ""},
	{__LINE__, "1.23456万元", "|1234560||2024-01-15", ""},
	{__LINE__, "2023-05-06 设备采购3万元(泵)", "设备采购|3000000|泵|2023-05-06*", ""},
	{__LINE__, "设备采购3万元(泵)2023年5月6日", "设备采购|3000000|泵|2023-05-06*", ""},
	{__LINE__, "设备采购3万元 2023/5/6", "设备采购|3000000||2023-05-06*", ""},
	/* Several: each needs a day of its own. */
	{__LINE__, "2023-05-06 首单3万元(泵)、2024-02-01 续约5万元",
	 "首单|3000000|泵|2023-05-06* 续约|5000000||2024-02-01*", ""},
	{__LINE__, "2023-05-06 首单3万元;续约5万元\n2024-02-01 12,000元",
	 "首单|3000000||2023-05-06* |1200000||2024-02-01*", "续约5万元"},
	{__LINE__, "年度合作50万元(云服务)、试订单10万元(设备)", "",
	 "年度合作50万元(云服务)、试订单10万元(设备)"},
	/* Not without doubt. */
	{__LINE__, "约50万元(云服务)", "", "约50万元(云服务)"},
	{__LINE__, "大约50万元", "", "大约50万元"},
	{__LINE__, "累计300万元", "", "累计300万元"},
	{__LINE__, "10-20万元", "", "10-20万元"},
	{__LINE__, "50万元左右", "", "50万元左右"},
	{__LINE__, "50万元/年", "", "50万元/年"},
	{__LINE__, "合作50(云服务)", "", "合作50(云服务)"},
	{__LINE__, "O-120000元(云服务)", "", "O-120000元(云服务)"},
	{__LINE__, "SAP 3", "", "SAP 3"},
	{__LINE__, "合同 RMB 3,000.5 (泵)", "合同|300050|泵|2024-01-15", ""},
	{__LINE__, "云服务(50万元)", "", "云服务(50万元)"},
	{__LINE__, "50万元(云服务", "", "50万元(云服务"},
	{__LINE__, "50万元(云服务)续签中", "", "50万元(云服务)续签中"},
	{__LINE__, "1,2345元", "", "1,2345元"},
	{__LINE__, "0.000001元", "", "0.000001元"},
	{__LINE__, "99999999999999999万元", "", "99999999999999999万元"},
	{__LINE__, "USD 5万元", "", "USD 5万元"},
	{__LINE__, "2023-02-30 首单3万元", "", "2023-02-30 首单3万元"},
	{__LINE__, "2099-01-01 首单3万元", "", "2099-01-01 首单3万元"},
	{__LINE__, "老客户，关系良好", "", "老客户、关系良好"},
};

static struct str told(struct arena *a, const struct order_history *h)
{
	struct str text = STR("");
	char day[16];

	for (size_t i = 0; i < h->n; i++) {
		const struct order *o = &h->v[i];
		date_format(o->ordered_on, day);
		text = str_fmt(a, "%.*s%s%.*s|%lld|%.*s|%s%s", STR_ARG(text), i ? " " : "",
			       STR_ARG(o->number), (long long)o->amount,
			       STR_ARG(str_is(o->currency, "CNY") ? o->product : o->currency),
			       day, h->dated[i] ? "*" : "");
	}
	return text;
}

static struct history_terms terms_of(const char *since, const char *currency)
{
	struct history_terms t = {DATE_NONE, DATE_NONE, str_of(currency)};

	assert_int_equal(date_parse(STR("2024-04-01"), &t.today), OK);
	if (since)
		assert_int_equal(date_parse(str_of(since), &t.since), OK);
	return t;
}

static void test_cells(void **state)
{
	const struct history_terms terms = terms_of("2024-01-15", "CNY");
	struct arena *a = arena_new();
	struct order_history h;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		order_history_read(a, str_of(rows[i].cell), &terms, &h);
		struct str got = told(a, &h);
		if (!str_is(got, rows[i].orders) || !str_is(h.rest, rows[i].rest))
			fail_msg("line %d: %.*s rest %.*s", rows[i].line, STR_ARG(got),
				 STR_ARG(h.rest));
	}
	arena_free(a);
}

/* No day is invented, and 元 of another country's company may be another money. */
static void test_terms(void **state)
{
	static const char *const since[] = {NULL, "2024-04-02"};
	const struct history_terms abroad = terms_of("2024-01-15", "TWD");
	struct arena *a = arena_new();
	struct order_history h;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct history_terms terms = terms_of(since[i], "CNY");
		order_history_read(a, STR("年度合作50万元"), &terms, &h);
		assert_int_equal(h.n, 0);
		assert_true(str_is(h.rest, "年度合作50万元"));
	}
	order_history_read(a, STR("年度合作50萬元"), &abroad, &h);
	assert_int_equal(h.n, 0);
	order_history_read(a, STR("年度合作TWD 500000"), &abroad, &h);
	assert_int_equal(h.n, 1);
	arena_free(a);
}

/* Every cut of every cell, and every byte of one changed, is read without a fault, and what is
 * no order is kept. */
static void test_spoilt(void **state)
{
	const struct history_terms terms = terms_of("2024-01-15", "CNY");
	struct arena *a = arena_new();
	struct order_history h;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str cell = str_dup(a, str_of(rows[i].cell));
		for (size_t k = 0; k < cell.n; k++) {
			order_history_read(a, str_slice(cell, 0, k), &terms, &h);
			order_history_read(a, str_slice(cell, k, cell.n), &terms, &h);
			char *at = (char *)cell.p + k, was = *at;
			for (int c = 1; c < 256; c += 7) {
				*at = (char)c;
				order_history_read(a, cell, &terms, &h);
			}
			*at = was;
		}
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_spoilt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
