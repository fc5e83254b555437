#include "store/cond.h"
#include "store/reach.h"

#include <string.h>

enum { IN_MAX = 256, FEW = 10000, SOME = 100 * FEW, EACH_MAX = 8 };

bool cond_is_text(const struct field *fd)
{
	return fd->type == FT_TEXT || fd->type == FT_JSON || fd->type == FT_REFS;
}

static bool is_null(const struct cond *c)
{
	return c->cmp == CMP_NULL ||
	       (c->cmp == CMP_EQ && c->n_values == 1 && c->values[0].kind == V_NULL);
}

/* A power of two, so that lists of any length share a few statements. */
static size_t in_slots(size_t n)
{
	size_t slots = 1;
	while (slots < n)
		slots *= 2;
	return slots;
}

static void put_in(struct sqltext *s, const struct cond *c)
{
	size_t slots = in_slots(c->n_values);

	sql_put(s, " in (");
	for (size_t i = 0; i < slots; i++) {
		sql_put(s, i ? ", " : "");
		sql_param(s, c->values[i < c->n_values ? i : c->n_values - 1]);
	}
	sql_put(s, ")");
}

enum err cond_put(struct sqltext *s, const char *table, const struct cond *c, bool aside)
{
	static const char *const ops[] = {
		[CMP_EQ] = " = ",  [CMP_NE] = " <> ", [CMP_LT] = " < ",
		[CMP_LE] = " <= ", [CMP_GT] = " > ",  [CMP_GE] = " >= ",
	};
	bool empty = is_null(c);
	bool full = c->cmp == CMP_NOT_NULL ||
		    (c->cmp == CMP_NE && c->n_values == 1 && c->values[0].kind == V_NULL);

	if (c->field->flags & F_COMPUTED)
		return ERR_BUG;
	sql_put(s, " and ");
	if (c->cmp == CMP_IN && c->n_values == 0) {
		sql_put(s, "1 = 0");
		return OK;
	}
	sql_put(s, aside && !s->pg ? "+" : "");
	sql_name(s, table, c->field->name);
	if (empty || full) {
		/* An empty text is not null, but empty all the same. */
		bool text = cond_is_text(c->field);
		sql_put(s, text ? (empty ? " = ''" : " <> ''")
				: (empty ? " is null" : " is not null"));
		return OK;
	}
	if (c->cmp == CMP_IN) {
		if (c->n_values > IN_MAX)
			return ERR_LIMIT;
		put_in(s, c);
		return OK;
	}
	if (c->n_values != 1)
		return ERR_BUG;
	sql_put(s, ops[c->cmp]);
	int64_t yes = c->values[0].i;
	if (c->field->type == FT_BOOL && (yes == 0 || yes == 1))
		sql_put(s, yes ? "1" : "0"); /* partial indexes want "open = 1" as it stands */
	else
		sql_param(s, c->values[0]);
	return OK;
}

/* ---- how rows are found ---- */

/* What an index finds; some have no empty values, all have those of references. */
static bool finds(const struct cond *c)
{
	if (!(c->field->flags & (F_FIND | F_RANK)) || c->cmp == CMP_NE)
		return false;
	return !is_null(c) || c->field->type == FT_REF;
}

static bool same(const struct value *a, const struct value *b)
{
	return a->kind == b->kind && (a->kind == V_TEXT ? str_eq(a->s, b->s) : a->i == b->i);
}

static bool is_usual(const struct fields *t, const struct field *sort)
{
	return sort && strcmp(sort->name, t->usual) == 0;
}

/* Whether the rows of each of its values, none of which is there twice, come in that order. */
static bool each_fits(const struct fields *t, const struct cond *c, const struct field *sort)
{
	bool by_id = sort && sort->type == FT_ID && c->field->type == FT_ENUM;

	if (!(c->field->flags & F_RANK) || !(by_id || is_usual(t, sort)))
		return false;
	if ((c->cmp != CMP_EQ && c->cmp != CMP_IN) || !c->n_values || c->n_values > EACH_MAX)
		return false;
	for (size_t i = 0; i < c->n_values; i++)
		for (size_t k = 0; k < i; k++)
			if (same(&c->values[i], &c->values[k]))
				return false;
	return c->values[0].kind != V_NULL;
}

