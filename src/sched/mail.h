/* mail - handing one message to an SMTP server, by libcurl.
 *
 * At least once: a crash between the server's "250" and our mark sends the message again, with
 * the same Message-ID and X-Dedupe-Id, by which receivers can tell. */
#ifndef SCHED_MAIL_H
#define SCHED_MAIL_H

#include "base/buf.h"
#include "base/time.h"

struct mail_options {
	struct str url; /* smtp://host:25, smtps://host:465; "" = no mail is sent */
	struct str user;
	struct str password;
	bool require_tls; /* STARTTLS or nothing */
};

struct mail_message {
	struct str from;
	struct str to;
	struct str subject; /* UTF-8, one line */
	struct str body;    /* UTF-8 */
	struct str id;	    /* stable over attempts */
	struct instant date;
};

struct mailer;

/* A connection to the server, made at the first message and kept.  NULL when memory is out. */
struct mailer *mailer_new(const struct mail_options *options);
void mailer_free(struct mailer *m);
/* Sends one message.  ERR_INPUT: an address or header has line breaks; ERR_IO: it was not
 * taken, *ret_error (in arena) says why; ERR_BUSY: the server asks to try again. */
MUST_CHECK enum err mailer_send(struct mailer *m, struct arena *a,
				const struct mail_message *msg, struct str *ret_error);

/* Whether an address may stand in a mail: no blank, control or angle bracket. */
bool mail_address_ok(struct str address);
/* Whether the server can be reached, and takes user and password; sends nothing.  ERR_IO:
 * *ret_error (in arena) says why not. */
MUST_CHECK enum err mailer_probe(struct mailer *m, struct arena *a, struct str *ret_error);

/* The message as RFC 5322 text with UTF-8 in base64 (RFC 2045, 2047). */
void mail_format(struct buf *b, const struct mail_message *msg);

#endif
