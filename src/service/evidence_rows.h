/* evidence_rows - S0's table in the reader's words: before, after, and what has changed (A3).
 *
 * Its figures are those of a replay's report (replay_write).  With one span of time only what
 * the standard promises can differ: how long customers did wait, whether they were content and
 * their problems solved are facts, and their cells "after" stay empty.  With two spans each
 * column has the facts of its own. */
#ifndef SERVICE_EVIDENCE_ROWS_H
#define SERVICE_EVIDENCE_ROWS_H

#include "domain/evidence.h"
#include "service/ctx.h"

enum { EVIDENCE_COLUMNS = 4, EVIDENCE_ROWS = 2 * TIER_COUNT + 3 };

struct evidence_rows {
	struct str titles[EVIDENCE_COLUMNS]; /* measure, before, after, change */
	struct str cells[EVIDENCE_ROWS][EVIDENCE_COLUMNS];
	size_t n;
};
/* The table of a report, in arena; a report of an older program, without evidence, gives no
 * rows. Satisfied are those who said satisfied or basically satisfied, of all who said
 * anything; solved is what was resolved, of all that was submitted and not cancelled. */
void evidence_rows(struct ctx *cx, const json_t *report, struct evidence_rows *ret_rows);

/* "24 h", "8 h of work time", "3 working days", "every 1 month": a target as a standard writes
 * it, in words. */
struct str limit_words(struct ctx *cx, struct str target);

#endif
