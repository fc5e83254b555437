/* perm - who may do what, and to whose records.
 *
 * One list of permissions, one table of what the shipped roles grant.  A role grants each
 * permission with a scope; whatever is not granted is denied.  Pure: knows neither sessions nor
 * SQL; the roles of a company are records (role.h). */
#ifndef DOMAIN_PERM_H
#define DOMAIN_PERM_H

#include "base/field.h"

/* id, name in JSON and message keys ("perm.customer.read"). */
#define PERMISSIONS(X)                                                                         \
	X(PERM_NONE, "none")	 /* never granted: zero is no permission */                    \
	X(PERM_PUBLIC, "public") /* routes that need no login */                               \
	X(PERM_LOGIN, "login")	 /* routes for anybody who is logged in */                     \
	X(PERM_CUSTOMER_READ, "customer.read")                                                 \
	X(PERM_CUSTOMER_WRITE, "customer.write")                                               \
	X(PERM_CUSTOMER_DELETE, "customer.delete")                                             \
	X(PERM_CUSTOMER_CLAIM, "customer.claim") /* out of the public pool */                  \
	X(PERM_CUSTOMER_IMPORT, "customer.import")                                             \
	X(PERM_CUSTOMER_EXPORT, "customer.export")                                             \
	X(PERM_CONTACT_REVEAL, "contact.reveal") /* phone and e-mail unmasked */               \
	X(PERM_CONTACT_ASK, "contact.ask")	 /* the same one by one, with a reason */      \
	X(PERM_NOTE_REVEAL, "note.reveal")	 /* confidential notes */                      \
	X(PERM_TICKET_READ, "ticket.read")                                                     \
	X(PERM_TICKET_WRITE, "ticket.write")                                                   \
	X(PERM_FOLLOW_UP_READ, "follow_up.read")                                               \
	X(PERM_FOLLOW_UP_WRITE, "follow_up.write")                                             \
	X(PERM_FOLLOW_UP_INSPECT, "follow_up.inspect") /* look at records, remind people */    \
	X(PERM_COVERAGE_READ, "coverage.read")                                                 \
	X(PERM_POLICY_READ, "policy.read")                                                     \
	X(PERM_POLICY_WRITE, "policy.write")                                                   \
	X(PERM_POLICY_PUBLISH, "policy.publish")                                               \
	X(PERM_CALENDAR_WRITE, "calendar.write")                                               \
	X(PERM_TAG_WRITE, "tag.write")                                                         \
	X(PERM_VIEW_SHARE, "view.share") /* saved views for everybody */                       \
	X(PERM_USER_READ, "user.read")                                                         \
	X(PERM_USER_WRITE, "user.write")                                                       \
	X(PERM_SETTING_WRITE, "setting.write")                                                 \
	X(PERM_AUDIT_READ, "audit.read")
ENUM_DECLARE(perm, PERMISSIONS);
enum { PERM_COUNT = PERM_AUDIT_READ + 1 };

/* How far a permission reaches, from nothing to everything. */
#define SCOPES(X)                                                                              \
	X(SCOPE_NONE, "none")                                                                  \
	X(SCOPE_OWN, "own")		  /* records whose owner is the actor */               \
	X(SCOPE_DEPARTMENT, "department") /* own, and those of the department and below */     \
	X(SCOPE_ALL, "all")
ENUM_DECLARE(scope, SCOPES);

/* The roles that ship; a company changes their grants and adds its own. */
#define DEFAULT_ROLES(X)                                                                       \
	X(ROLE_READ_ONLY, "read_only")                                                         \
	X(ROLE_ADMIN, "administrator")                                                         \
	X(ROLE_MANAGER, "service_manager")                                                     \
	X(ROLE_SALES, "sales")                                                                 \
	X(ROLE_ENGINEER, "after_sales_engineer")                                               \
	X(ROLE_AGENT, "service_agent")                                                         \
	X(ROLE_AUDITOR, "auditor")
ENUM_DECLARE(default_role, DEFAULT_ROLES);
enum { DEFAULT_ROLE_COUNT = ROLE_AUDITOR + 1 };

/* What a role grants: enum scope by enum perm. */
struct grants {
	unsigned char scope[PERM_COUNT];
};

/* Who acts: the rights of a session, a token, a scheduler tick or a command. */
struct actor {
	int64_t user_id;	    /* 0: the system itself */
	int64_t department_id;	    /* 0: none */
	struct str department_path; /* "/1/4/", prefix of the paths of all below; "" = none */
	struct str name;
	unsigned char scope[PERM_COUNT]; /* enum scope by enum perm */
};

/* The actor of scheduler and commands: everything, user 0. */
struct actor actor_system(void);
/* Adds grants to an actor; of two grants of a permission the wider one counts. */
void actor_add(struct actor *actor, const struct grants *grants);
/* The scope in which the actor holds a permission; PERM_PUBLIC and PERM_LOGIN are held by all.
 */
enum scope actor_scope(const struct actor *actor, enum perm perm);
/* A number that differs when what the actor may do, or for whose records, is another. */
uint64_t actor_digest(const struct actor *actor);
/* Which masks the actor sees through. */
unsigned actor_reveal(const struct actor *actor);
/* The scope that a shipped role grants for a permission unless the company changed it (Z1). */
enum scope default_scope(enum default_role role, enum perm perm);
/* Whether own and department mean something for a permission: it is about records that have an
 * owner.  Of the others one holds all or none. */
bool perm_is_scoped(enum perm perm);
/* Whether a record with this owner and department path lies in the actor's scope for perm;
 * the same rule as the SQL of store/row.c. */
bool actor_may(const struct actor *actor, enum perm perm, int64_t owner_id,
	       struct str department_path);

#endif
