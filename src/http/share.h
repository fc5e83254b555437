/* share - how many requests of one address or one user are under way, so that none takes the
 * server for itself.
 *
 * Counters are found by a keyed hash: two that fall on the same one (1 in 65,536 for a pair)
 * share their allowance.  Counts, and says no; what the refusal looks like is the caller's. */
#ifndef HTTP_SHARE_H
#define HTTP_SHARE_H

#include "base/str.h"

struct share;

/* A place in it; 0: none. */
typedef uint32_t share_slot;

/* Lets `max` requests of one name be under way; 0: any number.  NULL when memory is out. */
struct share *share_new(int max);
/* NULL is fine. */
void share_free(struct share *s);
/* One more of this name.  False: it has as many as it may.  *ret_slot must be given back by
 * share_leave, from whatever thread. */
bool share_enter(struct share *s, struct str name, share_slot *ret_slot);
/* The request is over; slot 0 is fine. */
void share_leave(struct share *s, share_slot slot);

#endif
