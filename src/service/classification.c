#include "service/classification.h"

#include "service/customers.h"
#include "service/deadlines.h"
#include "service/pool.h"
#include "sys/log.h"

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

static enum err load_facts(struct ctx *cx, struct date day, int64_t after,
			   struct class_facts **ret_facts, size_t *ret_n)
{
	struct date window = date_add_months(day, -cx->world->classification.window_months);
	const struct value params[] = {VAL_INT(day.day), VAL_INT(window.day), VAL_INT(after),
				       VAL_INT(PAGE)};
	struct class_facts *v = NULL;
	size_t n = 0, cap = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_CLASS_FACTS, params, 4, &rows);
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

/* A customer's turn, and what became of those before it. */
struct turn {
	const struct class_facts *facts;
	struct date day;
	bool changes;
	int64_t changed, skipped;
};

static enum err apply(struct ctx *cx, void *arg)
{
	struct turn *turn = arg;
	const struct class_facts *f = turn->facts;
	struct customer old, c;

	enum err e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, f->customer_id,
			      &old);
	if (!e)
		e = pool_pass(cx, &old);
	if (e)
		return e;
	struct classes k =
		classify(&cx->world->classification, f, (enum tier)old.tier, turn->day);
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
	turn->changes = true;
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

/* One customer by itself: what cannot be kept of it stays as it was, and the others go on. */
static enum err apply_one(struct ctx *cx, struct turn *turn)
{
	enum err did;

	turn->changes = false;
	enum err e = ctx_attempt(cx, apply, turn, false, &did);
	if (e)
		return e;
	if (!did) {
		turn->changed += turn->changes;
		return OK;
	}
	log_event(LEVEL_WARN, "classify.skipped", LOG_INT("customer", turn->facts->customer_id),
		  LOG_STR("error", str_of(err_name(did))),
		  LOG_STR("code", str_of(fail_code(cx->fail))));
	fail_clear(cx->fail);
	turn->skipped++;
	return OK;
}

static enum err job_date(struct ctx *cx, const struct job *job, struct date *ret_day)
{
	json_t *doc;
	enum err e = json_read(cx->arena, job->args, cx->fail, &doc);
	return e ? e : date_parse(json_get_text(doc, "date"), ret_day);
}

/* Where the top percent ends on the day. */
static enum err find_top(struct ctx *cx, struct date day, struct top_line *ret_line)
{
	struct value params[] = {VAL_INT(day.day), VAL_INT(0)};
	struct rows *rows;
	int64_t buyers;
	bool more;

	*ret_line = (struct top_line){0};
	enum err e = tx_one_int(cx->tx, Q_CLASS_BUYERS, params, 1, &buyers);
	int64_t top = e ? 0 : class_top_count(buyers, cx->world->classification.top_percent);
	if (e || top == 0)
		return e;
	params[1] = VAL_INT(top - 1);
	e = tx_query(cx->tx, Q_CLASS_BUYER_AT, params, 2, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (e || !more)
		return e;
	*ret_line = (struct top_line){rows_int(rows, 1), rows_int(rows, 0)};
	rows_done(rows);
	return OK;
}

/* The place: last customer done, and the line of the top, "12 5000 7"; "" = the beginning. */
static enum err find_place(struct ctx *cx, const struct job *job, struct date day,
			   int64_t *ret_after, struct top_line *ret_line)
{
	struct str rest = job->place, word;
	int64_t n[3] = {0};

	*ret_after = 0;
	if (!rest.n)
		return find_top(cx, day, ret_line);
	for (int i = 0; i < 3; i++)
		if (!str_split(&rest, ' ', &word) || str_to_int(word, &n[i]))
			return ERR_BUG;
	*ret_after = n[0];
	*ret_line = (struct top_line){n[1], n[2]};
	return OK;
}

enum err classify_step(struct ctx *cx, struct job *job)
{
	struct class_facts *facts;
	struct top_line line;
	size_t n;
	int64_t after;
	struct turn turn = {0};

	enum err e = job_date(cx, job, &turn.day);
	if (!e)
		e = find_place(cx, job, turn.day, &after, &line);
	if (!e)
		e = load_facts(cx, turn.day, after, &facts, &n);
	for (size_t i = 0; !e && i < n; i++) {
		facts[i].is_top = class_is_top(&line, &facts[i]);
		turn.facts = &facts[i];
		e = apply_one(cx, &turn);
		after = facts[i].customer_id;
	}
	if (e)
		return e;
	job->done += (int64_t)n;
	job->place = str_fmt(cx->arena, "%lld %lld %lld", (long long)after,
			     (long long)line.total, (long long)line.customer_id);
	job_count(cx->arena, job, "changed", turn.changed);
	job_count(cx->arena, job, "skipped", turn.skipped);
	if (n < PAGE)
		job->state = JOB_DONE;
	return OK;
}
