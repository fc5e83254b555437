/* demo_rows - the records of a page of invented history, collected and written at once.
 *
 * They lie in the page's arena; nothing checks them: whoever fills them takes every consequence
 * from the functions that live requests use. */
#ifndef SERVICE_DEMO_ROWS_H
#define SERVICE_DEMO_ROWS_H

#include "service/ctx.h"
#include "store/search.h"

/* In the order in which they refer to each other. */
enum demo_table {
	DEMO_CUSTOMER,
	DEMO_CONTACT,
	DEMO_ORDER,
	DEMO_TIER_CHANGE,
	DEMO_TICKET,
	DEMO_EVENT,
	DEMO_FOLLOW_UP,
	DEMO_DEADLINE,
	DEMO_TABLES,
};

struct demo_rows {
	struct {
		char *v;
		size_t n;
		size_t cap;
	} table[DEMO_TABLES];
	struct {
		int64_t *ids;
		struct search_text *texts;
		size_t n;
		size_t cap;
	} found[SEARCH_TICKET + 1]; /* by enum search_kind */
};

/* Makes an empty record new: id, version, and the time it was made. */
void demo_born(struct ctx *cx, const struct fields *t, void *rec, struct instant at);
/* Adds a copy of a record; its texts must stay until the rows are written. */
void demo_put(struct demo_rows *rows, struct ctx *cx, enum demo_table table, const void *rec);
/* What a record is to be found by; empty, to be filled until the next one. */
struct search_text *demo_found_by(struct demo_rows *rows, struct ctx *cx, enum search_kind kind,
				  int64_t id);
/* How many rows there are. */
size_t demo_size(const struct demo_rows *rows);
/* Writes them all.  Errors of row_insert_many. */
MUST_CHECK enum err demo_write(struct ctx *cx, const struct demo_rows *rows);

#endif
