/* What goes out in spite, and addresses taken apart (outgoing.h); no network here. */
#include "sys/outgoing_rules.h"

#include <strings.h>

static bool is_web_port(int port)
{
	return port == 80 || port == 443;
}

/* A port in decimal; 0 when it is none. */
static int port_of(struct str text)
{
	int64_t n;

	if (text.n == 0 || text.n > 5 || str_to_int(text, &n) || n < 1 || n > 65535 ||
	    text.p[0] == '+' || text.p[0] == '-')
		return 0;
	return (int)n;
}

/* Takes "host", "host:port", "[v6]" or "[v6]:port" apart; *ret_port is `usual` without one. */
static bool split_port(struct str text, int usual, struct str *ret_host, int *ret_port)
{
	ptrdiff_t colon = str_find(text, ':', 0);

	*ret_port = usual;
	if (text.n && text.p[0] == '[') {
		ptrdiff_t end = str_find(text, ']', 0);
		if (end < 0)
			return false;
		*ret_host = str_slice(text, 1, (size_t)end);
		text = str_slice(text, (size_t)end + 1, text.n);
		if (text.n == 0)
			return true;
		colon = text.p[0] == ':' ? 0 : -1;
	} else if (colon < 0) {
		*ret_host = text;
		return true;
	} else {
		*ret_host = str_slice(text, 0, (size_t)colon);
	}
	*ret_port = colon < 0 ? 0 : port_of(str_slice(text, (size_t)colon + 1, text.n));
	return *ret_port != 0;
}

/* Whether a name's last part makes browsers and libc read it as an address: 2130706433, 127.1,
 * 0x7f.0.0.1. */
static bool ends_in_number(struct str host)
{
	size_t i = host.n;

	while (i > 0 && host.p[i - 1] != '.')
		i--;
	struct str last = str_slice(host, i, host.n);
	bool digits = last.n > 0;
	for (size_t k = 0; k < last.n; k++)
		digits &= last.p[k] >= '0' && last.p[k] <= '9';
	return digits || str_starts(last, STR("0x"));
}

/* Letters, digits, hyphens and underscores in parts between single dots; lower case. */
static bool is_name(struct str host)
{
	if (host.n == 0 || host.n > 253 || ends_in_number(host))
		return false;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		bool dot = c == '.';
		if (dot && (i == 0 || host.p[i - 1] == '.'))
			return false;
		if (!dot && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
		    c != '_')
			return false;
	}
	return host.p[host.n - 1] != '.';
}

/* Reads one entry: a network without a port has no brackets either. */
static bool parse_rule(struct arena *a, struct str text, struct outgoing_rule *ret)
{
	struct outgoing_rule r = {.host = STR("")};
	struct str host;

	if (network_parse(text, &r.network)) {
		*ret = r;
		return true;
	}
	if (!split_port(text, 0, &host, &r.port))
		return false;
	if (!network_parse(host, &r.network)) {
		r.host = str_lower(a, host);
		if (!is_name(r.host))
			return false;
	}
	*ret = r;
	return true;
}

enum err outgoing_rules_parse(struct arena *a, struct str text, struct fail *f,
			      struct outgoing_rules *ret_rules)
{
	struct outgoing_rule *v = NULL;
	size_t n = 0, cap = 0, from = 0;

	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && !strchr(" ,\t\n", text.p[i]))
			continue;
		struct str part = str_slice(text, from, i);
		from = i + 1;
		if (part.n && !parse_rule(a, part, ARENA_PUSH(a, v, n, cap))) {
			fail_at(f, ERR_INPUT, "outgoing-allow", "outgoing_rule");
			fail_arg(f, "value", part);
			return ERR_INPUT;
		}
	}
	ret_rules->v = v;
	ret_rules->n = n;
	return OK;
}

static bool rule_has_port(const struct outgoing_rule *r, int port)
{
	return r->port ? r->port == port : is_web_port(port);
}

