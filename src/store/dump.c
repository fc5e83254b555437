#include "store/dump.h"

#include "base/json.h"
#include "store/dump_table.h"

#include <stdio.h>

enum { FETCH = 1000 };

enum err dump_names(struct tx *tx, struct arena *a, struct str **ret_names, size_t *ret_n)
{
	struct str *names = NULL;
	size_t n = 0, cap = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(tx, Q_DUMP_TABLES, NULL, 0, &rows);
	if (e)
		return e;
	while (!(e = rows_next(rows, &more)) && more)
		*ARENA_PUSH(a, names, n, cap) = str_dup(a, rows_text(rows, 0));
	*ret_names = names;
	*ret_n = n;
	return e;
}

static enum err add_column(struct arena *a, const struct rows *rows, struct dump_schema *s)
{
	struct str type = rows_text(rows, 1);

	if (s->n == DUMP_COLUMNS)
		return ERR_LIMIT;
	struct dump_column *c = &s->columns[s->n++];
	c->is_text = str_is(type, "text");
	if (!c->is_text && !str_is(type, "integer") && !str_is(type, "bigint"))
		return ERR_UNSUPPORTED;
	c->name = str_dup(a, rows_text(rows, 0));
	c->key = (int)rows_int(rows, 2);
	return OK;
}

enum err dump_schema_load(struct tx *tx, struct arena *a, struct str name,
			  struct dump_schema *ret)
{
	struct rows *rows;
	bool more;

	*ret = (struct dump_schema){.name = name};
	enum err e = tx_query(tx, Q_DUMP_COLUMNS, &VAL_STR(name), 1, &rows);
	if (e)
		return e;
	while (!e && !(e = rows_next(rows, &more)) && more)
		e = add_column(a, rows, ret);
	rows_done(rows);
	return e;
}

void dump_count_begin(struct dump_count *c)
{
	c->rows = 0;
	crypto_generichash_init(&c->hash, NULL, 0, crypto_generichash_BYTES);
}

void dump_count_row(struct dump_count *c, struct str line)
{
	c->rows++;
	crypto_generichash_update(&c->hash, (const unsigned char *)line.p, line.n);
	crypto_generichash_update(&c->hash, (const unsigned char *)"\n", 1);
}

void dump_count_end(struct dump_count *c, struct dump_table *t)
{
	unsigned char sum[crypto_generichash_BYTES];

	crypto_generichash_final(&c->hash, sum, sizeof sum);
	sodium_bin2hex(t->digest, sizeof t->digest, sum, sizeof sum);
	t->rows = c->rows;
}

bool dump_same(const struct dump *x, const struct dump *y, struct str *ret_table)
{
	size_t n = x->n > y->n ? x->n : y->n;

	for (size_t i = 0; i < n; i++) {
		*ret_table = i < x->n ? x->tables[i].name : y->tables[i].name;
		if (i >= x->n || i >= y->n || !str_eq(x->tables[i].name, y->tables[i].name) ||
		    x->tables[i].rows != y->tables[i].rows ||
		    strcmp(x->tables[i].digest, y->tables[i].digest) != 0)
			return false;
	}
	*ret_table = STR("");
	return true;
}

enum err dump_count_tables(struct tx *tx, struct arena *a, int64_t *ret_n)
{
	struct str *names;
	size_t n = 0;
	enum err e = dump_names(tx, a, &names, &n);

	*ret_n = (int64_t)n;
	return e;
}

/* ---- writing ---- */

/* One dump under way. */
struct writing {
	struct tx *tx;
	struct arena *arena;
	const struct dump_out *out;
	struct buf line;
	struct jw w;
};

static void begin_line(struct writing *d)
{
	buf_clear(&d->line);
	d->w = (struct jw){.buf = &d->line};
}

static enum err put_line(struct writing *d)
{
	return buf_ok(&d->line) ? d->out->put(d->out->arg, buf_str(&d->line)) : ERR_BUSY;
}

static enum err put_head(struct writing *d, const struct dump_schema *s)
{
	begin_line(d);
	jw_obj(&d->w);
	jw_kstr(&d->w, "table", s->name);
	jw_key(&d->w, "columns");
	jw_arr(&d->w);
	for (size_t i = 0; i < s->n; i++)
		jw_str(&d->w, s->columns[i].name);
	jw_end_arr(&d->w);
	jw_end_obj(&d->w);
	return put_line(d);
}

