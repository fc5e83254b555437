/* import_report - what became of a file's rows: the refused ones, and why, in words.
 *
 * Codes and arguments are stored, the words are made in the language of whoever reads them. */
#ifndef SERVICE_IMPORT_REPORT_H
#define SERVICE_IMPORT_REPORT_H

#include "service/jobs.h"

/* Days for which the file of an import with refused rows is kept. */
enum { UPLOAD_KEPT_DAYS = 7 };

/* The items of a fail as a JSON array of {"field","code","params"}, in arena. */
struct str import_errors(struct arena *a, const struct fail *f);

/* Adds "detail" in the reader's language to the errors of a report. */
MUST_CHECK enum err import_report_show(struct ctx *cx, struct job *job);

/* Writes the refused rows of an import as CSV with a column of reasons, UTF-8 with BOM; cells
 * that a spreadsheet would run are made harmless.  ERR_NOT_FOUND: not one's own import, or its
 * file is no longer kept. */
MUST_CHECK enum err import_refused_write(struct ctx *cx, int64_t job_id, struct buf *b);

/* Forgets files that are older than UPLOAD_KEPT_DAYS. */
MUST_CHECK enum err import_sweep(struct ctx *cx);

#endif
