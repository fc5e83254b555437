/* sharing - what may be done with a record that its owner keeps alone, shares with a team (the
 * people of the owner's department) or with everybody: saved views, snippets.
 *
 * Who sees it is REACH_SHARED.  Sharing with everybody needs PERM_VIEW_SHARE. */
#ifndef SERVICE_SHARING_H
#define SERVICE_SHARING_H

#include "domain/saved_view.h"
#include "service/ctx.h"

struct sharing {
	int64_t owner_id;
	int visibility; /* enum view_visibility */
	bool locked;	/* only the owner changes it */
};

/* The owner, and of what is everybody's those who keep such records. */
bool sharing_may_remove(const struct ctx *cx, const struct sharing *s);
/* Writes for `can`: who sees it may "change" it, unless it is locked or everybody's; its owner
 * may "share" it; "delete" as above. */
void sharing_can(const struct ctx *cx, const struct sharing *s, struct jw *w);
/* Checks a new one.  ERR_DENIED, "visibility": not with everybody; ERR_INPUT, "visibility",
 * "no_department": whoever is in none shares with nobody. */
MUST_CHECK enum err sharing_check_new(struct ctx *cx, const struct sharing *s);
/* Checks a change; ERR_DENIED also when it is not the actor's to change. */
MUST_CHECK enum err sharing_check_change(struct ctx *cx, const struct sharing *old,
					 const struct sharing *s);
/* As many of t as one person keeps.  ERR_CONFLICT with this code and "max". */
MUST_CHECK enum err sharing_check_number(struct ctx *cx, const struct fields *t, int64_t max,
					 const char *code);

#endif
