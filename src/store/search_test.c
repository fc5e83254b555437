#include "store/fixture.h"

#include "store/pinyin.h"
#include "store/tokens.h"
#include "sys/file.h"

/* A record type with a search index: the fixture's own table of customers. */
struct client {
	RECORD_HEAD;
	struct str name;
};
static const struct field client_rows[] = {RECORD_ROWS(struct client),
					   F_TEXT(struct client, name, F_WRITE | F_SORT)};
static const struct fields clients =
	FIELDS(struct client, "customer", "customers", client_rows);

static const char table[] =
	"create table customers (id bigint primary key, version bigint not null,"
	" created_at bigint not null, updated_at bigint not null,"
	" name text not null)";

struct corpus {
	struct str *v;
	size_t n;
};

/* The names of tests/data, or of the file that NAMES tells (a larger corpus). */
static struct corpus read_names(struct arena *a)
{
	const char *root = getenv("SOURCE_ROOT");
	const char *other = getenv("NAMES");
	struct str path = str_fmt(a, "%s/tests/data/names-500.txt", root ? root : ".");
	struct str text, line;
	struct corpus names = {0};
	size_t cap = 0;

	if (file_read(a, other ? other : path.p, 1 << 20, &text))
		fail_msg("cannot read %s", path.p);
	while (str_split(&text, '\n', &line))
		if (line.n && line.p[0] != '#')
			*ARENA_PUSH(a, names.v, names.n, cap) = line;
	return names;
}

/* Only the search tables of the first migration, and the fixture's customers. */
static void make_tables(struct fixture *fx)
{
	const struct migrations base = {migrations_built_in.v, 1};
	assert_int_equal(store_migrate(fx->store, &base, (struct instant){0}, &fx->fail, NULL),
			 OK);
	fixture_script(fx, table);
}

static void put_client(struct tx *tx, int64_t id, struct str name, const struct search_text *st)
{
	struct client c = {.id = id, .version = 1, .name = name};
	assert_int_equal(row_insert(tx, &clients, &c), OK);
	assert_int_equal(search_put(tx, SEARCH_CUSTOMER, id, st), OK);
}

static enum err put_names(struct tx *tx, void *arg)
{
	struct corpus *names = arg;
	size_t one_by_one = names->n / 2, n = names->n - one_by_one;
	struct search_text *texts = calloc(n, sizeof *texts);
	struct client *rows = calloc(n, sizeof *rows);
	int64_t *ids = calloc(n, sizeof *ids);

	for (size_t i = 0; i < one_by_one; i++) {
		struct search_text st = {0};
		search_add(&st, SEARCH_NAME, names->v[i]);
		put_client(tx, (int64_t)i + 1, names->v[i], &st);
	}
	for (size_t i = 0; i < n; i++) {
		struct str name = names->v[one_by_one + i];
		ids[i] = (int64_t)(one_by_one + i) + 1;
		search_add(&texts[i], SEARCH_NAME, name);
		rows[i] = (struct client){.id = ids[i], .version = 1, .name = name};
	}
	assert_int_equal(row_insert_many(tx, &clients, rows, n), OK);
	assert_int_equal(search_put_new(tx, SEARCH_CUSTOMER, ids, texts, n), OK);
	free(texts);
	free(rows);
	free(ids);
	return OK;
}

static bool contains(struct str s, struct str part)
{
	return part.n == 0 || memmem(s.p, s.n, part.p, part.n) != NULL;
}

static int64_t found(struct tx *tx, struct str typed)
{
	struct list_query q = {.search = typed};
	int64_t n = -1;
	assert_int_equal(row_count(tx, &clients, &q, &n), OK);
	return n;
}

/* Each piece of each name, from one character to all, finds exactly the names that contain it;
 * short ones are also compared row by row. */
static void compare_with_substrings(struct tx *tx, struct fixture *fx,
				    const struct corpus *names, struct str part)
{
	struct list_query q = {.search = part, .limit = 100000};
	struct list_page page;
	size_t at = 0;

	assert_int_equal(row_list(tx, fx->arena, &clients, &q, &fx->fail, &page), OK);
	for (size_t i = 0; i < names->n; i++) {
		if (!contains(names->v[i], part))
			continue;
		const struct client *c = (struct client *)page.rows + at;
		if (at++ >= page.n || c->id != (int64_t)i + 1)
			fail_msg("%.*s: not found: %.*s", STR_ARG(part), STR_ARG(names->v[i]));
	}
	if (at != page.n)
		fail_msg("%.*s: %zu found, %zu contain it", STR_ARG(part), page.n, at);
}

struct sample {
	struct fixture *fx;
	const struct corpus *names;
};

