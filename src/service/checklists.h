/* checklists - templates of what is to be done on tickets, and the items of a ticket (R7, R9,
 * R10).
 *
 * An item has the reach of its ticket: whoever may write the ticket adds, ticks, changes and
 * removes.  Those of a template that must be done keep their words and stay, unless whoever
 * keeps the templates takes them away.  A tick is a line of the ticket's history; it touches no
 * deadline and not the ticket's version, so that two people tick beside each other. */
#ifndef SERVICE_CHECKLISTS_H
#define SERVICE_CHECKLISTS_H

#include "domain/checklist.h"
#include "domain/ticket.h"
#include "service/resource.h"

extern const struct resource checklist_template_resource;
extern const struct resource checklist_item_resource;

/* Puts the items of a template behind those that a ticket of the actor's has.
 * ERR_INPUT, "template_id": "no_such_record"; ERR_CONFLICT: it is there already
 * ("checklist_applied"), too many items ("too_many_items"), the ticket is closed. */
MUST_CHECK enum err checklist_apply(struct ctx *cx, int64_t ticket_id, int64_t template_id);
/* Puts the templates that fit a ticket by themselves on it, those that it does not have yet:
 * where it was opened, or its type, urgency or tier is another, while it can be solved. */
MUST_CHECK enum err checklists_begin(struct ctx *cx, const struct ticket *t,
				     const struct match *m);
/* ERR_CONFLICT, "checklist_open": n items must be done before the ticket can be solved. */
MUST_CHECK enum err checklist_check_done(struct ctx *cx, int64_t ticket_id);
/* Fills how far each of tickets[n] is: for showing_page. */
MUST_CHECK enum err checklists_count(struct ctx *cx, struct ticket *tickets, size_t n);

#endif
