/* Days off from files: CSV, JSON of holiday-cn, ICS. */
#include "domain/holiday_list.h"

#include "base/csv.h"
#include "base/json.h"

#include <stdio.h>

/* What a kind is called in files. */
static bool kind_of(struct str s, bool *ret_work)
{
	static const struct {
		const char *text;
		bool work;
	} kinds[] = {{"off", false},  {"work", true}, {"休", false},  {"班", true},
		     {"放假", false}, {"上班", true}, {"补班", true}, {"補班", true}};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_is(s, kinds[i].text)) {
			*ret_work = kinds[i].work;
			return true;
		}
	return false;
}

enum { C_DATE, C_NAME, C_KIND, CSV_FIELDS };

/* Where the columns stand; without a header in the order date, name, kind. */
static bool columns_of(const struct str *cells, size_t n, size_t ret_column[CSV_FIELDS])
{
	static const char *const names[CSV_FIELDS] = {"date", "name", "kind"};
	struct date d;

	for (size_t k = 0; k < CSV_FIELDS; k++)
		ret_column[k] = k;
	if (n == 0 || date_parse(str_trim(cells[0]), &d) == OK)
		return false;
	for (size_t k = 0; k < CSV_FIELDS; k++) {
		ret_column[k] = SIZE_MAX;
		for (size_t i = 0; i < n; i++)
			if (str_is(str_trim(cells[i]), names[k]))
				ret_column[k] = i;
	}
	return true;
}

static struct str cell(const struct str *cells, size_t n, size_t i)
{
	return i < n ? str_trim(cells[i]) : STR("");
}

enum err holiday_read_csv(struct holiday_list *l, struct str text, struct fail *f)
{
	struct csv c = {.text = text, .separator = csv_sniff(text)};
	size_t column[CSV_FIELDS], n = 0;
	struct str *cells;
	bool header = false;
	enum err e = csv_row(&c, l->arena, f, &cells, &n);

	for (bool first = true; !e && n; first = false) {
		if (first)
			header = columns_of(cells, n, column);
		struct holiday h = {.line = c.line, .name = cell(cells, n, column[C_NAME])};
		struct str kind = cell(cells, n, column[C_KIND]);
		bool good = !date_parse(cell(cells, n, column[C_DATE]), &h.date) &&
			    kind_of(kind, &h.work);
		if (!good && !(first && header))
			return holiday_refuse(l, f, c.line, n ? cells[0] : STR(""));
		if (good)
			e = holiday_add(l, h, f);
		if (!e)
			e = csv_row(&c, l->arena, f, &cells, &n);
	}
	return e;
}

enum err holiday_read_json(struct holiday_list *l, struct str text, struct fail *f)
{
	json_t *root;
	enum err e = json_read(l->arena, text, f, &root);

	if (e)
		return e;
	const json_t *days = json_is_array(root) ? root : json_object_get(root, "days");
	if (!json_is_array(days))
		return fail_at(f, ERR_INPUT, "text", "holidays_missing");
	for (size_t i = 0; !e && i < json_array_size(days); i++) {
		const json_t *day = json_array_get(days, i);
		const json_t *off = json_object_get(day, "isOffDay");
		struct holiday h = {.line = (int64_t)i + 1,
				    .name = json_get_text(day, "name"),
				    .work = json_is_false(off)};
		if (!json_is_boolean(off) || date_parse(json_get_text(day, "date"), &h.date))
			return holiday_refuse(l, f, (int64_t)i + 1, json_get_text(day, "date"));
		e = holiday_add(l, h, f);
	}
	return e;
}

/* The event that is being read. */
struct event {
	struct date from, to;
	struct str summary;
	int64_t line;
	bool open;
};

/* "20260101"; a time behind it is refused. */
static bool basic_date(struct str s, struct date *ret)
{
	char text[11];

	if (s.n != 8)
		return false;
	snprintf(text, sizeof text, "%.4s-%.2s-%.2s", s.p, s.p + 4, s.p + 6);
	return date_parse(str_of(text), ret) == OK;
}

/* Without the marks of the two kinds: "春节（休）", "元旦 补班" as "春节", "元旦". */
static struct str bare_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ' ' || s.p[i] == '(' ||
		    str_starts(str_slice(s, i, s.n), STR("（")))
			return str_slice(s, 0, i);
	return s;
}

static enum err end_event(struct holiday_list *l, const struct event *ev, struct fail *f)
{
	enum err e = OK;
	struct date to = date_is_set(ev->to) ? ev->to : (struct date){ev->from.day + 1};

	if (!date_is_set(ev->from) || to.day <= ev->from.day ||
	    to.day - ev->from.day > HOLIDAY_RANGE_DAYS)
		return holiday_refuse(l, f, ev->line, ev->summary);
	for (struct date d = ev->from; !e && d.day < to.day; d.day++)
		e = holiday_add(l,
				(struct holiday){.date = d,
						 .line = ev->line,
						 .name = bare_name(ev->summary),
						 .work = strstr(ev->summary.p, "班") != NULL},
				f);
	return e;
}

static enum err event_line(struct holiday_list *l, struct event *ev, struct str line,
			   int64_t number, struct fail *f)
{
	ptrdiff_t colon = str_find(line, ':', 0);
	struct str rest = str_slice(line, 0, colon < 0 ? line.n : (size_t)colon), name;
	struct str value = colon < 0 ? STR("") : str_slice(line, (size_t)colon + 1, line.n);

	if (!str_split(&rest, ';', &name))
		return OK;
	if (str_is(name, "BEGIN") && str_is(value, "VEVENT"))
		*ev = (struct event){.from = DATE_NONE,
				     .to = DATE_NONE,
				     .summary = STR(""),
				     .line = number,
				     .open = true};
	else if (!ev->open)
		return OK;
	else if (str_is(name, "DTSTART") && !basic_date(value, &ev->from))
		return holiday_refuse(l, f, number, line);
	else if (str_is(name, "DTEND") && !basic_date(value, &ev->to))
		return holiday_refuse(l, f, number, line);
	else if (str_is(name, "RRULE"))
		return holiday_refuse(l, f, number, line);
	else if (str_is(name, "SUMMARY"))
		ev->summary = str_dup(l->arena, value);
	else if (str_is(name, "END") && str_is(value, "VEVENT")) {
		ev->open = false;
		return end_event(l, ev, f);
	}
	return OK;
}

/* Lines that begin with a blank go on the one before (RFC 5545, 3.1). */
enum err holiday_read_ics(struct holiday_list *l, struct str text, struct fail *f)
{
	struct event ev = {0};
	struct str part, line = STR("");
	int64_t number = 0, began = 0;
	enum err e = OK;

	while (!e && str_split(&text, '\n', &part)) {
		number++;
		if (str_ends(part, STR("\r")))
			part.n--;
		if (number > 1 && part.n && (part.p[0] == ' ' || part.p[0] == '\t')) {
			line = str_cat(l->arena, line, str_slice(part, 1, part.n));
			continue;
		}
		e = event_line(l, &ev, line, began, f);
		line = part;
		began = number;
	}
	return e ? e : event_line(l, &ev, line, began, f);
}
