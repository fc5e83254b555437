/* relay - news as text, from one program to another (store/line.h) and back.
 *
 * Names instead of numbers, so that programs of two versions understand each other; what is not
 * understood is dropped. */
#ifndef SERVICE_RELAY_H
#define SERVICE_RELAY_H

#include "service/live.h"

/* Writes one piece of news.  ERR_BUSY: out of memory. */
MUST_CHECK enum err relay_write(const struct news *n, struct buf *out);
/* Reads it; texts are borrowed, ret->who is *ret_who or NULL.  ERR_INPUT: not understood. */
MUST_CHECK enum err relay_read(struct arena *a, struct str text, struct news *ret,
			       struct presence *ret_who);

#endif
