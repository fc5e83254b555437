/* audit - what was done, by whom, to which record: the row that every write leaves.
 *
 * The record type only; service/audit.h writes it, service/audit_chain.h signs it. */
#ifndef DOMAIN_AUDIT_H
#define DOMAIN_AUDIT_H

#include "base/field.h"

/* Rows are added and never changed. */
struct audit_entry {
	RECORD_HEAD;	   /* version stays 1 */
	int64_t user_id;   /* who; 0 = the system itself */
	struct str action; /* "create", "change", "delete", "login", ... */
	struct str record; /* record type, "customer" */
	int64_t record_id;
	struct str diff;   /* {"name":[old,new]}, masked fields masked */
	struct str client; /* network address */
	struct str request_id;
	int64_t batch;	  /* the import it belongs to */
	struct str mac;	  /* signature of all above */
	int64_t sequence; /* its number in the chain; INT_NONE until it is sealed */
	struct str seal;  /* signature over number, row and the seal before */
};
extern const struct fields audit_fields;

/* Whether a field is one of those that the chain adds: they are not signed with the row. */
bool audit_field_is_chain(const struct field *fd);

#endif