/* All conditions on a column, by one of its indexes; with NULL the tag. */
static enum err put_finding(struct sqltext *s, const struct fields *t,
			    const struct list_query *q, const struct field *by)
{
	enum err e = OK;

	if (!by) {
		sql_put(s, "select customer_id from customer_tags where tag_id = ");
		sql_param(s, q->tag);
		return OK;
	}
	sql_put(s, "select few.id from ");
	sql_put(s, t->table);
	sql_put(s, " few where 1 = 1");
	for (size_t i = 0; !e && i < q->n_conds; i++)
		if (q->conds[i].field == by && finds(&q->conds[i]))
			e = cond_put(s, "few", &q->conds[i], false);
	return e;
}

/* Counts the rows of a selection that has been begun, up to so many. */
static enum err count_up_to(int64_t most, struct sqltext *s, struct tx *tx, int64_t *ret_n)
{
	struct rows *rows;
	bool more = false;

	sql_put(s, " limit ");
	sql_param(s, VAL_INT(most));
	sql_put(s, ") counted");
	enum err e = sql_query(s, tx, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e)
		*ret_n = more ? rows_int(rows, 0) : 0;
	if (!e)
		rows_done(rows);
	return e;
}

static enum err probe(struct tx *tx, const struct fields *t, const struct list_query *q,
		      const struct field *by, int64_t most, int64_t *ret_n)
{
	struct sqltext s;

	sql_init(&s, tx);
	sql_put(&s, "select count(*) from (");
	enum err e = put_finding(&s, t, q, by);
	if (!e)
		e = count_up_to(most, &s, tx, ret_n);
	sql_done(&s);
	return e;
}

/* How many are in reach. */
static enum err probe_reach(struct tx *tx, const struct fields *t, struct eyes eyes,
			    int64_t *ret_n)
{
	struct sqltext s;

	sql_init(&s, tx);
	sql_put(&s, "select count(*) from (select 1 from ");
	sql_put(&s, t->table);
	sql_put(&s, " where ");
	reach_put(&s, t, eyes, false);
	enum err e = count_up_to(FEW, &s, tx, ret_n);
	sql_done(&s);
	return e;
}

static bool has_scope(const struct fields *t, const struct list_query *q, enum scope scope)
{
	return t->reach == REACH_OWNED && q->eyes.actor &&
	       actor_scope(q->eyes.actor, q->eyes.perm) == scope;
}

static bool is_order(const struct field *sort)
{
	return sort && (sort->flags & (F_FIND | F_RANK) || sort->type == FT_ID);
}

/* The ways that need no look at the indexes; whether it is one of them. */
static bool plainly(const struct fields *t, const struct list_query *q,
		    const struct field *sort, struct plan *p)
{
	size_t n = q->tag.kind == V_INT;

	*p = (struct plan){.way = WAY_OPEN, .sort = sort};
	if (q->search.n || !t->usual)
		return true;
	for (size_t i = 0; i < q->n_conds; i++) {
		const struct cond *c = &q->conds[i];
		if (c->field->type == FT_ID)
			return true;
		if (!finds(c) || c->field == sort)
			continue;
		n++;
		if (!p->each && each_fits(t, c, sort))
			p->each = c;
	}
	if (has_scope(t, q, SCOPE_DEPARTMENT) && sort)
		return false;
	if (!n) {
		p->sifts = q->n_conds && is_order(sort) && !has_scope(t, q, SCOPE_OWN);
		return true;
	}
	if (has_scope(t, q, SCOPE_OWN)) {
		const struct field *owner = field_find(t, STR("owner_id"));
		if (owner->flags & F_RANK && is_usual(t, sort))
			p->way = WAY_ORDER;
		return true;
	}
	if (n > 1 || (sort && !p->each))
		return false;
	p->sifts = p->each && q->n_conds > 1;
	if (p->each)
		p->way = WAY_EACH;
	else if (q->tag.kind == V_INT)
		p->way = WAY_FEW; /* counted; any other is found by its index without a word */
	return true;
}

