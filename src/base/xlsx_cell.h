/* xlsx_cell - what the numbers of a workbook's cells mean (ECMA-376, 18.8.30 and 18.17.4).
 *
 * Private to the workbook reader. */
#ifndef BASE_XLSX_CELL_H
#define BASE_XLSX_CELL_H

#include "base/str.h"

/* Whether a built-in number format shows a date or a time of day. */
bool xlsx_builtin_is_date(int64_t id);
/* The same of a format code, "yyyy\年m\月d\日" or "#,##0.00". */
bool xlsx_code_is_date(struct str code);

/* A serial number of days as "2024-03-25", "2024-03-25 09:30", with seconds when there are any,
 * or "09:30" for a part of the first day, in arena.  As it stands when it is no day of the
 * years 1900 to 9999: negative, the 29th of February 1900 that never was, no number. */
struct str xlsx_date(struct arena *a, struct str number, bool from_1904);

/* A number as a person would have written it: "13800001111" for "1.3800001111E10", "0.3" for
 * "0.30000000000000004" (15 digits, as the programs show them), in arena. */
struct str xlsx_number(struct arena *a, struct str number);

/* "A" = 0, "XFD12" = 16383: the column of a cell's name; -1: it is no such name. */
int64_t xlsx_column(struct str name);

/* Text with its _xHHHH_ escapes resolved, in arena. */
struct str xlsx_unescape(struct arena *a, struct str s);

#endif