static enum err compare_all(struct tx *tx, void *arg)
{
	struct sample *s = arg;
	struct rng r = test_seed(21);
	uint32_t cp;

	for (long i = 0; i < test_rounds(300); i++) {
		struct str name = s->names->v[rng_below(&r, s->names->n)];
		size_t from = 0, to = 0;
		for (uint64_t k = rng_below(&r, utf8_len(name)); k > 0; k--)
			from += utf8_next(name, from, &cp);
		to = from;
		for (uint64_t k = 1 + rng_below(&r, 4); k > 0 && to < name.n; k--)
			to += utf8_next(name, to, &cp);
		compare_with_substrings(tx, s->fx, s->names, str_slice(name, from, to));
	}
	return OK;
}

static void test_recall_and_precision(struct fixture *fx)
{
	struct corpus names = read_names(fx->arena);
	struct sample s = {fx, &names};

	make_tables(fx);
	assert_int_equal(store_run(fx->store, TX_WRITE, put_names, &names), OK);
	assert_int_equal(store_run(fx->store, TX_READ, compare_all, &s), OK);
}
ON_BOTH(test_recall_and_precision)

static enum err put_people(struct tx *tx, void *arg)
{
	struct search_text st = {0};

	(void)arg;
	search_add(&st, SEARCH_NAME, STR("北京科技有限公司"));
	search_add(&st, SEARCH_NUMBER, STR("C2024001"));
	search_add(&st, SEARCH_PHONE, STR("138-1234-5678"));
	put_client(tx, 1, STR("x"), &st);
	st = (struct search_text){0};
	search_add(&st, SEARCH_NAME, STR("厦门银行 ＡＢＣ Trading"));
	search_add(&st, SEARCH_NAME, STR("单雄信"));
	search_add(&st, SEARCH_NUMBER, STR("C2024002"));
	search_add(&st, SEARCH_PHONE, STR("+86 139 0000 5679"));
	put_client(tx, 2, STR("y"), &st);
	st = (struct search_text){0};
	search_add(&st, SEARCH_TEXT, STR("绿地，中心；北 京'\"\\ \xff\xfe 😀 𠮷野"));
	search_add(&st, SEARCH_NAME, STR("绿地"));
	put_client(tx, 3, STR("z"), &st);
	return OK;
}

/* A bit of `want` for each record, 1, 2 and 4. */
static const struct {
	int line;
	const char *typed;
	int want;
} typed_rows[] = {
	{__LINE__, "科技", 1},
	{__LINE__, "京科", 1},
	{__LINE__, "科", 1},
	{__LINE__, "司", 1},
	{__LINE__, "科京", 0},
	{__LINE__, "北京", 1},
	{__LINE__, "北京 公司", 1},
	{__LINE__, "北京 银行", 0},
	{__LINE__, "keji", 1},
	{__LINE__, "KeJi", 1},
	{__LINE__, "kj", 1},
	{__LINE__, "bjkj", 1},
	{__LINE__, "beijingk", 1},
	{__LINE__, "eijing", 0},
	{__LINE__, "5678", 1},
	{__LINE__, "567", 3},
	{__LINE__, "13812345678", 1},
	{__LINE__, "138 1234", 1},
	{__LINE__, "0000", 2},
	{__LINE__, "5679", 2},
	{__LINE__, "C2024001", 1},
	{__LINE__, "c2024", 3},
	{__LINE__, "2024002", 2},
	{__LINE__, "2024", 3},
	{__LINE__, "yinhang", 2},
	{__LINE__, "yinxing", 2},
	{__LINE__, "xiamenyinhang", 2},
	{__LINE__, "xmyh", 2},
	{__LINE__, "abc", 2},
	{__LINE__, "ａｂc", 2},
	{__LINE__, "trad", 2},
	{__LINE__, "shanxiong", 2},
	{__LINE__, "danxiong", 2},
	{__LINE__, "dxx", 2},
	{__LINE__, "sxx", 2},
	{__LINE__, "lvdi", 4},
	{__LINE__, "ludi", 4},
	{__LINE__, "ld", 4},
	{__LINE__, "地中", 0},
	{__LINE__, "京", 5},
	{__LINE__, "野", 4},
	{__LINE__, "𠮷野", 4},
	{__LINE__, "!!", 0},
	{__LINE__, "'\"\\ OR *", 0},
	{__LINE__, "a' OR 'x", 0},
	{__LINE__, "银行 OR 北京", 0},
	{__LINE__, "银行)", 2},
	{__LINE__, "\xff", 0},
};

