/* Lists of row.h: filters, scope, sort and pages as SQL.
 *
 * Empty values come last in either direction, on both databases, and an ordinary index on
 * (sort, id) serves the order: a page is read in two parts, rows with a value of the sort
 * column, then rows without. */
#include "store/cond.h"
#include "store/cursor.h"
#include "store/reach.h"
#include "store/row.h"
#include "store/search.h"
#include "store/sqltext.h"

/* How far the order is walked for a page that conditions sift, at first and then once more. */
enum { WALK = 4000, FAR = 16 };

enum { PAGE_USUAL = 50, PAGE_MAX = 200, PAGE_MAX_SYSTEM = 100000, FIRST_ROOM = 64 };

/* A list being read. */
struct listing {
	struct tx *tx;
	struct arena *arena;
	const struct fields *t;
	const struct list_query *q;
	const struct field *sort;
	struct plan plan;
	struct str match; /* of the search index */
	bool pg;
	bool resumed; /* `from` is set */
	struct cursor from;
	const struct cursor *until; /* the last row that is looked at; NULL: all are */
	bool sorts;		    /* rows are not found by the order */
	size_t want; /* rows, and one more to know whether there is a next page */
	size_t skip; /* rows before the page, of those that are still to be read */
	bool ids;    /* only what the page consists of is selected, by the index of the order */
	char *rows;
	size_t n, room;
};

enum part { PART_VALUE, PART_EMPTY };

/* Columns that are never null: texts, enumerations, flags, what is required, the head. */
static bool may_be_null(const struct fields *t, const struct field *fd)
{
	if (fd->flags & F_REQUIRED || fd - t->v < 4)
		return false;
	return fd->type == FT_INT || fd->type == FT_REF || fd->type == FT_TIME ||
	       fd->type == FT_DATE;
}

/* Rows whose customer fits a condition on its own field. */
static enum err put_of_customer(struct sqltext *s, const struct fields *t, const struct cond *c)
{
	if (!c->field)
		return OK;
	if (!field_find(t, STR("customer_id")))
		return ERR_BUG;
	sql_put(s, " and exists (select 1 from customers of_customer where of_customer.id = ");
	sql_name(s, t->table, "customer_id");
	enum err e = cond_put(s, "of_customer", c, false);
	sql_put(s, ")");
	return e;
}

/* few: the rows are found by another condition, which a range must not keep from its index. */
static void put_range(struct sqltext *s, const char *table, const char *name,
		      const struct range *r, bool few)
{
	const struct {
		struct value v;
		const char *op;
	} ends[] = {{r->from, " >= "}, {r->to, " < "}};
	bool bound = false;

	for (size_t i = 0; !r->empty && i < 2; i++) {
		if (ends[i].v.kind == V_NULL)
			continue;
		sql_put(s, bound ? " and " : "");
		sql_put(s, few ? "+" : "");
		sql_name(s, table, name);
		sql_put(s, ends[i].op);
		sql_param(s, ends[i].v);
		bound = true;
	}
	if (bound)
		return;
	sql_name(s, table, name);
	sql_put(s, r->empty ? " is null" : " is not null");
}

static void put_ranges(struct sqltext *s, const struct listing *l)
{
	const struct list_query *q = l->q;
	bool too = q->later && q->later_rows == LATER_TOO;

	if (!q->ranged)
		return;
	sql_put(s, " and (");
	if (too) {
		sql_name(s, l->t->table, q->later->name);
		sql_put(s, " > ");
		sql_param(s, VAL_TIME(q->after));
	}
	sql_put(s, q->n_ranges ? (too ? " or " : "") : (too ? "" : "1 = 0"));
	for (size_t i = 0; i < q->n_ranges; i++) {
		sql_put(s, i ? " or " : "");
		put_range(s, l->t->table, q->ranged->name, &q->ranges[i],
			  q->later && q->later_rows == LATER_ONLY);
	}
	sql_put(s, ")");
}

