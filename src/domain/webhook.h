/* webhook - a group robot of WeCom, DingTalk or Feishu, or a system that takes Standard
 * Webhooks, to which notices go besides people; and what became of each (delivery).
 *
 * Address and secret are written and never read back: with most kinds the address alone lets
 * whoever knows it speak.  Sending is service/webhook_outbox. */
#ifndef DOMAIN_WEBHOOK_H
#define DOMAIN_WEBHOOK_H

#include "domain/notice.h"

#define WEBHOOK_KINDS(X)                                                                       \
	X(WEBHOOK_WECOM, "wecom") /* 企业微信: the key in the address is the secret */     \
	X(WEBHOOK_DINGTALK, "dingtalk") /* 钉钉: signature in the address */                 \
	X(WEBHOOK_FEISHU, "feishu")	/* 飞书: signature in the body */                    \
	X(WEBHOOK_STANDARD, "standard") /* Standard Webhooks 1.0.0: signature in a header */
ENUM_DECLARE(webhook_kind, WEBHOOK_KINDS);

/* Characters of base64 that a key of Standard Webhooks has at least: 24 bytes. */
enum { WEBHOOK_KEY_MIN = 32 };

struct webhook {
	RECORD_HEAD;
	struct str name;
	int kind;
	struct str url;
	struct str secret;
	int64_t department_id; /* what is said of it and of those below; 0: of all */
	bool warnings;	       /* which steps of a deadline are said */
	bool breaches;
	bool escalations;
	bool enabled;
	bool mentions; /* robots call the person in charge by name */
	struct str
		address; /* computed, like those that follow: the URL without what is secret */
	bool has_secret;
	struct instant sent_at;	  /* the last message that was taken */
	struct instant failed_at; /* since then none was taken; none: all is well */
	struct str error;	  /* why not */
};
extern const struct fields webhook_fields;

/* A notice to a webhook as administrators see it: the same row as struct notice. */
struct delivery {
	RECORD_HEAD;
	int64_t webhook_id;
	int64_t message_id; /* of the first notice in its message; 0: not sent yet */
	int64_t customer_id;
	int64_t ticket_id;
	struct str kind; /* warning, breach, escalation, test */
	struct str args;
	struct instant send_at; /* when it is tried next */
	int state;		/* enum notice_state */
	int64_t attempts;
	struct str error;
	struct instant sent_at;
};
extern const struct fields delivery_fields;

/* Whether the steps of this kind are said there: "warning", "breach", "escalation". */
bool webhook_says(const struct webhook *w, struct str kind);
/* Scheme, host and the last four characters: enough to tell two robots of one host apart; in
 * arena. */
struct str webhook_address(struct arena *a, struct str url);
/* Checks the secret for the kind.  ERR_INPUT: `secret` with "required", "webhook_secret_unused"
 * or "webhook_secret_form". */
MUST_CHECK enum err webhook_check(const struct webhook *w, struct fail *f);

#endif
