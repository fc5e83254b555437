/* auth - who is it: logging in, sessions, tokens, the first administrator.
 *
 * Secrets are random, shown once, and kept as hashes.  An actor is loaded from the database for
 * each request, so what an administrator changes counts from the next request on.  Knows no
 * cookies and no headers: http/ brings the secrets here. */
#ifndef SERVICE_AUTH_H
#define SERVICE_AUTH_H

#include "domain/user.h"
#include "service/resource.h"

enum {
	SESSION_IDLE_S = 30 * 60,
	SESSION_MAX_S = 12 * 3600,
	CONFIRMED_S = 10 * 60, /* how long a password that was given lets one do grave things */
	SEEN_EVERY_S = 60,     /* how exactly the last use is known */
	ATTEMPT_WINDOW_S = 15 * 60,
	ATTEMPTS_ACCOUNT = 10, /* tries to log in within the window */
	ATTEMPTS_NETWORK = 100,
	REPLY_KEPT_S = 72 * 3600, /* of an Idempotency-Key: longer than any client retries */
};

/* Who stands behind a request. */
struct login {
	struct actor actor;
	int64_t session_id; /* 0: not by a session */
	int64_t token_id;   /* 0: not by a token */
	struct instant seen_at;
	struct instant confirmed_at; /* of a session: when the password was last given */
	enum locale locale;
};

/* Finds the actor of a session's secret, a token's, or of a user, with the rights that the
 * roles of cx's world give.  Texts lie in the arena.
 * ERR_UNAUTH: there is none, it has ended, or the user is disabled. */
MUST_CHECK enum err auth_session(struct ctx *cx, struct str secret, struct login *ret_login);
MUST_CHECK enum err auth_token(struct ctx *cx, struct str secret, struct login *ret_login);
MUST_CHECK enum err auth_user(struct ctx *cx, int64_t user_id, struct login *ret_login);
/* The actors of all users who are not disabled, in order of id and at most max, in arena. */
MUST_CHECK enum err auth_users(struct ctx *cx, int64_t max, struct actor **ret_actors,
			       size_t *ret_n);
/* The same for a session or token that was let in before, by its id (the other one is 0). */
MUST_CHECK enum err auth_again(struct ctx *cx, int64_t session_id, int64_t token_id,
			       struct login *ret_login);
/* Whether the person behind the session gave the password within CONFIRMED_S: for what must not
 * be done with a browser that somebody left open.  A token is let through; making one asks for
 * the password.  ERR_DENIED "confirm_needed". */
MUST_CHECK enum err auth_recent(struct ctx *cx);
/* Refuses programs: what concerns the account itself is for the person.
 * ERR_DENIED "session_needed". */
MUST_CHECK enum err auth_person(struct ctx *cx);
/* Whether the last use is to be noted, and notes it (in a write transaction). */
bool auth_is_stale(const struct login *login, struct instant now);
MUST_CHECK enum err auth_seen(struct tx *tx, const struct login *login, struct instant now);

/* What a person gives to log in. */
struct credentials {
	struct str login;
	struct str password;
	struct str code; /* of the second factor; "" = not given */
	struct str user_agent;
};
/* Logs in: counts the try, compares the password, makes a session.  cx has no transaction.
 * *ret_secret is for the cookie.  ERR_UNAUTH "bad_login": whatever was wrong;
 * "code_needed", "bad_code": the password was right, and there is a second factor; ERR_LIMIT
 * "too_many_attempts" with the argument seconds. */
MUST_CHECK enum err auth_login(struct ctx *cx, const struct credentials *c,
			       struct str *ret_secret, int64_t *ret_user_id);
/* The person behind the session gives the password again; the tries are counted as those of
 * logging in.  cx has no transaction.  ERR_INPUT "wrong_password"; ERR_LIMIT as auth_login. */
MUST_CHECK enum err auth_confirm(struct ctx *cx, struct str password);
/* Ends the session of a secret; no error when there is none. */
MUST_CHECK enum err auth_logout(struct ctx *cx, struct str secret);

/* Changes the actor's own password; all other sessions and all tokens of theirs end.  cx has no
 * transaction.  ERR_INPUT "wrong_password", or what password_judge says. */
MUST_CHECK enum err auth_change_password(struct ctx *cx, struct str session_secret,
					 struct str old, struct str password);
/* Sets the password of a user (administrators); all sessions and tokens of theirs end.
 * cx has no transaction. */
MUST_CHECK enum err auth_set_password(struct ctx *cx, int64_t user_id, struct str password);
/* Ends every session and token of a user, but not the session of `but` ("" = none). */
MUST_CHECK enum err auth_end_all(struct ctx *cx, int64_t user_id, struct str but);

/* Makes a new setup token when there is no user yet and keeps its hash; otherwise "". */
MUST_CHECK enum err auth_setup_token(struct ctx *cx, struct str *ret_token);
/* Whether the first administrator is still to be made. */
MUST_CHECK enum err auth_setup_open(struct ctx *cx, bool *ret_open);
/* Makes the first administrator.  cx has no transaction.  ERR_DENIED "bad_setup_token". */
MUST_CHECK enum err auth_setup(struct ctx *cx, struct str token, const struct credentials *c,
			       struct str name);

/* Makes a token for the actor; *ret_secret is shown once. */
MUST_CHECK enum err auth_token_create(struct ctx *cx, struct token *token,
				      struct str *ret_secret);
/* Removes what is over: sessions, counted attempts, kept replies; for the scheduler. */
MUST_CHECK enum err auth_sweep(struct ctx *cx, void *unused);

#endif
