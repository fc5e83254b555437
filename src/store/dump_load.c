/* The part of dump.h that reads lines into a database. */
#include "base/json.h"
#include "store/dump_table.h"
#include "store/sqltext.h"

enum { ROWS_AT_ONCE = 32 };

/* A load under way. */
struct loading {
	struct tx *tx;
	struct arena *arena;
	struct arena *batch; /* of the rows that wait */
	const struct dump_in *in;
	struct fail *fail;
	struct dump_schema *schema; /* of the present table */
	size_t per_batch;
	struct sqltext *insert; /* rows that wait to be inserted */
	size_t waiting;
	struct dump_table *tables;
	size_t n, cap;
};

static enum err bad(struct loading *l, const char *code)
{
	fail_at(l->fail, ERR_INPUT, "file", code);
	if (l->schema->name.n)
		fail_arg(l->fail, "table", l->schema->name);
	return ERR_INPUT;
}

static enum err insert_waiting(struct loading *l)
{
	struct sqltext *s = l->insert;
	enum err e = l->waiting ? sql_ok(s) : OK;

	if (!e && l->waiting)
		e = tx_exec_sql(l->tx, buf_str(&s->text), s->params, s->n, NULL);
	sql_done(s);
	sql_init(s, l->tx);
	l->waiting = 0;
	arena_reset(l->batch);
	return e;
}

static void begin_insert(struct loading *l)
{
	const struct dump_schema *s = l->schema;

	buf_printf(&l->insert->text, "insert into \"%.*s\" (", STR_ARG(s->name));
	for (size_t i = 0; i < s->n; i++)
		buf_printf(&l->insert->text, "%s\"%.*s\"", i ? ", " : "",
			   STR_ARG(s->columns[i].name));
	sql_put(l->insert, ") values ");
}

static enum err add_value(struct loading *l, const struct dump_column *c, const json_t *v)
{
	if (json_is_null(v))
		sql_param(l->insert, VAL_NULL);
	else if (c->is_text && json_is_string(v))
		sql_param(l->insert, VAL_STR(json_text(v)));
	else if (!c->is_text && json_is_integer(v))
		sql_param(l->insert, VAL_INT(json_integer_value(v)));
	else
		return bad(l, "backup_damaged");
	return OK;
}

static enum err add_row(struct loading *l, struct str line)
{
	const struct dump_schema *s = l->schema;
	json_t *row;

	/* The line is the reader's until its next one, the values wait longer. */
	if (json_read(l->batch, line, l->fail, &row) || json_array_size(row) != s->n)
		return bad(l, "backup_damaged");
	if (l->waiting == 0)
		begin_insert(l);
	sql_put(l->insert, l->waiting++ ? ", (" : "(");
	for (size_t i = 0; i < s->n; i++) {
		sql_put(l->insert, i ? ", " : "");
		enum err e = add_value(l, &s->columns[i], json_array_get(row, i));
		if (e)
			return e;
	}
	sql_put(l->insert, ")");
	return l->waiting == l->per_batch ? insert_waiting(l) : OK;
}

static bool same_columns(const struct dump_schema *s, const json_t *columns)
{
	if (json_array_size(columns) != s->n)
		return false;
	for (size_t i = 0; i < s->n; i++)
		if (!str_eq(json_text(json_array_get(columns, i)), s->columns[i].name))
			return false;
	return true;
}

static bool is_among(struct str name, const struct str *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

/* Begins the table that a line names: it must be one of ours, with these columns. */
static enum err begin_table(struct loading *l, struct str line, const struct str *names,
			    size_t n_names)
{
	json_t *head;

	if (json_read(l->arena, line, l->fail, &head))
		return bad(l, "backup_damaged");
	struct str name = str_dup(l->arena, json_get_text(head, "table"));
	l->schema->name = name;
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->tables[i].name, name))
			return bad(l, "backup_damaged");
	if (!is_among(name, names, n_names))
		return bad(l, "backup_of_another_schema");
	enum err e = dump_schema_load(l->tx, l->arena, name, l->schema);
	if (!e && !same_columns(l->schema, json_object_get(head, "columns")))
		e = bad(l, "backup_of_another_schema");
	l->per_batch = SQL_PARAMS / l->schema->n;
	if (l->per_batch > ROWS_AT_ONCE)
		l->per_batch = ROWS_AT_ONCE;
	struct str sql = str_fmt(l->arena, "delete from \"%.*s\"", STR_ARG(name));
	return e ? e : tx_exec_sql(l->tx, sql, NULL, 0, NULL);
}

static enum err end_table(struct loading *l, struct str line, struct dump_count *count)
{
	struct dump_table *t = ARENA_PUSH(l->arena, l->tables, l->n, l->cap);
	json_t *end;

	t->name = l->schema->name;
	dump_count_end(count, t);
	if (json_read(l->arena, line, l->fail, &end) ||
	    json_integer_value(json_object_get(end, "rows")) != t->rows ||
	    !str_is(json_get_text(end, "digest"), t->digest))
		return bad(l, "backup_damaged");
	return insert_waiting(l);
}

static enum err load_rows(struct loading *l)
{
	struct dump_count count;
	struct str line;
	bool more;
	enum err e;

	dump_count_begin(&count);
	while (!(e = l->in->next(l->in->arg, &line, &more)) && more) {
		if (line.n && line.p[0] == '{')
			return end_table(l, line, &count);
		dump_count_row(&count, line);
		e = add_row(l, line);
		if (e)
			return e;
	}
	return e ? e : bad(l, "backup_cut_short");
}

static enum err check_keys(struct loading *l)
{
	struct rows *rows = NULL;
	bool more;
	enum err e = tx_query(l->tx, Q_DUMP_CHECK_KEYS, NULL, 0, &rows);

	if (!e)
		e = rows_next(rows, &more);
	if (!e && more && rows_int(rows, 0) != 0)
		e = fail_at(l->fail, ERR_CONFLICT, "file", "backup_damaged");
	rows_done(rows); /* an open statement would keep SQLite from dropping an index */
	return e;
}

static enum err load_all(struct loading *l)
{
	struct str *names, line;
	size_t n_names;
	bool more;

	enum err e = dump_names(l->tx, l->arena, &names, &n_names);
	if (!e)
		e = tx_exec(l->tx, Q_DUMP_DEFER_KEYS, NULL, 0, NULL);
	while (!e && !(e = l->in->next(l->in->arg, &line, &more)) && more) {
		e = begin_table(l, line, names, n_names);
		if (!e)
			e = load_rows(l);
	}
	if (!e && l->n != n_names)
		e = bad(l, "backup_of_another_schema");
	return e ? e : check_keys(l);
}

enum err dump_load(struct tx *tx, struct arena *a, const struct dump_in *in, struct fail *f,
		   struct dump *ret_dump)
{
	struct loading l = {.tx = tx, .arena = a, .in = in, .fail = f};

	l.batch = arena_new();
	if (!l.batch)
		return ERR_BUSY;
	l.schema = ARENA_NEW(a, struct dump_schema);
	l.insert = ARENA_NEW(a, struct sqltext);
	sql_init(l.insert, tx);
	enum err e = load_all(&l);
	sql_done(l.insert);
	arena_free(l.batch);
	if (!e)
		*ret_dump = (struct dump){l.tables, l.n};
	return e;
}
