#include "service/calendar_days.h"

#include "domain/holiday_list.h"
#include "domain/lunar.h"
#include "service/policies.h"

#include <stdio.h>

/* A calendar that is looked at. */
struct look {
	struct ctx *cx;
	const struct workcal *cal;
	const struct workcal_rules *rules;
	json_t *document;
	int32_t year;
};

static enum err open_look(struct ctx *cx, int64_t id, const char *field, int64_t year,
			  struct look *ret)
{
	struct calendar_version v;

	if (year < CALENDAR_YEAR_FIRST || year > CALENDAR_YEAR_LAST)
		return fail_at(cx->fail, ERR_INPUT, "year", "out_of_range");
	enum err e = resource_load(cx, &calendar_resource, PERM_LOGIN, id, &v);
	if (e == ERR_NOT_FOUND && field)
		e = fail_at(cx->fail, ERR_INPUT, field, "no_such_record");
	if (!e)
		e = calendar_compile(cx->arena, worlds_loader(cx->home->worlds), v.document,
				     cx->fail, &ret->cal);
	if (!e)
		e = json_read(cx->arena, v.document, cx->fail, &ret->document);
	if (e)
		return e;
	ret->cx = cx;
	ret->rules = workcal_rules(ret->cal);
	ret->year = (int32_t)year;
	return OK;
}

static const char *kind_of(const struct look *l, struct date d)
{
	enum day_rule rule;
	bool open = workcal_rules_hours(l->cx->arena, l->rules, d, &rule).n > 0;

	if (rule == DAY_HOLIDAY)
		return "holiday";
	if (rule == DAY_MAKE_UP && open)
		return "make_up";
	return open ? "work" : "off";
}

static void put_time(struct jw *w, int32_t s)
{
	char text[16];

	if (s % 60)
		snprintf(text, sizeof text, "%02d:%02d:%02d", s / 3600 % 100, s / 60 % 60,
			 s % 60);
	else
		snprintf(text, sizeof text, "%02d:%02d", s / 3600 % 100, s / 60 % 60);
	jw_cstr(w, text);
}

static void put_spans(struct jw *w, struct workcal_spans spans)
{
	jw_arr(w);
	for (size_t i = 0; i < spans.n; i++) {
		jw_arr(w);
		put_time(w, spans.v[i].from);
		put_time(w, spans.v[i].to);
		jw_end_arr(w);
	}
	jw_end_arr(w);
}

static void put_lunar(struct jw *w, enum lang lang, struct date d)
{
	struct lunar_date l;

	jw_key(w, "lunar");
	if (lang == LANG_EN || lunar_of(d, &l)) {
		jw_null(w);
		return;
	}
	jw_obj(w);
	jw_kint(w, "month", l.month);
	jw_kint(w, "day", l.day);
	jw_kbool(w, "leap", l.leap);
	jw_end_obj(w);
}

static enum err put_day(const struct look *l, struct date d, struct jw *w)
{
	const struct tz *tz = workcal_zone(l->cal);
	struct date next = {d.day + 1};
	enum day_rule rule;
	struct work open;

	enum err e =
		workcal_elapsed(l->cal, tz_date_start(tz, d), tz_date_start(tz, next), &open);
	if (e)
		return e;
	jw_obj(w);
	jw_key(w, "date");
	jw_date(w, d);
	jw_kcstr(w, "kind", kind_of(l, d));
	jw_kcstr(w, "name", workcal_rules_name(l->rules, d));
	jw_kint(w, "open_s", open.us / US_PER_S);
	jw_key(w, "spans");
	put_spans(w, workcal_rules_hours(l->cx->arena, l->rules, d, &rule));
	put_lunar(w, l->cx->lang, d);
	jw_end_obj(w);
	return OK;
}

enum err calendar_days_write(struct ctx *cx, int64_t id, int64_t year, struct jw *w)
{
	struct look l;
	enum err e = open_look(cx, id, NULL, year, &l);

