/* router - which route a method and a path belong to.
 *
 * Made once from the blocks of routes; a look-up allocates nothing.  Where two patterns fit,
 * the one with a literal in the first place where they differ wins ("/users/me" before
 * "/users/{id}"). */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/route.h"

struct router;

/* Indexes the blocks, which must outlive the router, in arena. */
struct router *router_new(struct arena *a, const struct route_block *const *blocks, size_t n);

/* Finds the route of a path below /api/v1 ("/users/12", undecoded) and sets the raw texts of
 * its {parameters}.
 * ERR_NOT_FOUND: no route has that path.  ERR_UNSUPPORTED: other methods have; *ret_allow is
 * their list ("GET, PATCH"), in arena. */
MUST_CHECK enum err router_find(const struct router *r, struct arena *a, struct str method,
				struct str path, const struct route **ret_route,
				struct str ret_param[ROUTE_PARAMS], struct str *ret_allow);

#endif