static enum err put_row(struct writing *d, const struct dump_schema *s, const struct rows *rows,
			struct dump_count *count)
{
	begin_line(d);
	jw_arr(&d->w);
	for (size_t i = 0; i < s->n; i++) {
		if (rows_is_null(rows, (int)i))
			jw_null(&d->w);
		else if (s->columns[i].is_text)
			jw_str(&d->w, rows_text(rows, (int)i));
		else
			jw_int(&d->w, rows_int(rows, (int)i));
	}
	jw_end_arr(&d->w);
	dump_count_row(count, buf_str(&d->line));
	return put_line(d);
}

static enum err put_end(struct writing *d, const struct dump_table *t)
{
	begin_line(d);
	jw_obj(&d->w);
	jw_kint(&d->w, "rows", t->rows);
	jw_kcstr(&d->w, "digest", t->digest);
	jw_end_obj(&d->w);
	return put_line(d);
}

/* "select "id", "name" from "tags" order by "id"". */
static void put_select(struct buf *sql, const struct dump_schema *s)
{
	const char *sep = " order by ";

	for (size_t i = 0; i < s->n; i++)
		buf_printf(sql, "%s\"%.*s\"", i ? ", " : "select ",
			   STR_ARG(s->columns[i].name));
	buf_printf(sql, " from \"%.*s\"", STR_ARG(s->name));
	for (size_t k = 1; k <= s->n; k++) {
		for (size_t i = 0; i < s->n; i++) {
			if (s->columns[i].key != (int)k)
				continue;
			buf_printf(sql, "%s\"%.*s\"", sep, STR_ARG(s->columns[i].name));
			sep = ", ";
		}
	}
}

static enum err put_rows(struct writing *d, const struct dump_schema *s, struct str sql,
			 struct dump_count *count, int64_t *ret_n)
{
	struct rows *rows;
	bool more = false;
	enum err e = tx_query_sql(d->tx, sql, NULL, 0, &rows);

	*ret_n = 0;
	if (e)
		return e;
	while (!e && !(e = rows_next(rows, &more)) && more) {
		++*ret_n;
		e = put_row(d, s, rows, count);
	}
	rows_done(rows);
	return e;
}

/* libpq keeps a whole answer in memory: the rows come by a cursor, a thousand at a time. */
static enum err put_rows_pg(struct writing *d, const struct dump_schema *s, struct str select,
			    struct dump_count *count)
{
	int64_t n;
	struct str sql = str_fmt(d->arena, "declare \"dump_%.*s\" no scroll cursor for %.*s",
				 STR_ARG(s->name), STR_ARG(select));

	enum err e = tx_exec_sql(d->tx, sql, NULL, 0, NULL);
	sql = str_fmt(d->arena, "fetch %d from \"dump_%.*s\"", FETCH, STR_ARG(s->name));
	do {
		if (!e)
			e = put_rows(d, s, sql, count, &n);
	} while (!e && n == FETCH);
	sql = str_fmt(d->arena, "close \"dump_%.*s\"", STR_ARG(s->name));
	return e ? e : tx_exec_sql(d->tx, sql, NULL, 0, NULL);
}

static enum err write_table(struct writing *d, struct dump_table *t)
{
	struct dump_schema *s = ARENA_NEW(d->arena, struct dump_schema);
	struct buf select = {0};
	struct dump_count count;
	int64_t n;

	dump_count_begin(&count);
	enum err e = dump_schema_load(d->tx, d->arena, t->name, s);
	if (!e)
		e = put_head(d, s);
	put_select(&select, s);
	if (!e && !buf_ok(&select))
		e = ERR_BUSY;
	if (!e && d->tx->store->driver->dialect == DIALECT_PG)
		e = put_rows_pg(d, s, buf_str(&select), &count);
	else if (!e)
		e = put_rows(d, s, buf_str(&select), &count, &n);
	buf_done(&select);
	if (e)
		return e;
	dump_count_end(&count, t);
	return put_end(d, t);
}

enum err dump_write(struct tx *tx, struct arena *a, const struct dump_out *out,
		    struct dump *ret_dump)
{
	struct writing d = {.tx = tx, .arena = a, .out = out};
	struct str *names;
	size_t n;

	enum err e = dump_names(tx, a, &names, &n);
	if (e)
		return e;
	struct dump_table *tables = ARENA_ARRAY(a, n, struct dump_table);
	for (size_t i = 0; !e && i < n; i++) {
		tables[i].name = names[i];
		e = write_table(&d, &tables[i]);
	}
	buf_done(&d.line);
	if (!e)
		*ret_dump = (struct dump){tables, n};
	return e;
}
