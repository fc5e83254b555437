#include "store/migrate.h"

#include "store/driver.h"

/* What one transaction of a migration needs and tells. */
struct step {
	const struct migrations *list;
	struct instant now;
	struct fail *f;
	bool only_look;
	size_t had; /* migrations that the database has had */
	bool stale; /* after them its search index has not been made anew */
	bool ran;
};

static enum err refuse(struct step *st, const char *code, const char *name)
{
	fail_clear(st->f);
	fail_at(st->f, ERR_CONFLICT, "db", code);
	fail_arg(st->f, "migration", str_of(name));
	return ERR_CONFLICT;
}

/* Compares the rows of schema_version with the list; st->had is their number. */
static enum err compare(struct tx *tx, struct step *st)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query(tx, Q_SCHEMA_LIST, NULL, 0, &rows);

	if (e)
		return e;
	for (st->had = 0; !(e = rows_next(rows, &more)) && more; st->had++) {
		const struct migration *m = &st->list->v[st->had];
		if (st->had == st->list->n)
			return refuse(st, "schema_new", "");
		if (rows_int(rows, 0) != m->version || !str_is(rows_text(rows, 1), m->checksum))
			return refuse(st, "schema_edited", m->name);
	}
	return e;
}

static enum err look(struct tx *tx, struct step *st)
{
	int64_t exists, stale = 0;
	enum err e = tx_one_int(tx, Q_SCHEMA_EXISTS, NULL, 0, &exists);

	st->had = 0;
	if (e || !exists)
		return e;
	e = compare(tx, st);
	if (!e && st->had == st->list->n)
		e = tx_one_int(tx, Q_SEARCH_STATE, NULL, 0, &stale);
	st->stale = stale != 0;
	return e;
}

static enum err apply(struct tx *tx, struct step *st, const struct migration *m)
{
	const struct value row[] = {VAL_INT(m->version), VAL_STR(str_of(m->name)),
				    VAL_TIME(st->now), VAL_STR(str_of(m->checksum))};
	enum err e = tx_script(tx, str_of(m->sql[tx->store->driver->dialect]));

	if (!e)
		e = tx_exec(tx, Q_SCHEMA_ADD, row, 4, NULL);
	if (e) {
		fail_clear(st->f);
		fail_at(st->f, e, "db", "migration_failed");
		fail_arg(st->f, "migration", str_of(m->name));
		return e;
	}
	st->ran = true;
	return OK;
}

static enum err one_step(struct tx *tx, void *arg)
{
	struct step *st = arg;
	int64_t locked;

	st->ran = false;
	if (st->only_look)
		return look(tx, st);
	/* Another node may migrate, too: after the lock all that it did is seen. */
	enum err e = tx_one_int(tx, Q_SCHEMA_LOCK, NULL, 0, &locked);
	if (!e)
		e = tx_exec(tx, Q_SCHEMA_CREATE, NULL, 0, NULL);
	if (!e)
		e = compare(tx, st);
	if (!e && st->had < st->list->n)
		e = apply(tx, st, &st->list->v[st->had]);
	return e;
}

enum err store_migrate(struct store *s, const struct migrations *list, struct instant now,
		       struct fail *f, int *ret_applied)
{
	struct step st = {.list = list, .now = now, .f = f};
	int applied = 0;
	enum err e;

	do {
		e = store_run(s, TX_WRITE, one_step, &st);
		applied += !e && st.ran;
	} while (!e && st.ran);
	if (e && f->n == 0)
		fail_at(f, e, "db", "migration_failed");
	if (!e && ret_applied)
		*ret_applied = applied;
	return e;
}

enum err migrate_within(struct tx *tx, const struct migrations *list, struct instant now,
			struct fail *f)
{
	struct step st = {.list = list, .now = now, .f = f};
	enum err e;

	do {
		e = one_step(tx, &st);
	} while (!e && st.ran);
	return e;
}

enum err store_check_schema(struct store *s, struct fail *f)
{
	struct step st = {.list = &migrations_built_in, .f = f, .only_look = true};
	enum err e = store_run(s, TX_READ, one_step, &st);

	if (!e && (st.stale || st.had < st.list->n)) {
		fail_at(f, ERR_CONFLICT, "db", "schema_old");
		fail_arg(f, "migration",
			 st.stale ? STR("search") : str_of(st.list->v[st.had].name));
		return ERR_CONFLICT;
	}
	if (e && f->n == 0)
		fail_at(f, e, "db", "schema_unreadable");
	return e;
}
