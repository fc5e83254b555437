/* password - hashing, checking and judging passwords.
 *
 * Argon2id by libsodium with OWASP's second recommendation (t = 2, m = 19 MiB, p = 1): about
 * 20 ms and 19 MiB a call, so never in an HTTP thread. */
#ifndef SERVICE_PASSWORD_H
#define SERVICE_PASSWORD_H

#include "base/fail.h"

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 128 };

/* Hashes a password, in arena, self-describing ("$argon2id$v=19$...").  ERR_LIMIT: no memory
 * for it. */
MUST_CHECK enum err password_hash(struct arena *a, struct str password, struct str *ret_hash);
/* Whether the password has that hash.  An empty hash costs the same time and is false, so that
 * an unknown login cannot be told from a wrong password. */
bool password_matches(struct str hash, struct str password);
/* Judges a new password for a login: length in characters, not a common one, not the login.
 * ERR_INPUT with an item for `field`. */
MUST_CHECK enum err password_judge(struct str password, struct str login, const char *field,
				   struct fail *f);

/* What is kept of a secret of 256 random bits (cookie, token): BLAKE2b-256 in hexadecimal, in
 * arena.  Fast, since such a secret cannot be guessed. */
struct str secret_hash(struct arena *a, struct str secret);

#endif
