/* backup - everything in a database as one file, and back, on either database.
 *
 * The file is gzip of lines of JSON: a head, the tables of store/dump.h, an end.
 *
 *   {"genjin_backup":1,"created_at":...,"program":"0.1.0","database":"sqlite",
 *    "schema":[{"version":0,"checksum":"..."},...]}
 *   {"table":...} ... {"rows":...}
 *   {"file":"name"} {"data":"base64"} ...    each attached file once, by the names of
 * sys/blob.h
 *   {"end":true,"lines":N,"digest":"..."}    of all lines before it, each with its newline
 *
 * It is read in one transaction, so it is the state of one instant, while others write.  It
 * holds every row; what is made anew from them (the search index) and the key of the audit
 * trail are not in it, the key unless it is asked for ("audit_key" in the head, as in their
 * file: audit_keys.h).
 * A file that was cut short or changed is refused before anything is written. */
#ifndef SERVICE_BACKUP_H
#define SERVICE_BACKUP_H

#include "service/audit_chain.h"
#include "service/ctx.h"
#include "store/dump.h"
#include "sys/zfile.h"

enum { BACKUP_FORMAT = 1 };

struct backup_head {
	struct instant created_at;
	struct str program;	/* its version */
	struct str database;	/* "sqlite", "pg" */
	bool with_key;		/* the next is set */
	struct audit_keys keys; /* of the audit trail */
	size_t migrations;	/* that the schema had had; set by reading */
	struct dump dump;	/* what it holds; set by writing and restoring */
	struct str files;	/* folder of the attached files, to be written; "": none */
	int64_t n_files;	/* set by writing and restoring, like the next */
	int64_t n_missing;	/* that rows speak of, and that are not there */
	struct fail *fail;	/* for writing: says what cannot be saved */
};

/* Writes everything that the store holds at one instant; head->dump says what that was.
 * ERR_INPUT "attachment_damaged", "attachment_unreadable": a file is not what was stored. */
MUST_CHECK enum err backup_write(struct store *s, struct arena *a, struct backup_head *head,
				 struct zwriter *z);
/* Reads a file to its end.  ERR_INPUT: f says why it is no whole backup, or one of a newer
 * program.  Others as zfile_open. */
MUST_CHECK enum err backup_check(struct arena *a, const char *path, struct fail *f,
				 struct backup_head *ret_head);

struct restoring {
	const char *path;
	struct arena *arena;
	struct fail *fail;
	struct instant now;	 /* for the migrations that follow */
	struct str files;	 /* folder that attached files are put into */
	bool only_rows;		 /* only to see whether the rows come back: no search index */
	struct backup_head head; /* set when it went well */
};
/* Puts a backup into an empty database (opened with skip_schema), brings it up to this
 * program's schema and makes the search index, all in one transaction: a kill leaves it empty.
 * Before that the rows are read back and held against the file. ERR_CONFLICT
 * "database_not_empty"; ERR_INPUT as above, "backup_not_restored". */
MUST_CHECK enum err backup_restore(struct store *s, struct restoring *r);

/* The part of reading that both share: the head, then the lines up to the end. */
struct backup_reader {
	struct zreader *z;
	struct arena *arena;
	struct fail *fail;
	struct str line; /* the one after the tables, borrowed until the next */
};
/* Opens a file and reads its head; the caller calls zfile_close(r->z). */
MUST_CHECK enum err backup_open(struct backup_reader *r, const char *path,
				struct backup_head *ret_head);

/* The attached files, after the tables: of the rows of this transaction; and back.  ERR_INPUT
 * "backup_damaged"; ERR_UNSUPPORTED "attachments_off": there is no folder for them. */
MUST_CHECK enum err backup_files_write(struct tx *tx, struct arena *a,
				       const struct dump_out *out, struct backup_head *head);
MUST_CHECK enum err backup_files_read(struct backup_reader *r, struct restoring *restoring);

#endif
