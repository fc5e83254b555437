/* Days off from a notice in words:
 *
 *   二、春节：2月15日（周日）至23日放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
 *
 * Dates are collected until a verb says what they are; a sentence that ends with dates and no
 * verb is refused with its line, so that nothing is lost without a word. */
#include "domain/holiday_list.h"

#include "base/buf.h"

enum { PENDING_MAX = 64, NAME_BYTES = 120 };

struct pending {
	struct date date;
	int64_t line;
};

enum verb { VERB_NONE, VERB_OFF, VERB_WORK };

struct reader {
	struct holiday_list *list;
	struct fail *fail;
	struct str text; /* narrow, without blanks */
	size_t at;
	int64_t line;
	int32_t year;
	struct str name;
	struct pending pending[PENDING_MAX];
	size_t n;
	size_t last;	/* dates that the last verb took */
	enum verb verb; /* that came before its dates */
	bool advice;	/* the sentence only encourages */
	bool fresh;	/* at the beginning of a sentence */
};

/* Full-width signs as narrow ones, blanks left out, the usual variants as one. */
static struct str narrow(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	uint32_t c;

	for (size_t i = 0, k; i < s.n && (k = utf8_next(s, i, &c)) > 0; i += k) {
		if (c == ' ' || c == '\t' || c == '\r' || c == 0xa0 || c == 0x3000 ||
		    c == 0x200b || c == 0xfeff)
			continue;
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		if (c == 0x2013 || c == 0x2014 || c == 0x2015 || c == 0x2212)
			c = '-';
		if (c == 0x301c)
			c = '~';
		if (c == 0x9031)
			c = 0x5468; /* 週, 周 */
		if (c == 0x88dc)
			c = 0x8865; /* 補, 补 */
		if (c == 0x865f || c == 0x53f7)
			c = 0x65e5; /* 號 号, 日 */
		n += utf8_put(out + n, c);
	}
	return (struct str){out, n};
}

static bool sees(const struct reader *r, const char *word)
{
	return str_starts(str_slice(r->text, r->at, r->text.n), str_of(word));
}

static bool take(struct reader *r, const char *word)
{
	if (!sees(r, word))
		return false;
	r->at += strlen(word);
	return true;
}

static bool take_number(struct reader *r, int max_digits, int *ret)
{
	size_t from = r->at;

	for (*ret = 0; r->at < r->text.n && r->text.p[r->at] >= '0' &&
		       r->text.p[r->at] <= '9' && r->at < from + (size_t)max_digits;
	     r->at++)
		*ret = *ret * 10 + (r->text.p[r->at] - '0');
	return r->at > from;
}

/* The parts of a date as they are written; 0 = left out. */
struct written {
	int year, month, day;
};

/* [YYYY年][M月]D日; leaves the place as it was when there is none. */
static bool take_date(struct reader *r, struct written *ret)
{
	size_t from = r->at;
	struct written w = {0};
	int n;

	if (take_number(r, 4, &n) && take(r, "年")) {
		w.year = n;
		if (!take_number(r, 2, &n))
			n = -1;
	}
	if (n >= 0 && take(r, "月")) {
		w.month = n;
		if (!take_number(r, 2, &n))
			n = -1;
	}
	w.day = n;
	if (r->at > from && n > 0 && take(r, "日")) {
		*ret = w;
		return true;
	}
	r->at = from;
	return false;
}

static bool exists(struct written w)
{
	return w.year >= 1900 && w.year <= 2200 && w.month >= 1 && w.month <= 12 &&
	       w.day >= 1 && w.day <= days_in_month(w.year, w.month);
}

/* The weekday that a text between brackets names last: 0 = Monday; -1 = none. */
static int weekday_in(struct str s)
{
	static const char *const days[] = {"一", "二", "三", "四", "五", "六", "日", "天"};
	static const char *const before[] = {"周", "星期"};
	int found = -1;

	for (size_t i = 0; i < s.n; i++)
		for (size_t b = 0; b < 2; b++) {
			struct str rest = str_slice(s, i, s.n), word = str_of(before[b]);
			if (!str_starts(rest, word))
				continue;
			for (int d = 0; d < 8; d++)
				if (str_starts(str_slice(rest, word.n, rest.n),
					       str_of(days[d])))
					found = d == 7 ? 6 : d;
		}
	return found;
}

