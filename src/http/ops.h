/* ops - what monitors ask: /healthz, /readyz, /metrics; and /api/openapi.json. */
#ifndef HTTP_OPS_H
#define HTTP_OPS_H

#include "http/exchange.h"

enum taken {
	TAKEN_NOT,   /* not ours */
	TAKEN_NOW,   /* the reply is ready */
	TAKEN_LATER, /* a job has the exchange */
};
/* Takes the exchange when its path is one of these. */
enum taken ops_take(struct exchange *x);

#endif
