#include "service/backup.h"

#include "base/json.h"
#include "service/audit_keys.h"
#include "store/migrate.h"

#include <sodium.h>

/* ---- writing ---- */

struct writing {
	struct arena *arena;
	struct backup_head *head;
	struct zwriter *z;
	crypto_generichash_state hash;
	int64_t lines;
};

static enum err put(void *arg, struct str line)
{
	struct writing *w = arg;

	w->lines++;
	crypto_generichash_update(&w->hash, (const unsigned char *)line.p, line.n);
	crypto_generichash_update(&w->hash, (const unsigned char *)"\n", 1);
	enum err e = zfile_write(w->z, line);
	return e ? e : zfile_write(w->z, STR("\n"));
}

static void finish(crypto_generichash_state *hash, char hex[65])
{
	unsigned char sum[crypto_generichash_BYTES];

	crypto_generichash_final(hash, sum, sizeof sum);
	sodium_bin2hex(hex, 65, sum, sizeof sum);
}

static enum err put_schema(struct tx *tx, struct jw *w)
{
	struct rows *rows;
	bool more;
	enum err e = tx_query(tx, Q_SCHEMA_LIST, NULL, 0, &rows);

	if (e)
		return e;
	jw_key(w, "schema");
	jw_arr(w);
	while (!(e = rows_next(rows, &more)) && more) {
		jw_obj(w);
		jw_kint(w, "version", rows_int(rows, 0));
		jw_kstr(w, "checksum", rows_text(rows, 1));
		jw_end_obj(w);
	}
	jw_end_arr(w);
	return e;
}

static enum err put_head(struct writing *o, struct tx *tx)
{
	const struct backup_head *h = o->head;
	struct buf line = {0};
	struct jw w = {.buf = &line};
	struct str keys;

	jw_obj(&w);
	jw_kint(&w, "genjin_backup", BACKUP_FORMAT);
	jw_ktime(&w, "created_at", h->created_at);
	jw_kstr(&w, "program", h->program);
	jw_kcstr(&w, "database", store_kind(tx_store(tx)));
	enum err e = put_schema(tx, &w);
	if (h->with_key) {
		keys = audit_keys_format(o->arena, &h->keys);
		jw_kstr(&w, "audit_key", keys);
	}
	jw_end_obj(&w);
	if (!e)
		e = buf_ok(&line) ? put(o, buf_str(&line)) : ERR_BUSY;
	if (line.p)
		sodium_memzero(line.p, line.n);
	buf_done(&line);
	return e;
}

static enum err put_end(struct writing *o)
{
	char digest[65];

	finish(&o->hash, digest);
	struct str line = str_fmt(o->arena, "{\"end\":true,\"lines\":%lld,\"digest\":\"%s\"}\n",
				  (long long)o->lines, digest);
	return zfile_write(o->z, line);
}

static enum err write_all(struct tx *tx, void *arg)
{
	struct writing *o = arg;
	const struct dump_out out = {put, o};

	if (o->lines) /* the connection was lost half way: the file cannot begin anew */
		return ERR_IO;
	enum err e = put_head(o, tx);
	if (!e)
		e = dump_write(tx, o->arena, &out, &o->head->dump);
	if (!e)
		e = backup_files_write(tx, o->arena, &out, o->head);
	return e ? e : put_end(o);
}

enum err backup_write(struct store *s, struct arena *a, struct backup_head *head,
		      struct zwriter *z)
{
	struct writing o = {.arena = a, .head = head, .z = z};

	head->database = str_of(store_kind(s));
	crypto_generichash_init(&o.hash, NULL, 0, crypto_generichash_BYTES);
	return store_run(s, TX_READ, write_all, &o);
}

/* ---- reading ---- */

static enum err bad(struct fail *f, const char *code)
{
	return fail_at(f, ERR_INPUT, "file", code);
}

/* The next line; what is wrong with the file is said. */
static enum err next_line(struct backup_reader *r, struct str *ret_line, bool *ret_more)
{
	enum err e = zfile_line(r->z, ret_line, ret_more);

	return e == ERR_INPUT || e == ERR_LIMIT ? bad(r->fail, "backup_damaged") : e;
}