	if (e)
		return e;
	struct date end = date_of(l.year + 1, 1, 1);
	struct str zone = json_get_text(l.document, "time_zone");
	jw_obj(w);
	jw_kint(w, "year", year);
	jw_kstr(w, "time_zone", zone.n ? zone : STR("UTC"));
	jw_key(w, "known_until");
	jw_date(w, workcal_rules_known_until(l.rules));
	jw_kbool(w, "provisional", !workcal_rules_known(l.rules, (struct date){end.day - 1}));
	jw_key(w, "items");
	jw_arr(w);
	for (struct date d = date_of(l.year, 1, 1); !e && d.day < end.day; d.day++)
		e = put_day(&l, d, w);
	jw_end_arr(w);
	jw_end_obj(w);
	return e;
}

/* A day that is not in the calendar what the notice says. */
struct difference {
	struct date date;
	const char *was, *becomes;
	struct str name;
};

struct differences {
	struct difference *v;
	size_t n, cap;
};

static void differ(struct look *l, struct differences *out, struct difference d)
{
	if (strcmp(d.was, d.becomes))
		*ARENA_PUSH(l->cx->arena, out->v, out->n, out->cap) = d;
}

/* Goes through the year and what the notice says beside it; items are sorted. */
static void compare(struct look *l, const struct holiday_list *list, struct differences *out)
{
	struct date d = date_of(l->year, 1, 1), end = date_of(l->year + 1, 1, 1);
	struct workcal_spans const *week = l->rules->weekly;
	size_t k = 0;

	if (list->v[0].date.day < d.day)
		d = list->v[0].date;
	if (list->v[list->n - 1].date.day >= end.day)
		end.day = list->v[list->n - 1].date.day + 1;
	for (; d.day < end.day; d.day++) {
		if (k < list->n && list->v[k].date.day == d.day) {
			const struct holiday *h = &list->v[k++];
			differ(l, out,
			       (struct difference){d, kind_of(l, d),
						   h->work ? "make_up" : "holiday", h->name});
		} else if (date_ymd(d).year == l->year && workcal_rules_decreed(l->rules, d)) {
			bool open = week[date_weekday(d)].n > 0;
			differ(l, out,
			       (struct difference){d, kind_of(l, d), open ? "work" : "off",
						   STR("")});
		}
	}
}

static json_t *section(json_t *doc, const char *name, bool list)
{
	json_t *v = json_object_get(doc, name);

	if (!json_is_object(v) && !json_is_array(v)) {
		json_object_set_new(doc, name, list ? json_array() : json_object());
		v = json_object_get(doc, name);
	}
	return v;
}

