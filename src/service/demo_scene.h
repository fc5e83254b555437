/* demo_scene - an invented company while a page of its history is being made.
 *
 * Chance decides what people do and when; which deadlines follow, and how they end, is decided
 * by the functions of live requests (ticket_decide, ticket_obligations, customer_obligations
 * ...). Times beyond the plan's now have not come yet: a story breaks off there. */
#ifndef SERVICE_DEMO_SCENE_H
#define SERVICE_DEMO_SCENE_H

#include "domain/customer.h"
#include "domain/follow_up.h"
#include "domain/obligations.h"
#include "service/demo_rows.h"
#include "service/demo_words.h"

enum { DEMO_SERVICE, DEMO_SALES, DEMO_ENGINEERING, DEMO_DEPARTMENTS };

struct demo_people {
	const int64_t *v;
	size_t n;
};

struct demo_scene {
	struct ctx *cx; /* its now is the plan's */
	struct demo_plan plan;
	struct demo_words words;
	int64_t department[DEMO_DEPARTMENTS];
	struct demo_people people[DEMO_DEPARTMENTS]; /* who works there */
	int64_t manager;			     /* of the service department */
	struct demo_rows rows;
	int64_t tickets, follow_ups; /* made so far */
};

/* A customer while its history is being made. */
struct demo_client {
	struct customer c;
	int64_t index;
	struct dice dice;
	size_t problem;		    /* the one it has again and again */
	struct standing *standings; /* what it was, ascending */
	size_t n_standings;
	struct instant *contacts; /* not in order */
	size_t n_contacts, cap;
	struct instant touch; /* the least due of its plans */
};

/* Makes the customer number `index` with all its history and adds the rows. */
MUST_CHECK enum err demo_customer(struct demo_scene *s, int64_t index);

/* Makes what a company keeps at hand: checklists, snippets, and customers in the public pool.
 */
MUST_CHECK enum err demo_kit(struct demo_scene *s, int64_t *ret_customers);

/* The running number of a customer who came on a day. */
int64_t demo_number(const struct demo_scene *s, int64_t index, struct date day);

/* The rest is between demo_customer.c and demo_ticket.c. */

/* Makes the ticket of a place, with the contacts that it led to. */
MUST_CHECK enum err demo_ticket(struct demo_scene *s, struct demo_client *client,
				int64_t place);
/* Adds a follow-up, its deadlines and, when it was done, the contact. */
MUST_CHECK enum err demo_follow_up(struct demo_scene *s, struct demo_client *client,
				   const struct follow_up *f);
/* Adds the deadlines of a subject. */
MUST_CHECK enum err demo_deadlines(struct demo_scene *s, struct obligations *all);
/* What rules match on for the customer at a time; type, urgency and channel are -1. */
struct match demo_match(const struct demo_client *client, struct instant at);
/* Somebody of a department who is at work then; `lot` chooses among them. */
int64_t demo_at_work(const struct demo_scene *s, int department, int64_t lot,
		     struct instant at);

#endif
