/* policy_check - is a policy document sound, and does it do what its examples say?
 *
 * Used when a draft is saved, linted and published. */
#ifndef SERVICE_POLICY_CHECK_H
#define SERVICE_POLICY_CHECK_H

#include "service/world.h"

/* Parses a document and checks that the calendars it names exist.  ERR_INPUT: paths below
 * "document". */
MUST_CHECK enum err policy_document(struct ctx *cx, struct str document,
				    struct policy *ret_policy);
/* The golden examples of a document: each must give the due instant that it says.  Writes an
 * array of {"kind","start","due","got","ok"} and counts those that fail. */
MUST_CHECK enum err policy_examples_write(struct ctx *cx, const struct policy *p, struct jw *w,
					  int64_t *ret_failed);

#endif
