#include "service/audit_chain.h"

#include <sodium.h>

/* Every value goes in with its kind and length, so that no two lists look the same. */
static void add_value(crypto_generichash_state *st, struct value v)
{
	unsigned char head[9];
	uint64_t n = v.kind == V_TEXT ? v.s.n : v.kind == V_INT ? (uint64_t)v.i : 0;

	head[0] = (unsigned char)v.kind;
	for (int i = 0; i < 8; i++)
		head[i + 1] = (unsigned char)(n >> 8 * i);
	crypto_generichash_update(st, head, sizeof head);
	if (v.kind == V_TEXT && v.s.n)
		crypto_generichash_update(st, (const unsigned char *)v.s.p, v.s.n);
}

/* `what` keeps the signatures of different things apart. */
static struct audit_mac sign(const struct audit_key *key, const char *what,
			     const struct value *v, size_t n)
{
	crypto_generichash_state st;
	unsigned char out[32];
	struct audit_mac mac;

	crypto_generichash_init(&st, key->v, sizeof key->v, sizeof out);
	add_value(&st, VAL_STR(str_of(what)));
	for (size_t i = 0; i < n; i++)
		add_value(&st, v[i]);
	crypto_generichash_final(&st, out, sizeof out);
	sodium_bin2hex(mac.hex, sizeof mac.hex, out, sizeof out);
	return mac;
}

struct audit_mac audit_mac_row(const struct audit_key *key, const struct audit_entry *e)
{
	struct value v[64];
	size_t n = 0;

	for (size_t i = 0; i < audit_fields.n; i++)
		if (!audit_field_is_chain(&audit_fields.v[i]))
			v[n++] = field_value(&audit_fields.v[i], e);
	return sign(key, "row", v, n);
}

struct audit_mac audit_mac_seal(const struct audit_key *key, int64_t sequence,
				struct str previous, struct str row_mac)
{
	const struct value v[] = {VAL_INT(sequence), VAL_STR(previous), VAL_STR(row_mac)};

	return sign(key, "seal", v, 3);
}

struct audit_mac audit_mac_head(const struct audit_key *key, const struct audit_head *head)
{
	const struct value v[] = {VAL_INT(head->sequence), VAL_STR(head->seal)};

	return sign(key, "head", v, 2);
}

struct audit_mac audit_mac_anchor(const struct audit_key *key, const struct audit_anchor *a)
{
	const struct value v[] = {VAL_INT(a->number), VAL_INT(a->at.us),
				  VAL_INT(a->head.sequence), VAL_STR(a->head.seal),
				  VAL_STR(a->previous)};

	return sign(key, "anchor", v, 5);
}

struct audit_mac audit_mac_checkpoint(const struct audit_key *key,
				      const struct audit_head *last, struct instant at)
{
	const struct value v[] = {VAL_INT(last->sequence), VAL_STR(last->seal), VAL_INT(at.us)};

	return sign(key, "checkpoint", v, 3);
}

struct audit_mac audit_mac_key(const struct audit_key *key)
{
	return sign(key, "key", NULL, 0);
}

bool audit_mac_is(const struct audit_mac *mac, struct str text)
{
	return text.n == sizeof mac->hex - 1 && sodium_memcmp(mac->hex, text.p, text.n) == 0;
}

struct str audit_head_format(struct arena *a, const struct audit_key *key,
			     const struct audit_head *head)
{
	struct audit_mac mac = audit_mac_head(key, head);

	return str_fmt(a, "%lld %.*s %s", (long long)head->sequence, STR_ARG(head->seal),
		       mac.hex);
}

/* The next word of a line as a number. */
static bool next_int(struct str *rest, int64_t *ret)
{
	struct str word;

	return str_split(rest, ' ', &word) && str_to_int(word, ret) == OK;
}

enum err audit_head_parse(const struct audit_key *key, struct str text,
			  struct audit_head *ret_head)
{
	struct audit_head h;
	struct str mac;

	if (!next_int(&text, &h.sequence) || !str_split(&text, ' ', &h.seal) ||
	    !str_split(&text, ' ', &mac) || text.p)
		return ERR_INPUT;
	struct audit_mac want = audit_mac_head(key, &h);
	if (!audit_mac_is(&want, mac))
		return ERR_INPUT;
	*ret_head = h;
	return OK;
}

struct str audit_anchor_format(struct arena *a, const struct audit_key *key,
			       struct audit_anchor *n)
{
	struct audit_mac mac = audit_mac_anchor(key, n);
	char at[32];

	instant_format(n->at, at);
	n->mac = str_dup(a, str_of(mac.hex));
	return str_fmt(a, "%lld %s %lld %.*s %.*s %.*s\n", (long long)n->number, at,
		       (long long)n->head.sequence, STR_ARG(n->head.seal), STR_ARG(n->previous),
		       STR_ARG(n->mac));
}

enum err audit_anchor_parse(const struct audit_key *key, struct str line,
			    struct audit_anchor *ret_anchor)
{
	struct audit_anchor n;
	struct str at;

	if (!next_int(&line, &n.number) || !str_split(&line, ' ', &at) ||
	    instant_parse(at, &n.at) || !next_int(&line, &n.head.sequence) ||
	    !str_split(&line, ' ', &n.head.seal) || !str_split(&line, ' ', &n.previous) ||
	    !str_split(&line, ' ', &n.mac) || line.p)
		return ERR_INPUT;
	struct audit_mac want = audit_mac_anchor(key, &n);
	if (!audit_mac_is(&want, n.mac))
		return ERR_INPUT;
	*ret_anchor = n;
	return OK;
}
