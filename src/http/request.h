/* request - reading the parts of a request that are text: percent-encoding, arguments. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "http/route.h"

/* Decodes %XX, and + as a space when `plus`; valid UTF-8 without control characters.
 * ERR_INPUT without an item. */
MUST_CHECK enum err percent_decode(struct arena *a, struct str s, bool plus,
				   struct str *ret_text);
/* The text with all but unreserved characters as %XX: in a query string, or an extended
 * parameter of a header (RFC 3986, RFC 8187); in arena. */
struct str percent_encode(struct arena *a, struct str s);
/* The next name=value of a query string, still encoded; false at the end. */
bool query_next(struct str *rest, struct str *ret_name, struct str *ret_value);
/* Refuses what a query string must not have: bad encoding, a name twice, and for a route that
 * is no list any name that it does not declare.  ERR_INPUT with the names. */
MUST_CHECK enum err query_check(struct ctx *cx, const struct request *req);
/* Whether lists of the type take q=words, and tag=id. */
bool list_is_searchable(const struct fields *t);
bool list_has_tags(const struct fields *t);
/* Whether its pages have numbers: not when `page` is a field of its own. */
bool list_has_page(const struct fields *t);

#endif
