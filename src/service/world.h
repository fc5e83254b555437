/* world - the company, its response standards, calendars and roles, parsed, as of one instant.
 *
 * A world is immutable and shared by all threads; when a transaction finds that the company row
 * has a newer version, or that a role was changed, it builds the next one.  So a published
 * policy and a right taken away hold from the next transaction on, on every node. */
#ifndef SERVICE_WORLD_H
#define SERVICE_WORLD_H

#include "domain/classify.h"
#include "domain/company.h"
#include "domain/obligations.h"
#include "service/ctx.h"

struct world {
	struct company company; /* id 0: not set up yet */
	struct standards standards;
	const struct policy *policy;	       /* in force; NULL = none published */
	const struct named_calendar *calendar; /* the company's */
	const struct tz *zone;		       /* the company's, for dates in numbers */
	struct class_rules classification;
	const struct named_grants *roles;
	size_t n_roles;
};

/* A role of the company. */
struct named_grants {
	struct str name;
	struct grants grants;
};

/* Where zones come from: app/ gives sys/tzfile, which services do not see. */
struct zone_loader {
	enum err (*load)(struct arena *a, struct str name, const struct tz **ret_tz);
};

/* NULL when memory is out.  The caller frees it after the last use case. */
struct worlds *worlds_new(struct zone_loader loader);
void worlds_free(struct worlds *w);

/* Sets cx->world to the world of cx's transaction and keeps it until worlds_leave.
 * ERR_BUG: a stored document cannot be read; cx->fail says which. */
MUST_CHECK enum err worlds_enter(struct ctx *cx);
void worlds_leave(struct ctx *cx);

/* Says that a role was changed: the next transactions build a new world. */
MUST_CHECK enum err worlds_roles_changed(struct ctx *cx);
/* The grants of a role; NULL: there is none of that name. */
const struct grants *world_role(const struct world *w, struct str name);

/* The civil date of an instant in the company's zone. */
struct date world_date(const struct world *w, struct instant t);

/* An instant as people of the company read it, "2026-03-02 10:00", in arena. */
struct str world_local_time(const struct world *w, struct arena *a, struct instant t);

/* Parses and compiles a calendar document for the product's range of dates, in the arena.
 * ERR_INPUT: f names the part that is wrong, below "document". */
MUST_CHECK enum err calendar_compile(struct arena *a, struct zone_loader loader,
				     struct str document, struct fail *f,
				     const struct workcal **ret_cal);
/* The loader that the worlds of a home were made with. */
struct zone_loader worlds_loader(const struct worlds *w);

#endif
