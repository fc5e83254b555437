/* audit_chain - the signatures that make the audit trail a chain (Z1).
 *
 * A key outside the database signs each row when it is written (BLAKE2b-256, keyed, RFC 7693),
 * in the transaction of what it tells.  Chaining the rows there, too, would let only one
 * PostgreSQL transaction commit at a time; so a sealer gives the committed rows, within about a
 * second, consecutive numbers and a seal over number, seal before and row.  What the trail ends
 * with is kept, signed, beside it (the head), and each minute outside the database (anchors).
 * So: a changed or invented row has no signature; a removed, moved or doubled one breaks the
 * numbers or seals; a cut end is missed by the head, an older copy of the whole database by the
 * anchors.  What it cannot notice: a row removed within the second before it was sealed, and
 * whatever happened since the newest anchor when database and anchors are both put back; keep
 * the anchors on another machine.  Whoever has the key can write anything. */
#ifndef SERVICE_AUDIT_CHAIN_H
#define SERVICE_AUDIT_CHAIN_H

#include "domain/audit.h"

struct audit_key {
	unsigned char v[32];
};

/* A signature in hexadecimal. */
struct audit_mac {
	char hex[65];
};

/* What the program needs to write the trail; lies in struct home. */
struct audit_log {
	struct audit_key key;
	struct str anchors; /* file that is appended to each minute; "" = none */
	int64_t node;	    /* whose anchors they are */
	int64_t days;	    /* sealed rows are kept; 0 = for ever */
};

/* The number and seal that the chain ends with; sequence 0 and "" before its first row. */
struct audit_head {
	int64_t sequence;
	struct str seal;
};

/* What is written outside the database: "number time sequence seal previous mac". */
struct audit_anchor {
	int64_t number; /* 1, 2, ... of one file */
	struct instant at;
	struct audit_head head;
	struct str previous; /* mac of the anchor before; "-" of the first */
	struct str mac;
};

/* The signature of a row's content: every field that is not itself a part of the chain. */
struct audit_mac audit_mac_row(const struct audit_key *key, const struct audit_entry *e);
/* The seal of row number `sequence` after the seal before it. */
struct audit_mac audit_mac_seal(const struct audit_key *key, int64_t sequence,
				struct str previous, struct str row_mac);
/* The signature of the head, of an anchor, of a checkpoint (the last of the removed rows). */
struct audit_mac audit_mac_head(const struct audit_key *key, const struct audit_head *head);
struct audit_mac audit_mac_anchor(const struct audit_key *key, const struct audit_anchor *a);
struct audit_mac audit_mac_checkpoint(const struct audit_key *key,
				      const struct audit_head *last, struct instant at);
/* Whether a text is this signature. */
bool audit_mac_is(const struct audit_mac *mac, struct str text);

/* "SEQUENCE SEAL MAC", as the head is kept.  parse: ERR_INPUT when it is no head, or not signed
 * with this key; texts are borrowed from `text`. */
struct str audit_head_format(struct arena *a, const struct audit_key *key,
			     const struct audit_head *head);
MUST_CHECK enum err audit_head_parse(const struct audit_key *key, struct str text,
				     struct audit_head *ret_head);
/* A line of the file of anchors, with its end, and back.  ERR_INPUT as above. */
struct str audit_anchor_format(struct arena *a, const struct audit_key *key,
			       struct audit_anchor *anchor);
MUST_CHECK enum err audit_anchor_parse(const struct audit_key *key, struct str line,
				       struct audit_anchor *ret_anchor);

/* Reads the key of a file.  ERR_NOT_FOUND: no such file; ERR_DENIED: others may read it;
 * ERR_INPUT: it holds no key. */
MUST_CHECK enum err audit_key_read(struct arena *a, const char *path, struct audit_key *ret);
/* Makes a key and its file (mode 0400).  ERR_CONFLICT: there is one. */
MUST_CHECK enum err audit_key_make(struct arena *a, const char *path, struct audit_key *ret);
/* Makes the file of a key that there is.  ERR_CONFLICT: there is a file. */
MUST_CHECK enum err audit_key_save(struct arena *a, const char *path,
				   const struct audit_key *key);

#endif