/* The hours of a weekday in the document; of the first that has any for weekday < 0. */
static json_t *hours_of(json_t *doc, int weekday)
{
	static const char *const keys[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	json_t *weekly = json_object_get(doc, "weekly");

	for (int w = 0; w < 7; w++) {
		json_t *v = json_object_get(weekly, keys[w]);
		if (weekday < 0 ? json_array_size(v) > 0 : w == weekday)
			return v ? json_deep_copy(v) : json_array();
	}
	return json_array();
}

static void forget_holiday(json_t *list, const char *date)
{
	for (size_t i = json_array_size(list); i > 0; i--)
		if (str_is(json_text(json_array_get(list, i - 1)), date))
			json_array_remove(list, i - 1);
}

static void put_in(json_t *doc, const struct difference *d)
{
	json_t *holidays = section(doc, "holidays", true);
	json_t *workdays = section(doc, "workdays", false);
	char date[16];

	date_format(d->date, date);
	forget_holiday(holidays, date);
	json_object_del(workdays, date);
	json_object_del(section(doc, "shifts", false), date);
	if (strcmp(d->becomes, "make_up") == 0)
		json_object_set_new(workdays, date, hours_of(doc, -1));
	else if (strcmp(d->becomes, "work") == 0)
		json_object_set_new(workdays, date, hours_of(doc, date_weekday(d->date)));
	else
		json_array_append_new(holidays, json_string(date));
	if (d->name.n)
		json_object_set_new(section(doc, "names", false), date,
				    json_stringn(d->name.p, d->name.n));
	else
		json_object_del(section(doc, "names", false), date);
}

/* Whether the notice makes the year known.  Then nothing of it is estimated any more, and the
 * document must hold all its days.  A year before it that nobody knows stays the first gap. */
static bool makes_known(const struct look *l)
{
	struct date until = workcal_rules_known_until(l->rules);

	return l->rules->china && until.day < date_of(l->year, 12, 31).day &&
	       until.day >= date_of(l->year, 1, 1).day - 1;
}

static void put_year(const struct look *l, json_t *doc, const struct holiday_list *list)
{
	char date[16];

	for (size_t i = 0; i < list->n; i++) {
		const struct holiday *h = &list->v[i];
		const struct difference d = {h->date, "", h->work ? "make_up" : "holiday",
					     h->name};
		put_in(doc, &d);
	}
	date_format(date_of(l->year, 12, 31), date);
	json_object_set_new(doc, "known_until", json_string(date));
}

static void drop(void *doc)
{
	json_decref(doc);
}

static void put_document(const struct look *l, const struct holiday_list *list,
			 const struct differences *diff, struct jw *w)
{
	static const char *const empty[] = {"holidays", "workdays", "shifts", "names"};
	json_t *doc = json_deep_copy(l->document);

	arena_defer(l->cx->arena, drop, doc);
	if (makes_known(l))
		put_year(l, doc, list);
	else
		for (size_t i = 0; i < diff->n; i++)
			put_in(doc, &diff->v[i]);
	for (size_t i = 0; i < 4; i++) {
		json_t *v = json_object_get(doc, empty[i]);
		if (json_is_array(v) ? !json_array_size(v) : !json_object_size(v))
			json_object_del(doc, empty[i]);
	}
	jw_key(w, "document");
	jw_json(w, doc);
}

static void put_warning(struct ctx *cx, const struct holiday_warning *x, struct jw *w)
{
	char date[16];

	date_format(x->date, date);
	struct message_arg args[] = {{"date", str_of(date)},
				     {"line", str_fmt(cx->arena, "%lld", (long long)x->line)}};
	struct str key = str_fmt(cx->arena, "notice_warning.%s", x->code);
	jw_obj(w);
	jw_kcstr(w, "code", x->code);
	jw_kint(w, "line", x->line);
	jw_kcstr(w, "date", date);
	jw_kstr(w, "detail", message_format(cx->arena, cx->lang, key.p, args, 2));
	jw_end_obj(w);
}

static void put_list(const struct look *l, const struct holiday_list *list,
		     const struct differences *diff, struct jw *w)
{
	jw_key(w, "items");
	jw_arr(w);
	for (size_t i = 0; i < list->n; i++) {
		jw_obj(w);
		jw_key(w, "date");
		jw_date(w, list->v[i].date);
		jw_kcstr(w, "kind", list->v[i].work ? "work" : "off");
		jw_kstr(w, "name", list->v[i].name);
		jw_end_obj(w);
	}
	jw_end_arr(w);
	jw_key(w, "differences");
	jw_arr(w);
	for (size_t i = 0; i < diff->n; i++) {
		jw_obj(w);
		jw_key(w, "date");
		jw_date(w, diff->v[i].date);
		jw_kcstr(w, "was", diff->v[i].was);
		jw_kcstr(w, "becomes", diff->v[i].becomes);
		jw_kstr(w, "name", diff->v[i].name);
		jw_end_obj(w);
	}
	jw_end_arr(w);
	jw_key(w, "warnings");
	jw_arr(w);
	for (size_t i = 0; i < list->n_warnings; i++)
		put_warning(l->cx, &list->warnings[i], w);
	jw_end_arr(w);
}

enum err calendar_notice_write(struct ctx *cx, const struct calendar_notice *notice,
			       struct jw *w)
{
	struct holiday_list list;
	struct differences diff = {0};
	struct look l;

	enum err e = open_look(cx, notice->calendar_id, "calendar_id", notice->year, &l);
	if (!e)
		e = holiday_list_read(cx->arena, notice->text, l.year, cx->fail, &list);
	if (e)
		return e;
	compare(&l, &list, &diff);
	jw_obj(w);
	jw_kint(w, "year", notice->year);
	put_list(&l, &list, &diff, w);
	put_document(&l, &list, &diff, w);
	jw_end_obj(w);
	return OK;
}
