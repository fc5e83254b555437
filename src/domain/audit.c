#include "domain/audit.h"

static const struct field rows[] = {
	RECORD_ROWS(struct audit_entry),
	F_REF(struct audit_entry, user_id, F_FILTER, "user"),
	F_TEXT(struct audit_entry, action, F_FILTER),
	F_TEXT(struct audit_entry, record, F_FILTER),
	F_REF(struct audit_entry, record_id, F_FILTER, NULL),
	F_JSON(struct audit_entry, diff, 0),
	F_TEXT(struct audit_entry, client, 0),
	F_TEXT(struct audit_entry, request_id, F_FILTER),
	F_REF(struct audit_entry, batch, F_FILTER, NULL),
	F_TEXT(struct audit_entry, mac, F_HIDDEN),
	F_INT(struct audit_entry, sequence, F_FILTER | F_SORT),
	F_TEXT(struct audit_entry, seal, F_HIDDEN),
};
const struct fields audit_fields = FIELDS(struct audit_entry, "audit_entry", "audit", rows);

bool audit_field_is_chain(const struct field *fd)
{
	return fd->offset >= offsetof(struct audit_entry, mac);
}
