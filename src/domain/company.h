/* company - what holds for all of it: the settings record (one row), versions of policies and
 * calendars, and how numbers look. */
#ifndef DOMAIN_COMPANY_H
#define DOMAIN_COMPANY_H

#include "domain/kinds.h"

/* When the running number of a kind starts again at 1. */
#define RESETS(X)                                                                              \
	X(RESET_NEVER, "never")                                                                \
	X(RESET_YEAR, "year") X(RESET_MONTH, "month") X(RESET_DAY, "day")
ENUM_DECLARE(reset, RESETS);

struct company {
	RECORD_HEAD;
	struct str name;
	struct str locale;    /* "zh-CN", of messages to people who chose none */
	struct str time_zone; /* IANA, of dates in numbers and files */
	struct str currency;
	struct str calendar; /* code of the calendar in force where no policy names one */
	int64_t policy_id;   /* version of the standard in force; 0 = none yet */
	struct str customer_prefix; /* numbers as in D1 and D3 */
	int64_t customer_digits;
	int customer_reset;
	struct str ticket_prefix;
	int64_t ticket_digits;
	int ticket_reset;
	struct str mail_from;
	struct str base_url; /* of links in mails */
	bool quiet_hours;    /* hold notices back until business opens, unless urgent */
	struct str classification;
	int64_t reveals_per_day;  /* contacts that a person may ask for in 24 hours */
	int64_t exports_per_day;  /* files that a person may take in 24 hours */
	int64_t recall_days;	  /* without contact, until a customer falls back; 0: never */
	bool recall_keeps_buyers; /* those who bought do not */
	struct instant recall_since; /* when this rule was made */
	int64_t claims_per_day;	     /* customers that a person may claim in 24 hours */
	int64_t owned_max; /* customers beyond which a person may claim no more; 0: none */
};
extern const struct fields company_fields;

#define VERSION_STATES(X)                                                                      \
	X(VERSION_DRAFT, "draft")                                                              \
	X(VERSION_PUBLISHED, "published")                                                      \
	X(VERSION_REPLACED, "replaced")
ENUM_DECLARE(version_state, VERSION_STATES);

/* A version of the response standard; once published it never changes. */
struct policy_version {
	RECORD_HEAD;
	struct str name;
	int64_t number; /* 1, 2, ... from publishing; INT_NONE for a draft */
	int state;
	struct str document;
	struct str reason;
	struct instant published_at;
	int64_t published_by;
};
extern const struct fields policy_version_fields;

/* A version of a calendar. */
struct calendar_version {
	RECORD_HEAD;
	struct str code; /* "cn": what policies call it */
	struct str name;
	int64_t number;
	int state;
	struct str document;
	struct str reason;
	struct instant published_at;
	int64_t published_by;
};
extern const struct fields calendar_version_fields;

/* The key under which numbers of a prefix are counted on a date: "C:2024", "WX:20240325". */
struct str number_key(struct arena *a, struct str prefix, enum reset reset, struct date day);
/* The n-th number: prefix, the year (customers) or the whole date (tickets), then n with at
 * least `digits` digits: C2024001, WX20240325001 (D1, D3). */
struct str number_format(struct arena *a, struct str prefix, bool whole_date, struct date day,
			 int64_t digits, int64_t n);
/* The running number at the end of a number of that form and year; 0: of another form. */
int64_t number_parse(struct str number, struct str prefix, bool whole_date,
		     struct date *ret_day);

#endif
