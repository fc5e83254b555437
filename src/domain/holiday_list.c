#include "domain/holiday_list.h"

#include "base/csv.h"
#include "base/json.h"

#include <stdlib.h>

enum { QUOTED = 60 };

enum err holiday_add(struct holiday_list *l, struct holiday day, struct fail *f)
{
	if (l->n == HOLIDAYS_MAX) {
		fail_at(f, ERR_INPUT, "text", "too_many_days");
		fail_arg_int(f, "max", HOLIDAYS_MAX);
		return ERR_INPUT;
	}
	size_t n = 0, chars = 0;
	for (uint32_t cp; n < day.name.n && chars < HOLIDAY_NAME_MAX; chars++) {
		size_t k = utf8_next(day.name, n, &cp);
		if (!k)
			break;
		n += k;
	}
	day.name = str_dup(l->arena, str_trim(str_slice(day.name, 0, n)));
	*ARENA_PUSH(l->arena, l->v, l->n, l->cap) = day;
	return OK;
}

void holiday_warn(struct holiday_list *l, const char *code, int64_t line, struct date date)
{
	if (l->n_warnings < HOLIDAYS_MAX)
		*ARENA_PUSH(l->arena, l->warnings, l->n_warnings, l->cap_warnings) =
			(struct holiday_warning){code, line, date};
}

enum err holiday_refuse(struct holiday_list *l, struct fail *f, int64_t line, struct str what)
{
	size_t n = 0;
	uint32_t cp;

	what = str_trim(what);
	for (size_t k; n < what.n && n < QUOTED && (k = utf8_next(what, n, &cp)) > 0; n += k)
		if (cp == '\n')
			break;
	fail_at(f, ERR_INPUT, "text", "holiday_line");
	fail_arg_int(f, "line", line);
	fail_arg(f, "text", str_dup(l->arena, str_slice(what, 0, n)));
	return ERR_INPUT;
}

/* By date; those of one date in the order of the text. */
static int by_date(const void *x, const void *y)
{
	const struct holiday *a = x;
	const struct holiday *b = y;
	if (a->date.day != b->date.day)
		return a->date.day < b->date.day ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static enum err settle(struct holiday_list *l, struct fail *f)
{
	size_t n = 0;
	char text[16];

	if (l->n == 0)
		return fail_at(f, ERR_INPUT, "text", "holidays_missing");
	qsort(l->v, l->n, sizeof *l->v, by_date);
	for (size_t i = 0; i < l->n; i++) {
		if (!n || l->v[n - 1].date.day != l->v[i].date.day) {
			l->v[n++] = l->v[i];
			continue;
		}
		if (l->v[n - 1].work == l->v[i].work)
			continue;
		date_format(l->v[i].date, text);
		fail_at(f, ERR_INPUT, "text", "holiday_twice");
		fail_arg_int(f, "line", l->v[i].line);
		fail_arg(f, "date", str_dup(l->arena, str_of(text)));
		return ERR_INPUT;
	}
	l->n = n;
	return OK;
}

static void look_at_days(struct holiday_list *l, int32_t year)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct holiday *h = &l->v[i];
		int32_t of = date_ymd(h->date).year;
		if (h->work && date_weekday(h->date) < 5)
			holiday_warn(l, "not_a_weekend", h->line, h->date);
		/* A notice speaks of the Decembers beside its year, too. */
		if (of < year - 1 || of > year + 1)
			holiday_warn(l, "other_year", h->line, h->date);
	}
}

static bool begins_as_csv(struct str text)
{
	struct date d;
	ptrdiff_t end = str_find(text, '\n', 0);
	struct str line = str_slice(text, 0, end < 0 ? text.n : (size_t)end);

	return str_starts(line, STR("date,")) || str_starts(line, STR("\"date\"")) ||
	       str_starts(line, STR("date;")) || str_starts(line, STR("date\t")) ||
	       (line.n > 10 && strchr(",;\t", line.p[10]) &&
		date_parse(str_slice(line, 0, 10), &d) == OK);
}

enum err holiday_list_read(struct arena *a, struct str text, int32_t year, struct fail *f,
			   struct holiday_list *ret_list)
{
	struct holiday_list l = {.arena = a};
	enum err e;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_slice(text, 3, text.n);
	struct str start = str_trim(text);
	if (!utf8_valid(text))
		return fail_at(f, ERR_INPUT, "text", "not_utf8");
	if (str_starts(start, STR("{")) || str_starts(start, STR("[")))
		e = holiday_read_json(&l, text, f);
	else if (str_starts(start, STR("BEGIN:VCALENDAR")))
		e = holiday_read_ics(&l, text, f);
	else if (begins_as_csv(start))
		e = holiday_read_csv(&l, text, f);
	else
		e = holiday_read_notice(&l, text, year, f);
	if (!e)
		e = settle(&l, f);
	if (e)
		return e;
	look_at_days(&l, year);
	*ret_list = l;
	return OK;
}
