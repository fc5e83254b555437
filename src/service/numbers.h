/* numbers - the running numbers of customers and tickets (D1, D3), gapless per key.
 *
 * The form and the reset rule are company settings; the counter moves in the transaction of
 * the record, so that a number is neither lost nor given twice. */
#ifndef SERVICE_NUMBERS_H
#define SERVICE_NUMBERS_H

#include "service/world.h"

enum numbered { NUMBER_CUSTOMER, NUMBER_TICKET };

/* ERR_CONFLICT, "not_set_up": there is no company yet.  The next number for a record of that
 * kind on the company's date of cx->now (customers) or of `day` (tickets: the day of
 * submission). */
MUST_CHECK enum err number_next(struct ctx *cx, enum numbered kind, struct date day,
				struct str *ret_number);
/* The n-th number of a kind on a day, for whoever counts by itself; afterwards it says how far
 * it has come by number_reach.  The count of a day's numbers began on
 * number_since (none: it never begins anew). */
struct str number_nth(struct ctx *cx, enum numbered kind, struct date day, int64_t n);
struct date number_since(struct ctx *cx, enum numbered kind, struct date day);
MUST_CHECK enum err number_reach(struct ctx *cx, enum numbered kind, struct date day,
				 int64_t n);
/* Writes how far the counter of cx->later has come. */
MUST_CHECK enum err number_write(struct ctx *cx);
/* A number that was given by hand: the counter moves past it if it has our form. */
MUST_CHECK enum err number_given(struct ctx *cx, enum numbered kind, struct str number);

#endif
