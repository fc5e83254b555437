/* csv - rows of a CSV file (RFC 4180) as people really save it.
 *
 * UTF-8 with or without BOM, GB18030 (Excel in China), UTF-16 with BOM; any line ends, quoted
 * newlines; comma, semicolon or tab.  Reads from an offset, so that a long file can be taken up
 * again.  It knows no columns: what they mean is the importer's business. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/fail.h"

enum { CSV_COLUMNS = 256, CSV_CELL_MAX = 64 * 1024 };

/* The bytes of a file as UTF-8 text in the arena, BOM taken off.  ERR_INPUT, code
 * "bad_text_encoding" with argument offset: the bytes are neither UTF-8 nor GB18030 nor UTF-16,
 * or have a NUL. */
MUST_CHECK enum err csv_to_utf8(struct arena *a, struct str bytes, struct fail *f,
				struct str *ret_text);

/* Loads what csv_to_utf8 needs from files, and keeps it for as long as the process lives: for
 * one that is to open none later. */
void csv_load(void);

/* A place in a text; zero-initialise and set text and separator (csv_sniff). */
struct csv {
	struct str text;
	char separator;
	size_t offset; /* of the next row */
	int64_t line;  /* of the file where the last row began, from 1 */
	int64_t next_line;
};

/* The separator that the first line uses most outside quotes: ',', ';' or '\t'. */
char csv_sniff(struct str text);

/* Reads the next row that is not empty: cells in the arena, at most CSV_COLUMNS.  *ret_n is 0
 * at the end of the text.  ERR_INPUT: a quote is not closed or followed by rubbish
 * ("bad_quotes"), a row or cell is too long ("too_long"); the reader has then moved past that
 * line. */
MUST_CHECK enum err csv_row(struct csv *c, struct arena *a, struct fail *f,
			    struct str **ret_cells, size_t *ret_n);

/* Appends a cell, quoted where needed; cells that a spreadsheet would run as a formula (= + - @
 * tab CR first) get an apostrophe before them unless they are plain numbers or
 * a dash alone. */
struct buf;
void csv_put(struct buf *b, struct str cell, bool first);

/* A cell with that apostrophe, where it needs one, in arena. */
struct str csv_defused(struct arena *a, struct str cell);

#endif
