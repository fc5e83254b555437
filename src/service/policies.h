/* policies - response standards and calendars as versions: draft, lint, publish (A7, R1, R2).
 *
 * A published version never changes.  Publishing takes effect at once for what begins from
 * then on; a job (apply_standard) moves what is open, and its report says what moved. */
#ifndef SERVICE_POLICIES_H
#define SERVICE_POLICIES_H

#include "domain/company.h"
#include "service/jobs.h"

extern const struct resource policy_resource;
extern const struct resource calendar_resource;
extern const struct resource company_resource;

/* The document of presets put together ("s1,s0,s4"), in arena.  ERR_INPUT "presets": a name is
 * none of ours, none is given, or too many are. */
MUST_CHECK enum err presets_join(struct arena *a, struct str names, struct fail *f,
				 struct str *ret_document);
/* Puts presets together as a draft.  ERR_INPUT: a name is none of ours. */
MUST_CHECK enum err policy_from_presets(struct ctx *cx, struct str names, struct str name,
					struct policy_version *ret_policy);
/* Everything that is wrong or doubtful about a document, as a JSON object: {"errors":n,
 * "findings":[{level, code, rule, kind, example, cells}...],"examples":[...]}.  A document that
 * cannot be parsed is ERR_INPUT with the places. */
MUST_CHECK enum err policy_lint_write(struct ctx *cx, struct str document, struct jw *w,
				      int64_t *ret_errors);
/* How a version differs from another (policy_diff.h): `with` is what was, `id` what becomes of
 * it; with 0: the version in force.  ERR_NOT_FOUND; ERR_INPUT for "with": no such version. */
MUST_CHECK enum err policy_differences_write(struct ctx *cx, int64_t id, int64_t with,
					     struct jw *w);
/* The table of a version (matrix.h). */
MUST_CHECK enum err policy_matrix_write(struct ctx *cx, int64_t id, struct jw *w);
/* Publishes a draft with a reason.  ERR_CONFLICT: it is no draft, or its lint has errors
 * ("policy_has_holes").  *ret_job recomputes the customers' deadlines under it and, with
 * `move`, those of open tickets; else these keep their version. */
struct policy_publish {
	int64_t id;
	int64_t version;
	struct str reason;
	bool move;
};
MUST_CHECK enum err policy_publish(struct ctx *cx, const struct policy_publish *p,
				   struct policy_version *ret_policy, struct job *ret_job);
/* Publishes a draft of a calendar; open deadlines are always recomputed. */
MUST_CHECK enum err calendar_publish(struct ctx *cx, const struct policy_publish *p,
				     struct calendar_version *ret_calendar,
				     struct job *ret_job);
/* The first settings of a company: its row, the calendars that ship with the product, and the
 * presets as published standard (names "" = none).  ERR_CONFLICT: there is one already;
 * ERR_INPUT: locale, time_zone or presets. */
struct company_start {
	struct str name;
	struct str locale;
	struct str time_zone; /* "" = Asia/Shanghai */
	struct str presets;
};
MUST_CHECK enum err company_start(struct ctx *cx, const struct company_start *start);

/* The job: a page of customers, then of open tickets. */
enum err standard_step(struct ctx *cx, struct job *job);

#endif
