/* cursor - where a page of a list ended, as opaque text.  Private to store.
 *
 * Not secret and not signed: it holds what the reader has just seen.  It is bound to the type,
 * the sort column and the direction, so that one list's cursor is refused by another. */
#ifndef STORE_CURSOR_H
#define STORE_CURSOR_H

#include "base/field.h"

struct cursor {
	struct value sort; /* of the last row; V_NULL when the column was empty */
	int64_t id;
};

/* The list that a cursor belongs to. */
struct cursor_of {
	const struct fields *type;
	const struct field *sort;
	bool descending;
};

/* The text of a cursor, in arena. */
struct str cursor_format(struct arena *a, struct cursor_of of, struct cursor c);
/* Reads one; its text lies in the arena.  ERR_INPUT: it is none of this list's. */
MUST_CHECK enum err cursor_parse(struct arena *a, struct cursor_of of, struct str text,
				 struct cursor *ret);

#endif
