/* replay_sheets - the report of a replay as a file in the reader's language (A7, A3).
 *
 * S0's table, a sheet for each grouping (kind, tier, department, person, month), and the
 * deadlines that ended differently: one below the other in CSV, a sheet each in a workbook; a
 * format of one sheet has S0's table alone. */
#ifndef SERVICE_REPLAY_SHEETS_H
#define SERVICE_REPLAY_SHEETS_H

#include "service/ctx.h"
#include "service/table.h"

/* Makes the file of a report (the text that replay_write gave); *ret_table lies in arena, its
 * file is the caller's to take.  Customers and tickets are named as far as the actor may export
 * them.  Errors of table_put and table_end; ERR_BUG: it is no report. */
MUST_CHECK enum err replay_sheets(struct ctx *cx, struct str report,
				  const struct table_format *format, struct table **ret_table);

/* The report of one of the actor's own replays as a file; cx has no transaction.  It counts as
 * an export: among those of the day, and in the audit trail before its first byte.
 * ERR_NOT_FOUND: no such job, or it is no replay that has ended well; ERR_LIMIT "export_quota".
 */
struct replay_file {
	int64_t job_id;
	const struct table_format *format;
	struct str name; /* of the file, without its end */
	struct table *table;
};
MUST_CHECK enum err replay_export(struct ctx *cx, struct replay_file *file);
/* S0's table of it, to be shown: format table_json, in cx's transaction, and nothing is noted.
 */
MUST_CHECK enum err replay_show_evidence(struct ctx *cx, struct replay_file *file);

#endif
