#include "store/reach.h"

/* Rows by owner_id and department_id of the table or alias.  aside: SQLite finds none by them.
 */
static void put_owned(struct sqltext *s, const char *table, const struct actor *actor,
		      enum scope scope, bool aside)
{
	struct str path = actor->department_path;
	const char *plus = aside && !s->pg ? "+" : "";

	sql_put(s, "(");
	sql_put(s, plus);
	sql_name(s, table, "owner_id");
	sql_put(s, " = ");
	sql_param(s, VAL_INT(actor->user_id));
	if (scope == SCOPE_DEPARTMENT && path.n) {
		sql_put(s, " or ");
		sql_put(s, plus);
		sql_name(s, table, "department_id");
		/* All paths below /1/4/ begin with it: they lie in ["/1/4/", "/1/40"). */
		sql_put(s, " in (select id from departments where path >= ");
		sql_param(s, VAL_STR(path));
		sql_put(s, " and path < ");
		sql_param(s, VAL_STR(path));
		sql_put(s, s->pg ? " || chr(1114111)" : " || char(1114111)");
		sql_put(s, ")");
	}
	sql_put(s, ")");
}

/* Rows that are the actor's or were shared with the actor; a team is a department. */
static void put_shared(struct sqltext *s, const char *table, const struct actor *actor)
{
	sql_put(s, "(");
	sql_name(s, table, "owner_id");
	sql_put(s, " = ");
	sql_param(s, VAL_INT(actor->user_id));
	sql_put(s, " or ");
	sql_name(s, table, "visibility");
	sql_put(s, " = 'all' or (");
	sql_name(s, table, "visibility");
	sql_put(s, " = 'team' and ");
	sql_name(s, table, "owner_id");
	sql_put(s, " in (select id from users where department_id = ");
	sql_param(s, VAL_INT(actor->department_id));
	sql_put(s, ")))");
}

/* Rows whose parent, found by an id of theirs, is in scope. */
static void put_parent(struct sqltext *s, const struct fields *t, const char *key,
		       const char *parent, struct eyes eyes, enum scope scope)
{
	sql_put(s, "exists (select 1 from ");
	sql_put(s, parent);
	sql_put(s, " parent where parent.id = ");
	sql_name(s, t->table, key);
	sql_put(s, " and ");
	put_owned(s, "parent", eyes.actor, scope, false);
	sql_put(s, ")");
}

void reach_put(struct sqltext *s, const struct fields *t, struct eyes eyes, bool aside)
{
	enum scope scope = eyes.actor ? actor_scope(eyes.actor, eyes.perm) : SCOPE_ALL;

	if (scope == SCOPE_NONE) {
		sql_put(s, "1 = 0");
	} else if (eyes.actor && t->reach == REACH_SELF) {
		sql_name(s, t->table, "user_id");
		sql_put(s, " = ");
		sql_param(s, VAL_INT(eyes.actor->user_id));
	} else if (eyes.actor && t->reach == REACH_SHARED) {
		put_shared(s, t->table, eyes.actor);
	} else if (scope == SCOPE_ALL || t->reach == REACH_ALL || t->reach == REACH_SELF) {
		sql_put(s, "1 = 1");
	} else if (t->reach == REACH_OWNED) {
		put_owned(s, t->table, eyes.actor, scope, aside);
	} else if (t->reach == REACH_CUSTOMER) {
		put_parent(s, t, "customer_id", "customers", eyes, scope);
	} else {
		put_parent(s, t, "ticket_id", "tickets", eyes, scope);
	}
}
