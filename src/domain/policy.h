/* policy - what the company owes whom: the response standard as a document (响应标准, A7,
 * R1-R4).
 *
 * A policy is an ordered list of rules.  For each kind of deadline the first rule that matches
 * and names that kind decides; a rule may say "no limit" openly (null), which decides too.  A
 * condition that is missing matches everything; a rule without any condition must call itself
 * the default.  Parsed once into an immutable value; what falls due when is obligations.h. */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include "domain/clocks.h"
#include "domain/deadline.h"
#include "domain/kinds.h"

enum { POLICY_RULES = 200, POLICY_STEPS = 12, POLICY_TAGS = 8 };

/* What rules match on, of a customer (type, urgency, channel are -1 then) or a ticket. */
struct match {
	int tier;
	int stage;
	int type;
	int urgency;
	int channel;
	bool strategic;
	struct str tags; /* names, one a line */
};

enum limit_kind {
	LIMIT_UNSET, /* the rule does not speak of this kind */
	LIMIT_NONE,  /* "no limit", said openly */
	LIMIT_CLOCK, /* "24h": seconds of the wall clock */
	LIMIT_OPEN,  /* "8h open": open seconds of a calendar */
	LIMIT_DAYS,  /* "3wd": working days, the first not counted */
	LIMIT_EVERY, /* "every 1w": a cadence */
};

enum every_unit { EVERY_DAY, EVERY_WEEK, EVERY_MONTH, EVERY_YEAR, EVERY_WORKING_DAY };

/* One target of a rule. */
struct limit {
	enum limit_kind kind;
	int64_t amount;	      /* seconds, working days, or units of a cadence */
	enum every_unit unit; /* of a cadence */
	bool same_time;	  /* working days: at the time of day of the start, not at closing */
	bool from_anchor; /* cadence: by the calendar from an anchor, not from completion */
	int roll;	  /* cadence onto a day off: -1 previous, 0 none, 1 next working day */
	int64_t at_s;	  /* cadence: time of day in seconds, or CADENCE_CLOSE */
	struct str calendar; /* code; "" = the policy's */
	struct str text;     /* as written, "24h" */
};

/* A warning before due or a rung of the ladder after it. */
struct notice_rule {
	enum step_kind kind;
	int percent;	   /* of the target, 1..99; 0 = by offset */
	int64_t offset_s;  /* from due in seconds, negative before */
	int64_t offset_wd; /* or in working days */
	bool open;	   /* offset_s in open seconds of the calendar, else wall clock */
	enum recipient to;
	bool urgent;
};

struct rule {
	struct str id;
	bool is_default;
	unsigned tiers, stages, types, urgencies, channels; /* a bit per value; 0 = any */
	int strategic;					    /* 0, 1; -1 = any */
	struct str tags[POLICY_TAGS];			    /* names, any of them */
	size_t n_tags;
	struct limit limits[DL_COUNT];
	struct notice_rule notices[POLICY_STEPS];
	size_t n_notices;
	unsigned pausable;	/* a bit per deadline kind that a hold freezes */
	const json_t *standard; /* texts by language, NULL = none; borrowed from the document */
};

struct policy {
	int64_t id; /* of the version; 0 = not stored */
	const json_t *document;
	struct str calendar; /* code of its calendar */
	bool far_edge;
	enum reopen reopen;
	struct rule *rules;
	size_t n_rules;
};

/* Parses a document (schema in data/policy.schema.json) into an immutable policy in the arena,
 * which keeps `doc`.  ERR_INPUT: every fault is an item with its path,
 * "rules[2].targets.response". */
MUST_CHECK enum err policy_parse(struct arena *a, const json_t *doc, struct fail *f,
				 struct policy *ret_policy);

/* The rule that decides a kind of deadline for these facts, or NULL: nothing says anything. */
const struct rule *policy_rule(const struct policy *p, const struct match *m,
			       enum deadline_kind kind);
/* Whether a rule's conditions hold. */
bool rule_matches(const struct rule *r, const struct match *m);
/* The rule of that id, or NULL. */
const struct rule *policy_rule_by_id(const struct policy *p, struct str id);

/* "24h", "90m", "2h open", "3wd", "every 1w", "every 3wd" (s m h d; d w mo q y wd).
 * ERR_INPUT when it is none of these or zero. */
MUST_CHECK enum err limit_parse(struct str s, struct limit *ret_limit);

/* Puts several documents together: their rules in order, defaults last, settings of the first.
 */
json_t *policy_join(struct arena *a, json_t *const *docs, size_t n);

#endif
