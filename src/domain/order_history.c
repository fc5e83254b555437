#include "domain/order_history.h"

enum { LABEL_MAX = 60, PRODUCT_MAX = 200, DIGITS_MAX = 15 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- days ---- */

/* A number at the beginning of s, of at most max digits; taken off.  -1: there is none. */
static int take_number(struct str *s, size_t max)
{
	size_t n = 0;
	int v = 0;

	while (n < s->n && n < max && is_digit(s->p[n]))
		v = v * 10 + (s->p[n++] - '0');
	*s = str_slice(*s, n, s->n);
	return n ? v : -1;
}

static bool take(struct str *s, const char *text)
{
	if (!str_starts(*s, str_of(text)))
		return false;
	*s = str_slice(*s, strlen(text), s->n);
	return true;
}

static bool take_gap(struct str *s, const char *word)
{
	return take(s, "-") || take(s, "/") || take(s, ".") || take(s, word);
}

/* "2024-01-15", "2024/1/15", "2024年1月15日" at the beginning; taken off. */
static bool take_day(struct str *s, struct date *ret)
{
	struct str rest = *s;
	char text[32];

	int y = take_number(&rest, 4);
	if (y < 1000 || !take_gap(&rest, "年"))
		return false;
	int m = take_number(&rest, 2);
	if (m < 0 || !take_gap(&rest, "月"))
		return false;
	int d = take_number(&rest, 2);
	if (d < 0 || (rest.n && is_digit(rest.p[0])))
		return false;
	take(&rest, "日");
	snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, d);
	if (date_parse(str_of(text), ret))
		return false;
	*s = str_trim(rest);
	return true;
}

/* The day before or behind what it says; *s keeps the rest. */
static void split_day(struct str *s, struct date *ret)
{
	struct str tail;

	if (take_day(s, ret))
		return;
	for (size_t i = s->n; i-- > 0;) {
		if (s->p[i] != ' ')
			continue;
		tail = str_slice(*s, i + 1, s->n);
		if (take_day(&tail, ret) && !tail.n)
			*s = str_trim(str_slice(*s, 0, i));
		else
			ret->day = DATE_NONE.day;
		return;
	}
}

/* ---- sums ---- */

static bool has_word(struct str s, const char *const *words)
{
	for (; *words; words++)
		for (size_t i = 0; i + strlen(*words) <= s.n; i++)
			if (memcmp(s.p + i, *words, strlen(*words)) == 0)
				return true;
	return false;
}

/* Whether the words before a sum make it another one than that of one order.  约 is "about",
 * but 续约, 签约 and 合约 are contracts. */
static bool is_vague(struct str label)
{
	static const char *const words[] = {
		"近",	"超",	"逾",	"余",	 "累计",  "累計", "合计", "合計", "总",
		"總",	"共",	"多",	"以上",	 "以下",  "至",	  "到",	  "平均", "每",
		"预计", "預計", "意向", "about", "total", "over", NULL};
	static const char *const contracts[] = {"续约", "續約", "签约", "簽約", "合约",
						"合約", "契约", "契約", NULL};
	static const char *const about[] = {"约", "約", NULL};

	return has_word(label, words) ||
	       (has_word(label, about) && !has_word(label, contracts));
}

/* "USD", "RMB" or a sign at the end of the words before the sum; taken off.  Only money of a
 * hundred parts: others are counted otherwise, and "SAP 3" is none. */
static struct str split_currency(struct str *ret_label)
{
	static const struct {
		const char *word, *code;
	} money[] = {{"￥", "CNY"},  {"¥", "CNY"},   {"RMB", "CNY"}, {"CNY", "CNY"},
		     {"USD", "USD"}, {"EUR", "EUR"}, {"HKD", "HKD"}, {"TWD", "TWD"},
		     {"GBP", "GBP"}, {"SGD", "SGD"}, {"MOP", "MOP"}, {"AUD", "AUD"},
		     {"CAD", "CAD"}, {"MYR", "MYR"}, {"THB", "THB"}, {"INR", "INR"}};
	struct str label = str_trim(*ret_label);

