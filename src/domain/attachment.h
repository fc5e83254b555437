/* attachment - a file that people hang on a record (附件): what is known of it.
 *
 * Pure: the bytes lie in sys/blob.h, named by their hash; who may do what is the service's. */
#ifndef DOMAIN_ATTACHMENT_H
#define DOMAIN_ATTACHMENT_H

#include "base/field.h"

/* It belongs to one record: a customer, a ticket (and perhaps a message of it) or a follow-up;
 * the ids of the others are 0. */
struct attachment {
	RECORD_HEAD;
	int64_t customer_id;
	int64_t ticket_id;
	int64_t event_id; /* the message in the ticket's history that it came with */
	int64_t follow_up_id;
	int64_t user_id; /* who added it */
	struct str name;
	struct str media_type; /* as its bytes say */
	int64_t size;	       /* bytes */
	struct str hash;
};
extern const struct fields attachment_fields;

enum { ATTACHMENT_NAME_MAX = 200 };

/* A name as it may be kept and offered to a browser again, in arena: the last part of a path,
 * without control characters, without those that turn the direction of writing or are not seen,
 * and without what no file system takes; the ending survives a cut to ATTACHMENT_NAME_MAX
 * characters.  Never empty. */
struct str attachment_name(struct arena *a, struct str given);
/* The media type by the first bytes; a constant, "application/octet-stream" when they tell
 * nothing.  Never one that a browser runs: pages and pictures of markup are text/plain. */
const char *attachment_media_type(struct str head);
/* Whether the first bytes are those of a program for some machine. */
bool attachment_is_program(struct str head);

#endif
