/* access - departments, users and tokens as resources, and what must hold among them.
 *
 * Departments are a tree whose paths are kept with every move; at least one active
 * administrator remains; a change of rights ends the sessions it makes untrue. */
#ifndef SERVICE_ACCESS_H
#define SERVICE_ACCESS_H

#include "service/resource.h"

extern const struct resource department_resource;
extern const struct resource user_resource;
extern const struct resource session_resource;
extern const struct resource token_resource;
extern const struct resource audit_resource;

/* Checks a reference to a user; 0 is fine.  ERR_INPUT for the field: "no_such_record", and,
 * where work is to be given to somebody, "user_disabled". */
MUST_CHECK enum err user_check_known(struct ctx *cx, int64_t id, const char *field);
MUST_CHECK enum err user_check_active(struct ctx *cx, int64_t id, const char *field);

#endif
