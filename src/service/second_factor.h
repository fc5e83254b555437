/* second_factor - the code that is asked for beside the password.
 *
 * Anybody may turn it on: a secret for an authenticator app (domain/totp.h), proven by a first
 * code, and ten recovery codes, kept as hashes, each good once.  The secret itself must be
 * readable to check codes: whoever has the database has it, but not the password. */
#ifndef SERVICE_SECOND_FACTOR_H
#define SERVICE_SECOND_FACTOR_H

#include "service/ctx.h"

enum { RECOVERY_CODES = 10 };

struct second_factor {
	bool enabled;
	int64_t recovery_left;
};
/* Of the actor. */
MUST_CHECK enum err second_factor_look(struct ctx *cx, struct second_factor *ret);
/* A new secret for the actor, and the address that apps read; it does not count before
 * second_factor_confirm.  ERR_CONFLICT "second_factor_on". */
MUST_CHECK enum err second_factor_begin(struct ctx *cx, struct str *ret_secret,
					struct str *ret_uri);
/* Turns it on with the first code; gives the recovery codes, which are never shown again.
 * ERR_INPUT "bad_code". */
MUST_CHECK enum err second_factor_confirm(struct ctx *cx, struct str code,
					  struct str ret_codes[RECOVERY_CODES]);
/* New recovery codes in place of the old ones.  ERR_NOT_FOUND: it is not on. */
MUST_CHECK enum err second_factor_recover(struct ctx *cx, struct str ret_codes[RECOVERY_CODES]);
/* Turns it off for a user.  ERR_NOT_FOUND: it is not on. */
MUST_CHECK enum err second_factor_remove(struct ctx *cx, int64_t user_id);

enum factor_answer { FACTOR_NONE, FACTOR_RIGHT, FACTOR_MISSING, FACTOR_WRONG };
/* Judges the code of somebody whose password was right, and uses it up.  FACTOR_NONE: the user
 * has no second factor; code "" is FACTOR_MISSING. */
MUST_CHECK enum err second_factor_judge(struct ctx *cx, int64_t user_id, struct str code,
					enum factor_answer *ret_answer);

#endif
