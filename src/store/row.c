#include "store/row.h"

#include "store/bulk.h"
#include "store/reach.h"
#include "store/send.h"
#include "store/sqltext.h"

#include <assert.h>
#include <stdlib.h>

/* How much is sent with one COPY. */
enum { COPY_SIZE = 1 << 20 };

/* The texts of a type that never change. */
struct row_sql {
	struct row_sql *next;
	struct arena *arena;
	const struct fields *t;
	struct str load, insert, update, del, copy;
};

void row_sql_free(struct row_sql *list)
{
	while (list) {
		struct row_sql *next = list->next;
		arena_free(list->arena); /* the row itself lies in it */
		list = next;
	}
}

/* id and version are the first fields of every record (RECORD_HEAD). */
static bool is_head(const struct fields *t, size_t i)
{
	(void)t;
	return i < 2;
}

static int64_t *version_of(const struct fields *t, const void *rec)
{
	return (int64_t *)((char *)(uintptr_t)rec + t->v[1].offset);
}

static int64_t id_of(const struct fields *t, const void *rec)
{
	return *(const int64_t *)((const char *)rec + t->v[0].offset);
}

static bool is_column(const struct field *fd)
{
	return !(fd->flags & F_COMPUTED);
}

/* Copies the text to the arena and empties the builder, which keeps its failure to the end. */
static struct str keep(struct arena *a, struct sqltext *s)
{
	bool failed = !buf_ok(&s->text);
	struct str text = str_dup(a, buf_str(&s->text));
	buf_clear(&s->text);
	s->text.failed = failed;
	s->n = 0;
	return text;
}

static struct str make_load(struct arena *a, struct sqltext *s, const struct fields *t)
{
	sql_put(s, "select ");
	sql_columns(s, t);
	sql_put(s, " from ");
	sql_put(s, t->table);
	sql_put(s, " where ");
	sql_name(s, t->table, "id");
	sql_put(s, " = ");
	sql_param(s, VAL_NULL);
	return keep(a, s);
}

static struct str make_insert(struct arena *a, struct sqltext *s, const struct fields *t)
{
	const char *comma = " (";

	sql_put(s, "insert into ");
	sql_put(s, t->table);
	for (size_t i = 0; i < t->n; i++) {
		if (!is_column(&t->v[i]))
			continue;
		sql_put(s, comma);
		sql_put(s, t->v[i].name);
		comma = ", ";
	}
	comma = ") values (";
	for (size_t i = 0; i < t->n; i++) {
		if (!is_column(&t->v[i]))
			continue;
		sql_put(s, comma);
		sql_param(s, VAL_NULL);
		comma = ", ";
	}
	sql_put(s, ")");
	return keep(a, s);
}

static void put_id_and_version(struct sqltext *s)
{
	sql_put(s, " where id = ");
	sql_param(s, VAL_NULL);
	sql_put(s, " and version = ");
	sql_param(s, VAL_NULL);
}

static struct str make_update(struct arena *a, struct sqltext *s, const struct fields *t)
{
	sql_put(s, "update ");
	sql_put(s, t->table);
	sql_put(s, " set version = version + 1");
	for (size_t i = 0; i < t->n; i++) {
		if (!is_column(&t->v[i]) || is_head(t, i))
			continue;
		sql_put(s, ", ");
		sql_put(s, t->v[i].name);
		sql_put(s, " = ");
		sql_param(s, VAL_NULL);
	}
	put_id_and_version(s);
	return keep(a, s);
}

static struct str make_delete(struct arena *a, struct sqltext *s, const struct fields *t)
{
	sql_put(s, "delete from ");
	sql_put(s, t->table);
	put_id_and_version(s);
	return keep(a, s);
}

static struct str make_copy(struct arena *a, struct sqltext *s, const struct fields *t)
{
	const char *comma = " (";

	sql_put(s, "copy ");
	sql_put(s, t->table);
	for (size_t i = 0; i < t->n; i++) {
		if (!is_column(&t->v[i]))
			continue;
		sql_put(s, comma);
		sql_put(s, t->v[i].name);
		comma = ", ";
	}
	sql_put(s, ") from stdin");
	return keep(a, s);
}

static struct row_sql *make(const struct tx *tx, const struct fields *t)
{
	struct arena *a = arena_new();
	struct sqltext s;

	if (!a)
		return NULL;
	assert(t->n >= 2 && t->v[0].type == FT_ID && strcmp(t->v[1].name, "version") == 0);
	sql_init(&s, tx);
	struct row_sql *r = ARENA_NEW(a, struct row_sql);
	r->arena = a;
	r->t = t;
	r->load = make_load(a, &s, t);
	r->insert = make_insert(a, &s, t);
	r->update = make_update(a, &s, t);
	r->del = make_delete(a, &s, t);
	r->copy = make_copy(a, &s, t);
	if (sql_ok(&s)) {
		arena_free(a);
		r = NULL;
	}
	sql_done(&s);
	return r;
}

/* The texts of a type, made at its first use.  The list only grows, so it is read unlocked. */
static struct row_sql *texts_of(const struct tx *tx, const struct fields *t)
{
	_Atomic(struct row_sql *) *head = &tx->store->row_sql;
	struct row_sql *first = atomic_load(head);

