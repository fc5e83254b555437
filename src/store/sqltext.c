#include "store/sqltext.h"

void sql_init(struct sqltext *s, const struct tx *tx)
{
	memset(s, 0, offsetof(struct sqltext, params));
	s->pg = tx->store->driver->dialect == DIALECT_PG;
}

void sql_done(struct sqltext *s)
{
	buf_done(&s->text);
}

void sql_put(struct sqltext *s, const char *text)
{
	buf_puts(&s->text, text);
}

void sql_name(struct sqltext *s, const char *table, const char *name)
{
	buf_puts(&s->text, table);
	buf_putc(&s->text, '.');
	buf_puts(&s->text, name);
}

void sql_param(struct sqltext *s, struct value v)
{
	if (s->n == SQL_PARAMS) {
		s->too_many = true;
		return;
	}
	s->params[s->n++] = v;
	buf_putc(&s->text, s->pg ? '$' : '?');
	buf_put_int(&s->text, (int64_t)s->n);
}

void sql_columns(struct sqltext *s, const struct fields *t)
{
	const char *comma = "";

	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].flags & F_COMPUTED)
			continue;
		sql_put(s, comma);
		sql_name(s, t->table, t->v[i].name);
		comma = ", ";
	}
}

enum err sql_ok(const struct sqltext *s)
{
	if (s->too_many)
		return ERR_LIMIT;
	return buf_err(&s->text);
}

enum err sql_query(struct sqltext *s, struct tx *tx, struct rows **ret_rows)
{
	enum err e = sql_ok(s);
	return e ? e : tx_query_sql(tx, buf_str(&s->text), s->params, s->n, ret_rows);
}
