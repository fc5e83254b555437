/* standard_text - the standard in words that every employee reads and takes note of (R2).
 *
 * Like the versions of response standards: a draft is published once and never changes then; a
 * new text may take its place, and is to be read anew. */
#ifndef DOMAIN_STANDARD_TEXT_H
#define DOMAIN_STANDARD_TEXT_H

#include "domain/company.h"

/* The customers it is about: those of a tier, or all. */
#define TEXT_TIERS(X)                                                                          \
	X(TEXT_ALL, "all")                                                                     \
	X(TEXT_VIP, "vip")                                                                     \
	X(TEXT_MIDDLE, "middle")                                                               \
	X(TEXT_ORDINARY, "ordinary")                                                           \
	X(TEXT_POTENTIAL, "potential")
ENUM_DECLARE(text_tier, TEXT_TIERS);

struct standard_text {
	RECORD_HEAD;
	int tier;
	struct str title;
	struct str body;
	int state;	     /* enum version_state */
	int64_t replaces_id; /* which it replaces when it is published; 0 = none */
	struct str reason;   /* of the publication */
	struct instant published_at;
	int64_t published_by;
	struct instant acknowledged_at; /* computed: by the reader; INSTANT_NONE = not yet */
};
extern const struct fields standard_text_fields;

#endif
