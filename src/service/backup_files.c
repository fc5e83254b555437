/* The attached files within a backup: after the tables, each once, in the order of their names.
 */
#include "service/attachments.h"
#include "service/backup.h"

#include "base/json.h"

#include <sodium.h>
#include <unistd.h>

enum { PIECE = 48 * 1024 };

/* ---- writing ---- */

static enum err put_piece(const struct dump_out *out, const unsigned char *bytes, size_t n,
			  char *text)
{
	enum { ROOM = sodium_base64_ENCODED_LEN(PIECE, sodium_base64_VARIANT_ORIGINAL) };
	struct buf line = {0};

	sodium_bin2base64(text, ROOM, bytes, n, sodium_base64_VARIANT_ORIGINAL);
	buf_printf(&line, "{\"data\":\"%s\"}", text);
	enum err e = buf_ok(&line) ? out->put(out->arg, buf_str(&line)) : ERR_BUSY;
	buf_done(&line);
	return e;
}

/* A file that a row speaks of. */
struct source {
	struct str hash, name; /* its name in the folder; what a person called it */
	int fd;
};

static bool is_of(crypto_generichash_state *hash, struct str name)
{
	unsigned char sum[crypto_generichash_BYTES];
	char hex[2 * sizeof sum + 1];

	crypto_generichash_final(hash, sum, sizeof sum);
	sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
	return str_is(name, hex);
}

/* Says which file it is that keeps the backup from being made. */
static enum err refuse(struct backup_head *head, const struct source *from, const char *code)
{
	fail_at(head->fail, ERR_INPUT, "attachments", code);
	fail_arg(head->fail, "name", from->name);
	fail_arg(head->fail, "hash", from->hash);
	return ERR_INPUT;
}

static enum err put_content(struct arena *a, const struct dump_out *out,
			    struct backup_head *head, const struct source *from)
{
	unsigned char *bytes = arena_alloc(a, PIECE);
	char *text = arena_alloc(
		a, sodium_base64_ENCODED_LEN(PIECE, sodium_base64_VARIANT_ORIGINAL));
	crypto_generichash_state hash;
	ssize_t n = 0;
	enum err e = OK;

	crypto_generichash_init(&hash, NULL, 0, crypto_generichash_BYTES);
	while (!e && (n = read(from->fd, bytes, PIECE)) > 0) {
		crypto_generichash_update(&hash, bytes, (size_t)n);
		e = put_piece(out, bytes, (size_t)n, text);
	}
	if (!e && n < 0)
		return refuse(head, from, "attachment_unreadable");
	return e || is_of(&hash, from->hash) ? e : refuse(head, from, "attachment_damaged");
}

static enum err put_open(const struct dump_out *out, struct backup_head *head,
			 const struct source *from)
{
	struct arena *a = arena_new();

	if (!a)
		return ERR_BUSY;
	enum err e = out->put(out->arg, str_fmt(a, "{\"file\":\"%.*s\"}", STR_ARG(from->hash)));
	if (!e)
		e = put_content(a, out, head, from);
	arena_free(a);
	head->n_files++;
	return e;
}

struct writing {
	const struct dump_out *out;
	struct backup_head *head;
};

/* One file.  What is not there any more was removed since the instant of the backup, or lost:
 * it is counted, and the rest is saved. */
static enum err put_file(void *arg, struct str hash, struct str name)
{
	const struct writing *w = arg;
	struct source from = {.hash = hash, .name = name};
	int64_t size;
	enum err e = w->head->files.n ? blob_open(w->head->files.p, hash, &from.fd, &size)
				      : ERR_NOT_FOUND;

	if (e == ERR_NOT_FOUND) {
		w->head->n_missing++;
		return OK;
	}
	if (e)
		return refuse(w->head, &from, "attachment_unreadable");
	e = put_open(w->out, w->head, &from);
	close(from.fd);
	return e;
}

enum err backup_files_write(struct tx *tx, struct arena *a, const struct dump_out *out,
			    struct backup_head *head)
{
	struct writing w = {out, head};

	return attachment_files(tx, a, put_file, &w);
}

/* ---- reading ---- */

struct receiving {
	struct backup_reader *reader;
	struct blob *blob; /* NULL: it is only looked at */
	crypto_generichash_state hash;
};

static enum err damaged(struct backup_reader *r)
{
	return fail_at(r->fail, ERR_INPUT, "file", "backup_damaged");
}

static enum err take_piece(struct receiving *r, struct str line)
{
	struct arena *a = arena_new();
	unsigned char bytes[PIECE];
	size_t n = 0;
	json_t *v;

	if (!a)
		return ERR_BUSY;
	enum err e = json_read(a, line, r->reader->fail, &v);
	struct str text = e ? STR("") : json_get_text(v, "data");
	if (!e && sodium_base642bin(bytes, sizeof bytes, text.p, text.n, NULL, &n, NULL,
				    sodium_base64_VARIANT_ORIGINAL) != 0)
		e = damaged(r->reader);
	if (!e)
		crypto_generichash_update(&r->hash, bytes, n);
	if (!e && r->blob)
		e = blob_write(r->blob, bytes, n);
	arena_free(a);
	return e;
}

static enum err finish(struct receiving *r, struct str name)
{
	if (!is_of(&r->hash, name))
		return damaged(r->reader);
	enum err e = r->blob ? blob_end(r->blob) : OK;
	return e || !r->blob ? e : blob_publish(r->blob);
}

/* A file up to the line that follows it. */
static enum err take_file(struct backup_reader *reader, struct str files, struct str *line,
			  bool *more)
{
	struct receiving r = {.reader = reader};
	json_t *v;

	enum err e = json_read(reader->arena, *line, reader->fail, &v);
	if (!e && files.n)
		e = blob_begin(files.p, &r.blob);
	if (e)
		return e;
	struct str name = str_dup(reader->arena, json_get_text(v, "file"));
	crypto_generichash_init(&r.hash, NULL, 0, crypto_generichash_BYTES);
	while (!(e = zfile_line(reader->z, line, more)) && *more &&
	       str_starts(*line, STR("{\"data\":"))) {
		e = take_piece(&r, *line);
		if (e)
			break;
	}
	if (!e)
		e = finish(&r, name);
	blob_drop(r.blob);
	return e;
}

enum err backup_files_read(struct backup_reader *r, struct restoring *restoring)
{
	struct str line = r->line;
	bool more = true;
	enum err e = OK;

	while (!e && more && str_starts(line, STR("{\"file\":"))) {
		if (!restoring->only_rows && restoring->files.n == 0)
			return fail_at(r->fail, ERR_UNSUPPORTED, "attachments",
				       "attachments_off");
		e = take_file(r, restoring->only_rows ? STR("") : restoring->files, &line,
			      &more);
		restoring->head.n_files++;
	}
	return e;
}
