/* bulk - one change of many records in one transaction, with a report on each row.
 *
 * All rows are checked before any is written, so that a call changes all of them or none, or,
 * when it is told to, those that can be changed.  Nothing is written by a dry run; its report
 * is that of the real one. */
#ifndef SERVICE_BULK_H
#define SERVICE_BULK_H

#include "service/resource.h"

/* Rows of one call. */
enum { BULK_MAX = 500 };

#define BULK_RESULTS(X)                                                                        \
	X(BULK_CHANGED, "changed") /* or would be */                                           \
	X(BULK_SAME, "same")	   /* it is so already */                                      \
	X(BULK_REFUSED, "refused")
ENUM_DECLARE(bulk_result, BULK_RESULTS);

/* How a call is meant. */
struct bulk_how {
	bool dry_run; /* write nothing */
	bool partial; /* write the good rows even when others are refused */
};

/* What became of a row, or would. */
struct bulk_row {
	int64_t id;
	enum bulk_result result;
	const char *code;  /* why it was refused, "stale"; NULL: it was not */
	struct str detail; /* the same in the reader's language */
	int64_t version;   /* of the record afterwards; 0 = not shown */
	struct str
		previous;  /* the editable fields that differ, a JSON object, as they were... */
	struct str values; /* ...and as they are now */
};

/* The rows of a call and what was done with them. */
struct bulk_report {
	struct bulk_row *rows;
	size_t n;
	bool applied;
};

/* Takes the error of one row's check and what it says in *f (which is forgotten) into the row;
 * OK leaves it.  Gives the error back when it is not the row's: the whole call fails. */
MUST_CHECK enum err bulk_refuse(struct ctx *cx, enum err e, struct fail *f,
				struct bulk_row *row);
/* Whether the rows may be written: not in a dry run, and none was refused unless partial. */
bool bulk_may_apply(const struct bulk_report *report, const struct bulk_how *how);
/* Fills previous and values of a row from a record as it was and as it becomes; masked fields
 * are left out.  BULK_SAME when nothing differs. */
MUST_CHECK enum err bulk_compare(struct ctx *cx, const struct fields *t, const void *old,
				 const void *rec, struct bulk_row *row);
/* Writes the report: {"applied":...,"changed":n,"same":n,"refused":n,"rows":[...]}. */
void bulk_write(const struct bulk_report *report, struct jw *w);

/* A record to be changed: the version that its reader has seen, and the fields of `set`. */
struct bulk_item {
	int64_t id;
	int64_t version;
	const void *given;
	uint64_t set;
};
/* Changes items[n] of a resource in the actor's reach, each with its checks, its audit row and
 * all that follows from it. */
MUST_CHECK enum err bulk_change(struct ctx *cx, const struct resource *r,
				const struct bulk_item *items, size_t n,
				const struct bulk_how *how, struct bulk_report *ret_report);

#endif
