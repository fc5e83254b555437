/* records - the record types that have a table.  Whoever adds one adds its line in records.c;
 * a test sees to it that each has the columns of its field table on both databases. */
#ifndef STORE_RECORDS_H
#define STORE_RECORDS_H

#include "base/field.h"

/* NULL at the end. */
extern const struct fields *const record_types[];

#endif