	for (struct row_sql *r = first; r; r = r->next)
		if (r->t == t)
			return r;
	struct row_sql *r = make(tx, t);
	if (!r)
		return NULL;
	r->next = first;
	/* Another thread may add the same type at the same time: twice is harmless. */
	while (!atomic_compare_exchange_weak(head, &r->next, r))
		;
	return r;
}

/* The values of all columns, without id and version when `body`. */
static size_t values_of(const struct fields *t, const void *rec, bool body, struct value *out)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		if (is_column(&t->v[i]) && !(body && is_head(t, i)))
			out[n++] = field_value(&t->v[i], rec);
	return n;
}

enum err row_read(struct rows *rows, struct arena *a, const struct fields *t, void *ret_rec)
{
	int col = 0;

	fields_clear(t, ret_rec);
	for (size_t i = 0; i < t->n; i++) {
		const struct field *fd = &t->v[i];
		bool text = fd->type == FT_TEXT || fd->type == FT_JSON || fd->type == FT_REFS;
		if (!is_column(fd))
			continue;
		struct value v = VAL_NULL;
		if (rows_is_null(rows, col))
			v = VAL_NULL;
		else if (text)
			v = VAL_STR(str_dup(a, rows_text(rows, col)));
		else if (fd->type == FT_ENUM)
			v = VAL_STR(rows_text(rows, col));
		else
			v = VAL_INT(rows_int(rows, col));
		enum err e = field_set(fd, ret_rec, v);
		if (e)
			return e;
		col++;
	}
	return OK;
}

/* Reads the only row of a query and ends it. */
static enum err read_one(struct rows *rows, struct arena *a, const struct fields *t,
			 void *ret_rec)
{
	bool more;
	enum err e = rows_next(rows, &more);

	if (!e && !more)
		e = ERR_NOT_FOUND;
	if (!e)
		e = row_read(rows, a, t, ret_rec);
	rows_done(rows);
	return e;
}

enum err row_load(struct tx *tx, struct arena *a, const struct fields *t, struct eyes eyes,
		  int64_t id, void *ret_rec)
{
	struct row_sql *texts = texts_of(tx, t);
	struct rows *rows;
	struct sqltext s;
	enum err e;

	if (!texts)
		return ERR_BUSY;
	sql_init(&s, tx);
	s.n = 1;
	s.params[0] = VAL_INT(id);
	if (!eyes.actor) {
		e = tx_query_sql(tx, texts->load, s.params, 1, &rows);
	} else {
		buf_put_str(&s.text, texts->load);
		sql_put(&s, " and ");
		reach_put(&s, t, eyes, false);
		e = sql_query(&s, tx, &rows);
	}
	sql_done(&s);
	return e ? e : read_one(rows, a, t, ret_rec);
}

enum err row_insert(struct tx *tx, const struct fields *t, const void *rec)
{
	struct row_sql *texts = texts_of(tx, t);
	struct value v[64];

	if (!texts)
		return ERR_BUSY;
	return tx_exec_sql(tx, texts->insert, v, values_of(t, rec, false, v), NULL);
}

enum err row_insert_later(struct tx *tx, const struct fields *t, const void *rec)
{
	struct row_sql *texts = texts_of(tx, t);
	struct value v[64];

	if (!texts)
		return ERR_BUSY;
	return tx_send(tx, texts->insert, v, values_of(t, rec, false, v), false);
}

enum err row_insert_many(struct tx *tx, const struct fields *t, const void *recs, size_t n)
{
	const char *rec = recs;
	struct row_sql *texts = texts_of(tx, t);
	struct value v[64];
	struct buf b = {0};
	enum err e = texts ? OK : ERR_BUSY;

	if (!e && !tx->store->driver->copy)
		for (; !e && n; n--, rec += t->size)
			e = row_insert(tx, t, rec);
	for (; !e && n; n--, rec += t->size) {
		bulk_put(&b, v, values_of(t, rec, false, v));
		if (n > 1 && b.n < COPY_SIZE)
			continue;
		e = buf_ok(&b) ? tx_copy(tx, texts->copy, buf_str(&b)) : ERR_BUSY;
		buf_clear(&b);
	}
	buf_done(&b);
	return e;
}

enum err row_update(struct tx *tx, const struct fields *t, void *rec)
{
	struct row_sql *texts = texts_of(tx, t);
	int64_t *version = version_of(t, rec);
	struct value v[64];
	int64_t changed;

	if (!texts)
		return ERR_BUSY;
	size_t n = values_of(t, rec, true, v);
	v[n++] = VAL_INT(id_of(t, rec));
	v[n++] = VAL_INT(*version);
	enum err e = tx_exec_sql(tx, texts->update, v, n, &changed);
	if (e)
		return e;
	if (changed != 1)
		return tx_raced(tx);
	++*version;
	return OK;
}

enum err row_delete(struct tx *tx, const struct fields *t, int64_t id, int64_t version)
{
	struct row_sql *texts = texts_of(tx, t);
	const struct value v[] = {VAL_INT(id), VAL_INT(version)};
	int64_t changed;

	if (!texts)
		return ERR_BUSY;
	enum err e = tx_exec_sql(tx, texts->del, v, 2, &changed);
	if (!e && changed != 1)
		e = tx_raced(tx);
	return e;
}