	for (size_t i = 0; i < sizeof money / sizeof *money; i++) {
		size_t n = strlen(money[i].word);
		char before = label.n > n ? label.p[label.n - n - 1] : ' ';
		bool letter =
			(before >= 'A' && before <= 'Z') || (before >= 'a' && before <= 'z');
		if (!str_ends(label, str_of(money[i].word)) || letter)
			continue;
		*ret_label = str_trim(str_slice(label, 0, label.n - n));
		return str_of(money[i].code);
	}
	return STR("");
}

/* "500,000.00" in millionths, so that "1.2345" of ten thousand loses nothing; taken off. false:
 * it is no sum. */
static bool take_sum(struct str *s, int64_t *ret)
{
	int64_t v = 0;
	size_t i = 0, digits = 0, group = 0;
	bool grouped = false;

	for (; i < s->n && (is_digit(s->p[i]) || s->p[i] == ','); i++) {
		if (s->p[i] == ',') {
			if (!group || group > 3 || (grouped && group != 3))
				return false;
			grouped = true;
			group = 0;
			continue;
		}
		v = v * 10 + (s->p[i] - '0');
		group++;
		if (++digits > DIGITS_MAX)
			return false;
	}
	if (!digits || (grouped && group != 3))
		return false;
	int decimals = 0;
	bool point = i < s->n && s->p[i] == '.';
	for (i += point; point && i < s->n && is_digit(s->p[i]); i++, decimals++) {
		v = v * 10 + (s->p[i] - '0');
		if (++digits > DIGITS_MAX || decimals == 6)
			return false;
	}
	if (point && !decimals)
		return false;
	*s = str_trim(str_slice(*s, i, s->n));
	for (; decimals < 6; decimals++)
		if (__builtin_mul_overflow(v, (int64_t)10, &v))
			return false;
	*ret = v;
	return true;
}

/* "50万元" in minor units, with the currency that is told before it, if any. */
static bool read_sum(struct str s, struct str told, struct str company, struct order *o)
{
	enum { MILLIONTHS = 1000000, MINOR = 100, WAN = 10000 };
	static const struct {
		const char *word;
		int64_t times;
	} units[] = {{"万元", WAN}, {"萬元", WAN}, {"万", WAN},
		     {"萬", WAN},   {"元", 1},	   {"", 1}};
	int64_t v;

	if (!take_sum(&s, &v))
		return false;
	size_t u = 0;
	while (u < sizeof units / sizeof *units && !str_is(s, units[u].word))
		u++;
	bool bare = !s.n, yuan = str_is(told, "CNY");
	if (u == sizeof units / sizeof *units || (bare && !told.n) ||
	    (!bare && told.n && !yuan) || (!bare && !told.n && !str_is(company, "CNY")) ||
	    __builtin_mul_overflow(v, units[u].times * MINOR, &v) || v % MILLIONTHS)
		return false;
	o->amount = v / MILLIONTHS;
	o->currency = told.n ? told : STR("CNY");
	return true;
}

/* ---- entries ---- */

/* The place of a bracket, narrow or wide: the first that opens, or the last that closes; its
 * width.  -1: there is none. */
static ptrdiff_t bracket(struct str s, bool opens, size_t *ret_width)
{
	const char *narrow = opens ? "(" : ")", *wide = opens ? "（" : "）";
	ptrdiff_t at = -1;

	for (size_t i = 0; i < s.n && (at < 0 || !opens); i++) {
		struct str from = str_slice(s, i, s.n);
		if (!str_starts(from, str_of(narrow)) && !str_starts(from, str_of(wide)))
			continue;
		at = (ptrdiff_t)i;
		*ret_width = s.p[i] == *narrow ? strlen(narrow) : strlen(wide);
	}
	return at;
}

/* Takes the product off, which stands in brackets; what is behind them goes to *ret_tail.
 * false: the brackets do not pair. */
