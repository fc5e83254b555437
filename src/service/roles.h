/* roles - the rights of the company's people as records that administrators change (Z1).
 *
 * Whatever is changed counts from the next transaction on, on every node: an actor is made anew
 * for each request (auth.h) from the roles of its transaction's world.  Nobody gives away more
 * than they have, except those who hold both user.write and setting.write. */
#ifndef SERVICE_ROLES_H
#define SERVICE_ROLES_H

#include "service/resource.h"

extern const struct resource role_resource;

/* The rights of a user's list of roles; a name that is no role grants nothing. */
void roles_grant(const struct world *w, struct str roles, struct actor *actor);
/* Checks a list of roles that the actor wants to give to somebody who has `old`: names of
 * roles, none twice; those that are new grant no more than the actor holds; a change asks for
 * a password given lately (auth_recent).  ERR_INPUT, ERR_DENIED with an item for "roles". */
MUST_CHECK enum err roles_check(struct ctx *cx, struct str roles, struct str old);

/* Writes the permissions as a JSON array: [{"name":"customer.read","title":"...",
 * "scoped":true},...]; scoped: own and department mean something for it. */
void permissions_write(enum lang lang, struct jw *w);
/* All roles of the company, by id, titles in the reader's language, grants in full; in arena.
 */
MUST_CHECK enum err roles_list(struct ctx *cx, struct list_page *ret_page);

#endif
