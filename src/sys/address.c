#include "sys/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static bool is_v4(const struct address *a)
{
	return memcmp(a->v, mapped, sizeof mapped) == 0;
}

static void set_v4(struct address *a, const void *four)
{
	memcpy(a->v, mapped, sizeof mapped);
	memcpy(a->v + sizeof mapped, four, 4);
}

bool address_parse(struct str text, struct address *ret_address)
{
	char copy[INET6_ADDRSTRLEN];
	struct address a;
	unsigned char four[4];

	if (text.n >= sizeof copy || memchr(text.p, 0, text.n))
		return false;
	memcpy(copy, text.p, text.n);
	copy[text.n] = 0;
	if (inet_pton(AF_INET, copy, four) == 1)
		set_v4(&a, four);
	else if (inet_pton(AF_INET6, copy, a.v) != 1)
		return false;
	*ret_address = a;
	return true;
}

bool network_parse(struct str text, struct network *ret_network)
{
	ptrdiff_t slash = str_find(text, '/', 0);
	struct network n = {.bits = 128};
	int64_t bits;

	if (!address_parse(slash < 0 ? text : str_slice(text, 0, (size_t)slash), &n.address))
		return false;
	if (slash >= 0) {
		bool v4 = str_find(text, ':', 0) < 0;
		if (str_to_int(str_slice(text, (size_t)slash + 1, text.n), &bits) || bits < 0 ||
		    bits > (v4 ? 32 : 128))
			return false;
		n.bits = (int)bits + (v4 ? 96 : 0);
	}
	*ret_network = n;
	return true;
}

bool address_of(const struct sockaddr *sa, struct address *ret_address)
{
	if (sa->sa_family == AF_INET)
		set_v4(ret_address, &((const struct sockaddr_in *)(const void *)sa)->sin_addr);
	else if (sa->sa_family == AF_INET6)
		memcpy(ret_address->v,
		       &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
	else
		return false;
	return true;
}

struct str address_format(struct arena *a, const struct address *address)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (is_v4(address))
		inet_ntop(AF_INET, address->v + sizeof mapped, text, sizeof text);
	else
		inet_ntop(AF_INET6, address->v, text, sizeof text);
	return str_dup(a, str_of(text));
}

bool network_has(const struct network *n, const struct address *address)
{
	size_t whole = (size_t)n->bits / 8;
	int rest = n->bits % 8;

	if (memcmp(n->address.v, address->v, whole) != 0)
		return false;
	unsigned mask = 0xff00u >> rest & 0xff;
	return !rest || ((n->address.v[whole] ^ address->v[whole]) & mask) == 0;
}

/* Of IPv4: the first bytes of networks that are not the internet's, and how many bits count. */
static const struct {
	unsigned char v[4];
	int bits;
} special[] = {
	{{0}, 8},	      /* this network, the unspecified address */
	{{10}, 8},	      /* private */
	{{100, 64}, 10},      /* shared: behind a carrier's NAT */
	{{127}, 8},	      /* loopback */
	{{169, 254}, 16},     /* link-local, the metadata of clouds among them */
	{{172, 16}, 12},      /* private */
	{{192, 0, 0}, 24},    /* protocol assignments */
	{{192, 0, 2}, 24},    /* documentation */
	{{192, 88, 99}, 24},  /* relays of 6to4 */
	{{192, 168}, 16},     /* private */
	{{198, 18}, 15},      /* benchmarks */
	{{198, 51, 100}, 24}, /* documentation */
	{{203, 0, 113}, 24},  /* documentation */
	{{224}, 4},	      /* multicast */
	{{240}, 4},	      /* reserved, broadcast */
};

static bool v4_is_public(const unsigned char *four)
{
	struct address a;

	set_v4(&a, four);
	for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
		struct network n = {.bits = 96 + special[i].bits};
		set_v4(&n.address, special[i].v);
		if (network_has(&n, &a))
			return false;
	}
	return true;
}

static bool begins(const struct address *a, const char *network)
{
	struct network n;

	return network_parse(str_of(network), &n) && network_has(&n, a);
}

bool address_is_public(const struct address *a)
{
	/* What is not global unicast, 2000::/3, is somebody's own; of that, these are not what
	 * they seem: Teredo and other protocol assignments, documentation, 6to4. */
	static const char *const hidden[] = {"2001::/23", "2001:db8::/32", "2002::/16",
					     "3fff::/20"};

	if (is_v4(a) || begins(a, "64:ff9b::/96"))
		return v4_is_public(a->v + 12);
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
		if (begins(a, hidden[i]))
			return false;
	return begins(a, "2000::/3");
}

/* Only an address of this machine can be bound; asked so, no family of sockets is needed beyond
 * those that are in use anyway. */
bool address_is_own(const struct address *a)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	bool four = is_v4(a);
	int fd = socket(four ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return false;
	memcpy(&v4.sin_addr, a->v + 12, 4);
	memcpy(&v6.sin6_addr, a->v, 16);
	int rc = four ? bind(fd, (const struct sockaddr *)(const void *)&v4, sizeof v4)
		      : bind(fd, (const struct sockaddr *)(const void *)&v6, sizeof v6);
	close(fd);
	return rc == 0;
}