static bool split_product(struct str *s, struct str *ret_product, struct str *ret_tail)
{
	size_t open_width = 0, close_width = 0;
	ptrdiff_t open = bracket(*s, true, &open_width),
		  close = bracket(*s, false, &close_width);

	*ret_product = *ret_tail = STR("");
	if (open < 0 && close < 0)
		return true;
	if (open < 0 || close < open)
		return false;
	*ret_product = str_trim(str_slice(*s, (size_t)open + open_width, (size_t)close));
	*ret_tail = str_trim(str_slice(*s, (size_t)close + close_width, s->n));
	*s = str_trim(str_slice(*s, 0, (size_t)open));
	return ret_product->n > 0 && utf8_len(*ret_product) <= PRODUCT_MAX;
}

/* Whether what stands right before a sum may be a part of the number: "O-120000元". */
static bool goes_on(struct str label)
{
	char c = label.n ? label.p[label.n - 1] : ' ';

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr("-_/.#+", c));
}

static bool read_entry(struct str s, const struct history_terms *terms, struct order *o)
{
	struct str tail;
	size_t at = 0;

	fields_clear(&order_fields, o);
	o->ordered_on = DATE_NONE;
	if (!split_product(&s, &o->product, &tail))
		return false;
	if (tail.n && (!take_day(&tail, &o->ordered_on) || tail.n))
		return false;
	if (!date_is_set(o->ordered_on))
		split_day(&s, &o->ordered_on);
	while (at < s.n && !is_digit(s.p[at]))
		at++;
	struct str label = str_slice(s, 0, at);
	struct str told = split_currency(&label);
	if ((!told.n && goes_on(label)) || is_vague(label))
		return false;
	label = str_trim(label);
	if (utf8_len(label) > LABEL_MAX ||
	    !read_sum(str_slice(s, at, s.n), told, terms->currency, o))
		return false;
	o->number = label;
	return !date_is_set(o->ordered_on) || o->ordered_on.day <= terms->today.day;
}

/* Whether an entry ends at s.p[i]; the width of what ends it. */
static size_t ends_entry(struct str s, size_t i)
{
	static const char *const marks[] = {"、", "，", "；", ";", "\n", ","};

	for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
		if (!str_starts(str_slice(s, i, s.n), str_of(marks[m])))
			continue;
		/* "500,000" is one number. */
		bool number = s.p[i] == ',' && i && i + 1 < s.n && is_digit(s.p[i - 1]) &&
			      is_digit(s.p[i + 1]);
		return number ? 0 : strlen(marks[m]);
	}
	return 0;
}

/* The next entry, what stands in brackets kept together; false at the end. */
static bool next_entry(struct str *rest, struct str *ret)
{
	int depth = 0;

	while (rest->n) {
		size_t i = 0, width = 0;
		for (; i < rest->n && !width; i += !width) {
			struct str from = str_slice(*rest, i, rest->n);
			if (str_starts(from, STR("(")) || str_starts(from, STR("（")))
				depth++;
			if (str_starts(from, STR(")")) || str_starts(from, STR("）")))
				depth -= depth > 0;
			width = depth ? 0 : ends_entry(*rest, i);
		}
		*ret = str_trim(str_slice(*rest, 0, i));
		*rest = str_slice(*rest, i + width, rest->n);
		if (ret->n)
			return true;
	}
	return false;
}

/* Gives an order without a day that of the cooperation, if it may have it. */
static bool place(struct order *o, bool alone, const struct history_terms *terms,
		  bool *ret_dated)
{
	*ret_dated = date_is_set(o->ordered_on);
	if (*ret_dated)
		return true;
	o->ordered_on = terms->since;
	return alone && date_is_set(terms->since) && terms->since.day <= terms->today.day;
}

void order_history_read(struct arena *a, struct str cell, const struct history_terms *terms,
			struct order_history *ret)
{
	struct str rest = cell, entry;
	size_t entries = 0;

	while (next_entry(&rest, &entry))
		entries++;
	ret->n = 0;
	ret->rest = STR("");
	for (rest = cell; next_entry(&rest, &entry);) {
		if (ret->n < HISTORY_ORDERS && read_entry(entry, terms, &ret->v[ret->n]) &&
		    place(&ret->v[ret->n], entries == 1, terms, &ret->dated[ret->n]))
			ret->n++;
		else
			ret->rest = str_fmt(a, "%.*s%s%.*s", STR_ARG(ret->rest),
					    ret->rest.n ? "、" : "", STR_ARG(entry));
	}
}