bool outgoing_permits(const struct outgoing_rules *rules, struct str host, int port,
		      const struct address *address)
{
	for (size_t i = 0; rules && i < rules->n; i++) {
		const struct outgoing_rule *r = &rules->v[i];
		if (rule_has_port(r, port) &&
		    (r->host.n ? str_eq(r->host, host) : network_has(&r->network, address)))
			return true;
	}
	return is_web_port(port) && address_is_public(address) && !address_is_own(address);
}

/* Whether any address of this name could be permitted at that port. */
static bool port_may(const struct outgoing_rules *rules, const struct outgoing_target *t)
{
	for (size_t i = 0; rules && i < rules->n; i++) {
		const struct outgoing_rule *r = &rules->v[i];
		if (rule_has_port(r, t->port) && (!r->host.n || str_eq(r->host, t->host)))
			return true;
	}
	return is_web_port(t->port);
}

/* Printable ASCII without what a parser may read in two ways. */
static bool is_plain(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || strchr("\\\"<>^`{|}#", url.p[i]))
			return false;
	return url.n > 0;
}

static bool take_scheme(struct str *url, bool *ret_tls)
{
	struct str http = STR("http://"), https = STR("https://");

	*ret_tls = url->n >= https.n && strncasecmp(url->p, https.p, https.n) == 0;
	if (!*ret_tls && (url->n < http.n || strncasecmp(url->p, http.p, http.n) != 0))
		return false;
	*url = str_slice(*url, *ret_tls ? https.n : http.n, url->n);
	return true;
}

static bool take_apart(struct arena *a, struct str url, struct outgoing_target *t)
{
	struct address address;
	size_t end = 0;

	if (!is_plain(url) || !take_scheme(&url, &t->tls))
		return false;
	while (end < url.n && url.p[end] != '/' && url.p[end] != '?')
		end++;
	struct str rest = str_slice(url, end, url.n), authority = str_slice(url, 0, end);
	bool bracket = authority.n && authority.p[0] == '[';
	if (str_find(authority, '@', 0) >= 0 ||
	    !split_port(authority, t->tls ? 443 : 80, &t->host, &t->port))
		return false;
	t->host = str_lower(a, t->host);
	if (!bracket && t->host.n && t->host.p[t->host.n - 1] == '.')
		t->host = str_dup(a, str_slice(t->host, 0, t->host.n - 1));
	t->literal = address_parse(t->host, &address);
	bool v6 = str_find(t->host, ':', 0) >= 0;
	if (t->literal ? v6 != bracket : bracket || !is_name(t->host))
		return false;
	t->path = str_fmt(a, "%s%.*s", rest.n && rest.p[0] == '/' ? "" : "/", STR_ARG(rest));
	return true;
}

enum err outgoing_judge(const struct outgoing_rules *rules, struct arena *a, struct str url,
			const char *field, struct fail *f, struct outgoing_target *ret_target)
{
	struct outgoing_target t = {.host = STR("")};
	struct address address;

	if (!take_apart(a, url, &t))
		return fail_at(f, ERR_INPUT, field, "outgoing_url");
	if (!port_may(rules, &t)) {
		fail_at(f, ERR_INPUT, field, "outgoing_port");
		fail_arg_int(f, "port", t.port);
		return ERR_INPUT;
	}
	/* Names that mean this machine by definition (RFC 6761) are judged as what they mean.
	 */
	bool local = str_is(t.host, "localhost") || str_ends(t.host, STR(".localhost"));
	if ((t.literal || local) &&
	    address_parse(local ? STR("127.0.0.1") : t.host, &address) &&
	    !outgoing_permits(rules, t.host, t.port, &address)) {
		fail_at(f, ERR_INPUT, field, "outgoing_address");
		fail_arg(f, "host", t.host);
		return ERR_INPUT;
	}
	*ret_target = t;
	return OK;
}
