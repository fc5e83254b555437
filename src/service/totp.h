/* totp - codes of an authenticator app (RFC 6238 over RFC 4226: HMAC-SHA-1, 6 digits, 30 s).
 *
 * SHA-1 since most apps know no other; its collisions do not touch HMAC.  Pure: knows neither
 * the clock nor which codes were used. */
#ifndef SERVICE_TOTP_H
#define SERVICE_TOTP_H

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

enum { TOTP_SECRET = 20, TOTP_STEP_S = 30, TOTP_DIGITS = 6 };

/* The number of the step that an instant lies in. */
int64_t totp_step(struct instant t);
/* The code of a step, "012345".  ERR_BUSY: the library failed. */
MUST_CHECK enum err totp_code(const unsigned char secret[TOTP_SECRET], int64_t step,
			      char ret_code[TOTP_DIGITS + 1]);
/* The step among the present one and its neighbours (clocks differ) whose code this is; -1: of
 * none.  Spaces in the code are ignored; all steps are compared, whatever fits. */
int64_t totp_find(struct arena *a, const unsigned char secret[TOTP_SECRET], struct str code,
		  struct instant now);

/* Base32 without padding (RFC 4648, 6), in arena. */
struct str base32(struct arena *a, const unsigned char *p, size_t n);
/* The other way, case and spaces ignored; false unless it is exactly n bytes. */
bool base32_read(struct str s, unsigned char *ret_p, size_t n);
/* otpauth://totp/ISSUER:NAME?secret=...&issuer=ISSUER, in arena: what apps read as a picture.
 */
struct str totp_uri(struct arena *a, struct str issuer, struct str name, struct str secret);

#endif