static void put_later(struct sqltext *s, const struct listing *l)
{
	const struct list_query *q = l->q;

	if (!q->later || q->later_rows == LATER_TOO)
		return;
	sql_put(s, " and (");
	sql_name(s, l->t->table, q->later->name);
	if (q->later_rows == LATER_OUT) {
		sql_put(s, " is null or ");
		sql_name(s, l->t->table, q->later->name);
	}
	sql_put(s, q->later_rows == LATER_OUT ? " <= " : " > ");
	sql_param(s, VAL_TIME(q->after));
	sql_put(s, ")");
}

static enum err put_cond(struct sqltext *s, const struct listing *l, const struct cond *c)
{
	enum use use = plan_use(&l->plan, c);

	return use == USE_DONE ? OK : cond_put(s, l->t->table, c, use == USE_ASIDE);
}

/* from ... where ..., without the page.  order: of what a search finds, or "". */
static enum err put_source(struct sqltext *s, const struct listing *l, const char *order)
{
	const struct list_query *q = l->q;
	enum err e = OK;

	sql_put(s, " from ");
	if (q->search.n)
		search_put_source(s, l->t, l->match, order);
	else
		sql_put(s, l->t->table);
	sql_put(s, " where ");
	reach_put(s, l->t, q->eyes, l->plan.wide);
	if (l->plan.way == WAY_FEW)
		e = plan_put_few(s, &l->plan, l->t, q);
	if (q->tag.kind == V_INT && (l->plan.way != WAY_FEW || l->plan.by)) {
		sql_put(s,
			" and exists (select 1 from customer_tags ct where ct.customer_id = ");
		sql_name(s, l->t->table, "id");
		sql_put(s, " and ct.tag_id = ");
		sql_param(s, q->tag);
		sql_put(s, ")");
	}
	for (size_t i = 0; !e && i < q->n_conds; i++)
		e = put_cond(s, l, &q->conds[i]);
	if (!e)
		e = put_of_customer(s, l->t, &q->of_customer);
	put_ranges(s, l);
	put_later(s, l);
	return e;
}

/* The id column; of a search that of the index, whose rows are few or come in that order. */
static void put_id(struct sqltext *s, const struct listing *l)
{
	if (l->q->search.n)
		sql_put(s, l->pg ? "found.id" : "found.rowid");
	else
		sql_name(s, l->t->table, "id");
}

/* Rows that stand so to a row, in this part. */
static void put_standing(struct sqltext *s, const struct listing *l, enum part part,
			 const char *op, const struct cursor *row)
{
	bool by_id = part == PART_EMPTY || l->sort->type == FT_ID;

	sql_put(s, by_id ? " and " : " and (");
	if (!by_id) {
		sql_name(s, l->t->table, l->sort->name);
		sql_put(s, ", ");
	}
	put_id(s, l);
	sql_put(s, by_id ? "" : ")");
	sql_put(s, op);
	sql_put(s, by_id ? "" : "(");
	if (!by_id) {
		sql_param(s, row->sort);
		sql_put(s, ", ");
	}
	sql_param(s, VAL_INT(row->id));
	sql_put(s, by_id ? "" : ")");
}

/* Rows behind the cursor. */
static void put_after(struct sqltext *s, const struct listing *l, enum part part)
{
	if (l->resumed && (part == PART_VALUE || l->from.sort.kind == V_NULL))
		put_standing(s, l, part, l->q->descending ? " < " : " > ", &l->from);
}

/* The columns of a row; or its id and what it is sorted by, if that is another column. */
static void put_columns(struct sqltext *s, const struct listing *l)
{
	if (!l->ids) {
		sql_columns(s, l->t);
		return;
	}
	put_id(s, l);
	if (l->sort->type == FT_ID)
		return;
	sql_put(s, ", ");
	sql_name(s, l->t->table, l->sort->name);
}

/* Where a column stands in what is selected, from 1. */
static const char *place_of(const struct listing *l, const struct field *fd)
{
	int64_t place = 1;

	if (l->ids)
		return fd->type == FT_ID ? "1" : "2";
	for (const struct field *f = l->t->v; f < fd; f++)
		place += !(f->flags & F_COMPUTED);
	return str_fmt(l->arena, "%lld", (long long)place).p;
}