static enum err look_for_people(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;

	for (size_t i = 0; i < sizeof typed_rows / sizeof *typed_rows; i++) {
		struct list_query q = {.search = str_of(typed_rows[i].typed)};
		struct list_page page;
		int got = 0;
		if (row_list(tx, fx->arena, &clients, &q, &fx->fail, &page))
			fail_msg("line %d: %s", typed_rows[i].line, typed_rows[i].typed);
		for (size_t k = 0; k < page.n; k++)
			got |= 1 << (((struct client *)page.rows)[k].id - 1);
		if (got != typed_rows[i].want)
			fail_msg("line %d: %s gave %d", typed_rows[i].line, typed_rows[i].typed,
				 got);
	}
	return OK;
}

/* Whoever sees 138****5678 can find it by what they see, and learns nothing about the rest. */
static enum err look_behind_masks(struct tx *tx, void *arg)
{
	static const struct {
		const char *typed;
		int64_t n;
	} rows[] = {
		{"5678", 1},  {"567", 2}, {"13812345678", 1}, {"99995678", 1}, {"1234", 0},
		{"12345", 0}, {"138", 0}, {"1381234", 0},     {"2024001", 1},  {"c2024", 2},
	};
	struct actor actor = {.user_id = 1};
	(void)arg;

	actor.scope[PERM_CUSTOMER_READ] = SCOPE_ALL;
	actor.scope[PERM_CONTACT_REVEAL] = SCOPE_DEPARTMENT;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct list_query q = {.eyes = {&actor, PERM_CUSTOMER_READ},
				       .search = str_of(rows[i].typed)};
		int64_t n = -1;
		assert_int_equal(row_count(tx, &clients, &q, &n), OK);
		if (n != rows[i].n)
			fail_msg("%s gave %lld", rows[i].typed, (long long)n);
	}
	actor.scope[PERM_CONTACT_REVEAL] = SCOPE_ALL;
	struct list_query q = {.eyes = {&actor, PERM_CUSTOMER_READ}, .search = STR("1381234")};
	int64_t n = -1;
	assert_int_equal(row_count(tx, &clients, &q, &n), OK);
	assert_int_equal(n, 1);
	return OK;
}

static enum err change_and_remove(struct tx *tx, void *arg)
{
	struct search_text st = {0};

	(void)arg;
	search_add(&st, SEARCH_NAME, STR("上海科技"));
	assert_int_equal(search_put(tx, SEARCH_CUSTOMER, 1, &st), OK);
	assert_int_equal(search_delete(tx, SEARCH_CUSTOMER, 2), OK);
	assert_int_equal(search_delete(tx, SEARCH_CUSTOMER, 99), OK);
	assert_int_equal(found(tx, STR("北京")), 0);
	assert_int_equal(found(tx, STR("上海")), 1);
	assert_int_equal(found(tx, STR("银行")), 0);
	return OK;
}

static void test_what_people_type(struct fixture *fx)
{
	make_tables(fx);
	assert_int_equal(store_run(fx->store, TX_WRITE, put_people, NULL), OK);
	assert_int_equal(store_run(fx->store, TX_READ, look_for_people, fx), OK);
	assert_int_equal(store_run(fx->store, TX_READ, look_behind_masks, NULL), OK);
	assert_int_equal(store_run(fx->store, TX_WRITE, change_and_remove, NULL), OK);
}
ON_BOTH(test_what_people_type)

/* Pages of a search, newest first: the index's own order on SQLite. */
static enum err page_through(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;
	struct list_query q = {.search = STR("公司"), .limit = 7, .descending = true};
	int64_t all = found(tx, q.search), n = 0, last = INT64_MAX;

	assert_true(all > 20);
	do {
		struct list_page page;
		assert_int_equal(row_list(tx, fx->arena, &clients, &q, &fx->fail, &page), OK);
		for (size_t i = 0; i < page.n; i++, n++) {
			int64_t id = ((struct client *)page.rows)[i].id;
			assert_true(id < last);
			last = id;
		}
		q.cursor = page.next;
	} while (q.cursor.n);
	assert_int_equal(n, all);
	return OK;
}

static enum err put_companies(struct tx *tx, void *arg)
{
	for (int64_t i = 1; i <= 100; i++) {
		struct search_text st = {0};
		struct str name = str_fmt(arg, "%s%d", i % 3 ? "公司" : "工厂", (int)i);
		search_add(&st, SEARCH_NAME, name);
		put_client(tx, i, name, &st);
	}
	return OK;
}

static void test_pages_of_a_search(struct fixture *fx)
{
	make_tables(fx);
	assert_int_equal(store_run(fx->store, TX_WRITE, put_companies, fx->arena), OK);
	assert_int_equal(store_run(fx->store, TX_READ, page_through, fx), OK);
}
ON_BOTH(test_pages_of_a_search)

