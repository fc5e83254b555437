/* demo - a small company that one can look at: the documents' own rows and some two hundred
 * customers with their history, made through the services as if it had happened. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "service/ctx.h"

struct demo {
	uint64_t seed;
	int customers;
	int64_t made; /* customers so far */
	int64_t tickets;
	int64_t follow_ups;
	int64_t department[3]; /* service, sales, engineering */
	int64_t user[9];
};

enum { DEMO_USERS = 9, DEMO_PAGE = 20 };

/* A use case: departments, staff, tags, and the rows of the documents' tables 1 to 3. */
enum err demo_company(struct ctx *cx, void *demo);
/* A use case: the next DEMO_PAGE customers with orders, follow-ups and tickets. */
enum err demo_customers(struct ctx *cx, void *demo);

#endif
