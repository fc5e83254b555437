/* nudge - a reminder that somebody in charge gives by hand, and keeps (N2).
 *
 * Said in the app, by mail or, in real life, by telephone: then it is only written down. */
#ifndef DOMAIN_NUDGE_H
#define DOMAIN_NUDGE_H

#include "domain/kinds.h"

#define NUDGE_WAYS(X) X(NUDGE_APP, "app") X(NUDGE_MAIL, "mail") X(NUDGE_PHONE, "phone")
ENUM_DECLARE(nudge_way, NUDGE_WAYS);

struct nudge {
	RECORD_HEAD;
	int64_t owner_id;      /* who is reminded */
	int64_t department_id; /* theirs, when it was said */
	int64_t sender_id;
	int64_t customer_id;  /* whom it is about; that of the ticket or follow-up, if given */
	int64_t ticket_id;    /* or 0 */
	int64_t follow_up_id; /* or 0 */
	int way;
	struct str text;
	struct str customer_name; /* computed */
};
extern const struct fields nudge_fields;

#endif
