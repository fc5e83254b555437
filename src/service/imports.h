/* imports - customers with their first contact from a CSV file or a workbook (T10, D1), as a
 * job.
 *
 * Columns are found by their headers: the field's name or its title in any language
 * ("column.customer.name" in the catalogue).  The job first checks every row and reports the
 * first errors; then, unless it is a dry run, it writes the good rows page by page, each page
 * with its place, so that a crash neither repeats nor loses a row. */
#ifndef SERVICE_IMPORTS_H
#define SERVICE_IMPORTS_H

#include "service/jobs.h"

struct import_start {
	struct str name;    /* of the file */
	struct str content; /* its bytes: a workbook, or text in any encoding of csv_to_utf8 */
	struct str sheet;   /* of the workbook; "": the first */
	bool dry_run;
	bool all_or_nothing; /* write nothing when any row is bad */
	bool skip_known;     /* rows whose number exists are skipped instead of refused */
};
/* Checks the file and its headers and queues the job.  ERR_INPUT: "bad_text_encoding", what
 * xlsx_to_csv refuses, a header twice ("duplicate_column"), the column of names missing
 * ("missing_column"). */
MUST_CHECK enum err import_start(struct ctx *cx, const struct import_start *start,
				 struct job *ret_job);
/* Writes the file that people start from: the titles of the columns in a language and one row
 * of sample values, as UTF-8 with BOM, so that spreadsheets read it right. */
MUST_CHECK enum err import_template_write(struct ctx *cx, enum lang lang, struct buf *b);
/* The job's step: IMPORT_PAGE rows. */
enum { IMPORT_PAGE = 200, IMPORT_ERRORS = 100 };
enum err import_step(struct ctx *cx, struct job *job);

#endif
