/* role - a named set of rights: what its holders may do, and to whose records (Z1).
 *
 * The record and its document of grants, read and checked.  Who holds a role is in user.h; that
 * an administrator remains is service/roles.h. */
#ifndef DOMAIN_ROLE_H
#define DOMAIN_ROLE_H

#include "domain/perm.h"

struct role {
	RECORD_HEAD;
	struct str name;  /* what users refer to: "sales"; never changes */
	struct str title; /* as people read it; "" = the shipped one in the reader's language */
	struct str text;  /* what it is for */
	struct str grants; /* JSON object of scopes by permission, {"customer.read":"own"} */
	bool built_in;	   /* ships with the product and cannot be deleted */
};
extern const struct fields role_fields;

/* Reads the grants of a stored role.  A permission that its document does not name is newer
 * than the document: a shipped role then grants what ships, any other nothing.
 * ERR_INPUT: the document is not one that role_check let pass. */
MUST_CHECK enum err role_read(struct arena *a, const struct role *r, struct fail *f,
			      struct grants *ret_grants);
/* Writes grants as the document of a role, every permission named, in arena. */
struct str grants_write(struct arena *a, const struct grants *g);
/* Checks a role as somebody wants to have it: a name of lower-case letters, digits and _, known
 * permissions, known scopes that mean something for them; the administrator keeps what is
 * needed to give rights back.  Sets r->grants to the document in full, and *ret_grants.
 * ERR_INPUT: f names the field, "grants.customer.read" within the document. */
MUST_CHECK enum err role_check(struct arena *a, struct role *r, struct fail *f,
			       struct grants *ret_grants);

#endif
