/* password - hashing, checking and judging passwords.
 *
 * Argon2id by libsodium with OWASP's second recommendation (t = 2, m = 19 MiB, p = 1): about
 * 20 ms and 19 MiB a call, so never in an HTTP thread. */
#ifndef SERVICE_PASSWORD_H
#define SERVICE_PASSWORD_H

#include "base/fail.h"

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 128, PASSWORD_WORDS = 16, PASSWORD_WORD_MIN = 4 };

/* Hashes a password, in arena, self-describing ("$argon2id$v=19$...").  ERR_BUSY: no memory
 * for it. */
MUST_CHECK enum err password_hash(struct arena *a, struct str password, struct str *ret_hash);
/* Whether the password has that hash.  An empty hash costs the same time and is false, so that
 * an unknown login cannot be told from a wrong password.  ERR_BUSY: no memory to know it. */
MUST_CHECK enum err password_matches(struct str hash, struct str password, bool *ret_matches);
/* Words that stand in no password: of the person and of the company. */
struct password_words {
	struct str v[PASSWORD_WORDS];
	size_t n;
};
/* Adds the words of a text that are long enough to matter, copied to the arena; what is beyond
 * PASSWORD_WORDS is left out. */
void password_words_add(struct arena *a, struct password_words *words, struct str text);
/* Judges a new password: length in characters, not a common one, none of the words in it,
 * whatever the case.  ERR_INPUT with an item for `field`. */
MUST_CHECK enum err password_judge(struct str password, const struct password_words *words,
				   const char *field, struct fail *f);

/* What is kept of a secret of 256 random bits (cookie, token): BLAKE2b-256 in hexadecimal, in
 * arena.  Fast, since such a secret cannot be guessed. */
struct str secret_hash(struct arena *a, struct str secret);

#endif
