/* outgoing - requests to addresses that people have configured: the one way out for them.
 *
 * A name is resolved once, each of its addresses is judged (sys/address), and the connection
 * goes to one of those and nowhere else: no rebinding, no redirects, no proxy, ports 80 and
 * 443, http and https with verified certificates, a limit of time and of answer.  What the
 * operator lists in outgoing-allow is let through in spite.  Mail is sched/mail's: its server
 * is a setting of the operator, not of the pages. */
#ifndef SYS_OUTGOING_H
#define SYS_OUTGOING_H

#include "base/fail.h"
#include "sys/address.h"

enum { OUTGOING_LIMIT_MS = 10000, OUTGOING_ANSWER_MAX = 1 << 20 };

/* One entry of outgoing-allow. */
struct outgoing_rule {
	struct str host;	/* lower case; "" = by network */
	struct network network; /* of which there are all ports of the rule */
	int port;		/* 0: 80 and 443 */
};

/* What goes out in spite; immutable, shared by all threads. */
struct outgoing_rules {
	const struct outgoing_rule *v;
	size_t n;
	struct str
		authorities; /* file of certificates trusted besides the system's; "" = none */
};

/* Reads "10.1.2.0/24:8080 hooks.inner [fd00::/8]:8443", entries separated by blanks or commas;
 * in arena.  ERR_INPUT: "outgoing-allow" with "outgoing_rule". */
MUST_CHECK enum err outgoing_rules_parse(struct arena *a, struct str text, struct fail *f,
					 struct outgoing_rules *ret_rules);

/* An address taken apart; texts in arena. */
struct outgoing_target {
	bool tls;
	bool literal;	 /* host is an address */
	struct str host; /* lower case, without brackets and final dot */
	int port;
	struct str path; /* with query; begins with "/" */
};

/* Takes a URL apart and judges what can be judged without a resolver; rules NULL: none.
 * ERR_INPUT: f has `field` with "outgoing_url", "outgoing_port" or "outgoing_address". */
MUST_CHECK enum err outgoing_judge(const struct outgoing_rules *rules, struct arena *a,
				   struct str url, const char *field, struct fail *f,
				   struct outgoing_target *ret_target);

struct outgoing_request {
	struct str url;
	const char *const *headers; /* "Name: value"; ends with NULL */
	struct str body;	    /* sent by POST */
	int64_t limit_ms;	    /* in all; 0: OUTGOING_LIMIT_MS */
};

struct outgoing_answer {
	int status;	  /* 0: there was none */
	struct str body;  /* up to OUTGOING_ANSWER_MAX bytes */
	bool cut;	  /* there was more */
	struct str error; /* why there is no answer, in English; "" = there is one */
};

struct outgoing;

/* What sends; of one thread.  Keeps rules.  NULL when memory is out. */
struct outgoing *outgoing_new(const struct outgoing_rules *rules);
/* NULL is fine. */
void outgoing_free(struct outgoing *o);
/* Sends one request and waits for the answer; texts in arena.  ERR_DENIED: the address is
 * refused, nothing was sent; ERR_IO: no whole answer came.  Any status is an answer. */
MUST_CHECK enum err outgoing_post(struct outgoing *o, struct arena *a,
				  const struct outgoing_request *req,
				  struct outgoing_answer *ret_answer);

#endif
