#include "service/classification.h"

#include "service/customers.h"
#include "service/deadlines.h"

enum { PAGE = 200 };

enum err classify_start(struct ctx *cx, struct date day, struct job *ret_job)
{
	char text[16];

	date_format(date_is_set(day) ? day : world_date(cx->world, cx->now), text);
	return job_start(cx, "classify", str_fmt(cx->arena, "{\"date\":\"%s\"}", text),
			 INT_NONE, ret_job);
}

static struct date date_or_none(const struct rows *rows, int col)
{
	return rows_is_null(rows, col) ? DATE_NONE
				       : (struct date){(int32_t)rows_int(rows, col)};
}

static void read_facts(const struct ctx *cx, const struct rows *rows, struct class_facts *f)
{
	*f = (struct class_facts){
		.customer_id = rows_int(rows, 0),
		.strategic = rows_int(rows, 1) != 0,
		.last_contact =
			rows_is_null(rows, 2)
				? DATE_NONE
				: world_date(cx->world, (struct instant){rows_int(rows, 2)}),
		.orders = rows_int(rows, 3),
		.total = rows_int(rows, 4),
		.first_order = date_or_none(rows, 5),
		.last_order = date_or_none(rows, 6),
		.orders_in_window = rows_int(rows, 7),
		.since = date_or_none(rows, 8),
	};
}

static enum err load_facts(struct ctx *cx, struct date day, struct class_facts **ret_facts,
			   size_t *ret_n)
{
	struct date window = date_add_months(day, -cx->world->classification.window_months);
	const struct value params[] = {VAL_INT(day.day), VAL_INT(window.day)};
	struct class_facts *v = NULL;
	size_t n = 0, cap = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_CLASS_FACTS, params, 2, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more))
		read_facts(cx, rows, ARENA_PUSH(cx->arena, v, n, cap));
	*ret_facts = v;
	*ret_n = n;
	return e;
}

static enum err note_classes(struct ctx *cx, const struct customer *old,
			     const struct customer *c, const struct classes *k)
{
	enum err e = tier_change_note(cx, c->id, "tier", names_get(&tier_names, old->tier),
				      names_get(&tier_names, c->tier), k->tier_reason);
	if (!e)
		e = tier_change_note(cx, c->id, "stage", names_get(&stage_names, old->stage),
				     names_get(&stage_names, c->stage), k->stage_reason);
	if (!e)
		e = tier_change_note(cx, c->id, "frequency_band",
				     names_get(&band_names, old->frequency_band),
				     names_get(&band_names, c->frequency_band), "orders");
	if (!e)
		e = tier_change_note(cx, c->id, "amount_band",
				     names_get(&band_names, old->amount_band),
				     names_get(&band_names, c->amount_band), "amount");
	return e;
}

static enum err apply(struct ctx *cx, const struct class_facts *f, struct date day,
		      int64_t *changed)
{
	struct customer old, c;

	enum err e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, f->customer_id,
			      &old);
	if (e)
		return e;
	struct classes k = classify(&cx->world->classification, f, (enum tier)old.tier, day);
	c = old;
	if (!c.tier_manual)
		c.tier = (int)k.tier;
	if (!c.stage_manual)
		c.stage = (int)k.stage;
	c.frequency_band = (int)k.frequency;
	c.amount_band = (int)k.amount;
	bool terms = c.tier != old.tier || c.stage != old.stage;
	if (!terms && c.frequency_band == old.frequency_band &&
	    c.amount_band == old.amount_band)
		return OK;
	++*changed;
	c.updated_at = cx->now;
	e = row_update(cx->tx, &customer_fields, &c);
	if (!e)
		e = note_classes(cx, &old, &c, &k);
	if (!e && terms)
		e = customer_reclassified(cx, &c);
	if (!e && terms)
		e = customer_refresh(cx, &c, REFRESH_TERMS, NULL);
	return e;
}

static enum err job_date(struct ctx *cx, const struct job *job, struct date *ret_day)
{
	json_t *doc;
	enum err e = json_read(cx->arena, job->args, cx->fail, &doc);
	return e ? e : date_parse(json_get_text(doc, "date"), ret_day);
}

/* place: the last customer done.  The facts are read anew for each page: they are one scan of
 * an index, and the top percent must be those of the whole. */
enum err classify_step(struct ctx *cx, struct job *job)
{
	struct class_facts *facts;
	size_t n, done = 0;
	int64_t after = 0, changed = 0;
	struct date day;

	enum err e = job_date(cx, job, &day);
	if (!e)
		e = load_facts(cx, day, &facts, &n);
	if (e)
		return e;
	if (job->place.n && str_to_int(job->place, &after))
		return ERR_BUG;
	classify_top(cx->arena, facts, n, cx->world->classification.top_percent);
	size_t i = 0;
	while (i < n && facts[i].customer_id <= after)
		i++;
	for (; !e && i < n && done < PAGE * 5 && changed < PAGE; i++, done++) {
		e = apply(cx, &facts[i], day, &changed);
		after = facts[i].customer_id;
	}
	job->total = (int64_t)n;
	job->done += (int64_t)done;
	job->place = str_fmt(cx->arena, "%lld", (long long)after);
	job_count(cx->arena, job, "changed", changed);
	if (i == n)
		job->state = JOB_DONE;
	return e;
}
