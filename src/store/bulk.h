/* bulk - rows as the text that PostgreSQL's COPY reads.  Private to store. */
#ifndef STORE_BULK_H
#define STORE_BULK_H

#include "base/buf.h"
#include "base/field.h"

/* Appends a line of n values: tabs between them, \\N for null, and a backslash before what
 * would end a value (PostgreSQL 15, COPY, "Text Format"). */
void bulk_put(struct buf *b, const struct value *values, size_t n);

#endif