/* The migrations of a schema must be the first of ours. */
static enum err read_schema(struct backup_reader *r, const json_t *schema, size_t *ret_n)
{
	size_t n = json_array_size(schema);

	if (n > migrations_built_in.n)
		return bad(r->fail, "backup_newer");
	for (size_t i = 0; i < n; i++) {
		const struct migration *m = &migrations_built_in.v[i];
		const json_t *of = json_array_get(schema, i);
		if (json_integer_value(json_object_get(of, "version")) != m->version ||
		    !str_is(json_get_text(of, "checksum"), m->checksum))
			return bad(r->fail, "backup_of_another_schema");
	}
	*ret_n = n;
	return n ? OK : bad(r->fail, "backup_of_another_schema");
}

static enum err read_key(struct backup_reader *r, struct str text, struct backup_head *head)
{
	if (text.n == 0)
		return OK;
	if (audit_keys_parse(text, &head->keys))
		return bad(r->fail, "backup_damaged");
	head->with_key = true;
	return OK;
}

static enum err read_head(struct backup_reader *r, struct str line, struct backup_head *head)
{
	json_t *v;

	if (!str_starts(line, STR("{\"genjin_backup\":")) ||
	    json_read(r->arena, str_dup(r->arena, line), r->fail, &v)) {
		fail_clear(r->fail);
		return bad(r->fail, "not_a_backup");
	}
	if (json_integer_value(json_object_get(v, "genjin_backup")) != BACKUP_FORMAT)
		return bad(r->fail, "backup_newer");
	if (instant_parse(json_get_text(v, "created_at"), &head->created_at))
		return bad(r->fail, "backup_damaged");
	head->program = json_get_text(v, "program");
	head->database = json_get_text(v, "database");
	enum err e = read_key(r, json_get_text(v, "audit_key"), head);
	return e ? e : read_schema(r, json_object_get(v, "schema"), &head->migrations);
}

enum err backup_open(struct backup_reader *r, const char *path, struct backup_head *ret_head)
{
	struct backup_head head = {0};
	struct str line;
	bool more = false;

	enum err e = zfile_open(path, &r->z);
	if (e) {
		fail_at(r->fail, e, "file", "cannot_read");
		fail_arg(r->fail, "file", str_of(path));
		return e;
	}
	e = next_line(r, &line, &more);
	if (!e)
		e = more ? read_head(r, line, &head) : bad(r->fail, "not_a_backup");
	if (!e)
		*ret_head = head;
	return e;
}

/* A line as the end of a file with this digest. */
static bool is_end(struct backup_reader *r, struct str line, int64_t lines, const char *digest)
{
	json_t *v;

	return !json_read(r->arena, line, r->fail, &v) &&
	       json_integer_value(json_object_get(v, "lines")) == lines &&
	       str_is(json_get_text(v, "digest"), digest);
}

static enum err check_lines(struct backup_reader *r)
{
	crypto_generichash_state hash;
	struct str line;
	char digest[65];
	bool more, ended = false;
	enum err e;

	crypto_generichash_init(&hash, NULL, 0, crypto_generichash_BYTES);
	for (int64_t lines = 0; !(e = next_line(r, &line, &more)) && more; lines++) {
		if (ended)
			return bad(r->fail, "backup_damaged");
		ended = str_starts(line, STR("{\"end\":"));
		if (ended) {
			finish(&hash, digest);
			if (!is_end(r, line, lines, digest))
				return bad(r->fail, "backup_damaged");
			continue;
		}
		crypto_generichash_update(&hash, (const unsigned char *)line.p, line.n);
		crypto_generichash_update(&hash, (const unsigned char *)"\n", 1);
	}
	return e || ended ? e : bad(r->fail, "backup_cut_short");
}

enum err backup_check(struct arena *a, const char *path, struct fail *f,
		      struct backup_head *ret_head)
{
	struct backup_reader r = {.arena = a, .fail = f};

	enum err e = backup_open(&r, path, ret_head);
	zfile_close(r.z);
	r.z = NULL;
	if (!e)
		e = zfile_open(path, &r.z);
	if (!e)
		e = check_lines(&r);
	zfile_close(r.z);
	return e;
}
