/* saved_views - lists under a name, one's own and those shared with one.
 *
 * A private view is its owner's alone, whatever others may do.  Sharing with everybody needs
 * PERM_VIEW_SHARE. */
#ifndef SERVICE_SAVED_VIEWS_H
#define SERVICE_SAVED_VIEWS_H

#include "domain/saved_view.h"
#include "service/resource.h"

/* As many as one person keeps, so that every page can show all of them. */
enum { SAVED_VIEWS_MAX = 100 };

extern const struct resource saved_view_resource;

#endif
