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
 * the anchors on another machine.  Whoever has the key can write anything.
 * A key is changed by a row "rekey" under the old one, the last that it seals; the head is
 * signed with the new one from then on (audit_rekey.h).  Whoever has an old key alone can
 * change nothing: what it sealed is held by the seals after it. */
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

enum { AUDIT_KEYS_MAX = 32 };

/* The keys of a trail, the oldest first: each took over from the one before where the trail has
 * a row "rekey", and rows are written with the last.  All but that one are kept for verifying.
 */
struct audit_keys {
	struct audit_key v[AUDIT_KEYS_MAX];
	size_t n;
	bool pending; /* the last one was made and has perhaps not taken over yet */
};

/* What the program needs to write the trail; lies in struct home. */
struct audit_log {
	struct audit_keys keys;
	size_t current;	      /* the one in use */
	struct audit_key key; /* the same, keys.v[current] */
	struct str anchors;   /* file that is appended to each minute; "" = none */
	int64_t node;	      /* whose anchors they are */
	int64_t days;	      /* sealed rows are kept; 0 = for ever */
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
/* What a key is known by. */
struct audit_mac audit_mac_key(const struct audit_key *key);
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

#endif
