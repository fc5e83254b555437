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

/* Writes the default roles with their grants as a JSON array:
 * [{"name":"sales","title":"销售代表","grants":[{"name":"customer.read","title":...,
 * "scope":"department"},...]},...]. */
void roles_write(enum lang lang, struct jw *w);

#endif
