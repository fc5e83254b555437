#include "domain/perm.h"

ENUM_DEFINE(perm, PERMISSIONS);
ENUM_DEFINE(scope, SCOPES);
ENUM_DEFINE(default_role, DEFAULT_ROLES);

/* The shipped roles: a row a permission, a column a role; a dash is SCOPE_NONE. */
// clang-format off
#define A SCOPE_ALL
#define D SCOPE_DEPARTMENT
#define O SCOPE_OWN
#define N SCOPE_NONE
static const unsigned char defaults[PERM_COUNT][DEFAULT_ROLE_COUNT] = {
	/*                        read  admin mngr sales engin agent audit */
	[PERM_CUSTOMER_READ]   = {A,    A,    A,   D,    D,    D,    A},
	[PERM_CUSTOMER_WRITE]  = {N,    A,    A,   O,    N,    D,    N},
	[PERM_CUSTOMER_DELETE] = {N,    A,    N,   N,    N,    N,    N},
	[PERM_CUSTOMER_CLAIM]  = {N,    A,    A,   D,    N,    D,    N},
	[PERM_CUSTOMER_IMPORT] = {N,    A,    A,   N,    N,    N,    N},
	[PERM_CUSTOMER_EXPORT] = {N,    A,    A,   N,    N,    N,    N},
	[PERM_CONTACT_REVEAL]  = {N,    A,    A,   O,    O,    O,    N},
	[PERM_CONTACT_ASK]     = {N,    A,    A,   D,    D,    D,    N},
	[PERM_NOTE_REVEAL]     = {N,    A,    A,   O,    O,    O,    N},
	[PERM_TICKET_READ]     = {A,    A,    A,   D,    D,    D,    A},
	[PERM_TICKET_WRITE]    = {N,    A,    A,   D,    D,    D,    N},
	[PERM_FOLLOW_UP_READ]  = {A,    A,    A,   D,    D,    D,    A},
	[PERM_FOLLOW_UP_WRITE] = {N,    A,    A,   D,    D,    D,    N},
	[PERM_FOLLOW_UP_INSPECT] = {N,  A,    A,   N,    N,    N,    N},
	[PERM_COVERAGE_READ]   = {A,    A,    A,   O,    O,    O,    A},
	[PERM_POLICY_READ]     = {A,    A,    A,   A,    A,    A,    A},
	[PERM_POLICY_WRITE]    = {N,    A,    A,   N,    N,    N,    N},
	[PERM_POLICY_PUBLISH]  = {N,    A,    A,   N,    N,    N,    N},
	[PERM_CALENDAR_WRITE]  = {N,    A,    A,   N,    N,    N,    N},
	[PERM_TAG_WRITE]       = {N,    A,    A,   N,    N,    N,    N},
	[PERM_VIEW_SHARE]      = {N,    A,    A,   N,    N,    N,    N},
	[PERM_USER_READ]       = {A,    A,    A,   A,    A,    A,    A},
	[PERM_USER_WRITE]      = {N,    A,    N,   N,    N,    N,    N},
	[PERM_SETTING_WRITE]   = {N,    A,    N,   N,    N,    N,    N},
	[PERM_AUDIT_READ]      = {N,    A,    N,   N,    N,    N,    A},
};
#undef A
#undef D
#undef O
#undef N
// clang-format on

struct actor actor_system(void)
{
	struct actor a = {.name = STR("system")};
	memset(a.scope, SCOPE_ALL, sizeof a.scope);
	return a;
}

/* Permissions about records that have an owner and a department. */
static const bool scoped[PERM_COUNT] = {
	[PERM_CUSTOMER_READ] = true,	 [PERM_CUSTOMER_WRITE] = true,
	[PERM_CUSTOMER_DELETE] = true,	 [PERM_CUSTOMER_EXPORT] = true,
	[PERM_CUSTOMER_CLAIM] = true,	 [PERM_CONTACT_REVEAL] = true,
	[PERM_CONTACT_ASK] = true,	 [PERM_NOTE_REVEAL] = true,
	[PERM_TICKET_READ] = true,	 [PERM_TICKET_WRITE] = true,
	[PERM_FOLLOW_UP_READ] = true,	 [PERM_FOLLOW_UP_WRITE] = true,
	[PERM_FOLLOW_UP_INSPECT] = true, [PERM_COVERAGE_READ] = true,
};

enum scope default_scope(enum default_role role, enum perm perm)
{
	return (enum scope)defaults[perm][role];
}

bool perm_is_scoped(enum perm perm)
{
	return scoped[perm];
}

void actor_add(struct actor *actor, const struct grants *grants)
{
	for (int p = 0; p < PERM_COUNT; p++)
		if (grants->scope[p] > actor->scope[p])
			actor->scope[p] = grants->scope[p];
}

enum scope actor_scope(const struct actor *actor, enum perm perm)
{
	if (perm == PERM_PUBLIC || perm == PERM_LOGIN)
		return SCOPE_ALL;
	return (enum scope)actor->scope[perm];
}

/* FNV-1a: nobody gains by a collision, they would keep a stream of ids for a while. */
static uint64_t digest_add(uint64_t h, const void *p, size_t n)
{
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++)
		h = (h ^ b[i]) * UINT64_C(1099511628211);
	return h;
}

uint64_t actor_digest(const struct actor *actor)
{
	uint64_t h = UINT64_C(14695981039346656037);

	h = digest_add(h, &actor->user_id, sizeof actor->user_id);
	h = digest_add(h, actor->scope, sizeof actor->scope);
	return digest_add(h, actor->department_path.p, actor->department_path.n);
}

unsigned actor_reveal(const struct actor *actor)
{
	unsigned m = 0;
	if (actor->scope[PERM_CONTACT_REVEAL] == SCOPE_ALL)
		m |= MASK_PHONE | MASK_EMAIL;
	if (actor->scope[PERM_NOTE_REVEAL] == SCOPE_ALL)
		m |= MASK_NOTE;
	return m;
}

bool actor_may(const struct actor *actor, enum perm perm, int64_t owner_id,
	       struct str department_path)
{
	switch (actor_scope(actor, perm)) {
	case SCOPE_ALL:
		return true;
	case SCOPE_DEPARTMENT:
		if (actor->department_path.n &&
		    str_starts(department_path, actor->department_path))
			return true;
		return owner_id != 0 && owner_id == actor->user_id;
	case SCOPE_OWN:
		return owner_id != 0 && owner_id == actor->user_id;
	case SCOPE_NONE:
		break;
	}
	return false;
}
