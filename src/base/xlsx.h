/* xlsx - one sheet of a workbook (ECMA-376, Office Open XML) as the text of a CSV file.
 *
 * What a person sees is what comes out: shared and inline texts, days as ISO text by their
 * style, numbers as written, results of formulas.  A row of the text is a row of the sheet, so
 * that the number of a line names it: lines inside a cell are joined by CR.  It runs nothing,
 * follows no link, and refuses documents with a DTD.  Macros, charts and pictures are not
 * looked at. */
#ifndef BASE_XLSX_H
#define BASE_XLSX_H

#include "base/fail.h"

enum {
	XLSX_ROWS = 1048576,	    /* as the format has them */
	XLSX_DEPTH = 64,	    /* elements within elements */
	XLSX_TEXT_MAX = 64 << 20,   /* bytes that come out */
	XLSX_STRINGS_MAX = 2000000, /* shared texts */
};

/* Whether bytes are a workbook by their first bytes: of the format that is read here, or of the
 * older or locked one (OLE), which xlsx_to_csv refuses with the reason. */
bool xlsx_is(struct str bytes);

/* The text of the sheet of that name ("": the first that is visible), comma separated, in
 * arena. ERR_INPUT: "bad_workbook" (damaged, or not a workbook), "locked_workbook" (encrypted),
 * "old_workbook" (.xls), "unsafe_workbook" (DTD), "workbook_too_large" (limit), "no_such_sheet"
 * (sheet, sheets), "too_many_columns" (max), "long_cell" (cell, max). */
MUST_CHECK enum err xlsx_to_csv(struct arena *a, struct str bytes, struct str sheet,
				struct fail *f, struct str *ret_text);

#endif
