/* exports - lists as files, and the documents' sheets D1 and D3 (Z1, D1, D3).
 *
 * The columns of an export are those of the import of its type, so that it goes in again.  It
 * reaches no further than customer.export and the right to read, shows what the list shows, and
 * leaves a row in the audit trail, with the reason, before its first byte; each person may take
 * a number of them a day.  It is read page by page into a temporary file, so it may be long. */
#ifndef SERVICE_EXPORTS_H
#define SERVICE_EXPORTS_H

#include "service/resource.h"
#include "service/table.h"

enum { EXPORTS_PER_DAY = 50, EXPORT_WINDOW_S = 24 * 3600 };

/* What can be exported. */
struct export_kind {
	const char *name;  /* "customer", "sheet_ticket" */
	const char *title; /* message: name of file and sheet, "export.customer" */
	const struct resource *resource;
	const char *const *columns; /* of a sheet; NULL: those of the import */
};
/* All kinds, the last one with name NULL; and the one of that name, or NULL. */
extern const struct export_kind export_kinds[];
const struct export_kind *export_kind_find(struct str name);

/* Whether the actor may take one more today (a use case's part; it locks the actor's row).
 * ERR_LIMIT "export_quota" with arguments seconds and max. */
MUST_CHECK enum err export_quota(struct ctx *cx);
/* How far exports reach: the narrower of the right to export and the right to read. */
struct eyes export_eyes(const struct ctx *cx, const struct resource *r);

/* What every file says besides its table: company, date, who took it, language. */
struct table_head export_head(struct ctx *cx);

struct export_args {
	struct str reason;
};
extern const struct fields export_args_fields;

/* An export as it is asked for. */
struct export_order {
	const struct export_kind *kind;
	struct str reason;
	struct str filters; /* as they were given, for the audit trail */
	const struct table_format *format;
	struct list_query query; /* its eyes and its page are set here */
	struct table *table;	 /* what came of it, in arena */
};
/* Checks the rights and the quota, notes it, reads the list and makes the file; cx has no
 * transaction.  order->table->file is the caller's to take.  ERR_DENIED; ERR_LIMIT
 * "export_quota" with arguments seconds and max; as table_put and table_end. */
MUST_CHECK enum err export_make(struct ctx *cx, struct export_order *order);

#endif
