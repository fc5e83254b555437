/* table - titles and rows of text, as a file: CSV, workbook, or JSON for a page to print. */
#ifndef SERVICE_TABLE_H
#define SERVICE_TABLE_H

#include "base/buf.h"
#include "base/json.h"

struct table {
	struct str name; /* of the sheet */
	struct str *titles;
	size_t columns;
	struct str **rows; /* columns cells each */
	size_t n, cap;
};

/* A new row of empty cells, in arena. */
struct str *table_row(struct arena *a, struct table *t);
/* CSV in UTF-8 with BOM; cells that a spreadsheet would run are made harmless (csv_put). */
MUST_CHECK enum err table_csv(const struct table *t, struct buf *b);
/* A workbook of one sheet whose cells are all text, made harmless as well. */
MUST_CHECK enum err table_xlsx(struct arena *a, const struct table *t, struct buf *b);
/* {"title","columns":[title],"rows":[[cell]]} */
MUST_CHECK enum err table_json(const struct table *t, struct jw *w);

#endif