/* merged: of several selections, whose columns are known by their places. */
static void put_order(struct sqltext *s, const struct listing *l, enum part part, bool merged)
{
	const char *down = l->q->descending ? " desc" : "";
	bool text = cond_is_text(l->sort) || l->sort->type == FT_ENUM;

	sql_put(s, " order by ");
	if (part == PART_VALUE && l->sort->type != FT_ID) {
		if (merged)
			sql_put(s, place_of(l, l->sort));
		else
			sql_name(s, l->t->table, l->sort->name);
		if (l->sorts) /* no index has that */
			sql_put(s, text ? " || ''" : " + 0");
		sql_put(s, down);
		sql_put(s, ", ");
	}
	if (merged)
		sql_put(s, "1");
	else
		put_id(s, l);
	if (l->sorts && (part == PART_EMPTY || l->sort->type == FT_ID))
		sql_put(s, " + 0");
	sql_put(s, down);
}

static void put_limit(struct sqltext *s, size_t most)
{
	sql_put(s, " limit ");
	sql_param(s, VAL_INT((int64_t)most));
}

static void put_nulls(struct sqltext *s, const struct listing *l, enum part part)
{
	if (!may_be_null(l->t, l->sort))
		return;
	sql_put(s, " and ");
	sql_name(s, l->t->table, l->sort->name);
	sql_put(s, part == PART_VALUE ? " is not null" : " is null");
}

/* value: that of the column of WAY_EACH, or NULL. */
static enum err put_selection(struct sqltext *s, const struct listing *l, enum part part,
			      const struct value *value)
{
	const char *order = l->sort->type != FT_ID ? ""
			    : l->q->descending	   ? " order by id desc"
						   : " order by id";

	sql_put(s, "select ");
	put_columns(s, l);
	enum err e = put_source(s, l, order);
	if (e)
		return e;
	if (value) {
		const struct cond one = {l->plan.each->field, CMP_EQ, value, 1};
		e = cond_put(s, l->t->table, &one, false);
	}
	put_nulls(s, l, part);
	put_after(s, l, part);
	if (l->until)
		put_standing(s, l, part, l->q->descending ? " >= " : " <= ", l->until);
	return e;
}

/* The rows of each value are cut off by themselves: PostgreSQL would sort them all. */
static enum err put_each(struct sqltext *s, const struct listing *l, enum part part)
{
	const struct cond *each = l->plan.each;
	enum err e = OK;

	for (size_t i = 0; !e && i < each->n_values; i++) {
		sql_put(s, i ? " union all select * from (" : "select * from (");
		e = put_selection(s, l, part, &each->values[i]);
		put_order(s, l, part, false);
		put_limit(s, l->want - l->n + l->skip);
		sql_put(s, ") each_value");
	}
	put_order(s, l, part, true);
	return e;
}

static enum err put_rows(struct sqltext *s, const struct listing *l, enum part part)
{
	bool each = l->plan.way == WAY_EACH;
	enum err e;

	if (each && l->plan.each->n_values > 1) {
		e = put_each(s, l, part);
	} else {
		e = put_selection(s, l, part, each ? l->plan.each->values : NULL);
		put_order(s, l, part, false);
	}
	put_limit(s, l->want - l->n);
	if (l->skip) {
		sql_put(s, " offset ");
		sql_param(s, VAL_INT((int64_t)l->skip));
	}
	return e;
}

/* A page by number passes over many rows, and many are sorted for one: only their ids are
 * looked at, in the index of the order if it has all that is asked for, and those of the page
 * read. */
static enum err put_part(struct sqltext *s, const struct listing *l, enum part part)
{
	struct listing ids = *l;

	if ((!l->skip && !l->sorts) || l->q->search.n)
		return put_rows(s, l, part);
	ids.ids = true;
	sql_put(s, "select ");
	sql_columns(s, l->t);
	sql_put(s, " from ");
	sql_put(s, l->t->table);
	sql_put(s, " where ");
	put_id(s, l);
	sql_put(s, l->pg ? " = any (array(select id from (" : " in (select id from (");
	enum err e = put_rows(s, &ids, part);
	sql_put(s, l->pg ? ") page_ids))" : ") page_ids)");
	put_order(s, l, part, false);
	return e;
}

