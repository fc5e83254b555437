/* attachments - files on customers, tickets and their messages, and follow-ups (附件).
 *
 * A file belongs to the record that it is addressed under and has its reach: whoever may read
 * the record reads the file, whoever may change it adds and removes.  The bytes lie in one
 * folder (sys/blob.h), each content once; a row is written only when its file is whole and on
 * the disk, so that a crash leaves at most a file without a row, which is swept after a day.
 * Adding, reading and removing are audited. */
#ifndef SERVICE_ATTACHMENTS_H
#define SERVICE_ATTACHMENTS_H

#include "domain/attachment.h"
#include "domain/ticket.h"
#include "service/resource.h"
#include "sys/blob.h"

enum { ATTACHMENTS_PER_RECORD = 200 };

/* Where the files lie. */
struct files {
	const char *dir;
	int64_t max; /* bytes of one file */
};

enum attachment_of { OF_CUSTOMER, OF_TICKET, OF_FOLLOW_UP };

/* The record that files are addressed under. */
struct attachment_parent {
	enum attachment_of of;
	int64_t id;
};

/* For rest_show and lists of any parent. */
extern const struct resource attachment_resource;

/* Narrows a list to the files of a record, which the actor must be able to read. */
MUST_CHECK enum err attachments_narrow(struct ctx *cx, const struct attachment_parent *p,
				       struct list_query *q, struct value *scratch);

struct attachment_new {
	struct attachment_parent parent;
	struct str name;
	struct blob *blob; /* ended; is published within */
};
/* Hangs a file on a record that the actor may change.  ERR_INPUT: empty ("empty_file"), a
 * program ("file_is_program"); ERR_CONFLICT: ATTACHMENTS_PER_RECORD ("too_many_files"), or the
 * customer was merged into another one; ERR_FULL. */
MUST_CHECK enum err attachment_add(struct ctx *cx, const struct attachment_new *n,
				   struct attachment *ret);
/* One file of a record, to be read: audited.  ERR_NOT_FOUND also for one of another record. */
MUST_CHECK enum err attachment_read(struct ctx *cx, const struct attachment_parent *p,
				    int64_t id, struct attachment *ret);
struct attachment_removal {
	struct attachment_parent parent;
	int64_t id;
	int64_t version;
	struct str hash; /* set by the first */
};
/* Two use cases (arg: the removal), the second after the commit of the first: the row goes, and
 * then the file, unless another row holds it. */
enum err attachment_remove(struct ctx *cx, void *removal);
enum err attachment_drop_file(struct ctx *cx, void *removal);
/* The files of a ticket that came with one of its messages: ids with spaces between them.
 * ERR_INPUT "no_such_record": not all are files of that ticket without a message. */
MUST_CHECK enum err attachments_said(struct ctx *cx, const struct ticket_event *ev,
				     struct str ids);
/* Calls fn for each file that a row speaks of, once and in order of the hashes, with the name
 * that a person gave it; texts lie in the arena.  Ends with the first error. */
typedef enum err (*attachment_file_fn)(void *arg, struct str hash, struct str name);
MUST_CHECK enum err attachment_files(struct tx *tx, struct arena *a, attachment_file_fn fn,
				     void *arg);
/* Removes files that no row holds and that are older than a day.  Runs use cases of its own. */
MUST_CHECK enum err attachments_sweep(const struct run *run, int64_t *ret_removed);

#endif
