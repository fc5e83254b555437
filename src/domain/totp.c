#include "domain/totp.h"

#include <string.h>

enum { BLOCK = 64, TEXT_MAX = 64 };

struct sha1 {
	uint32_t h[5];
	unsigned char block[BLOCK];
	uint64_t n; /* bytes taken */
};

static uint32_t rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static uint32_t mix(int i, const uint32_t v[5], uint32_t *ret_k)
{
	static const uint32_t k[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};

	*ret_k = k[i / 20];
	if (i < 20)
		return (v[1] & v[2]) | (~v[1] & v[3]);
	if (i >= 40 && i < 60)
		return (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3]);
	return v[1] ^ v[2] ^ v[3];
}

static void sha1_block(struct sha1 *s)
{
	uint32_t w[80];
	uint32_t v[5];
	uint32_t k;

	for (int i = 0; i < 16; i++) {
		const unsigned char *b = &s->block[4 * i];
		w[i] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	}
	for (int i = 16; i < 80; i++)
		w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	memcpy(v, s->h, sizeof v);
	for (int i = 0; i < 80; i++) {
		uint32_t f = mix(i, v, &k);
		uint32_t t = rotate(v[0], 5) + f + v[4] + k + w[i];
		v[4] = v[3];
		v[3] = v[2];
		v[2] = rotate(v[1], 30);
		v[1] = v[0];
		v[0] = t;
	}
	for (int i = 0; i < 5; i++)
		s->h[i] += v[i];
}

static void sha1_put(struct sha1 *s, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		s->block[s->n++ % BLOCK] = p[i];
		if (s->n % BLOCK == 0)
			sha1_block(s);
	}
}

static void sha1_begin(struct sha1 *s)
{
	*s = (struct sha1){.h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
}

static void sha1_end(struct sha1 *s, unsigned char ret_hash[SHA1_BYTES])
{
	uint64_t bits = s->n * 8;
	unsigned char length[8];

	sha1_put(s, (const unsigned char *)"\x80", 1);
	while (s->n % BLOCK != BLOCK - 8)
		sha1_put(s, (const unsigned char *)"", 1);
	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	sha1_put(s, length, 8);
	for (int i = 0; i < SHA1_BYTES; i++)
		ret_hash[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

void sha1(const unsigned char *p, size_t n, unsigned char ret_hash[SHA1_BYTES])
{
	struct sha1 s;

	sha1_begin(&s);
	sha1_put(&s, p, n);
	sha1_end(&s, ret_hash);
}

void hmac_sha1(const unsigned char *key, size_t key_n, const unsigned char *p, size_t n,
	       unsigned char ret_mac[SHA1_BYTES])
{
	unsigned char k[BLOCK] = {0}, pad[BLOCK], inner[SHA1_BYTES];
	struct sha1 s;

	if (key_n > BLOCK)
		sha1(key, key_n, k);
	else
		memcpy(k, key, key_n);
	for (int i = 0; i < BLOCK; i++)
		pad[i] = k[i] ^ 0x36;
	sha1_begin(&s);
	sha1_put(&s, pad, BLOCK);
	sha1_put(&s, p, n);
	sha1_end(&s, inner);
	for (int i = 0; i < BLOCK; i++)
		pad[i] = k[i] ^ 0x5c;
	sha1_begin(&s);
	sha1_put(&s, pad, BLOCK);
	sha1_put(&s, inner, sizeof inner);
	sha1_end(&s, ret_mac);
}

int64_t totp_step(struct instant t)
{
	return instant_s(t) / TOTP_STEP_S;
}

struct str totp_code(struct arena *a, const unsigned char secret[TOTP_SECRET], int64_t step)
{
	unsigned char counter[8], mac[SHA1_BYTES];

	for (int i = 0; i < 8; i++)
		counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	hmac_sha1(secret, TOTP_SECRET, counter, sizeof counter, mac);
	const unsigned char *p = &mac[mac[SHA1_BYTES - 1] & 15]; /* RFC 4226, 5.3 */
	uint32_t n = (uint32_t)(p[0] & 127) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
		     p[3];
	return str_fmt(a, "%0*u", TOTP_DIGITS, n % 1000000);
}

static struct str without_spaces(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ')
			p[n++] = s.p[i];
	return (struct str){p, n};
}

int64_t totp_find(struct arena *a, const unsigned char secret[TOTP_SECRET], struct str code,
		  struct instant now)
{
	struct str plain = without_spaces(a, str_slice(code, 0, TEXT_MAX));
	int64_t present = totp_step(now);
	int64_t found = -1;

	for (int64_t step = present - 1; step <= present + 1; step++) {
		struct str right = totp_code(a, secret, step);
		unsigned differs = plain.n != right.n;
		for (size_t i = 0; i < right.n && i < plain.n; i++)
			differs |= (unsigned)(plain.p[i] ^ right.p[i]);
		if (!differs)
			found = step;
	}
	return found;
}

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct str base32(struct arena *a, const unsigned char *p, size_t n)
{
	char *out = arena_alloc(a, (n * 8 + 4) / 5 + 1);
	size_t len = 0;

	for (size_t bit = 0; bit < n * 8; bit += 5) {
		unsigned v = (unsigned)p[bit / 8] << 8;
		if (bit / 8 + 1 < n)
			v |= p[bit / 8 + 1];
		out[len++] = letters[v >> (11 - bit % 8) & 31];
	}
	out[len] = 0;
	return (struct str){out, len};
}

bool base32_read(struct str s, unsigned char *ret_p, size_t n)
{
	size_t bits = 0;

	memset(ret_p, 0, n);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == ' ')
			continue;
		const char *at = strchr(letters, c >= 'a' && c <= 'z' ? c - 32 : c);
		if (!at || !c || bits / 8 >= n)
			return false;
		unsigned v = (unsigned)(at - letters) << (11 - bits % 8);
		ret_p[bits / 8] |= (unsigned char)(v >> 8);
		if (bits / 8 + 1 < n)
			ret_p[bits / 8 + 1] |= (unsigned char)v;
		bits += 5;
	}
	return bits >= n * 8 && bits < n * 8 + 5;
}

/* Percent-encodes what is not unreserved (RFC 3986, 2.3). */
static struct str encoded(struct arena *a, struct str s)
{
	struct str out = STR("");

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || (c && strchr("-._~", c));
		out = str_fmt(a, plain ? "%.*s%c" : "%.*s%%%02X", STR_ARG(out), c);
	}
	return out;
}

struct str totp_uri(struct arena *a, struct str issuer, struct str name, struct str secret)
{
	struct str by = encoded(a, issuer);
	struct str who = encoded(a, name);

	return str_fmt(a, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s", STR_ARG(by),
		       STR_ARG(who), STR_ARG(secret), STR_ARG(by));
}
