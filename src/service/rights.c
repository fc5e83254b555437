#include "service/rights.h"

#include "domain/follow_up.h"
#include "service/about.h"

/* What the actor may do with a deadline, by what it is about. */
static const struct {
	enum subject subject;
	const struct fields *fields;
	enum perm reach; /* the subject, or the deadline itself, lies within it */
	enum perm also;	 /* and this one is held */
	unsigned may;
} rights[RIGHTS] = {
	{SUBJECT_TICKET, &ticket_fields, PERM_TICKET_WRITE, PERM_LOGIN,
	 MAY_SETTLE | MAY_REASSIGN},
	{SUBJECT_FOLLOW_UP, &follow_up_fields, PERM_FOLLOW_UP_WRITE, PERM_LOGIN,
	 MAY_SETTLE | MAY_REASSIGN},
	{SUBJECT_CUSTOMER, &customer_fields, PERM_CUSTOMER_READ, PERM_FOLLOW_UP_WRITE,
	 MAY_SETTLE},
	{SUBJECT_CUSTOMER, &customer_fields, PERM_CUSTOMER_WRITE, PERM_LOGIN, MAY_REASSIGN},
	{SUBJECT_TICKET, &deadline_fields, PERM_TICKET_WRITE, PERM_LOGIN, MAY_SNOOZE},
	{SUBJECT_FOLLOW_UP, &deadline_fields, PERM_FOLLOW_UP_WRITE, PERM_LOGIN, MAY_SNOOZE},
	{SUBJECT_CUSTOMER, &deadline_fields, PERM_FOLLOW_UP_WRITE, PERM_LOGIN, MAY_SNOOZE},
};

/* The record that a right is looked for in. */
static int64_t right_of(size_t right, const struct deadline *d)
{
	return rights[right].fields == &deadline_fields ? d->id : d->subject_id;
}

enum err rights_load(struct ctx *cx, const struct deadline *v, size_t n,
		     struct rights *ret_rights)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);
	enum err e = OK;

	for (size_t r = 0; !e && r < RIGHTS; r++) {
		size_t k = 0;
		for (size_t i = 0; i < n; i++)
			if (v[i].subject == (int)rights[r].subject)
				ids[k++] = right_of(r, &v[i]);
		if (actor_scope(cx->actor, rights[r].also) == SCOPE_NONE)
			k = 0;
		e = about_load(cx, rights[r].fields, ctx_eyes(cx, rights[r].reach), ids, k,
			       &ret_rights->within[r]);
	}
	return e;
}

unsigned rights_may(const struct rights *r, const struct deadline *d)
{
	unsigned m = 0;

	for (size_t i = 0; i < RIGHTS; i++)
		if (d->subject == (int)rights[i].subject &&
		    about_find(&r->within[i], rights[i].fields, right_of(i, d)))
			m |= rights[i].may;
	/* What a department owes is no person's to give away. */
	return d->kind == DL_DEPARTMENT ? m & ~(unsigned)MAY_REASSIGN : m;
}
