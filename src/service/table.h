/* table - titles and rows of text as a file: CSV, workbook, PDF, or JSON for a page to show.
 *
 * Rows are put one by one into a temporary file, so memory does not grow with them (those of a
 * PDF are kept until its end: their pages must be counted first).  A file is given when it is
 * whole; one that failed midway is dropped and never seen. */
#ifndef SERVICE_TABLE_H
#define SERVICE_TABLE_H

#include "base/message.h"
#include "sys/scratch.h"

enum { TABLE_SHEET_ROWS = 5000 }; /* that are printed or shown at once */

/* What a table is called, and what a printed one says besides. */
struct table_head {
	struct str name; /* of the sheet */
	struct str *titles;
	size_t columns;
	const bool *figures; /* columns whose cells are whole numbers or ""; NULL: none */
	struct str company;
	struct str date;     /* of the day, "2026-03-02" */
	struct str taken_by; /* at the foot of each page: who took it, and when */
	struct instant now;
	enum lang lang;
};

struct table;
/* A format; what makes its files is private. */
struct table_format {
	const char *name; /* "csv", as in paths and in the audit trail */
	const char *media_type;
	size_t rows_max; /* 0: any number */
	enum err (*begin)(struct table *t);
	enum err (*sheet)(struct table *t); /* its head is the next one's; NULL: one only */
	/* cells[columns]; `a` lives until the call returns. */
	enum err (*put)(struct table *t, struct arena *a, const struct str *cells);
	enum err (*end)(struct table *t);
	void (*drop)(struct table *t); /* whatever state there is; NULL: nothing */
};
extern const struct table_format table_csv, table_xlsx, table_pdf, table_json;
/* Those in which a list is taken as a file, the last one NULL; and the one of that name among
 * them, or NULL. */
extern const struct table_format *const table_files[];
const struct table_format *table_format_find(struct str name);

/* A table on its way; formats alone look into it. */
struct table {
	const struct table_format *format;
	struct table_head head;
	struct arena *arena;
	struct fail *fail;
	struct scratch file;
	size_t rows; /* of this sheet, put so far */
	void *state; /* of the format */
};

/* Begins a file; keeps the head's texts and f.  The table lies in the arena and is dropped with
 * it.  ERR_FULL, ERR_IO, ERR_DENIED: the temporary file; ERR_BUSY: memory. */
MUST_CHECK enum err table_begin(struct arena *a, const struct table_format *format,
				const struct table_head *head, struct fail *f,
				struct table **ret_table);
/* Puts a row; `scratch` may be emptied afterwards.  ERR_INPUT: "too_many_rows" (max),
 * "cell_too_long" (row, max); ERR_FULL, ERR_IO, ERR_BUSY. */
MUST_CHECK enum err table_put(struct table *t, struct arena *scratch, const struct str *cells);
/* Begins another sheet in the same file, with a name of its own (CSV: below an empty line).
 * Errors as table_begin; ERR_UNSUPPORTED: the format has one sheet only. */
MUST_CHECK enum err table_sheet(struct table *t, const struct table_head *head);
/* Ends it: t->file is whole, and the caller may take it.  ERR_INPUT: "too_many_pages" (max);
 * ERR_UNSUPPORTED: "no_font", the machine has none for the table's name; ERR_FULL, ERR_IO,
 * ERR_BUSY. */
MUST_CHECK enum err table_end(struct table *t);
/* Frees what it holds, the file too unless it was taken.  NULL and twice are fine. */
void table_drop(struct table *t);

#endif
