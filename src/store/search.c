#include "store/search.h"

#include "store/bulk.h"
#include "store/driver.h"
#include "store/tokens.h"

/* The kinds by enum search_kind. */
static const struct {
	const char *table;
	const char *index;
	enum query put, remove;
} kinds[] = {
	[SEARCH_CUSTOMER] = {"customers", "search_customers", Q_SEARCH_CUSTOMERS_PUT,
			     Q_SEARCH_CUSTOMERS_DELETE},
	[SEARCH_TICKET] = {"tickets", "search_tickets", Q_SEARCH_TICKETS_PUT,
			   Q_SEARCH_TICKETS_DELETE},
};

/* Entries that are many are dear to delete from FTS5, and to put into GIN one by one.  The
 * words are those of migration 0000. */
static const struct {
	const char *empty, *filled;
} scripts[] = {
	[DIALECT_SQLITE] = {"drop table search_customers;"
			    "drop table search_tickets;"
			    "create virtual table search_customers using fts5 "
			    "(tokens, tokenize = 'ascii', columnsize = 0);"
			    "create virtual table search_tickets using fts5 "
			    "(tokens, tokenize = 'ascii', columnsize = 0)",
			    ""},
	[DIALECT_PG] = {"truncate search_customers, search_tickets;"
			"drop index search_customers_tokens;"
			"drop index search_tickets_tokens",
			"create index search_customers_tokens on search_customers "
			"using gin (tokens) with (fastupdate = off);"
			"create index search_tickets_tokens on search_tickets "
			"using gin (tokens) with (fastupdate = off)"},
};

void search_add(struct search_text *st, enum search_as as, struct str text)
{
	if (text.n == 0 || st->n == SEARCH_PARTS)
		return;
	st->parts[st->n].as = as;
	st->parts[st->n++].text = text;
}

static const char *index_of(const struct fields *t)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(t->table, kinds[i].table) == 0)
			return kinds[i].index;
	return NULL;
}

bool search_has(const struct fields *t)
{
	return index_of(t) != NULL;
}

/* SQLite begins with the index because of "cross join". */
static void put_source_sqlite(struct sqltext *s, const struct fields *t, struct str match)
{
	sql_put(s, index_of(t));
	sql_put(s, " found cross join ");
	sql_put(s, t->table);
	sql_put(s, " on ");
	sql_name(s, t->table, "id");
	sql_put(s, " = found.rowid and found.tokens match ");
	sql_param(s, VAL_STR(match));
}

/* PostgreSQL thinks every word common and would rather walk through all records; each
 * "offset 0" is a wall to it: the index first, then each record by its id.  Ids in the order of
 * the list, so that it stops where the page is full. */
static void put_source_pg(struct sqltext *s, const struct fields *t, struct str match,
			  const char *order)
{
	sql_put(s, "(select id from ");
	sql_put(s, index_of(t));
	sql_put(s, " where tokens @@ cast(cast(");
	sql_param(s, VAL_STR(match));
	sql_put(s, " as text) as tsquery)");
	sql_put(s, order);
	sql_put(s, " offset 0) found join lateral (select * from ");
	sql_put(s, t->table);
	sql_put(s, " where id = found.id offset 0) ");
	sql_put(s, t->table);
	sql_put(s, " on true");
}

void search_put_source(struct sqltext *s, const struct fields *t, struct str match,
		       const char *order)
{
	if (s->pg)
		put_source_pg(s, t, match, order);
	else
		put_source_sqlite(s, t, match);
}

struct str search_match(struct arena *a, bool pg, bool tails, struct str typed)
{
	return tokens_query(a, pg, tails, typed);
}

static void add_part(struct tokens *t, struct pinyin *p, enum search_as as, struct str text)
{
	switch (as) {
	case SEARCH_NAME:
		tokens_add_text(t, text);
		tokens_add_pinyin(t, p, text);
		break;
	case SEARCH_TEXT:
		tokens_add_text(t, text);
		break;
	case SEARCH_NUMBER:
		tokens_add_number(t, text);
		break;
	case SEARCH_PHONE:
		tokens_add_phone(t, text);
		break;
	}
}

/* The tokens of a record, in t->out; what it takes to make them is freed. */
static enum err make_tokens(const struct tx *tx, const struct search_text *st, struct tokens *t)
{
	*t = (struct tokens){.pg = tx->store->driver->dialect == DIALECT_PG,
			     .arena = arena_new()};
	if (!t->arena)
		return ERR_BUSY;
	for (size_t i = 0; i < st->n; i++)
		add_part(t, tx->store->pinyin, st->parts[i].as, st->parts[i].text);
	arena_free(t->arena);
	return buf_err(&t->out);
}

enum err search_put(struct tx *tx, enum search_kind kind, int64_t id,
		    const struct search_text *st)
{
	struct tokens t;
	enum err e = make_tokens(tx, st, &t);

	if (!e) {
		const struct value v[] = {VAL_INT(id), VAL_STR(buf_str(&t.out))};
		e = tx_exec(tx, kinds[kind].put, v, 2, NULL);
	}
	buf_done(&t.out);
	return e;
}

static enum err copy_all(struct tx *tx, enum search_kind kind, const int64_t *ids,
			 const struct search_text *texts, size_t n)
{
	struct buf lines = {0}, sql = {0};
	enum err e = OK;

	buf_printf(&sql, "copy %s (id, tokens) from stdin", kinds[kind].index);
	for (size_t i = 0; !e && i < n; i++) {
		struct tokens t;
		e = make_tokens(tx, &texts[i], &t);
		const struct value v[] = {VAL_INT(ids[i]), VAL_STR(buf_str(&t.out))};
		bulk_put(&lines, v, 2);
		buf_done(&t.out);
	}
	if (!e)
		e = buf_ok(&lines) && buf_ok(&sql) ? tx_copy(tx, buf_str(&sql), buf_str(&lines))
						   : ERR_BUSY;
	buf_done(&lines);
	buf_done(&sql);
	return e;
}

enum err search_put_new(struct tx *tx, enum search_kind kind, const int64_t *ids,
			const struct search_text *texts, size_t n)
{
	enum err e = OK;

	if (tx->store->driver->copy)
		return n ? copy_all(tx, kind, ids, texts, n) : OK;
	for (size_t i = 0; !e && i < n; i++)
		e = search_put(tx, kind, ids[i], &texts[i]);
	return e;
}

enum err search_empty(struct tx *tx)
{
	return tx_script(tx, str_of(scripts[tx->store->driver->dialect].empty));
}

enum err search_filled(struct tx *tx)
{
	return tx_script(tx, str_of(scripts[tx->store->driver->dialect].filled));
}

enum err search_delete(struct tx *tx, enum search_kind kind, int64_t id)
{
	const struct value v[] = {VAL_INT(id)};
	return tx_exec(tx, kinds[kind].remove, v, 1, NULL);
}

struct str search_sort_key(struct tx *tx, struct arena *a, struct str name)
{
	return pinyin_sort_key(tx->store->pinyin, a, name);
}

struct str search_pinyin(struct tx *tx, struct arena *a, struct str name, bool person)
{
	return pinyin_words(tx->store->pinyin, a, name, person);
}
