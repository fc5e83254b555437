/* cncal_table - the rows that tools/cndays.c makes of data/cn-days.csv.  For cncal.c only. */
#ifndef DOMAIN_CNCAL_TABLE_H
#define DOMAIN_CNCAL_TABLE_H

#include "domain/cncal.h"

extern const struct cnday_row cncal_rows[];
extern const size_t cncal_row_count;

#endif