static struct value value_of(struct arena *a, const struct field *fd, const struct rows *rows,
			     int col)
{
	if (rows_is_null(rows, col))
		return VAL_NULL;
	return fd->type == FT_ENUM || cond_is_text(fd)
		       ? VAL_STR(str_dup(a, rows_text(rows, col)))
		       : VAL_INT(rows_int(rows, col));
}

/* Room for one more record. */
static void *next_record(struct listing *l)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : FIRST_ROOM;
		l->rows = arena_grow(l->arena, l->rows, l->n, room, l->t->size);
		l->room = room;
	}
	return l->rows + l->n * l->t->size;
}

static enum err read_rows(struct listing *l, struct rows *rows)
{
	bool more;
	enum err e;

	while (!(e = rows_next(rows, &more)) && more) {
		e = row_read(rows, l->arena, l->t, next_record(l));
		if (e)
			break;
		l->n++;
	}
	rows_done(rows);
	return e;
}

static enum err read_once(struct listing *l, enum part part)
{
	struct sqltext s;
	struct rows *rows;

	sql_init(&s, l->tx);
	enum err e = put_part(&s, l, part);
	if (!e)
		e = sql_query(&s, l->tx, &rows);
	if (!e)
		e = read_rows(l, rows);
	sql_done(&s);
	return e;
}

/* The row that stands so many rows further in the order, whatever the conditions on other
 * columns say; *ret_any false: there are no more than that. */
static enum err find_until(const struct listing *l, enum part part, size_t steps,
			   struct cursor *ret_until, bool *ret_any)
{
	bool by_id = part == PART_EMPTY || l->sort->type == FT_ID;
	struct sqltext s;
	struct rows *rows;
	enum err e = OK;

	sql_init(&s, l->tx);
	sql_put(&s, "select ");
	put_id(&s, l);
	sql_put(&s, ", ");
	sql_put(&s, by_id ? "null" : l->sort->name);
	sql_put(&s, " from ");
	sql_put(&s, l->t->table);
	sql_put(&s, " where 1 = 1");
	for (size_t i = 0; !e && !by_id && i < l->q->n_conds; i++)
		if (l->q->conds[i].field == l->sort)
			e = cond_put(&s, l->t->table, &l->q->conds[i], false);
	if (!by_id)
		put_nulls(&s, l, part);
	put_after(&s, l, part);
	put_order(&s, l, part, false);
	put_limit(&s, 1);
	sql_put(&s, " offset ");
	sql_param(&s, VAL_INT((int64_t)steps));
	if (!e)
		e = sql_query(&s, l->tx, &rows);
	sql_done(&s);
	if (e)
		return e;
	e = rows_next(rows, ret_any);
	if (!e && *ret_any)
		*ret_until = (struct cursor){value_of(l->arena, l->sort, rows, 1),
					     rows_int(rows, 0)};
	rows_done(rows);
	return e;
}

/* All that fits is found by what the conditions have for an index, and sorted. */
static enum err read_sorted(struct listing *l, enum part part)
{
	const struct plan plan = l->plan;

	enum err e = plan_to_sort(l->tx, l->t, l->q, &plan, &l->plan);
	if (e)
		return e;
	l->sorts = true;
	e = read_once(l, part);
	l->sorts = false;
	l->plan = plan;
	return e;
}

/* By the order as far as *until; *ret_all: that is all there is. */
static enum err read_until(struct listing *l, enum part part, size_t steps, bool *ret_all)
{
	struct cursor until;
	bool any = false;

	enum err e = find_until(l, part, steps + 4 * l->skip, &until, &any);
	if (e)
		return e;
	l->until = any ? &until : NULL;
	e = read_once(l, part);
	l->until = NULL;
	*ret_all = !any;
	return e;
}

