/* webhook_message - a message as each kind of webhook wants it, and what its answer means.
 *
 * Pure but for memory: no clock, no network.  Sources: WeCom 91770, DingTalk "custom robot",
 * Feishu "custom bot", Standard Webhooks 1.0.0. */
#ifndef SERVICE_WEBHOOK_MESSAGE_H
#define SERVICE_WEBHOOK_MESSAGE_H

#include "domain/webhook.h"

enum { WEBHOOK_HEADERS = 6, WEBHOOK_ERROR_MAX = 300, WEBHOOK_MENTIONS = 10 };

/* Somebody whom a robot calls by name (@). */
struct webhook_mention {
	struct str name;
	struct str chat_id; /* or "" */
	struct str mobile;  /* eleven digits, or "" */
};

struct webhook_message {
	int64_t id;	   /* the same for every attempt: header webhook-id */
	struct instant at; /* of what it tells */
	struct str type;   /* "deadline.breach", "webhook.test" */
	struct str data;   /* JSON object, for Standard Webhooks */
	struct str text;   /* plain lines, for robots */
	const struct webhook_mention *mentions;
	size_t n_mentions;
};

/* What is to be posted; headers end with NULL.  All in arena. */
struct webhook_request {
	struct str url;
	const char *headers[WEBHOOK_HEADERS];
	struct str body;
};

/* Signs by the webhook's secret at `now`, which its peer compares with its own clock.  ERR_BUG:
 * the secret is not one of that kind. */
MUST_CHECK enum err webhook_request_make(struct arena *a, const struct webhook *w,
					 const struct webhook_message *m, struct instant now,
					 struct webhook_request *ret_request);

/* What has to stand in the text besides, for that kind to call them: "@id @138…" of DingTalk,
 * tags of Feishu; "" of WeCom, which takes them beside the text.  In arena. */
struct str webhook_mention_line(struct arena *a, enum webhook_kind kind,
				const struct webhook_mention *v, size_t n);

/* The bytes that one text of that kind may have. */
size_t webhook_text_max(enum webhook_kind kind);

enum webhook_verdict {
	WEBHOOK_TAKEN,
	WEBHOOK_REFUSED,
	WEBHOOK_BUSY, /* it wants fewer messages */
	WEBHOOK_GONE, /* 410: never again */
};

/* What an answer says; *ret_error (in arena) has the peer's word unless it took the message. */
enum webhook_verdict webhook_answer(struct arena *a, enum webhook_kind kind, int status,
				    struct str body, struct str *ret_error);

#endif