/* A remark in brackets behind a date: the weekday must be the date's. */
static void take_remark(struct reader *r, struct date d)
{
	if (!sees(r, "("))
		return;
	ptrdiff_t end = str_find(r->text, ')', r->at);
	if (end < 0)
		return;
	int weekday = weekday_in(str_slice(r->text, r->at, (size_t)end));
	if (weekday >= 0 && weekday != date_weekday(d))
		holiday_warn(r->list, "weekday_differs", r->line, d);
	r->at = (size_t)end + 1;
}

static enum err refuse(struct reader *r, size_t from)
{
	return holiday_refuse(r->list, r->fail, r->line, str_slice(r->text, from, r->text.n));
}

static bool take_connector(struct reader *r)
{
	static const char *const words[] = {"至", "到", "--", "-", "~"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (take(r, words[i]))
			return true;
	return false;
}

static enum err put(struct reader *r, struct date from, struct date to, size_t began)
{
	if (to.day < from.day || to.day - from.day >= HOLIDAY_RANGE_DAYS ||
	    r->n + (size_t)(to.day - from.day) >= PENDING_MAX)
		return refuse(r, began);
	for (struct date d = from; d.day <= to.day; d.day++)
		r->pending[r->n++] = (struct pending){d, r->line};
	return OK;
}

/* The month and year that a date without them has: those of the last date. */
static struct written completed(const struct reader *r, struct written w, struct written last)
{
	if (!w.month)
		w.month = last.month;
	if (!w.year)
		w.year = last.year ? last.year : r->year;
	return w;
}

/* The rest of a range whose first date has been taken. */
static enum err take_range_end(struct reader *r, struct written from, bool year_given,
			       size_t began)
{
	struct written to;

	while (take(r, "\n"))
		r->line++;
	if (!take_date(r, &to))
		return refuse(r, began);
	bool to_year_given = to.year != 0;
	to = completed(r, to, from);
	if (!to_year_given && (to.month < from.month)) {
		if (year_given)
			to.year++;
		else
			from.year--;
	}
	if (!exists(from) || !exists(to))
		return refuse(r, began);
	struct date last = date_of(to.year, to.month, to.day);
	take_remark(r, last);
	return put(r, date_of(from.year, from.month, from.day), last, began);
}

/* A date or a range, the place is at its first digit. */
static enum err take_days(struct reader *r, struct written w, size_t began)
{
	struct written last = {0};
	bool year_given = w.year != 0;

	if (r->n) {
		struct ymd c = date_ymd(r->pending[r->n - 1].date);
		last = (struct written){c.year, c.month, c.day};
	}
	if (!w.month && !r->n)
		return refuse(r, began);
	w = completed(r, w, w.month ? (struct written){0} : last);
	if (!exists(w))
		return refuse(r, began);
	struct date d = date_of(w.year, w.month, w.day);
	take_remark(r, d);
	if (take_connector(r))
		return take_range_end(r, w, year_given, began);
	return put(r, d, d, began);
}

static enum err settle(struct reader *r, enum verb verb)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < r->n; i++) {
		const struct pending *p = &r->pending[i];
		if (r->advice) {
			holiday_warn(r->list, "advice_only", p->line, p->date);
			continue;
		}
		e = holiday_add(r->list,
				(struct holiday){.date = p->date,
						 .work = verb == VERB_WORK,
						 .name = r->name,
						 .line = p->line},
				r->fail);
	}
	r->last = r->n;
	r->n = 0;
	return e;
}

static enum verb take_verb(struct reader *r)
{
	static const struct {
		const char *word;
		enum verb verb;
	} verbs[] = {{"放假", VERB_OFF},
		     {"休假", VERB_OFF},
		     {"休息", VERB_OFF},
		     {"上班", VERB_WORK},
		     {"补班", VERB_WORK}};

	if (sees(r, "休息日"))
		return VERB_NONE;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (take(r, verbs[i].word))
			return verbs[i].verb;
	return VERB_NONE;
}

