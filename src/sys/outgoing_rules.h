/* outgoing_rules - what outgoing.c asks of the rules; nothing else includes it. */
#ifndef SYS_OUTGOING_RULES_H
#define SYS_OUTGOING_RULES_H

#include "sys/outgoing.h"

/* Whether a request for `host` may go to this address and port: by a rule, or because it is a
 * machine of the internet, not this one, at port 80 or 443. */
bool outgoing_permits(const struct outgoing_rules *rules, struct str host, int port,
		      const struct address *address);

#endif
