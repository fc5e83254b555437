/* Endpoints of saved views. */
#include "http/route.h"
#include "service/saved_views.h"

static const struct route rows[] = {
	REST_READ("/saved-views", &saved_view_resource, &saved_view_fields, PERM_LOGIN,
		  "views that are mine or shared with me"),
	REST_WRITE("/saved-views", &saved_view_resource, &saved_view_fields, PERM_LOGIN,
		   "saved views"),
	REST_DELETE("/saved-views", &saved_view_resource, PERM_LOGIN, "saved views"),
};
ROUTE_BLOCK(saved_view_routes, rows);
