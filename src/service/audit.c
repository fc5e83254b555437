#include "service/audit.h"

#include "service/audit_chain.h"

enum err audit(struct ctx *cx, const char *action, const char *record, int64_t id,
	       struct str diff)
{
	const struct audit_log *log = cx->home->audit;
	struct audit_entry entry;

	if (!log)
		return ERR_BUG; /* never a row without a signature */
	fields_clear(&audit_fields, &entry);
	entry.id = ctx_id(cx);
	entry.version = 1;
	entry.created_at = entry.updated_at = cx->now;
	entry.user_id = cx->actor->user_id;
	entry.action = str_of(action);
	entry.record = str_of(record);
	entry.record_id = id;
	entry.diff = diff;
	entry.client = cx->client;
	entry.request_id = cx->request_id;
	entry.batch = cx->batch;
	struct audit_mac mac = audit_mac_row(&log->key, &entry);
	entry.mac = str_of(mac.hex);
	return row_insert(cx->tx, &audit_fields, &entry);
}