/* What the database says of the index. */
static struct str definition(struct tx *tx, struct arena *a)
{
	bool pg = tx->store->driver->dialect == DIALECT_PG;
	struct str sql = pg ? STR("select indexdef from pg_indexes where schemaname ="
				  " current_schema() and tablename like 'search%' order by 1")
			    : STR("select sql from sqlite_schema where name like 'search%' and"
				  " sql is not null order by 1");
	struct str all = STR("");
	struct rows *rows;
	bool more;

	assert_int_equal(tx_query_sql(tx, sql, NULL, 0, &rows), OK);
	while (!rows_next(rows, &more) && more)
		all = str_fmt(a, "%s%s\n", all.p, rows_text(rows, 0).p);
	return all;
}

static enum err fill_anew(struct tx *tx, void *arg)
{
	struct fixture *fx = arg;
	struct str before = definition(tx, fx->arena);
	struct search_text st = {0};
	int64_t id = 7;

	assert_int_equal(search_empty(tx), OK);
	assert_int_equal(found(tx, STR("公司")), 0);
	search_add(&st, SEARCH_NAME, STR("公司7"));
	assert_int_equal(search_put_new(tx, SEARCH_CUSTOMER, &id, &st, 1), OK);
	assert_int_equal(search_filled(tx), OK);
	assert_int_equal(found(tx, STR("公司")), 1);
	assert_string_equal(definition(tx, fx->arena).p, before.p);
	return ERR_LIMIT; /* undoes it */
}

static enum err count_companies(struct tx *tx, void *arg)
{
	(void)arg;
	assert_int_equal(found(tx, STR("公司")), 67);
	return OK;
}

/* All or nothing of it is there, and the index is as the migrations made it. */
static void test_filled_anew(struct fixture *fx)
{
	make_tables(fx);
	assert_int_equal(store_run(fx->store, TX_WRITE, put_companies, fx->arena), OK);
	assert_int_equal(store_run(fx->store, TX_WRITE, fill_anew, fx), ERR_LIMIT);
	assert_int_equal(store_run(fx->store, TX_READ, count_companies, NULL), OK);
}
ON_BOTH(test_filled_anew)

static void test_sort_keys(void **state)
{
	/* In the order they must have. */
	static const char *const names[] = {"58同城", "阿里", "ABC",  "北京", "重庆",	"绿地",
					    "张",     "章",   "张三", "章三", "张三丰", "中国"};
	struct arena *a = arena_new();
	struct pinyin *p = pinyin_new();
	struct str last = STR("");

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str key = pinyin_sort_key(p, a, str_of(names[i]));
		if (str_cmp(last, key) >= 0)
			fail_msg("%s: \"%s\" after \"%s\"", names[i], key.p, last.p);
		last = key;
	}
	pinyin_free(p);
	arena_free(a);
}

static void words_of_names(void **state)
{
	static const struct {
		int line;
		const char *name;
		bool person;
		const char *words;
	} rows[] = {
		{__LINE__, "王小明", true, "wang xiaoming wxm"},
		{__LINE__, "销售部", false, "xiaoshoubu xsb"},
		{__LINE__, "Anna Rossi", true, "anna rossi ar"},
		{__LINE__, "IT支持组", false, "it zhichizu izcz"},
		{__LINE__, "", true, ""},
		{__LINE__, "?!", true, ""},
		/* Read by what stands beside them, after each other in the same words. */
		{__LINE__, "重庆", false, "chongqing cq"},
		{__LINE__, "沈阳", false, "shenyang sy"},
		{__LINE__, "山重水", false, "shanzhongshui szs"},
		{__LINE__, "令狐冲", true, "ling huchong lhc"},
		{__LINE__, "任华", true, "ren hua rh"},
		{__LINE__, "李任", true, "li ren lr"},
		{__LINE__, "长孙无忌", true, "zhang sunwuji zswj"},
		{__LINE__, "长沙", false, "changsha cs"},
		/* One that has no reading leaves the others theirs. */
		{__LINE__, "查兡籸", true, "zha shen zs"},
	};
	struct arena *a = arena_new();
	struct pinyin *p = pinyin_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str got = pinyin_words(p, a, str_of(rows[i].name), rows[i].person);
		if (!str_starts(got, str_of(rows[i].words)) || (!rows[i].words[0] && got.n))
			fail_msg("line %d: %s", rows[i].line, got.n ? got.p : "nothing");
	}
	struct str both = pinyin_words(p, a, STR("单雄信"), true);
	assert_non_null(strstr(both.p, "shan xiongxin sxx"));
	assert_non_null(strstr(both.p, "dan xiongxin dxx"));
	pinyin_free(p);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test_recall_and_precision),  BOTH(test_what_people_type),
		BOTH(test_pages_of_a_search),	  cmocka_unit_test(test_sort_keys),
		cmocka_unit_test(words_of_names), BOTH(test_filled_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
