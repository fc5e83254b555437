/* checklist - what is to be done on a ticket, step by step (SOP, 首问负责: R7, R9, R10; ui.md
 * pattern 17): the templates that a company keeps, and the items of one ticket.
 *
 * Pure; putting a template on a ticket and ticking are service/checklists.h. */
#ifndef DOMAIN_CHECKLIST_H
#define DOMAIN_CHECKLIST_H

#include "domain/policy.h"

enum {
	CHECKLIST_TEMPLATE_ITEMS = 50, /* of one template */
	CHECKLIST_ITEMS = 100,	       /* of one ticket */
	CHECKLIST_STEP = 65536,	       /* between the positions of new items */
};

/* types, urgencies and tiers are JSON lists of names; an empty one says nothing. */
struct checklist_template {
	RECORD_HEAD;
	struct str name;
	struct str items; /* ["text", ...] in order */
	bool required;	  /* to be done before the ticket can be solved */
	struct str types;
	struct str urgencies;
	struct str tiers;
};
extern const struct fields checklist_template_fields;

/* One step of a ticket.  In order of position, then id. */
struct checklist_item {
	RECORD_HEAD;
	int64_t ticket_id;
	int64_t template_id; /* it came from; 0: added by hand, or the template is gone */
	struct str text;
	int64_t position;
	bool required; /* as its template was */
	bool done;     /* computed: done_at is set */
	struct instant done_at;
	int64_t done_by;
};
extern const struct fields checklist_item_fields;

/* Refuses items that are no list of 1 to CHECKLIST_TEMPLATE_ITEMS texts of 1 to 200 characters,
 * and names that are no types, urgencies or tiers.  ERR_INPUT with the field's name. */
MUST_CHECK enum err
checklist_template_check(struct arena *a, const struct checklist_template *t, struct fail *f);
/* The texts of a checked template, in arena. */
MUST_CHECK enum err checklist_template_texts(struct arena *a,
					     const struct checklist_template *t, struct fail *f,
					     struct str **ret_texts, size_t *ret_n);
/* Whether a ticket gets the template by itself: it names at least one type, urgency or tier,
 * and the ticket has one of each that it names.  ERR_BUG: the template was never checked. */
MUST_CHECK enum err checklist_template_fits(struct arena *a, const struct checklist_template *t,
					    const struct match *m, bool *ret_fits);

#endif