/* By the order, but not to its end: few rows may fit, or those that fit may stand there. */
static enum err read_part(struct listing *l, enum part part)
{
	const size_t before = l->n;
	bool all = !l->plan.sifts;

	if (all)
		return read_once(l, part);
	for (size_t steps = WALK; steps <= WALK * FAR; steps *= FAR) {
		l->n = before;
		enum err e = read_until(l, part, steps, &all);
		if (e || all || l->n == l->want)
			return e;
	}
	l->n = before;
	return read_sorted(l, part);
}

/* Whether some of the records that the list may show are masked for whoever asks. */
static bool masked(const struct list_query *q)
{
	const struct actor *actor = q->eyes.actor;

	return actor && !q->whole_phones &&
	       actor_scope(actor, PERM_CONTACT_REVEAL) < actor_scope(actor, q->eyes.perm);
}

static enum err listing_init(struct listing *l, struct tx *tx, struct arena *a,
			     const struct fields *t, const struct list_query *q)
{
	*l = (struct listing){.tx = tx, .arena = a, .t = t, .q = q};
	l->pg = tx->store->driver->dialect == DIALECT_PG;
	l->sort = q->sort ? q->sort : &t->v[0];
	size_t max = q->eyes.actor ? PAGE_MAX : PAGE_MAX_SYSTEM;
	size_t limit = q->limit <= 0 ? PAGE_USUAL : (size_t)q->limit;
	l->want = (limit > max ? max : limit) + 1;
	l->skip = q->page > 1 ? (size_t)(q->page - 1) * (l->want - 1) : 0;
	if (l->sort->flags & F_COMPUTED)
		return ERR_BUG;
	if (q->search.n) {
		if (!search_has(t))
			return ERR_UNSUPPORTED;
		l->match = search_match(a, l->pg, masked(q), q->search);
	}
	return OK;
}

/* The rows of all parts or, with only, of that one; no more than most, if it is not 0. */
static enum err count_rows(const struct listing *l, const enum part *only, int64_t most,
			   int64_t *ret_count)
{
	struct sqltext s;
	struct rows *rows;
	bool more = false;

	struct listing counted = *l;
	enum err e = plan_make(l->tx, l->t, l->q, NULL, &counted.plan);
	if (e)
		return e;
	sql_init(&s, l->tx);
	sql_put(&s, most ? "select count(*) from (select 1" : "select count(*)");
	e = put_source(&s, &counted, "");
	if (only)
		put_nulls(&s, l, *only);
	if (most) {
		put_limit(&s, (size_t)most);
		sql_put(&s, ") counted");
	}
	if (!e)
		e = sql_query(&s, l->tx, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e)
		*ret_count = more ? rows_int(rows, 0) : 0;
	if (!e)
		rows_done(rows);
	sql_done(&s);
	return e;
}

static enum err put_groups(struct sqltext *s, const struct listing *l, const struct field *by,
			   const struct field *least, size_t max)
{
	sql_put(s, "select ");
	sql_name(s, l->t->table, by->name);
	sql_put(s, ", count(*), min(");
	sql_name(s, l->t->table, least->name);
	sql_put(s, ")");
	enum err e = put_source(s, l, "");
	/* SQLite would walk all of an index in the order of the groups rather than find rows.
	 */
	sql_put(s, l->pg ? " group by " : " group by +");
	sql_name(s, l->t->table, by->name);
	sql_put(s, " order by 2 desc, 1 limit ");
	sql_param(s, VAL_INT((int64_t)max));
	return e;
}

enum err row_groups(struct tx *tx, struct arena *a, const struct fields *t,
		    const struct list_query *q, const struct field *by,
		    const struct field *least, size_t max, struct row_group **ret_groups,
		    size_t *ret_n)
{
	struct row_group *groups = ARENA_ARRAY(a, max, struct row_group);
	struct listing l;
	struct sqltext s;
	struct rows *rows;
	bool more;
	size_t n = 0;

	enum err e = listing_init(&l, tx, a, t, q);
	if (e)
		return e;
	sql_init(&s, tx);
	e = put_groups(&s, &l, by, least, max);
	if (!e)
		e = sql_query(&s, tx, &rows);
	sql_done(&s);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more)) {
		groups[n++] = (struct row_group){.value = value_of(a, by, rows, 0),
						 .n = rows_int(rows, 1),
						 .least = value_of(a, least, rows, 2)};
	}
	*ret_groups = groups;
	*ret_n = n;
	return e;
}

