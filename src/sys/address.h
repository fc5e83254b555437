/* address - network addresses, and which of them belong to nobody's inner network.
 *
 * What is judged is the address that a connection would go to, never the text that named it.
 * Not a resolver: names are sys/outgoing's. */
#ifndef SYS_ADDRESS_H
#define SYS_ADDRESS_H

#include "base/str.h"

#include <sys/socket.h>

/* An IPv6 address, or an IPv4 one in its mapped form ::ffff:a.b.c.d (RFC 4291 2.5.5.2). */
struct address {
	unsigned char v[16];
};

/* All addresses that begin with the same bits; of IPv4 they are 96 to 128. */
struct network {
	struct address address;
	int bits;
};

/* Dotted decimal or IPv6 in its usual forms; no octal, no hexadecimal, no short form, no zone:
 * 0177.0.0.1 and 2130706433 are no addresses.  False: it is none. */
bool address_parse(struct str text, struct address *ret_address);
/* "10.0.0.0/8", "fd00::/8", or one address.  False: it is none. */
bool network_parse(struct str text, struct network *ret_network);
/* Of a socket's address; false when it is of another family. */
bool address_of(const struct sockaddr *sa, struct address *ret_address);
/* In arena. */
struct str address_format(struct arena *a, const struct address *address);

/* Whether an address lies in a network. */
bool network_has(const struct network *n, const struct address *address);
/* Whether an address is a machine of the internet: not private, loopback, link-local, shared
 * (CGNAT), multicast, unspecified, reserved, for documentation, nor of a transition mechanism
 * that could hide one.  IPv4 within IPv6 (mapped, NAT64) is judged as what it is.
 * Source: IANA's special-purpose address registries (RFC 6890). */
bool address_is_public(const struct address *address);
/* Whether this machine itself has the address now, public or not. */
bool address_is_own(const struct address *address);

#endif
