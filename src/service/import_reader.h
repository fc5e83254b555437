/* import_reader - the bytes of an import's file as CSV text, read in a process that can do
 * nothing else (sys/cage.h): whoever sends a file may have made it to break a reader.
 *
 * What comes back is believed no more than the file was: it is a text, or one of the errors
 * that xlsx_to_csv and csv_to_utf8 have. */
#ifndef SERVICE_IMPORT_READER_H
#define SERVICE_IMPORT_READER_H

#include "service/ctx.h"
#include "sys/cage.h"

/* How the process works: for cage_start and cage_serve. */
extern const struct cage_options import_reader;

struct import_bytes {
	struct str content; /* a workbook, or text in any encoding of csv_to_utf8 */
	struct str sheet;   /* of the workbook; "": the first */
};
/* Reads a file; the text is in arena.  ERR_INPUT: what xlsx_to_csv and csv_to_utf8 refuse, or
 * "unreadable_file": it broke its reader, or took too much memory or time.  ERR_BUSY: there is
 * no process to be had; "import_reader_gone": nor will there be. */
MUST_CHECK enum err import_read(struct cage *cage, const struct import_bytes *file,
				struct arena *a, struct fail *f, struct str *ret_text);

#endif