/* Bytes of an ordinal at the beginning, "二、", "(一)", "3."; 0 = none. */
static size_t ordinal(struct arena *a, struct str s)
{
	static const char *const numerals = "一二三四五六七八九十()0123456789.";
	struct str comma = STR("、");
	size_t n = 0;

	while (n < s.n) {
		uint32_t cp;
		size_t k = utf8_next(s, n, &cp);
		if (!k || !strstr(numerals, str_dup(a, str_slice(s, n, n + k)).p))
			break;
		n += k;
	}
	if (n && str_starts(str_slice(s, n, s.n), comma))
		return n + comma.n;
	return n && strchr(").", s.p[n - 1]) ? n : 0;
}

/* "二、国庆节、中秋节:" at the beginning of a sentence sets the name. */
static void take_name(struct reader *r)
{
	struct str s = str_slice(r->text, r->at, r->at + NAME_BYTES);
	size_t end = 0;

	while (end < s.n && !strchr(":\n,", s.p[end]))
		end++;
	struct str name = str_slice(s, 0, end);
	if (end == s.n || s.p[end] != ':' || strstr(str_dup(r->list->arena, name).p, "月"))
		return;
	r->name = str_slice(name, ordinal(r->list->arena, name), end);
	r->at += end + 1;
}

static enum err end_sentence(struct reader *r)
{
	enum err e = OK;

	if (r->n && r->verb == VERB_NONE && !r->advice)
		e = refuse(r, r->at > 60 ? r->at - 60 : 0);
	else if (r->n)
		e = settle(r, r->verb);
	r->verb = VERB_NONE;
	r->last = 0;
	r->advice = false;
	r->fresh = true;
	return e;
}

static enum err take_act(struct reader *r, enum verb verb)
{
	if (r->n)
		return settle(r, verb);
	r->verb = verb;
	return OK;
}

/* A count of days: "共8天", "放假1天". */
static void check_count(struct reader *r, int n)
{
	if (r->last && (size_t)n != r->last && r->list->n)
		holiday_warn(r->list, "count_differs", r->line,
			     r->list->v[r->list->n - 1].date);
}

/* One step at a place where no verb stands. */
static enum err step(struct reader *r)
{
	size_t began = r->at;
	struct written w;
	uint32_t cp;
	int n;

	if (take_date(r, &w)) {
		if (!w.month && !r->n)
			return OK; /* "共3日" and the like: no date without a month */
		return take_days(r, w, began);
	}
	if (take_number(r, 9, &n)) {
		if (take(r, "天"))
			check_count(r, n);
		return OK;
	}
	if (take(r, "不放假") || take(r, "不上班"))
		return r->n ? refuse(r, began) : OK;
	if (take(r, "鼓励") || take(r, "鼓勵")) {
		r->advice = true;
		return OK;
	}
	r->at += utf8_next(r->text, r->at, &cp);
	return OK;
}

/* A line that is nothing but a whole date is the signature's. */
static bool take_signature(struct reader *r)
{
	size_t from = r->at;
	struct written w;

	if (take_date(r, &w) && w.year && w.month &&
	    (r->at == r->text.n || r->text.p[r->at] == '\n'))
		return true;
	r->at = from;
	return false;
}

static enum err new_line(struct reader *r)
{
	r->at++;
	/* Long sentences are broken anywhere; one with a verb and no date left has ended. */
	enum err e = r->n == 0 ? end_sentence(r) : OK;
	r->line++;
	return e;
}

enum err holiday_read_notice(struct holiday_list *l, struct str text, int32_t year,
			     struct fail *f)
{
	struct reader r = {.list = l,
			   .fail = f,
			   .text = narrow(l->arena, text),
			   .line = 1,
			   .year = year,
			   .name = STR(""),
			   .fresh = true};
	enum err e = OK;

	while (!e && r.at < r.text.n) {
		if (r.fresh && r.n == 0 && take_signature(&r))
			continue;
		if (r.fresh)
			take_name(&r);
		r.fresh = false;
		enum verb verb = take_verb(&r);
		if (verb)
			e = take_act(&r, verb);
		else if (take(&r, "。") || take(&r, ";"))
			e = end_sentence(&r);
		else if (sees(&r, "\n"))
			e = new_line(&r);
		else
			e = step(&r);
	}
	return e ? e : end_sentence(&r);
}
