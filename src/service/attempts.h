/* attempts - how often something was tried under a name and from a network, and when again.
 *
 * Counts for logging in, giving a password again, and asking for a new one.  Private to
 * service. */
#ifndef SERVICE_ATTEMPTS_H
#define SERVICE_ATTEMPTS_H

#include "service/ctx.h"

struct attempts {
	const char *by_name;	/* what the counts are kept under: "a" of an account, */
	const char *by_network; /* "n" of a network */
	struct str name;	/* folded */
	int64_t max;		/* within ATTEMPT_WINDOW_S */
	int64_t network_max;
	int64_t wait; /* out: seconds until tries are allowed again; 0 = now */
	bool locked;  /* out: this is the first one too many */
};

/* Counts one. */
MUST_CHECK enum err attempts_count(struct ctx *cx, struct attempts *t);
/* ERR_LIMIT "too_many_attempts" with the argument seconds, when one must wait. */
MUST_CHECK enum err attempts_check(struct ctx *cx, const struct attempts *t);
/* Forgets those of the name. */
MUST_CHECK enum err attempts_clear(struct ctx *cx, const struct attempts *t);

#endif
