/* The part of backup.h that puts a file into a database. */
#include "service/backup.h"
#include "service/search_index.h"
#include "store/migrate.h"

/* The lines of the tables: all up to the end of the file. */
static enum err next(void *arg, struct str *ret_line, bool *ret_more)
{
	struct backup_reader *r = arg;
	enum err e = zfile_line(r->z, ret_line, ret_more);

	if (e == ERR_INPUT || e == ERR_LIMIT)
		return fail_at(r->fail, ERR_INPUT, "file", "backup_damaged");
	if (!e && *ret_more &&
	    (str_starts(*ret_line, STR("{\"end\":")) ||
	     str_starts(*ret_line, STR("{\"file\":")))) {
		r->line = *ret_line;
		*ret_more = false;
	}
	return e;
}

static enum err put_nowhere(void *arg, struct str line)
{
	(void)arg;
	(void)line;
	return OK;
}

/* What was loaded, read back, must be what the file says. */
static enum err compare(struct tx *tx, struct restoring *r, const struct dump *loaded)
{
	const struct dump_out nowhere = {put_nowhere, NULL};
	struct dump there;
	struct str table;

	enum err e = dump_write(tx, r->arena, &nowhere, &there);
	if (!e && !dump_same(&there, loaded, &table)) {
		e = fail_at(r->fail, ERR_INPUT, "file", "backup_not_restored");
		fail_arg(r->fail, "table", table);
	}
	return e;
}

static enum err load(struct tx *tx, struct restoring *r, struct backup_reader *reader)
{
	struct migrations of_then = {migrations_built_in.v, r->head.migrations};
	const struct dump_in in = {next, reader};

	enum err e = migrate_within(tx, &of_then, r->now, r->fail);
	if (!e)
		e = dump_load(tx, r->arena, &in, r->fail, &r->head.dump);
	if (!e)
		e = backup_files_read(reader, r);
	if (!e)
		e = compare(tx, r, &r->head.dump);
	if (!e && r->only_rows)
		return e;
	if (!e)
		e = migrate_within(tx, &migrations_built_in, r->now, r->fail);
	return e ? e : search_index_make(tx, r->now, r->fail);
}

static enum err restore(struct tx *tx, void *arg)
{
	struct restoring *r = arg;
	struct backup_reader reader = {.arena = r->arena, .fail = r->fail};
	int64_t tables;

	enum err e = dump_count_tables(tx, r->arena, &tables);
	if (!e && tables)
		e = fail_at(r->fail, ERR_CONFLICT, "db", "database_not_empty");
	if (!e)
		e = backup_open(&reader, r->path, &r->head);
	if (!e)
		e = load(tx, r, &reader);
	zfile_close(reader.z);
	return e;
}

enum err backup_restore(struct store *s, struct restoring *r)
{
	enum err e = store_run(s, TX_WRITE, restore, r);

	if (e && r->fail->n == 0)
		fail_at(r->fail, e, "file", "backup_not_restored");
	return e;
}
