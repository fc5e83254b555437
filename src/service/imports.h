/* imports - records of a type from a CSV file or a workbook, as a job (T10, D1-D4).
 *
 * What can be imported, and by which columns, says the table of import_type.h.  The job first
 * checks every row and reports the first errors; then, unless it is a dry run, it writes the
 * good rows page by page, each page with its place, so that a crash neither repeats nor loses a
 * row. A dry run and an all-or-nothing import do every row and undo it, so that what they say
 * is what would happen.  What a batch did can be undone: batches.h. */
#ifndef SERVICE_IMPORTS_H
#define SERVICE_IMPORTS_H

#include "service/jobs.h"

/* What becomes of a row that speaks of a record which is known already. */
#define DUPLICATE_CHOICES(X)                                                                   \
	X(DUPLICATE_REFUSE, "refuse")                                                          \
	X(DUPLICATE_SKIP, "skip")                                                              \
	X(DUPLICATE_UPDATE, "update")                                                          \
	X(DUPLICATE_NEW, "new") /* another one is made, unless its number is taken */
ENUM_DECLARE(duplicate_choice, DUPLICATE_CHOICES);

struct import_start {
	struct str type; /* of import_types; "": customer */
	struct str name; /* of the file */
	struct str text; /* what is in it: import_reader.h */
	bool dry_run;
	bool all_or_nothing; /* write nothing when any row is bad */
	enum duplicate_choice duplicates;
	struct str
		by; /* "number,name,phone": how a known record is found; "": as its type is */
};
/* Checks the file and its headers and queues the job; a layout that was mapped before is read
 * by that mapping.  ERR_INPUT: "empty_file", a header twice ("duplicate_column"), a column
 * missing ("missing_column"), type or by unknown ("not_one_of"). ERR_DENIED: the actor may not
 * write that type. */
MUST_CHECK enum err import_start(struct ctx *cx, const struct import_start *start,
				 struct job *ret_job);
/* Writes, as JSON, how a file would be read:
 * {"headers":[{"header","column"}],"columns":[{"name", "title","needed"}],"rows":[[cell]]}, its
 * headers with the column that each would fill ("" = none), the columns that the type has, and
 * its first rows.  Errors of the file as import_start. */
MUST_CHECK enum err import_preview_write(struct ctx *cx, const struct import_start *start,
					 struct jw *w);
/* Writes the file that people start from: the titles of a type's columns in a language and one
 * row of sample values, as UTF-8 with BOM, so that spreadsheets read it right. */
MUST_CHECK enum err import_template_write(struct ctx *cx, struct str type, enum lang lang,
					  struct buf *b);
/* The job's step: IMPORT_PAGE rows. */
enum { IMPORT_PAGE = 400, IMPORT_ERRORS = 100, IMPORT_PREVIEW = 5 };
enum err import_step(struct ctx *cx, struct job *job);

#endif