/* Words in which nothing can be looked for find nothing. */
static bool finds_nothing(const struct listing *l)
{
	return l->q->search.n && l->match.n == 0;
}

enum err row_count(struct tx *tx, const struct fields *t, const struct list_query *q,
		   int64_t *ret_count)
{
	struct arena *a = arena_new();
	struct listing l;

	if (!a)
		return ERR_BUSY;
	enum err e = listing_init(&l, tx, a, t, q);
	if (!e && finds_nothing(&l))
		*ret_count = 0;
	else if (!e)
		e = count_rows(&l, NULL, q->count_max, ret_count);
	arena_free(a);
	return e;
}

/* The rows with a value, then those without; a page by number may lie in either. */
static enum err read_parts(struct listing *l)
{
	const enum part value = PART_VALUE;
	bool nullable = may_be_null(l->t, l->sort);
	bool behind = l->resumed && nullable && l->from.sort.kind == V_NULL;
	int64_t passed = 0;

	enum err e = behind ? OK : read_part(l, PART_VALUE);
	if (e || !nullable || l->n == l->want)
		return e;
	if (l->skip && !l->n)
		e = count_rows(l, &value, 0, &passed);
	l->skip = l->n ? 0 : l->skip - (size_t)passed;
	return e ? e : read_part(l, PART_EMPTY);
}

static void finish_page(struct listing *l, struct cursor_of of, struct list_page *page)
{
	bool last = l->n < l->want;

	page->n = last ? l->n : l->want - 1;
	page->rows = l->rows;
	if (last)
		return;
	const char *rec = l->rows + (page->n - 1) * l->t->size;
	struct cursor c = {field_value(l->sort, rec), field_value(&l->t->v[0], rec).i};
	page->next = cursor_format(l->arena, of, c);
}

enum err row_list(struct tx *tx, struct arena *a, const struct fields *t,
		  const struct list_query *q, struct fail *f, struct list_page *ret_page)
{
	struct list_page page = {.next = STR(""), .total = INT_NONE};
	struct listing l;
	enum err e = listing_init(&l, tx, a, t, q);

	if (e)
		return e;
	struct cursor_of of = {t, l.sort, q->descending};
	if (q->cursor.n) {
		l.resumed = true;
		if (cursor_parse(a, of, q->cursor, &l.from))
			return fail_at(f, ERR_INPUT, "cursor", "bad_cursor");
	}
	bool nothing = finds_nothing(&l);
	if (!nothing)
		e = plan_make(tx, t, q, l.sort, &l.plan);
	if (!e && !nothing)
		e = read_parts(&l);
	if (!e && q->with_total) {
		page.total = 0;
		e = nothing ? OK : count_rows(&l, NULL, q->count_max, &page.total);
	}
	if (e)
		return e;
	finish_page(&l, of, &page);
	*ret_page = page;
	return OK;
}

enum err row_find(struct tx *tx, struct arena *a, const struct fields *t, const char *field,
		  struct value v, void *ret_rows_ptr, size_t *ret_n)
{
	const struct cond cond = {field_find(t, str_of(field)), CMP_EQ, &v, 1};
	const struct list_query q = {.eyes = EYES_SYSTEM, .conds = {cond}, .n_conds = 1};
	struct listing l;

	if (!cond.field)
		return ERR_BUG;
	enum err e = listing_init(&l, tx, a, t, &q);
	l.want = INT32_MAX;
	if (!e)
		e = read_part(&l, PART_VALUE);
	if (e)
		return e;
	memcpy(ret_rows_ptr, &l.rows, sizeof l.rows);
	*ret_n = l.n;
	return OK;
}
