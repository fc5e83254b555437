/* saved_view - a list under a name: its filters, order and columns, and who may use it.
 *
 * What the query says is the business of the pages; here it is a JSON object. */
#ifndef DOMAIN_SAVED_VIEW_H
#define DOMAIN_SAVED_VIEW_H

#include "base/field.h"

#define VIEW_PAGES(X)                                                                          \
	X(VIEW_CUSTOMERS, "customers")                                                         \
	X(VIEW_TICKETS, "tickets")                                                             \
	X(VIEW_FOLLOW_UPS, "follow_ups")
ENUM_DECLARE(view_page, VIEW_PAGES);

#define VIEW_VISIBILITIES(X)                                                                   \
	X(VIEW_PRIVATE, "private")                                                             \
	X(VIEW_TEAM, "team") /* the people of the owner's department */                        \
	X(VIEW_ALL, "all")
ENUM_DECLARE(view_visibility, VIEW_VISIBILITIES);

struct saved_view {
	RECORD_HEAD;
	int64_t owner_id;
	struct str name;
	int page;
	int visibility;
	bool locked; /* only the owner changes it */
	int64_t position;
	struct str query; /* {"filters":...,"sort":...,"columns":...} */
};
extern const struct fields saved_view_fields;

#endif
