/* import_write - what is particular to each type of import: completing a row, recognising what
 * is known, making it.  Rows of the table of import_type.h; not called from elsewhere. */
#ifndef SERVICE_IMPORT_WRITE_H
#define SERVICE_IMPORT_WRITE_H

#include "service/import_type.h"

/* import_type.check of each type: completes and checks a row that was read. */
MUST_CHECK enum err import_check_customer(struct ctx *cx, struct import_record *r);
MUST_CHECK enum err import_check_contact(struct ctx *cx, struct import_record *r);
MUST_CHECK enum err import_check_order(struct ctx *cx, struct import_record *r);
MUST_CHECK enum err import_check_ticket(struct ctx *cx, struct import_record *r);
/* A time to come, or one without content, is a plan (D2). */
MUST_CHECK enum err import_check_follow_up(struct ctx *cx, struct import_record *r);
/* A row of a satisfaction survey is a record of that purpose (D4). */
MUST_CHECK enum err import_check_survey(struct ctx *cx, struct import_record *r);

/* import_type.find of each type: the record that the row speaks of, in the actor's reach; 0:
 * none. ERR_INPUT "taken": a number is in use beyond it. */
MUST_CHECK enum err import_find_customer(struct ctx *cx, struct import_record *r, unsigned keys,
					 int64_t *ret_id);
MUST_CHECK enum err import_find_contact(struct ctx *cx, struct import_record *r, unsigned keys,
					int64_t *ret_id);
MUST_CHECK enum err import_find_order(struct ctx *cx, struct import_record *r, unsigned keys,
				      int64_t *ret_id);
MUST_CHECK enum err import_find_ticket(struct ctx *cx, struct import_record *r, unsigned keys,
				       int64_t *ret_id);
MUST_CHECK enum err import_find_follow_up(struct ctx *cx, struct import_record *r,
					  unsigned keys, int64_t *ret_id);

/* import_type.prepare of customers: their tags by name; a new name makes a tag. */
MUST_CHECK enum err import_prepare_customer(struct ctx *cx, struct import_record *r);
/* import_type.make of each type: makes what the row tells, through the resources' hooks. */
MUST_CHECK enum err import_make_customer(struct ctx *cx, struct import_record *r);
MUST_CHECK enum err import_make_contact(struct ctx *cx, struct import_record *r);
MUST_CHECK enum err import_make_order(struct ctx *cx, struct import_record *r);
/* With its history: answered, solved, confirmed and archived at their times, by its owner (D3).
 */
MUST_CHECK enum err import_make_ticket(struct ctx *cx, struct import_record *r);
MUST_CHECK enum err import_make_follow_up(struct ctx *cx, struct import_record *r);

/* The contact of a customer's row: changed when it is known by name, else made. */
MUST_CHECK enum err import_update_customer(struct ctx *cx, struct import_record *r, int64_t id);

/* Replaces the fields of the record that have a value in the row and may be edited. */
MUST_CHECK enum err import_change(struct ctx *cx, const struct resource *resource, int64_t id,
				  const void *given, uint64_t set);

#endif
