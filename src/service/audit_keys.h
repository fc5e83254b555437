/* audit_keys - the file that holds the keys of the audit trail.
 *
 * A key a line, in hexadecimal, the oldest first; "next " before one that has perhaps not taken
 * over yet.  A file of a single key is the usual one. */
#ifndef SERVICE_AUDIT_KEYS_H
#define SERVICE_AUDIT_KEYS_H

#include "service/audit_chain.h"

enum { AUDIT_KEY_ID = 16 };

/* What a key is called where it may be read: AUDIT_KEY_ID hexadecimal digits that say nothing
 * of it; in arena. */
struct str audit_key_id(struct arena *a, const struct audit_key *key);
/* The key of that name; -1: there is none. */
int audit_keys_find(const struct audit_keys *keys, struct str id);

/* The text of the file, in arena, and back.  ERR_INPUT: it holds no keys, or too many. */
struct str audit_keys_format(struct arena *a, const struct audit_keys *keys);
MUST_CHECK enum err audit_keys_parse(struct str text, struct audit_keys *ret);

/* Reads the file.  ERR_NOT_FOUND: no such file; ERR_DENIED: others may read it; ERR_INPUT: as
 * above. */
MUST_CHECK enum err audit_keys_read(struct arena *a, const char *path, struct audit_keys *ret);
/* Makes the file (mode 0400) of keys that there are.  ERR_CONFLICT: there is a file. */
MUST_CHECK enum err audit_keys_save(struct arena *a, const char *path,
				    const struct audit_keys *keys);
/* Replaces it, so that after a crash the old or the new one is there. */
MUST_CHECK enum err audit_keys_replace(struct arena *a, const char *path,
				       const struct audit_keys *keys);
/* Makes a first key and its file.  ERR_CONFLICT: there is a file. */
MUST_CHECK enum err audit_keys_make(struct arena *a, const char *path, struct audit_keys *ret);
/* Adds a new key that is to take over; one that waits already is taken.  ERR_LIMIT: there are
 * AUDIT_KEYS_MAX. */
MUST_CHECK enum err audit_keys_add(struct audit_keys *keys);

#endif