enum err plan_make(struct tx *tx, const struct fields *t, const struct list_query *q,
		   const struct field *sort, struct plan *ret_plan)
{
	int64_t least = FEW, n = FEW;
	struct plan p;
	enum err e = OK;

	if (plainly(t, q, sort, &p)) {
		*ret_plan = p;
		return OK;
	}
	if (has_scope(t, q, SCOPE_DEPARTMENT) && sort) {
		e = probe_reach(tx, t, q->eyes, &n);
		p.wide = n >= FEW;
		if (e || !p.wide)
			goto out;
	}
	if (!e && q->tag.kind == V_INT)
		e = probe(tx, t, q, NULL, FEW, &n);
	if (!e && n < least) {
		least = n;
		p.way = WAY_FEW;
	}
	for (size_t i = 0; !e && i < q->n_conds; i++) {
		const struct cond *c = &q->conds[i];
		if (!finds(c) || c->field == sort)
			continue;
		e = probe(tx, t, q, c->field, FEW, &n);
		if (!e && n < least) {
			least = n;
			p.way = each_fits(t, c, sort) ? WAY_EACH : WAY_FEW;
			p.each = p.way == WAY_EACH ? c : NULL;
			p.by = c->field;
		}
	}
	if (!e && p.way == WAY_OPEN && p.each) {
		p.way = WAY_EACH;
	} else if (!e && p.way == WAY_OPEN && is_order(sort)) {
		p.way = WAY_ORDER;
	}
	p.sifts = p.way == WAY_ORDER || p.way == WAY_EACH;
out:
	if (!e)
		*ret_plan = p;
	return e;
}

enum err plan_to_sort(struct tx *tx, const struct fields *t, const struct list_query *q,
		      const struct plan *walked, struct plan *ret_plan)
{
	struct plan p = {.way = WAY_OPEN, .sort = walked->sort, .wide = walked->wide};
	int64_t least = SOME, n = SOME;
	enum err e = OK;

	p.chosen = tx->store->driver->dialect == DIALECT_SQLITE;
	for (size_t i = 0; !e && p.chosen && i < q->n_conds; i++) {
		const struct cond *c = &q->conds[i];
		if (!finds(c))
			continue;
		e = probe(tx, t, q, c->field, least, &n);
		if (!e && n < least) {
			least = n;
			p.by = c->field;
		}
	}
	if (!e)
		*ret_plan = p;
	return e;
}

enum use plan_use(const struct plan *p, const struct cond *c)
{
	if (p->chosen)
		return finds(c) && c->field != p->by ? USE_ASIDE : USE_PLAIN;
	if (p->way == WAY_EACH && c == p->each)
		return USE_DONE;
	if (p->way == WAY_FEW && c->field == p->by && finds(c))
		return USE_DONE;
	if (p->way == WAY_OPEN || !finds(c) || (c->field == p->sort && p->way != WAY_FEW))
		return USE_PLAIN;
	return USE_ASIDE;
}

enum err plan_put_few(struct sqltext *s, const struct plan *p, const struct fields *t,
		      const struct list_query *q)
{
	sql_put(s, " and ");
	sql_name(s, t->table, "id");
	/* PostgreSQL might rather read the whole table than look for each. */
	sql_put(s, s->pg ? " = any (array(" : " in (");
	enum err e = put_finding(s, t, q, p->by);
	sql_put(s, s->pg ? "))" : ")");
	return e;
}
