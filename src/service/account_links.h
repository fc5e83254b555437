/* account_links - links by mail with which people set a password: invited, or forgotten.
 *
 * A link is single use, names no one, and only its hash is kept; its secret is made when the
 * mail is worded, so that it lies in no outbox.  Links begin with the company's configured
 * address, never with what a request says of itself.  A forgotten password answers the same
 * whoever asks for whom. */
#ifndef SERVICE_ACCOUNT_LINKS_H
#define SERVICE_ACCOUNT_LINKS_H

#include "service/ctx.h"

enum {
	RESET_S = 30 * 60,
	INVITATION_S = 7 * 24 * 3600,
	FORGOTTEN_ACCOUNT = 3, /* mails within ATTEMPT_WINDOW_S */
	FORGOTTEN_NETWORK = 20,
};

#define ACCOUNT_MAILS(X) X(MAIL_INVITATION, "invitation") X(MAIL_RESET, "password_reset")
ENUM_DECLARE(account_mail, ACCOUNT_MAILS);

/* Mails an invitation to a user.  ERR_CONFLICT "mail_not_set", "user_disabled",
 * "no_email". */
MUST_CHECK enum err account_invite(struct ctx *cx, int64_t user_id);
/* Somebody has forgotten the password of a login or mail address; mails a link if that is one
 * person.  ERR_LIMIT "too_many_attempts", whether there is such a person or not. */
MUST_CHECK enum err account_forgotten(struct ctx *cx, struct str login);
/* Makes the link of a mail that is being worded, in arena, and when it ends. */
MUST_CHECK enum err account_link(struct ctx *cx, int64_t user_id, enum account_mail kind,
				 struct str *ret_url, struct instant *ret_end);
/* Sets the password of whoever the link was mailed to; the link, all other links, sessions and
 * tokens of theirs end.  cx has no transaction.  ERR_DENIED "bad_link": there is none, or it
 * was used or has ended; ERR_INPUT as password_judge. */
MUST_CHECK enum err account_reset(struct ctx *cx, struct str secret, struct str password);

#endif
