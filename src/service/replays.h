/* replays - history under another standard: reads the facts, computes both sides, reports.
 *
 * Nothing is written.  Facts that were entered after `now` are not looked at.  Tickets are
 * judged on the old side by the versions that their events name; a customer's cycle by the
 * standard in force, and by what the customer was, when the cycle ended.  On the new side one
 * standard holds all the time.  The history of a customer's tags and state is not kept: tags
 * are those of today, a paused one owes nothing, and of one that was paused the cycles since
 * then count. */
#ifndef SERVICE_REPLAYS_H
#define SERVICE_REPLAYS_H

#include "domain/replay.h"
#include "service/jobs.h"

struct replay_options {
	struct str document;	  /* of the new standard; "" = the one in force */
	struct str calendar_code; /* "" = calendars stay; else that one is replaced... */
	struct str calendar;	  /* ...by this document */
	struct instant from;	  /* deadlines that began in [from, to); none: no bound */
	struct instant to;
	bool compares;		    /* two spans of time, in the evidence alone: before... */
	struct instant before_from; /* ...is [before_from, before_to), not [from, to) */
	struct instant before_to;
	int threads; /* at least 1; of PostgreSQL not more than its workers */
	/* Told after each page, one thread at a time; false: stop with ERR_BUSY.  May be NULL.
	 */
	bool (*progress)(void *arg, int64_t done, int64_t total);
	void *arg;
};

/* How much was read. */
struct replay_sizes {
	int64_t customers;
	int64_t contacts;
	int64_t tickets;
	int64_t events;
};

/* Replays all customers and tickets as of run->now into *ret_replay, which lies in run->arena.
 * Memory is bounded by the number of groups, not of records.
 * ERR_INPUT: the document or the calendar is not sound; ERR_CONFLICT "standard_changed":
 * another standard or calendar came into force meanwhile; ERR_BUSY: stopped. */
MUST_CHECK enum err replay_run(const struct run *run, const struct replay_options *options,
			       struct replay *ret_replay, struct replay_sizes *ret_sizes);

/* Queues a replay under a version of the standard (a draft, too) as a job for the actor.
 * ERR_NOT_FOUND: no such version; ERR_INPUT: its document is not sound, or the
 * spans are not in order. */
struct replay_order {
	int64_t policy_id;
	int64_t calendar_id; /* a version, a draft too, in place of that of its code; 0 = none
			      */
	struct date from;    /* deadlines that began in [from, to) by the company's days */
	struct date to;
	struct date before_from; /* the evidence's first column is of this span; its */
	struct date before_to;	 /* second one of [from, to) */
};
MUST_CHECK enum err replay_order(struct ctx *cx, const struct replay_order *order,
				 struct job *ret_job);
/* The job: its report is that of replay_write with the first REPLAY_SHOWN differences. */
enum { REPLAY_SHOWN = 200, REPLAY_JOB_THREADS = 2 };
MUST_CHECK enum err replay_job(const struct run *run, const struct job *job,
			       struct job_teller *teller, struct str *ret_report);

/* The spans of time that days {from, to, before_from, before_to} of the company mean, into
 * *options.  ERR_INPUT at one of them: it is missing, or the spans are not in order. */
MUST_CHECK enum err replay_spans(struct ctx *cx, const struct date days[4],
				 struct replay_options *options);

/* The version of a calendar that takes the place of the one of its code: into *options; 0: none
 * does.  ERR_INPUT "no_such_record" of calendar_id. */
MUST_CHECK enum err replay_calendar(struct ctx *cx, int64_t id, struct replay_options *options);

/* Both sides of one customer or ticket, as replay_run computes them by document and calendar of
 * the options; texts lie in cx's arena. */
struct replay_pair {
	struct standards standards[REPLAY_SIDES];
	struct obligations all[REPLAY_SIDES];
};
MUST_CHECK enum err replay_subject(struct ctx *cx, const struct replay_options *options,
				   enum subject subject, int64_t id,
				   struct replay_pair *ret_pair);
/* Writes why one deadline ended as it did on both sides of a replay under a version:
 * {"old":SIDE,"new":SIDE} with SIDE null when there is none, else
 * {"outcome","start_at","due_at", "met_at"} and explanation_parts.  ERR_NOT_FOUND: no such
 * version, or the subject is beyond the actor's reach; ERR_INPUT: it is of a follow-up, which
 * no standard judges. */
struct replay_question {
	int64_t policy_id;
	int64_t calendar_id; /* as in replay_order */
	enum subject subject;
	int64_t subject_id;
	enum deadline_kind kind;
	int64_t cycle;
};
MUST_CHECK enum err replay_explain(struct ctx *cx, const struct replay_question *q,
				   struct jw *w);

/* A group as people know it, for reports: "VIP", "2026-03", a person's name. */
MUST_CHECK enum err replay_label(struct ctx *cx, const struct replay_group *g,
				 struct str *ret_label);
/* Writes the whole report as JSON (0: the standard is no stored version, the calendars stay):
 * {"policy_id":..,"calendar_id":..,"now":..,"sizes":{..},"total":{"old":COUNTS,"new":COUNTS},"kind":[{"value":"response",
 * "label":..,"old":..,"new":..}],"tier":[..],"department":[..],"owner":[..],"month":[..],
 * "moved":n (open ones that are due at another
 * time),"evidence":{"before":COLUMN,"after":COLUMN},
 * "differences":{"total":n,"items":[{"subject","subject_id","kind","cycle","old":{..},
 * "new":{..}}]}} with COLUMN = {"from","to","tickets","solved","satisfied",
 * "basically_satisfied","dissatisfied","tiers":[{"tier","limits":["24h"],"answered",
 * "mean_s"}]} and COUNTS = {"due","met","met_late","missed","open","median_min","p90_min",
 * "warnings","breaches","escalations"}. */
MUST_CHECK enum err replay_write(struct ctx *cx, int64_t policy_id, int64_t calendar_id,
				 const struct replay *r, const struct replay_sizes *sizes,
				 struct jw *w);
#endif
