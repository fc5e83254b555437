#include "service/my_day.h"

#include "service/about.h"
#include "service/deadlines.h"

ENUM_DEFINE(bucket, BUCKETS);

enum bucket bucket_of(const struct tz *zone, struct instant now, struct instant due)
{
	if (!instant_is_set(due))
		return BUCKET_PAUSED;
	if (instant_cmp(due, now) < 0)
		return BUCKET_OVERDUE;
	struct date today = tz_date(zone, now), day = tz_date(zone, due);
	if (day.day == today.day)
		return BUCKET_TODAY;
	if (day.day == today.day + 1)
		return BUCKET_TOMORROW;
	int32_t sunday = today.day + 6 - date_weekday(today);
	return day.day <= sunday ? BUCKET_WEEK : BUCKET_LATER;
}

static enum err write_customer(const struct about *about, int64_t id, struct jw *w)
{
	const struct customer *c = about_customer(about, id);

	if (!c)
		return ERR_BUG;
	jw_key(w, "customer");
	jw_obj(w);
	jw_kid(w, "id", c->id);
	jw_kstr(w, "number", c->number);
	jw_kstr(w, "name", c->name);
	jw_kcstr(w, "tier", names_get(&tier_names, c->tier));
	jw_end_obj(w);
	return OK;
}

static enum err write_ticket(const struct about *about, const struct deadline *d, struct jw *w)
{
	jw_key(w, "ticket");
	if (d->subject != SUBJECT_TICKET) {
		jw_null(w);
		return OK;
	}
	const struct ticket *t = about_ticket(about, d->subject_id);
	if (!t)
		return ERR_BUG;
	jw_obj(w);
	jw_kid(w, "id", t->id);
	jw_kstr(w, "number", t->number);
	jw_kstr(w, "title", t->title);
	jw_kcstr(w, "urgency", names_get(&urgency_names, t->urgency));
	jw_kcstr(w, "state", names_get(&ticket_state_names, t->state));
	jw_end_obj(w);
	return OK;
}

static enum err write_item(struct ctx *cx, const struct about *about, const struct deadline *d,
			   struct jw *w)
{
	jw_obj(w);
	fields_encode(w, &deadline_fields, d, MASK_NONE);
	jw_kcstr(w, "bucket",
		 names_get(&bucket_names, (int)bucket_of(cx->world->zone, cx->now, d->due_at)));
	enum err e = write_customer(about, d->customer_id, w);
	if (!e)
		e = write_ticket(about, d, w);
	jw_end_obj(w);
	return e;
}

enum err my_day_write(struct ctx *cx, const struct my_day *day, struct jw *w)
{
	struct value open = VAL_INT(1), me = VAL_INT(cx->actor->user_id);
	struct list_query q = {
		.eyes = ctx_eyes(cx, PERM_CUSTOMER_READ),
		.conds = {{field_find(&deadline_fields, STR("open")), CMP_EQ, &open, 1},
			  {field_find(&deadline_fields, STR("owner_id")), CMP_EQ, &me, 1}},
		.n_conds = day->team ? 1 : 2,
		.sort = field_find(&deadline_fields, STR("due_at")),
		.limit = day->limit,
		.cursor = day->cursor,
	};
	struct list_page page;
	struct about about;

	enum err e = row_list(cx->tx, cx->arena, &deadline_fields, &q, cx->fail, &page);
	if (!e)
		e = about_deadlines(cx, page.rows, page.n, &about);
	if (e)
		return e;
	jw_obj(w);
	jw_ktime(w, "now", cx->now);
	jw_key(w, "items");
	jw_arr(w);
	for (size_t i = 0; !e && i < page.n; i++)
		e = write_item(cx, &about, &((struct deadline *)page.rows)[i], w);
	jw_end_arr(w);
	jw_key(w, "next");
	if (page.next.n)
		jw_str(w, page.next);
	else
		jw_null(w);
	jw_end_obj(w);
	return e;
}
