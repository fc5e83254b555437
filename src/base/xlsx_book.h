/* xlsx_book - what a workbook says beside its sheets: which there are, their shared texts, and
 * which styles show days.
 *
 * Private to the workbook reader. */
#ifndef BASE_XLSX_BOOK_H
#define BASE_XLSX_BOOK_H

#include "base/xlsx_xml.h"

struct sheet_name {
	struct str name, id;
	bool hidden;
};

struct book {
	struct arena *arena;
	struct fail *fail;
	struct zip *zip;
	struct sheet_name *sheets;
	size_t n_sheets, cap_sheets;
	struct str *strings; /* shared texts */
	size_t n_strings, cap_strings;
	bool *is_date; /* by number of style */
	size_t n_styles, cap_styles;
	bool from_1904;
};

/* Opens a workbook and reads all of that; *ret_part is the name of the part with the sheet of
 * that name ("": the first that is visible).  Errors as xlsx_to_csv. */
MUST_CHECK enum err book_open(struct arena *a, struct str bytes, struct str sheet,
			      struct fail *f, struct book *ret_book, struct str *ret_part);

#endif
