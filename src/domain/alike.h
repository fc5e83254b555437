/* alike - whether two customers may be one: names, telephone numbers and customer numbers as
 * people write them differently.
 *
 * Pure, and on the careful side: what it calls the same is shown to a person, who decides. */
#ifndef DOMAIN_ALIKE_H
#define DOMAIN_ALIKE_H

#include "base/str.h"

#include <stdbool.h>

/* A company's name without what says only that it is one (有限公司, 股份有限公司, 集团, Co.,
 * Ltd., Inc.), in lower case and narrow letters, without marks; in arena.  A name that is
 * nothing else stays whole. */
struct str alike_name(struct arena *a, struct str name);
/* The same with its suffixes: equal for names that are written differently only. */
struct str alike_whole_name(struct arena *a, struct str name);

/* The digits by which other ways to write a number can be looked for: its last eight, without
 * an extension; in arena.  "" when they are fewer than seven. */
struct str alike_phone_tail(struct arena *a, struct str phone);
/* Whether two texts are one telephone number: E.164 (ITU-T), with 00 or with the trunk's 0,
 * with or without the country's code, whatever the marks between; an extension aside. */
bool alike_phone(struct str x, struct str y);

/* The eleven digits of a mobile number of the mainland, with or without +86, an extension
 * aside; in arena.  "" when it is none. */
struct str alike_mobile(struct arena *a, struct str phone);

/* A customer number without marks, in lower case and from its first digit on: what it is looked
 * for by; in arena. */
struct str alike_digits(struct arena *a, struct str number);
/* Whether two customer numbers are one: equal without marks, whatever the case, or one without
 * letters and the other with the same digits. */
bool alike_numbers(struct arena *a, struct str x, struct str y);

#endif
