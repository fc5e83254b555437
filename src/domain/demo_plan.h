/* demo_plan - when an invented company gets its tickets, and whose they are.
 *
 * Pure, and every answer is found by itself: the same seed gives the same company, whichever
 * page of it is made first, and the memory does not grow with its size.  Tickets have places in
 * the order of their arrival (busy hours and weekdays, quiet festivals, a rush after them, a
 * growing company); a permutation of each month's places gives every customer its own, some
 * many and some none.  What happens to a ticket is service/demo_ticket.c. */
#ifndef DOMAIN_DEMO_PLAN_H
#define DOMAIN_DEMO_PLAN_H

#include "domain/workcal.h"

/* Numbers of a seed: those of the same (seed, stream, index) are always the same. */
struct dice {
	uint64_t state;
};
struct dice dice_of(uint64_t seed, uint64_t stream, uint64_t index);
/* A number in [0, n); n > 0. */
int64_t dice_below(struct dice *d, int64_t n);
/* A number in [from, to], small ones more often the larger `skew` is: 0 all alike. */
int64_t dice_between(struct dice *d, int64_t from, int64_t to, int skew);
/* True in so many of 1,000 cases. */
bool dice_chance(struct dice *d, int per_mille);

struct demo_plan {
	uint64_t seed;
	int64_t customers;
	int64_t tickets;
	struct instant now; /* nothing happens later */
	const struct tz *zone;
	const struct workcal *cal;
	struct date first; /* the first day with tickets */
	int32_t days;	   /* up to and with today */
	int64_t *places;   /* [days + 1]: tickets before each day */
};

/* Makes the plan of a company as of plan->now with so many tickets in so many months; seed,
 * customers, tickets, now, zone and cal are set by the caller and kept.  Errors of workcal. */
MUST_CHECK enum err demo_plan_make(struct arena *a, int months, struct demo_plan *plan);

/* When customer number c of [0, customers) came; those who came later have larger numbers. */
struct instant demo_joined(const struct demo_plan *plan, int64_t c);
/* How many customers had come before a date. */
int64_t demo_joined_before(const struct demo_plan *plan, struct date d);
/* The places of a customer's tickets, ascending, in the arena.
 * Law: each place in [0, tickets) belongs to exactly one customer.   [demo_plan_test.c] */
void demo_places_of(const struct demo_plan *plan, struct arena *a, int64_t c,
		    int64_t **ret_places, size_t *ret_n);
/* When the ticket of a place arrives: later places never arrive earlier. */
struct instant demo_arrival(const struct demo_plan *plan, int64_t place);
/* Which ticket of its day, month or whatever began on `since` a place is, from 0. */
int64_t demo_place_since(const struct demo_plan *plan, int64_t place, struct date since);

/* Staff work early or late shifts by weeks, some at weekends, and have leave. */
bool demo_on_leave(const struct demo_plan *plan, int64_t person, struct instant t);
bool demo_on_duty(const struct demo_plan *plan, int64_t person, struct instant t);
/* t itself when the service desk is open then (8 to 20, every day), else a while after the next
 * opening. */
struct instant demo_desk(const struct demo_plan *plan, struct dice *d, struct instant t);
/* t itself when it lies in office hours, else a while into the next ones. */
MUST_CHECK enum err demo_office(const struct demo_plan *plan, struct dice *d, struct instant t,
				struct instant *ret_at);

#endif
