/* replay_pages - the facts of some customers or tickets, read and judged under both standards.
 *
 * A page is of one transaction and shares nothing that changes with others; who reads which,
 * and how they become one report, is replay_run.c. */
#ifndef SERVICE_REPLAY_PAGES_H
#define SERVICE_REPLAY_PAGES_H

#include "service/replays.h"

/* When a version of the standard came into force. */
struct replay_publication {
	int64_t policy_id;
	struct instant at;
};

/* The new side, and which standards the old one had: the same for all pages. */
struct replay_standard {
	const struct replay_options *options;
	struct policy policy;
	const struct workcal *calendar;		    /* NULL = calendars stay */
	const struct replay_publication *published; /* ascending */
	size_t n_published;
};
/* The standard of a document, with calendar of the options, which it keeps; in cx's arena.
 * ERR_INPUT: one of them is not sound. */
MUST_CHECK enum err replay_standard_load(struct ctx *cx, struct str document,
					 const struct replay_options *options,
					 struct replay_standard *ret_standard);

/* Records with from < id <= to. */
struct replay_page {
	const struct replay_standard *standard;
	enum subject subject;
	int64_t from;
	int64_t to;
	struct ctx one;		   /* what reads a record: its arena is reset after each... */
	struct replay replay;	   /* ...which is counted here, */
	struct replay_pair *kept;  /* unless this is not NULL: the only one is kept, no reset */
	struct replay_sizes sizes; /* how much was read */
	struct standards side[REPLAY_SIDES];
	struct replay_alike *alike; /* what is known of kinds of tickets, by hash */
};
/* Reads and judges the records; all but sides and alike was set by the caller.  What lives as
 * long as the page lies in cx's arena. */
MUST_CHECK enum err replay_page_read(struct ctx *cx, struct replay_page *p);

#endif
